"""Landmarks of the average face as a camera would see it: exact truth, no pixels."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from monitor.adapters.face_landmarker.face_mesh import (
    FACE_MESH,
    LANDMARK_COUNT,
    LEFT_EYE,
    RIGHT_EYE,
    SURFACE_COUNT,
)
from monitor.geometry.camera import Camera, camera_with_field_of_view, project_px
from monitor.geometry.rotation import camera_from_sight, sight_from_head
from monitor.perception.eye_shape import EyePoints
from monitor.perception.landmarks import FaceLandmarks, box_around_px

CAMERA = camera_with_field_of_view(1280, 720)
AHEAD_MM = (0.0, 0.0, 700.0)
_CORNERS = {33: (-44.4, -1.0), 133: (-16.9, 1.0), 362: (16.9, 1.0), 263: (44.4, -1.0)}


def drawn_face(
    yaw_deg: float = 0.0,
    pitch_deg: float = 0.0,
    roll_deg: float = 0.0,
    place_mm: tuple[float, float, float] = AHEAD_MM,
    *,
    iris_mm: tuple[float, float] = (0.0, -1.6),
    upper_mm: float = -5.2,
    lower_mm: float = 2.8,
    camera: Camera = CAMERA,
) -> FaceLandmarks:
    """The average face in a pose, with depth as the mesh gives it: along the line of sight.

    `iris_mm` is right of and below the middle of the corners, `upper_mm` and `lower_mm` the lids
    below their line, in the head's frame.
    """
    head_mm = _head_points(iris_mm, upper_mm, lower_mm)
    place = np.array(place_mm)
    turn = np.array(
        sight_from_head(*(math.radians(angle) for angle in (yaw_deg, pitch_deg, roll_deg)))
    )
    in_sight = head_mm @ turn.T
    points_px = project_px(in_sight @ np.array(camera_from_sight(*place)).T + place, camera)
    px_per_mm = camera.focal_px / float(np.linalg.norm(place))
    depth_px = in_sight[:, 2:] * px_per_mm
    box_px = box_around_px(points_px[:SURFACE_COUNT])
    points = np.hstack([points_px, depth_px])
    return FaceLandmarks(points, box_px, camera.width_px, camera.height_px)


def _head_points(
    iris_mm: tuple[float, float], upper_mm: float, lower_mm: float
) -> NDArray[np.float64]:
    points = np.zeros((LANDMARK_COUNT, 3))
    rigid = FACE_MESH.head_pose.face
    points[rigid.numbers] = np.array(rigid.about_centre_mm) + rigid.centre_mm
    for eye in (LEFT_EYE, RIGHT_EYE):
        _set_eye(points, eye, iris_mm, upper_mm, lower_mm)
    return points


def _set_eye(
    points: NDArray[np.float64],
    eye: EyePoints,
    iris_mm: tuple[float, float],
    upper_mm: float,
    lower_mm: float,
) -> None:
    outer, inner = np.array(_CORNERS[eye.outer]), np.array(_CORNERS[eye.inner])
    points[eye.outer], points[eye.inner] = (*outer, 2.6), (*inner, -2.6)
    left, right = sorted((outer, inner), key=lambda corner: float(corner[0]))
    along = (right - left) / np.linalg.norm(right - left)
    down = np.array([-along[1], along[0]])
    middle = (left + right) / 2

    def at(x_mm: float, y_mm: float, z_mm: float) -> NDArray[np.float64]:
        return np.append(middle + x_mm * along + y_mm * down, z_mm)

    outward = math.copysign(4.0, float(outer[0]))
    for numbers, y_mm in ((eye.upper, upper_mm), (eye.lower, lower_mm)):
        for number, x_mm in zip(numbers, (outward, 0.0, -outward), strict=True):
            points[number] = at(x_mm, y_mm, -4.4)
    x_mm, y_mm = iris_mm
    points[eye.iris] = at(x_mm, y_mm, -2.6)
    rim = ((5.8, 0.0), (0.0, -5.8), (-5.8, 0.0), (0.0, 5.8))
    for number, (side_mm, low_mm) in zip(eye.iris_rim, rim, strict=True):
        points[number] = at(x_mm + side_mm, y_mm + low_mm, -2.6)
