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
_AHEAD_DAYS: Final = 15


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


def next_change_utc_ns(hours: OpeningHours, utc_ns: UtcNs, zone: tzinfo) -> UtcNs | None:
    """The next moment, after this one, at which it opens or closes; None when it never does."""
    if not hours.spans:
        return None
    last_end: UtcNs | None = None
    found: list[tuple[UtcNs, UtcNs]] = []
    for start, end in _around(hours, utc_ns, zone):
        if found and last_end == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        last_end = end
    changes = (moment for span in found for moment in span if moment > utc_ns)
    change = next(changes, None)
    # What ends where the search ends is not known to end.
    return None if change == last_end else change


def _around(hours: OpeningHours, utc_ns: UtcNs, zone: tzinfo) -> Iterator[tuple[UtcNs, UtcNs]]:
    """Open spans from well before a moment until two weeks after it, in order."""
    today = local_time(utc_ns, zone).date()
    monday = today - timedelta(days=today.weekday() + 7)
    until = today + timedelta(days=_AHEAD_DAYS)
    while monday <= until:
        for span in hours.spans:
            start = _moment(monday, span.from_min, zone)
            end = _moment(monday, span.until_min, zone)
            if start < end:
                yield start, end
        monday += timedelta(days=7)


def _moment(monday: date, minute: int, zone: tzinfo) -> UtcNs:
    """When the wall clock first shows a minute of the week; the jump itself where it skips it."""
    shown = datetime.combine(monday, time()) + timedelta(minutes=minute)
    later, sooner = (shown.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    moment = utc_of(later)
    if local_time(moment, zone).replace(tzinfo=None) == shown:
        return moment
    # Skipped: the offsets before and after the jump put it on either side of the jump.
    return change_of_clock(utc_of(sooner), moment, zone)
