"""The minutes of one counter that are not stored yet, and the sums of today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from monitor.metrics.buckets import MINUTE_NS, Bucket, minute_of, total
from monitor.metrics.rollup import day_of
from monitor.ports import Clock
from monitor.units import NS_PER_S, UtcNs


class MinuteBook:
    """Whole minutes, each until it is stored. Not thread-safe: its recorder is."""

    def __init__(
        self,
        zone: ZoneInfo,
        clock: Clock,
        stored: Callable[[UtcNs, UtcNs], Sequence[Bucket]],
    ) -> None:
        """`stored` gives the minute buckets that are already kept between two moments."""
        self._zone = zone
        self._clock = clock
        self._stored = stored
        self._open: dict[UtcNs, Bucket] = {}
        self._dirty: set[UtcNs] = set()
        self.day = day_of(clock.utc_ns(), self._zone)
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
        self.day = day_of(now_ns, self._zone)
        start, end = self.day.start_utc_ns, self.day.end_utc_ns
        self.today = total((b for at, b in self._open.items() if start <= at < end), start)
        return True

    def move_to(self, zone: ZoneInfo) -> None:
        """Count days in another zone from now on; today is summed anew."""
        self._zone = zone
        self.day = day_of(self._clock.utc_ns(), self._zone)
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
