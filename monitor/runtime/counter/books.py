"""Where a counter's numbers go: its minutes, or the training session that runs.

Both wait here, whole, until they are stored; the sums of today are those of the minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.attention.encounters import Encounter
from monitor.attention.events import Event
from monitor.attention.state import Glance
from monitor.attention.visits import LookAway
from monitor.metrics.booking import buckets_of, buckets_of_practice, cell_of
from monitor.metrics.buckets import MINUTE_NS, Bucket, minute_of, total
from monitor.metrics.rollup import Span
from monitor.metrics.rule_ledger import RuleLedger
from monitor.metrics.session import Session
from monitor.ports import Clock
from monitor.units import NS_PER_S, UtcNs


@dataclass(frozen=True, slots=True)
class SessionParts:
    """Parts of one session that are to be written, stamps in UTC; seconds are whole."""

    session_id: str
    seconds: Sequence[Bucket]
    glances: Sequence[Glance]
    encounters: Sequence[Encounter]


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What is not stored yet, stamps in UTC; minutes and seconds are whole."""

    minutes: tuple[Bucket, ...] = ()
    encounters: tuple[Encounter, ...] = ()
    sessions: tuple[SessionParts, ...] = ()


class Books:
    """Books events of one counter, stamps in UTC. Not thread-safe: its recorder is."""

    def __init__(
        self,
        rules: RuleLedger,
        clock: Clock,
        stored: Callable[[UtcNs, UtcNs], Sequence[Bucket]],
    ) -> None:
        """`rules` say what is today.

        `stored` gives the minute buckets that are already kept between two moments.
        """
        self._minutes = _Minutes(rules, clock, stored)
        self._encounters: list[Encounter] = []
        self._look_aways: list[LookAway] = []
        self._session: _Session | None = None
        self._ended: list[_Session] = []

    @property
    def session(self) -> Session | None:
        """The session that runs."""
        return None if self._session is None else self._session.session

    @property
    def day(self) -> Span:
        """The local day that is today."""
        return self._minutes.day

    @property
    def today(self) -> Bucket:
        """Sums since local midnight."""
        return self._minutes.today

    @property
    def look_aways(self) -> tuple[LookAway, ...]:
        """Long look-aways that ended today, as far as they were seen by this program."""
        start = self._minutes.day.start_utc_ns
        return tuple(each for each in self._look_aways if each.offset_ns > start)

    def book(self, event: Event) -> None:
        """Book one event where it belongs now."""
        if self._session is not None:
            for second in buckets_of(event, NS_PER_S):
                self._session.add(second)
            if isinstance(event, Glance):
                self._session.add_glance(event)
            elif isinstance(event, Encounter):
                self._session.add_encounter(event)
            return
        for minute in buckets_of(event):
            self._minutes.add(minute)
        if isinstance(event, Encounter):
            self._encounters.append(event)
        elif isinstance(event, LookAway):
            self._look_aways.append(event)

    def add_sample(self, at_utc_ns: UtcNs) -> None:
        """Count one sample."""
        if self._session is None:
            self._minutes.add(Bucket(cell_of(at_utc_ns, MINUTE_NS), samples=1))
        else:
            self._session.add(Bucket(cell_of(at_utc_ns, NS_PER_S), samples=1))

    def add_practice(self, start: UtcNs, end: UtcNs) -> None:
        """Time of the session, for the counter's own minutes."""
        for minute in buckets_of_practice(start, end):
            self._minutes.add(minute)

    def divert(self, session: Session | None) -> None:
        """Book for this session from now on, or for the minutes again."""
        if self._session is not None:
            self._ended.append(self._session)
        self._session = None if session is None else _Session(session)

    def roll_day(self) -> None:
        """Begin a new day when it is one."""
        if self._minutes.roll_day():
            self._look_aways = list(self.look_aways)

    def move_to(self, rules: RuleLedger) -> None:
        """Days are counted in another zone from now on."""
        self._minutes.move_to(rules)

    def open_minutes(self) -> Mapping[UtcNs, Bucket]:
        """Minutes still held here; each stands in place of what is stored for it."""
        return self._minutes.held()

    def unsaved(self) -> Unsaved:
        """What changed since it was last stored."""
        running = () if self._session is None else (self._session,)
        parts = [book.unsaved() for book in (*self._ended, *running)]
        return Unsaved(
            self._minutes.unsaved(),
            tuple(self._encounters),
            tuple(part for part in parts if part is not None),
        )

    def saved(self, held: Unsaved) -> None:
        """What was held then is stored now."""
        self._minutes.saved(held.minutes)
        del self._encounters[: len(held.encounters)]
        books = {book.session.session_id: book for book in self._ended}
        if self._session is not None:
            books[self._session.session.session_id] = self._session
        for part in held.sessions:
            books[part.session_id].saved(part)
        self._ended = [book for book in self._ended if book.unsaved() is not None]


