"""What is sparse of a bucket as texts beside its numbers, and back: tallies of lengths, reasons.

Reasons are a JSON object from the reason to the nanoseconds of `unknown` that it stood in the way;
with `present.` before it, of the time with a customer present. As tallies, so they are read by
every tool that reads JSON, and a reason that is new needs no new column.

Tallies are a JSON object from what is tallied to whole numbers,

    {"device": [count, total_ns, longest_ns, bin, count, bin, count, ...], "first_look": [...]}

with the bins that are not empty. An area's name alone is its glances; with `present.` before it,
the part with a customer present; the other names are fields of `EncounterTally`. What is empty is
left out, and an object without anything is no text at all. Every tool that reads JSON reads it, and
so does PostgreSQL (`tallies::json`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from pydantic_core import from_json

from monitor.attention.state import Area, Reason
from monitor.metrics.buckets import Bucket
from monitor.metrics.tallies import DurationTally, EncounterTally

_PRESENT: Final = "present."
_AREAS: Final = tuple((area, area.value) for area in Area)
_PRESENT_AREAS: Final = tuple((area, _PRESENT + area.value) for area in Area)
_NONE: Final = DurationTally()
_NOBODY: Final = EncounterTally()
_REASONS: Final = tuple((reason, reason.value) for reason in Reason)
_PRESENT_REASONS: Final = tuple((reason, _PRESENT + reason.value) for reason in Reason)
_NOTHING: Final[Mapping[Reason, int]] = MappingProxyType({})
_NOWHERE: Final[Mapping[Area, DurationTally]] = MappingProxyType({})


def packed(bucket: Bucket) -> str | None:
    """The text of a bucket's tallies, None when it has none."""
    numbers = {name: _numbers(tally) for name, tally in _named(bucket) if tally.count}
    return json.dumps(numbers, separators=(",", ":")) if numbers else None


def packed_reasons(bucket: Bucket) -> str | None:
    """The text of a bucket's reasons, None when it has none."""
    found = {reason.value: ns for reason, ns in bucket.all.reason_ns.items() if ns}
    found |= {_PRESENT + reason.value: ns for reason, ns in bucket.present.reason_ns.items() if ns}
    return json.dumps(found, separators=(",", ":")) if found else None


def reasons_of(texts: Iterable[str]) -> dict[str, int]:
    """The sum of the reasons of many texts, by the name that they have there."""
    found: dict[str, int] = {}
    for text in texts:
        read: dict[str, int] = from_json(text)
        for name, ns in read.items():
            found[name] = found.get(name, 0) + ns
    return found


def all_reasons_of(reasons: Mapping[str, int]) -> Mapping[Reason, int]:
    """The reasons of all time."""
    return _named_so(reasons, _REASONS)


def present_reasons_of(reasons: Mapping[str, int]) -> Mapping[Reason, int]:
    """Those of the time with a customer present."""
    return _named_so(reasons, _PRESENT_REASONS)


def _named_so(
    reasons: Mapping[str, int], names: tuple[tuple[Reason, str], ...]
) -> Mapping[Reason, int]:
    if not reasons:
        return _NOTHING
    return MappingProxyType({reason: reasons[name] for reason, name in names if name in reasons})


def unpacked(text: str) -> dict[str, DurationTally]:
    """The tallies of one text, by what is tallied."""
    return {name: _alone(numbers) for name, numbers in _read(text).items()}


def summed_up(texts: Iterable[str]) -> dict[str, DurationTally]:
    """The sum of the tallies of many texts, without a record for each of them."""
    counts: dict[str, list[int]] = {}
    bins: dict[str, dict[int, int]] = {}
    for text in texts:
        for name, numbers in _read(text).items():
            pairs = iter(numbers)
            count, total_ns, longest_ns = next(pairs), next(pairs), next(pairs)
            if name not in bins:
                counts[name] = [count, total_ns, longest_ns]
                bins[name] = dict(zip(pairs, pairs, strict=True))
                continue
            so_far = counts[name]
            so_far[0] += count
            so_far[1] += total_ns
            so_far[2] = max(so_far[2], longest_ns)
            held = bins[name]
            for index, number in zip(pairs, pairs, strict=True):
                held[index] = held.get(index, 0) + number
    return {
        name: DurationTally(count, total_ns, longest_ns, bins[name])
        for name, (count, total_ns, longest_ns) in counts.items()
    }


def glances_of(tallies: Mapping[str, DurationTally]) -> Mapping[Area, DurationTally]:
    """The glances of each area that has some."""
    if not tallies:
        return _NOWHERE
    return MappingProxyType({area: tallies[name] for area, name in _AREAS if name in tallies})


def present_glances_of(tallies: Mapping[str, DurationTally]) -> Mapping[Area, DurationTally]:
    """The same with a customer present."""
    if not tallies:
        return _NOWHERE
    found = {area: tallies[name] for area, name in _PRESENT_AREAS if name in tallies}
    return MappingProxyType(found)


def encounters_of(tallies: Mapping[str, DurationTally], never_looked_up: int) -> EncounterTally:
    """The tally of encounters."""
    if not tallies and not never_looked_up:
        return _NOBODY
    return EncounterTally(
        lengths=tallies.get("lengths", _NONE),
        first_look=tallies.get("first_look", _NONE),
        returns=tallies.get("returns", _NONE),
        longest_look_away=tallies.get("longest_look_away", _NONE),
        never_looked_up=never_looked_up,
    )


def _named(bucket: Bucket) -> Iterator[tuple[str, DurationTally]]:
    for area, tally in bucket.all.glances.items():
        yield area.value, tally
    for area, tally in bucket.present.glances.items():
        yield _PRESENT + area.value, tally
    visits = bucket.present.encounters
    yield "lengths", visits.lengths
    yield "first_look", visits.first_look
    yield "returns", visits.returns
    yield "longest_look_away", visits.longest_look_away


def _numbers(tally: DurationTally) -> list[int]:
    numbers = [tally.count, tally.total_ns, tally.longest_ns]
    for index, count in tally.bins.items():
        numbers += (index, count)
    return numbers


def _read(text: str) -> dict[str, list[int]]:
    # pydantic's own reader: half of what the standard library's takes, over a year of hours.
    return from_json(text)


def _alone(numbers: Sequence[int]) -> DurationTally:
    pairs = iter(numbers)
    count, total_ns, longest_ns = next(pairs), next(pairs), next(pairs)
    # A plain dictionary of numbers: nothing for Python's collector to walk through.
    return DurationTally(count, total_ns, longest_ns, dict(zip(pairs, pairs, strict=True)))
