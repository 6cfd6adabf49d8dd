from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from monitor.adapters.sql_store import open_store
from monitor.adapters.sql_store.database import upsert_statement
from monitor.adapters.sql_store.migrate import head
from monitor.adapters.sql_store.schema import METADATA, MINUTE, REVISION_TABLE, state_column
from monitor.attention.state import State

ROOT = Path(__file__).resolve().parents[3]


def test_the_steps_lead_to_the_tables(database_url: str) -> None:
    store = open_store(database_url, "shop")
    with store.database._reading.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": REVISION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == head()
        found = inspect(connection)
        for table in METADATA.sorted_tables:
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [
                column.name for column in table.primary_key
            ]
    store.close()


def test_every_state_has_a_column() -> None:
    assert {state_column(state) for state in State} <= set(MINUTE.columns.keys())


def test_statements_are_what_postgresql_takes() -> None:
    dialect = postgresql.dialect()
    for table in METADATA.sorted_tables:
        text = str(CreateTable(table).compile(dialect=dialect))
        assert "BIGINT" in text
        assert "ROWID" not in text

    text = str(upsert_statement("postgresql", MINUTE).compile(dialect=dialect))
    assert "ON CONFLICT (site, counter, start_utc_ns) DO UPDATE SET customer_ns" in text


def test_an_installed_wheel_brings_the_steps_along(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling builds the wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    code = f"""
import monitor
from monitor.adapters.sql_store import open_store
assert monitor.__file__.startswith({str(installed)!r}), monitor.__file__
print(open_store("sqlite:///{tmp_path}/shop.db", "shop").info().revision)
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == head(), done.stderr
