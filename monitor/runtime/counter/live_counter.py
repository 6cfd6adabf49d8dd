"""One counter of a running service: its recorder, and the cameras that bring it samples."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.addresses import SourceKind, parse_address
from monitor.attention.presence import Seen
from monitor.metrics.buckets import Bucket
from monitor.perception.observation import Observation
from monitor.ports import (
    STALE_AFTER_S,
    Camera,
    CameraCallbacks,
    CameraOrder,
    CameraStatus,
    Clock,
    OpenCamera,
)
from monitor.runtime.counter.browser_frames import BrowserFrames
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.runtime.counter.rules import CounterRules, Restart, restarts
from monitor.runtime.counter.switched_camera import SwitchedCamera
from monitor.settings import CounterSettings
from monitor.snapshot.counter import CounterInfo
from monitor.snapshot.sights import Sights
from monitor.units import NS_PER_S, CounterId, UtcNs, ns_from_s


@dataclass(frozen=True, slots=True)
class CounterCallbacks:
    """What a counter tells and asks the service it belongs to.

    Attributes:
        observed: a sample came, and is folded in.
        changed: something that the snapshot says may have changed.
        stored: the minute buckets that are kept between two moments.
    """

    observed: Callable[[CounterId, Observation], None]
    changed: Callable[[CounterId], None]
    stored: Callable[[CounterId, UtcNs, UtcNs], Sequence[Bucket]]


class LiveCounter:
    """Built switched off; nothing is measured before `switch_on`. Thread-safe."""

    def __init__(
        self,
        counter: CounterId,
        rules: Callable[[], CounterRules],
        clock: Clock,
        open_camera: OpenCamera,
        callbacks: CounterCallbacks,
    ) -> None:
        """`rules` gives what the counter goes by now."""
        self.key = counter
        self._rules = rules
        self._open_camera = open_camera
        self._callbacks = callbacks
        self._lock = threading.Lock()
        self._on = False
        self.recorder = CounterRecorder(
            counter, rules, clock, lambda start, end: callbacks.stored(counter, start, end)
        )
        self.frames = BrowserFrames()
        self._clock = clock
        self._sights: Sights | None = None
        self._camera = SwitchedCamera(self._attendants_camera)
        self._second = self._second_camera()

    @property
    def settings(self) -> CounterSettings:
        """The counter's own, as they are in use."""
        return self._rules().settings

    @property
    def info(self) -> CounterInfo:
        """What does not change from sample to sample."""
        return _info(self._rules())

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
            self._on = False
            for camera in self._cameras():
                camera.end()
            self.recorder.end()

    def follow(self, before: CounterRules, after: CounterRules) -> None:
        """The rules were changed: go on by the new ones, with cameras that know them.

        What does not concern a camera leaves it alone: it takes seconds to come back.
        """
        with self._lock:
            self.recorder.follow()
            anew = restarts(before, after)
            if Restart.CAMERA in anew:
                self._camera.rebuild(self.recorder.interrupt)
            if Restart.SECOND_CAMERA in anew:
                if self._second is not None:
                    self._second.end()
                self._second = self._second_camera()
                if self._second is not None and self._on:
                    self._second.switch_on()

    def camera(self) -> CameraStatus:
        """What the camera that looks at the attendant does."""
        return self._camera.status()

    def sights(self) -> Sights | None:
        """What is where in the attendant's picture, None while nothing new is looked at."""
        sights = self._sights
        if sights is None or not self._on:
            return None
        age_ns = self._clock.monotonic_ns() - sights.t_ns
        return sights if age_ns <= ns_from_s(STALE_AFTER_S) else None

    def second_camera(self) -> CameraStatus | None:
        """What the camera that looks for customers does, None where there is none."""
        return None if self._second is None else self._second.status()

    def _cameras(self) -> tuple[SwitchedCamera, ...]:
        return (self._camera,) if self._second is None else (self._camera, self._second)

    def _attendants_camera(self) -> Camera:
        return self._opened(self.key, self._rules().order, self.recorder.interrupt)

    def _second_camera(self) -> SwitchedCamera | None:
        order = self._rules().customers
        if order is None:
            return None
        return SwitchedCamera(lambda: self._opened(f"{self.key}-customers", order, _nothing))

    def _opened(self, name: str, order: CameraOrder, interrupted: Callable[[], None]) -> Camera:
        callbacks = CameraCallbacks(
            self._observed,
            self._seen,
            interrupted,
            lambda: self._callbacks.changed(self.key),
            self._sighted,
        )
        pictures = self.frames if _is_browser(order) else None
        return self._open_camera(name, order, callbacks, pictures)

    def _observed(self, observation: Observation) -> None:
        self.recorder.take(observation)
        self._callbacks.observed(self.key, observation)
        self._callbacks.changed(self.key)

    def _sighted(self, sights: Sights) -> None:
        self._sights = sights

    def _seen(self, seen: Seen) -> None:
        self.recorder.answer(seen)
        self._callbacks.changed(self.key)


def _is_browser(order: CameraOrder) -> bool:
    # A second camera that looks for customers is never a browser: there is one place for pictures.
    return not order.presence_only and parse_address(order.address).kind is SourceKind.BROWSER


def _info(rules: CounterRules) -> CounterInfo:
    counter = rules.settings
    return CounterInfo(
        CounterId(counter.id),
        counter.shown_name,
        rules.zone.key,
        counter.calibrated,
        _utc_ns(counter.calibrated_at),
    )


def _utc_ns(moment: datetime | None) -> UtcNs | None:
    return None if moment is None else UtcNs(round(moment.timestamp()) * NS_PER_S)


def _nothing() -> None:
    """A camera for customers brings no samples of the attendant, so none are missed."""
