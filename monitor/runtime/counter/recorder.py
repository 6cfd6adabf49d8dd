"""From samples to buckets: the fold of one counter, live, and what of it is not stored yet.

The fold runs on monotonic time; minutes are of wall-clock time. What a training session measures is
its own: the counter's minutes hear of it only as time of practice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from monitor.attention import camera_drift
from monitor.attention.attendants import AttendantsState
from monitor.attention.camera_drift import DriftState
from monitor.attention.events import Event, moved
from monitor.attention.presence import PresenceChange, Seen
from monitor.attention.state import State, StateSpan
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span
from monitor.metrics.session import Session
from monitor.metrics.volumes import volumes_of
from monitor.perception.observation import Observation
from monitor.pipeline import CoreState, Silence, cut, step
from monitor.ports import Clock
from monitor.runtime.counter.books import Books, Unsaved
from monitor.runtime.counter.corrections import LookAway, SeenLookAways
from monitor.runtime.counter.rules import CounterRules, Restart, restarts
from monitor.runtime.counter.wall_time import WallTime
from monitor.snapshot.counter import CounterMoment
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s

_SILENCE_NS: Final = 2 * NS_PER_S
_NO_WAIT: Final = frozenset({State.CUSTOMER, State.UNKNOWN})
"""States in which nobody is said to wait: looked at, or it cannot be told."""


class CounterRecorder:
    """Folds one counter's samples. Thread-safe: some threads bring samples, others read."""

    def __init__(
        self,
        counter: CounterId,
        rules: Callable[[], CounterRules],
        clock: Clock,
        stored: Callable[[UtcNs, UtcNs], Sequence[Bucket]],
    ) -> None:
        """`rules` gives what the counter goes by now, the same record until it is changed.

        `stored` gives the minute buckets that are already kept between two moments.
        """
        self.counter = counter
        self._rules = rules
        # What was folded so far went by these: compared with those of now at every step.
        self._by = rules()
        self._clock = clock
        self._lock = threading.Lock()
        self._wall = WallTime(clock)
        self._books = Books(self._by.ledger, clock, stored)
        self._started_utc_ns = clock.utc_ns()
        self._core = CoreState()
        self._drift = DriftState()
        self._sample_t_ns: Ns | None = None
        # The newest sample, or since when one is waited for.
        self._heard_ns: Ns | None = None
        self._looked_ns = Ns(0)
        # The worker that brought the newest sample is gone.
        self._interrupted = False
        # Time is booked up to here as paused, and up to there as practice.
        self._paused_ns: Ns | None = None
        self._practice_ns: Ns | None = None
        # A session goes by the wall clock of its start: set meanwhile, it tears no session apart.
        self._session_offset_ns: int | None = None

    def take(self, sample: Observation) -> None:
        """One sample from the worker; none counts while the counter is paused."""
        with self._lock:
            self._anchor()
            if self._paused_ns is not None:
                return
            silent_ns = self._core.silent_ns
            if silent_ns is not None and sample.t_ns < silent_ns:
                return  # it was on its way while the fold was cut: its time is booked
            self._step(sample)
            fingerprint = self._by.fingerprint
            if fingerprint is not None:
                self._drift = camera_drift.step(
                    self._drift, sample, fingerprint, self._by.core.areas
                )
            self._sample_t_ns = self._heard_ns = sample.t_ns
            self._interrupted = False
            self._books.add_sample(UtcNs(sample.t_ns + self._books_offset_ns))

    def answer(self, answer: Seen) -> None:
        """What a camera says of a customer. It is remembered through a pause."""
        with self._lock:
            self._anchor()
            if self._by.settings.presence.kind == "camera":
                self._step(answer)  # else it was on its way when the settings were changed

    def told(self, at_utc_ns: UtcNs | None, present: bool | None, *, onset: bool = True) -> None:
        """What something outside says of a customer, as of a moment; None for now."""
        with self._lock:
            self._anchor()
            if self._by.settings.presence.kind != "event":
                return  # it was on its way when the settings were changed
            now_ns = self._clock.monotonic_ns()
            t_ns = now_ns if at_utc_ns is None else min(self._wall.mono(at_utc_ns), now_ns)
            self._step(PresenceChange(Ns(t_ns), present, onset))

    def follow(self) -> None:
        """The rules were changed: what comes next goes by them, what was measured so far stays."""
        with self._lock:
            self._anchor()

    def tick(self) -> None:
        """Called about twice a second: notices silence, books pause and practice, ends the day."""
        with self._lock:
            self._anchor()
            self._books.roll_day()
            now_ns = self._clock.monotonic_ns()
            self._book_time(now_ns)
            if self._paused_ns is None and self._heard_ns is not None:
                silence_ns = now_ns - self._heard_ns
                if self._interrupted or silence_ns > _SILENCE_NS:
                    self._step(Silence(now_ns))

    def interrupt(self) -> None:
        """The worker is gone: what the last sample was worth is booked, the rest is a gap."""
        with self._lock:
            self._interrupted = True

    def pause(self) -> None:
        """From now on time is booked as paused, whatever still comes."""
        with self._lock:
            self._anchor()
            if self._paused_ns is None:
                self._cut()
                self._paused_ns = now_ns = self._clock.monotonic_ns()
                self._sample_t_ns = None
                if self._core.presence.live:
                    self._step(Seen(now_ns, None))

    def resume(self) -> None:
        """Measure again; the time until the first sample is a gap."""
        with self._lock:
            self._anchor()
            now_ns = self._clock.monotonic_ns()
            self._book_time(now_ns)
            if self._paused_ns is not None:
                self._paused_ns = None
                self._core = replace(self._core, silent_ns=now_ns)
                self._heard_ns = now_ns

    def divert(self, session: Session | None) -> None:
        """Book for this session from now on; None: for the counter's own minutes."""
        with self._lock:
            self._anchor()
            # What is measured and what is practised begin at one and the same moment.
            cut_ns = self._cut()
            # Nothing runs, so what the clock was corrected by, bit by bit, can be followed: no
            # second of a session is of before its start.
            self._wall.follow()
            self._books.divert(session)
            self._practice_ns = None if session is None else cut_ns
            self._session_offset_ns = None if session is None else self._wall.offset_ns

    def end(self) -> None:
        """The service stops: whatever runs is booked as far as it got."""
        with self._lock:
            self._cut()

    @property
    def day(self) -> Span:
        """The local day that is today."""
        with self._lock:
            return self._books.day

    @property
    def today(self) -> Bucket:
        """The sums since local midnight, in full."""
        with self._lock:
            return self._books.today

    def now(self) -> CounterMoment:
        """State, since when, and how much was measured today."""
        with self._lock:
            sample = self._sample_t_ns
            paused = self._paused_ns is not None
            settled = self._core.settle
            known = settled.current is not None and not self._interrupted and not paused
            presence = self._core.presence
            present = None if paused else presence.present
            since_ns = presence.since_ns if present else None
            waiting_ns: int | None = None
            if known and since_ns is not None and settled.current not in _NO_WAIT:
                waiting_ns = max(since_ns, self._looked_ns)
            return CounterMoment(
                state=settled.current if known else None,
                inferred=settled.inferred and known,
                reason=self._core.reason if known else None,
                since_utc_ns=self._wall.utc(settled.since_ns) if known else None,
                sample_utc_ns=self._wall.utc(sample) if sample is not None else None,
                sample_t_ns=sample,
                volumes=volumes_of(self._books.today),
                suspected_shift_rad=self._drift.suspected_shift_rad,
                presence=present,
                present_since_utc_ns=None if since_ns is None else self._wall.utc(since_ns),
                waiting_since_utc_ns=None if waiting_ns is None else self._wall.utc(waiting_ns),
                session=self._books.session,
            )

    def look_aways(self) -> SeenLookAways:
        """The long look-aways of today, as far as this program saw them.

        Of the time that today's sums are about, so that there are as many as these count.
        """
        with self._lock:
            day = self._books.day
            basis = volumes_of(self._books.today).basis
            items = tuple(
                LookAway(UtcNs(each.onset_ns), UtcNs(each.offset_ns), each.prolonged)
                for each in self._books.look_aways
                if each.basis is basis
            )
            since = UtcNs(max(self._started_utc_ns, day.start_utc_ns))
            prolonged_ns = ns_from_s(self._by.core.encounters.prolonged_s)
            ends = day.start_utc_ns, day.end_utc_ns
            return SeenLookAways(since, *ends, items, prolonged_ns)

    def unsaved(self) -> Unsaved:
        """What changed since it was last stored: minutes, encounters, parts of sessions."""
        with self._lock:
            return self._books.unsaved()

    def saved(self, held: Unsaved) -> None:
        """What was held then is stored now; what is closed is let go."""
        with self._lock:
            self._books.saved(held)

    def open_minutes(self) -> Mapping[UtcNs, Bucket]:
        """Minutes still held here; each stands in place of what is stored for it."""
        with self._lock:
            return self._books.open_minutes()

    def _step(self, sample: Observation | Silence | Seen | PresenceChange) -> None:
        self._core, events = step(self._core, sample, self._by.core)
        self._book(events)

    def _cut(self) -> Ns:
        """End whatever runs, now. What comes next begins anew, and time until then is a gap."""
        now_ns = self._clock.monotonic_ns()
        self._book_time(now_ns)
        if self._paused_ns is not None:
            return now_ns
        if self._heard_ns is not None:
            self._step(Silence(now_ns))
        self._core, events = cut(self._core, now_ns, self._by.core)
        self._book(events)
        if self._heard_ns is not None:
            self._core = replace(self._core, silent_ns=now_ns)
        return now_ns

    def _anchor(self) -> None:
        """Stand on the clock and on the rules as they are now."""
        if self._wall.was_set():
            self._cut()
            self._wall.follow()
        before, after = self._by, self._rules()
        if after is before:
            return
        self._by = after
        anew = restarts(before, after)
        if Restart.ATTENDANT in anew:
            self._core = replace(self._core, attendants=AttendantsState())
        elif Restart.REFERENCE in anew:
            serving = self._core.attendants.trails_forgotten
            self._core = replace(self._core, attendants=serving)
        if anew & {Restart.ATTENDANT, Restart.REFERENCE}:
            self._drift = DriftState()
        if Restart.PRESENCE in anew:
            self._step(PresenceChange(self._clock.monotonic_ns(), None, onset=False))
        if Restart.DAY in anew:
            self._books.move_to(after.ledger)

    def _book(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, StateSpan) and event.state is State.CUSTOMER:
                self._looked_ns = event.end_ns
            self._books.book(moved(event, self._books_offset_ns))

    @property
    def _books_offset_ns(self) -> int:
        """From monotonic time to that of the book in which is written now."""
        by_session = self._session_offset_ns
        return self._wall.offset_ns if by_session is None else by_session

    def _book_time(self, now_ns: Ns) -> None:
        """Pause and practice go by the clock, not by samples."""
        if self._paused_ns is not None and self._paused_ns < now_ns:
            self._book((StateSpan(self._paused_ns, now_ns, State.PAUSED),))
            self._paused_ns = now_ns
        if self._practice_ns is not None and self._practice_ns < now_ns:
            start, end = self._wall.utc(self._practice_ns), self._wall.utc(now_ns)
            self._books.add_practice(start, end)
            self._practice_ns = now_ns
