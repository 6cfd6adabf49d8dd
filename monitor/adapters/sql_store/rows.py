"""Buckets as rows of the tables, and back; many rows summed into one bucket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from monitor.adapters.sql_store.packed import (
    encounters_of,
    glances_of,
    packed,
    present_glances_of,
    summed_up,
    unpacked,
)
from monitor.adapters.sql_store.schema import PLAIN_NUMBERS, present_column, state_column
from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.metrics.tallies import DurationTally
from monitor.units import UtcNs

_STATES: Final = tuple(State)
_STATE_COLUMNS: Final = tuple((state, state_column(state)) for state in State)
_PRESENT_COLUMNS: Final = tuple((state, present_column(state)) for state in State)
_NOTHING: Final[Mapping[str, DurationTally]] = MappingProxyType({})

SUMS: Final = (
    *(name for _state, name in _STATE_COLUMNS),
    *(name for _state, name in _PRESENT_COLUMNS),
    *PLAIN_NUMBERS,
    "never_looked_up",
)
"""The columns of a bucket that are numbers, in the order in which rows are read."""

BUCKET: Final = ("start_utc_ns", *SUMS, "tallies")
"""The columns that make a bucket, in the order in which rows are read."""


def bucket_row(key: Mapping[str, Any], bucket: Bucket) -> dict[str, Any]:
    """All columns of a bucket after its key; what is nothing is NULL."""
    times = {name: bucket.state_ns.get(state) or None for state, name in _STATE_COLUMNS}
    present = {name: bucket.present_ns.get(state) or None for state, name in _PRESENT_COLUMNS}
    plain = {name: getattr(bucket, name) or None for name in PLAIN_NUMBERS}
    return {
        **key,
        **times,
        **present,
        **plain,
        "never_looked_up": bucket.encounters.never_looked_up or None,
        "tallies": packed(bucket),
    }


class Summing:
    """Adds rows up without a bucket for each of them."""

    __slots__ = ("_numbers", "_texts")

    def __init__(self) -> None:
        self._numbers = [0] * len(SUMS)
        self._texts: list[str] = []

    def add(self, row: Sequence[Any]) -> None:
        """One more row, its columns those of `BUCKET`."""
        numbers = self._numbers
        for index, number in enumerate(row[1:-1]):
            if number:
                numbers[index] += number
        if row[-1] is not None:
            self._texts.append(row[-1])

    def bucket(self, start_utc_ns: int) -> Bucket:
        """The sum of them, as a bucket that starts there."""
        tallies = unpacked(*self._texts) if len(self._texts) == 1 else summed_up(self._texts)
        return Bucket(UtcNs(start_utc_ns), **_fields(self._numbers, tallies))


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
            fields = _fields(_whole(columns), unpacked(text))
        elif (fields := alike.get(columns)) is None:
            fields = alike[columns] = _fields(_whole(columns), _NOTHING)
        found.append(Bucket(UtcNs(row[0]), **fields))
    return tuple(found)


def _whole(columns: Sequence[int | None]) -> list[int]:
    return [number or 0 for number in columns]


def _fields(numbers: Sequence[int], tallies: Mapping[str, DurationTally]) -> dict[str, Any]:
    """All of a bucket but its start."""
    states = len(_STATES)
    plain = numbers[2 * states :]
    return {
        "state_ns": _times(numbers[:states]),
        "present_ns": _times(numbers[states : 2 * states]),
        "glances": glances_of(tallies),
        "present_glances": present_glances_of(tallies),
        "encounters": encounters_of(tallies, plain[-1]),
        **dict(zip(PLAIN_NUMBERS, plain, strict=False)),
    }


def _times(numbers: Sequence[int]) -> Mapping[State, int]:
    found = {state: ns for state, ns in zip(_STATES, numbers, strict=True) if ns}
    return MappingProxyType(found)
