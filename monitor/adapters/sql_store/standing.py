"""Hours that stand already, and what becomes of a minute that comes after its hour was summed.

An hour whose minutes are there is summed anew when one of them changes. An hour whose minutes are
gone is *sealed*: its sum stays as it is, and a minute that comes so late is left out and counted,
since nobody could say whether the sum holds it already.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from monitor.adapters.sql_store.database import insert_once
from monitor.adapters.sql_store.schema import HOUR, LATE_MINUTE, HourState
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.units import CounterId, UtcNs

LONGEST_NS: Final = 24 * 60 * MINUTE_NS
"""No hour is longer, by far: it bounds how far back the hour that holds a moment is looked for."""


class Hour(NamedTuple):
    """An hour of one counter, without its sums."""

    counter: str
    start_utc_ns: int
    end_utc_ns: int
    state: int


def hours_between(
    connection: Connection, site: str, counters: Iterable[str], start: int, end: int
) -> list[Hour]:
    """The hours of these counters that share any moment with start <= moment < end, in order."""
    hour = HOUR.c
    found = connection.execute(
        select(hour.counter, hour.start_utc_ns, hour.end_utc_ns, hour.state)
        .where(hour.site == site, hour.counter.in_(tuple(counters)))
        .where(hour.start_utc_ns > start - LONGEST_NS, hour.start_utc_ns < end)
        .where(hour.end_utc_ns > start)
        .order_by(hour.counter, hour.start_utc_ns)
    )
    return [Hour(*row) for row in found]


def admit(
    connection: Connection, site: str, minutes: Mapping[tuple[CounterId, UtcNs], Bucket]
) -> dict[tuple[CounterId, UtcNs], Bucket]:
    """The minutes that may be written; their hours are marked, the late ones counted."""
    starts = [start for _counter, start in minutes]
    counters = {counter for counter, _start in minutes}
    hours = hours_between(connection, site, counters, min(starts), max(starts) + MINUTE_NS)
    if not hours:
        return dict(minutes)
    by_counter: dict[str, list[Hour]] = defaultdict(list)
    for hour in hours:
        by_counter[hour.counter].append(hour)
    late: dict[str, int] = defaultdict(int)
    stale: set[tuple[str, int]] = set()
    admitted: dict[tuple[CounterId, UtcNs], Bucket] = {}
    for (counter, start), bucket in minutes.items():
        around = _holding(by_counter[counter], start)
        if any(hour.state == HourState.SEALED for hour in around):
            late[counter] += 1
            continue
        stale.update((hour.counter, hour.start_utc_ns) for hour in around)
        admitted[counter, start] = bucket
    _mark_stale(connection, site, stale)
    _count_late(connection, site, late)
    return admitted


def _holding(hours: list[Hour], moment: int) -> list[Hour]:
    # Two at most: the borders of hours move when the site's time zone changes.
    after = bisect_right(hours, moment, key=lambda hour: hour.start_utc_ns)
    return [hour for hour in hours[max(after - 2, 0) : after] if hour.end_utc_ns > moment]


def _mark_stale(connection: Connection, site: str, hours: set[tuple[str, int]]) -> None:
    if not hours:
        return
    key = (
        HOUR.c.counter == bindparam("key_counter"),
        HOUR.c.start_utc_ns == bindparam("key_start"),
    )
    connection.execute(
        update(HOUR).where(HOUR.c.site == site, *key).values(state=int(HourState.STALE)),
        [{"key_counter": counter, "key_start": start} for counter, start in sorted(hours)],
    )


def _count_late(connection: Connection, site: str, late: Mapping[str, int]) -> None:
    if not late:
        return
    for each in late:
        insert_once(connection, LATE_MINUTE, {"site": site, "counter": each, "count": 0})
    counter = LATE_MINUTE.c.counter == bindparam("key_counter")
    connection.execute(
        update(LATE_MINUTE)
        .where(LATE_MINUTE.c.site == site, counter)
        .values(count=LATE_MINUTE.c.count + bindparam("more")),
        [{"key_counter": each, "more": count} for each, count in late.items()],
    )
