"""Landmarks of one face in one image, as the landmarker gives them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LANDMARK_COUNT = 478
"""468 points of the face mesh, then 5 for each iris (image-left eye... see `gaze.py`)."""


@dataclass(frozen=True, slots=True)
class FaceLandmarks:
    """One face.

    Attributes:
        points_px: shape (478, 3), float64. x right and y down in pixels of the full image, z in the
            same scale (smaller is nearer the camera; the mesh's own weak-perspective depth).
        width_px, height_px: size of the full image.
        confidence: what the detector or tracker says of itself, 0 to 1, None when it says nothing.
        patch_luma, patch_contrast: mean (0-255) and standard deviation of the eye region's
            brightness, None when not measured; for `quality`.
        patch_sharpness: variance of the Laplacian of the eye region scaled to a fixed size, None
            when not measured; for `quality`.
    """

    points_px: NDArray[np.float64]
    width_px: int
    height_px: int
    confidence: float | None = None
    patch_luma: float | None = None
    patch_contrast: float | None = None
    patch_sharpness: float | None = None
