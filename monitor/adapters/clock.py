"""The machine's own clocks: the one module of Mostrador that may read them."""

from __future__ import annotations

import time

from monitor.units import Ns, UtcNs


class SystemClock:
    """`monitor.ports.Clock` on the machine's clocks.

    On Linux and macOS the monotonic clock is one for all processes, so stamps made in a worker
    can be compared with those of its parent. It stands still while the machine is suspended.
    """

    __slots__ = ()

    def monotonic_ns(self) -> Ns:
        """Monotonic time; only differences mean anything."""
        return Ns(time.monotonic_ns())

    def utc_ns(self) -> UtcNs:
        """Nanoseconds since 1970-01-01T00:00:00Z; may jump when the clock is set."""
        return UtcNs(time.time_ns())
