"""A backup: one whole SQLite file, whatever the database, made while others write.

The format is that of this program's own SQLite database, so a backup of a server can be restored
into a file and the other way round, and any SQLite tool can look into it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, func, select

from monitor.adapters.sql_store.database import Database
from monitor.adapters.sql_store.failures import told_as_store_error
from monitor.adapters.sql_store.opening import create_private, opened
from monitor.adapters.sql_store.schema import METADATA
from monitor.errors import StoreError

ROWS_AT_ONCE: Final = 2000
_SQLITE_HEADER: Final = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore carried over, of one site.

    Attributes:
        rows: all rows of the site.
        size_bytes: of the backup file.
    """

    rows: int
    size_bytes: int


def back_up(database: Database, file: Path) -> Copied:
    """Write all of the database into a file, which appears when it is whole.

    Of a server it holds the rows of this site; of a SQLite file, all of it. An older backup of that
    name is replaced.

    Raises:
        StoreError: it cannot be written, or the name is that of something else; nothing changed.
    """
    _check_place(database, file)
    part = file.with_name(f".{file.name}.part")
    try:
        # A left-over of one that was killed.
        part.unlink(missing_ok=True)
        create_private(part)
        if database.is_sqlite:
            _copy_file(database, part)
        else:
            _copy_rows(database, part)
        rows = _finished(part, database.site)
        part.replace(file)
    except OSError as error:
        raise StoreError(f"the backup {file} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return Copied(rows, file.stat().st_size)


def rows_of(connection: Connection, site: str) -> int:
    """How many rows of all tables are the site's."""
    return sum(
        connection.execute(
            select(func.count()).select_from(table).where(table.c.site == site)
        ).scalar_one()
        for table in METADATA.sorted_tables
    )


def opened_file(file: Path) -> Database:
    """A SQLite file as a database, without anybody's site."""
    address = URL.create("sqlite", database=str(file.absolute()))
    return Database(opened(address), address, "")


def _check_place(database: Database, file: Path) -> None:
    if not file.parent.is_dir():
        raise StoreError(f"there is no folder {file.parent} for the backup")
    if file.is_dir():
        raise StoreError(f"{file} is a folder: give the path of a file for the backup")
    if not file.exists():
        return
    if database.is_sqlite and file.samefile(database.shown):
        raise StoreError(f"{file} is the database itself: give the backup another name")
    try:
        with file.open("rb") as there:
            ours = there.read(len(_SQLITE_HEADER)) in {_SQLITE_HEADER, b""}
    except OSError as error:
        raise StoreError(f"{file} cannot be replaced by a backup: {error.strerror}") from error
    if not ours:
        raise StoreError(f"{file} is no backup and is not replaced: give the backup another name")


def _copy_file(database: Database, part: Path) -> None:
    """SQLite's own online backup: one moment of the file, and writers are not held up."""
    with database.reading() as connection, told_as_store_error(str(part)):
        source: Any = connection.connection.driver_connection
        # SQLite copies what the last finished transaction left; ours would only be in its way.
        connection.rollback()
        try:
            with closing(sqlite3.connect(part)) as copy:
                source.backup(copy)
        except sqlite3.Error as error:
            raise StoreError(f"the backup {part} cannot be written: {error}") from error


def _copy_rows(database: Database, part: Path) -> None:
    copy = opened_file(part)
    try:
        with database.reading() as source, copy.writing() as target:
            streaming = source.execution_options(yield_per=ROWS_AT_ONCE)
            for table in METADATA.sorted_tables:
                query = select(table).where(table.c.site == database.site)
                for rows in streaming.execute(query).mappings().partitions():
                    target.execute(table.insert(), [dict(row) for row in rows])
    finally:
        copy.close()


def _finished(part: Path, site: str) -> int:
    """One file without a log beside it, on the disk; how many rows of the site it holds."""
    copy = opened_file(part)
    try:
        with copy.reading() as connection:
            rows = rows_of(connection, site)
    finally:
        copy.close()
    with closing(sqlite3.connect(part)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE").fetchone()
    with part.open("rb") as written:
        os.fsync(written.fileno())
    return rows
