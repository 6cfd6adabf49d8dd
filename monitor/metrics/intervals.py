"""95 % intervals by bootstrap, over stretches of time or over encounters, never over frames.

Frames of one glance are alike, so resampling them would promise far too much. Units that hang
together as little as the data allow are drawn with replacement, as many as there are; the interval
reaches from the 2.5th to the 97.5th percentile of what comes out (`resampling`), and a little
further where there are few units (`edge_of`).

- up to a day: minutes, for numbers of time; encounters, for first looks and those never looked at;
- longer: the published atoms (an hour, or quiet hours together), because minutes of one hour hang
  together. They are published themselves, so such an interval says nothing that was withheld.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from types import MappingProxyType
from typing import Final

import numpy as np

from monitor.attention.basis import Basis
from monitor.metrics.buckets import Bucket
from monitor.metrics.figures import Number
from monitor.metrics.publication import PublishedSpan
from monitor.metrics.resampling import (
    FIRST_LOOKS,
    LEAST_UNITS,
    RESAMPLES,
    SEED,
    Floats,
    Spread,
    Unit,
    draws,
    latencies_s,
)
from monitor.metrics.sums import Sums
from monitor.units import ns_from_s, s_from_ns

EDGE: Final = 0.025
"""What is left out at each end, of very many units."""

MAX_UNDEFINED: Final = 0.05
LONGEST_BY_MINUTES_S: Final = 25 * 3600.0
"""A day with the clock set back."""

_STEP: Final = 0.01


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included.

    Attributes:
        low: the lower end.
        high: the upper end, None where it lies beyond every latency that was seen.
        unit: what was drawn.
        units: how many there were.
    """

    low: float
    high: float | None
    unit: Unit
    units: int


def span_intervals(
    shown: PublishedSpan, minutes: Sequence[Bucket] = ()
) -> Mapping[Number, Interval]:
    """The intervals of a published span; empty while it is withheld or has too few units.

    Args:
        shown: what is published of it.
        minutes: its minute buckets, of a span up to a day; without them its atoms are drawn. Ends
            over minutes are rounded (`outwards`).
    """
    content = shown.content
    if content is None:
        return MappingProxyType({})
    unit, units = units_of(shown, minutes)
    found = intervals(units, unit)
    if unit is not Unit.MINUTES:
        return found
    rounded = {name: _rounded(each) for name, each in found.items()}
    return MappingProxyType({**rounded, **_of_latencies(content)})


def units_of(shown: PublishedSpan, minutes: Sequence[Bucket] = ()) -> tuple[Unit, tuple[Sums, ...]]:
    """What to draw of a published span: its minutes up to a day where they are given, else atoms.

    Only minutes of the hours that it speaks about, with somebody there.
    """
    content = shown.content
    if content is None or not minutes or shown.span.duration_ns > ns_from_s(LONGEST_BY_MINUTES_S):
        return Unit.HOURS, tuple(atom.content for atom in shown.atoms)
    told = [hour for atom in shown.atoms for hour in atom.hours]
    inside = (
        minute.sums(content.basis)
        for minute in minutes
        if any(hour.start_utc_ns <= minute.start_utc_ns < hour.end_utc_ns for hour in told)
    )
    return Unit.MINUTES, tuple(each for each in inside if each.speaks)


def intervals(units: Sequence[Sums], unit: Unit) -> Mapping[Number, Interval]:
    """The intervals of every number that enough units have anything to say about.

    Args:
        units: contents of one basis; their sum is what the numbers are of.
        unit: what they are.
    """
    found = {name: _interval(each, unit, len(units)) for name, each in draws(units).items()}
    return MappingProxyType({name: each for name, each in found.items() if each is not None})


def ends_of(values: Floats, units: int) -> tuple[float, float] | None:
    """The 95 % ends of what came out of draws of so many units, five at least.

    None when it is undefined too often, or never changes.

    None wrong in few units is no proof that none ever will be. The upper end may be infinite; of a
    difference also the lower one.
    """
    # Sorted, those that are undefined come last.
    ranked = np.sort(values)
    known = values.size - int(np.count_nonzero(np.isnan(values)))
    if known < (1 - MAX_UNDEFINED) * values.size or ranked[0] == ranked[known - 1]:
        return None
    # A drawn value at each end: interpolating next to an infinite one would not be a number.
    edge = edge_of(units)
    low, high = (float(ranked[round(each * (known - 1))]) for each in (edge, 1 - edge))
    return None if low == math.inf or high == -math.inf else (low, high)


def outwards(low: float, high: float) -> tuple[float, float]:
    """The ends over minutes, rounded outwards to two decimals; endless ones stay.

    They are worked out from more than what is published, and must not carry it.
    """
    least = low if math.isinf(low) else math.floor(low / _STEP) * _STEP
    most = high if math.isinf(high) else math.ceil(high / _STEP) * _STEP
    return least, most


def edge_of(units: int) -> float:
    """What to leave out at each end of what was drawn: the less, the fewer the units.

    Draws of few units vary too little, and how much they vary is itself uncertain. Both are made up
    for as for a mean: with Student's t in place of the normal distribution. 0.0057 for 8 units.

    Source: T. C. Hesterberg, What Teachers Should Know About the Bootstrap, The American
    Statistician 69 (2015), "expanded percentile interval"; t after Cornish and Fisher (1937).
    """
    normal, free = NormalDist(), units - 1
    z = -normal.inv_cdf(EDGE)
    student = (
        z
        + (z**3 + z) / (4 * free)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * free**3)
    )
    return normal.cdf(-student * math.sqrt(units / free))


def _of_latencies(content: Sums) -> Mapping[Number, Interval]:
    """First looks drawn encounter by encounter from their bins, which are published as they are."""
    met = content.encounters
    if content.basis is not Basis.PRESENT or met.count < LEAST_UNITS:
        return {}
    generator = np.random.default_rng(SEED)
    looks, censored = met.first_look, met.count - met.first_look.count
    bins = sorted(looks.bins)
    cells = np.array([*(looks.bins[index] for index in bins), censored], dtype=np.float64)
    drawn = generator.multinomial(met.count, cells / met.count, RESAMPLES)
    below = np.cumsum(drawn[:, :-1], axis=1).astype(float)
    spread = Spread(np.array(bins), below, s_from_ns(looks.longest_ns))
    never = generator.binomial(met.count, met.never_looked_up / met.count, RESAMPLES) / met.count
    found = {Number.NEVER_LOOKED_UP_SHARE: _interval(never, Unit.ENCOUNTERS, met.count)}
    for name, fraction in FIRST_LOOKS.items() if bins else ():
        values = latencies_s(spread, np.full(RESAMPLES, float(met.count)), fraction)
        found[name] = _interval(values, Unit.ENCOUNTERS, met.count)
    return {name: each for name, each in found.items() if each is not None}


def _interval(values: Floats, unit: Unit, units: int) -> Interval | None:
    if (ends := ends_of(values, units)) is None:
        return None
    low, high = ends
    return Interval(low, None if math.isinf(high) else high, unit, units)


def _rounded(found: Interval) -> Interval:
    low, high = outwards(found.low, math.inf if found.high is None else found.high)
    return replace(found, low=low, high=None if math.isinf(high) else high)
