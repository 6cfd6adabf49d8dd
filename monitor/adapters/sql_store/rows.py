"""Buckets as rows of the tables, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from monitor.adapters.sql_store.schema import state_column
from monitor.attention.state import Area, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.tallies import DurationTally
from monitor.units import UtcNs

_STATES: Final = tuple(State)
_NO_GLANCES: Final[Mapping[Area, DurationTally]] = MappingProxyType({})


def minute_row(key: Mapping[str, Any], bucket: Bucket) -> dict[str, Any]:
    """The row of `minute`."""
    return {
        **key,
        **{state_column(state): bucket.state_ns.get(state, 0) for state in _STATES},
        "inferred_ns": bucket.inferred_ns,
        "gap_ns": bucket.gap_ns,
        "samples": bucket.samples,
    }


def glance_rows(key: Mapping[str, Any], bucket: Bucket) -> Iterator[dict[str, Any]]:
    """The rows of `glance`, one per area with glances."""
    for area, tally in bucket.glances.items():
        yield {
            **key,
            "area": area.value,
            "count": tally.count,
            "total_ns": tally.total_ns,
            "longest_ns": tally.longest_ns,
        }


def bin_rows(key: Mapping[str, Any], bucket: Bucket) -> Iterator[dict[str, Any]]:
    """The rows of `glance_bin`, one per area and bin that is not empty."""
    for area, tally in bucket.glances.items():
        for index, count in tally.bins.items():
            yield {**key, "area": area.value, "bin": index, "count": count}


def buckets_of(
    minutes: Iterable[Sequence[Any]],
    glances: Iterable[Sequence[Any]],
    bins: Iterable[Sequence[Any]],
) -> tuple[Bucket, ...]:
    """Buckets in the order of `minutes`, from rows in the order of the tables' columns.

    Each row begins with the start of its span; site and counter are left out.
    """
    tallies = _tallies(glances, _bins(bins))
    return tuple(_bucket(row, tallies.get(row[0], _NO_GLANCES)) for row in minutes)


def _bins(rows: Iterable[Sequence[Any]]) -> dict[tuple[int, str], dict[int, int]]:
    bins: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for start_utc_ns, area, index, count in rows:
        bins[start_utc_ns, area][index] = count
    return bins


def _tallies(
    rows: Iterable[Sequence[Any]], bins: Mapping[tuple[int, str], Mapping[int, int]]
) -> dict[int, dict[Area, DurationTally]]:
    tallies: dict[int, dict[Area, DurationTally]] = defaultdict(dict)
    for start_utc_ns, area, count, total_ns, longest_ns in rows:
        tallies[start_utc_ns][Area(area)] = DurationTally(
            count, total_ns, longest_ns, MappingProxyType(bins.get((start_utc_ns, area), {}))
        )
    return tallies


def _bucket(row: Sequence[Any], glances: Mapping[Area, DurationTally]) -> Bucket:
    start_utc_ns, *spent_ns = row
    inferred_ns, gap_ns, samples = spent_ns[len(_STATES) :]
    return Bucket(
        UtcNs(start_utc_ns),
        MappingProxyType({state: ns for state, ns in zip(_STATES, spent_ns, strict=False) if ns}),
        inferred_ns,
        gap_ns,
        samples,
        MappingProxyType(glances),
    )
