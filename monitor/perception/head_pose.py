"""Head pose by PnP: the average face of `face_model` laid over the landmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from monitor.geometry.camera import Camera
from monitor.geometry.rotation import (
    Matrix,
    Vector,
    angles_of_rotation,
    camera_from_sight,
    rotation_of_vector,
    sight_from_head,
)
from monitor.perception.face_model import RIGID_INDICES, RIGID_POINTS_MM
from monitor.perception.landmarks import FaceLandmarks


@dataclass(frozen=True, slots=True)
class HeadPoseParams:
    """How the fit is made.

    Attributes:
        steps: Gauss-Newton steps after the weak-perspective start; three settle within 0.1 degree.
        outlier_factor: a landmark's pull stops growing beyond this many times the median misfit.
    """

    steps: int = 3
    outlier_factor: float = 2.0


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Where the head is and which way it faces.

    Angles are relative to the line of sight from the head to the lens: 0/0 looks into the lens,
    yaw positive towards the image's right, pitch positive up, roll positive clockwise as seen in
    the image. Position is in the camera frame (x right, y down, z away), of the point between the
    eyes. `misfit_mm` is the root mean square distance between landmarks and fitted face.
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

    A similarity transform onto the landmarks with the mesh's own depth (Umeyama 1991) starts
    Gauss-Newton on the reprojection error, with Huber's weights against single bad points.
    """
    points = landmarks.points_px[RIGID_INDICES]
    started = _weak_perspective(points, camera)
    if started is None:
        return None
    rotation, position = started
    seen = (points[:, :2] - camera.centre_px) / camera.focal_px
    misfit = np.zeros(len(points))
    for _ in range(params.steps):
        turned = RIGID_POINTS_MM @ rotation.T
        placed = turned + position
        if placed[:, 2].min() <= 1.0:
            return None
        nearness = 1.0 / placed[:, 2]
        projected = placed[:, :2] * nearness[:, None]
        error = seen - projected
        misfit = np.hypot(error[:, 0], error[:, 1])
        step = _gauss_newton_step(turned, nearness, projected, error, misfit, params)
        if step is None:
            return None
        rotation = rotation_of_vector(step[:3]) @ rotation
        position = position + step[3:]
    if not (np.isfinite(position).all() and position[2] > 1.0):
        return None
    yaw, pitch, roll = angles_of_rotation(camera_from_sight(position).T @ rotation)
    rms_mm = float(np.sqrt(np.mean(misfit**2)) * position[2])
    return HeadPose(yaw, pitch, roll, *(float(value) for value in position), misfit_mm=rms_mm)


def _weak_perspective(points: NDArray[np.float64], camera: Camera) -> tuple[Matrix, Vector] | None:
    """Rotation (camera from head) and position of a first guess; None for a degenerate face."""
    model_centre: Vector = RIGID_POINTS_MM.mean(axis=0)
    centre: Vector = points.mean(axis=0)
    model: NDArray[np.float64] = RIGID_POINTS_MM - model_centre
    cross: Matrix = (points - centre).T @ model
    left, strength, right = cast("tuple[Matrix, Vector, Matrix]", np.linalg.svd(cross))
    handed = 1.0 if np.linalg.det(left) * np.linalg.det(right) > 0.0 else -1.0
    signs: Vector = np.array([1.0, 1.0, handed])
    seen_rotation: Matrix = (left * signs) @ right
    px_per_mm = float(strength @ signs) / float(np.sum(model**2))
    if not px_per_mm > 1e-6:
        return None
    origin: Vector = centre - px_per_mm * seen_rotation @ model_centre
    z_mm = camera.focal_px / px_per_mm
    position: Vector = np.append((origin[:2] - camera.centre_px) / px_per_mm, z_mm)
    return camera_from_sight(position) @ seen_rotation, position


def _gauss_newton_step(
    turned: NDArray[np.float64],
    nearness: NDArray[np.float64],
    projected: NDArray[np.float64],
    error: NDArray[np.float64],
    misfit: NDArray[np.float64],
    params: HeadPoseParams,
) -> NDArray[np.float64] | None:
    """Turn (3) and shift (3) that lessen the reprojection error, shape (6,)."""
    limit = params.outlier_factor * float(np.median(misfit)) + 1e-9
    weight = np.minimum(1.0, limit / np.maximum(misfit, 1e-12))
    x, y, z = turned.T
    u, v = projected.T
    jacobian = np.zeros((2, len(turned), 6))
    jacobian[0, :, 0] = -u * y
    jacobian[0, :, 1] = z + u * x
    jacobian[0, :, 2] = -y
    jacobian[0, :, 3] = 1.0
    jacobian[0, :, 5] = -u
    jacobian[1, :, 0] = -z - v * y
    jacobian[1, :, 1] = v * x
    jacobian[1, :, 2] = x
    jacobian[1, :, 4] = 1.0
    jacobian[1, :, 5] = -v
    jacobian *= nearness[:, None]
    flat = jacobian.reshape(-1, 6)
    weighted = (jacobian * weight[:, None]).reshape(-1, 6)
    try:
        return np.linalg.solve(flat.T @ weighted, weighted.T @ error.T.reshape(-1))
    except np.linalg.LinAlgError:
        return None
