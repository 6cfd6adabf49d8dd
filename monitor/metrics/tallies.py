"""Tallies of lengths, which add up: glances of an area, latencies, whole encounters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from monitor.attention.state import Area
from monitor.metrics.duration_bins import bin_of, percentile_s


def _no_bins() -> Mapping[int, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DurationTally:
    """How many, how long together, how long at most, and how they spread.

    `bins` maps an index of `duration_bins` to the number of lengths in it; empty bins are left out.
    """

    count: int = 0
    total_ns: int = 0
    longest_ns: int = 0
    bins: Mapping[int, int] = field(default_factory=_no_bins)

    def plus(self, other: DurationTally) -> DurationTally:
        """Both together."""
        return total_durations((self, other))

    def percentile_s(self, fraction: float) -> float | None:
        """The length below which this part of them lies, in seconds; None without any.

        Read from the bins: off by at most `duration_bins.PERCENTILE_ERROR`.
        """
        return percentile_s(self.bins, fraction, self.longest_ns)

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
        return total_encounters((self, other))


NO_ENCOUNTERS: Final = EncounterTally()
"""None ended. One for all: most sums have no other, and there are very many of them."""


def total_durations(tallies: Iterable[DurationTally]) -> DurationTally:
    """The sum of tallies."""
    parts = [tally for tally in tallies if tally.count]
    if len(parts) == 1:
        return parts[0]
    # One dictionary for all of them: adding pair by pair copies it each time.
    count = total_ns = longest_ns = 0
    bins: dict[int, int] = {}
    for tally in parts:
        count += tally.count
        total_ns += tally.total_ns
        longest_ns = max(longest_ns, tally.longest_ns)
        for index, number in tally.bins.items():
            bins[index] = bins.get(index, 0) + number
    return DurationTally(count, total_ns, longest_ns, MappingProxyType(bins))


def total_glances(parts: Iterable[Mapping[Area, DurationTally]]) -> Mapping[Area, DurationTally]:
    """The sum of tallies, area by area, in the order of the areas."""
    tallies: dict[Area, list[DurationTally]] = {}
    for part in parts:
        for area, tally in part.items():
            tallies.setdefault(area, []).append(tally)
    return MappingProxyType(
        {area: total_durations(tallies[area]) for area in Area if area in tallies}
    )


def total_encounters(tallies: Iterable[EncounterTally]) -> EncounterTally:
    """The sum of tallies."""
    parts = tuple(tallies)
    if len(parts) == 1:
        return parts[0]
    return EncounterTally(
        lengths=total_durations(part.lengths for part in parts),
        first_look=total_durations(part.first_look for part in parts),
        returns=total_durations(part.returns for part in parts),
        longest_look_away=total_durations(part.longest_look_away for part in parts),
        never_looked_up=sum(part.never_looked_up for part in parts),
    )
