"""Many counters of many sites into one PostgreSQL, a bucket a minute each, as fast as it goes.

Every site does what its service does: it writes the minutes of its counters when they close, and
sums each hour when it is over. Some buckets come late (up to an hour), some twice, and each site is
cut off once for half an hour and then sends all that it held. At the end every minute is counted
and every counter's sums, down to the last bin, are compared with what was drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date
from multiprocessing import get_context
from random import Random
from typing import Final

from sqlalchemy import func, select

from monitor.adapters.clock import SystemClock
from monitor.adapters.sql_store import SqlStore, open_store
from monitor.adapters.sql_store.schema import MINUTE
from monitor.errors import StoreError
from monitor.evaluation.store_bench import Progress, database_version, quiet
from monitor.evaluation.timing import Conditions, Timer
from monitor.metrics.buckets import MINUTE_NS, Bucket, total
from monitor.metrics.rollup import Span
from monitor.ports import Clock
from monitor.samples.generated import generated_minutes
from monitor.units import CounterId, UtcNs

DAY: Final = date(2026, 11, 16)
_KINDS: Final = 6
"""Different days that are drawn; many counters had one and the same."""
_LATE: Final = 0.02
_TWICE: Final = 0.03
_LATEST_MINUTES: Final = 60
_CUT_OFF_MINUTES: Final = 30
_HOUR_NS: Final = 60 * MINUTE_NS


@dataclass(frozen=True, slots=True)
class IngestBench:
    """What was sent, how fast, and what is wrong with what was kept (nothing, one hopes).

    Attributes:
        sent: buckets written, late and repeated ones among them.
        expected: different minutes among them.
        minutes: minutes that are in the database at the end.
        wrong_counters: counters whose sums differ from what was drawn in any number.
        summed_anew: hours that were summed again since something came late.
        write_s: until all was written, the hours' sums included.
    """

    database: str
    counters: int
    sites: int
    hours: int
    writers: int
    sent: int
    late: int
    repeated: int
    summed_anew: int
    expected: int
    minutes: int
    wrong_counters: int
    write_s: float
    rows_per_s: int
    size_bytes: int
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class _Orders:
    """What one writing process is to do."""

    url: str
    sites: tuple[str, ...]
    counters: int
    hours: int


@dataclass(frozen=True, slots=True)
class _Wrote:
    sent: int
    late: int
    repeated: int
    summed_anew: int
    took_s: float


def bench_ingest(
    url: str,
    clock: Clock,
    *,
    counters: int = 1000,
    sites: int = 20,
    hours: int = 10,
    writers: int = 2,
    say: Progress = quiet,
) -> IngestBench:
    """Fill an empty database, count and compare. What was written stays in it.

    `counters` is shared out evenly among the sites.

    Raises:
        StoreError: the database cannot be used, or holds something already.
    """
    names = tuple(f"site-{number:03}" for number in range(sites))
    each = max(counters // sites, 1)
    if url.startswith("sqlite"):
        # Before it is opened, which would make the file.
        raise StoreError("bench ingest is about a server: accepted is postgresql://host/database")
    first = open_store(url, names[0])
    try:
        if first.info().oldest_utc_ns is not None:
            raise StoreError(f"{first.info().address} is not empty: bench wants one of its own")
        say(f"{writers} processes write")
        timer = Timer(clock)
        orders = [_Orders(url, names[number::writers], each, hours) for number in range(writers)]
        with ProcessPoolExecutor(writers, mp_context=get_context("spawn")) as pool:
            wrote = list(pool.map(_write, [order for order in orders if order.sites]))
        say("counting and comparing")
        days = drawn_days(hours)
        compared = [compare(url, name, each, days) for name in names]
        sent, took_s = sum(w.sent for w in wrote), max(w.took_s for w in wrote)
        return IngestBench(
            database=database_version(first),
            counters=each * sites,
            sites=sites,
            hours=hours,
            writers=writers,
            sent=sent,
            late=sum(w.late for w in wrote),
            repeated=sum(w.repeated for w in wrote),
            summed_anew=sum(w.summed_anew for w in wrote),
            expected=each * sites * hours * 60,
            minutes=sum(minutes for minutes, _wrong in compared),
            wrong_counters=sum(wrong for _minutes, wrong in compared),
            write_s=round(took_s, 1),
            rows_per_s=round(sent / took_s),
            size_bytes=first.info().size_bytes or 0,
            conditions=timer.conditions(),
        )
    finally:
        first.close()


def _write(orders: _Orders) -> _Wrote:
    """All that some sites write, minute by minute, each site through a store of its own."""
    clock = SystemClock()
    days = drawn_days(orders.hours)
    counters = _counters(orders.counters)
    stores = {site: open_store(orders.url, site) for site in orders.sites}
    posts = {site: _Post(site, counters, orders.hours * 60) for site in orders.sites}
    timer = Timer(clock)
    try:
        for minute in range(orders.hours * 60 + _LATEST_MINUTES + 1):
            for site, store in stores.items():
                posts[site].deliver(store, minute, days)
                if minute and minute % 60 == 0 and minute <= orders.hours * 60:
                    start = UtcNs(days[0][0].start_utc_ns + (minute - 60) * MINUTE_NS)
                    for counter in counters:
                        store.roll_up(counter, [Span(start, UtcNs(start + _HOUR_NS))])
        anew = sum(_sum_late(store, counters) for store in stores.values())
        took_s = timer.took().wall_s
    finally:
        for store in stores.values():
            store.close()
    sent = sum(post.sent for post in posts.values())
    late = sum(post.late for post in posts.values())
    return _Wrote(sent, late, sum(post.repeated for post in posts.values()), anew, took_s)


class _Post:
    """What one site sends when: some of it late, some twice, some after being cut off."""

    def __init__(self, site: str, counters: Sequence[CounterId], minutes: int) -> None:
        chance = Random(site)  # noqa: S311 - what comes late is no secret
        cut_off = chance.randrange(max(minutes - _CUT_OFF_MINUTES, 1))
        back = cut_off + _CUT_OFF_MINUTES
        self._due: dict[int, list[tuple[CounterId, int]]] = defaultdict(list)
        self.sent = self.late = self.repeated = 0
        for minute in range(minutes):
            for counter in counters:
                times = [minute]
                if chance.random() < _LATE:
                    times = [minute + chance.randint(1, _LATEST_MINUTES)]
                if chance.random() < _TWICE:
                    times.append(minute + chance.randint(1, _LATEST_MINUTES))
                    self.repeated += 1
                for time in times:
                    held = back if cut_off <= time < back else time
                    self._due[min(held, minutes + _LATEST_MINUTES)].append((counter, minute))
                self.late += not any(time == minute for time in times)

    def deliver(self, store: SqlStore, minute: int, days: Sequence[tuple[Bucket, ...]]) -> None:
        """Write all that is due in this minute, in one transaction."""
        batch: dict[CounterId, list[Bucket]] = defaultdict(list)
        for counter, of_minute in self._due.pop(minute, ()):
            batch[counter].append(days[_kind(counter)][of_minute])
            self.sent += 1
        store.upsert_counters(batch)


def _sum_late(store: SqlStore, counters: Sequence[CounterId]) -> int:
    """Sum anew the hours to which something came late; how many they were."""
    count = 0
    for counter in counters:
        late = store.unrolled(counter, UtcNs(2**62))
        starts = sorted({start - start % _HOUR_NS for start in late})
        store.roll_up(counter, [Span(UtcNs(at), UtcNs(at + _HOUR_NS)) for at in starts])
        count += len(starts)
    return count


def compare(
    url: str, site: str, counters: int, days: Sequence[tuple[Bucket, ...]]
) -> tuple[int, int]:
    """Minutes kept of a site, and counters whose sums are not what was drawn.

    A counter's sum is asked twice: by its hours, and with an hour's border between that makes the
    minutes count. `days` is what was drawn (`drawn_days`).
    """
    start = days[0][0].start_utc_ns
    end = UtcNs(start + len(days[0]) * MINUTE_NS)
    middle = UtcNs(start + _HOUR_NS // 2)
    expected = [total(day, start) for day in days]
    store = open_store(url, site)
    try:
        with store.database.reading() as connection:
            count = select(func.count()).select_from(MINUTE).where(MINUTE.c.site == site)
            minutes = connection.execute(count).scalar_one()
        wrong = 0
        for counter in _counters(counters):
            by_hours = store.sums(counter, [Span(start, end)])
            parts = store.sums(counter, [Span(start, middle), Span(middle, end)])
            right = (expected[_kind(counter)],)
            wrong += by_hours != right or (total(parts, start),) != right
        return minutes, wrong
    finally:
        store.close()


def drawn_days(hours: int) -> list[tuple[Bucket, ...]]:
    """The first hours of each kind of day, every minute of them."""
    return [
        generated_minutes(CounterId(f"kind-{kind}"), DAY, UTC)[: hours * 60]
        for kind in range(_KINDS)
    ]


def _counters(count: int) -> list[CounterId]:
    return [CounterId(f"counter-{number:04}") for number in range(count)]


def _kind(counter: CounterId) -> int:
    return int(counter.rpartition("-")[2]) % _KINDS
