"""Numbers worked out anew from units drawn with replacement: the bootstrap, all draws at once.

A draw is told by how often each unit came up; sums over it are then products of matrices, and so
are the bins that percentiles are read from. Seeded: equal input gives equal draws.

Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, State
from monitor.metrics.content import Basis, Content
from monitor.metrics.duration_bins import BIN_EDGES_NS
from monitor.metrics.figures import Number
from monitor.metrics.tallies import DurationTally, EncounterTally
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


OF_ENCOUNTERS: Final = frozenset(
    {
        Number.CUSTOMER_GAZE_SHARE,
        Number.COVERAGE,
        Number.DEVICE_SHARE,
        Number.FIRST_LOOK_MEDIAN_S,
        Number.FIRST_LOOK_P90_S,
        Number.RETURN_MEDIAN_S,
        Number.NEVER_LOOKED_UP_SHARE,
    }
)
"""What rows of encounters can say; glances and tasks are not kept with them."""

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


FIRST_LOOKS: Final = MappingProxyType(
    {Number.FIRST_LOOK_MEDIAN_S: 0.5, Number.FIRST_LOOK_P90_S: 0.9}
)
"""What part of the encounters had a first look by then."""


def draws(units: Sequence[Content], unit: Unit, seed: int = SEED) -> Mapping[Number, Floats]:
    """Every number as it came out of each draw, shape (1000,).

    Infinite where a latency lies beyond all that were seen, NaN where a number is not defined.
    Numbers that fewer than five units have anything to say about are left out.
    """
    if len(units) < LEAST_UNITS:
        return MappingProxyType({})
    # How often each unit was drawn, rather than which: the sums are then one product of matrices.
    even = np.full(len(units), 1 / len(units))
    times = np.random.default_rng(seed).multinomial(len(units), even, RESAMPLES).astype(float)
    present = units[0].basis is Basis.PRESENT
    found: dict[Number, Floats] = {}
    for name, (part, whole, scale) in _ratios(units).items():
        if (present or name not in OF_CUSTOMERS) and np.count_nonzero(whole) >= LEAST_UNITS:
            found[name] = _divided(times @ part, times @ whole) * scale
    if present:
        met = [each.encounters for each in units]
        counts = np.array([each.count for each in met], dtype=np.float64)
        if np.count_nonzero(counts) >= LEAST_UNITS:
            looks = [each.first_look for each in met]
            spread, longest = times @ histograms(looks), longest_s(looks)
            for name, fraction in FIRST_LOOKS.items():
                found[name] = latencies_s(spread, times @ counts, fraction, longest)
        returns = [each.returns for each in met]
        if sum(each.count > 0 for each in returns) >= LEAST_UNITS:
            spread = times @ histograms(returns)
            found[Number.RETURN_MEDIAN_S] = latencies_s(
                spread, spread.sum(axis=1), 0.5, longest_s(returns)
            )
    if unit is Unit.ENCOUNTERS:
        found = {name: values for name, values in found.items() if name in OF_ENCOUNTERS}
    return MappingProxyType(found)


def encounter_units(encounters: Sequence[Encounter]) -> tuple[Content, ...]:
    """Each encounter as a unit to draw (`Unit.ENCOUNTERS`), for who may see rows."""
    return tuple(_unit_of(encounter) for encounter in encounters)


def latencies_s(spread: Floats, counts: Floats, fraction: float, longest: float) -> Floats:
    """`figures.latency` of many at once.

    Args:
        spread: how many lie in each bin, shape (n, bins).
        counts: how many there are, the censored ones included, shape (n,).
        fraction: of `counts`.
        longest: no latency is longer, seconds.

    Returns:
        Seconds, shape (n,); infinite where the percentile is beyond, NaN where there are none.
    """
    below = np.cumsum(spread, axis=1)
    rank = fraction * counts
    index = np.minimum((below < rank[:, None]).sum(axis=1), spread.shape[1] - 1)
    rows = np.arange(len(counts))
    inside = spread[rows, index]
    part = _divided(rank - (below[rows, index] - inside), inside)
    edges = np.array(BIN_EDGES_NS, float) / NS_PER_S
    ratio = edges[1] / edges[0]
    value = np.where(index == 0, edges[1] * part, edges[index] * ratio**part)
    value = np.minimum(value, longest)
    value = np.where(rank > below[:, -1], np.inf, value)
    return np.where(counts > 0, value, np.nan)


def histograms(tallies: Sequence[DurationTally]) -> Floats:
    """How many lie in each bin, shape (tallies, bins)."""
    spread = np.zeros((len(tallies), len(BIN_EDGES_NS)))
    for row, tally in enumerate(tallies):
        for index, count in tally.bins.items():
            spread[row, index] = count
    return spread


def longest_s(tallies: Sequence[DurationTally]) -> float:
    """The longest of all."""
    return max((tally.longest_ns for tally in tallies), default=0) / NS_PER_S


def _ratios(units: Sequence[Content]) -> Mapping[Number, tuple[Floats, Floats, float]]:
    """Every number that is a ratio of sums: part and whole per unit, and what it is scaled by."""
    table = np.array(
        [
            (
                unit.area_ns.get(Area.CUSTOMER, 0),
                unit.area_ns.get(Area.DEVICE, 0),
                unit.judged_ns,
                unit.unknown_ns,
                unit.glances[Area.DEVICE].count if Area.DEVICE in unit.glances else 0,
                unit.long_look_aways,
                unit.prolonged_look_aways,
                unit.splits,
                unit.tasks,
                unit.checked_tasks,
                unit.encounters.count,
                unit.encounters.never_looked_up,
            )
            for unit in units
        ],
        dtype=np.float64,
    )
    customer, device, judged, unknown = (table[:, column] for column in range(4))
    looks, long, prolonged, splits = (table[:, column] for column in range(4, 8))
    tasks, checked, met, never = (table[:, column] for column in range(8, 12))
    return {
        Number.CUSTOMER_GAZE_SHARE: (customer, judged, 1),
        Number.COVERAGE: (judged, judged + unknown, 1),
        Number.DEVICE_SHARE: (device, judged, 1),
        Number.LOOK_AWAYS_PER_MIN: (looks, judged, _NS_PER_MIN),
        Number.LONG_LOOK_AWAYS_PER_H: (long, judged, _NS_PER_H),
        Number.PROLONGED_LOOK_AWAYS_PER_H: (prolonged, judged, _NS_PER_H),
        Number.SPLITS_PER_H: (splits, judged, _NS_PER_H),
        Number.CHECK_BACK_SHARE: (checked, tasks, 1),
        Number.NEVER_LOOKED_UP_SHARE: (never, met, 1),
    }


def _divided(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0)


def _unit_of(encounter: Encounter) -> Content:
    state_ns = encounter.state_ns
    first_look = DurationTally()
    if encounter.first_look_ns is not None:
        first_look = first_look.with_duration(encounter.first_look_ns)
    returns = DurationTally()
    for away_ns in encounter.returns_ns:
        returns = returns.with_duration(away_ns)
    return Content(
        basis=Basis.PRESENT,
        area_ns={area: state_ns[State(area)] for area in Area if State(area) in state_ns},
        unknown_ns=state_ns.get(State.UNKNOWN, 0),
        encounters=EncounterTally(
            lengths=DurationTally().with_duration(encounter.duration_ns),
            first_look=first_look,
            returns=returns,
            never_looked_up=int(not encounter.looked_up),
        ),
    )
