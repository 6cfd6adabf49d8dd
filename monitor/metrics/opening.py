"""When a shop is open: weekly hours on the clock of its own time zone.

Hours are what the clock on the wall shows. A moment that the clock skips in spring is the moment of
the jump; one that it shows twice in autumn is the first of the two. All else is UTC nanoseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from monitor.metrics.rollup import change_of_clock, local_time, utc_of
from monitor.units import UtcNs

DAY_MIN: Final = 24 * 60
WEEK_MIN: Final = 7 * DAY_MIN


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """Open from one minute of the week until another, counted from Monday 00:00.

    The end is left out, and is after the start: past Sunday's midnight it goes beyond the week.
    """

    from_min: int
    until_min: int


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Spans in order, none overlapping another; without any, always open."""

    spans: tuple[OpenSpan, ...] = ()


def is_open(hours: OpeningHours, utc_ns: UtcNs, zone: tzinfo) -> bool:
    """Whether the shop is open at a moment."""
    if not hours.spans:
        return True
    return any(start <= utc_ns < end for start, end in _around(hours, utc_ns, zone))


def _around(hours: OpeningHours, utc_ns: UtcNs, zone: tzinfo) -> Iterator[tuple[UtcNs, UtcNs]]:
    """Open spans of the week of a moment, and of the one before: they may reach into it."""
    today = local_time(utc_ns, zone).date()
    this_monday = today - timedelta(days=today.weekday())
    for monday in (this_monday - timedelta(days=7), this_monday):
        for span in hours.spans:
            yield _moment(monday, span.from_min, zone), _moment(monday, span.until_min, zone)


def _moment(monday: date, minute: int, zone: tzinfo) -> UtcNs:
    """When the wall clock first shows a minute of the week; the jump itself where it skips it."""
    shown = datetime.combine(monday, time()) + timedelta(minutes=minute)
    later, sooner = (shown.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    moment = utc_of(later)
    if local_time(moment, zone).replace(tzinfo=None) == shown:
        return moment
    # Skipped: the offsets before and after the jump put it on either side of the jump.
    return change_of_clock(utc_of(sooner), moment, zone)
