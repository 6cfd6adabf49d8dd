"""An MJPEG camera with faults, and what a schedule of them does to a camera that is watched."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Self

from monitor.adapters.clock import SystemClock
from monitor.perception.observation import Observation
from monitor.ports import CameraCallbacks
from monitor.runtime.compose import watched_cameras
from monitor.runtime.counter.camera_orders import camera_order
from monitor.settings import CounterSettings
from tests.patience import PATIENCE_S

_HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"
_ERROR = b"HTTP/1.0 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
_BEAT_S = 0.1


class Fault(Enum):
    """What the camera does until it works again."""

    AWAY = "away"
    """Switched off: connections break, none is accepted."""
    UNPLUGGED = "unplugged"
    """Its cable is out: connections say nothing any more, for ever; no new one is accepted."""
    MUTE = "mute"
    """It takes connections and says nothing on them, for ever."""
    STALLED = "stalled"
    """The network holds everything back, and brings it afterwards."""
    GARBAGE = "garbage"
    """Noise instead of pictures."""
    BUSY = "busy"
    """An error to every request."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The camera works for `works_s`, then has a fault for `fault_s`, then works again."""

    works_s: float
    fault: Fault
    fault_s: float


def random_schedule(seed: int, longest_s: float = 20.0) -> Schedule:
    """The schedule of one seed. Short faults are as likely as long ones: log-uniform."""
    chance = random.Random(seed)
    fault = chance.choice(list(Fault))
    return Schedule(chance.uniform(4.0, 8.0), fault, 0.5 * (longest_s / 0.5) ** chance.random())


class FaultyCamera:
    """Ten JPEGs a second to whoever asks, but for what `fault` says."""

    def __init__(self, jpeg_of: Callable[[int], bytes]) -> None:
        self._jpeg_of = jpeg_of
        self._fault: Fault | None = None
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._callers: set[socket.socket] = set()
        self._dead: set[socket.socket] = set()
        self._listener = self._listening(0)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept)

    def begin(self, fault: Fault) -> None:
        """Have this fault."""
        with self._lock:
            self._fault = fault
            if fault in {Fault.AWAY, Fault.UNPLUGGED}:
                # A thread that waits in `accept` would hold it open.
                self._listener.shutdown(socket.SHUT_RDWR)
                self._listener.close()
            if fault in {Fault.UNPLUGGED, Fault.MUTE}:
                self._dead |= self._callers
            if fault in {Fault.AWAY, Fault.BUSY}:
                self._hang_up()

    def mend(self) -> None:
        """Work again, on the same port; what was cut stays cut."""
        with self._lock:
            if self._fault is Fault.MUTE:
                self._dead |= self._callers
            if self._fault is Fault.GARBAGE:
                self._hang_up()
            if self._fault in {Fault.AWAY, Fault.UNPLUGGED}:
                self._listener = self._listening(self.port)
            self._fault = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._ended.set()
        with self._lock:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._hang_up()
        self._thread.join()

    @staticmethod
    def _listening(port: int) -> socket.socket:
        return socket.create_server(("127.0.0.1", port))

    def _hang_up(self) -> None:
        for caller in self._callers:
            with suppress(OSError):
                caller.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        threads: list[threading.Thread] = []
        while not self._ended.is_set():
            try:
                caller, _ = self._listener.accept()
            except OSError:
                self._ended.wait(0.02)
                continue
            with self._lock:
                self._callers.add(caller)
            threads.append(threading.Thread(target=self._serve, args=(caller,)))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def _serve(self, caller: socket.socket) -> None:
        with caller, suppress(OSError):
            caller.settimeout(1.0)
            caller.recv(4096)
            self._send(caller)
        with self._lock:
            self._callers.discard(caller)
            self._dead.discard(caller)

    def _send(self, caller: socket.socket) -> None:
        greeted, number = False, 0
        while not self._ended.wait(_BEAT_S):
            with self._lock:
                fault, dead = self._fault, caller in self._dead
            if dead or fault in {Fault.MUTE, Fault.STALLED, Fault.UNPLUGGED}:
                continue
            if fault in {Fault.BUSY, Fault.AWAY}:
                if not greeted and fault is Fault.BUSY:
                    caller.sendall(_ERROR)
                return
            if fault is Fault.GARBAGE:
                caller.sendall(random.randbytes(3000))
                continue
            jpeg = self._jpeg_of(number)
            part = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
            caller.sendall((b"" if greeted else _HEAD) + part % len(jpeg) + jpeg + b"\r\n")
            greeted, number = True, number + 1


def back_after_s(schedule: Schedule, jpeg_of: Callable[[int], bytes]) -> float | None:
    """How long after its return the real watching process looks at the camera again.

    None where it never does within a test's patience.
    """
    clock = SystemClock()
    stamps: list[int] = []

    def observed(observation: Observation) -> None:
        stamps.append(observation.t_ns)

    with FaultyCamera(jpeg_of) as camera:
        counter = CounterSettings(camera=f"http://127.0.0.1:{camera.port}/v")
        callbacks = CameraCallbacks(observed, lambda _: None, lambda: None, lambda: None)
        watched = watched_cameras(clock)("faulty", camera_order(counter), callbacks)
        watched.start()
        try:
            if not _waited(lambda: bool(stamps)):
                return None
            time.sleep(schedule.works_s)
            camera.begin(schedule.fault)
            time.sleep(schedule.fault_s)
            camera.mend()
            back_ns = clock.monotonic_ns()
            if not _waited(lambda: stamps[-1] > back_ns):
                return None
            return (next(stamp for stamp in stamps if stamp > back_ns) - back_ns) / 1e9
        finally:
            watched.stop()


def _waited(so: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + PATIENCE_S
    while not so():
        if time.monotonic() > end_s:
            return False
        time.sleep(0.02)
    return True
