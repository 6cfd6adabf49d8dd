"""A small shop: the real service over a real database, with scripted cameras and clock."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from api.server import Service
from monitor.adapters.sql_store import open_store
from monitor.errors import MostradorError
from monitor.perception.observation import Observation
from monitor.perception.quality import Doubt
from monitor.ports import LocalCamera
from monitor.ports.scripted_camera import ScriptedCamera, ScriptedCameras
from monitor.ports.scripted_clock import ScriptedClock
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.runtime.site.service import Runtime
from monitor.settings import Settings, load_settings
from monitor.snapshot.counter import CounterSnapshot
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs
from tests.patience import PATIENCE_S
from tests.unit.attention.faces import faceless, seen

NOON_UTC_NS = UtcNs(1_774_785_600 * NS_PER_S)
"""2026-03-29 12:00 UTC, 14:00 in Madrid, on the day on which the clock went forward."""

CAMERA = "rtsp://viewer:hunter2@camera/1"
DOWN_DEG = -40.0
"""As seen by a camera that nobody calibrated: at the device."""
_SAMPLE_S = 0.1


def counters(*names: str, **more: Any) -> list[dict[str, Any]]:
    """Tables of counters of these names."""
    return [{"id": each, "name": f"Counter {each}", "camera": CAMERA, **more} for each in names]


def raising(error: Exception) -> Callable[..., Any]:
    """What stands in place of a method of the database, to fail as it would."""

    def fail(*_: Any) -> Any:
        raise error

    return fail


class Shop:
    """The service, and the script of its cameras and its clock. It is noon, and nobody is there."""

    def __init__(
        self, folder: Path, settings_file: Path | None = None, at_utc_ns: UtcNs = NOON_UTC_NS
    ) -> None:
        self.clock = ScriptedClock(at_utc_ns, Ns(1_000 * NS_PER_S))
        self.cameras = ScriptedCameras()
        self.plugged: tuple[LocalCamera, ...] = ()
        self._folder = folder
        self._settings_file = settings_file
        self._front: Served | None = None
        self.open()

    def open(self, **tables: Any) -> None:
        """Make the service, by these settings or those of its file, over the same database."""
        if self._settings_file is not None:
            settings = load_settings(self._settings_file, {})
        else:
            usual = {"site": {"name": "Corner shop"}, "counters": counters("main")}
            settings = Settings.model_validate(usual | tables)
        self.store = open_store(f"sqlite:///{self._folder}/shop.db", "site")
        self.runtime = Runtime(
            settings,
            self.clock,
            self.store,
            self.cameras,
            find_cameras=lambda: self.plugged,
            settings_file=self._settings_file,
        )

    def open_behind(self, front: Served) -> None:
        """Start, and have this server answer for the shop."""
        self._front = front
        self.runtime.start()
        front.show(self.runtime)

    def reopen(self, **tables: Any) -> None:
        """End and begin again, by these settings, over what was kept."""
        self.close()
        self.open(**tables)
        if self._front is not None:
            self.open_behind(self._front)

    def close(self) -> None:
        """End the service, unless it has ended."""
        if not self.runtime._stop.is_set():
            self.runtime.broadcast.close()
            self.runtime.stop()

    def camera(self, counter: str = "main") -> ScriptedCamera:
        return self.cameras[counter]

    def recorder(self, counter: str = "main") -> CounterRecorder:
        return self.runtime._counters[CounterId(counter)].recorder

    def snapshot(self, counter: str = "main") -> CounterSnapshot:
        return self.runtime.broadcast.snapshots()[CounterId(counter)]

    def look(
        self,
        seconds: float,
        pitch_deg: float = 0.0,
        yaw_deg: float = 0.0,
        counter: str = "main",
    ) -> None:
        """Ten times a second, while that time passes, somebody at the counter looks there."""
        self._pass(seconds, counter, lambda t_s: seen(t_s, yaw_deg, pitch_deg))

    def lose_face(self, seconds: float, *, person: bool, counter: str = "main") -> None:
        """While that time passes no face is found; a body is, or is not."""
        self._pass(seconds, counter, lambda t_s: faceless(t_s, person=person))

    def hinder(self, seconds: float, doubt: Doubt, counter: str = "main") -> None:
        """While that time passes the face cannot be judged."""
        self._pass(seconds, counter, lambda t_s: seen(t_s, judgeable=False, doubt=doubt))

    def _pass(self, seconds: float, counter: str, at: Callable[[float], Observation]) -> None:
        for _ in range(round(seconds / _SAMPLE_S)):
            self.clock.forward(_SAMPLE_S)
            self.camera(counter).observe(at(self.clock.mono / NS_PER_S))


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

    def show(self, runtime: Runtime) -> None:
        """Answer for another one from now on; who shows it starts and stops it."""
        app = self.service._server.config.app
        assert isinstance(app, FastAPI)
        app.state.runtime = runtime

    def stop(self) -> None:
        self.service.stop()
        self.thread.join(PATIENCE_S)


@contextmanager
def served(runtime: Runtime) -> Generator[Served]:
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
