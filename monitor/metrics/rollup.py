"""Minutes summed into hours, days, weeks and months of the site's own time zone.

Weeks begin on Monday (ISO 8601). A day that changes the clock has 23 or 25 hours; an hour that
comes twice is two hours, told apart by their offset from UTC. All arithmetic is on UTC nanoseconds;
the zone only says where the borders lie.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from monitor.metrics.buckets import MINUTE_NS, Bucket, total
from monitor.units import NS_PER_S, UtcNs

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR_NS: Final = 60 * MINUTE_NS


class Step(StrEnum):
    """How long one bucket of an answer is."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, its end left out."""

    start_utc_ns: UtcNs
    end_utc_ns: UtcNs

    @property
    def duration_ns(self) -> int:
        """How long it lasts."""
        return self.end_utc_ns - self.start_utc_ns


@dataclass(frozen=True, slots=True)
class Summed:
    """The sums of one span."""

    span: Span
    bucket: Bucket


def local_time(utc_ns: int, zone: tzinfo) -> datetime:
    """A moment on the clock of a zone, with its offset; rounded down to the microsecond."""
    return (_EPOCH + timedelta(microseconds=utc_ns // 1000)).astimezone(zone)


def utc_of(moment: datetime) -> UtcNs:
    """Nanoseconds since 1970 of a moment that carries its zone."""
    # Through UTC first: subtracting within one zone would ignore a change of the clock in between.
    return UtcNs((moment.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1) * 1000)


def start_of_day(day: date, zone: tzinfo) -> UtcNs:
    """The first moment of a day; where the clock jumps over midnight, the moment of the jump."""
    return utc_of(datetime(day.year, day.month, day.day, tzinfo=zone))


def start_of_hour(utc_ns: int, zone: tzinfo) -> UtcNs:
    """The first moment of the local hour that holds this one.

    Where the clock changed within it (Lord Howe's by half an hour, Chatham's at a quarter to), the
    moment of the change.
    """
    offset_ns = _offset_ns(utc_ns, zone)
    start = UtcNs(utc_ns - (utc_ns + offset_ns) % _HOUR_NS)
    alike = _offset_ns(start, zone) == offset_ns
    return start if alike else change_of_clock(start, utc_ns, zone)


def change_of_clock(before_utc_ns: int, after_utc_ns: int, zone: tzinfo) -> UtcNs:
    """The second from which a zone has the offset that it has at the later of two moments."""
    offset_ns = _offset_ns(after_utc_ns, zone)
    low_s, high_s = before_utc_ns // NS_PER_S, after_utc_ns // NS_PER_S
    while high_s - low_s > 1:
        middle_s = (low_s + high_s) // 2
        if _offset_ns(middle_s * NS_PER_S, zone) == offset_ns:
            high_s = middle_s
        else:
            low_s = middle_s
    return UtcNs(high_s * NS_PER_S)


def day_of(utc_ns: int, zone: tzinfo) -> Span:
    """The local day that holds a moment."""
    day = local_time(utc_ns, zone).date()
    return Span(start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone))


def spans(within: Span, step: Step, zone: tzinfo) -> tuple[Span, ...]:
    """`within` cut at every border of the zone's minutes, hours, days ..., in order."""
    cut: list[Span] = []
    start = within.start_utc_ns
    while start < within.end_utc_ns:
        end = min(_next_border(start, step, zone), within.end_utc_ns)
        cut.append(Span(start, end))
        start = end
    return tuple(cut)


def roll_up(buckets: Iterable[Bucket], into: Sequence[Span]) -> tuple[Summed, ...]:
    """The sum of the buckets that start in each span; spans without any are left out.

    `into` is in order and does not overlap; buckets outside of it are ignored.
    """
    starts = [span.start_utc_ns for span in into]
    groups: dict[int, list[Bucket]] = {}
    for bucket in buckets:
        index = bisect_right(starts, bucket.start_utc_ns) - 1
        if index >= 0 and bucket.start_utc_ns < into[index].end_utc_ns:
            groups.setdefault(index, []).append(bucket)
    return tuple(
        Summed(into[index], total(groups[index], into[index].start_utc_ns))
        for index in sorted(groups)
    )


def _next_hour(utc_ns: UtcNs, zone: tzinfo) -> UtcNs:
    offset_ns = _offset_ns(utc_ns, zone)
    border = UtcNs(utc_ns - (utc_ns + offset_ns) % _HOUR_NS + _HOUR_NS)
    alike = _offset_ns(border, zone) == offset_ns
    return border if alike else change_of_clock(utc_ns, border, zone)


def _offset_ns(utc_ns: int, zone: tzinfo) -> int:
    # Not by `local_time`, which takes twice as long: a year of hours asks some 18,000 times.
    offset = datetime.fromtimestamp(utc_ns // NS_PER_S, zone).utcoffset() or timedelta()
    return (offset.days * 86_400 + offset.seconds) * NS_PER_S


def _next_border(utc_ns: UtcNs, step: Step, zone: tzinfo) -> UtcNs:
    if step is Step.MINUTE:
        return UtcNs(utc_ns - utc_ns % MINUTE_NS + MINUTE_NS)
    if step is Step.HOUR:
        return _next_hour(utc_ns, zone)
    following = _next_start(local_time(utc_ns, zone).date(), step)
    border = start_of_day(following, zone)
    # Set back from just after midnight (St John's did), the clock shows the old day again.
    return border if border > utc_ns else start_of_day(_next_start(following, step), zone)


def _next_start(day: date, step: Step) -> date:
    """The first day of the next day, week or month."""
    if step is Step.WEEK:
        return day + timedelta(days=7 - day.weekday())
    if step is Step.MONTH:
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + timedelta(days=1)
