"""The convention of the angles, tried on directions that anybody can picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.geometry.rotation import (
    angles_of_direction,
    angles_of_rotation,
    camera_from_sight,
    direction_of_angles,
    sight_from_head,
)

RIGHT, DOWN, AWAY = np.eye(3)
turns = st.floats(math.radians(-170), math.radians(170))
tilts = st.floats(math.radians(-85), math.radians(85))


def test_looking_back_along_the_sight_is_zero() -> None:
    assert angles_of_direction(-AWAY) == pytest.approx((0.0, 0.0))


@pytest.mark.parametrize(
    ("direction", "yaw_deg", "pitch_deg"),
    [
        (RIGHT - AWAY, 45, 0),
        (-RIGHT - AWAY, -45, 0),
        (-DOWN - AWAY, 0, 45),
        (DOWN - AWAY, 0, -45),
        (RIGHT, 90, 0),
    ],
)
def test_yaw_is_positive_to_the_images_right_and_pitch_positive_up(
    direction: np.ndarray, yaw_deg: float, pitch_deg: float
) -> None:
    expected = (math.radians(yaw_deg), math.radians(pitch_deg))
    assert angles_of_direction(direction) == pytest.approx(expected)


def test_roll_is_positive_clockwise_in_the_image() -> None:
    rotation = np.array(sight_from_head(0.0, 0.0, math.radians(30)))
    across = rotation @ RIGHT  # the line between the eyes, towards the image's right
    assert across[1] > 0.0  # its right end has gone down


@given(turns, tilts)
def test_a_head_faces_where_its_yaw_and_pitch_say(yaw: float, pitch: float) -> None:
    facing = np.array(sight_from_head(yaw, pitch, 0.3)) @ -AWAY
    assert facing == pytest.approx(direction_of_angles(yaw, pitch), abs=1e-9)


@given(turns, tilts, turns)
def test_angles_come_back_out_of_the_rotation(yaw: float, pitch: float, roll: float) -> None:
    rotation = np.array(sight_from_head(yaw, pitch, roll))
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    assert angles_of_rotation(rotation) == pytest.approx((yaw, pitch, roll), abs=1e-7)


@given(st.floats(-800, 800), st.floats(-800, 800), st.floats(200, 3000))
def test_the_sight_frame_points_along_the_line_of_sight_and_stands_level(
    x: float, y: float, z: float
) -> None:
    place = np.array([x, y, z])
    rotation = np.array(camera_from_sight(*place))
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-9)
    assert rotation @ AWAY == pytest.approx(place / np.linalg.norm(place))
    assert (rotation @ RIGHT)[1] == pytest.approx(0.0)
    assert (rotation @ RIGHT)[0] > 0.0
    assert (rotation @ DOWN)[1] > 0.0
