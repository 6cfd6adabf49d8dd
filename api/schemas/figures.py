"""All numbers shown of a span, with their intervals, on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import Field

from api.schemas.numbers import IntervalState, Share, Wire, share
from monitor.attention.basis import Basis
from monitor.metrics.figures import Figures as SpanFigures
from monitor.metrics.figures import Number, comparable, figures_of
from monitor.metrics.intervals import Interval
from monitor.metrics.sums import Sums
from monitor.snapshot.figures import NO_INTERVALS
from monitor.snapshot.figures import SpanFigures as ToldFigures

_PLACES: Final = 4


class Estimate(Wire):
    """One number and where it lies."""

    value: float | None = Field(
        description="In the unit that the name ends in; null where there is nothing to count, or "
        "`beyond`."
    )
    beyond: bool = Field(
        description="A latency longer than any that was seen: more customers than this percentile "
        "leaves room for were never looked at."
    )
    interval: IntervalState | None = Field(
        description="Where it lies; null where too few units were measured, or nothing varied."
    )


class Figures(Wire):
    """Every number of a span: how much, and how well."""

    basis: Basis = Field(
        description="The time that all of this is about: `present`, with a customer there, where "
        "that is known for at least half of the measured time; else `all`."
    )
    judged_s: float = Field(description="How much of it gaze was known in, seconds.")
    customer_gaze_share: Estimate = Field(description="customer / judged, from 0 to 1.")
    coverage: Estimate = Field(description="judged / (judged + unknown), from 0 to 1.")
    device_share: Estimate = Field(description="device / judged, from 0 to 1.")
    first_look_median_s: Estimate = Field(
        description="Half of the encounters had a look of `first_look_s` or more by then. Those "
        "without one count as longer than any."
    )
    first_look_p90_s: Estimate = Field(description="The same for nine in ten.")
    return_median_s: Estimate = Field(description="Median time to come back to the customer.")
    check_back_share: Estimate = Field(
        description="Of looks at device or work over `check_back_s`, those with a look at the "
        "customer at least that often."
    )
    never_looked_up_share: Estimate = Field(description="Encounters without any look.")
    look_aways_per_min: Estimate = Field(description="Looks at the device, per judged minute.")
    long_look_aways_per_h: Estimate = Field(
        description="Those of `long_look_away_s` or more, per judged hour."
    )
    prolonged_look_aways_per_h: Estimate = Field(
        description="Those of `prolonged_look_away_s` or more."
    )
    splits_per_h: Estimate = Field(description="Episodes of split attention, per judged hour.")
    longest_customer_s: float = Field(description="Longest unbroken look at the customer.")
    look_aways: int = Field(description="Looks at the device.")
    long_look_aways: int = Field(description="Those of `long_look_away_s` or more.")
    prolonged_look_aways: int = Field(description="Those of `prolonged_look_away_s` or more.")
    encounters: int | None = Field(
        description="Encounters that stand behind these numbers: of a published span those of its "
        "published hours, while `encounters` beside `figures` counts all that ended in the span. "
        "Null where presence is not known."
    )
    first_looks: int | None = Field(
        description="Encounters with a first look; null where presence is not known."
    )
    returns: int | None = Field(
        description="How often the eyes came back; null where presence is not known."
    )
    never_looked_up: int | None = Field(description="Null where presence is not known.")
    splits: int | None = Field(description="Null where presence is not known.")
    tasks: int = Field(description="Looks at device or work over `check_back_s`.")
    checked_tasks: int = Field(description="Those in which the eyes came back in time.")


def figures(content: Sums, found: Mapping[Number, Interval] = NO_INTERVALS) -> Figures:
    """The wire form of a content's numbers, with the intervals that there are."""
    return figures_state(figures_of(content), found)


def figures_state(told: SpanFigures, found: Mapping[Number, Interval] = NO_INTERVALS) -> Figures:
    """The wire form of numbers that are worked out already."""
    values = comparable(told)
    beyond = {
        Number.FIRST_LOOK_MEDIAN_S: told.first_look_median,
        Number.FIRST_LOOK_P90_S: told.first_look_p90,
        Number.RETURN_MEDIAN_S: told.return_median,
    }

    def estimate(number: Number) -> Estimate:
        value, latency = values[number], beyond.get(number)
        return Estimate(
            value=None if value is None else round(value, _PLACES),
            beyond=latency is not None and latency.beyond,
            interval=interval_state(found.get(number)),
        )

    return Figures(
        basis=told.basis,
        judged_s=round(told.judged_s, 3),
        longest_customer_s=round(told.longest_customer_s, 3),
        look_aways=told.look_aways,
        long_look_aways=told.long_look_aways,
        prolonged_look_aways=told.prolonged_look_aways,
        encounters=told.encounters,
        first_looks=told.first_looks,
        returns=told.returns,
        never_looked_up=told.never_looked_up,
        splits=told.splits,
        tasks=told.tasks,
        checked_tasks=told.checked_tasks,
        **{number.value: estimate(number) for number in Number},
    )


def interval_state(found: Interval | None) -> IntervalState | None:
    """The wire form of an interval."""
    if found is None:
        return None
    high = None if found.high is None else round(found.high, _PLACES)
    return IntervalState(
        low=round(found.low, _PLACES), high=high, unit=found.unit, units=found.units
    )


def share_of(told: ToldFigures) -> Share:
    """The customer-gaze share of a span, or why it is withheld."""
    said, content = told.verdict, told.content
    shown = None if said.reason is not None else content
    return Share(
        value=None if shown is None else share(shown.figures.customer_gaze_share),
        reason=said.reason,
        needed=said.needed,
        had=None if said.had is None else round(said.had, _PLACES),
        interval=None
        if shown is None
        else interval_state(shown.intervals.get(Number.CUSTOMER_GAZE_SHARE)),
    )
