"""Who keeps which slot, and who is the main attendant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters.face_landmarker.face_mesh import FACE_MESH
from monitor.attention.drift import DriftParams
from monitor.perception.attendant import AttendantParams, Place, Zone, outside, place_of
from monitor.perception.landmarks import FaceLandmarks
from monitor.perception.observation import Observation, PerceptionParams, observe_several
from monitor.perception.slots import SlotParams, Slots, follow
from monitor.units import ns_from_s
from tests.unit.perception.drawn_faces import CAMERA, drawn_face

PARAMS = SlotParams()


def face_at(x: float, width: float = 0.1) -> FaceLandmarks:
    """A face as wide as so much of the picture, its middle so far from the left; no real one."""
    box_px = ((x - width / 2) * 1000, 360.0, (x + width / 2) * 1000, 360.0)
    return FaceLandmarks(np.zeros((0, 3)), box_px, 1000, 720)


def seats(
    frames: list[list[float]], count: int = 2, step_s: float = 0.1, place: float = 0.5
) -> list[tuple[int, dict[int, float]]]:
    """Frame by frame: the main slot, and where the face of each slot is."""
    slots, told = Slots(), list[tuple[int, dict[int, float]]]()
    for index, xs in enumerate(frames):
        faces = [face_at(x) for x in xs]
        slots, found = follow(
            slots,
            faces,
            ns_from_s(index * step_s),
            count,
            Place(place, 0.5),
            PARAMS,
            AttendantParams(),
        )
        where = {number: round(place_of(face).x, 3) for number, face in sorted(found.items())}
        told.append((slots.main, where))
    return told


def test_the_nearest_to_the_place_comes_first_and_one_too_many_is_left_out() -> None:
    assert seats([[0.9, 0.3, 0.55]]) == [(0, {0: 0.55, 1: 0.3})]
    assert seats([[0.9, 0.3, 0.55]], count=4) == [(0, {0: 0.55, 1: 0.3, 2: 0.9})]


def test_a_slot_keeps_its_person_however_the_faces_are_listed() -> None:
    told = seats([[0.5, 0.2], [0.22, 0.52], [0.54, 0.24], [0.26, 0.56]])
    assert [where for _, where in told] == [
        {0: 0.5, 1: 0.2},
        {0: 0.52, 1: 0.22},
        {0: 0.54, 1: 0.24},
        {0: 0.56, 1: 0.26},
    ]


def test_a_face_lost_for_a_moment_leaves_its_slot_to_nobody() -> None:
    told = seats([[0.5, 0.2], *[[0.2]] * 10, [0.2, 0.5]])
    assert all(entry == (0, {1: 0.2}) for entry in told[1:-1])
    assert told[-1] == (0, {0: 0.5, 1: 0.2})


def test_a_slot_is_free_when_its_face_is_gone_for_good_and_the_next_becomes_the_main_one() -> None:
    told = seats([[0.5, 0.2], *[[0.2]] * 40, [0.2, 0.8]])
    mains = [main for main, _ in told]
    assert mains[:31] == [0] * 31
    assert mains[31:] == [1] * 11
    assert told[-1] == (1, {0: 0.8, 1: 0.2})


def test_who_comes_back_late_and_elsewhere_is_somebody_new() -> None:
    told = seats([[0.2, 0.5], [0.2], [0.2, 0.95]], count=3)
    assert told[-1][1] == {1: 0.2, 2: 0.95}
    late = seats([[0.2, 0.5], *[[0.2]] * 20, [0.2, 0.95]], count=3)
    assert late[-1][1] == {0: 0.95, 1: 0.2}


def test_an_empty_counter_keeps_the_number_of_its_main_attendant_until_somebody_comes() -> None:
    told = seats([[0.5, 0.2], *[[0.2]] * 32, *[[]] * 40, [0.7]])
    assert told[32][0] == told[-2][0] == 1
    assert told[-1] == (0, {0: 0.7})


@given(st.lists(st.lists(st.floats(0.05, 0.95), max_size=5), max_size=12), st.integers(2, 4))
def test_no_face_has_two_slots_and_no_slot_two_faces(frames: list[list[float]], count: int) -> None:
    slots = Slots()
    for index, xs in enumerate(frames):
        faces = [face_at(x) for x in xs]
        slots, found = follow(
            slots, faces, ns_from_s(0.5 * index), count, Place(), PARAMS, AttendantParams()
        )
        assert len({id(face) for face in found.values()}) == len(found) <= min(count, len(xs))
        assert len(found) == min(count, len(xs)) or len(slots.held) == count
        assert {each.number for each in slots.held} >= set(found)
        assert all(number < count for number in found)
        assert found == {} or slots.main in {each.number for each in slots.held}


LEFT = drawn_face(yaw_deg=10, place_mm=(-250.0, 0.0, 900.0))
RIGHT = drawn_face(yaw_deg=-20, place_mm=(200.0, 0.0, 800.0))


def observed(*frames: tuple[FaceLandmarks, ...], params: PerceptionParams) -> Observation:
    slots, newest = Slots(), list[Observation]()
    for index, faces in enumerate(frames):
        seen, slots = observe_several(
            ns_from_s(0.1 * index), faces, None, CAMERA, FACE_MESH, params, slots
        )
        newest.append(seen)
    return newest[-1]


def test_both_faces_are_read_and_the_nearer_one_is_the_main() -> None:
    params = PerceptionParams(place=Place(0.7, 0.5), attendants=2)
    seen = observed((LEFT, RIGHT), params=params)
    assert seen.face is not None
    assert seen.face.head.x_mm > 100
    assert (seen.slot, [other.slot for other in seen.others]) == (0, [1])
    assert seen.others[0].face.head.x_mm < -100
    assert seen.faces == 2


def test_the_main_attendant_out_of_view_is_missing_and_nobody_takes_the_place() -> None:
    params = PerceptionParams(place=Place(0.7, 0.5), attendants=2)
    seen = observed((LEFT, RIGHT), (LEFT,), params=params)
    assert seen.face is None
    assert [other.slot for other in seen.others] == [1]


def test_landmarks_that_are_no_face_are_nobody() -> None:
    heap = replace(LEFT, points_px=np.full((478, 3), 50.0))
    seen = observed((heap, RIGHT), params=PerceptionParams(attendants=2))
    assert sum(each is not None for each in (seen.face, *seen.others)) == 1


def test_faces_among_the_customers_are_nobodys() -> None:
    zone = Zone(left=0.0, right=0.45)
    assert outside((LEFT, RIGHT), zone) == (RIGHT,)
    assert outside((LEFT, RIGHT), None) == (LEFT, RIGHT)
    params = PerceptionParams(place=Place(0.2, 0.5), attendants=2)
    seen = observed(outside((LEFT, RIGHT), zone), params=params)
    assert (seen.faces, seen.others) == (1, ())
    assert seen.face is not None
    assert seen.face.head.x_mm > 100


def test_a_slot_is_kept_no_shorter_than_the_fold_remembers_a_person() -> None:
    assert DriftParams().away_s <= PARAMS.keep_s
