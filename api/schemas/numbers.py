"""Numbers of a span, in seconds and shares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, create_model

from monitor.attention.state import STATES, Area, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.duration_bins import PERCENTILE_ERROR
from monitor.metrics.figures import GlanceFigures as MeasuredGlances
from monitor.metrics.figures import glance_figures as measured_glances
from monitor.metrics.resampling import Unit
from monitor.metrics.rollup import local_time
from monitor.metrics.suppression import PublishParams, Withheld, publish_share
from monitor.metrics.tallies import DurationTally
from monitor.units import s_from_ns

_WITHIN: Final = f"off by at most {PERCENTILE_ERROR:.1%}, or 0.224 s below that"


class Wire(BaseModel):
    """Base of everything that is sent: no field that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_OF_EACH_STATE: Final[dict[str, Any]] = {
    each.state.value: (float, Field(description=f"{each.says}, seconds.")) for each in STATES
}


class StateSeconds(create_model("_OfEachState", __base__=Wire, **_OF_EACH_STATE)):
    """Seconds in each state."""


class IntervalState(Wire):
    """Where a number lies with 95 % certainty, by bootstrap."""

    low: float = Field(description="Lower end, in the number's own unit.")
    high: float | None = Field(
        description="Upper end; null where it lies beyond every latency that was seen."
    )
    unit: Unit = Field(description="What was drawn with replacement; never frames.")
    units: int = Field(description="How many of them there were.")


class Share(Wire):
    """A share, or the reason why there is not enough behind it to show one."""

    value: float | None = Field(description="From 0 to 1; null when it is withheld.", ge=0, le=1)
    reason: Withheld | None = Field(description="Why it is withheld; null when it is not.")
    needed: float | None = Field(
        description="The threshold that was missed: a coverage from 0 to 1, judged seconds or "
        "encounters, as the reason says; null where the reason has none."
    )
    had: float | None = Field(description="What there was of it, in the same unit.")
    interval: IntervalState | None = Field(description="Null where too few units were measured.")


class GlanceSums(Wire):
    """Glances of one area."""

    count: int = Field(description="Glances that ended in the span.", ge=0)
    total_s: float = Field(description="Their lengths together, seconds.", ge=0)
    longest_s: float = Field(description="The longest, seconds; 0 without glances.", ge=0)


class GlanceFigures(GlanceSums):
    """Glances of one area, with what can be computed from their lengths."""

    rate_per_min: float | None = Field(
        description="Glances per judged minute; null when nothing was judged."
    )
    mean_s: float | None = Field(description="Mean length, seconds; null without glances.")
    median_s: float | None = Field(description=f"Median length, seconds, {_WITHIN}.")
    p85_s: float | None = Field(description=f"85th percentile of the length, seconds, {_WITHIN}.")
    over_2s_share: float | None = Field(description="Share of 2 s or longer, from 0 to 1.")


def seconds(ns: int) -> float:
    """Seconds to the millisecond."""
    return round(s_from_ns(ns), 3)


def share(value: float | None) -> float | None:
    """A share to four places."""
    return None if value is None else round(value, 4)


def utc_text(utc_ns: int) -> datetime:
    """The moment in UTC, for the wire."""
    return local_time(utc_ns, UTC)


def state_seconds(bucket: Bucket) -> StateSeconds:
    """Seconds per state, those that did not occur included."""
    return StateSeconds(**{state.value: seconds(bucket.state_ns.get(state, 0)) for state in State})


def published_share(bucket: Bucket, params: PublishParams) -> Share:
    """The customer-gaze share as far as the one rule lets it out."""
    published = publish_share(bucket, params)
    return Share(
        value=share(published.value),
        reason=published.reason,
        needed=published.needed,
        had=None if published.had is None else round(published.had, 4),
        interval=None,
    )


def glance_sums(bucket: Bucket) -> dict[Area, GlanceSums]:
    """Every area's glances, areas without one included."""
    tallies = {area: bucket.glances.get(area, DurationTally()) for area in Area}
    return {
        area: GlanceSums(
            count=tally.count,
            total_s=seconds(tally.total_ns),
            longest_s=seconds(tally.longest_ns),
        )
        for area, tally in tallies.items()
    }


def glance_figures(bucket: Bucket) -> dict[Area, GlanceFigures]:
    """Every area's glances with rate, mean and percentiles."""
    judged_min = s_from_ns(bucket.judged_ns) / 60
    return {
        area: glances_of(measured_glances(bucket.glances.get(area, DurationTally()), judged_min))
        for area in Area
    }


def glances_of(found: MeasuredGlances) -> GlanceFigures:
    """The wire form of one area's glances."""
    return GlanceFigures(
        count=found.count,
        total_s=round(found.total_s, 3),
        longest_s=round(found.longest_s, 3),
        rate_per_min=rounded(found.rate_per_min),
        mean_s=rounded(found.mean_s),
        median_s=rounded(found.median_s),
        p85_s=rounded(found.p85_s),
        over_2s_share=share(found.over_2s_share),
    )


def rounded(value: float | None) -> float | None:
    """A number to three places."""
    return None if value is None else round(value, 3)
