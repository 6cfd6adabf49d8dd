"""What is kept of a site, read while a service may be running: for reports."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.adapters.clock import SystemClock
from monitor.adapters.sql_store import open_store
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span, Summed
from monitor.metrics.session import Session, SessionRecord
from monitor.ports import Clock, MetricsStore
from monitor.runtime.site.data_folder import store_url
from monitor.runtime.site.rules_kept import ledger_with
from monitor.settings import Settings
from monitor.units import CounterId, UtcNs


class Archive:
    """The numbers of one site, as far as they are written. Raises `StoreError`."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self._store: MetricsStore = open_store(store_url(settings.store.url), settings.site.id)
        # A rule that no service has gone by yet counts from now on, and is not written down.
        self.ledger = ledger_with(self._store.rules(), settings, self.clock.utc_ns())

    def close(self) -> None:
        """Release the database."""
        self._store.close()

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Minutes with start <= minute < end."""
        return self._store.minutes(counter, start, end)

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Summed, ...]:
        """The sums of each span, empty ones left out."""
        at = {span.start_utc_ns: span for span in spans}
        found = self._store.sums(counter, spans)
        return tuple(Summed(at[bucket.start_utc_ns], bucket) for bucket in found)

    def sessions(self, counter: CounterId, span: Span) -> tuple[tuple[Session, SessionRecord], ...]:
        """Training sessions that began at a counter in a span, oldest first."""
        found = (
            each
            for each in reversed(self._store.sessions.all())
            if each.counter == counter and span.start_utc_ns <= each.start_utc_ns < span.end_utc_ns
        )
        return tuple((each, self._store.sessions.record(each.session_id)) for each in found)
