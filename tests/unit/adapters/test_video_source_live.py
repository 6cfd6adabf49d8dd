"""Live sources against real servers on this machine, and clips played as if they were cameras."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import (
    OpenSource,
    Playback,
    SourceInfo,
    SourceOptions,
    open_source,
    opening,
)
from monitor.adapters.video_source.cameras import linux_cameras
from monitor.adapters.video_source.live import LiveSource
from monitor.addresses import SourceAddress, SourceKind
from monitor.errors import FailureName, SourceError, SourceLost
from monitor.ports import Frame, Image
from monitor.ports.scripted_clock import ScriptedClock
from monitor.units import NS_PER_S
from tests.numbered_clips import number_of, write_clip
from tests.patience import PATIENCE_S, times_count, wait_until, within
from tests.real_cameras import MjpegCamera, SilentCamera
from tests.unit.runtime.morning import clock_at

CLOCK = SystemClock()
PATIENT = SourceOptions(open_timeout_s=60.0, read_timeout_s=60.0)
PLAYED = replace(PATIENT, playback=Playback.AS_CAMERA)
LOOPED = replace(PATIENT, playback=Playback.AS_LOOPING_CAMERA)
HASTY = SourceOptions(open_timeout_s=1.0, read_timeout_s=1.0)


@contextmanager
def opened(address: str, options: SourceOptions = PATIENT) -> Iterator[OpenSource]:
    source = open_source(address, options, CLOCK)
    try:
        yield source
    finally:
        source.close()
        source.close()


def read(source: OpenSource) -> Frame:
    frame = source.read()
    assert frame is not None
    return frame


def failure_of(source: OpenSource) -> tuple[SourceError, float]:
    """Read until it fails: the error, and how long the last read took in seconds."""
    for _ in range(1000):
        started = time.monotonic()
        try:
            source.read()
        except SourceError as error:
            return error, time.monotonic() - started
    raise AssertionError("it never failed")


def refusal(address: str, why: FailureName, options: SourceOptions = HASTY) -> str:
    with within(options.open_timeout_s + 3.0), pytest.raises(SourceError) as caught:
        open_source(address, options, CLOCK)
    text = str(caught.value)
    assert not isinstance(caught.value, SourceLost), "it never worked"
    assert caught.value.cause.name == why
    assert "accepted" in text or "must be" in text or "found on" in text
    assert "secret" not in text
    assert "\n" not in text
    return text


# --- network cameras ------------------------------------------------------------------------------


def test_an_mjpeg_camera_gives_its_newest_frame_stamped_at_the_grab() -> None:
    with MjpegCamera(fps=20) as camera, opened(f"http://127.0.0.1:{camera.port}/v") as source:
        assert source.info.live
        assert (source.info.width_px, source.info.height_px) == (320, 240)
        before_ns = CLOCK.monotonic_ns()
        first = read(source)
        unasked = source.dropped
        wait_until(lambda: source.dropped >= unasked + 9)
        went_by = source.dropped - unasked
        second = read(source)
        assert before_ns < first.t_ns < second.t_ns <= CLOCK.monotonic_ns()
        assert CLOCK.monotonic_ns() - second.t_ns < 0.35e9 or not times_count()
        passed = number_of(second.image) - number_of(first.image)
        assert second.index - first.index == passed
        assert passed > went_by, "the newest, not the next"
        assert source.dropped >= passed - 1
        # Nine frames and more, of twenty a second.
        assert 0.35 < (second.t_ns - first.t_ns) / 1e9 < 1.0 or not times_count()


def test_a_camera_that_stops_sending_is_lost_within_the_read_time_out() -> None:
    options = replace(PATIENT, read_timeout_s=1.0)
    with (
        MjpegCamera(frames=60) as camera,
        opened(f"http://user:secret@127.0.0.1:{camera.port}/v?token=secret", options) as source,
    ):
        read(source)
        error, waited_s = failure_of(source)
        assert isinstance(error, SourceLost)
        assert waited_s < 3.0 or not times_count()
        assert error.cause.name == "pictures_silent"
        assert "127.0.0.1" in str(error)
        assert "secret" not in str(error)
        again, _ = failure_of(source)
        assert isinstance(again, SourceLost)


def test_a_camera_that_hangs_up_is_lost_at_once() -> None:
    with (
        MjpegCamera(fps=50, frames=100, then_hang_up=True) as camera,
        opened(f"http://127.0.0.1:{camera.port}/v") as source,
    ):
        error, waited_s = failure_of(source)
        assert isinstance(error, SourceLost)
        assert "stopped sending" in str(error)
        assert error.cause.name == "pictures_stopped"
        assert waited_s < 2.0 or not times_count()


def test_a_camera_that_never_answers_is_given_up() -> None:
    with SilentCamera() as camera:
        for address in ("rtsp://u:secret@127.0.0.1", "http://u:secret@127.0.0.1"):
            text = refusal(f"{address}:{camera.port}/", "host_mute")
            assert "sent no video and no answer within 1 s" in text


def test_a_camera_that_is_switched_off() -> None:
    with SilentCamera() as camera:
        port = camera.port
    text = refusal(f"rtsp://u:secret@127.0.0.1:{port}/main", "host_refused")
    assert f"cannot connect to 127.0.0.1 port {port} (connection refused)" in text


def test_an_unknown_host() -> None:
    text = refusal("rtsp://u:secret@camera.invalid/main", "host_unknown")
    assert "unknown host camera.invalid" in text


def test_a_host_behind_a_wall() -> None:
    """A listener whose queue is full drops further callers without a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        time.sleep(0.1)
        port = listener.getsockname()[1]
        text = refusal(f"http://u:secret@127.0.0.1:{port}/", "host_silent")
        for caller in callers:
            caller.close()
    assert "no answer from 127.0.0.1" in text


