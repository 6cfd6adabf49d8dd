"""Buckets as rows of the tables, and back; many rows summed into one bucket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from monitor.adapters.sql_store.packed import (
    all_reasons_of,
    encounters_of,
    glances_of,
    packed,
    packed_reasons,
    present_glances_of,
    present_reasons_of,
    reasons_of,
    summed_up,
    unpacked,
)
from monitor.adapters.sql_store.schema import (
    BUCKET_NUMBERS,
    NUMBERS,
    OF_ALL,
    OF_PRESENT,
    SUMS_NUMBERS,
)
from monitor.attention.basis import Basis
from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.metrics.sums import NO_SUMS, Sums
from monitor.metrics.tallies import DurationTally
from monitor.units import UtcNs

_STATES: Final = tuple(State)
_ALL: Final = slice(0, len(OF_ALL))
_PRESENT: Final = slice(_ALL.stop, _ALL.stop + len(OF_PRESENT))
_COUNTS: Final = slice(len(_STATES), len(_STATES) + len(SUMS_NUMBERS))
_NOTHING: Final[Mapping[str, DurationTally]] = MappingProxyType({})

BUCKET: Final = ("start_utc_ns", *NUMBERS, "reasons", "tallies")
"""The columns that make a bucket, in the order in which rows are read."""


def bucket_row(key: Mapping[str, Any], bucket: Bucket) -> dict[str, Any]:
    """All columns of a bucket after its key; what is nothing is NULL."""
    present = bucket.present
    of_visits = (present.splits, present.encounters.never_looked_up)
    of_bucket = (getattr(bucket, name) for name in BUCKET_NUMBERS)
    numbers = (*_numbers(bucket.all), *_numbers(present), *of_visits, *of_bucket)
    columns = {name: number or None for name, number in zip(NUMBERS, numbers, strict=True)}
    return {**key, **columns, "reasons": packed_reasons(bucket), "tallies": packed(bucket)}


class Summing:
    """Adds rows up without a bucket for each of them."""

    __slots__ = ("_numbers", "_reasons", "_texts")

    def __init__(self) -> None:
        self._numbers = [0] * len(NUMBERS)
        self._reasons: list[str] = []
        self._texts: list[str] = []

    def add(self, row: Sequence[Any]) -> None:
        """One more row, its columns those of `BUCKET`."""
        numbers = self._numbers
        for index, number in enumerate(row[1:-2]):
            if number:
                numbers[index] += number
        if row[-2] is not None:
            self._reasons.append(row[-2])
        if row[-1] is not None:
            self._texts.append(row[-1])

    def bucket(self, start_utc_ns: int) -> Bucket:
        """The sum of them, as a bucket that starts there."""
        tallies = unpacked(*self._texts) if len(self._texts) == 1 else summed_up(self._texts)
        reasons = reasons_of(self._reasons)
        return Bucket(UtcNs(start_utc_ns), **_fields(self._numbers, reasons, tallies))


def buckets_of(rows: Iterable[Sequence[Any]]) -> tuple[Bucket, ...]:
    """One bucket for each row, in their order.

    Those without tallies that differ by their start alone share what they hold: most seconds of a
    session are like another one.
    """
    alike: dict[Sequence[Any], dict[str, Any]] = {}
    found: list[Bucket] = []
    for row in rows:
        columns, text = row[1:-1], row[-1]
        if text is not None:
            fields = _fields(*_numbers_and_reasons(columns), unpacked(text))
        elif (fields := alike.get(columns)) is None:
            fields = alike[columns] = _fields(*_numbers_and_reasons(columns), _NOTHING)
        found.append(Bucket(UtcNs(row[0]), **fields))
    return tuple(found)


def _numbers_and_reasons(columns: Sequence[Any]) -> tuple[list[int], dict[str, int]]:
    text: str | None = columns[-1]
    return [number or 0 for number in columns[:-1]], reasons_of(() if text is None else (text,))


def _fields(
    numbers: Sequence[int], reasons: Mapping[str, int], tallies: Mapping[str, DurationTally]
) -> dict[str, Any]:
    """All of a bucket but its start."""
    return {
        "all": _sums_of_all(numbers[_ALL], reasons, tallies),
        "present": _sums_of_present(numbers[_PRESENT], reasons, tallies),
        **dict(zip(BUCKET_NUMBERS, numbers[_PRESENT.stop :], strict=True)),
    }


def _numbers(sums: Sums) -> list[int]:
    times = (sums.state_ns.get(state, 0) for state in _STATES)
    return [*times, *(getattr(sums, name) for name in SUMS_NUMBERS)]


def _sums_of_all(
    numbers: Sequence[int], reasons: Mapping[str, int], tallies: Mapping[str, DurationTally]
) -> Sums:
    glances = glances_of(tallies)
    if not glances and not any(numbers):
        return NO_SUMS[Basis.ALL]
    reason_ns = all_reasons_of(reasons)
    return Sums(Basis.ALL, glances=glances, reason_ns=reason_ns, **_times_and_counts(numbers))


def _sums_of_present(
    numbers: Sequence[int], reasons: Mapping[str, int], tallies: Mapping[str, DurationTally]
) -> Sums:
    splits, never_looked_up = numbers[_COUNTS.stop :]
    glances, encounters = present_glances_of(tallies), encounters_of(tallies, never_looked_up)
    if not glances and not encounters.count and not any(numbers):
        return NO_SUMS[Basis.PRESENT]
    found: dict[str, Any] = {
        "reason_ns": present_reasons_of(reasons),
        **_times_and_counts(numbers),
    }
    return Sums(Basis.PRESENT, glances=glances, splits=splits, encounters=encounters, **found)


def _times_and_counts(numbers: Sequence[int]) -> dict[str, Any]:
    times = {state: ns for state, ns in zip(_STATES, numbers, strict=False) if ns}
    counts = zip(SUMS_NUMBERS, numbers[_COUNTS], strict=True)
    return {"state_ns": MappingProxyType(times), **dict(counts)}
