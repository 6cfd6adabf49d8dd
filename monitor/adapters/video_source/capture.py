"""The one place that opens OpenCV's `VideoCapture`, silent and with explicit back ends.

OpenCV and FFmpeg write whole addresses, passwords included, to the standard error stream of the
process when something fails. They are silenced here, before the first use; every failure is told
by an exception of our own instead.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

os.environ["OPENCV_FFMPEG_LOGLEVEL"] = "-8"  # AV_LOG_QUIET; read at the first use of FFmpeg

import cv2
import numpy as np

from monitor.adapters.video_source.network import LOGIN_WANTED, NOTHING_THERE, status_of
from monitor.adapters.video_source.options import SourceOptions
from monitor.addresses import SourceAddress, SourceKind
from monitor.errors import Cause, SourceError
from monitor.ports import Image
from monitor.units import NS_PER_MS, Ns

cv2.setLogLevel(0)
# A second thread for OpenCV's own work on a picture (colours, sizes) waits for the next one by
# spinning: that costs more than the work, and a camera's pictures are small.
cv2.setNumThreads(1)

_ASKING_S: Final = 0.5
"""For the question why nothing came: the opening has had all its time."""

# An address or a file may name others (playlists); only the protocols needed are allowed.
_FFMPEG_OPTIONS = {
    SourceKind.FILE: "protocol_whitelist;file",
    SourceKind.RTSP: "rtsp_transport;tcp|fflags;nobuffer",
    SourceKind.HTTP: "protocol_whitelist;http,https,tcp,tls|fflags;nobuffer",
}


class Capture:
    """An open `VideoCapture`: grab, then retrieve what was grabbed, if wanted.

    Not thread-safe: open, use and close it on one thread.
    """

    __slots__ = ("_capture", "frame_count", "nominal_fps")

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture
        self.nominal_fps = plausible_fps(capture.get(cv2.CAP_PROP_FPS))
        count = capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.frame_count = int(count) if math.isfinite(count) and 0 < count < 2**53 else None

    def grab(self) -> bool:
        """Advance by one frame. False at the end, or when the source does not answer."""
        return self._capture.grab()

    def retrieve(self) -> Image | None:
        """The frame last grabbed, (height, width, 3) RGB uint8 upright; None if not decodable."""
        ok, picture = self._capture.retrieve()
        if not ok or picture.size == 0:
            return None
        return rgb_from_bgr(np.asarray(picture, dtype=np.uint8))

    def position_ns(self) -> Ns | None:
        """Presentation time of the frame last grabbed, or None if the file gives none."""
        position_ms = self._capture.get(cv2.CAP_PROP_POS_MSEC)
        if not math.isfinite(position_ms) or abs(position_ms) > 1e12:
            return None
        return Ns(round(position_ms * NS_PER_MS))

    def close(self) -> None:
        """Release the device, connection or file; safe to call twice."""
        self._capture.release()


def open_clip(path: str) -> Capture | None:
    """Open a video file, or return None if nothing in it can be decoded."""
    # "file:" keeps FFmpeg from reading a colon in the name as a protocol. One decoding thread,
    # so that a damaged clip gives the same frames on every run.
    url = f"file:{Path(path).absolute()}"
    with _ffmpeg_options(_FFMPEG_OPTIONS[SourceKind.FILE]):
        return _opened(url, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])


def open_camera(address: SourceAddress, options: SourceOptions) -> Capture:
    """Open a webcam or a network camera. Raises `SourceError`."""
    if address.kind is SourceKind.WEBCAM:
        capture = _open_webcam(address, options.webcam_size_px)
    else:
        parameters = [
            # More decoding threads would delay each frame by as many frames.
            *(cv2.CAP_PROP_N_THREADS, 1),
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, round(options.open_timeout_s * 1000)),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, round(options.read_timeout_s * 1000)),
        ]
        with _ffmpeg_options(_FFMPEG_OPTIONS[address.kind]):
            capture = _opened(address.target, cv2.CAP_FFMPEG, parameters)
    if capture is None:
        raise _refusal(address, options.open_timeout_s)
    return capture


def _open_webcam(address: SourceAddress, size_px: tuple[int, int]) -> Capture | None:
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
    captures = (_opened(int(digits), backend, [], size_px) for backend in backends)
    return next((capture for capture in captures if capture is not None), None)


def _opened(
    target: str | int,
    backend: int,
    parameters: Sequence[int],
    size_px: tuple[int, int] | None = None,
) -> Capture | None:
    try:
        if isinstance(target, str):
            capture = cv2.VideoCapture(target, backend, parameters)
        else:
            capture = cv2.VideoCapture(target, backend, parameters)
    except cv2.error:
        return None
    if not capture.isOpened():
        capture.release()
        return None
    # Off by default in this build: without it, a phone's upright clip comes lying down.
    capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    if size_px is not None:
        # Raw pictures of this size do not fit through USB 2 at a useful rate; JPEGs do. A camera
        # without them, or without this size, ignores the wish.
        capture.set(cv2.CAP_PROP_FOURCC, int.from_bytes(b"MJPG", "little"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, size_px[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size_px[1])
    return Capture(capture)


def _refusal(address: SourceAddress, open_timeout_s: float) -> SourceError:
    """Why nothing opened; of a network camera, as far as it says so when asked once more."""
    if address.kind is SourceKind.WEBCAM:
        return SourceError(
            f"{address.redacted}: cannot be opened: it must be a capture device that no other "
            "program is using",
            Cause("webcam_busy"),
        )
    status = status_of(address, _ASKING_S)
    if status == LOGIN_WANTED and "@" not in address.target:
        return SourceError(
            f"{address.redacted}: the camera asks for a user and a password: accepted is an "
            "address with both, as in rtsp://user:password@host/path",
            Cause("login_missing"),
        )
    if status == LOGIN_WANTED:
        return SourceError(
            f"{address.redacted}: the camera does not accept this user and password, or shows them "
            "nothing there: check path, user and password",
            Cause("login_refused"),
        )
    if status == NOTHING_THERE:
        return SourceError(
            f"{address.redacted}: the camera has nothing under this path: check path, user and "
            "password",
            Cause("path_unknown"),
        )
    return SourceError(
        f"{address.redacted}: the host answers but sent no video within {open_timeout_s:g} s: "
        "check path, user and password; accepted are H.264, H.265 or MJPEG",
        Cause("video_missing"),
    )


@contextmanager
def _ffmpeg_options(options: str) -> Generator[None]:
    """Options for FFmpeg during one opening; OpenCV takes them from the environment alone.

    No proxy: a picture must not travel through a machine that nobody named in the settings.
    """
    wanted = {"OPENCV_FFMPEG_CAPTURE_OPTIONS": options, "no_proxy": "*"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def rgb_from_bgr(picture: Image) -> Image:
    """RGB from OpenCV's BGR, or from a grey picture of shape (h, w) or (h, w, 1)."""
    code = cv2.COLOR_GRAY2RGB if picture.ndim == 2 or picture.shape[2] == 1 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(picture, code), dtype=np.uint8)


def plausible_fps(claimed: float) -> float | None:
    """A claimed frame rate, or None when it cannot be one (0, NaN, 90000 ...)."""
    return claimed if math.isfinite(claimed) and 0.1 <= claimed <= 1000.0 else None
