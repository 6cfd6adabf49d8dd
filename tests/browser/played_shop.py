"""A shop whose camera is played: the real application on a real port, a real database, real clocks.

A thread speaks ten times a second, as a counter's recorder does, until it is told to be silent.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from api.server import Service
from monitor.adapters.clock import SystemClock
from monitor.adapters.sql_store import open_store
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, State
from monitor.metrics.buckets import MINUTE_NS, Bucket, minute_of, total
from monitor.metrics.rollup import Span, Step, Summed, local_time, spans, start_of_day
from monitor.metrics.session import Session
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.ports import (
    CameraHealth,
    CameraStatus,
    LocalCamera,
    LockStatus,
    MetricsStore,
    PresenceEvent,
    StoreInfo,
)
from monitor.runtime.counter.browser_frames import BrowserFrames
from monitor.runtime.counter.corrections import Corrections, LookAway, SeenLookAways
from monitor.runtime.site.broadcast import Broadcast
from monitor.runtime.site.calibrations import Calibrations
from monitor.runtime.site.housekeeping import HousekeepingHealth
from monitor.runtime.site.pausing import Pauses
from monitor.runtime.site.presence_events import PresenceEventParams, PresenceEvents
from monitor.runtime.site.sessions import Sessions
from monitor.runtime.site.settings_changes import SettingsChanges
from monitor.runtime.site.settings_in_use import SettingsInUse
from monitor.settings import Settings
from monitor.snapshot.counter import PauseView
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.browser.said import Said, snapshot_of
from tests.patience import PATIENCE_S

TIME_ZONE = "Atlantic/Canary"
LOCKED = LockStatus(enforced=True, files_denied=True, network_denied=True, reason=None)
UNLOCKED = LockStatus(
    enforced=False, files_denied=False, network_denied=False, reason="This kernel has no Landlock."
)
CAMERA = CameraStatus(CameraHealth.OK, "rtsp://***@camera/1", None, 1280, 720, 9.87, 13, 0, LOCKED)
_BEAT_S = 0.1


@dataclass(frozen=True)
class PlayedCounter:
    counter: CounterId
    name: str
    time_zone: str = TIME_ZONE
    calibrated: bool = True


@dataclass(frozen=True)
class PlayedStoreHealth:
    ok: bool
    problem: str | None
    info: StoreInfo | None
    pending_minutes: int = 0


@dataclass(frozen=True)
class PlayedHealth:
    version: str
    started_utc_ns: UtcNs
    store: PlayedStoreHealth
    counters: dict[CounterId, CameraStatus]
    presence_cameras: dict[CounterId, CameraStatus] = field(default_factory=dict)
    housekeeping: HousekeepingHealth = field(default_factory=HousekeepingHealth)


@dataclass
class PlayedShop:
    """What the API serves; `say` changes what the counters do."""

    store: MetricsStore
    known: tuple[PlayedCounter, ...]
    settings: Settings = field(default_factory=Settings)
    clock: SystemClock = field(default_factory=SystemClock)
    broadcast: Broadcast = field(init=False)
    settings_file: Path | None = None
    handed_in: dict[CounterId, BrowserFrames] = field(default_factory=dict)
    plugged: tuple[LocalCamera, ...] = (
        LocalCamera("0", "Integrated Camera", usable=True),
        LocalCamera("2", "USB 2.0 Webcam", usable=False),
    )
    silent: bool = False
    look_aways: list[LookAway] = field(default_factory=list)
    _said: dict[CounterId, Said] = field(default_factory=dict)
    _today: dict[CounterId, Bucket] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)
    _voice: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.broadcast = Broadcast(self.clock)
        if self.settings == Settings():
            counters = [{"id": each.counter, "name": each.name} for each in self.known]
            site = {"name": "Farmacia", "time_zone": TIME_ZONE}
            self.settings = Settings.model_validate({"site": site, "counters": counters})
        in_use = SettingsInUse(self.settings, self.settings_file)
        in_use.subscribe(self._follow)
        self.changes = SettingsChanges(in_use, lambda: self.plugged)
        names, journal = [each.counter for each in self.known], self.store.journal
        self.pauses = Pauses(names, journal, self.clock, self._switch)
        self.presence = PresenceEvents(
            names, lambda _counter: PresenceEventParams(), journal, self.clock, self._told
        )
        self.corrections = Corrections(journal, self.clock, self._seen)
        self.sessions = Sessions(names, self.store.sessions, self.clock, self._divert)
        self.calibrations = Calibrations(in_use, self.clock)

    def start(self) -> None:
        self._ended.clear()
        for each in self.known:
            if each.counter not in self._said:
                self._said[each.counter] = self._first(each)
        self._voice = threading.Thread(target=self._speak)
        self._voice.start()

    def stop(self) -> None:
        self._ended.set()
        if self._voice is not None:
            self._voice.join(PATIENCE_S)

    def counters(self) -> tuple[PlayedCounter, ...]:
        return self.known

    def browser_frames(self, counter: CounterId) -> BrowserFrames:
        return self.handed_in.setdefault(counter, BrowserFrames())

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        said = self._today.get(counter)
        if said is not None and start <= said.start_utc_ns < end:
            return (said,)
        return self.store.minutes(counter, start, end)

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Summed, ...]:
        at = {span.start_utc_ns: span for span in spans}
        return tuple(Summed(at[b.start_utc_ns], b) for b in self.store.sums(counter, spans))

    def hours(self, counter: CounterId, span: Span) -> tuple[Summed, ...]:
        return self.sums(counter, spans(span, Step.HOUR, ZoneInfo(self.known[0].time_zone)))

    def encounters(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Encounter, ...]:
        return self.store.encounters(counter, start, end)

    def health(self) -> PlayedHealth:
        cameras = {name: said.camera for name, said in self._said.items()}
        store = PlayedStoreHealth(True, None, self.store.info())
        return PlayedHealth("0", self.clock.utc_ns(), store, cameras)

    def say(self, counter: str | None = None, **changes: Any) -> None:
        """Change what one counter, or the first, is said to do; spoken at once.

        `today` is all that is told of today, whatever minutes there are.
        """
        name = CounterId(counter) if counter else self.known[0].counter
        if "today" in changes:
            self._today[name] = changes["today"]
        if "state" in changes:
            changes.setdefault("since_utc_ns", self.clock.utc_ns())
            changes.setdefault("inferred", False)
        with self._lock:
            self._said[name] = replace(self._said[name], **changes)
        self._publish()

    def keep_minutes(self, counter: CounterId, buckets: Iterable[Bucket]) -> None:
        """Put minutes into the database and their sum into what is said of today."""
        kept = tuple(buckets)
        self.store.upsert_minutes(counter, kept)
        self.say(counter, today=total(kept, kept[0].start_utc_ns))
        del self._today[counter]

    def _switch(self, view: PauseView) -> None:
        paused = State.PAUSED if view.paused else State.CUSTOMER
        since, reason = view.since_utc_ns, view.reason
        self.say(view.counter, state=paused, paused_since_utc_ns=since, pause_reason=reason)

    def _told(self, counter: CounterId, event: PresenceEvent | None) -> None:
        present = None if event is None else event.present
        since = event.at_utc_ns if event is not None and present else None
        self.say(counter, presence=present, present_since_utc_ns=since)

    def _divert(self, counter: CounterId, session: Session | None) -> None:
        self.say(counter, session=session)

    def _seen(self, _counter: CounterId) -> SeenLookAways:
        now = local_time(self.clock.utc_ns(), ZoneInfo(self.known[0].time_zone))
        day = start_of_day(now.date(), ZoneInfo(self.known[0].time_zone))
        return SeenLookAways(day, day, UtcNs(day + 24 * 60 * MINUTE_NS), tuple(self.look_aways))

    def _follow(self, _before: Settings, after: Settings) -> None:
        self.settings = after

    def _first(self, each: PlayedCounter) -> Said:
        now = self.clock.utc_ns()
        return Said(
            name=each.name,
            since_utc_ns=now,
            sample_utc_ns=now,
            sample_t_ns=self.clock.monotonic_ns(),
            today=Bucket(minute_of(now)),
            calibrated=each.calibrated,
            camera=CAMERA,
        )

    def _speak(self) -> None:
        while not self._ended.wait(_BEAT_S):
            self._publish()

    def _publish(self) -> None:
        if self.silent:
            return
        with self._lock:
            for name, said in self._said.items():
                fresh = said
                if said.sample_t_ns is not None:
                    fresh = replace(
                        said,
                        sample_utc_ns=self.clock.utc_ns(),
                        sample_t_ns=self.clock.monotonic_ns(),
                    )
                self._said[name] = fresh
                zone = ZoneInfo(self.known[0].time_zone)
                told = snapshot_of(name, fresh, zone, self.settings, self.clock)
                self.broadcast.publish(told)


def busy_minutes(now_utc_ns: int, minutes: int) -> tuple[Bucket, ...]:
    """Minutes up to now as a counter makes them: mixed, with an absence, a pause and a hole."""
    first = minute_of(now_utc_ns) - (minutes - 1) * MINUTE_NS
    return tuple(
        _minute(UtcNs(first + index * MINUTE_NS), index)
        for index in range(minutes)
        if not 40 <= index < 46  # the program was not running
    )


def _minute(start: UtcNs, index: int) -> Bucket:
    if 20 <= index < 26:
        return Bucket(start, {State.ABSENT: 60 * NS_PER_S})
    if 52 <= index < 55:
        return Bucket(start, {State.PAUSED: 60 * NS_PER_S})
    device_s = (index * 7) % 19
    unknown_s = (index * 5) % 7
    elsewhere_s = (index * 3) % 11
    gap_s = 20 if index % 17 == 5 else 0
    customer_s = 60 - device_s - unknown_s - elsewhere_s - gap_s
    seconds = {
        State.CUSTOMER: customer_s,
        State.DEVICE: device_s,
        State.ELSEWHERE: elsewhere_s,
        State.UNKNOWN: unknown_s,
    }
    glances = {
        Area.CUSTOMER: DurationTally(4, customer_s * NS_PER_S, customer_s * NS_PER_S // 2, {30: 4}),
        Area.DEVICE: DurationTally(2, device_s * NS_PER_S, device_s * NS_PER_S * 3 // 4, {22: 2}),
        Area.ELSEWHERE: DurationTally(
            2, elsewhere_s * NS_PER_S, elsewhere_s * NS_PER_S // 2, {15: 2}
        ),
    }
    return Bucket(
        start,
        {state: second * NS_PER_S for state, second in seconds.items() if second},
        inferred_ns=min(device_s, 3) * NS_PER_S,
        gap_ns=gap_s * NS_PER_S,
        samples=10 * (60 - gap_s),
        glances={area: tally for area, tally in glances.items() if tally.total_ns},
    )


def with_customers(minutes: Sequence[Bucket]) -> tuple[Bucket, ...]:
    """The same minutes, of which it is known that customers were there for two of three."""
    return tuple(_attended(minute, index) for index, minute in enumerate(minutes))


def _attended(minute: Bucket, index: int) -> Bucket:
    known_ns = sum(minute.state_ns.values())
    device = minute.glances.get(Area.DEVICE)
    if index % 3 == 2 or device is None:
        return replace(minute, presence_known_ns=known_ns)
    there = replace(
        minute,
        presence_known_ns=known_ns,
        present_ns=minute.state_ns,
        present_glances=minute.glances,
        long_look_aways=int(device.longest_ns >= 12 * NS_PER_S),
    )
    if index % 3 == 0:
        return there
    first_look_ns = NS_PER_S * (4 + index % 11) // 4
    tally = EncounterTally(
        lengths=DurationTally().with_duration((80 + index % 50) * NS_PER_S),
        first_look=DurationTally().with_duration(first_look_ns),
        longest_look_away=DurationTally().with_duration(device.longest_ns),
    )
    return replace(there, encounters=tally)


class Running:
    """The application on a port, in a thread; can be ended and brought back on the same port."""

    def __init__(self, shop: PlayedShop) -> None:
        self.shop = shop
        self._port = 0
        self._service: Service | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def begin(self) -> None:
        ready = threading.Event()
        self.shop.broadcast = Broadcast(self.shop.clock)
        service = Service(cast(Any, self.shop), "127.0.0.1", self._port)
        self._port = int(service.url.rpartition(":")[2])
        self._service = service
        self._thread = threading.Thread(target=service.run, args=(lambda _url: ready.set(),))
        self._thread.start()
        assert ready.wait(PATIENCE_S)

    def end(self) -> None:
        if self._service is None or self._thread is None:
            return
        self._service.stop()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        self._service.__exit__()
        self._service = None


@contextmanager
def running(
    folder: Path, *counters: PlayedCounter, settings_file: Path | None = None
) -> Generator[Running]:
    """A shop with these counters, served until the end of the block."""
    store = open_store(f"sqlite:///{folder}/shop.db", "site")
    known = counters or (PlayedCounter(CounterId("main"), "Farmacia"),)
    service = Running(PlayedShop(store, known, settings_file=settings_file))
    service.begin()
    try:
        yield service
    finally:
        service.end()
        store.close()
