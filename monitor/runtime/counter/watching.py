"""One counter's camera, recorded by nobody: for calibrating."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from monitor.addresses import parse_address
from monitor.attention.presence import Seen
from monitor.errors import SourceError
from monitor.perception.observation import Observation
from monitor.ports import CameraCallbacks, CameraHealth, OpenCamera
from monitor.runtime.counter.camera_orders import camera_order
from monitor.settings import CounterSettings

_TURN_S: Final = 0.1


class Watch:
    """Starts the camera on entry and stops it on exit. One reader.

    A clip that stands for the camera is read frame by frame, so that it is timed by its own clock
    and a slow computer makes no difference.
    """

    def __init__(self, counter: CounterSettings, open_camera: OpenCamera) -> None:
        self._arrived: queue.SimpleQueue[Observation] = queue.SimpleQueue()
        self._camera = open_camera(
            counter.id,
            replace(
                camera_order(counter),
                every_frame=not parse_address(counter.camera).is_camera,
                zone=None,
            ),
            CameraCallbacks(self._arrived.put, _unheard, _nothing, _nothing),
        )

    def __enter__(self) -> Watch:
        self._camera.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._camera.stop()

    def observations(self) -> Iterator[Observation | None]:
        """Samples as they come, and None whenever there has been none for a moment.

        Raises:
            SourceError: the camera does not work, or the clip that stands for it is over.
        """
        while True:
            try:
                yield self._arrived.get(timeout=_TURN_S)
            except queue.Empty:
                status = self._camera.status()
                if status.health is CameraHealth.LOST:
                    problem = status.problem or f"{status.address}: stopped answering"
                    raise SourceError(problem) from None
                yield None


def _nothing() -> None:
    """Nobody needs to be told: the reader asks for the status itself."""


def _unheard(_: Seen) -> None:
    """A calibration has no use for customers."""
