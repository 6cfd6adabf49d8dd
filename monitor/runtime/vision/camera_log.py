"""What the log says of a camera that comes and goes: each trouble once, not at every try.

A camera may be away for a weekend, and is tried twice a minute all the while.
"""

from __future__ import annotations

import logging
from typing import Final

from monitor.ports import Clock
from monitor.units import NS_PER_S, Ns

_LOG: Final = logging.getLogger(__name__)
_AGAIN_NS: Final = 3600 * NS_PER_S


class CameraLog:
    """For one camera; not thread-safe."""

    def __init__(self, name: str, clock: Clock) -> None:
        self._name = name
        self._clock = clock
        self._told: str | None = None
        self._told_ns = Ns(0)

    def lost(self, text: str, pause_s: float) -> None:
        """It does not work, and is tried again; the same trouble is repeated once an hour."""
        now_ns = self._clock.monotonic_ns()
        if text == self._told and now_ns - self._told_ns < _AGAIN_NS:
            _LOG.debug("%s: %s; trying again in %.1f s", self._name, text, pause_s)
            return
        _LOG.warning("%s: %s; it is tried again until it works", self._name, text)
        self._told, self._told_ns = text, now_ns

    def useless(self, text: str) -> None:
        """It sends pictures, but none that can be judged."""
        _LOG.warning("%s: %s", self._name, text)
        self._told, self._told_ns = text, self._clock.monotonic_ns()

    def works(self) -> None:
        """It works, again or still."""
        if self._told is not None:
            _LOG.info("%s: works again", self._name)
            self._told = None
