"""Two whole weeks and two days at a counter, drawn by chance and kept in a real database."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span, Step, spans, start_of_day
from monitor.samples.generated import generated_day
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.api.shop import Shop, counters

ZONE = ZoneInfo("Europe/Madrid")
MAIN = CounterId("main")
MONDAY = date(2026, 3, 2)
DAYS = 16


@dataclass(frozen=True)
class Weeks:
    """What was drawn, and the shop that keeps it. It is two in the afternoon of its last day."""

    shop: Shop
    minutes: tuple[Bucket, ...]


@functools.cache
def drawn() -> tuple[Bucket, ...]:
    days = (MONDAY + timedelta(days=each) for each in range(DAYS))
    return tuple(m for day in days for m in generated_day(MAIN, day, ZONE, seed=2).minutes)


def weeks_in(folder: Path) -> Weeks:
    last = start_of_day(MONDAY + timedelta(days=DAYS - 1), ZONE)
    now_utc_ns = UtcNs(last + 14 * 3600 * NS_PER_S)
    shop = Shop(folder, at_utc_ns=now_utc_ns)
    shop.reopen(counters=counters("main", calibrated=True))
    minutes = tuple(each for each in drawn() if each.start_utc_ns < now_utc_ns)
    shop.store.upsert_minutes(MAIN, minutes)
    # As the hourly work does; all but the last hour.
    closed = Span(start_of_day(MONDAY, ZONE), shop.clock.ago(3600))
    shop.store.roll_up(MAIN, spans(closed, Step.HOUR, ZONE))
    return Weeks(shop, minutes)
