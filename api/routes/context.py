"""What stands around the numbers: other thresholds, the hour of the week, the furniture."""

from __future__ import annotations

from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query

from api.problems import Problem, invalid_parameter, problem_responses
from api.query import AskedCounter, named_span, one_counter, only, settings_of, whole_weeks_until
from api.schemas.context import (
    AdviceList,
    Unanswerable,
    WeekState,
    WhatIfState,
    advice_state,
    answers,
    in_force_state,
    tried,
    week_cell,
)
from api.schemas.metrics import published_figures
from api.served import Runtime
from monitor.attention.aoi import AreaParams
from monitor.attention.basis import Basis
from monitor.errors import because
from monitor.metrics.advice import workstation_advice
from monitor.metrics.duration_bins import PERCENTILE_ERROR
from monitor.metrics.intervals import span_intervals
from monitor.metrics.rollup import Span, local_time
from monitor.metrics.week import hours_of_week
from monitor.metrics.what_if import LEAST_S, MOST_S, Measured, Thresholds, what_if
from monitor.runtime.counter.publishing import Published, history_of, together
from monitor.settings import CounterSettings, core_params
from monitor.snapshot.counter import CounterInfo

router = APIRouter(tags=["context"])

_WEEKS: Final = 4
_TRIED: Final = (
    "long_s",
    "prolonged_s",
    "over_s",
    "glance_min_s",
    "first_look_within_s",
    "return_over_s",
)
_PROBLEMS: Final = (Problem.INVALID_PARAMETER, Problem.UNKNOWN_COUNTER, Problem.STORE_UNAVAILABLE)

From = Annotated[
    str | None, Query(alias="from", description="Start, written as for `/metrics`, with `to`.")
]
To = Annotated[str | None, Query(description="End, itself left out, with `from`.")]
Tried = Annotated[
    float | None, Query(ge=LEAST_S, le=MOST_S, allow_inf_nan=False, description="Seconds to try.")
]


def thresholds_asked(
    long_s: Tried = None,
    prolonged_s: Tried = None,
    over_s: Tried = None,
    glance_min_s: Tried = None,
    first_look_within_s: Tried = None,
    return_over_s: Tried = None,
) -> Thresholds:
    """What is to be tried; nothing is a question too."""
    return Thresholds(long_s, prolonged_s, over_s, glance_min_s, first_look_within_s, return_over_s)


@router.get(
    "/what-if",
    summary="A span under other thresholds",
    dependencies=[only("counter", "from", "to", *_TRIED)],
    responses=problem_responses(*_PROBLEMS, Problem.BAD_REQUEST),
)
def ask_what_if(
    runtime: Runtime,
    counter: AskedCounter = None,
    from_: From = None,
    to: To = None,
    *,
    thresholds: Annotated[Thresholds, Depends(thresholds_asked)],
) -> WhatIfState:
    """Default: the last whole week. Exact on an edge of the bins, else between two bounds."""
    chosen = one_counter(runtime, counter)
    zone = ZoneInfo(chosen.time_zone)
    span = _span(runtime, zone, from_, to, 1)
    told = together(history_of(runtime, chosen.counter, span, zone))
    content = told.shown.content
    params = core_params(runtime.settings, _settings(runtime, chosen))
    met = params.encounters
    measured = Measured(met.long_s, met.prolonged_s, params.settle.confirm_s)
    silent = [Unanswerable.SPLIT_ATTENTION, Unanswerable.CHECK_BACK, Unanswerable.ANGLES]
    if content is not None and content.basis is not Basis.PRESENT:
        silent.append(Unanswerable.PRESENCE)
    return WhatIfState(
        counter=chosen.counter,
        time_zone=zone.key,
        to=local_time(span.end_utc_ns, zone),
        asked=tried(thresholds),
        as_measured=published_figures(told),
        answers=None if content is None else answers(what_if(content, thresholds, measured)),
        in_force=in_force_state(params),
        cannot_answer=silent,
        bin_width_share=round(PERCENTILE_ERROR, 3),
        **{"from": local_time(span.start_utc_ns, zone)},
    )


@router.get(
    "/week",
    summary="The hours of the week, with their load",
    dependencies=[only("counter", "weeks", "from", "to")],
    responses=problem_responses(*_PROBLEMS),
)
def read_week(
    runtime: Runtime,
    counter: AskedCounter = None,
    weeks: Annotated[
        int | None,
        Query(
            ge=1,
            le=52,
            description="How many whole weeks back, this one left out. "
            "Default: four. Not with `from` and `to`.",
        ),
    ] = None,
    from_: From = None,
    to: To = None,
) -> WeekState:
    """An hour of the week sums the hours that are published by themselves."""
    chosen = one_counter(runtime, counter)
    zone = ZoneInfo(chosen.time_zone)
    if weeks is not None and (from_ is not None or to is not None):
        raise invalid_parameter("weeks", str(weeks), because("weeks_or_span"))
    span = _span(runtime, zone, from_, to, _WEEKS if weeks is None else weeks)
    history = history_of(runtime, chosen.counter, span, zone)
    found = hours_of_week(history.hours, history.atoms, zone, history.rules, history.closed_utc_ns)
    return WeekState(
        counter=chosen.counter,
        time_zone=zone.key,
        to=local_time(span.end_utc_ns, zone),
        weeks=None if from_ is not None else weeks or _WEEKS,
        cells=[
            week_cell(each, Published(each.shown, span_intervals(each.shown))) for each in found
        ],
        **{"from": local_time(span.start_utc_ns, zone)},
    )


@router.get(
    "/advice",
    summary="Advice about the workstation",
    dependencies=[only("counter", "from", "to")],
    responses=problem_responses(*_PROBLEMS),
)
def read_advice(
    runtime: Runtime, counter: AskedCounter = None, from_: From = None, to: To = None
) -> AdviceList:
    """What stands far below the customer line and takes much of the time. Default: four weeks."""
    chosen = one_counter(runtime, counter)
    zone = ZoneInfo(chosen.time_zone)
    span = _span(runtime, zone, from_, to, _WEEKS)
    told = together(history_of(runtime, chosen.counter, span, zone))
    content = told.shown.content
    found = () if content is None else workstation_advice(content, _areas(runtime, chosen))
    return AdviceList(
        counter=chosen.counter,
        calibrated=chosen.calibrated,
        time_zone=zone.key,
        to=local_time(span.end_utc_ns, zone),
        as_measured=published_figures(told),
        advice=[advice_state(each) for each in found],
        **{"from": local_time(span.start_utc_ns, zone)},
    )


def _areas(runtime: Runtime, counter: CounterInfo) -> AreaParams:
    return core_params(runtime.settings, _settings(runtime, counter)).areas


def _settings(runtime: Runtime, counter: CounterInfo) -> CounterSettings:
    return settings_of(runtime, counter.counter)


def _span(runtime: Runtime, zone: ZoneInfo, from_: str | None, to: str | None, weeks: int) -> Span:
    """The span asked for, or the last whole weeks."""
    if from_ is None and to is None:
        return whole_weeks_until(runtime.clock.utc_ns(), zone, weeks)
    if from_ is None or to is None:
        missing = "from" if from_ is None else "to"
        raise invalid_parameter(missing, None, because("both_ends"))
    return named_span(("from", "to"), (from_, to), zone)
