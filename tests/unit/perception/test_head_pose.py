"""Head pose on faces whose pose is known exactly."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from monitor.adapters.face_landmarker.face_mesh import FACE_MESH
from monitor.geometry.camera import camera_with_field_of_view
from monitor.geometry.rotation import camera_from_sight, sight_from_head
from monitor.perception.head_pose import (
    HeadPose,
    camera_from_head,
    estimate_head_pose,
)
from tests.unit.perception.drawn_faces import CAMERA, drawn_face

PLAIN = replace(FACE_MESH.head_pose, yaw_gain=1.0, pitch_gain=1.0)


def read(*pose: float, place_mm: tuple[float, float, float] = (0.0, 0.0, 700.0)) -> HeadPose:
    head = estimate_head_pose(drawn_face(*pose, place_mm=place_mm), CAMERA, PLAIN)
    assert head is not None
    return head


@pytest.mark.parametrize("place_mm", [(0.0, 0.0, 700.0), (300.0, -120.0, 900.0), (-250, 90, 500)])
@pytest.mark.parametrize("pose", [(0, 0, 0), (25, 0, 0), (-30, 12, 8), (10, -25, -20), (0, 20, 45)])
def test_the_commanded_pose_comes_back(
    pose: tuple[float, float, float], place_mm: tuple[float, float, float]
) -> None:
    head = read(*pose, place_mm=place_mm)
    angles = [math.degrees(a) for a in (head.yaw_rad, head.pitch_rad, head.roll_rad)]
    assert angles == pytest.approx(pose, abs=2.0)
    assert (head.x_mm, head.y_mm, head.z_mm) == pytest.approx(place_mm, rel=0.05, abs=15.0)
    assert head.misfit_mm < 2.5


def test_the_angles_are_about_the_line_to_the_lens_not_the_cameras_axis() -> None:
    aside = read(0, 0, 0, place_mm=(350.0, 0.0, 700.0))
    assert math.degrees(aside.yaw_rad) == pytest.approx(0.0, abs=1.5)


def test_the_field_of_view_moves_the_face_not_the_angles() -> None:
    face = drawn_face(15, -10, 5)
    wide = estimate_head_pose(face, camera_with_field_of_view(1280, 720, 1.4), PLAIN)
    narrow = estimate_head_pose(face, CAMERA, PLAIN)
    assert wide is not None
    assert narrow is not None
    assert wide.z_mm < 0.8 * narrow.z_mm
    assert wide.yaw_rad == pytest.approx(narrow.yaw_rad, abs=math.radians(2))
    assert wide.pitch_rad == pytest.approx(narrow.pitch_rad, abs=math.radians(2))


def test_gains_stretch_the_angles() -> None:
    face = drawn_face(20, -10, 0)
    plain, stretched = (
        estimate_head_pose(face, CAMERA, params)
        for params in (PLAIN, replace(PLAIN, yaw_gain=1.5, pitch_gain=2.0))
    )
    assert plain is not None
    assert stretched is not None
    assert stretched.yaw_rad == pytest.approx(1.5 * plain.yaw_rad)
    assert stretched.pitch_rad == pytest.approx(2.0 * plain.pitch_rad)


def test_a_face_that_fits_no_face_says_so() -> None:
    face = drawn_face()
    points = face.points_px.copy()
    points[:, :2] += np.random.default_rng(1).normal(0.0, 25.0, (478, 2))
    torn = estimate_head_pose(replace(face, points_px=points), CAMERA, PLAIN)
    assert torn is not None
    assert torn.misfit_mm > 10.0


def test_landmarks_on_one_spot_are_no_face() -> None:
    face = drawn_face()
    heap = replace(face, points_px=np.full((478, 3), 100.0))
    assert estimate_head_pose(heap, CAMERA, PLAIN) is None


def test_the_rotation_to_the_camera_follows_from_the_record() -> None:
    head = HeadPose(0.2, -0.1, 0.05, 100.0, -50.0, 800.0)
    sight = np.array(camera_from_sight(head.x_mm, head.y_mm, head.z_mm))
    expected = sight @ np.array(sight_from_head(0.2, -0.1, 0.05))
    assert np.array(camera_from_head(head)) == pytest.approx(expected)
