"""Brings a database to the schema of this program, or refuses to."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Table, inspect, select, text

from monitor.adapters.sql_store.schema import REVISION_TABLE
from monitor.errors import StoreError, StoreTooNew

_STEPS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = MappingProxyType({"name": REVISION_TABLE})


@cache
def head() -> str:
    """The newest version of the schema that this program knows."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise StoreError(f"the steps of the database schema are missing from {_STEPS}")
    return found


def needs_steps(reading: Engine, address: str) -> bool:
    """Is the database older than this program, or empty? Reads only.

    Raises `StoreTooNew` when it is newer, and `StoreError` when it is another program's.
    """
    with reading.connect() as connection:
        found = _revision(connection, address)
    scripts = ScriptDirectory.from_config(_config())
    known = {script.revision for script in scripts.walk_revisions()}
    if found is not None and found not in known:
        raise StoreTooNew(
            f"the database {address} was written by a newer Mostrador (its schema is {found!r}, "
            f"this program knows up to {head()!r}) and has not been touched: update Mostrador, or "
            "give it another database (store.url)"
        )
    return found != head()


def run_steps(writing: Engine) -> None:
    """Run every missing step in one transaction: all or none, also when killed in between."""
    with writing.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Of two programs that start at once the second waits, and finds nothing left to do.
            connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 1))"), _LOCK
            )
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection, address: str) -> str | None:
    """The version noted in the database; None when it is empty."""
    tables = inspect(connection).get_table_names()
    if REVISION_TABLE not in tables:
        # A server is shared with others as a matter of course; a file is not.
        if tables and connection.dialect.name == "sqlite":
            raise StoreError(
                f"{address} is the database of another program and has not been touched: accepted "
                "is a file that Mostrador made, or a path where no file is yet (store.url)"
            )
        return None
    noted = Table(REVISION_TABLE, MetaData(), autoload_with=connection)
    return connection.execute(select(noted.c.version_num)).scalar()
