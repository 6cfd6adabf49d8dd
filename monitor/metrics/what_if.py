"""How a span would have read under other thresholds, as far as its bins can tell.

Lengths are kept as counts in bins. A threshold on the edge of a bin is answered exactly; between
two edges the answer lies between two bounds, with the glances of one bin in doubt. What bins cannot
say is refused: they know neither order (split attention, check-back) nor angles, and nothing
shorter than 0.2 s was ever a glance. The thresholds of publication are no what-if.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Final

from monitor.attention.basis import Basis
from monitor.attention.encounters import EncounterParams
from monitor.attention.settle import SettleParams
from monitor.attention.state import Area
from monitor.errors import BadRequest, because
from monitor.metrics.duration_bins import BIN_EDGES_NS
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import DurationTally
from monitor.units import ns_from_s, s_from_ns

LEAST_S: Final = s_from_ns(BIN_EDGES_NS[0])
MOST_S: Final = s_from_ns(BIN_EDGES_NS[-1])

_DEFAULT: Final = EncounterParams()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What to try; None leaves a question unasked.

    Attributes:
        long_s: from here on a look at the device is long.
        prolonged_s: from here on it is prolonged.
        over_s: glances of this length are counted apart, in every area.
        glance_min_s: only what is at least this long is a glance.
        first_look_within_s: the customer should have been looked at by then.
        return_over_s: a return that takes this long is slow.
    """

    long_s: float | None = None
    prolonged_s: float | None = None
    over_s: float | None = None
    glance_min_s: float | None = None
    first_look_within_s: float | None = None
    return_over_s: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The thresholds that were in force, whose counts are kept and therefore exact."""

    long_s: float = _DEFAULT.long_s
    prolonged_s: float = _DEFAULT.prolonged_s
    glance_min_s: float = SettleParams().confirm_s


@dataclass(frozen=True, slots=True)
class Bounds:
    """The answer lies between them, both included."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Nothing is in doubt."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answers; None where it was not asked or there is nothing to count.

    Attributes:
        long_look_aways, prolonged_look_aways: how many.
        over_share: per area, the share of its glances that are as long as `over_s`.
        glances: per area, how many glances there are with the higher minimum.
        customer_glance_share: the part of the judged time in customer glances as long as
            `glance_min_s`. Below the customer-gaze share, which counts every moment.
        first_look_within_share: encounters with a first look by then, of all.
        slow_return_share: returns as slow as that, of all.
    """

    long_look_aways: Bounds | None = None
    prolonged_look_aways: Bounds | None = None
    over_share: Mapping[Area, Bounds] | None = None
    glances: Mapping[Area, Bounds] | None = None
    customer_glance_share: Bounds | None = None
    first_look_within_share: Bounds | None = None
    slow_return_share: Bounds | None = None


def what_if(content: Sums, thresholds: Thresholds, measured: Measured = Measured()) -> WhatIf:
    """Answers from a span's published content.

    Raises:
        BadRequest: a threshold that the bins cannot answer, or that makes no sense.
    """
    _check(thresholds, measured)
    if content.basis is not Basis.PRESENT:
        for name in ("first_look_within_s", "return_over_s"):
            if getattr(thresholds, name) is not None:
                raise BadRequest(because("presence_unknown", field=name))
    away = content.glances.get(Area.DEVICE, DurationTally())
    met, least_s = content.encounters, thresholds.glance_min_s
    over_s, within_s = thresholds.over_s, thresholds.first_look_within_s
    over = None
    if over_s is not None:
        over = MappingProxyType(
            {
                area: _of(_at_least(tally, over_s), tally.count)
                for area, tally in content.glances.items()
                if tally.count
            }
        )
    return WhatIf(
        long_look_aways=_looks(away, thresholds.long_s, measured.long_s, content.long_look_aways),
        prolonged_look_aways=_looks(
            away, thresholds.prolonged_s, measured.prolonged_s, content.prolonged_look_aways
        ),
        over_share=over,
        glances=None
        if least_s is None
        else MappingProxyType(
            {
                area: Bounds(tally.count, tally.count)
                if least_s == measured.glance_min_s
                else _at_least(tally, least_s)
                for area, tally in content.glances.items()
            }
        ),
        customer_glance_share=None
        if least_s is None or not content.judged_ns
        else _share_in_glances(content, least_s, measured.glance_min_s),
        first_look_within_share=None
        if within_s is None or not met.count
        else _of(_below(met.first_look, within_s), met.count),
        slow_return_share=None
        if thresholds.return_over_s is None or not met.returns.count
        else _of(_at_least(met.returns, thresholds.return_over_s, 0), met.returns.count),
    )


def _check(thresholds: Thresholds, measured: Measured) -> None:
    for field in fields(thresholds):
        value: float | None = getattr(thresholds, field.name)
        if value is not None and not LEAST_S <= value <= MOST_S:
            raise BadRequest(
                because(
                    "seconds_kept", field=field.name, given_s=value, least_s=LEAST_S, most_s=MOST_S
                )
            )
    long_s = measured.long_s if thresholds.long_s is None else thresholds.long_s
    prolonged_s = measured.prolonged_s if thresholds.prolonged_s is None else thresholds.prolonged_s
    if prolonged_s < long_s:
        raise BadRequest(because("prolonged_below_long", prolonged_s=prolonged_s, long_s=long_s))


def _looks(
    away: DurationTally, asked_s: float | None, measured_s: float, counted: int
) -> Bounds | None:
    if asked_s is None:
        return None
    if asked_s == measured_s:
        return Bounds(counted, counted)
    return _at_least(away, asked_s)


def _at_least(tally: DurationTally, threshold_s: float, first_ns: int = BIN_EDGES_NS[0]) -> Bounds:
    """How many last as long. `first_ns`: nothing in the first bin is taken to be shorter."""
    threshold_ns = ns_from_s(threshold_s)
    if tally.longest_ns < threshold_ns:
        return Bounds(0, 0)
    sure = doubtful = 0
    for index, count in tally.bins.items():
        low_ns = BIN_EDGES_NS[index] if index else first_ns
        if low_ns >= threshold_ns:
            sure += count
        elif _end_ns(index) > threshold_ns:
            doubtful += count
    return Bounds(sure, sure + doubtful)


def _below(tally: DurationTally, threshold_s: float) -> Bounds:
    """How many are shorter."""
    rest = _at_least(tally, threshold_s, 0)
    return Bounds(tally.count - rest.high, tally.count - rest.low)


def _share_in_glances(content: Sums, least_s: float, measured_s: float) -> Bounds:
    """What is left of the time in customer glances without the shorter ones."""
    tally = content.glances.get(Area.CUSTOMER, DurationTally())
    least_ns, judged_ns = ns_from_s(least_s), content.judged_ns
    if least_s == measured_s:
        share = min(tally.total_ns / judged_ns, 1.0)
        return Bounds(share, share)
    sure_ns = most_ns = 0
    for index, count in tally.bins.items():
        # A glance that reaches into an encounter counts with the part inside, however short.
        low_ns, end_ns = BIN_EDGES_NS[index] if index else 0, _end_ns(index)
        if end_ns <= least_ns:
            sure_ns += count * low_ns
            most_ns += count * end_ns
        elif low_ns < least_ns:
            most_ns += count * least_ns
    low_ns = max(tally.total_ns - most_ns, 0)
    high_ns = tally.total_ns - sure_ns
    return Bounds(min(low_ns / judged_ns, 1.0), min(high_ns / judged_ns, 1.0))


def _end_ns(index: int) -> float:
    return BIN_EDGES_NS[index + 1] if index + 1 < len(BIN_EDGES_NS) else float("inf")


def _of(bounds: Bounds, count: int) -> Bounds:
    return Bounds(bounds.low / count, bounds.high / count)
