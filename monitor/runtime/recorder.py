"""From observations to buckets: the fold of one counter, live, and what of it is not stored yet.

The fold runs on monotonic time; minutes are of wall-clock time. The offset between the two is taken
when a sample arrives and kept until the wall clock is set by more than `_RESET_NS`, so that the
small corrections of a time service do not tear spans apart.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.attention import camera_drift
from monitor.attention.calibration import Fingerprint
from monitor.attention.camera_drift import DriftState
from monitor.attention.events import Event, moved
from monitor.attention.state import State
from monitor.metrics.booking import buckets_of, buckets_of_gap
from monitor.metrics.buckets import MINUTE_NS, Bucket, minute_of, total
from monitor.metrics.rollup import local_time, start_of_day
from monitor.perception.observation import Observation
from monitor.pipeline import CoreParams, CoreState, Sample, cut, step
from monitor.ports import Clock
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs

_RESET_NS: Final = NS_PER_S // 2
_SILENCE_NS: Final = 2 * NS_PER_S


@dataclass(frozen=True, slots=True)
class Now:
    """Where a counter stands: for the live page.

    `suspected_shift_rad`: how far the camera seems to have been moved since the calibration.
    """

    state: State | None
    inferred: bool
    since_utc_ns: UtcNs | None
    sample_utc_ns: UtcNs | None
    sample_t_ns: Ns | None
    today: Bucket
    suspected_shift_rad: float | None = None


class CounterRecorder:
    """Folds one counter's samples. Thread-safe: one thread brings samples, others read."""

    def __init__(
        self,
        counter: CounterId,
        params: CoreParams,
        time_zone: ZoneInfo,
        clock: Clock,
        stored: Callable[[UtcNs, UtcNs], Sequence[Bucket]],
        fingerprint: Fingerprint | None = None,
    ) -> None:
        """`stored` gives the minute buckets that are already kept between two moments.

        `fingerprint` is that of the counter's calibration, None where there is none.
        """
        self.counter = counter
        self._params = params
        self._zone = time_zone
        self._clock = clock
        self._lock = threading.Lock()
        self._core = CoreState()
        self._fingerprint = fingerprint
        self._drift = DriftState()
        self._offset_ns = clock.utc_ns() - clock.monotonic_ns()
        self._sample_t_ns: Ns | None = None
        self._gap_from_ns: Ns | None = None
        self._open: dict[UtcNs, Bucket] = {}
        self._dirty: set[UtcNs] = set()
        self._today_start, self._today_end = self._day(clock.utc_ns())
        self._stored = stored
        kept = stored(self._today_start, self._today_end)
        self._today = total(kept, self._today_start)
        # Minutes up to here may be stored already, by an earlier run that stopped in this one.
        self._newest = minute_of(clock.utc_ns())
        self._open.update({b.start_utc_ns: b for b in kept if b.start_utc_ns >= self._newest})

    def take(self, sample: Sample) -> None:
        """One sample from the worker."""
        with self._lock:
            self._anchor()
            if self._gap_from_ns is not None:
                self._book_gap(self._gap_from_ns, sample.t_ns)
                self._gap_from_ns = None
            self._core, events = step(self._core, sample, self._params)
            self._book(events)
            if self._fingerprint is not None and isinstance(sample, Observation):
                self._drift = camera_drift.step(
                    self._drift, sample, self._fingerprint, self._params.areas
                )
            self._sample_t_ns = sample.t_ns
            start = minute_of(self._utc(sample.t_ns))
            self._add(Bucket(start, samples=1))

    def recalibrate(self, params: CoreParams, fingerprint: Fingerprint | None) -> None:
        """Judge every later sample by a new calibration; what was measured so far stays."""
        with self._lock:
            self._params = params
            self._fingerprint = fingerprint
            self._drift = DriftState()
            # What was remembered of the head was relative to the old reference.
            serving = self._core.attendants.trails_forgotten
            self._core = replace(self._core, attendants=serving)

    def tick(self) -> None:
        """Called about once a second: notices silence, books it as a gap, starts a new day."""
        with self._lock:
            self._anchor()
            self._roll_day()
            now_ns = self._clock.monotonic_ns()
            if self._gap_from_ns is not None:
                self._book_gap(self._gap_from_ns, now_ns)
                self._gap_from_ns = now_ns
            elif self._sample_t_ns is not None and now_ns - self._sample_t_ns > _SILENCE_NS:
                self._close_fold()

    def interrupt(self) -> None:
        """The worker is gone: what the last sample was worth is booked, the rest is a gap."""
        with self._lock:
            if self._gap_from_ns is None and self._sample_t_ns is not None:
                self._close_fold()

    def now(self) -> Now:
        """State, since when, and the sums of today."""
        with self._lock:
            settled = self._core.settle
            known = settled.current is not None
            sample = self._sample_t_ns
            return Now(
                state=settled.current,
                inferred=settled.inferred,
                since_utc_ns=self._utc(settled.since_ns) if known else None,
                sample_utc_ns=self._utc(sample) if sample is not None else None,
                sample_t_ns=sample,
                today=self._today,
                suspected_shift_rad=self._drift.suspected_shift_rad,
            )

    def unsaved(self) -> tuple[Bucket, ...]:
        """Minutes that changed since they were last stored, whole."""
        with self._lock:
            return tuple(self._open[start] for start in sorted(self._dirty))

    def saved(self, buckets: Sequence[Bucket]) -> None:
        """These very buckets are stored now; closed minutes are let go."""
        with self._lock:
            oldest_open = minute_of(self._clock.utc_ns() - 2 * 60 * NS_PER_S)
            for bucket in buckets:
                if self._open.get(bucket.start_utc_ns) is bucket:
                    self._dirty.discard(bucket.start_utc_ns)
            for start in [s for s in self._open if s < oldest_open and s not in self._dirty]:
                del self._open[start]

    def open_minutes(self) -> Mapping[UtcNs, Bucket]:
        """Minutes still held here; each stands in place of what is stored for it."""
        with self._lock:
            return dict(self._open)

    def _close_fold(self) -> None:
        assert self._sample_t_ns is not None
        worth_ns = round(self._params.settle.sample_worth_s * NS_PER_S)
        end_ns = Ns(min(self._sample_t_ns + worth_ns, self._clock.monotonic_ns()))
        self._core, events = cut(self._core, end_ns, self._params)
        self._book(events)
        self._gap_from_ns = end_ns

    def _book(self, events: Sequence[Event]) -> None:
        for event in events:
            for bucket in buckets_of(moved(event, self._offset_ns)):
                self._add(bucket)

    def _book_gap(self, start_ns: Ns, end_ns: Ns) -> None:
        for bucket in buckets_of_gap(self._utc(start_ns), self._utc(end_ns)):
            self._add(bucket)

    def _add(self, part: Bucket) -> None:
        start = part.start_utc_ns
        held = self._open.get(start) or self._kept(start)
        self._open[start] = part if held is None else held.plus(part)
        self._dirty.add(start)
        self._roll_day()
        if self._today_start <= start < self._today_end:
            self._today = replace(self._today.plus(part), start_utc_ns=self._today_start)

    def _kept(self, start: UtcNs) -> Bucket | None:
        """What is stored of a minute that was let go; a minute newer than all has nothing yet."""
        if start > self._newest:
            self._newest = start
            return None
        return next(iter(self._stored(start, UtcNs(start + MINUTE_NS))), None)

    def _anchor(self) -> None:
        offset_ns = self._clock.utc_ns() - self._clock.monotonic_ns()
        if abs(offset_ns - self._offset_ns) > _RESET_NS:
            if self._sample_t_ns is not None and self._gap_from_ns is None:
                self._close_fold()
            self._offset_ns = offset_ns

    def _utc(self, t_ns: int) -> UtcNs:
        return UtcNs(t_ns + self._offset_ns)

    def _day(self, utc_ns: int) -> tuple[UtcNs, UtcNs]:
        """First moments of the local day around a moment, and of the next."""
        today = local_time(utc_ns, self._zone).date()
        return start_of_day(today, self._zone), start_of_day(today + timedelta(days=1), self._zone)

    def _roll_day(self) -> None:
        now_ns = self._clock.utc_ns()
        if not self._today_start <= now_ns < self._today_end:
            self._today_start, self._today_end = self._day(now_ns)
            inside = [b for s, b in self._open.items() if self._today_start <= s < self._today_end]
            self._today = total(inside, self._today_start)
