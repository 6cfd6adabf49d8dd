"""Where a counter's numbers go: its minutes, or the training session that runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from monitor.attention.encounters import Encounter
from monitor.attention.events import Event
from monitor.attention.state import Glance
from monitor.attention.visits import LookAway
from monitor.metrics.booking import buckets_of, buckets_of_practice, cell_of
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.rollup import Span
from monitor.metrics.session import Session
from monitor.ports import Clock
from monitor.runtime.counter.minute_book import MinuteBook
from monitor.runtime.counter.session_book import SessionBook, SessionParts
from monitor.units import NS_PER_S, UtcNs


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
        zone: ZoneInfo,
        clock: Clock,
        stored: Callable[[UtcNs, UtcNs], Sequence[Bucket]],
    ) -> None:
        """`stored` gives the minute buckets that are already kept between two moments."""
        self._minutes = MinuteBook(zone, clock, stored)
        self._encounters: list[Encounter] = []
        self._look_aways: list[LookAway] = []
        self._session: SessionBook | None = None
        self._ended: list[SessionBook] = []

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
        self._session = None if session is None else SessionBook(session)

    def roll_day(self) -> None:
        """Begin a new day when it is one."""
        if self._minutes.roll_day():
            self._look_aways = list(self.look_aways)

    def move_to(self, zone: ZoneInfo) -> None:
        """Days are counted in another zone from now on."""
        self._minutes.move_to(zone)

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
