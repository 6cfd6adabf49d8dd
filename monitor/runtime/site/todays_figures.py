"""What is published of today at each counter, for its snapshots.

Of the eyes only closed hours tell, by the rule that the past is published by. So it is read anew
once an hour, when one has closed, and in between only the volumes grow.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from monitor.metrics.atoms import closed_until
from monitor.metrics.publication import PublishedSpan, continued, publish
from monitor.metrics.rollup import Span
from monitor.metrics.rule_ledger import RuleLedger
from monitor.metrics.volumes import Volumes
from monitor.runtime.counter.publishing import Kept, history_of, together
from monitor.snapshot import figures
from monitor.snapshot.figures import SpanFigures
from monitor.units import CounterId, UtcNs


@dataclass(frozen=True, slots=True)
class _Reading:
    """What decides which hours are published: it is read anew when any of this is another."""

    day_utc_ns: UtcNs
    closed_utc_ns: UtcNs
    ledger: RuleLedger


@dataclass(frozen=True, slots=True)
class _Today:
    reading: _Reading
    shown: PublishedSpan
    told: SpanFigures


class TodaysFigures:
    """Thread-safe: `follow` reads the database, `of` never does and never waits."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._held: dict[CounterId, _Today] = {}

    def follow(self, counter: CounterId, day: Span) -> None:
        """Read anew what is published once another hour has closed, or the rule has changed.

        Called every few seconds. While the database cannot be read, what was published stands; of a
        new day nothing is.

        Raises:
            StoreError: the database cannot be read.
        """
        with self._lock:
            reading = self._reading_of(day)
            held = self._held.get(counter)
            if held is not None and held.reading == reading:
                return
            span = Span(day.start_utc_ns, self._kept.clock.utc_ns())
            zone = ZoneInfo(self._kept.settings.site.time_zone)
            told = together(history_of(self._kept, counter, span, zone))
            self._held[counter] = _Today(reading, told.shown, told.figures)

    def of(self, counter: CounterId, day: Span, volumes: Volumes) -> SpanFigures:
        """What is told of today up to this moment: its volumes, and what is published of it."""
        now = self._kept.clock.utc_ns()
        span, ledger = Span(day.start_utc_ns, now), self._kept.ledger
        closed = closed_until(now, ledger.now.params)
        held = self._held.get(counter)
        if held is None or held.reading.day_utc_ns != day.start_utc_ns:
            return figures.published(publish(span, volumes, (), ledger, closed))
        return figures.continued(held.told, continued(held.shown, span, volumes, ledger, closed))

    def _reading_of(self, day: Span) -> _Reading:
        ledger, now = self._kept.ledger, self._kept.clock.utc_ns()
        closed = ledger.start_of_hour(closed_until(now, ledger.now.params))
        return _Reading(day.start_utc_ns, closed, ledger)