def test_a_camera_that_wants_a_password() -> None:
    with MjpegCamera(password="secret") as camera:
        text = refusal(f"http://127.0.0.1:{camera.port}/v", "login_missing", PATIENT)
        assert "asks for a user and a password" in text
        with opened(f"http://user:secret@127.0.0.1:{camera.port}/v") as source:
            read(source)


def test_a_proxy_in_the_environment_never_sees_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    with SilentCamera() as proxy, MjpegCamera() as camera:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        with opened(f"http://127.0.0.1:{camera.port}/v") as source:
            read(source)


class HangingGrabber:
    """A library that does not come back: from opening, or from the fourth frame on."""

    info = SourceInfo(64, 64, None, None, None, live=True)

    def __init__(self, released: threading.Event, *, when_opening: bool) -> None:
        self.released = released
        self.grabs = 0
        if when_opening:
            released.wait()

    def grab(self) -> bool | None:
        self.grabs += 1
        time.sleep(0.02)
        if self.grabs > 3:
            self.released.wait()
        return True

    def retrieve(self) -> Image | None:
        return np.zeros((64, 64, 3), np.uint8)

    def close(self) -> None:
        self.grabs = 0


@pytest.mark.parametrize("when_opening", [True, False])
def test_a_library_that_hangs_costs_a_time_out_and_no_more(when_opening: bool) -> None:
    options = SourceOptions(open_timeout_s=0.3, read_timeout_s=0.5)
    released = threading.Event()

    def open_and_read() -> None:
        source = LiveSource(
            "the camera",
            lambda _: HangingGrabber(released, when_opening=when_opening),
            options,
            CLOCK,
        )
        while source.read() is not None:
            pass

    told = r"^the camera: no picture (within 0\.3|for 0\.5) s"
    try:
        with within(4.0), pytest.raises(SourceError, match=told):
            open_and_read()
    finally:
        released.set()


class HeldBackGrabber(HangingGrabber):
    """As FFmpeg does when a camera freezes: it waits in vain, then gives a picture it had kept."""

    def __init__(self, clock: ScriptedClock) -> None:
        super().__init__(threading.Event(), when_opening=False)
        self.clock = clock

    def grab(self) -> bool | None:
        self.grabs += 1
        # Others have their turn: this camera costs no time.
        time.sleep(0.001)
        self.clock.forward(0.1 if self.grabs < 10 else PATIENT.read_timeout_s)
        return True


def test_a_picture_held_back_is_no_sign_of_life() -> None:
    clock = clock_at()
    source = LiveSource("the camera", lambda _: HeldBackGrabber(clock), PATIENT, clock)
    error, _ = failure_of(source)
    assert str(error) == "the camera: no picture for 60 s"
    assert clock.monotonic_ns() < 2 * PATIENT.read_timeout_s * NS_PER_S, "at the first of them"


def test_closing_ends_the_thread_and_the_reader() -> None:
    with MjpegCamera() as camera:
        others = set(threading.enumerate())
        source = open_source(f"http://127.0.0.1:{camera.port}/v", PATIENT, CLOCK)
        started = set(threading.enumerate()) - others
        (reader,) = [thread for thread in started if thread.name == "frame reader"]
        source.close()
        reader.join(PATIENCE_S)
        assert not reader.is_alive()
        assert source.read() is None


