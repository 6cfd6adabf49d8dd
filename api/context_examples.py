"""Worked examples of comparisons, what-if, the week and the advice."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from api.schemas.compare import (
    SessionComparison,
    SpanComparison,
    comparison_state,
    session_detail,
    span_side,
)
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
from api.session_examples import EXAMPLE, KEPT, TOLD
from monitor.attention.aoi import AreaParams
from monitor.attention.state import Area, State
from monitor.metrics.advice import workstation_advice
from monitor.metrics.atoms import atoms
from monitor.metrics.buckets import Bucket
from monitor.metrics.comparison import compare_sessions, compare_spans
from monitor.metrics.intervals import span_intervals
from monitor.metrics.rollup import Span, Step, local_time, roll_up, spans
from monitor.metrics.suppression import PublishParams
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.metrics.week import hours_of_week
from monitor.metrics.what_if import Thresholds, what_if
from monitor.pipeline import CoreParams
from monitor.runtime.counter.publishing import History, Published
from monitor.units import NS_PER_S, CounterId, UtcNs, ns_from_s

_ZONE: Final = ZoneInfo("Europe/Madrid")
_COUNTER: Final = CounterId("main")
_HOUR_NS: Final = 3600 * NS_PER_S
_MONDAY: Final = UtcNs(1_773_615_600 * NS_PER_S)  # 2026-03-16 00:00 in Madrid
_DAY_NS: Final = 24 * _HOUR_NS


def _plain(model: BaseModel) -> Any:  # noqa: ANN401 - a JSON tree
    return model.model_dump(mode="json", by_alias=True)


def _tally(*lengths_s: float) -> DurationTally:
    found = DurationTally()
    for length_s in lengths_s:
        found = found.with_duration(ns_from_s(length_s))
    return found


def _hour(start: int, device_s: int) -> Bucket:
    met = EncounterTally(
        _tally(60, 90, 120, 40, 150, 75),
        _tally(0.4, 0.8, 1.6, 2.4, 5),
        _tally(1.2, 2.5, 4.5),
        never_looked_up=1,
    )
    present = {State.CUSTOMER: 300 * NS_PER_S, State.DEVICE: device_s * NS_PER_S}
    return Bucket(
        UtcNs(start),
        {**present, State.ABSENT: 2400 * NS_PER_S, State.UNKNOWN: 60 * NS_PER_S},
        presence_known_ns=_HOUR_NS,
        present_ns=present,
        present_glances={Area.DEVICE: _tally(1.2, 2.5, 4.5, 7), Area.CUSTOMER: _tally(3, 5, 8)},
        long_look_aways=2,
        prolonged_look_aways=1,
        tasks=2,
        checked_tasks=1,
        encounters=met,
    )


def _days(first: int, device_s: int) -> History:
    """A week of six hours a day."""
    within = Span(UtcNs(first), UtcNs(first + 7 * _DAY_NS))
    buckets = [
        _hour(first + day * _DAY_NS + (10 + hour) * _HOUR_NS, device_s + 7 * day + 3 * hour)
        for day in range(6)
        for hour in range(6)
    ]
    hours = roll_up(buckets, spans(within, Step.HOUR, _ZONE))
    params, closed = PublishParams(), within.end_utc_ns
    made = atoms(hours, _ZONE, params, closed)
    return History(_COUNTER, _ZONE, params, within, hours, made, closed)


def _whole(history: History) -> Published:
    shown = history.whole()
    return Published(shown, span_intervals(shown))


_ONE: Final = _days(_MONDAY, 120)
_OTHER: Final = _days(_MONDAY + 7 * _DAY_NS, 80)
_TOLD_ONE: Final = _whole(_ONE)
_TOLD_OTHER: Final = _whole(_OTHER)
_ENDS: Final = {
    "from": local_time(_ONE.within.start_utc_ns, _ZONE),
    "to": local_time(_ONE.within.end_utc_ns, _ZONE),
}
_THRESHOLDS: Final = Thresholds(long_s=2.0, first_look_within_s=3.0)


def _what_if() -> WhatIfState:
    content = _TOLD_ONE.shown.content
    assert content is not None
    silent = (Unanswerable.SPLIT_ATTENTION, Unanswerable.CHECK_BACK, Unanswerable.ANGLES)
    return WhatIfState(
        counter=_COUNTER,
        time_zone=_ZONE.key,
        asked=tried(_THRESHOLDS),
        in_force=in_force_state(CoreParams()),
        as_measured=published_figures(_TOLD_ONE),
        answers=answers(what_if(content, _THRESHOLDS)),
        cannot_answer=list(silent),
        bin_width_share=0.122,
        **_ENDS,
    )


def _week() -> WeekState:
    rule = (_ZONE, _ONE.params, _ONE.closed_utc_ns)
    found = hours_of_week(_ONE.hours, _ONE.atoms, *rule)[:1]
    cells = [week_cell(each, Published(each.shown, span_intervals(each.shown))) for each in found]
    return WeekState(counter=_COUNTER, time_zone=_ZONE.key, weeks=1, cells=cells, **_ENDS)


def _advice() -> AdviceList:
    content = _TOLD_ONE.shown.content
    assert content is not None
    found = workstation_advice(content, AreaParams(calibrated=True))
    return AdviceList(
        counter=_COUNTER,
        calibrated=True,
        time_zone=_ZONE.key,
        as_measured=published_figures(_TOLD_ONE),
        advice=[advice_state(each) for each in found],
        **_ENDS,
    )


_DETAIL: Final = session_detail(TOLD, EXAMPLE, KEPT)
SESSION_DETAIL: Final = _plain(_DETAIL)
SESSION_COMPARISON: Final = _plain(
    SessionComparison(
        a=_DETAIL,
        b=_DETAIL,
        comparison=comparison_state(compare_sessions(KEPT.seconds, KEPT.seconds)),
    )
)
SPAN_COMPARISON: Final = _plain(
    SpanComparison(
        counter=_COUNTER,
        time_zone=_ZONE.key,
        a=span_side(_TOLD_ONE, _ZONE),
        b=span_side(_TOLD_OTHER, _ZONE),
        comparison=comparison_state(compare_spans(_TOLD_ONE.shown, _TOLD_OTHER.shown)),
        reason=None,
    )
)
WHAT_IF: Final = _plain(_what_if())
WEEK: Final = _plain(_week())
ADVICE: Final = _plain(_advice())
