"""Tallies of lengths as one text beside a bucket's numbers, and back.

The text is a JSON object from what is tallied to whole numbers,

    {"device": [count, total_ns, longest_ns, bin, count, bin, count, ...], "first_look": [...]}

with the bins that are not empty. An area's name alone is its glances; with `present.` before it,
the part with a customer present; the other names are fields of `EncounterTally`. What is empty is
left out, and an object without anything is no text at all. Every tool that reads JSON reads it, and
so does PostgreSQL (`tallies::json`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from monitor.attention.state import Area
from monitor.metrics.buckets import Bucket
from monitor.metrics.tallies import DurationTally, EncounterTally

_PRESENT: Final = "present."
_AREAS: Final = tuple((area, area.value) for area in Area)
_PRESENT_AREAS: Final = tuple((area, _PRESENT + area.value) for area in Area)
_NONE: Final = DurationTally()


@dataclass(slots=True)
class Pile:
    """A tally that is being summed."""

    count: int = 0
    total_ns: int = 0
    longest_ns: int = 0
    bins: dict[int, int] = field(default_factory=dict[int, int])

    def add(self, numbers: list[int]) -> None:
        """One tally more, as it stands in the text."""
        self.count += numbers[0]
        self.total_ns += numbers[1]
        self.longest_ns = max(self.longest_ns, numbers[2])
        bins = self.bins
        for index, count in zip(numbers[3::2], numbers[4::2], strict=True):
            bins[index] = bins.get(index, 0) + count

    def tally(self) -> DurationTally:
        """What came together."""
        return DurationTally(
            self.count, self.total_ns, self.longest_ns, MappingProxyType(self.bins)
        )


def packed(bucket: Bucket) -> str | None:
    """The text of a bucket's tallies, None when it has none."""
    numbers = {name: _numbers(tally) for name, tally in _named(bucket) if tally != _NONE}
    return json.dumps(numbers, separators=(",", ":")) if numbers else None


def unpacked(text: str) -> dict[str, list[int]]:
    """The numbers of each tally, by what is tallied."""
    return json.loads(text)


def pile_up(piles: dict[str, Pile], text: str) -> None:
    """Add the tallies of one text."""
    for name, numbers in unpacked(text).items():
        if name not in piles:
            piles[name] = Pile()
        piles[name].add(numbers)


def glances_of(piles: Mapping[str, Pile]) -> Mapping[Area, DurationTally]:
    """The glances of each area that has some."""
    found = {area: piles[name].tally() for area, name in _AREAS if name in piles}
    return MappingProxyType(found)


def present_glances_of(piles: Mapping[str, Pile]) -> Mapping[Area, DurationTally]:
    """The same with a customer present."""
    found = {area: piles[name].tally() for area, name in _PRESENT_AREAS if name in piles}
    return MappingProxyType(found)


def encounters_of(piles: Mapping[str, Pile], never_looked_up: int) -> EncounterTally:
    """The tally of encounters."""

    def tally(name: str) -> DurationTally:
        return piles[name].tally() if name in piles else _NONE

    return EncounterTally(
        lengths=tally("lengths"),
        first_look=tally("first_look"),
        returns=tally("returns"),
        longest_look_away=tally("longest_look_away"),
        never_looked_up=never_looked_up,
    )


def _named(bucket: Bucket) -> Iterator[tuple[str, DurationTally]]:
    for area, tally in bucket.glances.items():
        yield area.value, tally
    for area, tally in bucket.present_glances.items():
        yield _PRESENT + area.value, tally
    visits = bucket.encounters
    yield "lengths", visits.lengths
    yield "first_look", visits.first_look
    yield "returns", visits.returns
    yield "longest_look_away", visits.longest_look_away


def _numbers(tally: DurationTally) -> list[int]:
    numbers = [tally.count, tally.total_ns, tally.longest_ns]
    for index, count in tally.bins.items():
        numbers += (index, count)
    return numbers
