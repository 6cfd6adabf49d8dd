"""The demo's drawn weeks: there for yesterday, nothing of today, left off when asked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.adapters.clock import SystemClock
from monitor.adapters.sql_store import open_store
from monitor.errors import StoreError
from monitor.metrics.rollup import local_time, start_of_day
from monitor.runtime.offline.drawn_history import DrawnHistory
from monitor.settings import Settings, StoreSettings
from monitor.units import CounterId, UtcNs
from tests.patience import wait_until

COUNTER = CounterId("counter")


def shop(folder: Path) -> Settings:
    return Settings(store=StoreSettings(url=f"sqlite:///{folder / 'demo.db'}"))


def drawn_minutes(settings: Settings, days_ago: int) -> int:
    """How many minutes the day holds that lies so many days back."""
    zone = ZoneInfo(settings.site.time_zone)
    day = local_time(SystemClock().utc_ns(), zone).date() - timedelta(days=days_ago)
    start, end = start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)
    store = open_store(settings.store.url, settings.site.id)
    try:
        return len(store.minutes(COUNTER, UtcNs(start), UtcNs(end)))
    finally:
        store.close()


def drawn_so_far(settings: Settings) -> int:
    """Of yesterday; none while a machine that stands still holds the lock for too long."""
    try:
        return drawn_minutes(settings, 1)
    except StoreError:
        return 0


def test_it_draws_yesterday_first_and_nothing_of_today(tmp_path: Path) -> None:
    settings = shop(tmp_path)
    history = DrawnHistory(settings)
    history.start()
    try:
        wait_until(lambda: drawn_so_far(settings), lambda: "yesterday was not drawn")
    finally:
        history.stop()
    assert drawn_minutes(settings, 1) > 300
    assert drawn_minutes(settings, 0) == 0


def test_what_never_began_is_stopped_without_ado(tmp_path: Path) -> None:
    DrawnHistory(shop(tmp_path)).stop()
    assert not (tmp_path / "demo.db").exists()
