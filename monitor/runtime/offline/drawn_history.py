"""The weeks behind the demo: drawn, not measured, so that its pages have something to show."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.adapters.clock import SystemClock
from monitor.adapters.sql_store import SqlStore, open_store
from monitor.errors import StoreError
from monitor.metrics.rollup import local_time
from monitor.ports import Clock
from monitor.samples.generated import generated_day
from monitor.settings import Settings
from monitor.units import CounterId

_LOG: Final = logging.getLogger(__name__)
DRAWN_DAYS: Final = 15


class DrawnHistory:
    """Writes the days before today for every counter, newest first.

    In a thread, because drawing takes seconds and the page need not wait for it.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        """`clock` says which day is today, None for the machine's own."""
        self._settings = settings
        self._clock: Clock = clock or SystemClock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._draw, name="drawn-history")

    def start(self) -> None:
        """Begin. The database must be there already."""
        self._thread.start()

    def stop(self) -> None:
        """Leave off after the day under way; safe before `start`."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _draw(self) -> None:
        site = self._settings.site
        try:
            store = open_store(self._settings.store.url, site.id)
            try:
                self._write(store, ZoneInfo(site.time_zone))
            finally:
                store.close()
        except StoreError as error:
            _LOG.error("the drawn days of the demo cannot be written: %s", error)

    def _write(self, store: SqlStore, zone: ZoneInfo) -> None:
        today = local_time(self._clock.utc_ns(), zone).date()
        for ago in range(1, DRAWN_DAYS + 1):
            for counter in self._settings.counters:
                if self._stop.is_set():
                    return
                drawn = generated_day(CounterId(counter.id), today - timedelta(days=ago), zone)
                store.upsert_minutes(CounterId(counter.id), drawn.minutes)
