"""Minutes summed into hour buckets, and spans summed from hours and minutes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, select

from monitor.adapters.sql_store.database import remove, upsert
from monitor.adapters.sql_store.rows import BUCKET, Summing, bucket_row
from monitor.adapters.sql_store.schema import HOUR, MINUTE, HourState
from monitor.adapters.sql_store.standing import Hour, hours_between
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span
from monitor.units import CounterId, UtcNs

_HOLDING: Final = (int(HourState.SUMMED), int(HourState.SEALED))


def sum_hours(connection: Connection, site: str, counter: CounterId, spans: Sequence[Span]) -> None:
    """Write the sum of the minutes in each span, in a transaction of the caller's."""
    begin, end = spans[0].start_utc_ns, spans[-1].end_utc_ns
    standing = hours_between(connection, site, (counter,), begin, end)
    sums = summed_minutes(connection, site, counter, spans)
    rows: list[dict[str, Any]] = []
    for span in spans:
        # Borders that moved with the site's time zone: the minutes are there, the old sum goes.
        _drop_moved(connection, site, standing, span)
        summing = sums.get(span.start_utc_ns)
        if any(_same(each, span) and _keeps(each, summing) for each in standing):
            continue
        bucket = summing.bucket(span.start_utc_ns) if summing else Bucket(span.start_utc_ns)
        state = HourState.SUMMED if summing else HourState.EMPTY
        key = {"site": site, "counter": counter, "start_utc_ns": span.start_utc_ns}
        row = {**key, "end_utc_ns": span.end_utc_ns, "state": int(state)}
        rows.append(bucket_row(row, bucket))
    upsert(connection, HOUR, rows)


def summed_minutes(
    connection: Connection, site: str, counter: str, spans: Sequence[Span]
) -> dict[int, Summing]:
    """The sum of the minutes in each span that has some, by its start; spans in order."""
    sums: dict[int, Summing] = {}
    starts = [span.start_utc_ns for span in spans]
    for run in runs(spans):
        for row in connection.execute(bucket_rows(MINUTE, site, counter, run)):
            start = starts[bisect_right(starts, row[0]) - 1]
            if start not in sums:
                sums[start] = Summing()
            sums[start].add(row)
    return sums


def summed(
    connection: Connection, site: str, counter: CounterId, spans: Sequence[Span]
) -> tuple[Bucket, ...]:
    """The sum of each span, each moment once: by hours where they lie wholly in it."""
    starts = [span.start_utc_ns for span in spans]
    sums: dict[int, Summing] = {}
    left: list[Span] = []
    free: dict[int, int] = {span.start_utc_ns: span.start_utc_ns for span in spans}
    whole = Span(spans[0].start_utc_ns, spans[-1].end_utc_ns)
    rows = bucket_rows(HOUR, site, counter, whole).where(HOUR.c.state.in_(_HOLDING))
    held = {row[0]: row for row in connection.execute(rows)}
    for hour in hours_between(connection, site, (counter,), whole.start_utc_ns, whole.end_utc_ns):
        span = spans[max(bisect_right(starts, hour.start_utc_ns) - 1, 0)]
        begin = span.start_utc_ns
        if hour.start_utc_ns < begin or hour.end_utc_ns > span.end_utc_ns:
            continue
        if hour.state == HourState.STALE:
            continue
        if free[begin] < hour.start_utc_ns:
            left.append(Span(UtcNs(free[begin]), UtcNs(hour.start_utc_ns)))
        free[begin] = max(free[begin], hour.end_utc_ns)
        if hour.start_utc_ns in held:
            sums.setdefault(begin, Summing()).add(held[hour.start_utc_ns])
    left += [Span(UtcNs(free[each.start_utc_ns]), each.end_utc_ns) for each in spans]
    left = [each for each in left if each.duration_ns > 0]
    left.sort(key=lambda each: each.start_utc_ns)
    for run in runs(left):
        for row in connection.execute(bucket_rows(MINUTE, site, counter, run)):
            begin = starts[bisect_right(starts, row[0]) - 1]
            sums.setdefault(begin, Summing()).add(row)
    return tuple(sums[start].bucket(start) for start in starts if start in sums)


def bucket_rows(table: Table, site: str, counter: str, within: Span) -> Select[*tuple[Any, ...]]:
    """The query for the columns of `BUCKET`, in order of time."""
    start = table.c.start_utc_ns
    return (
        select(*(table.c[name] for name in BUCKET))
        .where(table.c.site == site, table.c.counter == counter)
        .where(start >= within.start_utc_ns, start < within.end_utc_ns)
        .order_by(start)
    )


def runs(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch joined into one; in order."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end_utc_ns == span.start_utc_ns:
            joined[-1] = Span(joined[-1].start_utc_ns, span.end_utc_ns)
        else:
            joined.append(span)
    return joined


def unrolled(
    connection: Connection, site: str, counter: CounterId, within: Span
) -> tuple[UtcNs, ...]:
    """Starts of the minutes that no hour holds, in order."""
    hours = hours_between(connection, site, (counter,), within.start_utc_ns, within.end_utc_ns)
    free = within.start_utc_ns
    left: list[Span] = []
    for hour in hours:
        if hour.state in {HourState.SUMMED, HourState.SEALED}:
            if free < hour.start_utc_ns:
                left.append(Span(free, UtcNs(hour.start_utc_ns)))
            free = UtcNs(max(free, hour.end_utc_ns))
    left.append(Span(free, within.end_utc_ns))
    start = MINUTE.c.start_utc_ns
    here = select(start).where(MINUTE.c.site == site, MINUTE.c.counter == counter)
    found: list[UtcNs] = []
    for run in left:
        inside = here.where(start >= run.start_utc_ns, start < run.end_utc_ns)
        found += connection.execute(inside.order_by(start)).scalars()
    return tuple(found)


def _same(hour: Hour, span: Span) -> bool:
    return (hour.start_utc_ns, hour.end_utc_ns) == (span.start_utc_ns, span.end_utc_ns)


def _keeps(hour: Hour, summing: Summing | None) -> bool:
    """Does it keep what it has? Yes when its minutes are gone."""
    return hour.state == HourState.SEALED or (summing is None and hour.state == HourState.SUMMED)


def _drop_moved(connection: Connection, site: str, hours: Iterable[Hour], span: Span) -> None:
    moved = [
        {"site": site, "counter": hour.counter, "start_utc_ns": hour.start_utc_ns}
        for hour in hours
        if hour.start_utc_ns < span.end_utc_ns
        and hour.end_utc_ns > span.start_utc_ns
        and hour.state != HourState.SEALED
        and not _same(hour, span)
    ]
    remove(connection, HOUR, moved)
