"""Opens a database by its URL: checks the file, brings the schema up, sets SQLite's switches."""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from monitor.adapters.sql_store.failures import BUSY_TIMEOUT_S, told_as_store_error
from monitor.adapters.sql_store.migrate import needs_steps, run_steps
from monitor.errors import StoreError

ACCEPTED: Final = "sqlite:///relative.db, sqlite:////absolute/path.db or postgresql://host/database"

_DRIVER: Final = "postgresql+psycopg"

# A server behind a network that swallows everything must not hold a thread for ever; what the URL
# itself says comes first.
_PATIENCE: Final = MappingProxyType(
    {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "application_name": "mostrador",
    }
)

WRITES: Final = "mostrador_writes"
"""Execution option of an engine whose transactions take SQLite's write lock at once."""

# FULL: a shop pulls the plug at closing time. With WAL it costs one fsync a transaction, and there
# is one transaction in several seconds. `kill -9` alone would lose nothing with NORMAL either.
_SWITCHES: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
)


def parsed(url: str) -> URL:
    """The URL taken apart, its file made absolute. Raises `StoreError` unless it is accepted."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        # The library's own message repeats the text, which may hold a password.
        raise StoreError(f"store.url is not a database URL: accepted is {ACCEPTED}") from error
    kind = address.get_backend_name()
    if kind == "postgresql":
        return address.set(drivername=_DRIVER) if address.drivername == kind else address
    if kind != "sqlite":
        raise StoreError(f"store.url starts with {kind}: accepted is {ACCEPTED}")
    if not address.database or address.database == ":memory:" or address.query:
        raise StoreError(f"store.url names no file to keep the numbers in: accepted is {ACCEPTED}")
    return URL.create("sqlite", database=str(Path(address.database).expanduser().absolute()))


def shown(address: URL) -> str:
    """The path of the file, or the URL of the server without secrets."""
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    # A password may also stand in the query (?password=...).
    plain = address.set(drivername=address.get_backend_name(), query={})
    return plain.render_as_string(hide_password=True)


def opened(address: URL) -> Engine:
    """An engine on a database that is there, writable and of this program's schema."""
    if address.get_backend_name() == "sqlite":
        return _opened_sqlite(Path(str(address.database)))
    return _opened_server(address)


def _opened_server(address: URL) -> Engine:
    patience = {name: value for name, value in _PATIENCE.items() if name not in address.query}
    try:
        engine = create_engine(address, pool_pre_ping=True, connect_args=patience)
    except (ImportError, NoSuchModuleError) as error:
        raise StoreError(
            f"the database {shown(address)} needs a driver that is not installed: "
            "pip install 'psycopg[binary]'"
        ) from error
    try:
        with told_as_store_error(shown(address)):
            if needs_steps(engine, shown(address)):
                run_steps(engine)
            _check_writable(engine, shown(address))
    except BaseException:
        engine.dispose()
        raise
    return engine


def _check_writable(engine: Engine, address: str) -> None:
    """Found out now, and not when the first minute is to be kept."""
    asked = text(
        "SELECT current_setting('transaction_read_only') = 'off'"
        " AND has_table_privilege('minute', 'INSERT')"
        " AND has_table_privilege('minute', 'UPDATE')"
        " AND has_table_privilege('minute', 'DELETE')"
    )
    with engine.connect() as connection:
        if not connection.execute(asked).scalar():
            raise StoreError(
                f"the database {address} is read-only for its user: Mostrador needs to read, write "
                "and create tables there (store.url)"
            )


def _opened_sqlite(path: Path) -> Engine:
    _check_file(path)
    with told_as_store_error(str(path)):
        if path.exists():
            reading = _sqlite_engine(f"{path.as_uri()}?mode=ro", ())
            try:
                behind = needs_steps(reading, str(path))
            finally:
                reading.dispose()
        else:
            create_private(path)
            behind = True
        engine = _sqlite_engine(str(path), _SWITCHES)
        try:
            if behind:
                run_steps(engine.execution_options(**{WRITES: True}))
            with engine.connect() as connection:
                _use_wal(connection)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _use_wal(connection: Connection) -> None:
    """Switch to the write-ahead log, which stays on; a folder that cannot have it goes without.

    (A network share has no shared memory: SQLite then keeps its older journal and says so.)
    """
    connection.rollback()
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA journal_mode = WAL").fetchone()


def _sqlite_engine(database: str, switches: tuple[str, ...]) -> Engine:
    uri = {"uri": "true"} if database.startswith("file:") else {}
    engine = create_engine(
        URL.create("sqlite", database=database, query=uri),
        connect_args={"timeout": BUSY_TIMEOUT_S},
    )

    def on_connect(raw: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own class
        # The driver would begin transactions by rules of its own; `on_begin` does it instead.
        raw.isolation_level = None
        for switch in switches:
            raw.execute(switch)

    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        # IMMEDIATE waits for the lock here, not half-way through, where SQLite could only give up.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def create_private(path: Path) -> None:
    """An empty file for its owner's eyes: at a counter of one, the figures are a person's."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(f"the database {path} cannot be made: {error.strerror}") from error


def _check_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder {path.parent} of the database cannot be made: {error.strerror}"
        ) from error
    if path.is_dir():
        raise StoreError(
            f"the database {path} is a folder: accepted is the path of a file (store.url)"
        )
    if path.exists() and not path.is_file():
        raise StoreError(f"the database {path} is not a regular file")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise StoreError(
            f"the folder {path.parent} of the database is read-only: Mostrador needs write "
            "permission there, or another place (store.url)"
        )
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        raise StoreError(
            f"the database {path} is read-only: Mostrador needs write permission for it, or "
            "another file (store.url)"
        )
