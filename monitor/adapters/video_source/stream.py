"""Clips and the packets of network cameras, decoded by FFmpeg's libraries (PyAV).

Compared with OpenCV's `VideoCapture`, PyAV gives each frame's own size, its pixels' aspect ratio
and its rotation, skips frames that no other frame needs, ends a wait when it should, and says why
an address was refused. Webcams stay with OpenCV (`webcam.py`), which knows each system's drivers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, cast

import av
import av.logging
import numpy as np
from av.error import FFmpegError
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from monitor.adapters.video_source.options import MAX_PIXELS
from monitor.adapters.video_source.picture import (
    check_size,
    jpeg_size,
    plausible_fps,
    too_many_scans,
)
from monitor.errors import Cause, SourceError
from monitor.ports import Image
from monitor.units import NS_PER_S, Ns

# FFmpeg writes whole addresses, passwords included, to standard error when something fails.
av.logging.set_level(None)

_CODED_WHOLE: Final = frozenset({"mjpeg", "png", "rawvideo", "jpeg2000"})
_SKEWED: Final = Fraction(1, 100)
"""A pixel this much wider than high is square: encoders round."""
_WIDEST_PIXEL: Final = 4
"""No camera has pixels this much wider than high; a stream that says so says nonsense."""

_LIMITS: Final = {"max_pixels": str(MAX_PIXELS)}
"""For whatever FFmpeg decodes, also while it finds out what a clip holds."""
# A playlist may name other files or hosts.
_FILE_OPTIONS: Final = {"protocol_whitelist": "file"}
_Overdue = Callable[[], SourceError | None]


class Stream:
    """An open clip or camera stream: grab a frame, then retrieve its picture, if wanted.

    Not thread-safe: open, use and close it on one thread.

    Attributes:
        nominal_fps: frames per second as the container claims, None where it claims nonsense.
        frame_count: the container's claim, or its duration times the rate; None if unknown.
    """

    __slots__ = (
        "_context",
        "_decoded",
        "_frame",
        "_overdue",
        "_packets",
        "_pixel_ratio",
        "_reformatter",
        "_release",
        "_time_base",
        "_where",
        "frame_count",
        "nominal_fps",
    )

    def __init__(
        self,
        context: VideoCodecContext,
        packets: Iterator[Packet[Any]],
        where: str,
        release: Callable[[], None],
        *,
        time_base: Fraction | None,
        nominal_fps: float | None,
        frame_count: int | None = None,
        pixel_ratio: Fraction | None = None,
        overdue: _Overdue | None = None,
    ) -> None:
        """Take over what is open.

        Args:
            context: decodes; it has not decoded anything yet.
            packets: what it is given, in order.
            where: the address without its password.
            release: called once nothing is read any more.
            time_base: seconds in one unit of the packets' times.
            nominal_fps: see the attributes.
            frame_count: see the attributes.
            pixel_ratio: width over height of a pixel, where the pictures themselves do not say.
            overdue: a camera's: why no first picture can be waited for any longer.
        """
        self._context = context
        # More threads would delay each frame by as many frames, and a damaged clip would not give
        # the same frames on every run.
        context.thread_type = "NONE"
        context.thread_count = 1
        # The size may change in mid-stream: the decoder itself refuses what takes gigabytes.
        context.options = {**context.options, **_LIMITS}
        self._packets = packets
        self._where = where
        self._release = release
        self._overdue = overdue
        self._decoded: deque[VideoFrame] = deque()
        self._frame: VideoFrame | None = None
        self._reformatter = VideoReformatter()
        self._time_base = time_base
        self._pixel_ratio = pixel_ratio
        self.nominal_fps = nominal_fps
        self.frame_count = frame_count

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
                # The stubs want to know the stream of a packet: one from a pipe has none.
                frames = self._context.decode(packet)  # pyright: ignore[reportUnknownMemberType]
                self._decoded.extend(frames)
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
        width_px, height_px = square_size(frame.width, frame.height, self._pixel())
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
        self._release()

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

    def _pixel(self) -> Fraction | None:
        return self._context.sample_aspect_ratio or self._pixel_ratio


def open_clip(path: str) -> Stream | None:
    """Open a video file, or return None if nothing in it can be decoded. Raises `SourceError` for
    a picture beyond all measure.
    """
    # "file:" keeps FFmpeg from reading a colon in the name as a protocol.
    try:
        container = av.open(f"file:{Path(path).absolute()}", options=_FILE_OPTIONS | _LIMITS)
    except (FFmpegError, OSError):
        return None
    if not container.streams.video:
        container.close()
        return None
    stream = container.streams.video[0]
    context = stream.codec_context
    rate = stream.average_rate or stream.base_rate
    fps = plausible_fps(float(rate)) if rate else None
    count = stream.frames or None
    if count is None and container.duration and fps:
        count = round(container.duration / av.time_base * fps) or None
    try:
        if context.width and context.height:
            check_size(context.height, context.width, path)
    except SourceError:
        container.close()
        raise
    return Stream(
        context,
        container.demux(stream),
        path,
        container.close,
        time_base=stream.time_base,
        nominal_fps=fps,
        frame_count=count,
    )


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
