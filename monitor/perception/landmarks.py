"""Landmarks of one face in one image, as a landmark model gives them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class FaceLandmarks:
    """One face.

    Attributes:
        points_px: shape (points, 3), float64; what each point is, `face_model.FaceModel` says. x
            right and y down in pixels of the full image, z in the same scale (smaller is nearer the
            camera; the model's own weak-perspective depth).
        box_px: around the face itself, from ear to ear and forehead to chin.
        width_px, height_px: size of the full image.
        patch_luma, patch_contrast: mean (0-255) and standard deviation of the eye region's
            brightness, None when not measured; for `quality`.
        patch_sharpness: share of the steps between neighbouring pixels of the eye region, scaled to
            a fixed size and without its grain, that a blur along its rows or its columns takes
            away, whichever is less, 0 to 1; None when not measured; for `quality`.
    """

    points_px: NDArray[np.float64]
    box_px: Box
    width_px: int
    height_px: int
    patch_luma: float | None = None
    patch_contrast: float | None = None
    patch_sharpness: float | None = None

    def __post_init__(self) -> None:
        """Refuse anything but points in space."""
        if self.points_px.ndim != 2 or self.points_px.shape[1] != 3:
            raise ValueError(f"landmarks of shape {self.points_px.shape}: accepted is (points, 3)")


def box_around_px(points_px: NDArray[np.float64]) -> Box:
    """Left, top, right, bottom of points, shape (points, 2 or more), in pixels."""
    across, down = points_px[:, 0], points_px[:, 1]
    least, most = np.minimum.reduce, np.maximum.reduce
    return float(least(across)), float(least(down)), float(most(across)), float(most(down))
