"""A still image as a source of one frame."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Header

from monitor.adapters.video_source.options import SourceInfo
from monitor.adapters.video_source.picture import check_size, rgb_from_bgr
from monitor.errors import Cause, SourceError
from monitor.ports import Frame, Image
from monitor.units import Ns

# Pillow reads headers alone here, and the limit is this project's own.
Header.MAX_IMAGE_PIXELS = None


class StillSource:
    """Gives one frame with `t_ns` 0, then None."""

    def __init__(self, image: Image) -> None:
        self._image: Image | None = image
        height, width = image.shape[:2]
        self.info = SourceInfo(width, height, None, 1, None, live=False)
        self.dropped = 0
        self.ended_early = False

    def read(self) -> Frame | None:
        """The picture the first time, None afterwards."""
        image, self._image = self._image, None
        return None if image is None else Frame(Ns(0), 0, image)

    def close(self) -> None:
        """Forget the picture."""
        self._image = None


def load_still(path: str) -> Image:
    """Read a still image, upright as its EXIF orientation says. Raises `SourceError`.

    16-bit values are brought down to 8 by the depth in use (10, 12 or 16 bits); grey becomes RGB;
    a transparent picture is laid on white, as a viewer would show it.
    """
    return decoded_still(Path(path).read_bytes(), path)


def decoded_still(data: bytes, path: str) -> Image:
    """The picture in the bytes of a file; `path` is its name, for errors. As `load_still`."""
    size_px = _declared_size(data)
    if size_px is not None:
        check_size(size_px[1], size_px[0], path)
    try:
        picture = _decoded(data, cv2.IMREAD_UNCHANGED)
        # Only the colour mode turns the picture as EXIF says; it drops transparency and cuts
        # 16-bit values, so it serves the plain 8-bit pictures (every photo of a phone).
        if picture is not None and picture.dtype == np.uint8 and picture.shape[2:] != (4,):
            picture = _decoded(data, cv2.IMREAD_COLOR)
    except cv2.error:
        picture = None
    if picture is None:
        raise SourceError(
            f"{path}: the image cannot be decoded (damaged or cut short): accepted are complete "
            "jpg, png, webp, bmp or tiff files",
            Cause("clip_broken"),
        )
    if picture.dtype.kind != "u" or picture.dtype.itemsize > 2:
        raise SourceError(
            f"{path}: has {picture.dtype} pixels: accepted are 8 or 16 bits", Cause("clip_format")
        )
    check_size(picture.shape[0], picture.shape[1], path)
    return rgb_from_bgr(_on_white(_to_8_bits(picture)))


def _declared_size(data: bytes) -> tuple[int, int] | None:
    """Width and height by the file's header, before anything is decoded; None if it says none."""
    try:
        with Header.open(BytesIO(data)) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError):
        return None  # no picture that Pillow knows: whoever decodes it says what is wrong


def _decoded(data: bytes, mode: int) -> NDArray[Any] | None:
    # The library's stubs leave out that None is its answer to a damaged file.
    return cast("NDArray[Any] | None", cv2.imdecode(np.frombuffer(data, np.uint8), mode))


def _to_8_bits(picture: NDArray[Any]) -> Image:
    if picture.dtype == np.uint8:
        return picture.astype(np.uint8, copy=False)
    brightest = int(picture.max())
    full_scale = next(top for top in (1023, 4095, 65535) if brightest <= top)
    return np.rint(picture * (255.0 / full_scale)).astype(np.uint8)


def _on_white(picture: Image) -> Image:
    if picture.shape[2:] != (4,):
        return picture
    alpha = picture[:, :, 3:] / 255.0
    return np.rint(picture[:, :, :3] * alpha + 255.0 * (1.0 - alpha)).astype(np.uint8)
