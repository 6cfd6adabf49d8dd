"""Parts of a picture: the crop around a small face, and what the eye region looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from monitor.adapters.face_landmarker.face_mesh import EYE_REGION, SURFACE_COUNT
from monitor.perception.landmarks import FaceLandmarks, box_around_px
from monitor.ports import Image

_PATCH_SIZE: Final = (96, 32)
_BLUR_PX: Final = 5


@dataclass(frozen=True, slots=True)
class Crop:
    """Part of a picture, in its pixels, and how much it is enlarged."""

    left: int
    top: int
    right: int
    bottom: int
    zoom: float


def crop_around(
    detection: Any,  # noqa: ANN401 - MediaPipe has no types
    image: Image,
    *,
    faces: float,
    side_px: int,
) -> Crop:
    """The crop around a detected face, `faces` faces wide, enlarged to `side_px`."""
    box = detection.location_data.relative_bounding_box
    height, width = image.shape[:2]
    face_px = max(8.0, box.width * width, box.height * height)
    half = face_px * faces / 2.0
    x, y = (box.xmin + box.width / 2.0) * width, (box.ymin + box.height / 2.0) * height
    left, top = max(0, round(x - half)), max(0, round(y - half))
    right, bottom = min(width, round(x + half)), min(height, round(y + half))
    return Crop(left, top, right, bottom, max(1.0, side_px / (2.0 * half)))


def measured_face(points: NDArray[np.float64], image: Image) -> FaceLandmarks:
    """Landmarks, shape (478, 3) in pixels of `image`, with the measures of the eye region."""
    luma, contrast, sharpness = _measure_patch(points, image)
    height, width = image.shape[:2]
    return FaceLandmarks(
        points_px=points,
        box_px=box_around_px(points[:SURFACE_COUNT]),
        width_px=width,
        height_px=height,
        patch_luma=luma,
        patch_contrast=contrast,
        patch_sharpness=sharpness,
    )


def _measure_patch(
    points: NDArray[np.float64], image: Image
) -> tuple[float, float, float] | tuple[None, None, None]:
    """Brightness, contrast and sharpness around the eyes; None for eyes outside the picture."""
    across, down, _ = zip(*points.take(EYE_REGION, axis=0).tolist(), strict=True)
    height, width = image.shape[:2]
    left, top = max(0, int(min(across))), max(0, int(min(down)))
    right, bottom = int(max(across)) + 1, int(max(down)) + 1
    part = image[top : min(bottom, height), left : min(right, width)]
    if min(part.shape[:2]) < 2:
        return None, None, None
    grey = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, _PATCH_SIZE, interpolation=cv2.INTER_AREA)
    mean, deviation = cv2.meanStdDev(grey)
    return float(mean[0, 0]), float(deviation[0, 0]), _sharpness(grey)


def _sharpness(grey: NDArray[Any]) -> float:
    """How much of the steps between neighbours a blur takes away, 0 to 1.

    What is blurred already loses little by being blurred again, whatever the picture shows. Grain
    is smoothed away first: laid over a blurred face, it would pass for edges. Motion takes the
    edges across it and leaves those along it: the weaker direction tells.

    Source: F. Crete et al., The blur effect, SPIE 6492, 2007.
    """
    plain = cv2.GaussianBlur(grey.astype(np.float32), (_BLUR_PX, _BLUR_PX), 0.0)
    along_rows = _steps_lost(plain, cv2.blur(plain, (_BLUR_PX, 1)), 1, 0)
    along_columns = _steps_lost(plain, cv2.blur(plain, (1, _BLUR_PX)), 0, 1)
    return min(along_rows, along_columns)


def _steps_lost(plain: NDArray[Any], blurred: NDArray[Any], across: int, down: int) -> float:
    """Share of the steps from pixel to pixel in `plain` that are gone in `blurred`."""

    def steps(picture: NDArray[Any]) -> NDArray[Any]:
        height, width = picture.shape
        return cv2.absdiff(picture[down:, across:], picture[: height - down, : width - across])

    before = steps(plain)
    total = float(cv2.sumElems(before)[0])
    if total <= 0.0:
        return 0.0
    lost = cv2.subtract(before, cv2.min(before, steps(blurred)))
    return float(cv2.sumElems(lost)[0]) / total
