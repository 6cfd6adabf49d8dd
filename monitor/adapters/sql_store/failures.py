"""One clear sentence for each way in which a database fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from monitor.errors import StoreError

BUSY_TIMEOUT_S: Final = 5.0
"""How long a statement waits for another program's lock before it gives up."""

# By the first part of SQLite's own name of the error; the rest of the name only narrows it down.
_SENTENCES: Final = MappingProxyType(
    {
        "SQLITE_BUSY": (
            f"the database {{address}} is locked by another program (waited {BUSY_TIMEOUT_S:g} s): "
            "close that program, or give Mostrador a database of its own (store.url)"
        ),
        "SQLITE_LOCKED": "the database {address} is locked by another part of this program",
        "SQLITE_FULL": (
            "the disk that holds the database {address} is full: free some space; nothing that was "
            "written is lost"
        ),
        "SQLITE_NOTADB": (
            "{address} is not a database: accepted is a file that Mostrador made, or a path where "
            "no file is yet (store.url)"
        ),
        "SQLITE_CORRUPT": (
            "the database {address} is damaged: restore a backup, or move the file away to start "
            "anew"
        ),
        "SQLITE_READONLY": (
            "the database {address} cannot be written to: Mostrador needs write permission for the "
            "file and for its folder"
        ),
        "SQLITE_CANTOPEN": (
            "the database {address} cannot be opened: Mostrador needs write permission for the "
            "file and for its folder"
        ),
        "SQLITE_IOERR": (
            "the disk that holds the database {address} does not read or write properly ({detail})"
        ),
    }
)


@contextmanager
def told_as_store_error(address: str) -> Generator[None]:
    """Turn what the database library raises into a `StoreError`. `address` holds no password."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_sentence(error, address)) from error
    except PoolTimeout as error:
        raise StoreError(f"the database {address} does not answer in time") from error


def _sentence(error: DBAPIError, address: str) -> str:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        # Absent when the error comes from the Python module and not from SQLite itself.
        name = getattr(cause, "sqlite_errorname", "")
        for prefix, sentence in _SENTENCES.items():
            if name.startswith(prefix):
                return sentence.format(address=address, detail=name)
        return f"the database {address} refused a statement: {cause} ({name or 'sqlite3'})"
    if isinstance(error, OperationalError):
        # A server's own text may repeat the connection string with its password.
        return f"the database server {address} cannot be reached or refused the login"
    return f"the database {address} refused a statement ({type(cause).__name__})"
