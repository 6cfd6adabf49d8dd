"""One picture: what is known before it is decoded, how large it may be, its colours."""

from __future__ import annotations

import math
import struct
from typing import Final

import cv2
import numpy as np

from monitor.adapters.video_source.options import MAX_PIXELS, MIN_SIDE_PX
from monitor.errors import Cause, SourceError
from monitor.ports import Image

_SIZE_MARKERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers that no length follows."""
_SCAN: Final = b"\xff\xda"
_SCANS_MAX: Final = 64
"""A progressive JPEG has about ten scans; each is a pass over the whole picture."""


def jpeg_size(picture: bytes) -> tuple[int, int] | None:
    """Width and height that a JPEG's header tells (ISO 10918-1, B.2.2), None if it is none."""
    if not picture.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(picture):
        if picture[at] != 0xFF:
            return None
        marker = picture[at + 1]
        if marker in _SIZE_MARKERS:
            height, width = struct.unpack(">HH", picture[at + 5 : at + 9])
            return width, height
        if marker in _BARE_MARKERS:
            at += 2
        elif marker == 0xFF:  # fill
            at += 1
        else:
            at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return None


def too_many_scans(picture: bytes) -> bool:
    """Whether decoding would pass over the picture so often that it holds up the process."""
    return picture.count(_SCAN) > _SCANS_MAX


def check_size(height_px: int, width_px: int, where: str) -> None:
    """Raise `SourceError` for a picture too small to hold any face, or too large for any camera."""
    if height_px * width_px > MAX_PIXELS:
        raise SourceError(
            f"{where}: the picture is {width_px}x{height_px} px: accepted is up to "
            f"{MAX_PIXELS} pixels in all, as many as 7680x4320 px have",
            Cause("picture_large"),
        )
    if min(height_px, width_px) < MIN_SIDE_PX:
        raise SourceError(
            f"{where}: the picture is {width_px}x{height_px} px: accepted is "
            f"{MIN_SIDE_PX}x{MIN_SIDE_PX} px or more",
            Cause("picture_small"),
        )


def plausible_fps(claimed: float) -> float | None:
    """A claimed frame rate, or None when it cannot be one (0, NaN, 90000 ...)."""
    return claimed if math.isfinite(claimed) and 0.1 <= claimed <= 1000.0 else None


def rgb_from_bgr(picture: Image) -> Image:
    """RGB from OpenCV's BGR, or from a grey picture of shape (h, w) or (h, w, 1)."""
    code = cv2.COLOR_GRAY2RGB if picture.ndim == 2 or picture.shape[2] == 1 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(picture, code), dtype=np.uint8)
