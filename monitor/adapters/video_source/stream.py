"""Clips and network cameras through FFmpeg's libraries (PyAV).

Compared with OpenCV's `VideoCapture`, PyAV gives each frame's own size, its pixels' aspect ratio
and its rotation, skips frames that no other frame needs, ends a wait when it should, and says why
an address was refused. Webcams stay with OpenCV (`webcam.py`), which knows each system's drivers.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

import av
import av.logging
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError, HTTPClientError, HTTPUnauthorizedError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from monitor.adapters.video_source.network import LOGIN_WANTED, NOTHING_THERE, status_of
from monitor.adapters.video_source.options import MAX_PIXELS, SourceOptions
from monitor.adapters.video_source.picture import (
    check_size,
    jpeg_size,
    plausible_fps,
    too_many_scans,
)
from monitor.addresses import SourceAddress, SourceKind
from monitor.errors import Cause, SourceError
from monitor.ports import Image
from monitor.units import NS_PER_S, Ns

# FFmpeg writes whole addresses, passwords included, to standard error when something fails.
av.logging.set_level(None)

_ASKING_S: Final = 0.5
"""For the question why nothing came: the opening has had all its time."""
_CODED_WHOLE: Final = frozenset({"mjpeg", "png", "rawvideo", "jpeg2000"})
_SKEWED: Final = Fraction(1, 100)
"""A pixel this much wider than high is square: encoders round."""
_WIDEST_PIXEL: Final = 4
"""No camera has pixels this much wider than high; a stream that says so says nonsense."""

# A playlist may name other files or hosts; only the protocols needed are allowed.
_LIMITS: Final = {"max_pixels": str(MAX_PIXELS)}
"""For whatever FFmpeg decodes while it finds out what the stream holds."""
_FILE_OPTIONS: Final = {"protocol_whitelist": "file"}
_NETWORK_OPTIONS: Final = {
    SourceKind.RTSP: {"rtsp_transport": "tcp", "fflags": "nobuffer"},
    SourceKind.HTTP: {"protocol_whitelist": "http,https,tcp,tls", "fflags": "nobuffer"},
}


class Stream:
    """An open clip or camera stream: grab a frame, then retrieve its picture, if wanted.

    Not thread-safe: open, use and close it on one thread.

    Attributes:
        nominal_fps: frames per second as the container claims, None where it claims nonsense.
        frame_count: the container's claim, or its duration times the rate; None if unknown.
    """

    __slots__ = (
        "_container",
        "_context",
        "_decoded",
        "_frame",
        "_packets",
        "_reformatter",
        "_time_base",
        "_where",
        "frame_count",
        "nominal_fps",
    )

    def __init__(
        self, container: InputContainer, where: str, *, skip_unneeded: bool = False
    ) -> None:
        """Raises `SourceError` for a picture beyond all measure.

        `where` is the address without its password. `skip_unneeded`: do not decode frames that no
        other frame refers to (B-frames).
        """
        stream = container.streams.video[0]
        self._where = where
        self._container = container
        self._context = stream.codec_context
        # More threads would delay each frame by as many frames, and a damaged clip would not give
        # the same frames on every run.
        self._context.thread_type = "NONE"
        self._context.thread_count = 1
        if self._context.width and self._context.height:
            check_size(self._context.height, self._context.width, where)
        if skip_unneeded:
            self._context.skip_frame = "NONREF"
        self._packets: Iterator[Packet[VideoStream]] = container.demux(stream)
        self._decoded: deque[VideoFrame] = deque()
        self._frame: VideoFrame | None = None
        self._reformatter = VideoReformatter()
        self._time_base = stream.time_base
        rate = stream.average_rate or stream.base_rate
        self.nominal_fps = plausible_fps(float(rate)) if rate else None
        self.frame_count = stream.frames or None
        if self.frame_count is None and container.duration and self.nominal_fps:
            self.frame_count = round(container.duration / av.time_base * self.nominal_fps) or None

    def grab(self) -> bool:
        """Advance by one frame. False at the end, or when the source does not answer."""
        while not self._decoded:
            try:
                packet = next(self._packets, None)
            except FFmpegError:
                return False
            if packet is None:
                return False
            if self._context.name == "mjpeg":
                self._check_jpeg(bytes(packet))
            try:
                self._decoded.extend(packet.decode())
            except FFmpegError:
                continue  # a damaged packet: the next one may be whole
        self._frame = self._decoded.popleft()
        return True

    def retrieve(self) -> Image | None:
        """The frame last grabbed: (height, width, 3), RGB, uint8, upright, with square pixels.

        None if it cannot be converted.
        """
        frame = self._frame
        if frame is None:
            return None
        width_px, height_px = square_size(frame.width, frame.height, self._pixel_ratio())
        try:
            converted = self._reformatter.reformat(frame, width_px, height_px, "rgb24")
        except (FFmpegError, ValueError):
            return None
        # A view of the converted frame's own memory: copying it would cost as much again.
        (plane,) = converted.planes
        rows: Image = np.frombuffer(cast("bytes", plane), np.uint8)
        rows = rows.reshape(height_px, plane.line_size)
        picture = rows[:, : 3 * width_px].reshape(height_px, width_px, 3)
        turns = round(frame.rotation / 90) % 4
        return np.ascontiguousarray(np.rot90(picture, turns) if turns else picture)

    def position_ns(self) -> Ns | None:
        """Presentation time of the frame last grabbed, or None if the stream gives none."""
        frame = self._frame
        if frame is None or frame.pts is None or self._time_base is None:
            return None
        return Ns(round(frame.pts * self._time_base * NS_PER_S))

    @property
    def coded_whole(self) -> bool:
        """Whether each picture is coded by itself, without what changed since the one before."""
        return self._context.name in _CODED_WHOLE

    def close(self) -> None:
        """Release the connection or file; safe to call twice."""
        self._decoded.clear()
        self._frame = None
        self._container.close()

    def _check_jpeg(self, picture: bytes) -> None:
        """Refuse what would take gigabytes or minutes. Each JPEG has a size of its own."""
        size_px = jpeg_size(picture)
        if size_px is not None:
            check_size(size_px[1], size_px[0], self._where)
        if too_many_scans(picture):
            raise SourceError(
                f"{self._where}: a JPEG of more passes than any camera makes: accepted are plain "
                "and progressive JPEGs",
                Cause("picture_large"),
            )

    def _pixel_ratio(self) -> Fraction | None:
        return self._context.sample_aspect_ratio


def open_clip(path: str) -> Stream | None:
    """Open a video file, or return None if nothing in it can be decoded."""
    # "file:" keeps FFmpeg from reading a colon in the name as a protocol.
    return _opened(f"file:{Path(path).absolute()}", path, _FILE_OPTIONS, None)


def open_stream(address: SourceAddress, options: SourceOptions) -> Stream:
    """Open a network camera. Raises `SourceError`."""
    timeout = (options.open_timeout_s, options.read_timeout_s)
    try:
        with _without_proxy():
            stream = _opened(
                address.target,
                address.redacted,
                _NETWORK_OPTIONS[address.kind],
                timeout,
                skip_unneeded=True,
            )
    except HTTPUnauthorizedError:
        raise _login(address) from None
    except HTTPClientError:
        raise _nothing_there(address) from None
    if stream is None:
        raise _refusal(address, options.open_timeout_s)
    return stream


def square_size(width_px: int, height_px: int, pixel: Fraction | None) -> tuple[int, int]:
    """Width and height after the pixels were made square, never with fewer of them.

    `pixel` is width over height of one pixel, None or nonsense where the stream does not say.
    """
    if not pixel or not Fraction(1, _WIDEST_PIXEL) <= pixel <= _WIDEST_PIXEL:
        return width_px, height_px
    if abs(pixel - 1) <= _SKEWED:
        return width_px, height_px
    if pixel > 1:
        return round(width_px * pixel), height_px
    return width_px, round(height_px / pixel)


def _opened(
    url: str,
    where: str,
    options: dict[str, str],
    timeout: tuple[float, float] | None,
    *,
    skip_unneeded: bool = False,
) -> Stream | None:
    try:
        container = av.open(url, options=options | _LIMITS, timeout=timeout)
    except (HTTPClientError, HTTPUnauthorizedError):
        raise
    except (FFmpegError, OSError):
        return None
    if not container.streams.video:
        container.close()
        return None
    try:
        return Stream(container, where, skip_unneeded=skip_unneeded)
    except SourceError:
        container.close()
        raise


def _refusal(address: SourceAddress, open_timeout_s: float) -> SourceError:
    """Why nothing opened, as far as the camera says so when asked once more."""
    status = status_of(address, _ASKING_S)
    if status == LOGIN_WANTED:
        return _login(address)
    if status == NOTHING_THERE:
        return _nothing_there(address)
    return SourceError(
        f"{address.redacted}: the host answers but sent no video within {open_timeout_s:g} s: "
        "check path, user and password; accepted are H.264, H.265 or MJPEG",
        Cause("video_missing"),
    )


def _login(address: SourceAddress) -> SourceError:
    if "@" not in address.target:
        return SourceError(
            f"{address.redacted}: the camera asks for a user and a password: accepted is an "
            "address with both, as in rtsp://user:password@host/path",
            Cause("login_missing"),
        )
    return SourceError(
        f"{address.redacted}: the camera does not accept this user and password, or shows them "
        "nothing there: check path, user and password",
        Cause("login_refused"),
    )


def _nothing_there(address: SourceAddress) -> SourceError:
    return SourceError(
        f"{address.redacted}: the camera has nothing under this path: check path, user and "
        "password",
        Cause("path_unknown"),
    )


@contextmanager
def _without_proxy() -> Generator[None]:
    """A picture must not travel through a machine that nobody named in the settings."""
    before = os.environ.get("no_proxy")
    os.environ["no_proxy"] = "*"
    try:
        yield
    finally:
        if before is None:
            del os.environ["no_proxy"]
        else:
            os.environ["no_proxy"] = before
