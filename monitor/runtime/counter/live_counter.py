"""One counter of a running service: its recorder, and the cameras that bring it samples."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.addresses import SourceKind, parse_address
from monitor.attention.presence import Seen
from monitor.metrics.buckets import Bucket
from monitor.perception.observation import Observation
from monitor.ports import Clock
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.runtime.vision.browser_frames import BrowserFrames
from monitor.runtime.vision.camera_status import CameraStatus
from monitor.runtime.vision.supervisor import Supervisor
from monitor.runtime.vision.switched_camera import SwitchedCamera
from monitor.runtime.vision.watching import presence_order, worker_order
from monitor.runtime.vision.worker import WorkerOrder
from monitor.settings import CounterSettings, Settings, core_params, fingerprint
from monitor.units import NS_PER_S, CounterId, UtcNs


@dataclass(frozen=True, slots=True)
class CounterInfo:
    """One counter, as far as it does not change from sample to sample."""

    counter: CounterId
    name: str
    time_zone: str
    calibrated: bool
    calibrated_utc_ns: UtcNs | None = None


@dataclass(frozen=True, slots=True)
class CounterCallbacks:
    """What a counter tells and asks the service it belongs to.

    Attributes:
        observed: a sample came, and is folded in.
        changed: something that the live word says may have changed.
        stored: the minute buckets that are kept between two moments.
    """

    observed: Callable[[CounterId, Observation], None]
    changed: Callable[[CounterId], None]
    stored: Callable[[CounterId, UtcNs, UtcNs], Sequence[Bucket]]


class LiveCounter:
    """Built switched off; nothing is measured before `switch_on`. Thread-safe."""

    def __init__(
        self,
        settings: Settings,
        counter: CounterSettings,
        clock: Clock,
        callbacks: CounterCallbacks,
    ) -> None:
        self.key = CounterId(counter.id)
        self.settings = counter
        self.info = _info(settings, counter)
        self._clock = clock
        self._callbacks = callbacks
        self._lock = threading.Lock()
        self._on = False
        self._params = core_params(settings, counter)
        self.recorder = CounterRecorder(
            self.key,
            self._params,
            ZoneInfo(settings.site.time_zone),
            clock,
            lambda start, end: callbacks.stored(self.key, start, end),
            fingerprint(counter),
        )
        self.frames = BrowserFrames()
        self._camera = SwitchedCamera(self._watcher(counter))
        self._second = self._second_camera(counter)

    def switch_on(self) -> None:
        """Measure."""
        with self._lock:
            self._on = True
            self.recorder.resume()
            for camera in self._cameras():
                camera.switch_on()

    def switch_off(self) -> None:
        """Measure nothing; when this returns no process holds a camera of this counter."""
        with self._lock:
            self._on = False
            # First, so that not even a sample that is on its way counts.
            self.recorder.pause()
            for camera in self._cameras():
                camera.switch_off()

    def end(self) -> None:
        """The service stops: let the cameras go, book what runs."""
        with self._lock:
            for camera in self._cameras():
                camera.end()
            self.recorder.end()

    def recalibrate(self, settings: Settings, counter: CounterSettings) -> None:
        """Judge later samples by a new calibration, at once."""
        self._params = core_params(settings, counter)
        self.recorder.recalibrate(self._params, fingerprint(counter))
        self.settings = counter
        self.info = _info(settings, counter)

    def adopt(self, settings: Settings, counter: CounterSettings) -> bool:
        """The settings were changed: go on by the new ones, with workers that know them.

        What does not concern the camera leaves it alone: it takes seconds to come back. Tells
        whether what runs was ended, so that it must be told again who is there.
        """
        with self._lock:
            before, self.settings = self.settings, counter
            zone = self.info.time_zone
            self.info = _info(settings, counter)
            params = core_params(settings, counter)
            anew = worker_order(counter) != worker_order(before)
            told = (params, self.info.time_zone, counter.presence)
            ended = anew or told != (self._params, zone, before.presence)
            if ended:
                self._params = params
                self.recorder.adopt(params, ZoneInfo(self.info.time_zone), fingerprint(counter))
            if anew:
                self._camera.rebuild(self._watcher(counter))
            if presence_order(counter) != presence_order(before):
                if self._second is not None:
                    self._second.end()
                self._second = self._second_camera(counter)
                if self._second is not None and self._on:
                    self._second.switch_on()
            return ended

    def camera(self) -> CameraStatus:
        """What the camera that looks at the attendant does."""
        return self._camera.status()

    def second_camera(self) -> CameraStatus | None:
        """What the camera that looks for customers does, None where there is none."""
        return None if self._second is None else self._second.status()

    def _cameras(self) -> tuple[SwitchedCamera, ...]:
        return (self._camera,) if self._second is None else (self._camera, self._second)

    def _watcher(self, counter: CounterSettings) -> Callable[[], Supervisor]:
        return lambda: self._supervisor(counter.id, worker_order(counter), self.recorder.interrupt)

    def _second_camera(self, counter: CounterSettings) -> SwitchedCamera | None:
        order = presence_order(counter)
        if order is None:
            return None
        name = f"{counter.id}-customers"
        return SwitchedCamera(lambda: self._supervisor(name, order, _nothing))

    def _supervisor(
        self, name: str, order: WorkerOrder, on_interrupt: Callable[[], None]
    ) -> Supervisor:
        return Supervisor(
            name,
            order,
            self._clock,
            self._observed,
            on_interrupt,
            lambda: self._callbacks.changed(self.key),
            on_seen=self._seen,
            frames=self.frames if _is_browser(order) else None,
        )

    def _observed(self, observation: Observation) -> None:
        self.recorder.take(observation)
        self._callbacks.observed(self.key, observation)
        self._callbacks.changed(self.key)

    def _seen(self, seen: Seen) -> None:
        self.recorder.answer(seen)
        self._callbacks.changed(self.key)


def _is_browser(order: WorkerOrder) -> bool:
    # A second camera that looks for customers is never a browser: there is one place for pictures.
    return not order.presence_only and parse_address(order.address).kind is SourceKind.BROWSER


def _info(settings: Settings, counter: CounterSettings) -> CounterInfo:
    return CounterInfo(
        CounterId(counter.id),
        counter.shown_name,
        settings.site.time_zone,
        counter.calibrated,
        _utc_ns(counter.calibrated_at),
    )


def _utc_ns(moment: datetime | None) -> UtcNs | None:
    return None if moment is None else UtcNs(round(moment.timestamp()) * NS_PER_S)


def _nothing() -> None:
    """A camera for customers brings no samples of the attendant, so none are missed."""
