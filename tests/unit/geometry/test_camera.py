"""Pixels and directions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.geometry.camera import (
    Camera,
    camera_with_field_of_view,
    project_px,
    ray_of_pixel,
)

CAMERA = camera_with_field_of_view(1280, 720, math.radians(62))


def test_the_field_of_view_spans_the_longer_side() -> None:
    left, right = (
        ray_of_pixel(np.array([0, 360]), CAMERA),
        ray_of_pixel(np.array([1280, 360]), CAMERA),
    )
    assert math.acos(float(left @ right)) == pytest.approx(math.radians(62))
    upright = camera_with_field_of_view(720, 1280, math.radians(62))
    assert upright.focal_px == CAMERA.focal_px


def test_right_and_down_in_the_picture_are_right_and_down_in_space() -> None:
    ray = ray_of_pixel(np.array([1000, 600]), CAMERA)
    assert ray[0] > 0
    assert ray[1] > 0
    assert ray[2] > 0


@given(st.floats(0, 1280), st.floats(0, 720), st.floats(100, 5000))
def test_a_point_on_the_ray_of_a_pixel_falls_on_that_pixel(x: float, y: float, far: float) -> None:
    point = far * ray_of_pixel(np.array([x, y]), CAMERA)
    assert project_px(point[None], CAMERA)[0] == pytest.approx((x, y), abs=1e-6)


@pytest.mark.parametrize("field_of_view_rad", [0.0, -1.0, math.pi, math.nan])
def test_impossible_fields_of_view_are_refused(field_of_view_rad: float) -> None:
    with pytest.raises(ValueError, match="accepted is"):
        camera_with_field_of_view(640, 480, field_of_view_rad)


@pytest.mark.parametrize("size", [(0, 480, 500.0), (640, 0, 500.0), (640, 480, 0.0)])
def test_impossible_cameras_are_refused(size: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        Camera(*size)
