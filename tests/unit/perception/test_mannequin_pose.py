"""The whole way from pictures with known truth to angles."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.geometry.camera import camera_with_field_of_view
from monitor.perception.observation import FaceReading, read_face
from tests.mannequin import Pose, Scene, pose_grid, render

SCENE = Scene()


@pytest.fixture(scope="module")
def landmarker() -> Iterator[MediaPipeFaceLandmarker]:
    found = MediaPipeFaceLandmarker(still=True)
    yield found
    found.close()


def read(
    landmarker: MediaPipeFaceLandmarker, pose: Pose, scene: Scene = SCENE
) -> FaceReading | None:
    image = render(pose, scene)
    camera = camera_with_field_of_view(scene.width_px, scene.height_px, math.radians(scene.fov_deg))
    faces = landmarker.detect(image)
    return read_face(faces[0], camera, landmarker.model) if faces else None


@pytest.mark.parametrize("gaze", ["with head", "lens"])
def test_head_pose_on_the_grid(landmarker: MediaPipeFaceLandmarker, gaze: str) -> None:
    errors = list[tuple[float, float, float]]()
    for pose in pose_grid(gaze=gaze):
        face = read(landmarker, pose)
        assert face is not None, pose
        errors.append(
            (
                math.degrees(face.head.yaw_rad) - pose.head_yaw_deg,
                math.degrees(face.head.pitch_rad) - pose.head_pitch_deg,
                math.degrees(face.head.roll_rad) - pose.head_roll_deg,
            )
        )
    yaw, pitch, roll = np.abs(np.array(errors)).mean(axis=0)
    assert yaw < 4.0
    assert pitch < 4.0
    assert roll < 3.0


def test_roll_follows(landmarker: MediaPipeFaceLandmarker) -> None:
    for roll_deg in (-25.0, 25.0):
        face = read(landmarker, Pose(head_roll_deg=roll_deg))
        assert face is not None
        assert math.degrees(face.head.roll_rad) == pytest.approx(roll_deg, abs=4.0)


def test_eyes_alone_move_the_gaze_the_right_way(landmarker: MediaPipeFaceLandmarker) -> None:
    def gaze(yaw_deg: float, pitch_deg: float) -> tuple[float, float]:
        face = read(landmarker, Pose(gaze_yaw_deg=yaw_deg, gaze_pitch_deg=pitch_deg))
        assert face is not None
        assert face.gaze is not None
        return math.degrees(face.gaze.yaw_rad), math.degrees(face.gaze.pitch_rad)

    left, ahead, right = gaze(-15, 0), gaze(0, 0), gaze(15, 0)
    assert left[0] + 8 < ahead[0] < right[0] - 8
    up, down = gaze(0, 10), gaze(0, -20)
    assert down[1] + 8 < ahead[1] < up[1]


def test_the_lids_tell_shut_from_open(landmarker: MediaPipeFaceLandmarker) -> None:
    near = Scene(distance_mm=450.0)
    wide, shut = (read(landmarker, Pose(openness=openness), near) for openness in (1.0, 0.0))
    assert wide is not None
    assert shut is not None
    assert wide.eyelids.openness > 0.6
    assert not wide.eyelids.low
    assert shut.eyelids.low
    assert shut.gaze is None
