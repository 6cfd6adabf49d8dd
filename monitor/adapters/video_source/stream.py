"""Clips and network cameras through FFmpeg's libraries (PyAV).

Compared with OpenCV's `VideoCapture`, PyAV gives each frame's own size, its pixels' aspect ratio
and its rotation, skips frames that no other frame needs, ends a wait when it should, and says why
an address was refused. Webcams stay with OpenCV (`webcam.py`), which knows each system's drivers.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

import av
import av.logging
import numpy as np
from av.container import InputContainer
from av.error import (
    FFmpegError,
    HTTPForbiddenError,
    HTTPNotFoundError,
    HTTPUnauthorizedError,
)
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from monitor.adapters.video_source.options import MAX_PIXELS, SourceOptions
from monitor.adapters.video_source.picture import (
    check_size,
    jpeg_size,
    plausible_fps,
    too_many_scans,
)
from monitor.adapters.video_source.refusals import login_refused, no_video, why_no_video
from monitor.addresses import SourceAddress, SourceKind
from monitor.errors import Cause, SourceError
from monitor.ports import Clock, Image
from monitor.units import NS_PER_S, Ns, ns_from_s, s_from_ns

# FFmpeg writes whole addresses, passwords included, to standard error when something fails.
av.logging.set_level(None)

_ASKING_S: Final = (0.4, 2.0)
"""How long each question why nothing came may take, at least and at most: a few are asked, and the
opening may have had all its time."""
_QUESTIONS: Final = 4
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
_STILL_FORMATS: Final = ("_pipe", "image2")
"""FFmpeg's names for a single picture, however it came."""

_Overdue = Callable[[], SourceError | None]


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
        "_overdue",
        "_packets",
        "_reformatter",
        "_time_base",
        "_where",
        "frame_count",
        "nominal_fps",
    )

    def __init__(
        self, container: InputContainer, where: str, overdue: _Overdue | None = None
    ) -> None:
        """Raises `SourceError` for a picture beyond all measure.

        `where` is the address without its password. `overdue` is a camera's: it says why no first
        picture can be waited for any longer. Of a camera, frames that no other frame refers to
        (B-frames) are not decoded.
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
        self._overdue = overdue
        if overdue is not None:
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
        """Advance by one frame. False at the end, or when the source does not answer.

        Raises `SourceError` where no first picture comes, or one beyond all measure.
        """
        while not self._decoded:
            try:
                packet = next(self._packets, None)
            except FFmpegError:
                return False
            if packet is None:
                return False
            if self._context.name == "mjpeg":
                self._check_jpeg(bytes(packet))
            with suppress(FFmpegError):  # a damaged packet: the next one may be whole
                self._decoded.extend(packet.decode())
            if not self._decoded and self._overdue is not None:
                failure = self._overdue()
                if failure is not None:
                    raise failure
        self._overdue = None
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
    try:
        container = av.open(f"file:{Path(path).absolute()}", options=_FILE_OPTIONS | _LIMITS)
    except (FFmpegError, OSError):
        return None
    if not container.streams.video:
        container.close()
        return None
    return _streaming(container, path)


def open_stream(address: SourceAddress, options: SourceOptions, clock: Clock) -> Stream:
    """Open a network camera. Raises `SourceError`.

    `clock` bounds the wait for the first picture: where no key frame comes, packets never end.
    """
    began_ns = clock.monotonic_ns()
    opening_s = options.open_timeout_s
    try:
        with _without_proxy():
            container = av.open(
                address.target,
                options=_NETWORK_OPTIONS[address.kind] | _LIMITS,
                timeout=(opening_s, options.read_timeout_s),
            )
    except (HTTPUnauthorizedError, HTTPForbiddenError):
        raise login_refused(address) from None
    except HTTPNotFoundError:
        raise no_video(address, "path_unknown") from None
    except (FFmpegError, OSError):
        left_s = opening_s - s_from_ns(Ns(clock.monotonic_ns() - began_ns))
        asking_s = min(max(left_s / _QUESTIONS, _ASKING_S[0]), _ASKING_S[1])
        raise why_no_video(address, asking_s, opening_s) from None
    if not container.streams.video:
        kinds = ", ".join(sorted({each.type for each in container.streams}))
        container.close()
        raise no_video(address, "content_other", what=kinds or "nothing")
    if container.format.name.endswith(_STILL_FORMATS):
        container.close()
        raise no_video(address, "still_picture")
    end_ns = began_ns + ns_from_s(opening_s)

    def overdue() -> SourceError | None:
        if clock.monotonic_ns() < end_ns:
            return None
        return no_video(address, "key_frame_missing", opening_s)

    return _streaming(container, address.redacted, overdue)


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


def _streaming(container: InputContainer, where: str, overdue: _Overdue | None = None) -> Stream:
    try:
        return Stream(container, where, overdue)
    except SourceError:
        container.close()
        raise


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
