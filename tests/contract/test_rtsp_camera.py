"""Against a real RTSP server: GStreamer's, in a process of its own, over TCP, with H.264."""

from __future__ import annotations

from itertools import pairwise

import pytest

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import OpenSource, SourceOptions, open_source
from monitor.errors import SourceError, SourceLost
from tests.patience import times_count, within
from tests.real_cameras import RtspCamera

pytestmark = pytest.mark.needs("rtsp-server")

CLOCK = SystemClock()
OPTIONS = SourceOptions(open_timeout_s=60.0, read_timeout_s=60.0)


def test_a_camera_is_read_lost_and_found_again() -> None:
    with RtspCamera() as camera:
        address = f"rtsp://user:secret@127.0.0.1:{camera.port}/live"
        source = open_source(address, OPTIONS, CLOCK)
        info = source.info
        assert (info.width_px, info.height_px, info.live) == (320, 240, True)
        assert info.frame_count is None
        frames = [source.read() for _ in range(15)]
        stamps = [frame.t_ns for frame in frames if frame is not None]
        steps_s = [(b - a) / 1e9 for a, b in pairwise(stamps)]
        assert min(steps_s) > 0
        live = sum(steps_s) == pytest.approx(14 / 15, rel=0.3)
        assert live or not times_count(), "live, with no backlog"
        picture = frames[0].image if frames[0] is not None else None
        assert picture is not None
        assert picture.std() > 20, "the test picture has many colours"

        camera.kill()
        with within(3.0), pytest.raises(SourceLost, match=r"rtsp://user:\*\*\*@127\.0\.0\.1"):
            read_for_ever(source)
        source.close()
        with pytest.raises(SourceError, match="connection refused"):
            open_source(address, OPTIONS, CLOCK)

    with RtspCamera(camera.port, size_px=(322, 242)):
        source = open_source(address, OPTIONS, CLOCK)
        assert (source.info.width_px, source.info.height_px) == (322, 242)
        assert source.read() is not None
        source.close()


def why_not(address: str) -> str:
    with pytest.raises(SourceError) as caught:
        open_source(address, OPTIONS, CLOCK)
    assert "wrong" not in str(caught.value).split(":***@")[-1], "no password"
    return caught.value.cause.name


def read_for_ever(source: OpenSource) -> None:
    while source.read() is not None:
        pass


def test_a_wrong_path_is_told_from_a_dead_host() -> None:
    with RtspCamera() as camera:
        place = f"127.0.0.1:{camera.port}"
        assert why_not(f"rtsp://{place}/nowhere") == "path_unknown"
        assert why_not(f"rtsp://user:secret@{place}/nowhere?a=1") == "path_unknown"
    assert why_not(f"rtsp://{place}/live") == "host_refused"


def test_a_password_is_needed_and_used() -> None:
    with RtspCamera(password="open/sesame") as camera:
        assert why_not(f"rtsp://127.0.0.1:{camera.port}/live") == "login_missing"
        assert why_not(f"rtsp://user:wrong@127.0.0.1:{camera.port}/live") == "login_refused"
        right = f"rtsp://user:open%2Fsesame@127.0.0.1:{camera.port}/live"
        source = open_source(right, OPTIONS, CLOCK)
        assert source.read() is not None
        source.close()
