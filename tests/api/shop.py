"""A small scripted shop: a real database and a real broadcast; only the camera is played."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from api.served import ServedRuntime
from api.server import Service
from monitor.adapters.sql_store import open_store
from monitor.attention.encounters import Encounter
from monitor.attention.state import State
from monitor.errors import MostradorError
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span, Step, Summed, local_time, spans, start_of_day
from monitor.metrics.session import Session
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
from monitor.runtime.site.broadcast import Broadcast, LiveWord
from monitor.runtime.site.calibrations import Calibrations
from monitor.runtime.site.housekeeping import HousekeepingHealth
from monitor.runtime.site.pausing import Pauses, PauseView
from monitor.runtime.site.presence_events import PresenceEventParams, PresenceEvents
from monitor.runtime.site.sessions import Sessions
from monitor.runtime.site.settings_changes import SettingsChanges
from monitor.runtime.site.settings_in_use import SettingsInUse
from monitor.settings import CounterSettings, Settings
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs
from tests.patience import PATIENCE_S

NOON_UTC_NS = UtcNs(1_774_785_600 * NS_PER_S)
"""2026-03-29 12:00 UTC, 14:00 in Madrid, on the day on which the clock went forward."""

LOCK = LockStatus(enforced=True, files_denied=True, network_denied=True, reason=None)
CAMERA = CameraStatus(CameraHealth.OK, "rtsp://***@camera/1", None, 640, 480, 9.87654, 3, 1, LOCK)


@dataclass
class PlayedClock:
    """Stands still until it is moved."""

    utc: int = NOON_UTC_NS
    monotonic: int = 1_000 * NS_PER_S

    def utc_ns(self) -> UtcNs:
        return UtcNs(self.utc)

    def monotonic_ns(self) -> Ns:
        return Ns(self.monotonic)

    def pass_s(self, seconds: float) -> None:
        self.utc += round(seconds * NS_PER_S)
        self.monotonic += round(seconds * NS_PER_S)


@dataclass(frozen=True)
class ShopCounter:
    counter: CounterId
    name: str
    time_zone: str
    calibrated: bool


@dataclass(frozen=True)
class ShopStore:
    ok: bool
    problem: str | None
    info: StoreInfo | None
    pending_minutes: int


@dataclass(frozen=True)
class ShopHealth:
    version: str
    started_utc_ns: UtcNs
    store: ShopStore
    counters: Mapping[CounterId, CameraStatus]
    presence_cameras: Mapping[CounterId, CameraStatus] = field(default_factory=dict)
    housekeeping: HousekeepingHealth = field(default_factory=HousekeepingHealth)


COUNTERS = (CounterId("main"), CounterId("till"), CounterId("door"))
"""Every counter that a test may name; `door` takes presence from events."""


@dataclass
class Shop:
    """What the API serves."""

    settings: Settings
    store: MetricsStore
    names: tuple[str, ...] = ("main",)
    time_zone: str = "Europe/Madrid"
    broadcast: Broadcast = field(default_factory=Broadcast)
    clock: PlayedClock = field(default_factory=PlayedClock)
    cameras: dict[CounterId, CameraStatus] = field(default_factory=dict)
    store_problem: str | None = None
    start_failure: Exception | None = None
    breaks: Exception | None = None
    started: int = 0
    stopped: int = 0
    settings_file: Path | None = None
    applied: list[CounterSettings] = field(default_factory=list)
    handed_in: dict[CounterId, BrowserFrames] = field(default_factory=dict)
    plugged: tuple[LocalCamera, ...] = ()
    reconfigured: list[Settings] = field(default_factory=list)
    calibrations: Calibrations = field(init=False)
    pauses: Pauses = field(init=False)
    presence: PresenceEvents = field(init=False)
    corrections: Corrections = field(init=False)
    sessions: Sessions = field(init=False)
    housekeeping: HousekeepingHealth = field(default_factory=HousekeepingHealth)
    look_aways: list[LookAway] = field(default_factory=list)
    diverted: list[Session | None] = field(default_factory=list)
    delivered: list[PresenceEvent | None] = field(default_factory=list)
    switched: list[PauseView] = field(default_factory=list)
    changes: SettingsChanges = field(init=False)

    def __post_init__(self) -> None:
        in_use = SettingsInUse(self.settings, self.settings_file)
        in_use.subscribe(self._follow)
        self.changes = SettingsChanges(in_use, lambda: self.plugged)
        self.calibrations = Calibrations(in_use, self.clock)
        journal = self.store.journal
        self.pauses = Pauses(COUNTERS, journal, self.clock, self.switched.append)
        self.presence = PresenceEvents(
            COUNTERS,
            lambda counter: PresenceEventParams() if counter == "door" else None,
            journal,
            self.clock,
            lambda _counter, event: self.delivered.append(event),
        )
        self.corrections = Corrections(journal, self.clock, self._seen)
        self.sessions = Sessions(
            COUNTERS,
            self.store.sessions,
            self.clock,
            lambda _counter, session: self.diverted.append(session),
        )

    def _follow(self, before: Settings, after: Settings) -> None:
        self.settings = after
        measured = [
            new
            for old, new in zip(before.counters, after.counters, strict=True)
            if old.calibrated_at != new.calibrated_at
        ]
        self.applied += measured
        if not measured:
            self.reconfigured.append(after)

    def start(self) -> None:
        if self.start_failure is not None:
            raise self.start_failure
        self.started += 1

    def stop(self) -> None:
        self.stopped += 1

    def counters(self) -> tuple[ShopCounter, ...]:
        return tuple(
            ShopCounter(CounterId(name), f"Counter {name}", self.time_zone, False)
            for name in self.names
        )

    def browser_frames(self, counter: CounterId) -> BrowserFrames:
        return self.handed_in.setdefault(counter, BrowserFrames())

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        if self.breaks is not None:
            raise self.breaks
        return self.store.minutes(counter, start, end)

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Summed, ...]:
        if self.breaks is not None:
            raise self.breaks
        at = {span.start_utc_ns: span for span in spans}
        return tuple(Summed(at[b.start_utc_ns], b) for b in self.store.sums(counter, spans))

    def hours(self, counter: CounterId, span: Span) -> tuple[Summed, ...]:
        return self.sums(counter, spans(span, Step.HOUR, ZoneInfo(self.time_zone)))

    def encounters(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Encounter, ...]:
        return self.store.encounters(counter, start, end)

    def _seen(self, _counter: CounterId) -> SeenLookAways:
        zone = ZoneInfo(self.time_zone)
        today = local_time(self.clock.utc, zone).date()
        start, end = (start_of_day(today + timedelta(days=days), zone) for days in (0, 1))
        return SeenLookAways(start, start, end, tuple(self.look_aways))

    def health(self) -> ShopHealth:
        info = self.store.info() if self.store_problem is None else None
        store = ShopStore(self.store_problem is None, self.store_problem, info, 0)
        cameras = {CounterId(name): CAMERA for name in self.names} | self.cameras
        return ShopHealth(
            "9.9.9",
            UtcNs(NOON_UTC_NS - 90 * NS_PER_S),
            store,
            cameras,
            housekeeping=self.housekeeping,
        )

    def word(self, counter: str = "main", **changes: Any) -> LiveWord:
        word = LiveWord(
            counter=CounterId(counter),
            name=f"Counter {counter}",
            state=State.CUSTOMER,
            since_utc_ns=UtcNs(self.clock.utc - 2 * NS_PER_S),
            inferred=False,
            sample_utc_ns=UtcNs(self.clock.utc),
            sample_t_ns=Ns(self.clock.monotonic),
            today=Bucket(NOON_UTC_NS),
            calibrated=False,
            camera=CAMERA,
        )
        return replace(word, **changes)

    def say(self, counter: str = "main", **changes: Any) -> None:
        self.broadcast.publish(self.word(counter, **changes))


def shop_in(folder: Path, **changes: Any) -> Shop:
    known = {"site": {"name": "Corner shop"}, "counters": [{"id": each} for each in COUNTERS]}
    changes.setdefault("settings", Settings.model_validate(known))
    return Shop(store=open_store(f"sqlite:///{folder}/shop.db", "site"), **changes)


def fresh(shop: Shop, new: Shop) -> None:
    """Make a shop that is being served as good as a new one."""
    for each in fields(Shop):
        setattr(shop, each.name, getattr(new, each.name))


class Served:
    """The application on a real port, in a thread."""

    def __init__(self, service: Service) -> None:
        self.url = service.url
        self.service = service
        self.failure: MostradorError | None = None
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.service.run(lambda _url: self.ready.set())
        except MostradorError as error:
            self.failure = error

    def stop(self) -> None:
        self.service.stop()
        self.thread.join(PATIENCE_S)


@contextmanager
def served(runtime: ServedRuntime) -> Generator[Served]:
    with Service(runtime, "127.0.0.1", 0) as service:
        running = Served(service)
        running.thread.start()
        try:
            assert running.ready.wait(PATIENCE_S)
            yield running
        finally:
            running.stop()
            assert not running.thread.is_alive()


@dataclass(frozen=True)
class Event:
    name: str
    data: Any


def events(
    url: str, enough: Callable[[list[Event]], bool], deadline_s: float = PATIENCE_S
) -> list[Event]:
    """Read server-sent events until `enough` says so, or the server ends the stream."""

    async def follow() -> list[Event]:
        got: list[Event] = []
        name = ""
        async with (
            httpx.AsyncClient(timeout=deadline_s) as client,
            client.stream("GET", url) as response,
        ):
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    got.append(Event(name, json.loads(line.removeprefix("data: "))))
                    if enough(got):
                        break
        return got

    return asyncio.run(asyncio.wait_for(follow(), deadline_s))
