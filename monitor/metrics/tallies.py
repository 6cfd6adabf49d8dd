"""Tallies of lengths, which add up: glances of an area, latencies, whole encounters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from monitor.metrics.duration_bins import bin_of


@dataclass(frozen=True, slots=True)
class DurationTally:
    """How many, how long together, how long at most, and how they spread.

    `bins` maps an index of `duration_bins` to the number of lengths in it; empty bins are left out.
    """

    count: int = 0
    total_ns: int = 0
    longest_ns: int = 0
    bins: Mapping[int, int] = field(default_factory=dict[int, int])

    def plus(self, other: DurationTally) -> DurationTally:
        """Both together."""
        bins = dict(self.bins)
        for index, count in other.bins.items():
            bins[index] = bins.get(index, 0) + count
        return DurationTally(
            self.count + other.count,
            self.total_ns + other.total_ns,
            max(self.longest_ns, other.longest_ns),
            MappingProxyType(bins),
        )

    def with_duration(self, duration_ns: int) -> DurationTally:
        """One more of this length."""
        return self.plus(DurationTally(1, duration_ns, duration_ns, {bin_of(duration_ns): 1}))


@dataclass(frozen=True, slots=True)
class EncounterTally:
    """Encounters that ended in the span.

    Attributes:
        lengths: how long they lasted; its count is the number of encounters.
        first_look: latency of the first customer glance of 0.4 s or more; an encounter without one
            is censored: in `lengths` and not in here.
        returns: how long the eyes were away from the customer, one for each return.
        longest_look_away: the longest device glance of each encounter that had one.
        never_looked_up: encounters without any customer glance.
    """

    lengths: DurationTally = field(default_factory=DurationTally)
    first_look: DurationTally = field(default_factory=DurationTally)
    returns: DurationTally = field(default_factory=DurationTally)
    longest_look_away: DurationTally = field(default_factory=DurationTally)
    never_looked_up: int = 0

    @property
    def count(self) -> int:
        """Number of encounters."""
        return self.lengths.count

    def plus(self, other: EncounterTally) -> EncounterTally:
        """Both together."""
        return EncounterTally(
            self.lengths.plus(other.lengths),
            self.first_look.plus(other.first_look),
            self.returns.plus(other.returns),
            self.longest_look_away.plus(other.longest_look_away),
            self.never_looked_up + other.never_looked_up,
        )
