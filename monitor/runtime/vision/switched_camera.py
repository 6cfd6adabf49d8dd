"""A camera that can be switched off and on again, each time with a worker of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from monitor.runtime.vision.camera_status import CameraHealth, CameraStatus


class Watcher(Protocol):
    """What keeps one vision worker alive; `monitor.runtime.vision.supervisor.Supervisor` is one."""

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """End the worker, and return once it has ended."""
        ...

    def status(self) -> CameraStatus:
        """What the camera does."""
        ...


class SwitchedCamera:
    """Off means that no process holds the camera: its light is off. Thread-safe."""

    def __init__(self, build: Callable[[], Watcher]) -> None:
        """`build` makes a watcher that has not started; one serves from on to off."""
        self._build = build
        self._lock = threading.Lock()
        self._watcher = build()
        self._on = False
        self._used = False
        self._paused = False
        self._ended = False

    def switch_on(self) -> None:
        """Start watching, unless it does or the service ends."""
        with self._lock:
            if self._on or self._ended:
                return
            if self._used:
                self._watcher = self._build()
            self._on = self._used = True
            self._paused = False
            self._watcher.start()

    def switch_off(self) -> None:
        """Stop watching; when this returns the camera is let go."""
        with self._lock:
            self._paused = True
            if self._on:
                self._on = False
                self._watcher.stop()

    def rebuild(self, build: Callable[[], Watcher]) -> None:
        """From now on watch otherwise; what is on is started anew, what is off stays off."""
        with self._lock:
            on = self._on
            if on:
                self._watcher.stop()
            self._build, self._watcher = build, build()
            self._used = on and not self._ended
            self._on = self._used
            if self._on:
                self._watcher.start()

    def end(self) -> None:
        """Switch off for good."""
        with self._lock:
            self._ended = True
            if self._on:
                self._on = False
                self._watcher.stop()

    def status(self) -> CameraStatus:
        """What it does; of one that is off, what it did before counts no more."""
        status = self._watcher.status()
        if not self._paused:
            return status
        return replace(
            status, health=CameraHealth.OFF, problem=None, cause=None, measured_rate=None
        )
