"""The demo's drawn weeks: there for yesterday, nothing of today, left off when asked."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.adapters.sql_store import open_store
from monitor.errors import StoreError
from monitor.metrics.rollup import local_time, start_of_day
from monitor.ports.scripted_clock import ScriptedClock
from monitor.runtime.offline.drawn_history import DrawnHistory
from monitor.settings import Settings, SiteSettings, StoreSettings
from monitor.units import CounterId, UtcNs
from tests.patience import wait_until
from tests.unit.runtime.morning import clock_at

COUNTER = CounterId("counter")
MADRID = ZoneInfo("Europe/Madrid")
WEEKDAY, SUNDAY = 11 * 60, 4 * 60
"""For so many minutes the drawn shop is open."""


def shop(folder: Path) -> Settings:
    return Settings(
        site=SiteSettings(time_zone=str(MADRID)),
        store=StoreSettings(url=f"sqlite:///{folder / 'demo.db'}"),
    )


def drawn_minutes(settings: Settings, clock: ScriptedClock, days_ago: int) -> int:
    """How many minutes the day holds that lies so many days back."""
    day = local_time(clock.utc_ns(), MADRID).date() - timedelta(days=days_ago)
    start, end = start_of_day(day, MADRID), start_of_day(day + timedelta(days=1), MADRID)
    store = open_store(settings.store.url, settings.site.id)
    try:
        return len(store.minutes(COUNTER, UtcNs(start), UtcNs(end)))
    finally:
        store.close()


def drawn_so_far(settings: Settings, clock: ScriptedClock) -> int:
    """Of yesterday; none while a machine that stands still holds the lock for too long."""
    # Opening a database takes its lock: whoever opens it on and on keeps the other from writing.
    time.sleep(0.3)
    try:
        return drawn_minutes(settings, clock, 1)
    except StoreError:
        return 0


@pytest.mark.parametrize(
    ("now", "open_minutes"),
    [
        ("2026-12-01T12:00:00", WEEKDAY),
        ("2026-11-30T12:00:00", SUNDAY),  # a Monday
        ("2026-11-29T12:00:00", WEEKDAY),
        ("2027-01-01T00:00:01", WEEKDAY),
        ("2028-02-29T23:59:59", WEEKDAY),
        ("2028-03-01T09:00:00", WEEKDAY),  # yesterday was a leap day
        ("2027-03-28T03:30:00", WEEKDAY),  # the clock went forward an hour and a half ago
        ("2027-03-29T09:00:00", SUNDAY),  # yesterday had 23 hours
        ("2027-11-01T09:00:00", SUNDAY),  # yesterday had 25 hours
    ],
)
def test_it_draws_yesterday_first_and_nothing_of_today(
    tmp_path: Path, now: str, open_minutes: int
) -> None:
    settings = shop(tmp_path)
    clock = clock_at(datetime.fromisoformat(now).replace(tzinfo=MADRID))
    history = DrawnHistory(settings, clock)
    history.start()
    try:
        wait_until(lambda: drawn_so_far(settings, clock), lambda: "yesterday was not drawn")
    finally:
        history.stop()
    assert drawn_minutes(settings, clock, 1) >= open_minutes
    assert drawn_minutes(settings, clock, 0) == 0


def test_what_never_began_is_stopped_without_ado(tmp_path: Path) -> None:
    DrawnHistory(shop(tmp_path)).stop()
    assert not (tmp_path / "demo.db").exists()
