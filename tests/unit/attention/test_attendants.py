"""Several attendants at one counter: one word for what the customer meets."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention import attendants, drift, label
from monitor.attention.aoi import AngleBox, AreaOfInterest, AreaParams
from monitor.attention.attendants import AttendantsState
from monitor.attention.drift import DriftParams, DriftState
from monitor.attention.events import Event
from monitor.attention.label import Label, LabelParams, Trail
from monitor.attention.state import Area, State
from monitor.perception.observation import FaceReading, Observation, OtherFace
from monitor.pipeline import CoreParams, CoreState, Pause, finish, step
from monitor.units import NS_PER_S, AoiId, Ns, ns_from_s, rad_from_deg
from tests.unit.attention.faces import faceless, seen
from tests.unit.attention.traces import glances, spans

RATE = 10.0
BLINK_S = 0.4
WORK = AreaOfInterest(
    AoiId("till"),
    Area.WORK,
    AngleBox(rad_from_deg(50), rad_from_deg(80), rad_from_deg(-60), rad_from_deg(20)),
)
AREAS = AreaParams(areas=(WORK, *AreaParams().areas))

LOOKS: dict[str, tuple[float, float] | None] = {
    "customer": (0, -4),
    "device": (0, -42),
    "work": (60, -10),
    "elsewhere": (40, 0),
    "shut": None,
    "unsure": None,
    "away": None,
}


def reading(look: str) -> FaceReading | None:
    if look == "away":
        return None
    if look in {"shut", "unsure"}:
        return seen(0, shut=look == "shut", judgeable=look != "unsure").face
    yaw_deg, pitch_deg = LOOKS[look] or (0, 0)
    return seen(0, yaw_deg, pitch_deg).face


def together(
    t_s: float, looks: Sequence[str], main: int = 0, person: bool | None = None
) -> Observation:
    """One sample: what each slot does, and whether a body was seen where no face was."""
    faces = [reading(look) for look in looks]
    others = tuple(
        OtherFace(slot, face)
        for slot, face in enumerate(faces)
        if face is not None and slot != main
    )
    count = sum(face is not None for face in faces)
    return Observation(ns_from_s(t_s), faces[main], count, person, main, others)


def story(*pieces: tuple[float, tuple[str, ...]], main: int = 0) -> list[Observation]:
    """So many seconds of the same looks, piece after piece."""
    samples: list[Observation] = []
    for length_s, looks in pieces:
        for _ in range(round(length_s * RATE)):
            t_s = len(samples) / RATE
            nobody = all(look == "away" for look in looks)
            samples.append(together(t_s, looks, main, person=False if nobody else None))
    return samples


def words(samples: Sequence[Observation], settled: State | None = State.CUSTOMER) -> list[Label]:
    state, told = AttendantsState(), list[Label]()
    for sample in samples:
        state, word = attendants.step(
            state, sample, settled, AREAS, DriftParams(), LabelParams(), BLINK_S
        )
        told.append(word)
    return told


def folded(samples: Sequence[Observation]) -> list[Event]:
    params = CoreParams(areas=AREAS)
    state, events = CoreState(), list[Event]()
    for sample in samples:
        state, found = step(state, sample, params)
        events.extend(found)
    events.extend(finish(state, Ns(samples[-1].t_ns + NS_PER_S // 10), params))
    return events


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        (("device", "customer"), Label.CUSTOMER),
        (("customer", "device"), Label.CUSTOMER),
        (("unsure", "customer"), Label.CUSTOMER),
        (("away", "customer"), Label.CUSTOMER),
        (("device", "work"), Label.WORK),
        (("elsewhere", "work"), Label.WORK),
        (("device", "elsewhere"), Label.ELSEWHERE),
        (("device", "device"), Label.DEVICE),
        (("device", "unsure"), Label.DEVICE),
        (("device", "shut"), Label.DEVICE),
        (("device", "away"), Label.DEVICE),
        (("shut", "unsure"), Label.SHUT),
        (("unsure", "away"), Label.UNSURE),
        (("away", "away"), Label.NOBODY),
        (("device", "device", "elsewhere", "customer"), Label.CUSTOMER),
    ],
)
def test_the_word_for_all(looks: tuple[str, ...], expected: Label) -> None:
    for order in itertools.permutations(looks):
        assert words([together(0, order, person=None)]) == [expected]


def test_the_customer_is_looked_at_as_long_as_one_of_them_looks() -> None:
    samples = story(
        (2, ("customer", "device")),
        (2, ("device", "customer")),
        (2, ("device", "device")),
        (2, ("device", "customer")),
    )
    assert glances(folded(samples)) == [
        ("customer", 0, 4),
        ("device", 4, 6),
        ("customer", 6, 8),
    ]


def test_a_blink_of_the_one_who_looks_does_not_end_the_look() -> None:
    samples = story(
        (2, ("customer", "device")), (0.4, ("shut", "device")), (2, ("customer", "device"))
    )
    assert glances(folded(samples)) == [("customer", 0, 4.4)]


def test_eyes_shut_for_longer_leave_the_word_to_who_can_be_judged() -> None:
    samples = story((2, ("customer", "device")), (2, ("shut", "device")))
    # The first 0.4 s may have been a blink, and count as one.
    assert glances(folded(samples)) == [("customer", 0, 2.4), ("device", 2.4, 4.0)]


def test_a_blink_of_somebody_else_changes_nothing() -> None:
    samples = story(
        (2, ("device", "elsewhere")), (0.3, ("device", "shut")), (2, ("device", "elsewhere"))
    )
    assert spans(folded(samples)) == [("elsewhere", 0, 4.3)]


def test_a_face_lost_while_another_is_in_view_says_nothing() -> None:
    down = seen(0, head_pitch_deg=-30, pitch_deg=-45).face
    assert down is not None
    samples = [
        replace(each, face=down) if each.t_ns < NS_PER_S else each
        for each in story((1, ("device", "elsewhere")), (1, ("away", "elsewhere")))
    ]
    assert set(words(samples)) == {Label.ELSEWHERE}


def test_when_all_faces_are_lost_a_head_that_went_down_is_looking_down() -> None:
    down = seen(0, head_pitch_deg=-30, pitch_deg=-45).face
    assert down is not None
    before = [
        replace(each, others=(OtherFace(1, down),)) for each in story((1, ("elsewhere", "device")))
    ]
    lost = replace(faceless(1.0, person=True), slot=0)
    assert words([*before, lost])[-1] is Label.LOST_LOOKING_DOWN
    assert words([*before, replace(lost, person=False)])[-1] is Label.NOBODY


def test_who_has_been_gone_for_a_while_is_forgotten_unless_it_is_the_main_attendant() -> None:
    def known(samples: Sequence[Observation]) -> list[int]:
        state = AttendantsState()
        for sample in samples:
            state, _ = attendants.step(
                state, sample, None, AREAS, DriftParams(), LabelParams(), BLINK_S
            )
        return [each.slot for each in state.everybody]

    left = story((1, ("customer", "customer")), (2.9, ("customer", "away")))
    assert known(left) == [0, 1]
    assert known(story((1, ("customer", "customer")), (3.2, ("customer", "away")))) == [0]
    alone = story((1, ("customer", "customer")), (9, ("away", "customer")))
    assert known(alone) == [0, 1]
    handed = [replace(each, slot=1, face=each.others[0].face, others=()) for each in alone[40:]]
    assert known([*alone[:40], *handed]) == [1]


def test_each_person_has_a_rest_of_their_own() -> None:
    """One reads 6 degrees high, one 6 low: neither offset is taken from the other's readings."""
    samples: list[Observation] = []
    for index in range(600):
        high, low = seen(index / RATE, 0, 6).face, seen(index / RATE, 0, -10).face
        assert high is not None
        assert low is not None
        samples.append(Observation(ns_from_s(index / RATE), high, 2, None, 0, (OtherFace(1, low),)))
    calibrated = AreaParams(areas=AREAS.areas, calibrated=True)
    state = AttendantsState()
    for sample in samples:
        state, _ = attendants.step(
            state, sample, None, calibrated, DriftParams(), LabelParams(), BLINK_S
        )
    first, second = (each.drift.rest for each in state.everybody)
    assert first.pitch_rad == pytest.approx(rad_from_deg(6))
    assert second.pitch_rad == pytest.approx(rad_from_deg(-10))


