"""One open database and the site whose rows are meant: transactions and statements."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Select,
    Table,
    UpdateBase,
    bindparam,
    delete,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

from monitor.adapters.sql_store.failures import told_as_store_error
from monitor.adapters.sql_store.opening import WRITES, shown


class Database:
    """Reads see one moment; writes of one site wait for one another, in every program alike."""

    def __init__(self, engine: Engine, address: URL, site: str) -> None:
        self._engine = engine
        self._address = address
        self.shown = shown(address)
        self.site = site
        self.is_sqlite = engine.dialect.name == "sqlite"
        # A reader's several queries see one and the same moment.
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = engine.execution_options(**snapshot)
        self._writing = engine.execution_options(**{WRITES: True})

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """A connection that reads. Raises `StoreError`."""
        with told_as_store_error(self.shown), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """A transaction: all of it or none. Raises `StoreError`."""
        with told_as_store_error(self.shown), self._writing.begin() as connection:
            if not self.is_sqlite:
                # What an hour sums must not change between reading its minutes and writing it.
                lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:site, 0))")
                connection.execute(lock, {"site": self.site})
            yield connection

    def size_bytes(self, connection: Connection) -> int | None:
        """What the database takes on the disk."""
        if not self.is_sqlite:
            size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar()
            return None if size is None else int(size)
        path = Path(str(self._address.database))
        # The log holds what is not yet folded into the file.
        files = (path, path.with_name(f"{path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def close(self) -> None:
        """Release the connections; safe to call twice. SQLite folds its log into the file."""
        self._engine.dispose()


def chosen(table: Table, names: Iterable[str], **equal: str) -> Select[*tuple[Any, ...]]:
    """The named columns of the rows whose other columns are as given."""
    wanted = select(*(table.c[name] for name in names))
    return wanted.where(*(table.c[name] == value for name, value in equal.items()))


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows in place of those with the same primary key."""
    if rows:
        connection.execute(upsert_statement(connection.dialect.name, table), rows)


@cache
def upsert_statement(dialect: str, table: Table) -> UpdateBase:
    """The statement of `upsert`, made once: with thirty columns that takes a while."""
    insert = _insert(dialect, table)
    key = [column.name for column in table.primary_key]
    changed = {each.name: insert.excluded[each.name] for each in table.c if each.name not in key}
    return insert.on_conflict_do_update(index_elements=key, set_=changed)


def insert_once(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Write a row unless one with its primary key is there; was it written?"""
    key = list(table.primary_key)
    statement = _insert(connection.dialect.name, table).on_conflict_do_nothing(index_elements=key)
    # The number of rows that a driver reports for this is not to be relied on.
    return connection.execute(statement.returning(key[0]), row).first() is not None


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)


def remove(connection: Connection, table: Table, keys: Sequence[dict[str, Any]]) -> int:
    """Delete the rows with these values, each a dictionary with the same names; how many it were.

    `connection` is in a transaction.
    """
    if not keys:
        return 0
    matches = [table.c[name] == bindparam(f"key_{name}") for name in keys[0]]
    given = [{f"key_{name}": value for name, value in key.items()} for key in keys]
    return connection.execute(delete(table).where(*matches), given).rowcount
