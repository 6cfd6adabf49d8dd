"""Pictures of a browser: asked for one by one, decoded here alone, refused when they lie."""

from __future__ import annotations

import struct
import threading
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import cv2
import numpy as np
import pytest

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import BrowserSource, SourceOptions, open_source
from monitor.adapters.video_source.browser import decoded, jpeg_size
from monitor.errors import SourceError, SourceLost

QUICK = SourceOptions(open_timeout_s=0.6, read_timeout_s=0.3)


def jpeg(width: int = 64, height: int = 48, colour: Sequence[int] = (200, 30, 10)) -> bytes:
    picture = np.full((height, width, 3), colour, np.uint8)
    done, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    assert done
    return data.tobytes()


class Browser:
    """The other end of the pipe: answers every request with the next message."""

    def __init__(self, *messages: bytes) -> None:
        self.ours, self.theirs = Pipe()
        self.asked = 0
        self._thread = threading.Thread(target=self._run, args=(self.ours, messages), daemon=True)
        self._thread.start()

    def _run(self, ours: Connection, messages: Sequence[bytes]) -> None:
        for message in messages:
            assert ours.recv_bytes() == b"?"
            self.asked += 1
            ours.send_bytes(message)


def stamped(t_ns: int, picture: bytes) -> bytes:
    return struct.pack("<q", t_ns) + picture


def test_a_picture_keeps_its_colours_and_the_stamp_of_its_arrival() -> None:
    browser = Browser(stamped(1, jpeg()), stamped(5_000_000_123, jpeg(96, 64)))
    source = BrowserSource(browser.theirs, QUICK, SystemClock())
    assert (source.info.width_px, source.info.height_px, source.info.live) == (64, 48, True)
    assert browser.asked == 1  # nothing is asked for before it is wanted
    frame = source.read()
    assert frame.t_ns == 5_000_000_123
    assert frame.image.shape == (64, 96, 3)
    assert np.abs(frame.image[30, 40].astype(int) - (200, 30, 10)).max() < 12
    assert source.dropped == 0


def test_what_cannot_be_used_is_passed_over_and_counted() -> None:
    broken = jpeg()[:200]
    browser = Browser(
        stamped(1, jpeg()),
        stamped(2, b"\xff\xd8\xff nonsense"),
        stamped(3, jpeg(16, 16)),
        stamped(4, broken[:20]),
        b"",
        stamped(5, jpeg()),
    )
    source = BrowserSource(browser.theirs, SourceOptions(read_timeout_s=5), SystemClock())
    assert source.read().t_ns == 5
    assert source.dropped == 4


def test_silence_ends_in_a_sentence() -> None:
    silent, once = Browser(), Browser(stamped(1, jpeg()))
    with pytest.raises(SourceError, match=r"browser: no picture within 0.6 s: accepted is a"):
        BrowserSource(silent.theirs, QUICK, SystemClock())
    source = BrowserSource(once.theirs, replace(QUICK, open_timeout_s=60.0), SystemClock())
    with pytest.raises(SourceLost, match=r"browser: no picture for 0.3 s"):
        source.read()


def test_only_a_running_service_takes_a_browser() -> None:
    with pytest.raises(SourceError, match="running service alone"):
        open_source("browser:", SourceOptions(), SystemClock())


@pytest.mark.parametrize("size", [(64, 48), (1280, 720), (31, 200), (640, 1)])
def test_the_size_of_a_jpeg_is_read_from_its_header(size: tuple[int, int]) -> None:
    assert jpeg_size(jpeg(*size)) == size


def test_a_header_that_lies_costs_nothing() -> None:
    real = jpeg()
    at = real.index(b"\xff\xc0")
    huge = real[: at + 5] + struct.pack(">HH", 65535, 65535) + real[at + 9 :]
    assert jpeg_size(huge) == (65535, 65535)
    assert decoded(huge) is None


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff", b"\xff\xd8\xff", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"RIFF____WEBPVP8 "),
        b"\xff\xd8\xff\xe0\x00\x00" + b"\xff" * 50,
        b"\xff\xd8" + b"\xff\xd0" * 4000,
        b"\xff\xd8\xff\xe0\x00\x02" * 1000,
        b"\xff\xd8\xff\xe0" + bytes(1000),
    ],
)
def test_anything_else_is_nothing(data: bytes) -> None:
    assert decoded(data) is None
