"""Landmarks of one face in one image, as the landmarker gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LANDMARK_COUNT = 478
"""468 points of the face mesh, then 5 for the iris of each eye."""


@dataclass(frozen=True, slots=True)
class EyeIndices:
    """Landmark numbers of one eye. The lids run from the outer corner to the inner one."""

    outer: int
    inner: int
    upper: tuple[int, int, int]
    lower: tuple[int, int, int]
    iris: int
    iris_rim: tuple[int, int, int, int]


IMAGE_LEFT_EYE: Final = EyeIndices(
    outer=33,
    inner=133,
    upper=(160, 159, 158),
    lower=(144, 145, 153),
    iris=468,
    iris_rim=(469, 470, 471, 472),
)
"""The eye on the left of the picture (the person's right) when the face looks into the lens."""

IMAGE_RIGHT_EYE: Final = EyeIndices(
    outer=263,
    inner=362,
    upper=(387, 386, 385),
    lower=(373, 374, 380),
    iris=473,
    iris_rim=(474, 475, 476, 477),
)
"""The eye on the right of the picture (the person's left)."""


@dataclass(frozen=True, slots=True)
class FaceLandmarks:
    """One face.

    Attributes:
        points_px: shape (478, 3), float64. x right and y down in pixels of the full image, z in the
            same scale (smaller is nearer the camera; the mesh's own weak-perspective depth).
        width_px, height_px: size of the full image.
        patch_luma, patch_contrast: mean (0-255) and standard deviation of the eye region's
            brightness, None when not measured; for `quality`.
        patch_sharpness: share of the steps between neighbouring pixels of the eye region, scaled to
            a fixed size and without its grain, that a blur along its rows or its columns takes
            away, whichever is less, 0 to 1; None when not measured; for `quality`.
    """

    points_px: NDArray[np.float64]
    width_px: int
    height_px: int
    patch_luma: float | None = None
    patch_contrast: float | None = None
    patch_sharpness: float | None = None

    def __post_init__(self) -> None:
        """Refuse anything but one full face of finite numbers."""
        if self.points_px.shape != (LANDMARK_COUNT, 3):
            raise ValueError(f"landmarks of shape {self.points_px.shape}: accepted is (478, 3)")


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def face_box_px(landmarks: FaceLandmarks) -> Box:
    """Left, top, right, bottom of the face's landmarks in pixels."""
    across, down = landmarks.points_px[:468, 0], landmarks.points_px[:468, 1]
    least, most = np.minimum.reduce, np.maximum.reduce
    return float(least(across)), float(least(down)), float(most(across)), float(most(down))
