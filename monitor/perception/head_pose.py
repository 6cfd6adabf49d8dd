"""Head pose: an average face laid over the landmarks that move with the head alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
from monitor.perception.landmarks import FaceLandmarks


@dataclass(frozen=True, slots=True)
class RigidFace:
    """The landmarks that move with the head alone, on an average face in the head frame.

    Head frame (see `monitor.geometry.rotation`): x towards the image's right on a face that looks
    into the lens, y down, z into the head; origin between the eyes' corners.

    Attributes:
        numbers: landmark numbers, shape (n,).
        centre_mm: mean of their places.
        about_centre_mm: their places from there.
        products_mm2: sums of one coordinate (row) times another (column) of those.
        spread_mm2: sum of their squares.
    """

    numbers: NDArray[np.intp]
    centre_mm: Row
    about_centre_mm: tuple[Row, ...]
    products_mm2: tuple[Row, ...]
    spread_mm2: float


def rigid_face(places_mm: Sequence[tuple[int, float, float, float]]) -> RigidFace:
    """From landmark numbers with their x, y and z in the head frame."""
    numbers = np.array([number for number, *_ in places_mm])
    numbers.setflags(write=False)
    points = np.array([place for _, *place in places_mm])
    centre = points.mean(axis=0)
    about_centre = points - centre
    return RigidFace(
        numbers=numbers,
        centre_mm=_row(centre),
        about_centre_mm=tuple(map(_row, about_centre)),
        products_mm2=tuple(map(_row, about_centre.T @ about_centre)),
        spread_mm2=float(np.sum(about_centre**2)),
    )


def _row(values: Vector) -> Row:
    x, y, z = values.tolist()
    return x, y, z


@dataclass(frozen=True, slots=True)
class HeadPoseParams:
    """What is laid over the landmarks, and how far the landmark model exaggerates.

    Attributes:
        face: the landmarks it is laid over.
        yaw_gain, pitch_gain: times the angles read; above 1 for a model that draws turned faces
            less turned than they are.
    """

    face: RigidFace
    yaw_gain: float
    pitch_gain: float


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
    landmarks: FaceLandmarks, camera: Camera, params: HeadPoseParams
) -> HeadPose | None:
    """Pose of one face, or None when the landmarks cannot be a face in front of this camera.

    The landmark model gives each landmark a depth as seen along the line of sight, in the scale of
    its pixels. With it the landmarks are lifted into space along their own rays, and a similarity
    transform (Horn 1987) lays the average face over them. Perspective from the pixels and depth
    from the model then both have their say: on the mannequin this follows pitch with a gain of 0.9,
    reprojection alone (PnP) with 0.7.
    """
    face = params.face
    count = len(face.about_centre_mm)
    points: list[list[float]] = landmarks.points_px.take(face.numbers, axis=0).tolist()
    across, down, depths = zip(*points, strict=True)
    centre_x, centre_y = camera.centre_px
    axis_x = (sum(across) / count - centre_x) / camera.focal_px
    axis_y = (sum(down) / count - centre_y) / camera.focal_px
    camera_from_middle = camera_from_sight(axis_x, axis_y, 1.0)
    # Away from the middle of the picture a pixel spans a smaller angle.
    per_px = 1.0 / (camera.focal_px * math.sqrt(axis_x * axis_x + axis_y * axis_y + 1.0))
    lifted = _lift(points, face, sum(depths) / count, per_px, camera, camera_from_middle)

    strength, rotation = nearest_rotation(lifted.cross)
    scale = strength / face.spread_mm2
    if not scale > 1e-9:
        return None
    # Depths are from the middle, so the middle itself is one unit ahead of the lens.
    aside, below, behind = (scale * _dot(row, face.centre_mm) for row in rotation)
    origin = lifted.middle_x - aside, lifted.middle_y - below, 1.0 - behind
    misfit_mm = math.sqrt(_misfit(lifted, face, rotation, scale)) / scale
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
    face: RigidFace,
    middle_depth: float,
    per_px: float,
    camera: Camera,
    camera_from_middle: Rows,
) -> _Lifted:
    """Each landmark along its own ray, as far beyond the middle as the landmark model says."""
    (centre_x, centre_y), focal = camera.centre_px, camera.focal_px
    (xx, xy, xz), (_, yy, yz), (zx, zy, zz) = camera_from_middle
    ax = ay = az = bx = by = bz = cx = cy = cz = sum_x = sum_y = squares = 0.0
    for (across, down, depth), (a, b, c) in zip(points, face.about_centre_mm, strict=True):
        right, below = (across - centre_x) / focal, (down - centre_y) / focal
        z = (depth - middle_depth) * per_px
        reach = (1.0 + z) / (right * xz + below * yz + zz)
        x, y = (right * xx + zx) * reach, (right * xy + below * yy + zy) * reach
        ax, ay, az = ax + a * x, ay + a * y, az + a * z
        bx, by, bz = bx + b * x, by + b * y, bz + b * z
        cx, cy, cz = cx + c * x, cy + c * y, cz + c * z
        sum_x, sum_y, squares = sum_x + x, sum_y + y, squares + x * x + y * y
    count = len(points)
    middle_x, middle_y = sum_x / count, sum_y / count
    spread = squares / count - middle_x * middle_x - middle_y * middle_y
    return _Lifted(((ax, ay, az), (bx, by, bz), (cx, cy, cz)), middle_x, middle_y, spread)


def _misfit(lifted: _Lifted, face: RigidFace, rotation: Rows, scale: float) -> float:
    """Mean square distance between landmarks and fitted face, across the sight."""
    explained = 0.0
    for row, cross in zip(rotation[:2], turned_back(lifted.cross)[:2], strict=True):
        fitted = sum(
            _dot(row, products) * x for products, x in zip(face.products_mm2, row, strict=True)
        )
        explained += 2.0 * _dot(row, cross) - scale * fitted
    return max(0.0, lifted.spread - scale * explained / len(face.about_centre_mm))


def _dot(left: Row, right: Row) -> float:
    return left[0] * right[0] + left[1] * right[1] + left[2] * right[2]
