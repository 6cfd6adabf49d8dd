"""Numbers worked out anew from units drawn with replacement: the bootstrap, all draws at once.

A draw is told by how often each unit came up; sums over it are then products of matrices, and so
are the bins that percentiles are read from. Seeded: equal input gives equal draws.

Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.attention.basis import Basis
from monitor.attention.state import Area
from monitor.metrics.duration_bins import BIN_EDGES_NS
from monitor.metrics.figures import Number
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import DurationTally
from monitor.units import NS_PER_S

RESAMPLES: Final = 1000
SEED: Final = 20260101
LEAST_UNITS: Final = 5

_NS_PER_MIN: Final = 60 * NS_PER_S
_NS_PER_H: Final = 3600 * NS_PER_S

Floats = NDArray[np.float64]


class Unit(StrEnum):
    """What is drawn with replacement."""

    ENCOUNTERS = "encounters"
    MINUTES = "minutes"
    HOURS = "hours"
    BLOCKS = "blocks"


OF_CUSTOMERS: Final = frozenset(
    {
        Number.FIRST_LOOK_MEDIAN_S,
        Number.FIRST_LOOK_P90_S,
        Number.RETURN_MEDIAN_S,
        Number.NEVER_LOOKED_UP_SHARE,
        Number.SPLITS_PER_H,
    }
)
"""What needs to know when a customer is present."""


class _Sum(IntEnum):
    CUSTOMER = 0
    DEVICE = 1
    JUDGED = 2
    SEEN = 3
    LOOKS = 4
    LONG = 5
    PROLONGED = 6
    SPLITS = 7
    TASKS = 8
    CHECKED = 9
    MET = 10
    NEVER = 11
    SHARED = 12


_RATIOS: Final = MappingProxyType(
    {
        Number.CUSTOMER_GAZE_SHARE: (_Sum.CUSTOMER, _Sum.SHARED, 1),
        Number.COVERAGE: (_Sum.JUDGED, _Sum.SEEN, 1),
        Number.DEVICE_SHARE: (_Sum.DEVICE, _Sum.SHARED, 1),
        Number.LOOK_AWAYS_PER_MIN: (_Sum.LOOKS, _Sum.JUDGED, _NS_PER_MIN),
        Number.LONG_LOOK_AWAYS_PER_H: (_Sum.LONG, _Sum.JUDGED, _NS_PER_H),
        Number.PROLONGED_LOOK_AWAYS_PER_H: (_Sum.PROLONGED, _Sum.JUDGED, _NS_PER_H),
        Number.SPLITS_PER_H: (_Sum.SPLITS, _Sum.JUDGED, _NS_PER_H),
        Number.CHECK_BACK_SHARE: (_Sum.CHECKED, _Sum.TASKS, 1),
        Number.NEVER_LOOKED_UP_SHARE: (_Sum.NEVER, _Sum.MET, 1),
    }
)
"""Numbers that are a ratio of sums: the part, the whole, and what it is scaled by."""

FIRST_LOOKS: Final = MappingProxyType(
    {Number.FIRST_LOOK_MEDIAN_S: 0.5, Number.FIRST_LOOK_P90_S: 0.9}
)
"""What part of the encounters had a first look by then."""


def draws(units: Sequence[Sums], seed: int = SEED) -> Mapping[Number, Floats]:
    """Every number as it came out of each draw, shape (1000,).

    Infinite where a latency lies beyond all that were seen, NaN where a number is not defined.
    Numbers that fewer than five units have anything to say about are left out.
    """
    if len(units) < LEAST_UNITS:
        return MappingProxyType({})
    times = _times(len(units), seed)
    present = units[0].basis is Basis.PRESENT
    table = _table(units)
    telling, sums = np.count_nonzero(table, axis=0), times @ table
    found: dict[Number, Floats] = {}
    for name, (part, whole, scale) in _RATIOS.items():
        if (present or name not in OF_CUSTOMERS) and telling[whole] >= LEAST_UNITS:
            found[name] = _divided(sums[:, part], sums[:, whole]) * scale
    if present and telling[_Sum.MET] >= LEAST_UNITS:
        spread = spread_of([each.encounters.first_look for each in units], times)
        for name, fraction in FIRST_LOOKS.items():
            found[name] = latencies_s(spread, sums[:, _Sum.MET], fraction)
    returns = [each.encounters.returns for each in units]
    if present and sum(each.count > 0 for each in returns) >= LEAST_UNITS:
        spread = spread_of(returns, times)
        found[Number.RETURN_MEDIAN_S] = latencies_s(spread, spread.below[:, -1], 0.5)
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class Spread:
    """Latencies of many draws.

    Attributes:
        bins: the bins that hold any, in order.
        below: how many of a draw lie in these bins up to each of them, shape (draws, bins).
        longest_s: no latency is longer.
    """

    bins: NDArray[np.int64]
    below: Floats
    longest_s: float


def spread_of(tallies: Sequence[DurationTally], times: Floats) -> Spread:
    """The latencies of all units, each drawn so many times (shape (draws, units))."""
    bins = sorted({index for tally in tallies for index in tally.bins}) or [0]
    place = {index: column for column, index in enumerate(bins)}
    counts = np.zeros((len(tallies), len(bins)))
    cells = [
        row * len(bins) + place[index] for row, tally in enumerate(tallies) for index in tally.bins
    ]
    counts.flat[cells] = [count for tally in tallies for count in tally.bins.values()]
    # Summed up along the bins before the draws: the same, and far less to add.
    below = np.cumsum(counts, axis=1)
    longest_ns = max(tally.longest_ns for tally in tallies)
    return Spread(np.array(bins), times @ below, longest_ns / NS_PER_S)


def latencies_s(spread: Spread, counts: Floats, fraction: float) -> Floats:
    """`figures.latency` of many draws at once.

    Args:
        spread: where they lie.
        counts: how many there are in each draw, the censored ones included, shape (draws,).
        fraction: of `counts`.

    Returns:
        Seconds, shape (draws,); infinite where the percentile is beyond, NaN where there are none.
    """
    below, rows = spread.below, np.arange(len(counts))
    rank = fraction * counts
    place = np.minimum((below < rank[:, None]).sum(axis=1), below.shape[1] - 1)
    before = np.where(place > 0, below[rows, place - 1], 0.0)
    part = _divided(rank - before, below[rows, place] - before)
    edges = np.array(BIN_EDGES_NS) / NS_PER_S
    index, ratio = spread.bins[place], edges[1] / edges[0]
    value = np.where(index == 0, edges[1] * part, edges[index] * ratio**part)
    value = np.minimum(value, spread.longest_s)
    value = np.where(rank > below[:, -1], np.inf, value)
    return np.where(counts > 0, value, np.nan)


def _times(units: int, seed: int) -> Floats:
    """How often each unit came up in each draw of as many, shape (draws, units).

    How often rather than which, so that the sums are one product of matrices.
    """
    chance = np.random.default_rng(seed).random((RESAMPLES, units))
    drawn = (chance * units).astype(np.int64)
    # Each draw counts in numbers of its own.
    drawn += np.arange(RESAMPLES)[:, None] * units
    counted = np.bincount(drawn.ravel(), minlength=RESAMPLES * units)
    return counted.reshape(RESAMPLES, units).astype(np.float64)


def _table(units: Sequence[Sums]) -> Floats:
    """The sums of each unit, shape (units, sums), in the order of `_Sum`."""
    return np.array(
        [
            (
                unit.area_ns(Area.CUSTOMER),
                unit.area_ns(Area.DEVICE),
                judged_ns := unit.judged_ns,
                judged_ns + unit.unknown_ns,
                unit.glances[Area.DEVICE].count if Area.DEVICE in unit.glances else 0,
                unit.long_look_aways,
                unit.prolonged_look_aways,
                unit.splits,
                unit.tasks,
                unit.checked_tasks,
                unit.encounters.count,
                unit.encounters.never_looked_up,
                unit.shared_ns,
            )
            for unit in units
        ],
        dtype=np.float64,
    )


def _divided(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0)
