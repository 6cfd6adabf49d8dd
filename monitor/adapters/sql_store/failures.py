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
            "the database {address} is damaged: move the file away, then restore a backup "
            "(mostrador restore) or start anew"
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

# What a PostgreSQL server says when it refuses a login, in the words of `lc_messages` = English;
# where it speaks otherwise the sentence is the general one.
_REFUSED_LOGINS: Final = MappingProxyType(
    {
        "password authentication failed": (
            "the database server {address} refused the user or the password (store.url)"
        ),
        "no password supplied": (
            "the database server {address} asks for a password: give it in store.url"
        ),
        "no pg_hba.conf entry": (
            "the database server {address} lets nobody in from this machine as that user "
            "(its pg_hba.conf says who)"
        ),
        "does not exist": (
            "the database server {address} has no such database or user: create it there, or "
            "correct store.url"
        ),
        "the database system is": (
            "the database server {address} is starting or stopping: it is tried again"
        ),
        "too many": "the database server {address} has no connection left for Mostrador",
        "refused": (
            "the database server {address} cannot be reached: it is not running, or listens "
            "elsewhere (store.url)"
        ),
        "resolve host": (
            "the database server {address} cannot be found: correct its name (store.url)"
        ),
        "timeout expired": "the database server {address} does not answer: is the network there?",
    }
)

# By PostgreSQL's own code of the error; a shorter one is the whole class.
_SERVER_SENTENCES: Final = MappingProxyType(
    {
        "25006": (
            "the database {address} cannot be written to: the server gives this user or this "
            "replica read access alone"
        ),
        "42501": (
            "the database {address} cannot be written to: its user lacks the permission; Mostrador "
            "needs to read, write and create tables there"
        ),
        "53100": (
            "the disk that holds the database {address} is full: free some space; nothing that was "
            "written is lost"
        ),
        "53": "the database server {address} is short of memory or connections ({detail})",
        "57014": "the database {address} does not answer in time",
        "57P": "the database server {address} is stopping or restarting: it is tried again",
        "40": "the database {address} was in use by another writer: it is tried again",
        "08": "the connection to the database server {address} broke off: it is tried again",
        "XX": "the database {address} is damaged, its server says ({detail})",
    }
)


@contextmanager
def told_as_store_error(address: str) -> Generator[None]:
    """Turn what the database library raises into a `StoreError`. `address` holds no password."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_sentence(error, address)) from error
    except sqlite3.Error as error:
        # From what is asked of the driver itself, as the journal's kind is.
        raise StoreError(_sqlite_sentence(error, address)) from error
    except PoolTimeout as error:
        raise StoreError(f"the database {address} does not answer in time") from error


def _sentence(error: DBAPIError, address: str) -> str:
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_sentence(error.orig, address)
    return _server_sentence(error, address)


def _sqlite_sentence(error: sqlite3.Error, address: str) -> str:
    # Absent when the error comes from the Python module and not from SQLite itself.
    name = getattr(error, "sqlite_errorname", "")
    for prefix, sentence in _SENTENCES.items():
        if name.startswith(prefix):
            return sentence.format(address=address, detail=name)
    return f"the database {address} refused a statement: {error} ({name or 'sqlite3'})"


def _server_sentence(error: DBAPIError, address: str) -> str:
    # A server's own text is never repeated: it may hold the connection string.
    cause = error.orig
    code = getattr(cause, "sqlstate", None) or ""
    for length in (5, 3, 2):
        if code[:length] in _SERVER_SENTENCES:
            return _SERVER_SENTENCES[code[:length]].format(address=address, detail=code)
    if isinstance(error, OperationalError) and not code:
        said = str(cause)
        for words, sentence in _REFUSED_LOGINS.items():
            if words in said:
                return sentence.format(address=address)
        if "server closed the connection" in said or "consuming input failed" in said:
            return _SERVER_SENTENCES["08"].format(address=address)
        return f"the database server {address} cannot be reached or refused the login"
    return f"the database {address} refused a statement ({code or type(cause).__name__})"