class _Minutes:
    """Whole minutes, each until it is stored, and the sums of today."""

    def __init__(
        self,
        rules: RuleLedger,
        clock: Clock,
        stored: Callable[[UtcNs, UtcNs], Sequence[Bucket]],
    ) -> None:
        """`stored` gives the minute buckets that are already kept between two moments."""
        self._rules = rules
        self._clock = clock
        self._stored = stored
        self._open: dict[UtcNs, Bucket] = {}
        self._dirty: set[UtcNs] = set()
        self.day = rules.today(clock.utc_ns())
        kept = stored(self.day.start_utc_ns, self.day.end_utc_ns)
        self.today = total(kept, self.day.start_utc_ns)
        # Minutes up to here may be stored already, by an earlier run that stopped in this one.
        self._newest = minute_of(clock.utc_ns())
        self._open.update({b.start_utc_ns: b for b in kept if b.start_utc_ns >= self._newest})

    def add(self, part: Bucket) -> None:
        """Book a part of one minute."""
        start = part.start_utc_ns
        held = self._open.get(start) or self._kept(start)
        self._open[start] = part if held is None else held.plus(part)
        self._dirty.add(start)
        self.roll_day()
        if self.day.start_utc_ns <= start < self.day.end_utc_ns:
            self.today = replace(self.today.plus(part), start_utc_ns=self.day.start_utc_ns)

    def roll_day(self) -> bool:
        """Begin a new day when it is one; True when it was."""
        now_ns = self._clock.utc_ns()
        if self.day.start_utc_ns <= now_ns < self.day.end_utc_ns:
            return False
        self.day = self._rules.today(now_ns)
        start, end = self.day.start_utc_ns, self.day.end_utc_ns
        self.today = total((b for at, b in self._open.items() if start <= at < end), start)
        return True

    def move_to(self, rules: RuleLedger) -> None:
        """Count days in another zone from now on; today is summed anew."""
        self._rules = rules
        self.day = rules.today(self._clock.utc_ns())
        start, end = self.day.start_utc_ns, self.day.end_utc_ns
        buckets = {each.start_utc_ns: each for each in self._stored(start, end)} | self._open
        self.today = total((b for at, b in buckets.items() if start <= at < end), start)

    def unsaved(self) -> tuple[Bucket, ...]:
        """Minutes that changed since they were last stored, whole."""
        return tuple(self._open[start] for start in sorted(self._dirty))

    def saved(self, buckets: Sequence[Bucket]) -> None:
        """These very buckets are stored now; closed minutes are let go."""
        oldest_open = minute_of(self._clock.utc_ns() - 2 * 60 * NS_PER_S)
        for bucket in buckets:
            if self._open.get(bucket.start_utc_ns) is bucket:
                self._dirty.discard(bucket.start_utc_ns)
        for start in [s for s in self._open if s < oldest_open and s not in self._dirty]:
            del self._open[start]

    def held(self) -> Mapping[UtcNs, Bucket]:
        """Minutes still held here; each stands in place of what is stored for it."""
        return dict(self._open)

    def _kept(self, start: UtcNs) -> Bucket | None:
        """What is stored of a minute that was let go; a minute newer than all has nothing yet."""
        if start > self._newest:
            self._newest = start
            return None
        return next(iter(self._stored(start, UtcNs(start + MINUTE_NS))), None)


class _Session:
    """One session's seconds, glances and encounters.

    Seconds stay here until the session ends: what is told late falls into earlier ones.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._seconds: dict[UtcNs, Bucket] = {}
        self._dirty: set[UtcNs] = set()
        self._glances: list[Glance] = []
        self._encounters: list[Encounter] = []

    def add(self, part: Bucket) -> None:
        """Book a part of one second."""
        held = self._seconds.get(part.start_utc_ns)
        self._seconds[part.start_utc_ns] = part if held is None else held.plus(part)
        self._dirty.add(part.start_utc_ns)

    def add_glance(self, glance: Glance) -> None:
        """Keep a glance, stamps in UTC."""
        self._glances.append(glance)

    def add_encounter(self, encounter: Encounter) -> None:
        """Keep an encounter, stamps in UTC."""
        self._encounters.append(encounter)

    def unsaved(self) -> SessionParts | None:
        """What changed since it was last stored, None when nothing did."""
        if not (self._dirty or self._glances or self._encounters):
            return None
        return SessionParts(
            self.session.session_id,
            tuple(self._seconds[start] for start in sorted(self._dirty)),
            tuple(self._glances),
            tuple(self._encounters),
        )

    def saved(self, parts: SessionParts) -> None:
        """These very parts are stored now."""
        for second in parts.seconds:
            if self._seconds.get(second.start_utc_ns) is second:
                self._dirty.discard(second.start_utc_ns)
        del self._glances[: len(parts.glances)]
        del self._encounters[: len(parts.encounters)]
