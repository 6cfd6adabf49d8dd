"""The core reads any landmark model that says how its points are numbered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.adapters.face_landmarker.face_mesh import (
    FACE_MESH,
    LEFT_EYE,
    RIGHT_EYE,
    RIGID_POINTS,
)
from monitor.perception.eye_shape import EyeDepths, EyePoints, eyes_points
from monitor.perception.head_pose import rigid_face
from monitor.perception.landmarks import FaceLandmarks
from monitor.perception.observation import read_face
from tests.unit.perception.drawn_faces import CAMERA, drawn_face

USED = sorted(
    {*(number for number, *_ in RIGID_POINTS), *LEFT_EYE.numbers, *RIGHT_EYE.numbers},
    reverse=True,
)
"""What a sparse model would find, the last first."""


def renumbered(eye: EyePoints) -> EyePoints:
    outer, inner, *rest = (USED.index(number) for number in eye.numbers)
    upper, lower, rim = rest[0:3], rest[3:6], rest[7:11]
    return EyePoints(
        outer,
        inner,
        (upper[0], upper[1], upper[2]),
        (lower[0], lower[1], lower[2]),
        rest[6],
        (rim[0], rim[1], rim[2], rim[3]),
    )


SPARSE = replace(
    FACE_MESH,
    head_pose=replace(
        FACE_MESH.head_pose,
        face=rigid_face([(USED.index(number), x, y, z) for number, x, y, z in RIGID_POINTS]),
    ),
    eye_shape=replace(
        FACE_MESH.eye_shape,
        points=eyes_points(
            renumbered(LEFT_EYE), renumbered(RIGHT_EYE), EyeDepths(2.6, -2.6, -4.4, -2.6)
        ),
    ),
)


def sparse(face: FaceLandmarks) -> FaceLandmarks:
    return replace(face, points_px=np.ascontiguousarray(face.points_px[USED]))


@pytest.mark.parametrize("pose", [(0.0, 0.0, 0.0), (25.0, -10.0, 5.0), (-15.0, 12.0, -20.0)])
def test_a_model_of_other_points_in_another_order_gives_the_same_reading(
    pose: tuple[float, float, float],
) -> None:
    face = drawn_face(*pose, iris_mm=(1.5, -1.0))
    assert len(USED) < 80
    assert read_face(sparse(face), CAMERA, SPARSE) == read_face(face, CAMERA, FACE_MESH)


def test_the_gains_of_a_model_are_its_own() -> None:
    face = drawn_face(20.0)
    head_pose = replace(FACE_MESH.head_pose, yaw_gain=1.0)
    plain = read_face(face, CAMERA, replace(FACE_MESH, head_pose=head_pose))
    stretched = read_face(face, CAMERA, FACE_MESH)
    assert plain is not None
    assert stretched is not None
    gain = FACE_MESH.head_pose.yaw_gain
    assert stretched.head.yaw_rad == pytest.approx(gain * plain.head.yaw_rad)
