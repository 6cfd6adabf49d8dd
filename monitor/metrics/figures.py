"""All numbers shown of a span, from its content. Two kinds side by side: quantity and quality.

Seconds that end in `_s`, rates per judged minute or hour of the content's own time (its basis).
Percentiles come from bins 12 % wide, interpolated: off by at most one bin. The same function gives
them for a clip, a session and a span of the past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from monitor.attention.basis import Basis
from monitor.attention.state import Area
from monitor.metrics.duration_bins import BIN_EDGES_NS, count_over
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import DurationTally
from monitor.units import NS_PER_S, ns_from_s, s_from_ns

OVER_S: Final = 2.0
"""Glances of this length are counted apart in every area, as road safety does."""

_FIRST_BIN_END_S: Final = BIN_EDGES_NS[1] / NS_PER_S


class Number(StrEnum):
    """The numbers that get an interval and can be compared; the values name the fields."""

    CUSTOMER_GAZE_SHARE = "customer_gaze_share"
    COVERAGE = "coverage"
    DEVICE_SHARE = "device_share"
    FIRST_LOOK_MEDIAN_S = "first_look_median_s"
    FIRST_LOOK_P90_S = "first_look_p90_s"
    RETURN_MEDIAN_S = "return_median_s"
    CHECK_BACK_SHARE = "check_back_share"
    NEVER_LOOKED_UP_SHARE = "never_looked_up_share"
    LOOK_AWAYS_PER_MIN = "look_aways_per_min"
    LONG_LOOK_AWAYS_PER_H = "long_look_aways_per_h"
    PROLONGED_LOOK_AWAYS_PER_H = "prolonged_look_aways_per_h"
    SPLITS_PER_H = "splits_per_h"


FIRST_LOOKS: Final = MappingProxyType(
    {Number.FIRST_LOOK_MEDIAN_S: 0.5, Number.FIRST_LOOK_P90_S: 0.9}
)
"""What part of the encounters had a first look by then."""


@dataclass(frozen=True, slots=True)
class Latency:
    """A percentile of latencies.

    Attributes:
        value_s: None when there are none, or when the percentile is beyond them.
        beyond: it falls among the encounters without such a look, which last longer than any:
            "half of the customers were not looked at before they left".
    """

    value_s: float | None
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class GlanceFigures:
    """Glances of one area.

    Attributes:
        count: glances that ended in the span.
        rate_per_min: per judged minute, None when nothing was judged.
        total_s, longest_s: 0 without glances.
        mean_s, median_s, p85_s, over_2s_share: None without glances.
    """

    count: int
    rate_per_min: float | None
    total_s: float
    longest_s: float
    mean_s: float | None
    median_s: float | None
    p85_s: float | None
    over_2s_share: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything shown of one span.

    Attributes:
        basis: the time that it is about.
        judged_s: how much of it gaze was known in.
        area_share: the part of the judged time per area; all None when nothing was judged.
        customer_gaze_share: the customer's part.
        coverage: judged / (judged + unknown), None when nobody was there.
        longest_customer_s: longest unbroken look at the customer.
        look_aways, look_aways_per_min: looks at the device, and per judged minute.
        long_look_aways, prolonged_look_aways: those of 3 s and of 6 s or more.
        glances: per area, areas without one included.
        encounters: those that ended. This and all that follows up to `splits` is None where the
            basis is not the customers' time: it needs to know when a customer is present.
        first_look_median, first_look_p90: over all encounters, those without a look included.
        first_looks: encounters with a first look; the others count as longer than any.
        return_median: time to come back to the customer, over returns.
        returns: how often the eyes came back.
        never_looked_up, never_looked_up_share: encounters without any look at the customer.
        splits: episodes of split attention.
        tasks, checked_tasks, check_back_share: looks at device or work of over 10 s, and those in
            which the eyes came back at least every 10 s.
    """

    basis: Basis
    judged_s: float
    area_share: Mapping[Area, float | None]
    customer_gaze_share: float | None
    coverage: float | None
    longest_customer_s: float
    look_aways: int
    look_aways_per_min: float | None
    long_look_aways: int
    prolonged_look_aways: int
    glances: Mapping[Area, GlanceFigures]
    encounters: int | None
    first_look_median: Latency | None
    first_look_p90: Latency | None
    first_looks: int | None
    return_median: Latency | None
    returns: int | None
    never_looked_up: int | None
    never_looked_up_share: float | None
    splits: int | None
    tasks: int
    checked_tasks: int
    check_back_share: float | None


