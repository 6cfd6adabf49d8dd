"""Every series that can be exported, as a table: what the API tells, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from api.exports.columns import (
    CONTENT,
    ENCOUNTERS,
    START,
    VOLUMES,
    content_cells,
    row,
    start_cells,
    volume_cells,
)
from api.exports.table import Cell, Table
from api.schemas.context import week_cell
from api.schemas.metrics import Volumes, published_figures, volumes_state
from api.schemas.numbers import seconds
from monitor.attention.state import Area, State
from monitor.metrics.duration_bins import BIN_EDGES_NS
from monitor.metrics.intervals import span_intervals
from monitor.metrics.rollup import Step, local_time, roll_up, spans
from monitor.metrics.session import Session, SessionRecord
from monitor.metrics.volumes import volumes_of
from monitor.metrics.week import hours_of_week
from monitor.runtime.counter.publishing import History, Kept, Published, cells

_WEEK: Final = ("weekday", "hour", "hours")
_BINS: Final = ("basis", "area", "from_s", "to_s", "glances")


class Series(StrEnum):
    """What can be exported of a counter's history."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOUR_OF_WEEK = "hour-of-week"
    ENCOUNTERS = "encounters"
    GLANCE_BINS = "glance-bins"
    SESSIONS = "sessions"
    SESSION_SECONDS = "session-seconds"


STEPS: Final = MappingProxyType(
    {
        Series.MINUTES: Step.MINUTE,
        Series.HOURS: Step.HOUR,
        Series.DAYS: Step.DAY,
        Series.WEEKS: Step.WEEK,
        Series.MONTHS: Step.MONTH,
        Series.HOUR_OF_WEEK: Step.DAY,
        Series.ENCOUNTERS: Step.DAY,
        Series.GLANCE_BINS: Step.DAY,
    }
)
"""How long a row is; those that have none may ask about as long a time as days."""


def history_table(series: Series, history: History, kept: Kept) -> Table:
    """A series of a counter's history. Raises `StoreError`."""
    match series:
        case Series.MINUTES:
            columns, rows = (*START, *VOLUMES), _minutes(history, kept)
        case Series.HOUR_OF_WEEK:
            columns, rows = (*_WEEK, *VOLUMES, *CONTENT), _hours_of_week(history)
        case Series.GLANCE_BINS:
            columns, rows = _BINS, _glance_bins(history)
        case Series.ENCOUNTERS:
            columns, rows = (*START, *ENCOUNTERS), _steps(series, history)
        case _:
            columns, rows = (*START, *VOLUMES, *CONTENT), _steps(series, history)
    return Table(series.value, columns, [row(columns, each) for each in rows], _facts(history))


def sessions_table(all_of_them: Sequence[Session], kept: Kept) -> Table:
    """Every session, newest first."""
    zone = _zone(kept)
    columns = ("session", "counter", "name", "note", "source", *START, "end_utc", "duration_s")
    rows: list[dict[str, Cell]] = []
    for each in all_of_them:
        end = each.end_utc_ns
        rows.append(
            {
                "session": each.session_id,
                "counter": each.counter,
                "name": each.name,
                "note": each.note,
                "source": each.source,
                **start_cells(each.start_utc_ns, zone),
                "end_utc": None if end is None else start_cells(end, zone)["start_utc"],
                "duration_s": None if end is None else seconds(end - each.start_utc_ns),
            }
        )
    return Table(Series.SESSIONS.value, columns, [row(columns, each) for each in rows])


def seconds_table(session: Session, record: SessionRecord, kept: Kept) -> Table:
    """A session second by second: shown whole."""
    zone = _zone(kept)
    states = {state: f"{state}_s" for state in State}
    columns = ("at_s", *START, *states.values(), "gap_s", "present_s", "presence_known_s")
    rows: list[dict[str, Cell]] = [
        {
            "at_s": seconds(second.start_utc_ns - session.start_utc_ns),
            **start_cells(second.start_utc_ns, zone),
            **{name: seconds(second.all.state_ns.get(state, 0)) for state, name in states.items()},
            "gap_s": seconds(second.gap_ns),
            "present_s": seconds(sum(second.present.state_ns.values())),
            "presence_known_s": seconds(second.presence_known_ns),
        }
        for second in record.seconds
    ]
    facts: dict[str, Cell] = {
        "session": session.session_id,
        "counter": session.counter,
        "name": session.name,
        "note": session.note,
    }
    name = Series.SESSION_SECONDS.value
    return Table(name, columns, [row(columns, each) for each in rows], facts)


def _minutes(history: History, kept: Kept) -> list[dict[str, Cell]]:
    within = history.within
    minutes = kept.minutes(history.counter, within.start_utc_ns, within.end_utc_ns)
    parts = roll_up(minutes, spans(within, Step.MINUTE, history.zone))
    return [
        start_cells(part.span.start_utc_ns, history.zone)
        | volume_cells(Volumes(**volumes_state(part.span, volumes_of(part.bucket))))
        for part in parts
    ]


def _steps(series: Series, history: History) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = []
    for each in cells(history, STEPS[series]):
        told = published_figures(each)
        start = start_cells(each.shown.span.start_utc_ns, history.zone)
        rows.append(start | volume_cells(told) | content_cells(told))
    return rows


def _hours_of_week(history: History) -> list[dict[str, Cell]]:
    rule = (history.zone, history.rules, history.closed_utc_ns)
    rows: list[dict[str, Cell]] = []
    for cell in hours_of_week(history.hours, history.atoms, *rule):
        published = Published(cell.shown, span_intervals(cell.shown))
        told = week_cell(cell, published)
        named: dict[str, Cell] = {name: getattr(told, name) for name in _WEEK}
        rows.append(named | volume_cells(told) | content_cells(published_figures(published)))
    return rows


def _glance_bins(history: History) -> list[dict[str, Cell]]:
    content = history.whole().content
    if content is None:
        return []
    last = len(BIN_EDGES_NS) - 1
    return [
        {
            "basis": content.basis,
            "area": area,
            "from_s": seconds(BIN_EDGES_NS[index]) if index else 0.0,
            "to_s": seconds(BIN_EDGES_NS[index + 1]) if index < last else None,
            "glances": content.glances[area].bins[index],
        }
        for area in Area
        if area in content.glances
        for index in sorted(content.glances[area].bins)
    ]


def _facts(history: History) -> dict[str, Cell]:
    within, zone = history.within, history.zone
    return {
        "counter": history.counter,
        "time_zone": zone.key,
        "from": local_time(within.start_utc_ns, zone).isoformat(),
        "to": local_time(within.end_utc_ns, zone).isoformat(),
    }


def _zone(kept: Kept) -> ZoneInfo:
    return ZoneInfo(kept.settings.site.time_zone)
