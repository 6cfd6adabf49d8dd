"""A face that never moves or blinks is a portrait; everything that a living one does is life."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from monitor.adapters.face_landmarker.face_mesh import FACE_MESH
from monitor.perception import life
from monitor.perception.landmarks import FaceLandmarks, box_around_px
from monitor.perception.life import Watched
from monitor.units import Ns, ns_from_s
from tests.unit.perception.drawn_faces import drawn_face

PARAMS = FACE_MESH.life
MINUTE = round(PARAMS.lifeless_s)
Change = Callable[[FaceLandmarks, float], FaceLandmarks]


def moved(face: FaceLandmarks, points_px: np.ndarray) -> FaceLandmarks:
    return replace(face, points_px=points_px, box_px=box_around_px(points_px))


def trembling(face: FaceLandmarks, _t_s: float) -> FaceLandmarks:
    """As the landmarks of a still picture do: measured, 0.7 % of the shape's size and less."""
    noise = np.random.default_rng().normal(0.0, 0.5, face.points_px.shape)
    return moved(face, face.points_px + noise)


def shaken(face: FaceLandmarks, t_s: float) -> FaceLandmarks:
    """By a camera whose mount swings, and whose lens breathes."""
    swung = np.array([6.0 * np.sin(9.0 * t_s), 4.0 * np.cos(7.0 * t_s), 0.0])
    return moved(face, face.points_px * (1.0 + 0.02 * np.sin(t_s)) + swung)


def blinking(face: FaceLandmarks, t_s: float) -> FaceLandmarks:
    """Three times a minute, for a tenth of a second."""
    if round(t_s * 10) % 200 != 100:
        return face
    points_px = face.points_px.copy()
    points_px[list(PARAMS.upper_lids)] = points_px[list(PARAMS.lower_lids)]
    return moved(face, points_px)


def swaying(face: FaceLandmarks, t_s: float) -> FaceLandmarks:
    """A head that tilts by 2 degrees to either side, once in half a minute."""
    tilt_rad = np.radians(2.0) * np.sin(2.0 * np.pi * t_s / 30.0)
    across, down = face.points_px[:, 0].copy(), face.points_px[:, 1].copy()
    points_px = face.points_px.copy()
    points_px[:, 0] = np.cos(tilt_rad) * across - np.sin(tilt_rad) * down
    points_px[:, 1] = np.sin(tilt_rad) * across + np.cos(tilt_rad) * down
    return moved(face, points_px)


def as_it_is(face: FaceLandmarks, _t_s: float) -> FaceLandmarks:
    return face


def lifeless_after(change: Change, seconds: int = MINUTE + 5) -> float | None:
    """When the face was first called lifeless, None if it never was."""
    face, watched = drawn_face(), tuple[Watched, ...]()
    for number in range(seconds * 10):
        t_ns = ns_from_s(number / 10)
        watched, lifeless = life.step(watched, [change(face, number / 10)], t_ns, PARAMS)
        if lifeless:
            return number / 10
    return None


@pytest.mark.parametrize("change", [as_it_is, trembling, shaken])
def test_a_face_that_does_nothing_for_a_minute_is_no_living_one(change: Change) -> None:
    assert lifeless_after(change) == pytest.approx(MINUTE, abs=0.2)


@pytest.mark.parametrize("change", [blinking, swaying])
def test_whoever_blinks_or_sways_is_alive(change: Change) -> None:
    assert lifeless_after(change, 3 * MINUTE) is None


def watch(
    watched: tuple[Watched, ...], start_s: float, end_s: float, change: Change = as_it_is
) -> tuple[tuple[Watched, ...], frozenset[int]]:
    face, lifeless = drawn_face(), frozenset[int]()
    for number in range(round(start_s * 10), round(end_s * 10)):
        faces = [change(face, number / 10)]
        watched, lifeless = life.step(watched, faces, ns_from_s(number / 10), PARAMS)
    return watched, lifeless


def test_a_portrait_that_was_hidden_is_still_one() -> None:
    watched, lifeless = watch((), 0, MINUTE + 1)
    assert lifeless
    for second in range(MINUTE + 1, MINUTE + 100):
        watched, lifeless = life.step(watched, [], ns_from_s(second), PARAMS)
    assert not lifeless
    assert watch(watched, MINUTE + 100, MINUTE + 101)[1]


def test_time_in_which_it_is_not_seen_does_not_count() -> None:
    watched, _ = watch((), 0, 10)
    watched, lifeless = watch(watched, 100, 100 + MINUTE - 12)
    assert not lifeless
    assert watch(watched, 100 + MINUTE - 12, 100 + MINUTE - 8)[1]


def test_whoever_stands_where_the_portrait_was_is_alive() -> None:
    watched, lifeless = watch((), 0, MINUTE + 1)
    assert lifeless
    other = drawn_face(12)
    _, lifeless = life.step(watched, [other], ns_from_s(MINUTE + 1.1), PARAMS)
    for number in range(20):
        watched, lifeless = life.step(watched, [other], ns_from_s(MINUTE + 2 + number / 10), PARAMS)
    assert not lifeless


def test_each_face_is_watched_by_itself() -> None:
    face, watched, lifeless = drawn_face(), tuple[Watched, ...](), frozenset[int]()
    aside = np.array([face.box_px[2] - face.box_px[0] + 40.0, 0.0, 0.0])
    for number in range(MINUTE * 10 + 10):
        alive = blinking(face, number / 10)
        portrait = moved(face, face.points_px + aside)
        faces = [portrait, alive] if number % 2 else [alive, portrait]
        watched, lifeless = life.step(watched, faces, Ns(number * 10**8), PARAMS)
    assert lifeless == {0}
