"""Puts a running Mostrador together: beside the worker's entry and the offline commands the only
place that names adapters.
"""

from __future__ import annotations

from pathlib import Path

from monitor.adapters.clock import SystemClock
from monitor.adapters.sql_store import open_store
from monitor.adapters.video_source import camera_answers, find_cameras
from monitor.ports import Camera, CameraCallbacks, CameraOrder, Clock, OpenCamera, Pictures
from monitor.runtime.site.data_folder import store_url
from monitor.runtime.site.service import Runtime
from monitor.runtime.vision.supervisor import Supervisor
from monitor.runtime.vision.worker import VISION
from monitor.settings import Settings


def compose(
    settings: Settings, settings_file: Path | None = None, *, require_lock: bool = False
) -> Runtime:
    """A service with real cameras, clocks and database, not started yet.

    Args:
        settings: what the files and the environment say.
        settings_file: where changes and calibrations are stored, None for nowhere.
        require_lock: read no camera where the kernel does not enforce the whole lock.

    Raises:
        StoreError: the database cannot be used.
    """
    clock = SystemClock()
    store = open_store(store_url(settings.store.url), settings.site.id)
    return Runtime(
        settings,
        clock,
        store,
        watched_cameras(clock, require_lock=require_lock),
        find_cameras=find_cameras,
        settings_file=settings_file,
    )


def watched_cameras(clock: Clock, *, require_lock: bool = False) -> OpenCamera:
    """Opens cameras that a locked worker watches, each in a process of its own.

    With `require_lock` none is read where the kernel does not enforce the whole lock.
    """

    def open_camera(
        name: str,
        order: CameraOrder,
        callbacks: CameraCallbacks,
        pictures: Pictures | None = None,
    ) -> Camera:
        return Supervisor(
            name,
            order,
            clock,
            callbacks,
            VISION,
            pictures=pictures,
            answers=lambda: camera_answers(order.address),
            require_lock=require_lock,
        )

    return open_camera
