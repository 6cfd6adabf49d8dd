"""The shape of both eyes with the head's pose taken out: irises and lids in millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.geometry.camera import Camera
from monitor.perception.head_pose import HeadPose, camera_from_head, position_mm
from monitor.perception.landmarks import (
    IMAGE_LEFT_EYE,
    IMAGE_RIGHT_EYE,
    EyeIndices,
    FaceLandmarks,
)

_DEPTHS_MM: Final[NDArray[np.float64]] = np.array([2.6, -2.6] + [-4.4] * 6 + [-2.6] * 5)
"""Where the outer and inner corner, the lids, and the iris and its rim lie on the average face."""

_DEPTHS_MM.setflags(write=False)


@dataclass(frozen=True, slots=True)
class EyeShape:
    """One eye in the head frame, measured from the line between its corners.

    Attributes:
        iris_x_mm: iris centre from the middle of the corners, positive towards the image's right
            of a face that looks into the lens.
        iris_y_mm: iris centre from the line of the corners, positive down.
        upper_mm, lower_mm: middle of the lids from the same line, positive down.
        width_mm: corner to corner.
        iris_mm: diameter of the iris (11.7 mm in nearly all adults: a check on scale and fit).
        weight: how squarely the eye is seen, 0 (turned away) to 1.
    """

    iris_x_mm: float
    iris_y_mm: float
    upper_mm: float
    lower_mm: float
    width_mm: float
    iris_mm: float
    weight: float

    @property
    def opening_mm(self) -> float:
        """Height between the lids."""
        return self.lower_mm - self.upper_mm


@dataclass(frozen=True, slots=True)
class EyesShape:
    """Both eyes, named as seen in the image."""

    left: EyeShape
    right: EyeShape

    def mean(self, name: str) -> float:
        """One measure of both eyes, each by its weight."""
        total = self.left.weight + self.right.weight
        left, right = getattr(self.left, name), getattr(self.right, name)
        return float((left * self.left.weight + right * self.right.weight) / total)


@dataclass(frozen=True, slots=True)
class EyeShapeParams:
    """When an eye is too turned to count.

    Attributes:
        full_view_rad: an eye turned from the line of sight by up to this counts in full.
        no_view_rad: beyond this it hardly counts; between the two, in proportion.
        least_weight: what remains of an eye beyond `no_view_rad`.
    """

    full_view_rad: float = math.radians(15.0)
    no_view_rad: float = math.radians(50.0)
    least_weight: float = 0.05


def measure_eyes(
    landmarks: FaceLandmarks,
    head: HeadPose,
    camera: Camera,
    params: EyeShapeParams = EyeShapeParams(),
) -> EyesShape:
    """Eyes of one face: every landmark's ray, met with the plane it lies in on an average head.

    The eye on the far side of a turned head weighs less: the nose hides it and the mesh guesses.
    """
    rotation = camera_from_head(head)
    origin = -rotation.T @ position_mm(head)

    def in_head_frame(indices: list[int], depth_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        flat = (landmarks.points_px[indices, :2] - camera.centre_px) / camera.focal_px
        rays = np.column_stack([flat, np.ones(len(indices))]) @ rotation
        reach = (depth_mm - origin[2]) / rays[:, 2]
        return origin[:2] + reach[:, None] * rays[:, :2]

    def measure(eye: EyeIndices, outward: float) -> EyeShape:
        indices = [eye.outer, eye.inner, *eye.upper, *eye.lower, eye.iris, *eye.iris_rim]
        places = in_head_frame(indices, _DEPTHS_MM)
        left, right = (places[0], places[1]) if outward < 0.0 else (places[1], places[0])
        along = right - left
        width = float(np.hypot(*along))
        along /= width
        offset = places - (left + right) / 2.0
        across = offset @ np.array([-along[1], along[0]])
        rim = places[9:]
        diameter = float(np.hypot(*(rim[0] - rim[2])) + np.hypot(*(rim[1] - rim[3]))) / 2.0
        return EyeShape(
            iris_x_mm=float(offset[8] @ along),
            iris_y_mm=float(across[8]),
            upper_mm=float(across[2:5].mean()),
            lower_mm=float(across[5:8].mean()),
            width_mm=width,
            iris_mm=diameter,
            weight=_weight(outward * head.yaw_rad, params),
        )

    return EyesShape(measure(IMAGE_LEFT_EYE, -1.0), measure(IMAGE_RIGHT_EYE, 1.0))


def _weight(turned_away_rad: float, params: EyeShapeParams) -> float:
    """Weight of an eye whose side of the head is turned away by so much (negative: towards us)."""
    span = params.no_view_rad - params.full_view_rad
    seen = (params.no_view_rad - max(turned_away_rad, 0.0)) / span
    return min(1.0, max(params.least_weight, seen))
