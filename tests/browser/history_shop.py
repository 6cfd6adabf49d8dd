"""A shop with weeks of generated days behind it, for the page "History"."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import local_time
from monitor.samples.generated import generated_minutes
from monitor.units import CounterId
from tests.browser.played_shop import TIME_ZONE, PlayedCounter, PlayedShop

BUSY = PlayedCounter(CounterId("busy"), "Farmacia")
QUIET = PlayedCounter(CounterId("quiet"), "Rincón", calibrated=False)
UNTOLD = PlayedCounter(CounterId("untold"), "Sin puerta")
COUNTERS = (BUSY, QUIET, UNTOLD)
ZONE = ZoneInfo(TIME_ZONE)
Kind = Callable[[Sequence[Bucket]], Sequence[Bucket]]


def today(shop: PlayedShop) -> date:
    """On the shop's clock."""
    return local_time(shop.clock.utc_ns(), ZONE).date()


def last_monday(shop: PlayedShop) -> date:
    """Where the last whole week begins."""
    day = today(shop)
    return day - timedelta(days=day.weekday() + 7)


def seeded(folder: Path, days: int = 15) -> PlayedShop:
    """Days up to yesterday: a busy counter, a quiet one, one that knows nothing of customers."""
    shop = PlayedShop(folder, COUNTERS)
    for counter, kind in ((BUSY, everything), (QUIET, few), (UNTOLD, untold)):
        keep_days(shop, counter.counter, kind, days)
    return shop


def keep_days(shop: PlayedShop, counter: CounterId, kind: Kind, days: int) -> None:
    """Days up to yesterday, the same at every counter but for what its kind leaves of them."""
    for back in range(days, 0, -1):
        day = today(shop) - timedelta(days=back)
        shop.store.upsert_minutes(counter, kind(drawn(day)))


@functools.cache
def drawn(day: date) -> tuple[Bucket, ...]:
    """The minutes of a day, drawn once for all shops."""
    return generated_minutes(BUSY.counter, day, ZONE)


def everything(minutes: Sequence[Bucket]) -> Sequence[Bucket]:
    """A busy counter."""
    return minutes


def few(minutes: Sequence[Bucket]) -> Sequence[Bucket]:
    """Two minutes of nine: so few customers that an hour hardly stands by itself."""
    return [minute for index, minute in enumerate(minutes) if index % 9 < 2]


def untold(minutes: Sequence[Bucket]) -> Sequence[Bucket]:
    """Nothing is known of customers."""
    return [_untold(minute) for minute in minutes]


def _untold(minute: Bucket) -> Bucket:
    return Bucket(minute.start_utc_ns, minute.all, gap_ns=minute.gap_ns, samples=minute.samples)
