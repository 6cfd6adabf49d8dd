"""Webcams through OpenCV, which knows the drivers of Linux, macOS and Windows."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ["OPENCV_FFMPEG_LOGLEVEL"] = "-8"  # AV_LOG_QUIET; read at the first use of FFmpeg

import cv2
import numpy as np

from monitor.adapters.video_source.options import SourceOptions
from monitor.adapters.video_source.picture import plausible_fps, rgb_from_bgr
from monitor.addresses import SourceAddress
from monitor.errors import Cause, SourceError
from monitor.ports import Image

cv2.setLogLevel(0)
# A second thread for OpenCV's own work on a picture (colours, sizes) waits for the next one by
# spinning: that costs more than the work, and a camera's pictures are small.
cv2.setNumThreads(1)


class Webcam:
    """An open `VideoCapture`: grab, then retrieve what was grabbed, if wanted.

    Not thread-safe: open, use and close it on one thread.
    """

    __slots__ = ("_capture", "nominal_fps")
    coded_whole = True

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture
        self.nominal_fps = plausible_fps(capture.get(cv2.CAP_PROP_FPS))

    def grab(self) -> bool:
        """Advance by one frame. False when the camera does not answer."""
        return self._capture.grab()

    def retrieve(self) -> Image | None:
        """The frame last grabbed, (height, width, 3) RGB uint8; None if not decodable."""
        ok, picture = self._capture.retrieve()
        if not ok or picture.size == 0:
            return None
        return rgb_from_bgr(np.asarray(picture, dtype=np.uint8))

    def close(self) -> None:
        """Release the device; safe to call twice."""
        self._capture.release()


def open_webcam(address: SourceAddress, options: SourceOptions) -> Webcam:
    """Open a camera of this computer. Raises `SourceError`."""
    digits = str(Path(address.target).resolve()).removeprefix("/dev/video")
    if not digits.isdigit():
        raise SourceError(
            f"{address.redacted}: not a camera device: accepted is /dev/videoN",
            Cause("webcam_wrong"),
        )
    backends = {
        "darwin": (cv2.CAP_AVFOUNDATION,),
        "win32": (cv2.CAP_MSMF, cv2.CAP_DSHOW),
    }.get(sys.platform, (cv2.CAP_V4L2,))
    webcams = (_opened(int(digits), backend, options.webcam_size_px) for backend in backends)
    webcam = next((each for each in webcams if each is not None), None)
    if webcam is None:
        raise SourceError(
            f"{address.redacted}: cannot be opened: it must be a capture device that no other "
            "program is using",
            Cause("webcam_busy"),
        )
    return webcam


def _opened(number: int, backend: int, size_px: Sequence[int]) -> Webcam | None:
    try:
        capture = cv2.VideoCapture(number, backend, [])
    except cv2.error:
        return None
    if not capture.isOpened():
        capture.release()
        return None
    # Raw pictures of this size do not fit through USB 2 at a useful rate; JPEGs do. A camera
    # without them, or without this size, ignores the wish.
    capture.set(cv2.CAP_PROP_FOURCC, int.from_bytes(b"MJPG", "little"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, size_px[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size_px[1])
    return Webcam(capture)
