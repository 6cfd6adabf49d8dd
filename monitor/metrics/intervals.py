"""95 % intervals of the numbers of a span, as they go out: never over frames.

`sampling_units` says what parts a span is taken to consist of, `estimates` how an interval comes
from how they differ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from monitor.attention.basis import Basis
from monitor.metrics.estimates import Estimate, encounter_estimates, estimates
from monitor.metrics.figures import Number
from monitor.metrics.publication import PublishedSpan
from monitor.metrics.sampling_units import Unit, units_of
from monitor.metrics.sums import Sums


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included.

    Attributes:
        low: the lower end.
        high: the upper end, None where it lies beyond every latency that was seen.
        unit: what it is worked out from.
        units: how many there were.
    """

    low: float
    high: float | None
    unit: Unit
    units: int


def span_intervals(shown: PublishedSpan) -> Mapping[Number, Interval]:
    """The intervals of a published span; empty while it is withheld or has too few parts."""
    content = shown.content
    if content is None:
        return MappingProxyType({})
    unit, units = units_of(shown)
    of_parts = intervals(units, unit)
    if unit is Unit.DAYS or content.basis is not Basis.PRESENT:
        return of_parts
    of_encounters = _intervals(encounter_estimates(content.encounters))
    return MappingProxyType({**of_parts, **of_encounters})


def intervals(units: Sequence[Sums], unit: Unit) -> Mapping[Number, Interval]:
    """The intervals of every number that enough parts have anything to say about (`estimates`)."""
    return MappingProxyType(_intervals(estimates(units, unit)))


def _intervals(estimated: Mapping[Number, Estimate]) -> dict[Number, Interval]:
    return {number: _interval(estimate) for number, estimate in estimated.items()}


def _interval(estimate: Estimate) -> Interval:
    low, high = estimate.ends()
    return Interval(low, None if math.isinf(high) else high, estimate.unit, estimate.units)
