"""What keeps a worker alive, where the worker or it itself comes to harm."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from dataclasses import replace
from multiprocessing.context import ForkServerProcess

import pytest

from monitor.adapters.clock import SystemClock
from monitor.addresses import parse_address
from monitor.attention.presence import Seen
from monitor.perception.observation import Observation
from monitor.ports import CameraCallbacks, CameraHealth, CameraOrder
from monitor.runtime.vision import supervisor as supervising
from monitor.runtime.vision.backoff import BackoffParams
from monitor.runtime.vision.supervisor import Supervisor, SupervisorParams, without_password
from monitor.runtime.vision.wire import Upright
from monitor.runtime.vision.worker import VISION
from monitor.units import ns_from_s
from tests.patience import PATIENCE_S, wait_until
from tests.real_cameras import MjpegCamera, SilentCamera
from tests.unit.attention.faces import seen
from tests.unit.runtime.morning import clock_at


def order(address: str) -> CameraOrder:
    return CameraOrder(address, 10.0, False, PATIENCE_S, PATIENCE_S, 1.0)


def nothing(*_: object) -> None:
    """Nobody listens."""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_of_the_program_is_told_as_the_cameras() -> None:
    def wrong() -> None:
        raise ValueError("an error of the program")

    callbacks = CameraCallbacks(nothing, nothing, wrong, nothing)
    watched = Supervisor("front", order("nothing.mp4"), SystemClock(), callbacks, VISION)
    assert watched.status().health is CameraHealth.STARTING
    watched.start()
    wait_until(lambda: watched.status().health is CameraHealth.LOST)
    assert "start Mostrador again" in (watched.status().problem or "")
    watched.stop()


@pytest.mark.parametrize("ahead_s", [0.0, 30 * 86_400.0])
def test_no_picture_comes_from_the_future(ahead_s: float) -> None:
    clock = clock_at()
    taken: list[Observation] = []
    told: list[Seen] = []
    live = order("nothing.mp4")
    callbacks = CameraCallbacks(taken.append, told.append, nothing, nothing)
    watched = Supervisor("front", live, clock, callbacks, VISION)
    endings = [watched._hear(seen(ahead_s)), watched._hear(Seen(ns_from_s(ahead_s), True))]
    assert [each is None for each in endings] == [ahead_s == 0] * 2
    assert (len(taken), len(told)) == ((1, 1) if ahead_s == 0 else (0, 0))
    whole = replace(live, every_frame=True)
    watched = Supervisor("front", whole, clock, callbacks, VISION)
    assert watched._hear(seen(ahead_s)) is None, "a clip's own time"


def test_a_worker_that_a_driver_holds_is_told_and_keeps_nobody_from_stopping(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with SilentCamera() as camera, monkeypatch.context() as held:
        # As where the kernel waits for a device: a kill comes to nothing.
        held.setattr(ForkServerProcess, "kill", nothing)
        held.setattr(supervising, "_KILL_S", 0.1)
        address = f"rtsp://127.0.0.1:{camera.port}/live"
        callbacks = CameraCallbacks(nothing, nothing, nothing, nothing)
        watched = Supervisor("front", order(address), SystemClock(), callbacks, VISION)
        watched.start()
        wait_until(multiprocessing.active_children)
        (worker,) = multiprocessing.active_children()
        watched.stop()
        assert worker.is_alive()
        assert "front: the vision worker does not end" in caplog.text
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join(PATIENCE_S)
    assert not worker.is_alive()


def test_a_camera_that_answers_again_is_not_waited_for() -> None:
    """Waits grow to half a minute; whoever switches a camera on does not wait that long."""
    there = threading.Event()
    callbacks = CameraCallbacks(nothing, nothing, nothing, nothing)
    slow = SupervisorParams(backoff=BackoffParams(first_s=3600.0, most_s=3600.0))
    with SilentCamera() as camera:
        port = camera.port
    watched = Supervisor(
        "front",
        order(f"rtsp://127.0.0.1:{port}/live"),
        SystemClock(),
        callbacks,
        VISION,
        slow,
        answers=there.is_set,
    )
    watched.start()
    try:
        wait_until(lambda: watched.status().cause == "host_refused")
        assert watched.status().restarts == 0
        there.set()
        wait_until(lambda: watched.status().restarts >= 1)
    finally:
        watched.stop()


def test_a_camera_that_sends_nothing_though_it_answers_is_waited_for() -> None:
    """A wrong password must not be tried twice a second: some cameras lock the account."""
    callbacks = CameraCallbacks(nothing, nothing, nothing, nothing)
    asked = threading.Event()
    slow = SupervisorParams(backoff=BackoffParams(first_s=3600.0, most_s=3600.0))

    def answers() -> bool:
        asked.set()
        return True

    with MjpegCamera(password="secret") as camera:
        watched = Supervisor(
            "front",
            order(f"http://127.0.0.1:{camera.port}/v"),
            SystemClock(),
            callbacks,
            VISION,
            slow,
            answers=answers,
        )
        watched.start()
        try:
            wait_until(lambda: watched.status().cause == "login_missing")
            assert not asked.wait(2.5)
            assert watched.status().restarts == 0
        finally:
            watched.stop()


def test_a_picture_that_does_not_stand_upright_is_reported_and_ends_what_is_measured() -> None:
    ended: list[bool] = []
    callbacks = CameraCallbacks(nothing, nothing, lambda: ended.append(True), nothing)
    hung = replace(order("rtsp://127.0.0.1/live"), turn_deg=90)
    watched = Supervisor("front", hung, clock_at(), callbacks, VISION)
    assert watched._hear(Upright(0)) is None
    assert watched.status().proposed_turn_deg == 0
    assert not ended
    assert watched._hear(Upright(180)) is None
    status = watched.status()
    assert (status.health, status.cause) == (CameraHealth.TURNED, "picture_turned")
    assert 'set turn = "left"' in (status.problem or "")
    assert ended == [True]


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://viewer:secret@192.168.1.20/live?token=secret",
        "rtsp://viewer:sec@ret/secret@192.168.1.20:8554/live",
        "http://192.168.1.20:8080/still@secret",
        "https://viewer:secret@[fe80::1]:8443/v",
        "rtsps://192.168.1.20/a@",
    ],
)
def test_whoever_decodes_is_told_no_password_and_the_same_camera(address: str) -> None:
    told = without_password(order(address))
    assert "secret" not in told.address or "still@secret" in address
    there, here = parse_address(address), parse_address(told.address)
    assert (there.kind, there.tcp_ports) == (here.kind, here.tcp_ports)
    assert replace(told, address=address) == order(address)
