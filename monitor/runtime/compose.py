"""Puts a running Mostrador together: the only place that names the adapters of a live service."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from monitor import __version__
from monitor.adapters.clock import SystemClock
from monitor.adapters.sql_store import open_store
from monitor.errors import NotFound, StoreError
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span, Summed, roll_up
from monitor.perception.observation import Observation
from monitor.ports import Clock, MetricsStore, StoreInfo
from monitor.runtime.broadcast import Broadcast, LiveWord
from monitor.runtime.calibrations import Calibrations
from monitor.runtime.data_folder import store_url
from monitor.runtime.health import CounterInfo, RuntimeHealth, StoreHealth
from monitor.runtime.recorder import CounterRecorder
from monitor.runtime.settings_changes import SettingsChanges
from monitor.runtime.supervisor import PRELOADED, Supervisor
from monitor.runtime.watching import worker_order
from monitor.settings import (
    CounterSettings,
    Settings,
    core_params,
    fingerprint,
)
from monitor.units import NS_PER_S, CounterId, UtcNs

_LOG: Final = logging.getLogger(__name__)
_FLUSH_NS: Final = 2 * NS_PER_S
_TICK_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Counter:
    info: CounterInfo
    recorder: CounterRecorder
    supervisor: Supervisor


class Runtime:
    """A running service. Opening the store happens at once, cameras start with `start`."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, settings_file: Path | None = None
    ) -> None:
        """`settings_file` is where a calibration is stored, None for nowhere.

        Raises `StoreError` when the database cannot be used.
        """
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.broadcast = Broadcast()
        self.calibrations = Calibrations(settings, settings_file, self.clock, self.recalibrate)
        self.changes = SettingsChanges(settings, settings_file, self.reconfigure)
        self._store: MetricsStore = open_store(store_url(settings.store.url), settings.site.id)
        self._store_problem: str | None = None
        self._started_utc_ns = self.clock.utc_ns()
        self._stop = threading.Event()
        self._changing = threading.Lock()
        self._writer = threading.Thread(target=self._write, name="store-writer")
        self._counters = {CounterId(each.id): self._counter(each) for each in settings.counters}

    def start(self) -> None:
        """Start the fork server, the workers and the writer."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        for counter in self._counters.values():
            self._publish(counter.info.counter)
            counter.supervisor.start()
        self._writer.start()

    def stop(self) -> None:
        """Stop the workers, write what is pending, close the database."""
        self._stop.set()
        with self._changing:
            for counter in self._counters.values():
                counter.supervisor.stop()
                counter.recorder.interrupt()
        if self._writer.ident is not None:
            self._writer.join()
        self._flush()
        self._store.close()

    def counters(self) -> tuple[CounterInfo, ...]:
        """All counters, in the order of the settings."""
        return tuple(counter.info for counter in self._counters.values())

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Minute buckets with start <= bucket < end, the open minute included.

        Raises:
            NotFound: no such counter.
            StoreError: the database cannot be read.
        """
        held = self._get(counter).recorder.open_minutes()
        buckets = {each.start_utc_ns: each for each in self._store.minutes(counter, start, end)}
        buckets.update({at: each for at, each in held.items() if start <= at < end})
        return tuple(buckets[at] for at in sorted(buckets))

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Summed, ...]:
        """The sums of each span, the open minute included; spans without data left out.

        The database sums what is closed; spans that hold an open minute are folded here.

        Raises:
            NotFound: no such counter.
            StoreError: the database cannot be read.
        """
        held = self._get(counter).recorder.open_minutes()
        live = [s for s in spans if any(s.start_utc_ns <= at < s.end_utc_ns for at in held)]
        closed = {span.start_utc_ns: span for span in spans if span not in live}
        found = [
            Summed(closed[bucket.start_utc_ns], bucket)
            for bucket in self._store.sums(counter, tuple(closed.values()))
        ]
        for span in live:
            minutes = self.minutes(counter, span.start_utc_ns, span.end_utc_ns)
            found.extend(roll_up(minutes, (span,)))
        return tuple(sorted(found, key=lambda each: each.span.start_utc_ns))

    def health(self) -> RuntimeHealth:
        """Store and cameras."""
        info: StoreInfo | None = None
        problem = self._store_problem
        try:
            info = self._store.info()
        except StoreError as error:
            problem = problem or str(error)
        pending = sum(len(each.recorder.unsaved()) for each in self._counters.values())
        return RuntimeHealth(
            __version__,
            self._started_utc_ns,
            StoreHealth(problem is None, problem, info, pending),
            {key: each.supervisor.status() for key, each in self._counters.items()},
        )

    def recalibrate(self, settings: CounterSettings) -> None:
        """Judge a counter's later samples by a new calibration, at once.

        Raises:
            NotFound: no such counter.
        """
        key = CounterId(settings.id)
        counter = self._get(key)
        counter.recorder.recalibrate(core_params(self.settings, settings), fingerprint(settings))
        self.changes.calibrated(settings)
        self.settings = self.changes.settings
        info = replace(
            counter.info,
            calibrated=settings.calibrated,
            calibrated_utc_ns=_utc_ns(settings.calibrated_at),
        )
        # One step, and the number of counters stays: nobody who looks meanwhile is disturbed.
        self._counters[key] = replace(counter, info=info)
        self._publish(key)

    def reconfigure(self, settings: Settings) -> None:
        """Have changed settings count at once: counters that they concern start anew.

        Args:
            settings: those in use with some values changed; the counters are the same.

        Raises:
            StoreError: the database does not work, so nothing starts anew: minutes would be lost.
        """
        with self._changing:
            if self._store_problem is not None:
                raise StoreError(f"{self._store_problem}; the change counts at the next start")
            before, self.settings = self.settings, settings
            self.calibrations.adopt(settings)
            everybody = (before.attention, before.site) != (settings.attention, settings.site)
            for old, new in zip(before.counters, settings.counters, strict=True):
                if (everybody or old != new) and not self._stop.is_set():
                    self._start_anew(new)

    def _start_anew(self, settings: CounterSettings) -> None:
        key = CounterId(settings.id)
        old = self._counters[key]
        old.supervisor.stop()
        old.recorder.interrupt()
        self._flush()
        # One step, and the number of counters stays: nobody who looks meanwhile is disturbed.
        self._counters[key] = self._counter(settings)
        self._publish(key)
        self._counters[key].supervisor.start()

    def _get(self, counter: CounterId) -> _Counter:
        found = self._counters.get(counter)
        if found is None:
            known = ", ".join(self._counters)
            raise NotFound(f"there is no counter {counter!r}: known are {known}")
        return found

    def _counter(self, settings: CounterSettings) -> _Counter:
        key = CounterId(settings.id)
        recorder = CounterRecorder(
            key,
            core_params(self.settings, settings),
            ZoneInfo(self.settings.site.time_zone),
            self.clock,
            lambda start, end: self._stored(key, start, end),
            fingerprint(settings),
        )

        def publish() -> None:
            self._publish(key)

        def observed(observation: Observation) -> None:
            recorder.take(observation)
            self.calibrations.take(key, observation)
            publish()

        supervisor = Supervisor(
            settings.id, worker_order(settings), self.clock, observed, recorder.interrupt, publish
        )
        info = CounterInfo(
            key,
            settings.shown_name,
            self.settings.site.time_zone,
            settings.calibrated,
            _utc_ns(settings.calibrated_at),
        )
        return _Counter(info, recorder, supervisor)

    def _stored(self, key: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Stored minutes for a recorder, which must go on when the database cannot be read."""
        try:
            return self._store.minutes(key, start, end)
        except StoreError as error:
            _LOG.error("%s", error)
            self._store_problem = str(error)
            return ()

    def _publish(self, key: CounterId) -> None:
        counter = self._counters[key]
        now = counter.recorder.now()
        self.broadcast.publish(
            LiveWord(
                counter=key,
                name=counter.info.name,
                state=now.state,
                since_utc_ns=now.since_utc_ns,
                inferred=now.inferred,
                sample_utc_ns=now.sample_utc_ns,
                sample_t_ns=now.sample_t_ns,
                today=now.today,
                calibrated=counter.info.calibrated,
                camera=counter.supervisor.status(),
                calibrated_utc_ns=counter.info.calibrated_utc_ns,
                suspected_shift_rad=now.suspected_shift_rad,
            )
        )

    def _write(self) -> None:
        """The one writer: every two seconds whatever changed, so that a kill loses little."""
        flushed_ns = self.clock.monotonic_ns()
        while not self._stop.wait(_TICK_S):
            for key, counter in self._counters.items():
                counter.recorder.tick()
                self._publish(key)
            if self.clock.monotonic_ns() - flushed_ns >= _FLUSH_NS:
                self._flush()
                self.calibrations.refresh()
                flushed_ns = self.clock.monotonic_ns()

    def _flush(self) -> None:
        for key, counter in self._counters.items():
            buckets: Sequence[Bucket] = counter.recorder.unsaved()
            if not buckets:
                continue
            try:
                self._store.upsert_minutes(key, buckets)
            except StoreError as error:
                if self._store_problem != str(error):
                    _LOG.error("%s", error)
                # Kept and tried again: nothing is lost while the program runs.
                self._store_problem = str(error)
                return
            counter.recorder.saved(buckets)
        if self._store_problem is not None:
            _LOG.warning("the database can be written again")
            self._store_problem = None


def _utc_ns(moment: datetime | None) -> UtcNs | None:
    return None if moment is None else UtcNs(round(moment.timestamp()) * NS_PER_S)
