"""The video library prints whole addresses when something fails; here nothing may be printed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real_cameras import MjpegCamera, RtspCamera, SilentCamera

ROOT = Path(__file__).parents[2]
SECRET = "open-sesame"

OPEN_ALL = """
import sys
from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import SourceOptions, open_source
from monitor.errors import SourceError

options = SourceOptions(open_timeout_s=3, read_timeout_s=1)
for address in sys.argv[1:]:
    try:
        source = open_source(address, options, SystemClock())
        for _ in range(5):
            source.read()
        while source.read() is not None:
            pass
    except SourceError as error:
        print("told:", error)
"""

OPEN_BARE = """
import sys
import cv2
for address in sys.argv[1:]:
    cv2.VideoCapture(address, cv2.CAP_FFMPEG)
"""


def printed(code: str, addresses: list[str]) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *addresses],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENCV_LOG_LEVEL": "DEBUG"},
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    return done.stdout, done.stderr


def assert_told(output: str, errors: str, refusals: int) -> None:
    """Our own sentences and nothing else: the library prints to either stream, as it likes."""
    assert SECRET not in output + errors
    assert errors == ""
    lines = output.splitlines()
    assert len(lines) == refusals
    assert all(line.startswith("told: ") for line in lines)


def test_the_library_alone_would_print_it() -> None:
    """Why silence is needed; if this fails, the library has changed its ways."""
    _, errors = printed(OPEN_BARE, [f"http://user:{SECRET}@127.0.0.1:9/v"])
    assert errors


def test_no_way_of_failing_prints_a_password() -> None:
    login = f"user:{SECRET}@127.0.0.1"
    with SilentCamera() as silent, MjpegCamera(frames=40, fps=40, then_hang_up=True) as passing:
        addresses = [
            f"rtsp://{login}:9/live",
            f"rtsp://user:{SECRET}@camera.invalid/live",
            f"http://{login}:{silent.port}/v",
            f"rtsp://{login}:{silent.port}/v",
            f"http://{login}:{passing.port}/v?token={SECRET}",
            f"rtsp://{login}:99999/live",
            f"rtmp://{login}/live",
            f"{login}/live",
        ]
        output, errors = printed(OPEN_ALL, addresses)
    assert_told(output, errors, len(addresses))


@pytest.mark.needs("rtsp-server")
def test_no_refusal_of_a_real_server_prints_a_password() -> None:
    with RtspCamera(password="another") as camera:
        wrong = f"rtsp://user:{SECRET}@127.0.0.1:{camera.port}"
        output, errors = printed(OPEN_ALL, [f"{wrong}/live", f"{wrong}/nowhere"])
    assert_told(output, errors, 2)
