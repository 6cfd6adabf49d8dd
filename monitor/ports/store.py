"""Where numbers are kept, as the core asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.attention.encounters import Encounter
from monitor.attention.state import Glance
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span
from monitor.metrics.rule_ledger import RuleInForce
from monitor.metrics.session import Session, SessionNote, SessionRecord
from monitor.units import CounterId, UtcNs


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What health and `doctor` say about the database.

    Attributes:
        address: path of the file, or URL of the server without its password.
        revision: version of the schema.
        size_bytes: what it takes on the disk, None where the server does not say.
        oldest_utc_ns: start of the oldest minute kept, None while there is none.
        newest_utc_ns: start of the newest one.
        late_minutes: how often a minute was left out, because its hour was rolled up and the other
            minutes of that hour are gone (it cannot be told whether the sum holds it already).
    """

    address: str
    revision: str
    size_bytes: int | None
    oldest_utc_ns: UtcNs | None
    newest_utc_ns: UtcNs | None
    late_minutes: int = 0


@dataclass(frozen=True, slots=True)
class PresenceEvent:
    """A customer came or went, as something outside said. `event_id` is the sender's."""

    event_id: str
    at_utc_ns: UtcNs
    present: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """Somebody at the counter said of a long look-away: this was work."""

    onset_utc_ns: UtcNs
    offset_utc_ns: UtcNs
    made_utc_ns: UtcNs


@dataclass(frozen=True, slots=True)
class Borders:
    """What is older than these moments goes, over all counters of the site."""

    minutes_utc_ns: UtcNs
    hours_utc_ns: UtcNs
    encounters_utc_ns: UtcNs
    sessions_utc_ns: UtcNs


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """The last run of the retention, as kept in the database.

    `removed` counts rows by what they were: `minutes`, `hours`, `encounters`, `sessions`,
    `presence_events`, `corrections`.
    """

    ran_utc_ns: UtcNs
    removed: Mapping[str, int]


class MetricsStore(Protocol):
    """Keeps buckets. One writer at a time; every write is an idempotent upsert of whole rows.

    Every method may be called from any thread, and raises `StoreError` when the database cannot be
    used; a write that fails leaves nothing behind and may be tried again.
    """

    @property
    def journal(self) -> Journal:
        """What people and other machines said."""
        ...

    @property
    def sessions(self) -> SessionStore:
        """Training sessions."""
        ...

    def rules(self) -> tuple[RuleInForce, ...]:
        """Every rule of publication that was in force, in order."""
        ...

    def add_rule(self, rule: RuleInForce) -> None:
        """Keep one more, for ever. One with the same moment stays as it was."""
        ...

    def upsert_minutes(self, counter: CounterId, buckets: Sequence[Bucket]) -> None:
        """Write each minute bucket in place of what stood there, all or none.

        A minute of an hour that was rolled up already takes the hour's sum back, so that the hour
        is summed from its minutes until it is rolled up anew. Where the minutes of that hour are
        gone, the minute is left out and counted in `StoreInfo.late_minutes`.
        """
        ...

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Minute buckets with start <= bucket < end, in order; minutes without data left out."""
        ...

    def roll_up(self, counter: CounterId, hours: Sequence[Span]) -> None:
        """Write the sum of the minutes in each span, in order, as its hour bucket.

        An hour whose minutes are gone keeps what it has. An hour without any minute is kept as
        empty: give closed hours without a hole in between.
        """
        ...

    def rolled_until(self, counter: CounterId) -> UtcNs | None:
        """End of the newest hour bucket, None while there is none."""
        ...

    def unrolled(self, counter: CounterId, before: UtcNs) -> tuple[UtcNs, ...]:
        """Starts of the minutes before a moment that no hour bucket sums, in order.

        These are new ones, and late ones of an hour that was rolled up without them; roll up the
        hours that hold them. (`purge` does so too for hours that had been rolled up.)
        """
        ...

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Bucket, ...]:
        """The sum of what was measured in each span, in order; spans without any left out.

        Hours that were rolled up and lie wholly in a span count as such, all else by its minutes:
        each moment once. `spans` are in order and do not overlap.
        """
        ...

    def upsert_encounters(self, counter: CounterId, encounters: Sequence[Encounter]) -> None:
        """Write each encounter (stamps in UTC) in place of one with the same start."""
        ...

    def encounters(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Encounter, ...]:
        """Encounters that ended in start < end_ns <= end, in order."""
        ...

    def purge(self, borders: Borders, now_utc_ns: UtcNs) -> PurgeReport:
        """Remove what is older, in pieces short enough for others to write in between.

        Minutes go only once their hour is rolled up. The report is kept in the database.
        """
        ...

    def last_purge(self) -> PurgeReport | None:
        """The newest report, None before the first run."""
        ...

    def info(self) -> StoreInfo:
        """Where it is, how big, and what span it holds."""
        ...

    def close(self) -> None:
        """Release the database; safe to call twice."""
        ...


class Journal(Protocol):
    """What people and other machines said about a counter. Errors as for `MetricsStore`."""

    def note_presence(self, counter: CounterId, event: PresenceEvent) -> bool:
        """Keep an event. False, and nothing changes, when its id is known already."""
        ...

    def presence(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[PresenceEvent, ...]:
        """Events with start <= at < end, in order of time."""
        ...

    def set_paused(self, counter: CounterId, since_utc_ns: UtcNs | None) -> None:
        """Keep that the counter was paused by hand, or with None that it is not."""
        ...

    def paused_since(self, counter: CounterId) -> UtcNs | None:
        """Since when the counter is paused by hand; survives a restart."""
        ...

    def correct(self, counter: CounterId, correction: Correction) -> bool:
        """Keep a correction. False, and nothing changes, when that look-away has one."""
        ...

    def take_back(self, counter: CounterId, onset_utc_ns: UtcNs) -> bool:
        """Remove a correction. False when there was none."""
        ...

    def corrections(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Correction, ...]:
        """Corrections of look-aways that ended in start < offset <= end, in order."""
        ...


class SessionStore(Protocol):
    """Training sessions of one site. Errors as for `MetricsStore`; writes are idempotent."""

    def save(self, session: Session) -> None:
        """Write a session's own row in place of what stood there."""
        ...

    def find(self, session_id: str) -> Session | None:
        """The session of that id."""
        ...

    def all(self) -> tuple[Session, ...]:
        """Every session, newest first."""
        ...

    def remove(self, session_id: str) -> bool:
        """Remove it with all that is kept of it. False when there was none."""
        ...

    def add(
        self,
        session_id: str,
        seconds: Sequence[Bucket],
        glances: Sequence[Glance],
        encounters: Sequence[Encounter],
    ) -> None:
        """Write each second, glance (by onset, area) and encounter (by start) in its place."""
        ...

    def note(self, session_id: str, note: SessionNote) -> None:
        """Write a note in place of one with the same id."""
        ...

    def remove_note(self, session_id: str, note_id: str) -> bool:
        """Remove a note. False when there was none."""
        ...

    def record(self, session_id: str) -> SessionRecord:
        """All that is kept of it, in order of time; empty when there is no such session."""
        ...
