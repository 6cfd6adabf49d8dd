"""Training sessions: their own row, and second by second what is kept of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, Table

from monitor.adapters.sql_store.database import Database, chosen, remove, upsert
from monitor.adapters.sql_store.rows import BUCKET, bucket_row, buckets_of
from monitor.adapters.sql_store.schema import (
    SESSION,
    SESSION_ENCOUNTER,
    SESSION_GLANCE,
    SESSION_NOTE,
    SESSION_SECOND,
)
from monitor.adapters.sql_store.visits import VISIT, encounter_of, visit_row
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Glance
from monitor.errors import NotFound, because
from monitor.metrics.buckets import Bucket
from monitor.metrics.session import Session, SessionNote, SessionRecord, SessionSource
from monitor.units import CounterId, Ns, UtcNs

_SESSION: Final = ("session_id", "counter", "name", "note", "start_utc_ns", "end_utc_ns", "source")

_NUL: Final = "\0"
"""PostgreSQL keeps no text with it and takes none to look for, so nothing there is called so."""


class SqlSessions:
    """The `SessionStore` of one site. Every method raises `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, session: Session) -> None:
        """Write a session's own row in place of what stood there."""
        row = {
            **self._key(session.session_id),
            "counter": session.counter,
            "name": session.name,
            "note": session.note,
            "start_utc_ns": session.start_utc_ns,
            "end_utc_ns": session.end_utc_ns,
            "source": session.source.value,
        }
        with self._database.writing() as connection:
            upsert(connection, SESSION, [row])

    def find(self, session_id: str) -> Session | None:
        """The session of that id."""
        if _NUL in session_id:
            return None
        query = chosen(SESSION, _SESSION, **self._key(session_id))
        with self._database.reading() as connection:
            return next(_sessions(connection, query), None)

    def all(self) -> tuple[Session, ...]:
        """Every session, newest first."""
        query = chosen(SESSION, _SESSION, site=self._database.site)
        newest = query.order_by(SESSION.c.start_utc_ns.desc(), SESSION.c.session_id)
        with self._database.reading() as connection:
            return tuple(_sessions(connection, newest))

    def remove(self, session_id: str) -> bool:
        """Remove it with all that is kept of it. False when there was none."""
        with self._database.writing() as connection:
            return remove(connection, SESSION, [self._key(session_id)]) == 1

    def add(
        self,
        session_id: str,
        seconds: Sequence[Bucket],
        glances: Sequence[Glance],
        encounters: Sequence[Encounter],
    ) -> None:
        """Write each second, glance (by onset, area) and encounter (by start) in its place.

        Raises:
            NotFound: there is no such session, or it was removed meanwhile.
        """
        key = self._key(session_id)
        rows = [bucket_row({**key, "start_utc_ns": each.start_utc_ns}, each) for each in seconds]
        with self._database.writing() as connection:
            self._demand(connection, session_id)
            upsert(connection, SESSION_SECOND, rows)
            upsert(connection, SESSION_GLANCE, [_glance_row(key, each) for each in glances])
            upsert(connection, SESSION_ENCOUNTER, [visit_row(key, each) for each in encounters])

    def note(self, session_id: str, note: SessionNote) -> None:
        """Write a note in place of one with the same id.

        Raises:
            NotFound: there is no such session.
        """
        key = {**self._key(session_id), "note_id": note.note_id}
        with self._database.writing() as connection:
            self._demand(connection, session_id)
            row = {**key, "at_utc_ns": note.at_utc_ns, "text": note.text}
            upsert(connection, SESSION_NOTE, [row])

    def remove_note(self, session_id: str, note_id: str) -> bool:
        """Remove a note. False when there was none."""
        if _NUL in note_id:
            return False
        key = {**self._key(session_id), "note_id": note_id}
        with self._database.writing() as connection:
            return remove(connection, SESSION_NOTE, [key]) == 1

    def record(self, session_id: str) -> SessionRecord:
        """All that is kept of it, in order of time; empty when there is no such session."""

        def ordered(table: Table, names: Sequence[str], *by: str) -> Select[*tuple[Any, ...]]:
            query = chosen(table, names, **self._key(session_id))
            return query.order_by(*(table.c[name] for name in by))

        seconds = ordered(SESSION_SECOND, BUCKET, "start_utc_ns")
        spans = ("onset_utc_ns", "offset_utc_ns", "area")
        glances = ordered(SESSION_GLANCE, spans, "onset_utc_ns", "area")
        encounters = ordered(SESSION_ENCOUNTER, VISIT, "start_utc_ns")
        notes = ordered(SESSION_NOTE, ("note_id", "at_utc_ns", "text"), "at_utc_ns", "note_id")
        with self._database.reading() as connection:
            return SessionRecord(
                buckets_of(connection.execute(seconds)),
                tuple(
                    Glance(Area(area), Ns(onset), Ns(offset))
                    for onset, offset, area in connection.execute(glances)
                ),
                tuple(encounter_of(row) for row in connection.execute(encounters)),
                tuple(SessionNote(*row) for row in connection.execute(notes)),
            )

    def _key(self, session_id: str) -> dict[str, str]:
        return {"site": self._database.site, "session_id": session_id}

    def _demand(self, connection: Connection, session_id: str) -> None:
        known = chosen(SESSION, ("session_id",), **self._key(session_id))
        if connection.execute(known).first() is None:
            raise NotFound(because("no_session", session=session_id))


def _sessions(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[Session]:
    for session_id, counter, name, note, start, end, source in connection.execute(query):
        ended = None if end is None else UtcNs(end)
        yield Session(
            *(session_id, CounterId(counter), name, note, UtcNs(start), ended),
            SessionSource(source),
        )


def _glance_row(key: Mapping[str, Any], glance: Glance) -> dict[str, Any]:
    return {
        **key,
        "onset_utc_ns": glance.onset_ns,
        "offset_utc_ns": glance.offset_ns,
        "area": glance.area.value,
    }