def figures_of(content: Sums) -> Figures:
    """Every number of a span from its sums."""
    present = content.basis is Basis.PRESENT
    judged_min = s_from_ns(content.judged_ns) / 60
    met = content.encounters
    glances = {
        area: glance_figures(content.glances.get(area, DurationTally()), judged_min)
        for area in Area
    }
    return Figures(
        basis=content.basis,
        judged_s=s_from_ns(content.judged_ns),
        area_share=MappingProxyType({area: content.share_of(area) for area in Area}),
        customer_gaze_share=content.customer_gaze_share,
        coverage=content.coverage,
        longest_customer_s=glances[Area.CUSTOMER].longest_s,
        look_aways=glances[Area.DEVICE].count,
        look_aways_per_min=glances[Area.DEVICE].rate_per_min,
        long_look_aways=content.long_look_aways,
        prolonged_look_aways=content.prolonged_look_aways,
        glances=MappingProxyType(glances),
        encounters=met.count if present else None,
        first_look_median=latency(met.first_look, 0.5, met.count) if present else None,
        first_look_p90=latency(met.first_look, 0.9, met.count) if present else None,
        first_looks=met.first_look.count if present else None,
        return_median=latency(met.returns, 0.5, met.returns.count) if present else None,
        returns=met.returns.count if present else None,
        never_looked_up=met.never_looked_up if present else None,
        never_looked_up_share=_ratio(met.never_looked_up, met.count) if present else None,
        splits=content.splits if present else None,
        tasks=content.tasks,
        checked_tasks=content.checked_tasks,
        check_back_share=_ratio(content.checked_tasks, content.tasks),
    )


def glance_figures(tally: DurationTally, judged_min: float) -> GlanceFigures:
    """Glances of one area, which ended in so many judged minutes."""
    count = tally.count
    return GlanceFigures(
        count=count,
        rate_per_min=count / judged_min if judged_min else None,
        total_s=s_from_ns(tally.total_ns),
        longest_s=s_from_ns(tally.longest_ns),
        mean_s=s_from_ns(tally.total_ns) / count if count else None,
        median_s=tally.percentile_s(0.5),
        p85_s=tally.percentile_s(0.85),
        over_2s_share=_ratio(count_over(tally.bins, ns_from_s(OVER_S)), count),
    )


def latency(tally: DurationTally, fraction: float, count: int) -> Latency:
    """The latency below which `fraction` of `count` lie.

    `count` is at least the tally's; what it has more is censored: longer than any in the tally.
    The first bin, which holds everything shorter, is interpolated from 0.
    """
    if count == 0:
        return Latency(None)
    rank = fraction * count
    if rank > tally.count:
        return Latency(None, beyond=True)
    first = tally.bins.get(0, 0)
    if rank <= first:
        return Latency(min(_FIRST_BIN_END_S * rank / first, s_from_ns(tally.longest_ns)))
    return Latency(tally.percentile_s(rank / tally.count))


def numbers_of(content: Sums) -> Mapping[Number, float | None]:
    """The numbers of a span that can be compared, from its sums."""
    return comparable(figures_of(content))


def comparable(found: Figures) -> Mapping[Number, float | None]:
    """The numbers that can be compared, None where one is not defined.

    Those that need to know when a customer is present are defined on the customer's time only.
    """
    judged_h = found.judged_s / 3600

    def per_h(count: int | None) -> float | None:
        return None if count is None or not judged_h else count / judged_h

    def seconds(value: Latency | None) -> float | None:
        return None if value is None else value.value_s

    return MappingProxyType(
        {
            Number.CUSTOMER_GAZE_SHARE: found.customer_gaze_share,
            Number.COVERAGE: found.coverage,
            Number.DEVICE_SHARE: found.area_share[Area.DEVICE],
            Number.FIRST_LOOK_MEDIAN_S: seconds(found.first_look_median),
            Number.FIRST_LOOK_P90_S: seconds(found.first_look_p90),
            Number.RETURN_MEDIAN_S: seconds(found.return_median),
            Number.CHECK_BACK_SHARE: found.check_back_share,
            Number.NEVER_LOOKED_UP_SHARE: found.never_looked_up_share,
            Number.LOOK_AWAYS_PER_MIN: found.look_aways_per_min,
            Number.LONG_LOOK_AWAYS_PER_H: per_h(found.long_look_aways),
            Number.PROLONGED_LOOK_AWAYS_PER_H: per_h(found.prolonged_look_aways),
            Number.SPLITS_PER_H: per_h(found.splits),
        }
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
