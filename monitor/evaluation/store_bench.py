"""How long a day, a week and a month take to read when the database holds 13 months.

The buckets are drawn (`monitor.samples.generated`): a fortnight of each counter, written again and
again until the time is full. Every hour has its bucket, as the service leaves them; the minutes are
kept as long as asked, the rest of the hours is sealed. Then come the questions (`store_questions`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import text

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.adapters.sql_store.bulk import load
from monitor.adapters.sql_store.rows import bucket_row
from monitor.adapters.sql_store.schema import HOUR, MINUTE, HourState
from monitor.errors import StoreError
from monitor.evaluation.store_questions import LAST_DAY, ZONE, Progress, QueryTimes, ask
from monitor.evaluation.timing import Conditions, Timer
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span, Step, roll_up, spans, start_of_day
from monitor.ports import Clock
from monitor.samples.generated import generated_minutes
from monitor.units import NS_PER_S, CounterId, UtcNs

TARGET_P95_MS: Final = 100.0
SITE: Final = "bench"
_DRAWN_DAYS: Final = 14
_DAY_NS: Final = 86_400 * NS_PER_S


def quiet(_text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class StoreBench:
    """What was kept, what room it takes, how long the questions took; conditions are theirs."""

    database: str
    counters: int
    days: int
    minute_days: int
    minutes: int
    hours: int
    minute_bytes: int
    hour_bytes: int
    size_bytes: int
    fill_s: float
    queries: dict[str, QueryTimes]
    conditions: Conditions


def bench_store(
    url: str,
    clock: Clock,
    *,
    counters: int = 10,
    days: int = 395,
    minute_days: int = 30,
    asked: int = 100,
    seed: int = 1,
    say: Progress = quiet,
) -> StoreBench:
    """Fill an empty database and ask it. What was written stays in it.

    Raises:
        StoreError: the database cannot be used, or holds something already.
    """
    store = open_store(url, SITE)
    try:
        if store.info().oldest_utc_ns is not None:
            raise StoreError(f"{store.info().address} is not empty: bench wants one of its own")
        names = [CounterId(f"counter-{number:02}") for number in range(counters)]
        filling = Timer(clock)
        filled, sizes = _fill(store, names, days, minute_days, seed, say)
        _settle(store)
        fill_s = filling.took().wall_s
        asking = Timer(clock)
        # What is there for good is not walked through again and again, as in the service.
        gc.collect()
        gc.freeze()
        queries = ask(store, clock, names, days, asked, seed, say)
        info = store.info()
        return StoreBench(
            database=database_version(store),
            counters=counters,
            days=days,
            minute_days=minute_days,
            minutes=filled["minute"],
            hours=filled["hour"],
            minute_bytes=sizes["minute"] // max(filled["minute"], 1),
            hour_bytes=sizes["hour"] // max(filled["hour"], 1),
            size_bytes=info.size_bytes or 0,
            fill_s=round(fill_s, 1),
            queries=queries,
            conditions=asking.conditions(),
        )
    finally:
        store.close()


def _fill(
    store: SqlStore,
    names: Sequence[CounterId],
    days: int,
    minute_days: int,
    seed: int,
    say: Progress,
) -> tuple[dict[str, int], dict[str, int]]:
    """Write everything; rows and bytes by table. What was drawn is forgotten afterwards: it would
    only make Python's own housekeeping slow while the questions are asked.
    """
    filled, sizes = {"minute": 0, "hour": 0}, {"minute": 0, "hour": 0}
    empty_bytes = _size(store)
    drawn = [_Drawn(name, seed) for name in names]
    for table, rows in ((MINUTE, _Drawn.minute_rows), (HOUR, _Drawn.hour_rows)):
        for number, each in enumerate(drawn, 1):
            say(f"writing the {table.name}s of counter {number} of {len(names)}")
            with store.database.writing() as connection:
                written = _Counted(rows(each, days, minute_days))
                load(connection, table, written)
                filled[table.name] += written.count
        sizes[table.name] = _size(store) - empty_bytes - sum(sizes.values())
    return filled, sizes


class _Drawn:
    """A fortnight of one counter as rows, to be written again and again."""

    def __init__(self, counter: CounterId, seed: int) -> None:
        self._counter = counter
        self._days: list[tuple[list[dict[str, Any]], list[dict[str, Any]]]] = []
        for back in range(_DRAWN_DAYS, 0, -1):
            day = LAST_DAY - timedelta(days=back)
            start, end = start_of_day(day, ZONE), start_of_day(day + timedelta(days=1), ZONE)
            minutes = generated_minutes(counter, day, ZONE, seed)
            cut = spans(Span(start, end), Step.HOUR, ZONE)
            sums = {each.span.start_utc_ns: each.bucket for each in roll_up(minutes, cut)}
            hours = [
                {**self._row(sums.get(s.start_utc_ns, Bucket(s.start_utc_ns))), **_ends(s, sums)}
                for s in cut
            ]
            self._days.append(([self._row(minute) for minute in minutes], hours))

    def minute_rows(self, days: int, minute_days: int) -> Iterator[dict[str, Any]]:
        """The minutes of the newest `minute_days`."""
        for back, (minutes, _hours) in self._walk(min(days, minute_days)):
            for row in minutes:
                yield {**row, "start_utc_ns": row["start_utc_ns"] - back}

    def hour_rows(self, days: int, minute_days: int) -> Iterator[dict[str, Any]]:
        """All hours; those without minutes are sealed."""
        oldest = start_of_day(LAST_DAY, ZONE) - minute_days * _DAY_NS
        for back, (_minutes, hours) in self._walk(days):
            for row in hours:
                start, end = row["start_utc_ns"] - back, row["end_utc_ns"] - back
                sealed = row["state"] == HourState.SUMMED and start < oldest
                state = int(HourState.SEALED) if sealed else row["state"]
                yield {**row, "start_utc_ns": start, "end_utc_ns": end, "state": state}

    def _walk(
        self, days: int
    ) -> Iterator[tuple[int, tuple[list[dict[str, Any]], list[dict[str, Any]]]]]:
        for day in range(days, 0, -1):
            rounds = (day - 1) // _DRAWN_DAYS
            yield rounds * _DRAWN_DAYS * _DAY_NS, self._days[-((day - 1) % _DRAWN_DAYS) - 1]

    def _row(self, bucket: Bucket) -> dict[str, Any]:
        key = {"site": SITE, "counter": self._counter, "start_utc_ns": bucket.start_utc_ns}
        return bucket_row(key, bucket)


class _Counted:
    """Counts what goes through."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _ends(span: Span, sums: dict[UtcNs, Bucket]) -> dict[str, Any]:
    state = HourState.SUMMED if span.start_utc_ns in sums else HourState.EMPTY
    return {"end_utc_ns": span.end_utc_ns, "state": int(state)}


def _settle(store: SqlStore) -> None:
    """What a server's own housekeeping does within minutes of so many new rows."""
    if not store.database.is_sqlite:
        with store.database.reading() as connection:
            connection.rollback()
            autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
            autocommit.execute(text("VACUUM ANALYZE minute"))
            autocommit.execute(text("VACUUM ANALYZE hour"))


def _size(store: SqlStore) -> int:
    with store.database.reading() as connection:
        if store.database.is_sqlite:
            connection.rollback()
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return store.database.size_bytes(connection) or 0


def database_version(store: SqlStore) -> str:
    """Kind and version of the database behind a store."""
    name = "sqlite_version()" if store.database.is_sqlite else "current_setting('server_version')"
    kind = "SQLite" if store.database.is_sqlite else "PostgreSQL"
    with store.database.reading() as connection:
        return f"{kind} {connection.execute(text(f'SELECT {name}')).scalar()}"
