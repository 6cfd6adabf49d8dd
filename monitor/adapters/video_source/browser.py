"""Pictures of a browser as a frame source: asked for one by one over a pipe, decoded here.

Only inside a vision worker. Each message is the monotonic stamp of its arrival (8 bytes,
little-endian), then a JPEG.
"""

from __future__ import annotations

import struct
from multiprocessing.connection import Connection
from typing import Any, Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from monitor.adapters.video_source.options import MIN_SIDE_PX, SourceInfo, SourceOptions
from monitor.adapters.video_source.picture import jpeg_size, rgb_from_bgr, too_many_scans
from monitor.errors import Cause, SourceError, SourceLost
from monitor.ports import Clock, Frame, Image
from monitor.units import Ns, ns_from_s, s_from_ns

MAX_SIDE_PX: Final = 2048
_STAMP: Final = struct.Struct("<q")
_MAX_BYTES: Final = 1_100_000
_ASK: Final = b"?"
_NAME: Final = "browser:"


class BrowserSource:
    """`monitor.ports.FrameSource` over a pipe. A picture that cannot be used counts as dropped."""

    def __init__(self, pipe: Connection, options: SourceOptions, clock: Clock) -> None:
        """Wait for the first picture. Raises `SourceError` in bounded time."""
        self._pipe = pipe
        self._options = options
        self._clock = clock
        self._index = -1
        self.dropped = 0
        self.ended_early = False
        first = self._next(options.open_timeout_s)
        if first is None:
            raise SourceError(
                f"{_NAME} no picture within {options.open_timeout_s:g} s: accepted is a browser "
                "on the page /camera that sends pictures",
                Cause("browser_silent"),
            )
        height, width = first.image.shape[:2]
        self.info = SourceInfo(width, height, None, None, None, live=True, coded_whole=True)

    def read(self) -> Frame:
        """The newest picture. Raises `SourceLost` when none comes in time."""
        frame = self._next(self._options.read_timeout_s)
        if frame is None:
            raise SourceLost(
                f"{_NAME} no picture for {self._options.read_timeout_s:g} s",
                Cause("browser_silent"),
            )
        return frame

    def close(self) -> None:
        """Nothing to release: the pipe ends with the process."""

    def _next(self, wait_s: float) -> Frame | None:
        end_ns = self._clock.monotonic_ns() + ns_from_s(wait_s)
        while (left_ns := end_ns - self._clock.monotonic_ns()) > 0:
            try:
                self._pipe.send_bytes(_ASK)
                if not self._pipe.poll(s_from_ns(Ns(left_ns))):
                    return None
                message = self._pipe.recv_bytes(_MAX_BYTES)
            except EOFError:
                raise SourceLost(f"{_NAME} the service is gone") from None
            self._index += 1
            image = decoded(message[_STAMP.size :])
            if image is not None:
                (t_ns,) = _STAMP.unpack(message[: _STAMP.size])
                return Frame(Ns(t_ns), self._index, image)
            self.dropped += 1
        return None


def decoded(picture: bytes) -> Image | None:
    """The picture of a JPEG, RGB; None for anything else, and for a size that makes no sense."""
    size = jpeg_size(picture)
    if size is None or min(size) < MIN_SIDE_PX or max(size) > MAX_SIDE_PX:
        return None
    if too_many_scans(picture):
        return None
    try:
        image = cast(
            "NDArray[Any] | None",
            cv2.imdecode(np.frombuffer(picture, dtype=np.uint8), cv2.IMREAD_COLOR),
        )
    except cv2.error:
        return None
    return None if image is None else rgb_from_bgr(image)
