"""How far each number may lie from the truth, from how its parts differ.

A number of a span is a ratio of two sums, or a percentile. How much a ratio varies is read from how
far each part of the span (`sampling_units`) is off it: the variance of a ratio by Taylor
linearization, with parts as clusters. From it come

- for shares of time, Student's interval;
- for shares of a count (never looked up, check-backs), Wilson's score interval with as many trials
  as give that variance;
- for rates, the score interval of a Poisson count, likewise;
- for percentiles, Woodruff's: the interval of the share below, on the arcsine scale, read back from
  the lengths. Where that leads beyond every length that was seen, that end is open, and all of the
  error allowed lies at the other.

Numbers about encounters that are taken one by one need no parts: their variance is a binomial's.
Nothing is drawn at random: equal sums give equal intervals. How often they hold the truth,
`python -m tests.fitting.interval_coverage` measures.

Sources: W. G. Cochran, Sampling Techniques, 1977 (ratios, clusters); E. B. Wilson, Probable
Inference, JASA 22 (1927); E. L. Korn and B. I. Graubard, Confidence Intervals for Proportions with
Small Expected Number of Positive Counts Estimated from Survey Data, Survey Methodology 24 (1998);
R. S. Woodruff, Confidence Intervals for Medians and Other Position Measures, JASA 47 (1952).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from types import MappingProxyType
from typing import Final, Protocol

from monitor.attention.basis import Basis
from monitor.attention.state import Area
from monitor.metrics.figures import FIRST_LOOKS, Number, latency
from monitor.metrics.sampling_units import LEAST_UNITS, Unit
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import DurationTally, EncounterTally, total_encounters
from monitor.units import NS_PER_S

ERROR: Final = 0.05
"""What may lie outside an interval."""

Ends = tuple[float, float]

_Measure = Callable[[Sums], float]

_NORMAL: Final = NormalDist()
_NS_PER_MIN: Final = 60 * NS_PER_S
_NS_PER_H: Final = 3600 * NS_PER_S
_NO_VARIANCE: Final = 1e-12
"""Below this part of the variance of independent trials, what is left is rounding."""

_TIME_SHARES: Final[Mapping[Number, tuple[_Measure, _Measure]]] = MappingProxyType(
    {
        Number.CUSTOMER_GAZE_SHARE: (
            lambda each: each.area_ns(Area.CUSTOMER),
            lambda each: each.shared_ns,
        ),
        Number.COVERAGE: (
            lambda each: each.judged_ns,
            lambda each: each.judged_ns + each.unknown_ns,
        ),
        Number.DEVICE_SHARE: (
            lambda each: each.area_ns(Area.DEVICE),
            lambda each: each.shared_ns,
        ),
    }
)
_RATES: Final[Mapping[Number, tuple[_Measure, int]]] = MappingProxyType(
    {
        Number.LOOK_AWAYS_PER_MIN: (
            lambda each: each.glances[Area.DEVICE].count if Area.DEVICE in each.glances else 0,
            _NS_PER_MIN,
        ),
        Number.LONG_LOOK_AWAYS_PER_H: (lambda each: each.long_look_aways, _NS_PER_H),
        Number.PROLONGED_LOOK_AWAYS_PER_H: (lambda each: each.prolonged_look_aways, _NS_PER_H),
    }
)


class Estimate(Protocol):
    """A number and how far it may be off."""

    @property
    def value(self) -> float:
        """The number; infinite where it lies beyond every length that was seen."""
        ...

    @property
    def units(self) -> int:
        """How many parts stand behind it."""
        ...

    @property
    def unit(self) -> Unit:
        """What they are."""
        ...

    @property
    def free(self) -> float:
        """Degrees of freedom of its variance; infinite where that was not read from the parts."""
        ...

    def ends(self, error: float = ERROR, free: float | None = None) -> Ends:
        """From and to; the truth lies outside with this probability, half of it at each end.

        Args:
            error: that probability.
            free: degrees of freedom to take instead of its own, for a difference of two.
        """
        ...


@dataclass(frozen=True, slots=True)
class TimeShare:
    """A share of time: Student's interval.

    Attributes:
        value: from 0 to 1.
        variance: of the value.
        unit, units: the parts.
    """

    value: float
    variance: float
    unit: Unit
    units: int

    @property
    def free(self) -> float:
        """See `Estimate`."""
        return self.units - 1

    def ends(self, error: float = ERROR, free: float | None = None) -> Ends:
        """See `Estimate`."""
        reach = critical(error, self.free if free is None else free) * math.sqrt(self.variance)
        return max(self.value - reach, 0.0), min(self.value + reach, 1.0)


@dataclass(frozen=True, slots=True)
class CountShare:
    """A share of a count: Wilson's score interval.

    Attributes:
        value: from 0 to 1.
        trials: independent trials that would vary as much.
        free: degrees of freedom of the variance: one less than there are parts where it was read
            from them, infinite where the trials are taken as independent.
        unit, units: the parts.
    """

    value: float
    trials: float
    free: float
    unit: Unit
    units: int

    def ends(self, error: float = ERROR, free: float | None = None) -> Ends:
        """See `Estimate`."""
        square = critical(error, self.free if free is None else free) ** 2 / self.trials
        middle = (self.value + square / 2) / (1 + square)
        spread = self.value * (1 - self.value) + square / 4
        reach = math.sqrt(square * spread) / (1 + square)
        return max(middle - reach, 0.0), min(middle + reach, 1.0)


@dataclass(frozen=True, slots=True)
class Rate:
    """A count per time: the score interval of a Poisson count.

    Attributes:
        value: per unit of time.
        time: in that unit; independent events would vary as much over it.
        free, unit, units: as in `CountShare`.
    """

    value: float
    time: float
    free: float
    unit: Unit
    units: int

    def ends(self, error: float = ERROR, free: float | None = None) -> Ends:
        """See `Estimate`."""
        square = critical(error, self.free if free is None else free) ** 2 / self.time
        middle = self.value + square / 2
        reach = math.sqrt(square * (self.value + square / 4))
        return max(middle - reach, 0.0), middle + reach


@dataclass(frozen=True, slots=True)
class Percentile:
    """A percentile of lengths, some of which may be longer than any that was seen.

    Attributes:
        tally: the lengths.
        fraction: of all, from 0 to 1.
        count: how many there are, those included that are longer than any in the tally.
        trials, free, unit, units: as in `CountShare`, for the share below the percentile.
    """

    tally: DurationTally
    fraction: float
    count: int
    trials: float
    free: float
    unit: Unit
    units: int

    @property
    def value(self) -> float:
        """Seconds; infinite where it lies beyond."""
        return self._at(self.fraction)

    def ends(self, error: float = ERROR, free: float | None = None) -> Ends:
        """See `Estimate`; seconds."""
        free = self.free if free is None else free
        low, high = self._fractions(error, free)
        # The longest of n stands for no more than the last half of its 1 / n.
        if high * self.count > self.tally.count - 0.5:
            return self._at(self._fractions(min(2 * error, 1.0), free)[0]), math.inf
        return self._at(low), self._at(high)

    def _fractions(self, error: float, free: float) -> Ends:
        reach = critical(error, free) / (2 * math.sqrt(self.trials))
        angle = math.asin(math.sqrt(self.fraction))
        low, high = max(angle - reach, 0.0), min(angle + reach, math.pi / 2)
        return math.sin(low) ** 2, math.sin(high) ** 2

    def _at(self, fraction: float) -> float:
        if fraction * self.count < 0.5:
            return 0.0
        result = latency(self.tally, fraction, self.count)
        return math.inf if result.value_s is None else result.value_s


def estimates(units: Sequence[Sums], unit: Unit) -> Mapping[Number, Estimate]:
    """Every number that enough parts have anything to say about, and that varies.

    Args:
        units: sums of one basis; their sum is what the numbers are of.
        unit: what they are. Of blocks of five minutes and of hours, numbers about encounters take
            the encounters one by one.
    """
    if not units:
        return MappingProxyType({})
    one_by_one = unit in (Unit.FIVE_MINUTES, Unit.HOURS)
    result = dict(_ratios(units, unit))
    if units[0].basis is Basis.PRESENT:
        met = total_encounters([each.encounters for each in units])
        result |= encounter_estimates(met) if one_by_one else _of_encounters(units, met, unit)
        result |= _returns(units, met, unit)
    return MappingProxyType(result)


def encounter_estimates(met: EncounterTally) -> Mapping[Number, Estimate]:
    """First looks and those never looked up at, encounter by encounter."""
    count = met.count
    if count < LEAST_UNITS:
        return {}
    never = met.never_looked_up / count
    result: dict[Number, Estimate] = {
        Number.NEVER_LOOKED_UP_SHARE: CountShare(never, count, math.inf, Unit.ENCOUNTERS, count)
    }
    for number, fraction in FIRST_LOOKS.items():
        result[number] = Percentile(
            met.first_look, fraction, count, count, math.inf, Unit.ENCOUNTERS, count
        )
    return _with_an_end(result)


def critical(error: float, free: float) -> float:
    """What Student's t with so many degrees of freedom exceeds, either way, with this probability.

    After Cornish and Fisher (1937): 2.769 instead of 2.776 for four, closer for more.
    """
    z = -_NORMAL.inv_cdf(error / 2)
    return (
        z
        + (z**3 + z) / (4 * free)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * free**3)
    )


def _ratios(units: Sequence[Sums], unit: Unit) -> Mapping[Number, Estimate]:
    result: dict[Number, Estimate] = {}
    for number, (part, whole) in _TIME_SHARES.items():
        ratio = _Ratio.of(units, part, whole)
        if ratio.enough and ratio.variance > 0:
            result[number] = TimeShare(ratio.value, ratio.variance, unit, ratio.units)
    rates = dict(_RATES)
    if units[0].basis is Basis.PRESENT:
        rates[Number.SPLITS_PER_H] = (lambda each: each.splits, _NS_PER_H)
    for number, (events, scale) in rates.items():
        ratio = _Ratio.of(units, events, lambda each, ns=scale: each.judged_ns / ns)
        if ratio.enough:
            result[number] = _rate(ratio, unit)
    checked = _Ratio.of(units, lambda each: each.checked_tasks, lambda each: each.tasks)
    if checked.enough:
        result[Number.CHECK_BACK_SHARE] = _count_share(checked, unit)
    return result


def _of_encounters(
    units: Sequence[Sums], met: EncounterTally, unit: Unit
) -> Mapping[Number, Estimate]:
    """The same numbers as `encounter_estimates`, with parts as clusters."""
    never = _Ratio.of(
        units, lambda each: each.encounters.never_looked_up, lambda each: each.encounters.count
    )
    if not never.enough:
        return {}
    result: dict[Number, Estimate] = {Number.NEVER_LOOKED_UP_SHARE: _count_share(never, unit)}
    looks = [(each.encounters.first_look, each.encounters.count) for each in units]
    for number, fraction in FIRST_LOOKS.items():
        result[number] = _percentile(looks, met.first_look, fraction, met.count, unit)
    return _with_an_end(result)


def _returns(units: Sequence[Sums], met: EncounterTally, unit: Unit) -> Mapping[Number, Estimate]:
    lengths = [(each.encounters.returns, each.encounters.returns.count) for each in units]
    if sum(count > 0 for _, count in lengths) < LEAST_UNITS:
        return {}
    result = _percentile(lengths, met.returns, 0.5, met.returns.count, unit)
    return _with_an_end({Number.RETURN_MEDIAN_S: result})


def _with_an_end(result: Mapping[Number, Estimate]) -> dict[Number, Estimate]:
    """Without those of which neither end is known."""
    return {number: each for number, each in result.items() if math.isfinite(each.ends()[0])}


@dataclass(frozen=True, slots=True)
class _Ratio:
    """The sum of the parts' parts over the sum of their wholes.

    `variance` is that of the value; `whole` the sum; `units` the parts that have a whole.
    """

    value: float
    variance: float
    whole: float
    units: int

    @staticmethod
    def of(units: Sequence[Sums], part: _Measure, whole: _Measure) -> _Ratio:
        pairs = [(part(each), size) for each in units if (size := whole(each))]
        return _Ratio.of_pairs(pairs)

    @staticmethod
    def of_pairs(pairs: Sequence[tuple[float, float]]) -> _Ratio:
        count, whole = len(pairs), math.fsum(size for _, size in pairs)
        if count < 2:
            return _Ratio(0.0, 0.0, whole, count)
        value = math.fsum(part for part, _ in pairs) / whole
        off = math.fsum((part - value * size) ** 2 for part, size in pairs)
        return _Ratio(value, count / (count - 1) * off / whole**2, whole, count)

    @property
    def enough(self) -> bool:
        return self.units >= LEAST_UNITS


def _count_share(ratio: _Ratio, unit: Unit) -> CountShare:
    trials, free = _trials(ratio, ratio.value * (1 - ratio.value))
    return CountShare(ratio.value, trials, free, unit, ratio.units)


def _rate(ratio: _Ratio, unit: Unit) -> Rate:
    time, free = _trials(ratio, ratio.value)
    return Rate(ratio.value, time, free, unit, ratio.units)


def _percentile(
    parts: Sequence[tuple[DurationTally, int]],
    tally: DurationTally,
    fraction: float,
    count: int,
    unit: Unit,
) -> Percentile:
    ratio = _Ratio.of_pairs([(_below(each, tally, fraction, count), n) for each, n in parts if n])
    trials, free = _trials(ratio, ratio.value * (1 - ratio.value))
    return Percentile(tally, fraction, count, trials, free, unit, ratio.units)


def _trials(ratio: _Ratio, single: float) -> tuple[float, float]:
    """How many independent trials, each of this variance, vary as much as the parts do, and the
    degrees of freedom with which that is known.

    Parts that do not differ at all, as without any event, tell nothing of it: then the trials are
    those there were.
    """
    if ratio.variance <= _NO_VARIANCE * single / ratio.whole:
        return ratio.whole, math.inf
    return single / ratio.variance, ratio.units - 1


def _below(part: DurationTally, tally: DurationTally, fraction: float, count: int) -> float:
    """How many of a part's lengths lie below the percentile of all; within a bin, evenly."""
    rank, before = fraction * count, 0
    for index in sorted(tally.bins):
        inside = tally.bins[index]
        if before + inside >= rank:
            share = (rank - before) / inside
            lower = sum(n for each, n in part.bins.items() if each < index)
            return lower + share * part.bins.get(index, 0)
        before += inside
    return part.count
