"""Where faces and movement are: boxes of a coarse grid, some times a second."""

from __future__ import annotations

import numpy as np

from monitor.ports import Frame, Image
from monitor.runtime.vision.sighting import Sighting
from monitor.snapshot.sights import BOXES_MAX, Sights
from monitor.units import ns_from_s
from tests.unit.perception.drawn_faces import drawn_face

CHANCE = np.random.default_rng(1)


def grainy(level: float = 90.0, *, grain: float = 3.0) -> Image:
    return np.clip(CHANCE.normal(level, grain, (360, 640, 3)), 0, 255).astype(np.uint8)


def sights_of(*images: Image) -> list[Sights | None]:
    """One picture every half second."""
    sighting = Sighting(lambda: ())
    return [
        sighting.look(Frame(ns_from_s(number / 2), number, image))
        for number, image in enumerate(images)
    ]


def movement(*images: Image) -> tuple[tuple[float, ...], ...]:
    last = sights_of(*images)[-1]
    assert last is not None
    return last.movement


def test_grain_and_light_are_no_movement() -> None:
    assert movement(grainy(), grainy()) == ()
    assert movement(grainy(90), grainy(140)) == ()
    assert movement(grainy()) == (), "the first one compares with nothing"


def test_what_moves_is_boxed() -> None:
    after = grainy()
    after[80:120, 160:280] = 200
    boxes = movement(grainy(), after)
    assert boxes == ((4 / 16, 2 / 9, 7 / 16, 3 / 9),)


def test_a_whole_picture_that_moves_stays_within_bounds() -> None:
    noise = [CHANCE.integers(0, 255, (360, 640, 3)).astype(np.uint8) for _ in range(2)]
    assert 0 < len(movement(*noise)) <= BOXES_MAX


def test_it_looks_three_times_a_second_whatever_the_stamps_do() -> None:
    sighting = Sighting(lambda: ())
    image = grainy()
    seen = [sighting.look(Frame(ns_from_s(n / 10), n, image)) is not None for n in range(31)]
    assert 8 <= sum(seen) <= 10
    assert sighting.look(Frame(ns_from_s(0.0), 0, image)) is not None, "a clip that starts again"


def test_faces_are_boxes_within_the_picture() -> None:
    face = drawn_face(place_mm=(-420.0, 0.0, 800.0))
    found = Sighting(lambda: (face,)).look(Frame(ns_from_s(0), 0, grainy()))
    assert found is not None
    ((left, top, right, bottom),) = found.faces
    assert 0.0 <= left < right < 0.5
    assert 0.0 <= top < bottom <= 1.0
