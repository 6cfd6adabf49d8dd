"""Head pose: the average face of `face_model` laid over the landmarks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from monitor.geometry.camera import Camera
from monitor.geometry.rotation import (
    Row,
    Rows,
    Vector,
    angles_of_rotation,
    camera_from_sight,
    product,
    sight_from_head,
    turned_back,
)
from monitor.geometry.superposition import nearest_rotation
from monitor.perception.face_model import RIGID_INDICES, RIGID_POINTS_MM
from monitor.perception.landmarks import FaceLandmarks


def _row(values: Vector) -> Row:
    x, y, z = values.tolist()
    return x, y, z


_COUNT: Final = len(RIGID_POINTS_MM)
_MODEL_CENTRE_MM: Final = _row(RIGID_POINTS_MM.mean(axis=0))
_MODEL_MM: Final = tuple(_row(point - RIGID_POINTS_MM.mean(axis=0)) for point in RIGID_POINTS_MM)
_MODEL_PRODUCTS_MM2: Final = tuple(map(_row, np.array(_MODEL_MM).T @ np.array(_MODEL_MM)))
_MODEL_SPREAD_MM2: Final = float(np.sum(np.array(_MODEL_MM) ** 2))


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


def camera_from_head(head: HeadPose) -> Rows:
    """Rotation from the head frame to the camera frame."""
    return product(
        camera_from_sight(head.x_mm, head.y_mm, head.z_mm),
        sight_from_head(head.yaw_rad, head.pitch_rad, head.roll_rad),
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
    points: list[list[float]] = landmarks.points_px.take(RIGID_INDICES, axis=0).tolist()
    across, down, depths = zip(*points, strict=True)
    centre_x, centre_y = camera.centre_px
    axis_x = (sum(across) / _COUNT - centre_x) / camera.focal_px
    axis_y = (sum(down) / _COUNT - centre_y) / camera.focal_px
    camera_from_middle = camera_from_sight(axis_x, axis_y, 1.0)
    # Away from the middle of the picture a pixel spans a smaller angle.
    per_px = 1.0 / (camera.focal_px * math.sqrt(axis_x * axis_x + axis_y * axis_y + 1.0))
    lifted = _lift(points, sum(depths) / _COUNT, per_px, camera, camera_from_middle)

    strength, rotation = nearest_rotation(lifted.cross)
    scale = strength / _MODEL_SPREAD_MM2
    if not scale > 1e-9:
        return None
    # Depths are from the middle, so the middle itself is one unit ahead of the lens.
    aside, below, behind = (scale * _dot(row, _MODEL_CENTRE_MM) for row in rotation)
    origin = lifted.middle_x - aside, lifted.middle_y - below, 1.0 - behind
    misfit_mm = math.sqrt(_misfit(lifted, rotation, scale)) / scale
    x_mm, y_mm, z_mm = (_dot(row, origin) / scale for row in camera_from_middle)
    if not (math.isfinite(x_mm + y_mm + z_mm) and z_mm > 1.0):
        return None
    turned = product(camera_from_middle, rotation)
    sight_from_camera = turned_back(camera_from_sight(x_mm, y_mm, z_mm))
    yaw, pitch, roll = angles_of_rotation(product(sight_from_camera, turned))
    yaw, pitch = yaw * params.yaw_gain, pitch * params.pitch_gain
    return HeadPose(yaw, pitch, roll, x_mm, y_mm, z_mm, misfit_mm)


@dataclass(frozen=True, slots=True)
class _Lifted:
    """The landmarks in space, about the sight to their middle, in units of its distance, summed up.

    Attributes:
        cross: sums of the model's coordinate (row) times the landmark's (column).
        middle_x, middle_y: their mean; that of z is nought.
        spread: mean square distance from that mean across the sight.
    """

    cross: Rows
    middle_x: float
    middle_y: float
    spread: float


def _lift(
    points: Sequence[Sequence[float]],
    middle_depth: float,
    per_px: float,
    camera: Camera,
    camera_from_middle: Rows,
) -> _Lifted:
    """Each landmark along its own ray, as far beyond the middle as the mesh says."""
    (centre_x, centre_y), focal = camera.centre_px, camera.focal_px
    (xx, xy, xz), (_, yy, yz), (zx, zy, zz) = camera_from_middle
    ax = ay = az = bx = by = bz = cx = cy = cz = sum_x = sum_y = squares = 0.0
    for (across, down, depth), (a, b, c) in zip(points, _MODEL_MM, strict=True):
        right, below = (across - centre_x) / focal, (down - centre_y) / focal
        z = (depth - middle_depth) * per_px
        reach = (1.0 + z) / (right * xz + below * yz + zz)
        x, y = (right * xx + zx) * reach, (right * xy + below * yy + zy) * reach
        ax, ay, az = ax + a * x, ay + a * y, az + a * z
        bx, by, bz = bx + b * x, by + b * y, bz + b * z
        cx, cy, cz = cx + c * x, cy + c * y, cz + c * z
        sum_x, sum_y, squares = sum_x + x, sum_y + y, squares + x * x + y * y
    middle_x, middle_y = sum_x / _COUNT, sum_y / _COUNT
    spread = squares / _COUNT - middle_x * middle_x - middle_y * middle_y
    return _Lifted(((ax, ay, az), (bx, by, bz), (cx, cy, cz)), middle_x, middle_y, spread)


def _misfit(lifted: _Lifted, rotation: Rows, scale: float) -> float:
    """Mean square distance between landmarks and fitted face, across the sight."""
    explained = 0.0
    for row, cross in zip(rotation[:2], turned_back(lifted.cross)[:2], strict=True):
        fitted = sum(
            _dot(row, products) * x for products, x in zip(_MODEL_PRODUCTS_MM2, row, strict=True)
        )
        explained += 2.0 * _dot(row, cross) - scale * fitted
    return max(0.0, lifted.spread - scale * explained / _COUNT)


def _dot(left: Row, right: Row) -> float:
    return left[0] * right[0] + left[1] * right[1] + left[2] * right[2]
