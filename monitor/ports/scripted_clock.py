"""A clock that a script moves: `monitor.ports.Clock` without the machine's."""

from __future__ import annotations

from monitor.units import NS_PER_S, Ns, UtcNs


class ScriptedClock:
    """Stands still until it is moved; monotonic time and wall-clock time can part.

    `utc` and `mono` may be set by themselves, as by somebody who sets the clock of a computer.
    """

    def __init__(self, utc_ns: UtcNs, monotonic_ns: Ns = Ns(0)) -> None:
        self.utc = utc_ns
        self.mono = monotonic_ns

    def monotonic_ns(self) -> Ns:
        """Monotonic time, as far as the script has come."""
        return self.mono

    def utc_ns(self) -> UtcNs:
        """Wall-clock time, as far as the script has come."""
        return self.utc

    def forward(self, seconds: float) -> None:
        """Let so much time pass, on both clocks."""
        self.mono = Ns(self.mono + round(seconds * NS_PER_S))
        self.utc = UtcNs(self.utc + round(seconds * NS_PER_S))

    def forward_to(self, utc_ns: UtcNs) -> None:
        """Let time pass, on both clocks, until it is so late."""
        self.mono = Ns(self.mono + utc_ns - self.utc)
        self.utc = utc_ns

    def ago(self, seconds: float) -> UtcNs:
        """The wall-clock time of so long ago."""
        return UtcNs(self.utc - round(seconds * NS_PER_S))
