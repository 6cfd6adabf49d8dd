"""How a source is to be opened, and what is known about it once it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from monitor.ports import FrameSource

MIN_SIDE_PX = 32
"""A picture with a shorter side cannot hold a face that could be judged."""

MAX_PIXELS = 33_177_600
"""A larger picture (more than 7680x4320) is refused before it is decoded: no camera over a counter
sends one, and decoding it takes gigabytes."""


class Playback(Enum):
    """What to do with a file. A camera is always live, whatever is asked here."""

    EVERY_FRAME = "every_frame"
    """Each frame once, as fast as they are asked for, stamped with its presentation time."""
    AS_CAMERA = "as_camera"
    """At its own speed, newest frame wins, stamped with the clock at the grab; ends once."""
    AS_LOOPING_CAMERA = "as_looping_camera"
    """The same, starting again at its end for ever."""


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How to open a source.

    `open_timeout_s` bounds the wait for the first frame of a camera, name look-up included;
    `read_timeout_s` the wait for each further one. `webcam_size_px` (width, height) is asked of a
    webcam, which gives the nearest it has: its own default is mostly 640x480, too coarse for an
    iris at arm's length. `turn_deg` (0, 90, 180 or 270) turns every picture clockwise.
    """

    playback: Playback = Playback.EVERY_FRAME
    open_timeout_s: float = 10.0
    read_timeout_s: float = 5.0
    webcam_size_px: tuple[int, int] = (1280, 720)
    turn_deg: int = 0


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What an open source says about itself; None where it does not say (or says nonsense).

    `width_px` and `height_px` are those of the first upright frame. `frame_count` and
    `duration_s` are the container's claim, known for clips only. `live` means that stamps come
    from the monotonic clock and that frames may be dropped. `coded_whole`: each picture is coded by
    itself, so that a real one never repeats: sensors have noise.
    """

    width_px: int
    height_px: int
    nominal_fps: float | None
    frame_count: int | None
    duration_s: float | None
    live: bool
    coded_whole: bool = False


class OpenSource(FrameSource, Protocol):
    """A frame source, and what only this adapter knows of it."""

    @property
    def info(self) -> SourceInfo:
        """What the source says about itself."""
        ...
