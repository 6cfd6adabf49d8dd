"""What-if, the hours of the week and the advice about the workstation, on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import Field

from api.schemas.figures import Figures, figures, share_of
from api.schemas.metrics import SpanFigures, Volumes, volumes_state
from api.schemas.numbers import Share, Wire, seconds, share
from monitor.attention.state import Area
from monitor.metrics.advice import Advice, Level
from monitor.metrics.figures import OVER_S
from monitor.metrics.week import HourOfWeek
from monitor.metrics.what_if import Bounds, Thresholds, WhatIf
from monitor.pipeline import CoreParams
from monitor.runtime.counter.publishing import Published

_PLACES: Final = 4


class BoundsState(Wire):
    """The answer lies between them, both included."""

    low: float = Field(description="The least that it can be.")
    high: float = Field(description="The most that it can be.")
    exact: bool = Field(description="Nothing is in doubt: the threshold is an edge of the bins.")


class Unanswerable(StrEnum):
    """What the stored sums cannot be asked, because they keep neither order nor angles."""

    SPLIT_ATTENTION = "split_attention"
    CHECK_BACK = "check_back"
    ANGLES = "angles"
    PRESENCE = "presence"


class TriedThresholds(Wire):
    """What was asked; null where nothing was."""

    long_s: float | None = Field(description="From here on a look at the device is long.")
    prolonged_s: float | None = Field(description="From here on it is prolonged.")
    over_s: float | None = Field(description="Glances of this length are counted apart.")
    glance_min_s: float | None = Field(description="Only what lasts this long is a glance.")
    first_look_within_s: float | None = Field(
        description="The customer should have been looked at by then."
    )
    return_over_s: float | None = Field(description="A return that takes this long is slow.")


class Answers(Wire):
    """How the span would have read; null where it was not asked, or there is nothing to count."""

    long_look_aways: BoundsState | None = Field(description="Looks at the device of `long_s`.")
    prolonged_look_aways: BoundsState | None = Field(description="And of `prolonged_s`.")
    over_share: dict[Area, BoundsState] | None = Field(
        description="Per area, the share of its glances as long as `over_s`."
    )
    glances: dict[Area, BoundsState] | None = Field(
        description="Per area, its glances were `glance_min_s` the least."
    )
    customer_glance_share: BoundsState | None = Field(
        description="The part of the judged time in customer glances of `glance_min_s` or more."
    )
    first_look_within_share: BoundsState | None = Field(
        description="Encounters with a first look within `first_look_within_s`."
    )
    slow_return_share: BoundsState | None = Field(
        description="Returns that took `return_over_s` or more."
    )


class ThresholdsInForce(Wire):
    """What decides now, as the settings say.

    What was counted before they were last changed was counted under the ones of then.
    """

    long_s: float = Field(description="From here on a look at the device is long.")
    prolonged_s: float = Field(description="From here on it is prolonged.")
    over_s: float = Field(description="Fixed.")
    glance_min_s: float = Field(description="Gaze kept in one area for so long is a glance.")


class WhatIfState(Wire):
    """A span under other thresholds, as far as the bins in which lengths are kept can say."""

    counter: str = Field(description="Name of the counter.")
    time_zone: str = Field(description="IANA name of the counter's zone.")
    from_: datetime = Field(alias="from", description="Start, on the clock of the site.")
    to: datetime = Field(description="End, itself left out.")
    asked: TriedThresholds = Field(description="The thresholds that were tried.")
    in_force: ThresholdsInForce = Field(description="The thresholds that decide now.")
    as_measured: SpanFigures = Field(description="The span under the thresholds in force.")
    answers: Answers | None = Field(description="Null while the span is withheld.")
    cannot_answer: list[Unanswerable] = Field(
        description="What cannot be asked of this span at all."
    )
    bin_width_share: float = Field(
        description="How wide a bin is, as a part of its length: no bound is off by more."
    )


class WeekCell(Volumes):
    """One hour of the week, over all the weeks together."""

    weekday: int = Field(description="1 is Monday, 7 is Sunday.")
    hour: int = Field(description="Of the site's clock, 0 to 23.")
    hours: int = Field(description="How many such hours were measured.")
    customer_gaze_share: Share = Field(description="customer / judged, or why it is withheld.")
    figures: Figures | None = Field(description="Null while it is withheld.")


class WeekState(Wire):
    """The week at a glance, with the load beside every share: a rush is not rudeness."""

    counter: str = Field(description="Name of the counter.")
    time_zone: str = Field(description="IANA name of the counter's zone.")
    from_: datetime = Field(alias="from", description="Start, on the clock of the site.")
    to: datetime = Field(description="End, itself left out.")
    weeks: int | None = Field(description="How many whole ones; null where `from` was given.")
    cells: list[WeekCell] = Field(
        description="Monday's first hour first; hours in which nothing was measured are left out. "
        "Hours that are published only together with others show volumes."
    )


class AdviceState(Wire):
    """One area of the workstation."""

    name: str = Field(description="Name of the area, as in the settings.")
    means: Area = Field(description="What looking there counts as.")
    below_deg: float = Field(description="How far below the customer line, degrees.")
    at_least: bool = Field(description="It stands there or lower.")
    time_share: float = Field(description="The part of the judged time that it takes.")
    areas: int = Field(description="How many areas mean the same and share that time.")
    level: Level = Field(description="`raise`: it is worth moving it.")


class AdviceList(Wire):
    """Advice about the furniture, never about the person."""

    counter: str = Field(description="Name of the counter.")
    calibrated: bool = Field(description="False: angles are the camera's, and nothing is said.")
    time_zone: str = Field(description="IANA name of the counter's zone.")
    from_: datetime = Field(alias="from", description="Start, on the clock of the site.")
    to: datetime = Field(description="End, itself left out.")
    as_measured: SpanFigures = Field(description="What is published of the span.")
    advice: list[AdviceState] = Field(description="The weightiest first.")


def tried(thresholds: Thresholds) -> TriedThresholds:
    """The wire form of what was asked."""
    return TriedThresholds(
        long_s=thresholds.long_s,
        prolonged_s=thresholds.prolonged_s,
        over_s=thresholds.over_s,
        glance_min_s=thresholds.glance_min_s,
        first_look_within_s=thresholds.first_look_within_s,
        return_over_s=thresholds.return_over_s,
    )


def in_force_state(params: CoreParams) -> ThresholdsInForce:
    """The wire form of what is in force."""
    return ThresholdsInForce(
        long_s=params.encounters.long_s,
        prolonged_s=params.encounters.prolonged_s,
        over_s=OVER_S,
        glance_min_s=params.settle.confirm_s,
    )


def answers(found: WhatIf) -> Answers:
    """The wire form of the answers."""
    return Answers(
        long_look_aways=_bounds(found.long_look_aways),
        prolonged_look_aways=_bounds(found.prolonged_look_aways),
        over_share=_per_area(found.over_share),
        glances=_per_area(found.glances),
        customer_glance_share=_bounds(found.customer_glance_share),
        first_look_within_share=_bounds(found.first_look_within_share),
        slow_return_share=_bounds(found.slow_return_share),
    )


def week_cell(cell: HourOfWeek, told: Published) -> WeekCell:
    """The wire form of one cell."""
    content = told.shown.content
    volumes = volumes_state(cell.shown.span, cell.shown.volumes)
    volumes["duration_s"] = seconds(cell.duration_ns)
    return WeekCell(
        **volumes,
        weekday=cell.weekday + 1,
        hour=cell.hour,
        hours=cell.hours,
        customer_gaze_share=share_of(told.figures),
        figures=None if content is None else figures(content, told.intervals),
    )


def advice_state(found: Advice) -> AdviceState:
    """The wire form of one piece of advice."""
    return AdviceState(
        name=found.name,
        means=found.means,
        below_deg=round(found.below_deg, 1),
        at_least=found.at_least,
        time_share=share(found.share) or 0.0,
        areas=found.areas,
        level=found.level,
    )


def _bounds(found: Bounds | None) -> BoundsState | None:
    if found is None:
        return None
    low, high = round(found.low, _PLACES), round(found.high, _PLACES)
    return BoundsState(low=low, high=high, exact=found.exact)


def _per_area(found: Mapping[Area, Bounds] | None) -> dict[Area, BoundsState] | None:
    if found is None:
        return None
    told = {area: _bounds(each) for area, each in found.items()}
    return {area: each for area, each in told.items() if each is not None}
