"""From monotonic time, on which the fold runs, to wall-clock time, by which people count.

The offset between the two is kept until the wall clock is set by more than half a second, so that
the small corrections of a time service do not tear spans apart.
"""

from __future__ import annotations

from typing import Final

from monitor.ports import Clock
from monitor.units import NS_PER_S, Ns, UtcNs

_RESET_NS: Final = NS_PER_S // 2


class WallTime:
    """`offset_ns` is wall-clock minus monotonic time. Not thread-safe: its recorder is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.offset_ns = self._now()

    def utc(self, t_ns: int) -> UtcNs:
        """The wall-clock time of a monotonic moment."""
        return UtcNs(t_ns + self.offset_ns)

    def mono(self, utc_ns: int) -> Ns:
        """The monotonic time of a wall-clock moment."""
        return Ns(utc_ns - self.offset_ns)

    def was_set(self) -> bool:
        """The wall clock was set: whatever is open must be closed before `follow`."""
        return abs(self._now() - self.offset_ns) > _RESET_NS

    def follow(self) -> None:
        """From now on, count by what the wall clock says."""
        self.offset_ns = self._now()

    def _now(self) -> int:
        return self._clock.utc_ns() - self._clock.monotonic_ns()
