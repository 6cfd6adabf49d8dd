"""Head pose: the average face of `face_model` laid over the landmarks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.geometry.camera import Camera
from monitor.geometry.rotation import (
    Matrix,
    Vector,
    angles_of_rotation,
    camera_from_sight,
    sight_from_head,
)
from monitor.geometry.superposition import nearest_rotation
from monitor.perception.face_model import RIGID_INDICES, RIGID_POINTS_MM
from monitor.perception.landmarks import FaceLandmarks

_MODEL_CENTRE_MM: Vector = RIGID_POINTS_MM.mean(axis=0)
_MODEL_MM: NDArray[np.float64] = RIGID_POINTS_MM - _MODEL_CENTRE_MM
_MODEL_SPREAD_MM2 = float(np.sum(_MODEL_MM**2))
for _array in (_MODEL_CENTRE_MM, _MODEL_MM):
    _array.setflags(write=False)


@dataclass(frozen=True, slots=True)
class HeadPoseParams:
    """FaceMesh draws turned faces less turned than they are; these make up for it.

    Measured on the mannequin over ±30 degrees of yaw and ±25 of pitch (docs/accuracy.md).
    """

    yaw_gain: float = 1.15
    pitch_gain: float = 1.1


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Where the head is and which way it faces.

    Angles are relative to the line of sight from the head to the lens: 0/0 looks into the lens,
    yaw positive towards the image's right, pitch positive up, roll positive clockwise as seen in
    the image. Position is in the camera frame (x right, y down, z away), of the point between the
    eyes. `misfit_mm` is the root mean square distance between landmarks and fitted face, across
    the line of sight.
    """

    yaw_rad: float
    pitch_rad: float
    roll_rad: float
    x_mm: float
    y_mm: float
    z_mm: float
    misfit_mm: float = 0.0


def position_mm(head: HeadPose) -> Vector:
    """The point between the eyes in the camera frame, shape (3,)."""
    return np.array([head.x_mm, head.y_mm, head.z_mm])


def camera_from_head(head: HeadPose) -> Matrix:
    """Rotation from the head frame to the camera frame, shape (3, 3)."""
    return camera_from_sight(position_mm(head)) @ sight_from_head(
        head.yaw_rad, head.pitch_rad, head.roll_rad
    )


def estimate_head_pose(
    landmarks: FaceLandmarks, camera: Camera, params: HeadPoseParams = HeadPoseParams()
) -> HeadPose | None:
    """Pose of one face, or None when the landmarks cannot be a face in front of this camera.

    The mesh gives each landmark a depth as seen along the line of sight, in the scale of its
    pixels. With it the landmarks are lifted into space along their own rays, and a similarity
    transform (Horn 1987) lays the average face over them. Perspective from the pixels and depth
    from the mesh then both have their say: on the mannequin this follows pitch with a gain of 0.9,
    reprojection alone (PnP) with 0.7.
    """
    points = landmarks.points_px.take(RIGID_INDICES, axis=0)
    middle_x, middle_y, middle_depth = (np.add.reduce(points) / len(points)).tolist()
    axis: Vector = np.array(
        [
            (middle_x - camera.width_px / 2.0) / camera.focal_px,
            (middle_y - camera.height_px / 2.0) / camera.focal_px,
            1.0,
        ]
    )
    camera_from_middle = camera_from_sight(axis)
    per_px: NDArray[np.float64] = camera_from_middle[:2] / camera.focal_px
    rays: NDArray[np.float64] = points[:, :2] @ per_px
    rays += camera_from_middle[2] - camera.centre_px @ per_px
    # Away from the middle of the picture a pixel spans a smaller angle.
    smaller = 1.0 / math.sqrt(float(axis @ axis))
    ahead: Vector = (points[:, 2] - middle_depth) * (smaller / camera.focal_px)
    lifted: NDArray[np.float64] = rays * ((1.0 + ahead) / rays[:, 2])[:, None]
    lifted[:, 2] = ahead

    cross: list[list[float]] = (_MODEL_MM.T @ lifted).tolist()
    strength, rows = nearest_rotation(cross)
    scale = strength / _MODEL_SPREAD_MM2
    if not scale > 1e-9:
        return None
    rotation: Matrix = np.array(rows)
    centre: Vector = np.add.reduce(lifted) / len(lifted)
    origin: Vector = centre - rotation @ _MODEL_CENTRE_MM * scale
    off: NDArray[np.float64] = RIGID_POINTS_MM @ (scale * rotation[:2].T)
    off += origin[:2]
    off -= lifted[:, :2]
    misfit_mm = math.sqrt(float(np.vdot(off, off)) / len(off)) / scale
    origin[2] += 1.0
    place: Vector = camera_from_middle @ origin / scale
    x_mm, y_mm, z_mm = place.tolist()
    if not (math.isfinite(x_mm + y_mm + z_mm) and z_mm > 1.0):
        return None
    turned: Matrix = camera_from_middle @ rotation
    yaw, pitch, roll = angles_of_rotation(camera_from_sight(place).T @ turned)
    yaw, pitch = yaw * params.yaw_gain, pitch * params.pitch_gain
    return HeadPose(yaw, pitch, roll, x_mm, y_mm, z_mm, misfit_mm)
