"""Keeps a loop at its target rate without drifting and without catching up."""

from __future__ import annotations

import time

from monitor.ports import Clock
from monitor.units import NS_PER_S, ns_from_s


class Pacer:
    """Waits until the next turn is due; a turn that is late moves all later ones."""

    def __init__(self, rate_per_s: float, clock: Clock) -> None:
        self._interval_ns = ns_from_s(1.0 / rate_per_s)
        self._clock = clock
        self._due_ns = clock.monotonic_ns() + self._interval_ns

    def wait(self) -> None:
        """Sleep until the turn is due."""
        now_ns = self._clock.monotonic_ns()
        if self._due_ns > now_ns:
            time.sleep((self._due_ns - now_ns) / NS_PER_S)
            self._due_ns += self._interval_ns
        else:
            self._due_ns = now_ns + self._interval_ns
