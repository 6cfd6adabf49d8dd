"""A pinhole camera: how pixels and directions belong together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DEFAULT_FIELD_OF_VIEW_RAD = math.radians(62.0)
"""Across the picture's longer side. Webcams state 55 to 70 degrees; phones' front cameras alike."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Intrinsics of an upright picture: square pixels, centred, no distortion.

    Attributes:
        width_px, height_px: size of the picture.
        focal_px: focal length in pixels.
    """

    width_px: int
    height_px: int
    focal_px: float

    def __post_init__(self) -> None:
        """Refuse sizes that no picture has."""
        if self.width_px < 1 or self.height_px < 1 or self.focal_px <= 0.0:
            raise ValueError(
                f"camera of {self.width_px}x{self.height_px} px, focal length {self.focal_px} px:"
                " all three must be positive"
            )

    @property
    def centre_px(self) -> tuple[float, float]:
        """Principal point in pixels: the middle of the picture."""
        return self.width_px / 2.0, self.height_px / 2.0


def camera_with_field_of_view(
    width_px: int, height_px: int, field_of_view_rad: float = DEFAULT_FIELD_OF_VIEW_RAD
) -> Camera:
    """Camera whose field of view across the longer side of the picture is given.

    The longer side, so that a phone's clip held upright and the same phone held level agree.
    """
    if not 0.05 < field_of_view_rad < 3.0:
        raise ValueError(f"field of view of {field_of_view_rad} rad: accepted is 0.05 to 3")
    half_px = max(width_px, height_px) / 2.0
    return Camera(width_px, height_px, half_px / math.tan(field_of_view_rad / 2.0))


def project_px(points_mm: NDArray[np.float64], camera: Camera) -> NDArray[np.float64]:
    """Pixels, shape (n, 2), of points (n, 3) in the camera frame, all in front of the lens."""
    return np.array(camera.centre_px) + camera.focal_px * points_mm[:, :2] / points_mm[:, 2:3]


def ray_of_pixel(point_px: NDArray[np.float64], camera: Camera) -> NDArray[np.float64]:
    """Unit direction, shape (3,), in the camera frame, through a pixel (2,)."""
    ray = np.append((point_px - np.array(camera.centre_px)) / camera.focal_px, 1.0)
    return ray / np.linalg.norm(ray)
