"""Puts a backup in the place of what a database holds of a site: all of it, or nothing changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete, select, union

from monitor.adapters.sql_store.backup import ROWS_AT_ONCE, Copied, opened_file, rows_of
from monitor.adapters.sql_store.database import Database
from monitor.adapters.sql_store.schema import METADATA, REVISION_TABLE
from monitor.errors import StoreError, StoreTooNew


def restore(database: Database, file: Path, *, force: bool = False) -> Copied:
    """Replace what the database holds of its site by what the backup holds, in one transaction.

    The backup is not touched; one of an older version is brought up in a copy. With `force` false a
    database that holds something of the site is left alone.

    Raises:
        StoreError: the file is no good backup of this site, or the database is in use or not
            empty; nothing changed.
        StoreTooNew: a newer Mostrador wrote the backup.
    """
    _check(file)
    with _brought_up(file) as backup:
        _demand_site(backup, database.site, file)
        with backup.reading() as source, database.writing() as target:
            if not force and rows_of(target, database.site):
                raise StoreError(
                    f"the database {database.shown} holds numbers of the site {database.site!r} "
                    "already and has not been touched: --force puts the backup in their place"
                )
            for table in reversed(METADATA.sorted_tables):
                target.execute(delete(table).where(table.c.site == database.site))
            streaming = source.execution_options(yield_per=ROWS_AT_ONCE)
            for table in METADATA.sorted_tables:
                query = select(table).where(table.c.site == database.site)
                for rows in streaming.execute(query).mappings().partitions():
                    target.execute(table.insert(), [dict(row) for row in rows])
            count = rows_of(target, database.site)
    return Copied(count, file.stat().st_size)


def _check(file: Path) -> None:
    """It is there, whole, and this program's. Reads only."""
    if not file.is_file():
        raise StoreError(f"there is no backup {file}")
    no_backup = f"{file} is no backup that Mostrador made"
    try:
        with closing(_reading(file)) as raw:
            noted = raw.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (REVISION_TABLE,))
            if noted.fetchone() is None:
                raise StoreError(no_backup)
            if raw.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreError(f"the backup {file} is damaged and has not been restored")
    except sqlite3.Error as error:
        damaged = getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT")
        sentence = f"the backup {file} is damaged and has not been restored"
        raise StoreError(sentence if damaged else no_backup) from error


def _reading(file: Path) -> sqlite3.Connection:
    log = file.with_name(f"{file.name}-wal")
    # Whole as it stands, and nothing is written beside it; unless it is a database with a log.
    how = "mode=ro" if log.exists() else "immutable=1"
    return sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)


@contextmanager
def _brought_up(file: Path) -> Generator[Database]:
    """A copy of the backup with the schema of this program."""
    with TemporaryDirectory(prefix="mostrador-restore-") as folder:
        copy = Path(folder) / "backup.db"
        try:
            with (
                closing(_reading(file)) as raw,
                closing(sqlite3.connect(copy)) as target,
            ):
                raw.backup(target)
        except sqlite3.Error as error:
            raise StoreError(f"the backup {file} cannot be read: {error}") from error
        try:
            database = opened_file(copy)
        except StoreTooNew as error:
            raise StoreTooNew(
                f"the backup {file} was written by a newer Mostrador: update Mostrador first"
            ) from error
        except StoreError as error:
            raise StoreError(f"the backup {file} cannot be brought up: {error}") from error
        try:
            yield database
        finally:
            database.close()


def _demand_site(backup: Database, site: str, file: Path) -> None:
    sites = union(*(select(table.c.site) for table in METADATA.sorted_tables))
    with backup.reading() as connection:
        found = sorted(connection.execute(sites).scalars())
    if site not in found:
        holds = f"the site {', '.join(map(repr, found))}" if found else "nothing"
        raise StoreError(
            f"the backup {file} holds {holds}, and the settings say {site!r} (site.id)"
        )
