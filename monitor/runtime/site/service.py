"""A running service: all counters of a site, and everything that acts upon them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from monitor.attention.encounters import Encounter
from monitor.errors import StoreError, no_such_counter
from monitor.metrics.buckets import Bucket
from monitor.metrics.opening import is_open
from monitor.metrics.rollup import Span, Summed
from monitor.metrics.rule_ledger import RuleLedger
from monitor.metrics.session import Session
from monitor.ports import CameraStatus, Clock, LocalCamera, MetricsStore, OpenCamera, PresenceEvent
from monitor.runtime.counter import history
from monitor.runtime.counter.browser_frames import BrowserFrames
from monitor.runtime.counter.corrections import Corrections, SeenLookAways
from monitor.runtime.counter.live_counter import CounterCallbacks, LiveCounter
from monitor.runtime.counter.rules import counter_rules
from monitor.runtime.ended_threads import ended_by_error
from monitor.runtime.site.broadcast import Broadcast
from monitor.runtime.site.calibrations import Calibrations
from monitor.runtime.site.health import RuntimeHealth, runtime_health
from monitor.runtime.site.housekeeping import Housekeeping
from monitor.runtime.site.pausing import Pauses
from monitor.runtime.site.presence_events import PresenceEventParams, PresenceEvents
from monitor.runtime.site.rules_kept import noted_rule
from monitor.runtime.site.sessions import Sessions
from monitor.runtime.site.settings_changes import SettingsChanges
from monitor.runtime.site.settings_in_use import SettingsInUse, counts_later
from monitor.runtime.site.todays_figures import TodaysFigures
from monitor.runtime.site.writing import StoreWriter
from monitor.settings import Settings, opening_hours
from monitor.snapshot.counter import CounterInfo, PauseView, counter_snapshot
from monitor.snapshot.sights import Sights
from monitor.units import NS_PER_S, CounterId, UtcNs

_FLUSH_NS: Final = 2 * NS_PER_S
_TICK_S: Final = 0.5


class Runtime:
    """A running service, from `start` to `stop`; `monitor.runtime.compose` makes a real one."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        store: MetricsStore,
        open_camera: OpenCamera,
        *,
        find_cameras: Callable[[], Sequence[LocalCamera]],
        settings_file: Path | None = None,
    ) -> None:
        """Args:
            settings: what the files and the environment say.
            clock: time.
            store: where numbers are kept; closed by `stop`.
            open_camera: makes the camera of a counter.
            find_cameras: looks for cameras plugged into this computer.
            settings_file: where changes and calibrations are stored, None for nowhere.

        Raises:
            StoreError: the database cannot be used.
        """
        self.clock = clock
        self.broadcast = Broadcast(self.clock)
        self.unstored: StoreError | None = None
        """Once it has stopped: what the database did not take up to the end, and so is lost."""
        self._store = store
        self.in_use = SettingsInUse(settings, partial(noted_rule, store, clock), settings_file)
        self.calibrations = Calibrations(self.in_use, self.clock)
        self.changes = SettingsChanges(self.in_use, find_cameras, self._may_count)
        self._started_utc_ns = self.clock.utc_ns()
        self._stop = threading.Event()
        self._ticking = threading.Thread(target=self._tick, name="store-writer")
        self._writer = StoreWriter(
            self._store, lambda: {key: each.recorder for key, each in self._counters.items()}
        )
        callbacks = CounterCallbacks(self.calibrations.take, self._publish, self._stored)
        self._counters = {
            key: LiveCounter(key, partial(self.in_use.rules, key), clock, open_camera, callbacks)
            for key in (CounterId(each.id) for each in settings.counters)
        }
        known, journal = tuple(self._counters), self._store.journal
        self.pauses = Pauses(known, journal, self.clock, self._paused, self._is_open)
        self.presence = PresenceEvents(known, self._by_event, journal, self.clock, self._told)
        self.corrections = Corrections(journal, self.clock, self._look_aways)
        self.sessions = Sessions(
            known, self._store.sessions, self.clock, self._divert, lambda _: self._writer.flush()
        )
        self._todays_figures = TodaysFigures(self)
        self._housekeeping = Housekeeping(
            self._store,
            known,
            lambda: self.in_use.ledger,
            lambda: self.settings.retention.params,
            self.clock,
        )
        self.in_use.subscribe(self._follow)

    @property
    def settings(self) -> Settings:
        """Those in use."""
        return self.in_use.current

    @property
    def ledger(self) -> RuleLedger:
        """The rule of publication, as it was and is."""
        return self.in_use.ledger

    def today(self) -> Span:
        """The day that runs, as far as the person at the counter sees it minute by minute."""
        return self.ledger.today(self.clock.utc_ns())

    def start(self) -> None:
        """Start the cameras, the writer and the hourly work. Raises `StoreError`."""
        self.sessions.restore()
        self.presence.restore()
        self.pauses.restore()
        self._follow_today()
        for key, counter in self._counters.items():
            self._tell_again(key)
            if not self.pauses.view(key).paused:
                counter.switch_on()
            self._publish(key)
        self._ticking.start()
        self._housekeeping.start()

    def stop(self) -> None:
        """Stop the cameras, write what is pending, close the database."""
        self._stop.set()
        for counter in self._counters.values():
            counter.end()
        if self._ticking.ident is not None:
            self._ticking.join()
        self._housekeeping.stop()
        self.sessions.end_all()
        self.pauses.keep()
        self._writer.flush()
        self.unstored = self._writer.unstored()
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
        return history.minutes(self._store, self._get(counter).recorder, start, end)

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Summed, ...]:
        """The sums of each span, the open minute included; spans without data left out.

        Raises:
            NotFound: no such counter.
            StoreError: the database cannot be read.
        """
        return history.sums(self._store, self._get(counter).recorder, spans)

    def encounters(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Encounter, ...]:
        """Encounters that ended in start < end_ns <= end, in order.

        Raises:
            NotFound: no such counter.
            StoreError: the database cannot be read.
        """
        return history.encounters(self._store, self._get(counter).recorder, start, end)

    def health(self) -> RuntimeHealth:
        """Store, cameras and the hourly work."""
        return runtime_health(
            self._started_utc_ns,
            self._store,
            self._writer,
            self._housekeeping,
            self._counters,
            writing_ended=ended_by_error(self._ticking, self._stop),
        )

    def view(self, counter: CounterId) -> tuple[CameraStatus, Sights | None]:
        """The attendant's camera, and what is where in its picture now. Raises `NotFound`.

        None while nothing new is looked at.
        """
        found = self._get(counter)
        return found.camera(), found.sights()

    def browser_frames(self, counter: CounterId) -> BrowserFrames:
        """Where a browser that is the counter's camera hands in its pictures. Raises `NotFound`."""
        return self._get(counter).frames

    def _follow(self, before: Settings, after: Settings) -> None:
        """Changed settings count: what they concern begins anew, all else goes on."""
        self.presence.follow_settings()
        for old, new in zip(before.counters, after.counters, strict=True):
            key = CounterId(new.id)
            self._counters[key].follow(
                counter_rules(before, old, self.ledger), counter_rules(after, new, self.ledger)
            )
            self._publish(key)

    def _may_count(self) -> None:
        """Raise `StoreError` while the database does not work: minutes would be lost."""
        if self._writer.problem is not None:
            raise counts_later(self._writer.problem)

    def _tick(self) -> None:
        """Twice a second the clock's work; every two seconds what changed is written."""
        flushed_ns = self.clock.monotonic_ns()
        while not self._stop.wait(_TICK_S):
            self.pauses.follow()
            self.presence.follow()
            self.sessions.follow()
            for key, counter in self._counters.items():
                counter.recorder.tick()
                self._publish(key)
            if self.clock.monotonic_ns() - flushed_ns >= _FLUSH_NS:
                # A kill loses little. The rows of sessions come before what hangs on them.
                self.pauses.keep()
                self.sessions.keep()
                self._writer.flush()
                self.calibrations.refresh()
                self._follow_today()
                flushed_ns = self.clock.monotonic_ns()

    def _publish(self, key: CounterId) -> None:
        counter = self._counters[key]
        moment = counter.recorder.now()
        self.broadcast.publish(
            counter_snapshot(
                counter.info,
                moment,
                self.pauses.view(key),
                counter.camera(),
                self._todays_figures.of(key, counter.recorder.day, moment.volumes),
                cue_after_s=counter.settings.cue_after_s,
                now_utc_ns=self.clock.utc_ns(),
                now_t_ns=self.clock.monotonic_ns(),
            )
        )

    def _follow_today(self) -> None:
        """Publish of today what has closed meanwhile; not while the database fails anyway."""
        for key, counter in self._counters.items():
            if self._writer.problem is None:
                try:
                    self._todays_figures.follow(key, counter.recorder.day)
                except StoreError as error:
                    self._writer.failed(error)

    def _paused(self, view: PauseView) -> None:
        if self._stop.is_set():
            return
        counter = self._counters[view.counter]
        if view.paused:
            counter.switch_off()
        else:
            counter.switch_on()
        self._publish(view.counter)

    def _is_open(self, utc_ns: UtcNs) -> bool:
        return is_open(opening_hours(self.settings), utc_ns, self._zone())

    def _told(self, key: CounterId, event: PresenceEvent | None) -> None:
        recorder = self._counters[key].recorder
        if event is None:
            recorder.told(None, None)
        else:
            recorder.told(event.at_utc_ns, event.present)
        self._publish(key)

    def _tell_again(self, key: CounterId) -> None:
        newest = self.presence.newest(key)
        if newest is not None:
            # Whoever is there was there before anything was measured.
            self._counters[key].recorder.told(None, newest.present, onset=False)

    def _divert(self, key: CounterId, session: Session | None) -> None:
        self._counters[key].recorder.divert(session)
        self._publish(key)

    def _look_aways(self, key: CounterId) -> SeenLookAways:
        return self._get(key).recorder.look_aways()

    def _by_event(self, key: CounterId) -> PresenceEventParams | None:
        by_event = self.in_use.rules(key).settings.presence.kind == "event"
        return PresenceEventParams() if by_event else None

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.site.time_zone)

    def _get(self, counter: CounterId) -> LiveCounter:
        found = self._counters.get(counter)
        if found is None:
            raise no_such_counter(counter, self._counters)
        return found

    def _stored(self, key: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Stored minutes for a recorder, which must go on when the database cannot be read."""
        try:
            return self._store.minutes(key, start, end)
        except StoreError as error:
            self._writer.failed(error)
            return ()
