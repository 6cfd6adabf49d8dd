"""What people and other machines said about a counter."""

from __future__ import annotations

from monitor.adapters.sql_store.database import Database, chosen, insert_once, remove, upsert
from monitor.adapters.sql_store.schema import CORRECTION, PAUSE, PRESENCE_EVENT
from monitor.ports import Correction, PresenceEvent
from monitor.units import CounterId, UtcNs


class SqlJournal:
    """The `Journal` of one site. Every method raises `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note_presence(self, counter: CounterId, event: PresenceEvent) -> bool:
        """Keep an event. False, and nothing changes, when its id is known already."""
        row = {
            "site": self._database.site,
            "counter": counter,
            "event_id": event.event_id,
            "at_utc_ns": event.at_utc_ns,
            "present": event.present,
        }
        with self._database.writing() as connection:
            return insert_once(connection, PRESENCE_EVENT, row)

    def presence(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[PresenceEvent, ...]:
        """Events with start <= at < end, in order of time."""
        at = PRESENCE_EVENT.c.at_utc_ns
        query = (
            chosen(
                PRESENCE_EVENT,
                ("event_id", "at_utc_ns", "present"),
                site=self._database.site,
                counter=counter,
            )
            .where(at >= start, at < end)
            .order_by(at, PRESENCE_EVENT.c.event_id)
        )
        with self._database.reading() as connection:
            return tuple(PresenceEvent(*row) for row in connection.execute(query))

    def set_paused(self, counter: CounterId, since_utc_ns: UtcNs | None) -> None:
        """Keep that the counter was paused by hand, or with None that it is not."""
        key = {"site": self._database.site, "counter": counter}
        with self._database.writing() as connection:
            if since_utc_ns is None:
                remove(connection, PAUSE, [key])
            else:
                upsert(connection, PAUSE, [{**key, "since_utc_ns": since_utc_ns}])

    def paused_since(self, counter: CounterId) -> UtcNs | None:
        """Since when the counter is paused by hand; survives a restart."""
        query = chosen(PAUSE, ("since_utc_ns",), site=self._database.site, counter=counter)
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def correct(self, counter: CounterId, correction: Correction) -> bool:
        """Keep a correction. False, and nothing changes, when that look-away has one."""
        row = {
            "site": self._database.site,
            "counter": counter,
            "onset_utc_ns": correction.onset_utc_ns,
            "offset_utc_ns": correction.offset_utc_ns,
            "made_utc_ns": correction.made_utc_ns,
        }
        with self._database.writing() as connection:
            return insert_once(connection, CORRECTION, row)

    def take_back(self, counter: CounterId, onset_utc_ns: UtcNs) -> bool:
        """Remove a correction. False when there was none."""
        key = {"site": self._database.site, "counter": counter, "onset_utc_ns": onset_utc_ns}
        with self._database.writing() as connection:
            return remove(connection, CORRECTION, [key]) == 1

    def corrections(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Correction, ...]:
        """Corrections of look-aways that ended in start < offset <= end, in order."""
        offset = CORRECTION.c.offset_utc_ns
        query = (
            chosen(
                CORRECTION,
                ("onset_utc_ns", "offset_utc_ns", "made_utc_ns"),
                site=self._database.site,
                counter=counter,
            )
            .where(offset > start, offset <= end)
            .order_by(CORRECTION.c.onset_utc_ns)
        )
        with self._database.reading() as connection:
            return tuple(Correction(*row) for row in connection.execute(query))
