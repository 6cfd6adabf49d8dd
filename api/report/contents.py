"""What a weekly report says, gathered from what is published: numbers, no words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from api.schemas.compare import (
    DifferenceState,
    SessionDetail,
    comparison_state,
    session_detail,
)
from api.schemas.context import WeekCell, week_cell
from api.schemas.metrics import SpanFigures, published_figures
from api.schemas.sessions import session_state
from monitor.attention.state import Area
from monitor.metrics.advice import Advice, workstation_advice
from monitor.metrics.comparison import compare_spans
from monitor.metrics.figures import Number
from monitor.metrics.intervals import span_intervals
from monitor.metrics.replay import Band, script
from monitor.metrics.rollup import Span, Step, local_time, start_of_day
from monitor.metrics.session import Session, SessionRecord
from monitor.metrics.suppression import PublishParams
from monitor.metrics.week import hours_of_week
from monitor.pipeline import CoreParams
from monitor.runtime.counter.publishing import Kept, Published, cells, history_of, together
from monitor.units import CounterId

_HEAT_WEEKS: Final = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """The counter that is reported on, and what stands around it."""

    site: str
    counter: CounterId
    name: str
    zone: ZoneInfo
    calibrated: bool
    params: CoreParams


@dataclass(frozen=True, slots=True)
class ReportedSession:
    """A training session of the week."""

    detail: SessionDetail
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """One week of one counter.

    Attributes:
        subject: the counter.
        monday: the first day of the week.
        made: when the report was made, on the clock of the site.
        rule: how much must stand behind a number.
        whole: the whole week.
        before: the week before it.
        differences: each number against the week before, empty where one is withheld.
        days: what is published of each day that was measured.
        cells: the hours of the week over the four weeks that end with this one.
        bins: per area, how many glances of each length, by the index of their bin.
        advice: about the workstation.
        sessions: training sessions that began in the week.
    """

    subject: Subject
    monday: date
    made: datetime
    rule: PublishParams
    whole: SpanFigures
    before: SpanFigures
    differences: Mapping[Number, DifferenceState]
    days: Mapping[date, SpanFigures]
    cells: Sequence[WeekCell]
    bins: Mapping[Area, Mapping[int, int]]
    advice: Sequence[Advice]
    sessions: Sequence[ReportedSession]


def gather(
    kept: Kept,
    subject: Subject,
    monday: date,
    sessions: Sequence[tuple[Session, SessionRecord]] = (),
) -> Contents:
    """All that a report of the week of a Monday says.

    Args:
        kept: whoever holds the database.
        subject: the counter.
        monday: the first day of the week.
        sessions: those that began at the counter in the week, with all that is kept of them.

    Raises:
        StoreError: the database cannot be read.
    """
    zone = subject.zone
    history = history_of(kept, subject.counter, week_of(monday, zone), zone)
    whole = together(history)
    earlier = week_of(monday - timedelta(days=7), zone)
    before = together(history_of(kept, subject.counter, earlier, zone))
    content = whole.shown.content
    return Contents(
        subject=subject,
        monday=monday,
        made=local_time(kept.clock.utc_ns(), zone),
        rule=history.rules.now.params,
        whole=published_figures(whole),
        before=published_figures(before),
        differences=_differences(before, whole),
        days={
            local_time(each.shown.span.start_utc_ns, zone).date(): published_figures(each)
            for each in cells(history, Step.DAY)
        },
        cells=_cells(kept, subject, monday),
        bins={} if content is None else {a: t.bins for a, t in content.glances.items()},
        advice=() if content is None else workstation_advice(content, subject.params.areas),
        sessions=[_session(each, record, subject, kept) for each, record in sessions],
    )


def week_of(monday: date, zone: ZoneInfo) -> Span:
    """From the first moment of a Monday to that of the next."""
    return Span(start_of_day(monday, zone), start_of_day(monday + timedelta(days=7), zone))


def _differences(before: Published, whole: Published) -> Mapping[Number, DifferenceState]:
    one, other = before.shown.content, whole.shown.content
    if one is None or other is None or one.basis is not other.basis:
        return {}
    told = comparison_state(compare_spans(before.shown, whole.shown))
    return {each.number: each for each in told.differences}


def _cells(kept: Kept, subject: Subject, monday: date) -> Sequence[WeekCell]:
    zone = subject.zone
    first = start_of_day(monday - timedelta(days=7 * (_HEAT_WEEKS - 1)), zone)
    within = Span(first, week_of(monday, zone).end_utc_ns)
    history = history_of(kept, subject.counter, within, zone)
    rule = (zone, history.rules, history.closed_utc_ns)
    found = hours_of_week(history.hours, history.atoms, *rule)
    return [week_cell(each, Published(each.shown, span_intervals(each.shown))) for each in found]


def _session(
    session: Session, record: SessionRecord, subject: Subject, kept: Kept
) -> ReportedSession:
    told = session_state(session, subject.zone, kept.clock.utc_ns())
    return ReportedSession(session_detail(told, session, record), script(session, record).bands)
