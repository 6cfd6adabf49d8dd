"""What the processes of a real camera may do: acts planted in them, servers that would notice."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.adapters.clock import SystemClock
from monitor.perception.observation import Observation
from monitor.ports import RESTRICTIONS, CameraCallbacks, CameraHealth, CameraOrder, CameraStatus
from monitor.runtime.vision.fork_server import WorkerBody
from monitor.runtime.vision.supervisor import Supervisor
from monitor.runtime.vision.worker import VISION
from monitor.samples import CLIP
from tests.list_cameras import ListCamera
from tests.patience import PATIENCE_S, wait_until
from tests.planted import (
    MARK,
    Place,
    acts_in_the_fetcher,
    acts_in_the_worker,
    fetch_unlocked,
    look_unlocked,
)
from tests.real_cameras import MjpegCamera, RtspCamera


class Watched:
    """A supervised camera, and what it brought."""

    def __init__(self, address: str, body: WorkerBody, *, require_lock: bool) -> None:
        self.observations: list[Observation] = []
        order = CameraOrder(address, 10.0, True, PATIENCE_S, PATIENCE_S, 1.0)
        callbacks = CameraCallbacks(self.observations.append, _nothing, _nothing, _nothing)
        self.supervisor = Supervisor(
            "front", order, SystemClock(), callbacks, body, require_lock=require_lock
        )

    @property
    def status(self) -> CameraStatus:
        return self.supervisor.status()


@contextmanager
def watched(
    address: str, body: WorkerBody = VISION, *, require_lock: bool = False
) -> Iterator[Watched]:
    camera = Watched(address, body, require_lock=require_lock)
    camera.supervisor.start()
    try:
        yield camera
    finally:
        camera.supervisor.stop()


@contextmanager
def place(folder: Path, camera_port: int = 9) -> Iterator[Place]:
    """Servers that take what comes; whether anything came is asked at the end."""
    (folder / "old").write_bytes(b"untouched")
    (folder / "inner").mkdir()
    before = sorted(folder.iterdir())
    called: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as other:

        def take_calls() -> None:
            while True:
                try:
                    called.append(other.accept())
                except OSError:
                    return

        thread = threading.Thread(target=take_calls)
        thread.start()
        try:
            yield Place(folder, other.getsockname()[1], camera_port)
        finally:
            other.shutdown(socket.SHUT_RDWR)
            thread.join(PATIENCE_S)
    assert called == []
    assert sorted(folder.iterdir()) == before
    assert (folder / "old").read_bytes() == b"untouched"


def _nothing(*_: object) -> None:
    """Nobody listens."""


def planted_says(camera: Watched) -> str:
    wait_until(lambda: (camera.status.problem or "").startswith(MARK), camera.supervisor.status)
    return (camera.status.problem or "").removeprefix(MARK)


@pytest.mark.needs("landlock", "rtsp-server")
def test_whoever_decodes_rtsp_can_do_nothing_else_before_the_first_byte_nor_after(
    tmp_path: Path,
) -> None:
    with RtspCamera() as rtsp, place(tmp_path, rtsp.port) as where:
        body = acts_in_the_worker(where)
        with watched(f"rtsp://127.0.0.1:{rtsp.port}/live", body) as camera:
            assert planted_says(camera) == ""


@pytest.mark.needs("landlock")
def test_whoever_decodes_mjpeg_can_do_nothing_else_before_the_first_byte_nor_after(
    tmp_path: Path,
) -> None:
    with MjpegCamera() as mjpeg, place(tmp_path, mjpeg.port) as where:
        body = acts_in_the_worker(where)
        with watched(f"http://127.0.0.1:{mjpeg.port}/v", body) as camera:
            assert planted_says(camera) == ""


@pytest.mark.needs("landlock")
def test_whoever_plays_a_clip_can_do_nothing_else(tmp_path: Path) -> None:
    with place(tmp_path) as where, watched(str(CLIP), acts_in_the_worker(where)) as camera:
        assert planted_says(camera) == ""


@pytest.mark.needs("landlock", "rtsp-server")
def test_whoever_connects_can_do_nothing_else_once_it_has(tmp_path: Path) -> None:
    with RtspCamera() as rtsp, place(tmp_path, rtsp.port) as where:
        body = acts_in_the_fetcher(where)
        with watched(f"rtsp://localhost:{rtsp.port}/live", body) as camera:
            assert planted_says(camera) == ""


@pytest.mark.needs("landlock")
def test_a_camera_whose_address_is_a_list_is_read_and_its_open_door_named(tmp_path: Path) -> None:
    with ListCamera(tmp_path) as camera, watched(camera.address) as seen:
        wait_until(lambda: len(seen.observations) >= 3, seen.supervisor.status)
        status = seen.status
    assert status.lock is not None
    assert status.lock.enforced
    assert status.relay_lock is not None
    assert status.relay_lock.lack == "connects_again"
    assert set(RESTRICTIONS) - set(status.relay_lock.held) == {"sockets", "sends"}


@pytest.mark.needs("landlock", "rtsp-server")
def test_where_whoever_connects_is_killed_the_camera_comes_back() -> None:
    with RtspCamera() as rtsp, watched(f"rtsp://127.0.0.1:{rtsp.port}/live") as camera:
        wait_until(lambda: camera.status.health is CameraHealth.OK, camera.supervisor.status)
        children = multiprocessing.active_children()
        (fetcher,) = (child for child in children if "connects" in child.name)
        assert fetcher.pid is not None
        os.kill(fetcher.pid, signal.SIGKILL)
        wait_until(lambda: camera.status.restarts == 1, camera.supervisor.status)
        wait_until(lambda: camera.status.health is CameraHealth.OK, camera.supervisor.status)


@pytest.mark.needs("landlock")
def test_where_a_whole_lock_is_required_it_is_enough() -> None:
    with MjpegCamera() as mjpeg:
        address = f"http://127.0.0.1:{mjpeg.port}/v"
        with watched(address, require_lock=True) as camera:
            wait_until(lambda: camera.status.health is CameraHealth.OK, camera.supervisor.status)


@pytest.mark.needs("landlock")
@pytest.mark.parametrize("refused_to", ["worker", "fetcher"])
def test_where_a_required_lock_is_not_whole_no_camera_is_read(refused_to: str) -> None:
    """As on a kernel that refuses Landlock."""
    body = (
        replace(VISION, run=look_unlocked)
        if refused_to == "worker"
        else replace(VISION, fetch=fetch_unlocked)
    )
    with MjpegCamera() as mjpeg:
        address = f"http://viewer:secret@127.0.0.1:{mjpeg.port}/v"
        with watched(address, body, require_lock=True) as camera:
            wait_until(lambda: camera.status.cause == "lock_missing", camera.supervisor.status)
            problem = camera.status.problem or ""
            assert problem.startswith(f"http://viewer:***@127.0.0.1:{mjpeg.port}/v: not read")
            assert "Landlock was refused" in problem
            assert camera.observations == []
        with watched(address, body) as camera:
            wait_until(lambda: camera.status.health is CameraHealth.OK, camera.supervisor.status)


@pytest.mark.needs("landlock", "rtsp-server")
def test_a_camera_that_sends_over_udp_alone_is_read_where_its_address_says_so(
    tmp_path: Path,
) -> None:
    with RtspCamera(only_udp=True) as rtsp, place(tmp_path, rtsp.port) as where:
        address = f"rtsp://127.0.0.1:{rtsp.port}/live"
        with watched(address) as camera:
            wait_until(lambda: camera.status.cause == "tcp_refused", camera.supervisor.status)
            assert camera.observations == []
        with watched(f"{address}?udp", require_lock=True) as camera:
            wait_until(lambda: len(camera.observations) > 3, camera.supervisor.status)
            assert camera.status.relay_lock is not None
            assert camera.status.relay_lock.held == RESTRICTIONS
        with watched(f"{address}?udp", acts_in_the_fetcher(where)) as camera:
            assert planted_says(camera) == "", "though its sockets for UDP are open"
