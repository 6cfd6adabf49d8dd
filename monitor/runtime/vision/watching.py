"""One counter's camera, watched by a locked worker and recorded by nobody: for calibrating."""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from monitor.addresses import parse_address
from monitor.errors import SourceError
from monitor.perception.observation import Observation
from monitor.ports import Clock
from monitor.runtime.vision.camera_status import CameraHealth
from monitor.runtime.vision.supervisor import PRELOADED, Supervisor
from monitor.runtime.vision.worker import WorkerOrder
from monitor.settings import CounterSettings, perception_params
from monitor.units import rad_from_deg

_TURN_S: Final = 0.1


def worker_order(counter: CounterSettings) -> WorkerOrder:
    """What the counter's worker is told."""
    presence = counter.presence
    return WorkerOrder(
        counter.camera,
        counter.rate_per_s,
        counter.loop,
        counter.open_timeout_s,
        counter.read_timeout_s,
        rad_from_deg(counter.field_of_view_deg),
        perception_params(counter),
        zone=presence.place if presence.by_own_camera else None,
        zone_rate_per_s=presence.rate_per_s,
    )


def presence_order(counter: CounterSettings) -> WorkerOrder | None:
    """What a worker for the counter's second camera is told; None where there is no such camera."""
    presence = counter.presence
    if not presence.by_second_camera:
        return None
    return WorkerOrder(
        presence.camera,
        presence.rate_per_s,
        counter.loop,
        counter.open_timeout_s,
        counter.read_timeout_s,
        rad_from_deg(counter.field_of_view_deg),
        zone=presence.place,
        zone_rate_per_s=presence.rate_per_s,
        presence_only=True,
    )


class Watch:
    """Starts the worker on entry and stops it on exit. One reader.

    A clip that stands for the camera is read frame by frame, so that it is timed by its own clock
    and a slow computer makes no difference.
    """

    def __init__(self, counter: CounterSettings, clock: Clock) -> None:
        self._arrived: queue.SimpleQueue[Observation] = queue.SimpleQueue()
        self._supervisor = Supervisor(
            counter.id,
            replace(
                worker_order(counter),
                every_frame=not parse_address(counter.camera).is_camera,
                zone=None,
            ),
            clock,
            self._arrived.put,
            on_interrupt=_nothing,
            on_change=_nothing,
        )

    def __enter__(self) -> Watch:
        multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
        self._supervisor.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._supervisor.stop()

    def observations(self) -> Iterator[Observation | None]:
        """Samples as they come, and None whenever there has been none for a moment.

        Raises:
            SourceError: the camera does not work, or the clip that stands for it is over.
        """
        while True:
            try:
                yield self._arrived.get(timeout=_TURN_S)
            except queue.Empty:
                status = self._supervisor.status()
                if status.health is CameraHealth.LOST:
                    problem = status.problem or f"{status.address}: stopped answering"
                    raise SourceError(problem) from None
                yield None


def _nothing() -> None:
    """Nobody needs to be told: the reader asks for the status itself."""
