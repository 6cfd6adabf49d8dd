"""A shop that is played: the real service on a real port, over a real database.

Only its cameras and its clock are scripted. A thread lets time pass as it does, and has somebody
look somewhere at every counter ten times a second; what comes of it is the real fold's doing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from api.server import Service
from monitor.adapters.sql_store import open_store
from monitor.attention.presence import Seen
from monitor.attention.state import Area, State
from monitor.metrics.buckets import MINUTE_NS, Bucket, minute_of
from monitor.metrics.rollup import local_time
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.perception.observation import Observation
from monitor.perception.quality import Doubt
from monitor.ports import CameraHealth, LocalCamera, LockStatus
from monitor.ports.scripted_camera import ScriptedCamera, ScriptedCameras
from monitor.ports.scripted_clock import ScriptedClock
from monitor.runtime.counter.live_counter import CounterInfo
from monitor.runtime.site.service import Runtime
from monitor.settings import Settings
from monitor.settings.opening import DAYS, OpeningSettings
from monitor.snapshot.counter import CounterSnapshot
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs
from tests.browser import chosen_day
from tests.buckets import flat_bucket, with_present
from tests.patience import PATIENCE_S
from tests.unit.attention.faces import faceless, seen

TIME_ZONE = "Atlantic/Canary"
UNLOCKED = LockStatus(held=("core_dumps",), reason="This kernel has no Landlock.")
AREAS: Final = (
    MappingProxyType(
        {"name": "customer", "means": "customer", "yaw_deg": [-15, 15], "pitch_deg": [-20, 15]}
    ),
    MappingProxyType({"name": "device", "means": "device", "pitch_deg": [-90, -38]}),
    MappingProxyType(
        {"name": "caja", "means": "work", "yaw_deg": [20, 60], "pitch_deg": [-50, -26]}
    ),
)
_BEAT_S = 0.1
_GAZE_DEG: Final = MappingProxyType(
    {
        State.CUSTOMER: (0.0, 0.0),
        State.DEVICE: (0.0, -45.0),
        State.WORK: (40.0, -30.0),
        State.ELSEWHERE: (70.0, 0.0),
    }
)


@dataclass(frozen=True)
class PlayedCounter:
    counter: CounterId
    name: str
    calibrated: bool = True


@dataclass
class Script:
    """What the camera of one counter sees from now on."""

    state: State = State.CUSTOMER
    face_lost: bool = False
    customer: bool | None = None
    doubt: Doubt = Doubt.BLURRED

    def at(self, t_ns: Ns) -> Observation:
        t_s = t_ns / NS_PER_S
        if self.state is State.ABSENT or self.face_lost:
            return faceless(t_s, person=self.face_lost)
        if self.state is State.UNKNOWN:
            return seen(t_s, judgeable=False, doubt=self.doubt)
        return seen(t_s, *_GAZE_DEG[self.state])


def _table(counter: PlayedCounter) -> dict[str, Any]:
    """Of the settings."""
    table = {"id": counter.counter, "name": counter.name}
    if not counter.calibrated:
        return table
    return table | {"calibrated": True, "areas": [dict(area) for area in AREAS]}


class PlayedShop:
    """The service, and the script of its cameras and its clock."""

    def __init__(
        self,
        folder: Path,
        known: Sequence[PlayedCounter],
        settings_file: Path | None = None,
        **tables: Any,
    ) -> None:
        """`tables` are settings beside those of the counters."""
        self.clock = ScriptedClock(chosen_day.utc_ns())
        self.cameras = ScriptedCameras(width_px=1280, height_px=720, rate_per_s=9.87, dropped=13)
        self.plugged: tuple[LocalCamera, ...] = (
            LocalCamera("0", "Integrated Camera", usable=True),
            LocalCamera("2", "USB 2.0 Webcam", usable=False),
        )
        self.silent = False
        self.stands = False
        self._file = settings_file
        self._databases = folder
        self._days = 0
        self._scripts = {each.counter: Script() for each in known}
        # Held while time passes, so that whoever changes the script changes it between two beats.
        self._lock = threading.RLock()
        self._front: FastAPI | None = None
        counters = [_table(each) for each in known]
        site = {"name": "Farmacia", "time_zone": TIME_ZONE}
        # Those by which it begins when it begins next.
        self.next_settings = Settings.model_validate({"site": site, "counters": counters} | tables)
        self.open()

    def open(self) -> None:
        """Make the service, over what was kept; it goes on by the settings in use before."""
        self.store = open_store(f"sqlite:///{self._databases}/shop{self._days}.db", "site")
        self.runtime = Runtime(
            self.next_settings,
            self.clock,
            self.store,
            self.cameras,
            find_cameras=lambda: self.plugged,
            settings_file=self._file,
        )

    def close(self) -> None:
        """End the service, unless it has ended."""
        with self._lock:
            self.next_settings = self.runtime.settings
            if not self.runtime._stop.is_set():
                self.runtime.broadcast.close()
                self.runtime.stop()

    @property
    def ended(self) -> bool:
        return self.runtime._stop.is_set()

    def show(self, front: FastAPI | None) -> None:
        """From now on this application answers for the shop, whenever it begins anew."""
        self._front = front

    @property
    def known(self) -> tuple[CounterInfo, ...]:
        return self.runtime.counters()

    def camera(self, counter: str | None = None) -> ScriptedCamera:
        return self.cameras[self._named(counter)]

    def look(
        self,
        state: State,
        counter: str | None = None,
        *,
        inferred: bool = False,
        doubt: Doubt = Doubt.BLURRED,
    ) -> None:
        """From now on the attendant of one counter, or the first, looks there.

        `inferred`: the face is lost on the way down to the device. `doubt`: why nobody can tell,
        where nobody can.
        """
        name = self._named(counter)
        with self._lock:
            script = self._scripts[name]
            if state is State.PAUSED:
                self.runtime.pauses.pause(name)
                return
            self.runtime.pauses.resume(name)
            script.state, script.face_lost, script.doubt = state, False, doubt
            self.beat(0.6)
            script.face_lost = inferred

    def serve(self, customer: bool | None, counter: str | None = None) -> None:
        """From now on the camera sees a customer, or none; the service believes it soon."""
        name = self._named(counter)

        def by_camera(settings: Settings) -> Settings:
            looks = {"kind": "camera"}
            counters = tuple(
                each.model_copy(update={"presence": each.presence.model_copy(update=looks)})
                if each.id == name
                else each
                for each in settings.counters
            )
            return settings.model_copy(update={"counters": counters})

        with self._lock:
            self.runtime.in_use.replace(by_camera)
            self._scripts[name].customer = customer
            self.beat(1.5 if customer else 6.0)

    def let_wait(self, seconds: float, counter: str | None = None) -> None:
        """A customer is there, and for so long nobody has looked at them."""
        with self._lock:
            self.serve(True, counter)
            self.look(State.DEVICE, counter)
            self.beat(seconds)

    def shut(self) -> None:
        """The shop is closed now, by its opening hours."""
        today = local_time(self.clock.utc, ZoneInfo(TIME_ZONE)).weekday()
        other_day = DAYS[(today + 3) % len(DAYS)]
        opening = OpeningSettings.model_validate({other_day: ["00:00-00:01"]})

        def shut(settings: Settings) -> Settings:
            site = settings.site.model_copy(update={"opening": opening})
            return settings.model_copy(update={"site": site})

        self.runtime.in_use.replace(shut)
        self.runtime.pauses.follow()

    def snapshot(self, counter: str | None = None) -> CounterSnapshot:
        return self.runtime.broadcast.snapshots()[self._named(counter)]

    def look_away(self, dwell_s: float, counter: str | None = None) -> UtcNs:
        """The attendant looks down for so long, and back; its onset."""
        name = self._named(counter)
        with self._lock:
            self.look(State.CUSTOMER, name)
            self.beat(1.0)
            onset = UtcNs(self.clock.utc + round(_BEAT_S * NS_PER_S))
            self._scripts[name].state = State.DEVICE
            self.beat(dwell_s)
            self._scripts[name].state = State.CUSTOMER
            self.beat(12.0)
        return onset

    def fall_silent(self, seconds: float) -> None:
        """No sample has come for so long, and there time stands until `stands` says otherwise."""
        with self._lock:
            self.silent = self.stands = True
            self.beat(seconds)

    def lose(self, problem: str, counter: str | None = None, **more: Any) -> None:
        """A camera fails."""
        with self._lock:
            self.camera(counter).lose(problem, **more)

    def mend(self, counter: str | None = None) -> None:
        """It works again."""
        self.camera(counter).change(health=CameraHealth.OK, problem=None, cause=None)

    def keep_minutes(self, counter: CounterId, buckets: Iterable[Bucket]) -> None:
        """Have minutes been measured, before the service began."""
        kept = [replace(each, start_utc_ns=minute_of(each.start_utc_ns)) for each in buckets]
        with self._lock:
            self.close()
            self.open()
            self.store.upsert_minutes(counter, kept)
            self.restart()

    def begin_day(self, bucket: Bucket) -> None:
        """Nothing was measured today but this, all in the minute that runs; nobody is there now."""
        with self._lock:
            script = self._scripts[self._named(None)]
            script.state, script.face_lost, script.customer = State.ABSENT, False, None
            self.forget()
            self.keep_minutes(self._named(None), [bucket])

    def forget(self) -> None:
        """Begin again, over an empty database."""
        with self._lock:
            self.close()
            self._days += 1
            self.restart()

    def restart(self, *known: PlayedCounter) -> None:
        """End and begin again, over what was kept; with these counters, if any are given."""
        with self._lock:
            self.close()
            if known:
                tables = {"counters": [_table(each) for each in known]}
                site = self.next_settings.site.model_dump()
                self.next_settings = Settings.model_validate({"site": site} | tables)
                self._scripts = {each.counter: Script() for each in known}
            self.open()
            if self._front is not None:
                self.runtime.start()
                self._front.state.runtime = self.runtime

    def beat(self, seconds: float) -> None:
        """Let time pass, at once, while everybody goes on as they do."""
        with self._lock:
            for _ in range(max(1, round(seconds / _BEAT_S))):
                self.clock.forward(_BEAT_S)
                for name, script in self._scripts.items():
                    camera = self.cameras[name]
                    if camera.on and not self.silent and camera.status().health is CameraHealth.OK:
                        if script.customer is not None:
                            camera.see(Seen(self.clock.mono, script.customer))
                        camera.observe(script.at(self.clock.mono))

    def go_on(self, ended: threading.Event) -> None:
        """Let time pass as it does, until the end."""
        due_s = time.monotonic()
        while not ended.wait(max(0.0, due_s + _BEAT_S - time.monotonic())):
            due_s = max(due_s + _BEAT_S, time.monotonic() - 1.0)
            if not self.stands:
                self.beat(_BEAT_S)

    def _named(self, counter: str | None) -> CounterId:
        return CounterId(counter) if counter else next(iter(self._scripts))


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
        return flat_bucket(start, {State.ABSENT: 60 * NS_PER_S})
    if 52 <= index < 55:
        return flat_bucket(start, {State.PAUSED: 60 * NS_PER_S})
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
    return flat_bucket(
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
    known_ns = sum(minute.all.state_ns.values())
    device = minute.all.glances.get(Area.DEVICE)
    if index % 3 == 2 or device is None:
        return replace(minute, presence_known_ns=known_ns)
    there = with_present(
        minute,
        presence_known_ns=known_ns,
        state_ns=minute.all.state_ns,
        glances=minute.all.glances,
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
    return with_present(there, encounters=tally)


class Running:
    """The application on a port, in a thread; can be ended and brought back on the same port."""

    def __init__(self, shop: PlayedShop) -> None:
        self.shop = shop
        self._port = 0
        self._service: Service | None = None
        self._threads: tuple[threading.Thread, ...] = ()
        self._ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def begin(self) -> None:
        ready = threading.Event()
        self._ended = threading.Event()
        if self.shop.ended:
            self.shop.open()
        service = Service(self.shop.runtime, "127.0.0.1", self._port)
        self._port = int(service.url.rpartition(":")[2])
        self._service = service
        self._threads = (
            threading.Thread(target=service.run, args=(lambda _url: ready.set(),)),
            threading.Thread(target=self.shop.go_on, args=(self._ended,)),
        )
        self._threads[0].start()
        assert ready.wait(PATIENCE_S)
        app = service._server.config.app
        assert isinstance(app, FastAPI)
        self.shop.show(app)
        self.shop.beat(1.0)
        self._threads[1].start()

    def end(self) -> None:
        if self._service is None:
            return
        self._ended.set()
        self.shop.show(None)
        self.shop.runtime.broadcast.close()
        self._service.stop()
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
        self._service.__exit__()
        self._service = None
        self.shop.close()


@contextmanager
def running(
    folder: Path, *counters: PlayedCounter, settings_file: Path | None = None, **tables: Any
) -> Generator[Running]:
    """A shop with these counters, served until the end of the block."""
    known = counters or (PlayedCounter(CounterId("main"), "Farmacia"),)
    service = Running(PlayedShop(folder, known, settings_file, **tables))
    service.begin()
    try:
        yield service
    finally:
        service.end()
