"""Numbers of a span, in seconds and shares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from monitor.attention.state import STATES
from monitor.metrics.duration_bins import PERCENTILE_ERROR
from monitor.metrics.rollup import local_time
from monitor.metrics.sampling_units import Unit
from monitor.metrics.suppression import Withheld
from monitor.units import s_from_ns

_WITHIN: Final = f"off by at most {PERCENTILE_ERROR:.1%}, or 0.224 s below that"


class Wire(BaseModel):
    """Base of everything that is sent: no field that is not declared.

    What has the shape already is mirrored by `model_validate`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


Tenths = Annotated[float, AfterValidator(lambda value: round(value, 1) + 0.0)]
Hundredths = Annotated[float, AfterValidator(lambda value: round(value, 2))]
Thousandths = Annotated[float, AfterValidator(lambda value: round(value, 3))]
TenThousandths = Annotated[float, AfterValidator(lambda value: round(value, 4))]
"""Numbers, rounded as they are sent."""


_OF_EACH_STATE: Final[dict[str, Any]] = {
    each.state.value: (Thousandths, Field(description=f"{each.says}, seconds.")) for each in STATES
}


class StateSeconds(create_model("_OfEachState", __base__=Wire, **_OF_EACH_STATE)):
    """Seconds in each state."""


class IntervalState(Wire):
    """Where a number lies with 95 % certainty."""

    low: float = Field(description="Lower end, in the number's own unit.")
    high: float | None = Field(
        description="Upper end; null where it lies beyond every latency that was seen."
    )
    unit: Unit = Field(description="The parts it comes from; never frames.")
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


class GlanceFigures(Wire):
    """Glances of one area."""

    count: int = Field(description="Glances that ended in the span.", ge=0)
    total_s: Thousandths = Field(description="Their lengths together, seconds.", ge=0)
    longest_s: Thousandths = Field(description="The longest, seconds; 0 without glances.", ge=0)
    rate_per_min: Thousandths | None = Field(
        description="Glances per judged minute; null when nothing was judged."
    )
    mean_s: Thousandths | None = Field(description="Mean length, seconds; null without glances.")
    median_s: Thousandths | None = Field(description=f"Median length, seconds, {_WITHIN}.")
    p85_s: Thousandths | None = Field(
        description=f"85th percentile of the length, seconds, {_WITHIN}."
    )
    over_2s_share: TenThousandths | None = Field(description="Share of 2 s or longer, from 0 to 1.")


def seconds(ns: int) -> float:
    """Seconds to the millisecond."""
    return round(s_from_ns(ns), 3)


def share(value: float | None) -> float | None:
    """A share to four places."""
    return None if value is None else round(value, 4)


def utc_text(utc_ns: int) -> datetime:
    """The moment in UTC, for the wire."""
    return local_time(utc_ns, UTC)