def test_a_pause_forgets_everybody() -> None:
    params = CoreParams(areas=AREAS)
    state, _ = step(CoreState(), story((0.1, ("customer", "device")))[0], params)
    assert len(state.attendants.everybody) == 2
    state, _ = step(state, Pause(ns_from_s(0.2)), params)
    assert state.attendants == AttendantsState()


def test_a_new_calibration_forgets_the_memory_of_heads_alone() -> None:
    params = CoreParams(areas=AREAS)
    state, _ = step(CoreState(), story((0.1, ("customer", "shut")))[0], params)
    kept = state.attendants.trails_forgotten
    assert [each.trail for each in kept.everybody] == [Trail(), Trail()]
    assert [each.drift for each in kept.everybody] == [
        each.drift for each in state.attendants.everybody
    ]


looks = st.sampled_from(sorted(LOOKS))


@given(st.lists(st.tuples(looks, st.booleans()), min_size=1, max_size=40))
def test_alone_it_is_the_fold_of_one_person_to_the_letter(trace: list[tuple[str, bool]]) -> None:
    samples = [
        together(index / RATE, [look], person=person if look == "away" else None)
        for index, (look, person) in enumerate(trace)
    ]
    rest, trail, expected = DriftState(), Trail(), list[Label]()
    for sample in samples:
        rest, corrected = drift.step(rest, sample, AREAS, DriftParams())
        own = drift.posture(rest, AREAS, DriftParams())
        trail, word = label.step(trail, corrected, State.CUSTOMER, AREAS, LabelParams(), own)
        expected.append(word)
    assert words(samples) == expected


@given(st.lists(st.tuples(looks, looks, looks), min_size=1, max_size=30), st.integers(0, 2))
def test_whoever_looks_at_the_customer_counts_whatever_the_others_do(
    trace: list[tuple[str, str, str]], who: int
) -> None:
    samples = [
        together(index / RATE, [*piece[:who], "customer", *piece[who + 1 :]])
        for index, piece in enumerate(trace)
    ]
    assert set(words(samples)) == {Label.CUSTOMER}


@given(st.lists(st.lists(looks, min_size=3, max_size=3), min_size=1, max_size=30))
def test_the_order_of_the_slots_makes_no_difference(trace: list[list[str]]) -> None:
    def told(order: Sequence[int]) -> list[Label]:
        return words(
            [
                together(index / RATE, [piece[slot] for slot in order])
                for index, piece in enumerate(trace)
            ]
        )

    assert told((0, 1, 2)) == told((2, 0, 1))


@given(st.lists(st.lists(looks, min_size=3, max_size=3), min_size=1, max_size=30))
def test_one_more_attendant_never_takes_a_look_at_the_customer_away(trace: list[list[str]]) -> None:
    def told(count: int) -> list[Label]:
        return words([together(i / RATE, piece[:count]) for i, piece in enumerate(trace)])

    fewer, more = told(2), told(3)
    assert all(
        after is Label.CUSTOMER
        for before, after in zip(fewer, more, strict=True)
        if before is Label.CUSTOMER
    )
