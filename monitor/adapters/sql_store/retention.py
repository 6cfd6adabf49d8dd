"""Removes what is older than it may be, in pieces short enough for others to write in between."""

from __future__ import annotations

import json
from collections import Counter
from types import MappingProxyType
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    select,
    update,
)

from monitor.adapters.sql_store.database import Database, chosen, remove, upsert
from monitor.adapters.sql_store.hours import sum_hours
from monitor.adapters.sql_store.schema import (
    CORRECTION,
    ENCOUNTER,
    HOUR,
    MINUTE,
    PRESENCE_EVENT,
    RETENTION_RUN,
    SESSION,
    HourState,
)
from monitor.metrics.rollup import Span
from monitor.ports import Borders, PurgeReport
from monitor.units import CounterId, UtcNs

_ROWS_AT_ONCE: Final = 1000
_HOURS_AT_ONCE: Final = 24
"""Hours whose minutes go in one transaction: at most 1440 rows."""


def purge(database: Database, borders: Borders, now_utc_ns: UtcNs) -> PurgeReport:
    """Remove what is older than the borders; the report is kept. Raises `StoreError`.

    Killed in between, it leaves whole pieces, and the next run goes on.
    """
    removed: Counter[str] = Counter()
    hour, ended = HOUR.c, func.coalesce(SESSION.c.end_utc_ns, SESSION.c.start_utc_ns)
    done = hour.state.in_([int(HourState.SEALED), int(HourState.EMPTY)])
    _sum_stale(database)
    removed["minutes"] = _minutes(database, borders.minutes_utc_ns)
    for what, table, old in (
        ("hours", HOUR, and_(done, hour.end_utc_ns <= borders.hours_utc_ns)),
        ("encounters", ENCOUNTER, ENCOUNTER.c.end_utc_ns <= borders.encounters_utc_ns),
        ("sessions", SESSION, ended <= borders.sessions_utc_ns),
        ("presence_events", PRESENCE_EVENT, PRESENCE_EVENT.c.at_utc_ns < borders.encounters_utc_ns),
        ("corrections", CORRECTION, CORRECTION.c.offset_utc_ns <= borders.minutes_utc_ns),
    ):
        # A session is many rows by itself.
        removed[what] = _older(database, table, old, 1 if table is SESSION else _ROWS_AT_ONCE)
    row = {
        "site": database.site,
        "ran_utc_ns": now_utc_ns,
        "removed": json.dumps(removed),
    }
    with database.writing() as connection:
        upsert(connection, RETENTION_RUN, [row])
    return PurgeReport(now_utc_ns, MappingProxyType(dict(removed)))


def last_run(database: Database) -> PurgeReport | None:
    """The report of the newest run."""
    query = chosen(RETENTION_RUN, ("ran_utc_ns", "removed"), site=database.site)
    with database.reading() as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    return PurgeReport(UtcNs(row[0]), MappingProxyType(json.loads(row[1])))


def _sum_stale(database: Database) -> None:
    """Sum anew each hour to which a minute came late: its borders are known."""
    while hours := _hours(database, HourState.STALE, 2**62, _HOURS_AT_ONCE):
        with database.writing() as connection:
            for counter, start, end in hours:
                span = Span(UtcNs(start), UtcNs(end))
                sum_hours(connection, database.site, CounterId(counter), (span,))


def _minutes(database: Database, border: UtcNs) -> int:
    """Minutes go with the whole of their hour, and only once it was summed from them."""
    count = 0
    while hours := _hours(database, HourState.SUMMED, border, _HOURS_AT_ONCE):
        with database.writing() as connection:
            count += _seal(connection, database.site, hours)
    return count


def _hours(
    database: Database, state: HourState, border: int, limit: int
) -> list[tuple[str, int, int]]:
    hour = HOUR.c
    query = (
        select(hour.counter, hour.start_utc_ns, hour.end_utc_ns)
        .where(hour.site == database.site, hour.state == int(state), hour.end_utc_ns <= border)
        .order_by(hour.end_utc_ns)
        .limit(limit)
    )
    with database.reading() as connection:
        return [(counter, start, end) for counter, start, end in connection.execute(query)]


def _seal(connection: Connection, site: str, hours: list[tuple[str, int, int]]) -> int:
    count = 0
    for counter, start, end in hours:
        key = (HOUR.c.site == site, HOUR.c.counter == counter, HOUR.c.start_utc_ns == start)
        sealed = connection.execute(
            update(HOUR)
            # A minute may have come between looking and here.
            .where(*key, HOUR.c.state == int(HourState.SUMMED))
            .values(state=int(HourState.SEALED))
        )
        if sealed.rowcount:
            minute = MINUTE.c
            count += connection.execute(
                delete(MINUTE).where(
                    *(minute.site == site, minute.counter == counter),
                    *(minute.start_utc_ns >= start, minute.start_utc_ns < end),
                )
            ).rowcount
    return count


def _older(database: Database, table: Table, old: ColumnElement[bool], limit: int) -> int:
    key = list(table.primary_key)
    query = select(*key).where(table.c.site == database.site, old).limit(limit)
    count = 0
    while True:
        with database.writing() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
            count += remove(connection, table, rows)
        if len(rows) < limit:
            return count
