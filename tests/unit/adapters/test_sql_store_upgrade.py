"""Databases of the first version, brought up with what they hold; newer ones, left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from monitor.adapters.sql_store import migrate, open_store
from monitor.adapters.sql_store.opening import parsed
from monitor.attention.state import Area, State
from monitor.errors import StoreError, StoreTooNew
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.tallies import DurationTally
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.unit.adapters.test_sql_store import EIGHT, EVER, MAIN, SIDE, minute

ROOT = Path(__file__).resolve().parents[3]
STATES = ("customer", "device", "work", "elsewhere", "unknown", "absent", "paused")


def old_rows(site: str, counter: str, bucket: Bucket) -> dict[str, list[dict[str, Any]]]:
    """What the first version wrote of a bucket."""
    key = {"site": site, "counter": counter, "start_utc_ns": bucket.start_utc_ns}
    times = {f"{state}_ns": bucket.state_ns.get(State(state), 0) for state in STATES}
    numbers = {name: getattr(bucket, name) for name in ("inferred_ns", "gap_ns", "samples")}
    rows: dict[str, list[dict[str, Any]]] = {"minute": [{**key, **times, **numbers}]}
    for area, tally in bucket.glances.items():
        of_area = {**key, "area": area.value}
        total = {"total_ns": tally.total_ns, "longest_ns": tally.longest_ns}
        rows.setdefault("glance", []).append({**of_area, "count": tally.count, **total})
        for index, count in tally.bins.items():
            each = {**of_area, "bin": index, "count": count}
            rows.setdefault("glance_bin", []).append(each)
    return rows


def first_version(url: str, written: dict[tuple[str, CounterId], list[Bucket]]) -> Engine:
    """A database as the first version left it: its own step, its own rows."""
    engine = create_engine(parsed(url))
    config = migrate._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for (site, counter), buckets in written.items():
            for bucket in buckets:
                for table, rows in old_rows(site, counter, bucket).items():
                    names = ", ".join(rows[0])
                    given = ", ".join(f":{name}" for name in rows[0])
                    insert = f"INSERT INTO {table} ({names}) VALUES ({given})"
                    connection.execute(text(insert), rows)
    return engine


def test_the_first_version_is_brought_up_with_its_data(database_url: str) -> None:
    tally = DurationTally(3, 30 * NS_PER_S, 20 * NS_PER_S, {5: 1, 40: 1, 80: 1})
    every_state = dict(zip(State, range(1, 8), strict=True))
    rich = Bucket(UtcNs(EIGHT), every_state, 9, 10, 11, dict.fromkeys(Area, tally))
    plain = Bucket(UtcNs(EIGHT + MINUTE_NS), {State.ABSENT: 60 * NS_PER_S}, 0, 0, 600)
    # Many, so that they do not move over in one piece.
    many = [minute(index, glances=index % 3) for index in range(2, 2100)]
    written = {("shop", MAIN): [rich, plain, *many], ("shop", SIDE): [plain], ("b", MAIN): [rich]}
    first_version(database_url, written).dispose()
    for (site, counter), buckets in written.items():
        store = open_store(database_url, site)
        assert store.minutes(counter, *EVER) == tuple(buckets)
        assert store.info().revision == migrate.head()
        store.close()
    engine = create_engine(parsed(database_url))
    assert not {"glance", "glance_bin", "new_minute"} & set(inspect(engine).get_table_names())
    engine.dispose()


def test_a_step_that_fails_leaves_the_old_database(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_version(database_url, {("shop", MAIN): [minute(0)]}).dispose()
    from alembic import op

    create = op.create_table

    def broken(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "session_note":
            op.execute("SELECT nonsense FROM nowhere")
        return create(name, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_table", broken)
        with pytest.raises(StoreError, match="refused a statement"):
            open_store(database_url, "shop")
    engine = create_engine(parsed(database_url))
    with engine.connect() as connection:
        version = connection.execute(text("SELECT version_num FROM mostrador_schema")).scalar()
        assert version == "0001"
        assert connection.execute(text("SELECT count(*) FROM glance_bin")).scalar() == 4
        with pytest.raises(SQLAlchemyError):
            connection.execute(text("SELECT * FROM session"))
    engine.dispose()
    store = open_store(database_url, "shop")
    assert store.minutes(MAIN, *EVER) == (minute(0),)
    store.close()


def test_two_programs_that_start_at_once(database_url: str) -> None:
    """Both find an old database; one brings it up, the other finds it done."""
    first_version(database_url, {("shop", MAIN): [minute(0)]}).dispose()
    code = """
import sys
from monitor.adapters.sql_store import open_store
from tests.unit.adapters.test_sql_store import EVER, MAIN
sys.stdin.read()
print(len(open_store(sys.argv[1], "shop").minutes(MAIN, *EVER)))
"""
    command = [sys.executable, "-c", code, database_url]
    both = [subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE) for _ in range(2)]
    for program in both:
        assert program.stdin is not None
        program.stdin.close()  # off they go
    assert [program.stdout and program.stdout.read() for program in both] == [b"1\n", b"1\n"]
    for program in both:
        assert program.wait() == 0
        assert program.stdout is not None
        program.stdout.close()


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
