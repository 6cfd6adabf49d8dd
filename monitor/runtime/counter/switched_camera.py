"""A camera that can be switched off and on again, each time opened anew."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from monitor.ports import Camera, CameraHealth, CameraStatus


class SwitchedCamera:
    """Off means that no process holds the camera: its light is off. Thread-safe."""

    def __init__(self, build: Callable[[], Camera]) -> None:
        """`build` makes a camera that has not started, by what counts now; each serves once."""
        self._build = build
        self._lock = threading.Lock()
        self._camera = build()
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
                self._camera = self._build()
            self._on = self._used = True
            self._paused = False
            self._camera.start()

    def switch_off(self) -> None:
        """Stop watching; when this returns the camera is let go."""
        with self._lock:
            self._paused = True
            if self._on:
                self._on = False
                self._camera.stop()

    def rebuild(self, stopped: Callable[[], None]) -> None:
        """What counts has changed: what is on is started anew, what is off stays off.

        `stopped` is called once nothing watches any more.
        """
        with self._lock:
            on = self._on
            if on:
                self._camera.stop()
                stopped()
            self._camera = self._build()
            self._used = on and not self._ended
            self._on = self._used
            if self._on:
                self._camera.start()

    def end(self) -> None:
        """Switch off for good."""
        with self._lock:
            self._ended = True
            if self._on:
                self._on = False
                self._camera.stop()

    def status(self) -> CameraStatus:
        """What it does; of one that is off, what it did before counts no more."""
        status = self._camera.status()
        if not self._paused:
            return status
        return replace(status, health=CameraHealth.OFF, problem=None, cause=None, rate_per_s=None)
