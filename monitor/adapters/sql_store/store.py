"""The database of one site as the core asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import URL, Engine, func, select

from monitor.adapters.sql_store.database import Database, chosen, upsert
from monitor.adapters.sql_store.hours import bucket_rows, sum_hours, summed, unrolled
from monitor.adapters.sql_store.journal import SqlJournal
from monitor.adapters.sql_store.migrate import head
from monitor.adapters.sql_store.opening import opened, parsed
from monitor.adapters.sql_store.retention import last_run, purge
from monitor.adapters.sql_store.rows import bucket_row, buckets_of
from monitor.adapters.sql_store.rules import add_rule, read_rules
from monitor.adapters.sql_store.schema import ENCOUNTER, HOUR, LATE_MINUTE, MINUTE
from monitor.adapters.sql_store.sessions import SqlSessions
from monitor.adapters.sql_store.standing import LONGEST_NS, admit
from monitor.adapters.sql_store.visits import VISIT, encounter_of, visit_row
from monitor.attention.encounters import Encounter
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span
from monitor.metrics.rule_ledger import RuleInForce
from monitor.ports import Borders, PurgeReport, StoreInfo
from monitor.units import CounterId, UtcNs

_HOURS_AT_ONCE: Final = 48
"""Hours that are summed in one transaction: others write in between."""


def open_store(url: str, site: str) -> SqlStore:
    """Open the database at `url` (made when it is not there) for one site.

    Raises:
        StoreError: it cannot be used; one sentence says why and what is accepted.
        StoreTooNew: a newer Mostrador wrote it; not a byte of it has changed.
    """
    address = parsed(url)
    return SqlStore(opened(address), address, site)


class SqlStore:
    """The `MetricsStore` of one site. Any thread may call it; writers wait for one another.

    Every method raises `StoreError`; a write that failed left nothing behind.
    """

    def __init__(self, engine: Engine, address: URL, site: str) -> None:
        self._database = Database(engine, address, site)
        self._journal = SqlJournal(self._database)
        self._sessions = SqlSessions(self._database)

    @property
    def database(self) -> Database:
        """What lies below, for backup and restore."""
        return self._database

    @property
    def journal(self) -> SqlJournal:
        """What people and other machines said."""
        return self._journal

    @property
    def sessions(self) -> SqlSessions:
        """Training sessions."""
        return self._sessions

    def rules(self) -> tuple[RuleInForce, ...]:
        """Every rule of publication that was in force, in order."""
        return read_rules(self._database)

    def add_rule(self, rule: RuleInForce) -> None:
        """Keep one more, for ever. One with the same moment stays as it was."""
        add_rule(self._database, rule)

    def upsert_minutes(self, counter: CounterId, buckets: Sequence[Bucket]) -> None:
        """Write each minute in place of what stood there, all or none; again is no harm.

        A minute of an hour that was summed already takes the hour's sum back; where the minutes of
        that hour are gone, it is left out and counted in `StoreInfo.late_minutes`.
        """
        self.upsert_counters({counter: buckets})

    def upsert_counters(self, buckets: Mapping[CounterId, Sequence[Bucket]]) -> None:
        """`upsert_minutes` for many counters in one transaction."""
        # The last of several buckets of one minute wins, as if they had come one by one.
        newest = {
            (counter, bucket.start_utc_ns): bucket
            for counter, some in buckets.items()
            for bucket in some
        }
        if not newest:
            return
        site = self._database.site
        with self._database.writing() as connection:
            rows = [
                bucket_row({"site": site, "counter": counter, "start_utc_ns": start}, bucket)
                for (counter, start), bucket in admit(connection, site, newest).items()
            ]
            upsert(connection, MINUTE, rows)

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Minute buckets with start <= bucket < end, in order; minutes without data left out."""
        query = bucket_rows(MINUTE, self._database.site, counter, Span(start, end))
        with self._database.reading() as connection:
            return buckets_of(connection.execute(query))

    def roll_up(self, counter: CounterId, hours: Sequence[Span]) -> None:
        """Write the sum of the minutes in each span as its hour bucket; spans in order.

        An hour whose minutes are gone keeps what it has. An hour without minutes is kept as such:
        a minute that comes later is noticed, and nobody looks for minutes there again.

        Raises:
            ValueError: a span is longer than a day.
        """
        if any(not 0 < hour.duration_ns <= LONGEST_NS for hour in hours):
            raise ValueError("an hour to sum lasts longer than a day, or not at all")
        for first in range(0, len(hours), _HOURS_AT_ONCE):
            piece = hours[first : first + _HOURS_AT_ONCE]
            with self._database.writing() as connection:
                sum_hours(connection, self._database.site, counter, piece)

    def rolled_until(self, counter: CounterId) -> UtcNs | None:
        """End of the newest hour bucket, None while there is none."""
        hours = chosen(HOUR, ("end_utc_ns",), site=self._database.site, counter=counter)
        newest = hours.order_by(HOUR.c.start_utc_ns.desc()).limit(1)
        with self._database.reading() as connection:
            return connection.execute(newest).scalar()

    def unrolled(self, counter: CounterId, before: UtcNs) -> tuple[UtcNs, ...]:
        """Starts of the minutes before a moment that no hour bucket sums, in order.

        These are new ones, and late ones of an hour that was rolled up without them.
        """
        site = self._database.site
        oldest = select(func.min(MINUTE.c.start_utc_ns)).where(
            MINUTE.c.site == site, MINUTE.c.counter == counter
        )
        with self._database.reading() as connection:
            start = connection.execute(oldest).scalar()
            if start is None or start >= before:
                return ()
            return unrolled(connection, site, counter, Span(UtcNs(start), before))

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Bucket, ...]:
        """The sum of what was measured in each span; spans without any left out.

        `spans` are in order and do not overlap. Hours that were rolled up and lie wholly in a span
        count as such, all else by its minutes: each moment once.
        """
        if not spans:
            return ()
        with self._database.reading() as connection:
            return summed(connection, self._database.site, counter, spans)

    def upsert_encounters(self, counter: CounterId, encounters: Sequence[Encounter]) -> None:
        """Write each encounter in place of one with the same start."""
        key = {"site": self._database.site, "counter": counter}
        if encounters:
            with self._database.writing() as connection:
                upsert(connection, ENCOUNTER, [visit_row(key, each) for each in encounters])

    def encounters(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Encounter, ...]:
        """Encounters that ended in start < end_ns <= end, in order."""
        ended = ENCOUNTER.c.end_utc_ns
        query = (
            chosen(ENCOUNTER, VISIT, site=self._database.site, counter=counter)
            .where(ended > start, ended <= end)
            .order_by(ended, ENCOUNTER.c.start_utc_ns)
        )
        with self._database.reading() as connection:
            return tuple(encounter_of(row) for row in connection.execute(query))

    def purge(self, borders: Borders, now_utc_ns: UtcNs) -> PurgeReport:
        """Remove what is older, in short transactions; the report is kept in the database."""
        return purge(self._database, borders, now_utc_ns)

    def last_purge(self) -> PurgeReport | None:
        """The newest report, None before the first run."""
        return last_run(self._database)

    def info(self) -> StoreInfo:
        """Where it is, how big, and what span of this site it holds."""
        site = self._database.site
        start = MINUTE.c.start_utc_ns
        late = select(func.sum(LATE_MINUTE.c.count)).where(LATE_MINUTE.c.site == site)
        with self._database.reading() as connection:
            # One query each: that way the index answers without reading the table.
            oldest = connection.execute(select(func.min(start)).where(MINUTE.c.site == site))
            newest = connection.execute(select(func.max(start)).where(MINUTE.c.site == site))
            return StoreInfo(
                self._database.shown,
                head(),
                self._database.size_bytes(connection),
                oldest.scalar(),
                newest.scalar(),
                int(connection.execute(late).scalar() or 0),
            )

    def close(self) -> None:
        """Release the database; safe to call twice. SQLite folds its log into the file."""
        self._database.close()
