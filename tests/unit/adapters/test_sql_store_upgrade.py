"""Older databases, brought up with what they hold; newer ones, left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from monitor.adapters.sql_store import migrate, open_store
from monitor.adapters.sql_store.opening import parsed
from monitor.adapters.sql_store.schema import REVISION_TABLE
from monitor.errors import StoreError, StoreTooNew
from monitor.metrics.buckets import MINUTE_NS
from tests.unit.adapters.later_program import STEP, TODAY, later_steps, of_today, program_with
from tests.unit.adapters.test_sql_store import EIGHT, EVER, MAIN, SIDE, minute

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def later(tmp_path: Path) -> Path:
    return later_steps(tmp_path)


def revision(url: str) -> str:
    engine = create_engine(parsed(url))
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalar()
    engine.dispose()
    return str(found)


def test_an_older_database_is_brought_up_with_its_data(database_url: str, later: Path) -> None:
    of_today(database_url)
    with program_with(later):
        store = open_store(database_url, "shop")
        assert store.info().revision == migrate.head() == "later"
        assert store.minutes(MAIN, *EVER) == (minute(0),)
        assert store.journal.paused_since(MAIN) == EIGHT
        assert store.journal.paused_since(SIDE) == EIGHT + MINUTE_NS
        store.close()
    engine = create_engine(parsed(database_url))
    found = inspect(engine)
    assert "old_pause" not in found.get_table_names()
    assert "told_by" in {column["name"] for column in found.get_columns("pause")}
    engine.dispose()


def test_a_step_that_fails_leaves_the_old_database(database_url: str, later: Path) -> None:
    of_today(database_url)
    step = later / "versions" / "later.py"
    wrong = '    op.execute("SELECT nonsense FROM nowhere")\n'
    step.write_text(STEP + wrong, encoding="utf-8")
    with program_with(later), pytest.raises(StoreError, match="refused a statement"):
        open_store(database_url, "shop")
    assert revision(database_url) == TODAY
    engine = create_engine(parsed(database_url))
    assert "told_by" not in {each["name"] for each in inspect(engine).get_columns("pause")}
    engine.dispose()
    # The program of today goes on with it, and a better step finds all of it.
    store = open_store(database_url, "shop")
    assert store.minutes(MAIN, *EVER) == (minute(0),)
    store.close()
    step.write_text(STEP, encoding="utf-8")
    with program_with(later):
        store = open_store(database_url, "shop")
        assert store.journal.paused_since(MAIN) == EIGHT
        store.close()
    assert revision(database_url) == "later"


def test_two_programs_that_start_at_once(database_url: str, later: Path) -> None:
    """Both find an old database; one brings it up, the other finds it done."""
    of_today(database_url)
    code = """
import sys
from pathlib import Path
from monitor.adapters.sql_store import migrate, open_store
from tests.unit.adapters.test_sql_store import EVER, MAIN
migrate._STEPS = Path(sys.argv[2])
sys.stdin.read()
print(len(open_store(sys.argv[1], "shop").minutes(MAIN, *EVER)))
"""
    command = [sys.executable, "-c", code, database_url, str(later)]
    both = [subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE) for _ in range(2)]
    for program in both:
        assert program.stdin is not None
        program.stdin.close()  # off they go
    assert [program.stdout and program.stdout.read() for program in both] == [b"1\n", b"1\n"]
    for program in both:
        assert program.wait() == 0
        assert program.stdout is not None
        program.stdout.close()
    assert revision(database_url) == "later"


def test_a_newer_database_is_refused_untouched(database_url: str) -> None:
    """(That not a byte of a SQLite file changes stands with the other failures.)"""
    store = open_store(database_url, "shop")
    store.upsert_minutes(MAIN, [minute(0)])
    store.close()
    engine = create_engine(parsed(database_url))

    def content() -> dict[str, list[Any]]:
        with engine.connect() as connection:
            names = inspect(connection).get_table_names()
            return {name: list(connection.execute(text(f"SELECT * FROM {name}"))) for name in names}

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mood (counter VARCHAR)"))
        connection.execute(text("UPDATE mostrador_schema SET version_num = '0999'"))
    before = content()
    with pytest.raises(StoreTooNew, match="'0999'") as caught:
        open_store(database_url, "shop")
    assert "open-sesame" not in str(caught.value)
    assert content() == before
    engine.dispose()
