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
from monitor.ports import (
    Camera,
    CameraCallbacks,
    CameraOrder,
    CameraStatus,
    Clock,
    OpenCamera,
)
from monitor.runtime.counter.browser_frames import BrowserFrames
from monitor.runtime.counter.camera_orders import camera_order, customers_order
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.runtime.counter.switched_camera import SwitchedCamera
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
        open_camera: OpenCamera,
        callbacks: CounterCallbacks,
    ) -> None:
        self.key = CounterId(counter.id)
        self.settings = counter
        self.info = _info(settings, counter)
        self._open_camera = open_camera
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
        self._camera = SwitchedCamera(self._attendants_camera(counter))
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
            anew = camera_order(counter) != camera_order(before)
            told = (params, self.info.time_zone, counter.presence)
            ended = anew or told != (self._params, zone, before.presence)
            if ended:
                self._params = params
                self.recorder.adopt(params, ZoneInfo(self.info.time_zone), fingerprint(counter))
            if anew:
                self._camera.rebuild(self._attendants_camera(counter))
            if customers_order(counter) != customers_order(before):
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

    def _attendants_camera(self, counter: CounterSettings) -> Callable[[], Camera]:
        return lambda: self._opened(counter.id, camera_order(counter), self.recorder.interrupt)

    def _second_camera(self, counter: CounterSettings) -> SwitchedCamera | None:
        order = customers_order(counter)
        if order is None:
            return None
        return SwitchedCamera(lambda: self._opened(f"{counter.id}-customers", order, _nothing))

    def _opened(self, name: str, order: CameraOrder, interrupted: Callable[[], None]) -> Camera:
        callbacks = CameraCallbacks(
            self._observed, self._seen, interrupted, lambda: self._callbacks.changed(self.key)
        )
        pictures = self.frames if _is_browser(order) else None
        return self._open_camera(name, order, callbacks, pictures)

    def _observed(self, observation: Observation) -> None:
        self.recorder.take(observation)
        self._callbacks.observed(self.key, observation)
        self._callbacks.changed(self.key)

    def _seen(self, seen: Seen) -> None:
        self.recorder.answer(seen)
        self._callbacks.changed(self.key)


def _is_browser(order: CameraOrder) -> bool:
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
