"""A shop with weeks of generated days behind it, for the page "History"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitor.adapters.sql_store import open_store
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import local_time
from monitor.metrics.tallies import EncounterTally
from monitor.samples.generated import generated_minutes
from monitor.settings import Settings
from monitor.units import CounterId
from tests.browser.played_shop import TIME_ZONE, PlayedCounter, PlayedShop

BUSY = PlayedCounter(CounterId("busy"), "Farmacia")
QUIET = PlayedCounter(CounterId("quiet"), "Rincón", calibrated=False)
UNTOLD = PlayedCounter(CounterId("untold"), "Sin puerta")
COUNTERS = (BUSY, QUIET, UNTOLD)
ZONE = ZoneInfo(TIME_ZONE)
_AREAS = (
    {"name": "customer", "means": "customer", "yaw_deg": [-15, 15], "pitch_deg": [-20, 15]},
    {"name": "device", "means": "device", "pitch_deg": [-90, -38]},
    {"name": "caja", "means": "work", "yaw_deg": [20, 60], "pitch_deg": [-50, -26]},
)


def today(shop: PlayedShop) -> date:
    """On the shop's clock."""
    return local_time(shop.clock.utc_ns(), ZONE).date()


def last_monday(shop: PlayedShop) -> date:
    """Where the last whole week begins."""
    day = today(shop)
    return day - timedelta(days=day.weekday() + 7)


def seeded(folder: Path, days: int = 15) -> PlayedShop:
    """Days up to yesterday: a busy counter, a quiet one, one that knows nothing of customers."""
    store = open_store(f"sqlite:///{folder}/shop.db", "site")
    counters = [
        {"id": each.counter, "name": each.name, "calibrated": each.calibrated, "areas": _AREAS}
        for each in COUNTERS
    ]
    site = {"name": "Farmacia", "time_zone": TIME_ZONE}
    settings = Settings.model_validate({"site": site, "counters": counters})
    shop = PlayedShop(store, COUNTERS, settings=settings)
    for back in range(days, 0, -1):
        day = today(shop) - timedelta(days=back)
        minutes = generated_minutes(BUSY.counter, day, ZONE)
        store.upsert_minutes(BUSY.counter, minutes)
        store.upsert_minutes(QUIET.counter, [m for i, m in enumerate(minutes) if i % 9 < 2])
        store.upsert_minutes(UNTOLD.counter, [_untold(minute) for minute in minutes])
    return shop


def _untold(minute: Bucket) -> Bucket:
    nothing = MappingProxyType({})
    return replace(
        minute,
        presence_known_ns=0,
        present_ns=nothing,
        present_glances=nothing,
        encounters=EncounterTally(),
        splits=0,
    )