# --- webcams --------------------------------------------------------------------------------------


def test_a_webcam_that_does_not_exist() -> None:
    text = refusal("63", "webcam_missing")
    assert "webcam 63: there is no such camera: found on this machine: " in text


def test_a_device_that_is_no_camera() -> None:
    assert "/dev/null: not a camera device" in refusal("/dev/null", "webcam_wrong")


def test_a_webcam_that_this_user_may_not_open(tmp_path: Path) -> None:
    node = tmp_path / "video0"
    node.touch()
    node.chmod(0)
    address = SourceAddress(SourceKind.WEBCAM, str(node), "webcam 0")
    real_user = os.getuid()
    if real_user == 0:
        os.setreuid(65534, -1)  # permissions are asked for the real user: nobody, for once
    try:
        with pytest.raises(SourceError, match=r"webcam 0: permission denied on .*video0"):
            opening._check_webcam(address)
    finally:
        if real_user == 0:
            os.setreuid(0, -1)


def test_lists_the_nodes_that_give_pictures(tmp_path: Path) -> None:
    kernel, dev = tmp_path / "class", tmp_path / "dev"
    dev.mkdir()
    for name, index, title in [
        ("video10", "0", "Door camera"),
        ("video0", "0", "HD Webcam"),
        ("video1", "1", "HD Webcam"),
        ("video7", "0", "Unplugged"),
    ]:
        folder = kernel / name
        folder.mkdir(parents=True)
        (folder / "index").write_text(f"{index}\n")
        (folder / "name").write_text(f"{title}\n")
        if title != "Unplugged":
            (dev / name).touch()
    found = linux_cameras(kernel, dev)
    assert [(camera.address, camera.name) for camera in found] == [
        ("0", "HD Webcam"),
        ("10", "Door camera"),
    ]
    assert linux_cameras(tmp_path / "nothing", dev) == ()


# --- clips as cameras -----------------------------------------------------------------------------


def test_a_clip_plays_at_its_own_speed_and_ends(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=25)
    started = time.monotonic()
    with opened(str(path), PLAYED) as source:
        assert source.info.live
        assert source.info.duration_s == 1.0
        frames: list[Frame] = []
        while (frame := source.read()) is not None:
            frames.append(frame)
        took_s = time.monotonic() - started
        assert source.read() is None
    assert took_s > 0.9
    numbers = [number_of(frame.image) for frame in frames]
    assert numbers == sorted(set(numbers))
    assert [frame.index for frame in frames] == numbers
    if times_count():
        assert took_s < 3.0
        assert numbers[-1] >= 15
        for frame, number in zip(frames, numbers, strict=True):
            due_ns = frames[-1].t_ns - (numbers[-1] - number) * 40_000_000
            assert abs(frame.t_ns - due_ns) < 0.25e9, "shown when it was due"


def test_a_slow_reader_gets_the_newest_frame_and_the_rest_are_counted(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=50)
    with opened(str(path), PLAYED) as source:
        given = 0
        started = time.monotonic()
        while True:
            time.sleep(0.2)
            if (frame := source.read()) is None:
                break
            given += 1
            assert CLOCK.monotonic_ns() - frame.t_ns < 0.5e9 or not times_count()
        assert given + source.dropped == 50
        assert given <= (time.monotonic() - started) / 0.2
        assert given < 15 or not times_count()


def test_a_looping_clip_goes_on_and_time_never_turns_back(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=10)
    with opened(str(path), LOOPED) as source:
        frames = [read(source) for _ in range(35)]
    numbers = [number_of(frame.image) for frame in frames]
    assert sum(later < earlier for earlier, later in pairwise(numbers)) >= 3
    steps_ns = [b.t_ns - a.t_ns for a, b in pairwise(frames)]
    assert min(steps_ns) > 0
    total_frames = frames[-1].index - frames[0].index
    no_pause = sum(steps_ns) == pytest.approx(total_frames * 40e6, rel=0.25)
    assert no_pause or not times_count(), "no pause at the seam"


def test_a_clip_that_disappears_while_looping_is_lost(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=10)
    with opened(str(path), LOOPED) as source:
        read(source)
        path.unlink()
        error, _ = failure_of(source)
        assert "clip.mp4: no such file" in str(error)
