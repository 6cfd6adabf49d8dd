"""Whether the wall clock may be believed, before something is removed for being too old by it.

A clock set years ahead by mistake would have everything removed, and a clock is soon set right
again. A computer that was off for long leaps just so, and so does one whose clock is set right
after it was years behind: what was due then goes an hour later. The hour is one of running: a new
start, or a sleep of more than a minute, begins it anew.
"""

from __future__ import annotations

import logging
from typing import Final

from monitor.ports import Clock
from monitor.units import NS_PER_S, Ns, UtcNs

_LOG: Final = logging.getLogger(__name__)
_LEAP_NS: Final = 7 * 86_400 * NS_PER_S
_STANDS_NS: Final = 3600 * NS_PER_S
_SET_NS: Final = 60 * NS_PER_S


class ClockLeap:
    """Notices a leap ahead; not thread-safe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._noticed_ns: Ns | None = None
        self._offset_ns = 0

    def stands(self, last_utc_ns: UtcNs | None) -> bool:
        """Whether the clock is near the last time it was believed, or has stood for an hour since.

        Args:
            last_utc_ns: when something was last removed or measured by it, None for never.
        """
        now_ns, mono_ns = self._clock.utc_ns(), self._clock.monotonic_ns()
        if last_utc_ns is None or now_ns - last_utc_ns <= _LEAP_NS:
            self._noticed_ns = None
            return True
        offset_ns = now_ns - mono_ns
        if self._noticed_ns is None or abs(offset_ns - self._offset_ns) > _SET_NS:
            self._noticed_ns, self._offset_ns = mono_ns, offset_ns
            days = (now_ns - last_utc_ns) // (86_400 * NS_PER_S)
            _LOG.warning(
                "the clock is %d days ahead of when it was last believed: "
                "in case it is wrong, nothing is removed before it has stood for an hour",
                days,
            )
        return mono_ns - self._noticed_ns >= _STANDS_NS
