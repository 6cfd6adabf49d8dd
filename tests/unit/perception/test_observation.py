"""From faces to one observation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monitor.adapters.face_landmarker.face_mesh import FACE_MESH, PARTNERS, mirrored_points
from monitor.perception.attendant import Place, choose_attendant, place_of
from monitor.perception.landmarks import FaceLandmarks
from monitor.perception.observation import PerceptionParams, observe
from monitor.units import Ns
from tests.unit.perception.drawn_faces import CAMERA, drawn_face

CENTRE = Place()
MIDDLE = drawn_face(place_mm=(0.0, 0.0, 900.0))
LEFT = drawn_face(place_mm=(-350.0, 0.0, 900.0))
RIGHT_NEAR = drawn_face(place_mm=(300.0, 0.0, 600.0))


def test_nobody_found_is_a_value() -> None:
    observation, place = observe(
        Ns(7), (), True, CAMERA, FACE_MESH, PerceptionParams(), Place(0.3, 0.4)
    )
    assert (observation.t_ns, observation.face, observation.faces) == (7, None, 0)
    assert observation.person is True
    assert place == Place(0.3, 0.4)


def test_the_face_is_read_and_its_place_kept() -> None:
    observation, place = observe(Ns(0), (MIDDLE,), None, CAMERA, FACE_MESH, PerceptionParams())
    assert observation.face is not None
    assert observation.face.gaze is not None
    assert observation.face.face_width_px == pytest.approx(165, abs=25)
    assert place is not None
    assert (place.x, place.y) == pytest.approx((0.5, 0.5), abs=0.1)


def test_shut_lids_give_no_gaze() -> None:
    shut = drawn_face(upper_mm=0.6, lower_mm=1.4)
    observation, _ = observe(Ns(0), (shut,), None, CAMERA, FACE_MESH, PerceptionParams())
    assert observation.face is not None
    assert observation.face.eyelids.low
    assert observation.face.gaze is None


def test_landmarks_that_are_no_face_read_as_no_face() -> None:
    heap = replace(MIDDLE, points_px=np.full((478, 3), 50.0))
    observation, place = observe(Ns(0), (heap,), None, CAMERA, FACE_MESH, PerceptionParams())
    assert observation.face is None
    assert observation.faces == 1
    assert place is None


def test_the_face_nearest_the_place_is_the_attendant() -> None:
    assert choose_attendant((LEFT, MIDDLE), CENTRE, None) is MIDDLE
    assert choose_attendant((LEFT, MIDDLE), Place(0.1, 0.5), None) is LEFT
    assert choose_attendant((), CENTRE, None) is None


def test_of_two_as_near_the_larger_wins() -> None:
    small = drawn_face(place_mm=(-150.0, 0.0, 2000.0))
    large = drawn_face(place_mm=(60.0, 0.0, 800.0))
    assert choose_attendant((small, large), CENTRE, None) is large


def test_somebody_crossing_in_front_is_not_taken_for_the_attendant() -> None:
    assert choose_attendant((LEFT, RIGHT_NEAR), CENTRE, place_of(LEFT)) is LEFT


def test_faces_are_counted() -> None:
    observation, _ = observe(Ns(0), (LEFT, MIDDLE), None, CAMERA, FACE_MESH, PerceptionParams())
    assert observation.faces == 2


def test_landmarks_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="accepted is"):
        FaceLandmarks(np.zeros((468, 2)), (0.0, 0.0, 1.0, 1.0), 640, 480)


def test_partners_are_mutual_and_mirroring_twice_is_nothing() -> None:
    assert (PARTNERS[PARTNERS] == np.arange(478)).all()
    twice = mirrored_points(mirrored_points(MIDDLE.points_px, 1280), 1280)
    assert twice == pytest.approx(MIDDLE.points_px)


def test_a_mirrored_face_looks_the_other_way() -> None:
    right = drawn_face(20, 5, 10, iris_mm=(2.0, -1.6))
    points = mirrored_points(right.points_px, 1280)
    left = drawn_face(-20, 5, -10, iris_mm=(-2.0, -1.6))
    used = right.points_px.any(axis=1)
    assert points[used] == pytest.approx(left.points_px[used], abs=1.0)
