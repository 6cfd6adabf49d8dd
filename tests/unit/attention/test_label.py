from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.attention.aoi import AngleBox, AreaOfInterest, AreaParams
from monitor.attention.drift import Posture
from monitor.attention.label import Label, LabelParams, Trail, step
from monitor.attention.state import Area, State
from monitor.perception.observation import Observation
from monitor.perception.quality import Doubt, Quality
from monitor.units import AoiId, rad_from_deg
from tests.unit.attention.faces import faceless, seen

AREAS = AreaParams()
PARAMS = LabelParams()


def last(
    observations: list[Observation],
    settled: State | None = State.CUSTOMER,
    areas: AreaParams = AREAS,
    posture: Posture | None = None,
) -> Label:
    """The newest sample's label."""
    trail, label = Trail(), Label.PAUSED
    for observation in observations:
        trail, label = step(trail, observation, settled, areas, PARAMS, posture)
    return label


def own(gaze_deg: float, head_deg: float) -> Posture:
    """How somebody looks at the customer."""
    return Posture(rad_from_deg(gaze_deg), rad_from_deg(head_deg))


@pytest.mark.parametrize(
    ("yaw_deg", "pitch_deg", "expected"),
    [(0, 0, Label.CUSTOMER), (0, -40, Label.DEVICE), (40, 0, Label.ELSEWHERE)],
)
def test_gaze_gives_the_area(yaw_deg: float, pitch_deg: float, expected: Label) -> None:
    assert last([seen(0, yaw_deg, pitch_deg)]) is expected


def test_hysteresis_follows_the_area_last_seen_through_a_blink() -> None:
    through = [seen(0, pitch_deg=-19), seen(0.1, shut=True), seen(0.2, pitch_deg=-17)]
    assert last(through, State.DEVICE) is Label.DEVICE
    assert last([seen(0), seen(0.1, pitch_deg=-16)]) is Label.CUSTOMER
    assert last([seen(0, yaw_deg=40), seen(0.1, pitch_deg=-16)]) is Label.ELSEWHERE


def test_an_area_that_gaze_only_passes_has_no_margin() -> None:
    passing = [seen(0, yaw_deg=30), seen(0.05), seen(0.1), seen(0.15, yaw_deg=-15.6)]
    assert last(passing, State.ELSEWHERE) is Label.ELSEWHERE
    staying = [seen(0.05 * i) for i in range(5)]
    assert last([*staying, seen(0.25, yaw_deg=-15.6)], State.ELSEWHERE) is Label.CUSTOMER
    assert last(passing, State.CUSTOMER) is Label.CUSTOMER


def test_the_margin_is_for_gaze_that_trembles_not_for_gaze_that_stays() -> None:
    inside, beyond = [seen(0)], [seen(0.1 * step, yaw_deg=15.6) for step in range(1, 7)]
    assert last([*inside, *beyond[:3]]) is Label.CUSTOMER
    assert last([*inside, *beyond]) is Label.ELSEWHERE
    trembling = [seen(0.1 * step, yaw_deg=14 + 1.6 * (step % 2)) for step in range(1, 12)]
    assert last([*inside, *trembling]) is Label.CUSTOMER
    blinking = [seen(0.1 * step, shut=True) for step in range(1, 5)]
    assert last([*inside, *blinking, seen(0.5, yaw_deg=15.6)]) is Label.CUSTOMER


def test_a_face_that_cannot_be_judged_is_unsure() -> None:
    assert last([seen(0, judgeable=False)]) is Label.UNSURE


def test_low_lids_look_down_only_with_evidence() -> None:
    assert last([seen(0, shut=True)]) is Label.SHUT
    assert last([seen(0, shut=True, lowered=0.5)]) is Label.LOWERED
    assert last([seen(0, shut=True, head_pitch_deg=-20)]) is Label.LOWERED
    assert last([seen(0, shut=True)], settled=State.DEVICE) is Label.LOWERED


def test_lids_that_droop_over_eyes_that_look_ahead_are_no_look_down() -> None:
    def drooping(head_deg: float) -> Observation:
        return seen(0, shut=True, lowered=0.5, followed=-1.5, head_pitch_deg=head_deg)

    assert last([drooping(0)]) is Label.SHUT
    assert last([drooping(-8)]) is Label.SHUT
    assert last([drooping(-20)]) is Label.LOWERED
    # Who was seen with open eyes has none that droop.
    assert last([drooping(0)], posture=own(-6, 0)) is Label.LOWERED


def test_lids_that_shut_after_the_eyes_went_down_look_down() -> None:
    lowering = [seen(0.05 * i, pitch_deg=-18) for i in range(5)]
    shut = [seen(0.25 + 0.05 * i, shut=True) for i in range(12)]
    assert last([seen(-0.05), *lowering, *shut]) is Label.LOWERED


def test_eyes_that_go_down_bit_by_bit_between_flickering_lids_count_all_the_same() -> None:
    """Lowered lids of a small face read as shut every other moment."""
    flicker = [seen(0.1 * i, shut=i % 2 == 1, pitch_deg=-35) for i in range(7)]
    shut = [seen(0.7 + 0.1 * i, shut=True) for i in range(6)]
    assert last([seen(-0.1), *flicker, *shut]) is Label.LOWERED
    raised = [seen(0.1 * i, shut=i % 2 == 1, pitch_deg=-35 * (i % 4 == 0)) for i in range(7)]
    assert last([*raised, *shut]) is Label.SHUT


def test_the_lids_of_a_blink_do_not_count_as_eyes_that_went_down() -> None:
    closing = [seen(0.0), seen(0.05, pitch_deg=-18), seen(0.1, pitch_deg=-40)]
    shut = [seen(0.15 + 0.05 * i, shut=True) for i in range(12)]
    assert last([*closing, *shut]) is Label.SHUT


def test_eyes_that_came_up_again_say_nothing_about_later_lids() -> None:
    lowering = [seen(0.05 * i, pitch_deg=-18) for i in range(8)]
    assert last([*lowering, seen(0.4), seen(0.45, shut=True)]) is Label.SHUT


def test_gaze_that_stays_in_the_margin_has_left_and_gaze_that_trembles_has_not() -> None:
    trembling = [seen(0.1 * i, yaw_deg=15.8 if i % 3 else 14.0) for i in range(20)]
    assert last(trembling) is Label.CUSTOMER
    staying = [seen(0.0), *(seen(0.1 * i, yaw_deg=15.8) for i in range(1, 4))]
    assert last(staying) is Label.CUSTOMER
    assert last([*staying, seen(0.4, yaw_deg=15.8)]) is Label.ELSEWHERE


def test_nobody_is_absent() -> None:
    assert last([seen(0), faceless(0.1, person=False)]) is Label.NOBODY
    assert last([faceless(0, person=None)]) is Label.NOBODY


def test_a_body_without_a_face_must_stay_before_an_empty_place_is_taken() -> None:
    arriving = [faceless(0.25 * i, person=True) for i in range(4)]
    assert last(arriving, State.ABSENT) is Label.NOBODY
    assert last([*arriving, faceless(1.0, person=True)], State.ABSENT) is Label.UNSURE
    flicker = [faceless(0.25 * i, person=i % 3 != 0) for i in range(12)]
    assert last(flicker, State.ABSENT) is Label.NOBODY
    assert last([faceless(0, person=True)], State.CUSTOMER) is Label.UNSURE


def test_a_face_lost_with_the_head_down_looks_down() -> None:
    assert last([seen(0, head_pitch_deg=-20), faceless(0.1, person=True)]) is (
        Label.LOST_LOOKING_DOWN
    )


def test_a_face_lost_while_falling_looks_down() -> None:
    falling = [seen(0.1 * i, head_pitch_deg=-4.0 * i) for i in range(4)]
    assert last([*falling, faceless(0.4, person=True)]) is Label.LOST_LOOKING_DOWN


def test_a_fall_long_ago_says_nothing() -> None:
    slow = [seen(2.0 * i, head_pitch_deg=-4.0 * i) for i in range(4)]
    assert last([*slow, faceless(6.1, person=True)]) is Label.UNSURE


def test_a_face_lost_otherwise_is_unsure() -> None:
    assert last([seen(0), faceless(0.1, person=True)]) is Label.UNSURE
    assert last([faceless(0, person=True)]) is Label.UNSURE


def turned(t_s: float, head_yaw_deg: float, head_pitch_deg: float = 0.0) -> Observation:
    """A face that looks where the head points; too far aside to be judged from 55 degrees on."""
    here = seen(t_s, head_yaw_deg, 0.0, head_pitch_deg, judgeable=abs(head_yaw_deg) <= 55.0)
    face = here.face
    assert face is not None
    head = replace(face.head, yaw_rad=rad_from_deg(head_yaw_deg))
    return replace(here, face=replace(face, head=head))


@pytest.mark.parametrize("side", [1, -1])
def test_a_head_that_turns_until_the_face_is_lost_looks_elsewhere(side: int) -> None:
    lost = faceless(0.5, person=True)
    turning = [turned(0.1 * i, side * 9 * i) for i in range(4)]
    assert last([*turning, lost]) is Label.LOST_TURNED
    assert last([turned(0, side * 45), lost]) is Label.LOST_TURNED
    # A head that was held aside and did not turn may have been lost for any reason.
    assert last([turned(0.1 * i, side * 25) for i in range(4)] + [lost]) is Label.UNSURE
    assert last([*turning, faceless(0.5, person=False)]) is Label.NOBODY
    # What was looked at before does not matter: the head has left it.
    assert last([*turning, lost], State.DEVICE) is Label.LOST_TURNED


def test_a_head_that_goes_down_more_than_aside_looks_down() -> None:
    both = [turned(0.1 * i, 8 * i, -9 * i) for i in range(4)]
    assert last([*both, faceless(0.5, person=True)]) is Label.LOST_LOOKING_DOWN


def test_eyes_that_cannot_be_seen_on_a_turned_head_look_elsewhere() -> None:
    assert last([turned(0, 60)]) is Label.LOST_TURNED
    assert last([turned(0, -60)]) is Label.LOST_TURNED
    assert last([seen(0, judgeable=False)]) is Label.UNSURE
    # Seen from customers who stand there, it is not turned.
    there = AreaParams(reference_yaw_rad=rad_from_deg(40))
    assert last([turned(0, 60)], areas=there) is Label.UNSURE


def test_a_turn_too_slow_to_be_one_says_nothing() -> None:
    slow = [turned(0.5 * i, 4 * i) for i in range(8)]
    assert last([*slow, faceless(4.0, person=True)]) is Label.UNSURE


def work(yaw_deg: tuple[float, float], pitch_deg: tuple[float, float]) -> AreaParams:
    """The usual areas, and one of work before them."""
    (left, right), (low, high) = yaw_deg, pitch_deg
    box = AngleBox(*map(rad_from_deg, (left, right, low, high)))
    goods = AreaOfInterest(AoiId("goods"), Area.WORK, box)
    return AreaParams(areas=(goods, *AREAS.areas))


@pytest.mark.parametrize(
    ("areas", "lowered", "lost"),
    [
        (AREAS, Label.LOWERED, Label.LOST_LOOKING_DOWN),
        (work((-10, 10), (-60, -30)), Label.LOWERED_TO_WORK, Label.LOST_OVER_WORK),
        (work((20, 40), (-60, -30)), Label.LOWERED, Label.LOST_LOOKING_DOWN),
        (work((14, 40), (-60, -30)), Label.LOWERED_TO_WORK, Label.LOST_OVER_WORK),
        (work((-10, 10), (-10, 20)), Label.LOWERED, Label.LOST_LOOKING_DOWN),
    ],
)
def test_where_work_lies_down_there_too_down_is_work(
    areas: AreaParams, lowered: Label, lost: Label
) -> None:
    bent = seen(0, shut=True, lowered=2.0, head_pitch_deg=-20)
    assert last([bent], areas=areas) is lowered
    assert last([bent, faceless(0.1, person=True)], areas=areas) is lost
    # Eyes that are seen need no tie: they look where they look.
    assert last([seen(0, pitch_deg=-70)], areas=areas) is Label.DEVICE


def test_a_face_lost_for_very_long_says_nothing_any_more() -> None:
    down = seen(0, head_pitch_deg=-30)
    assert last([down, faceless(59, person=True)], State.DEVICE) is Label.LOST_LOOKING_DOWN
    assert last([down, faceless(61, person=True)], State.DEVICE) is Label.UNSURE


def test_the_head_is_down_relative_to_the_reference() -> None:
    areas = AreaParams(reference_pitch_rad=rad_from_deg(20))
    head_level = [seen(0), faceless(0.1, person=True)]
    assert last(head_level, areas=areas) is Label.LOST_LOOKING_DOWN


def crossed(t_s: float) -> Observation:
    """A face whose eyes look two ways."""
    whole = seen(t_s, judgeable=False)
    assert whole.face is not None
    quality = Quality(0.0, judgeable=False, doubt=Doubt.INCONSISTENT)
    return replace(whole, face=replace(whole.face, quality=quality))


@pytest.mark.parametrize("fps", [8, 15, 30])
def test_eyes_that_disagree_now_and_again_are_not_believed_between(fps: int) -> None:
    every_other = [crossed(i / fps) if i % 2 else seen(i / fps) for i in range(2 * fps)]
    assert last([*every_other, seen(2.0)]) is Label.UNSURE
    assert last([*every_other, *(seen(2.0 + i / fps) for i in range(fps))]) is Label.CUSTOMER


@pytest.mark.parametrize("fps", [2, 8, 30])
def test_eyes_that_disagree_once_are_believed_again_at_once(fps: int) -> None:
    assert last([seen(0.0), crossed(1 / fps), seen(2 / fps)]) is Label.CUSTOMER


def test_eyes_lost_on_a_head_that_is_down_look_down() -> None:
    """Behind glasses the mesh loses irises that a bent head half hides."""

    def bent(t_s: float, head_deg: float) -> Observation:
        whole = crossed(t_s)
        assert whole.face is not None
        head = replace(whole.face.head, pitch_rad=rad_from_deg(head_deg))
        return replace(whole, face=replace(whole.face, head=head))

    assert last([bent(0.0, -25)]) is Label.LOST_LOOKING_DOWN
    assert last([bent(0.0, -10)]) is Label.UNSURE
    assert last([bent(0.0, -25)], posture=own(-6, -19)) is Label.UNSURE


def test_eyes_that_disagree_say_nothing_against_somebody_who_is_gone() -> None:
    squinting = [crossed(0.1 * i) for i in range(10)]
    assert last([*squinting, faceless(1.0, person=False)]) is Label.NOBODY
    assert last([*squinting, seen(1.0, shut=True)]) is Label.SHUT


def test_the_whole_closure_counts_and_not_its_newest_frame() -> None:
    def closure(*evidence: float) -> list[Observation]:
        return [seen(0.1 * i, shut=True, lowered=said) for i, said in enumerate(evidence)]

    assert last(closure(*[1.0] * 6, -2.0)) is Label.LOWERED
    assert last(closure(*[-1.0] * 6, 2.0)) is Label.SHUT
    # The eyes behind lids that stay down may look down first and shut later.
    assert last(closure(*[1.0] * 10, *[-1.0] * 20)) is Label.SHUT


def test_frames_that_cannot_be_judged_say_nothing_about_lids() -> None:
    def blurred(t_s: float) -> Observation:
        return seen(t_s, shut=True, lowered=3.0, judgeable=False)

    shut = [seen(0.1 * i, shut=True, lowered=-1.0) for i in range(5)]
    assert last([*shut, *(blurred(0.5 + 0.1 * i) for i in range(10))]) is Label.SHUT
    assert last([blurred(0.0)]) is Label.SHUT


def test_under_a_camera_that_hangs_high_a_low_head_is_not_bent() -> None:
    def low(t_s: float, head_deg: float) -> Observation:
        return seen(t_s, head_pitch_deg=head_deg, shut=True, lowered=-1.5)

    shut = [seen(0, head_pitch_deg=-20), low(0.1, -20)]
    assert last(shut) is Label.LOWERED
    assert last(shut, posture=own(-6, -19)) is Label.SHUT
    assert last(shut, posture=own(-6, 0)) is Label.LOWERED
    bent = [seen(0, head_pitch_deg=-28), low(0.1, -28)]
    assert last(bent, posture=own(-6, -19)) is Label.LOWERED
    tilted = AreaParams(reference_pitch_rad=rad_from_deg(-15))
    assert last(shut, areas=tilted, posture=own(-15, -12)) is Label.SHUT


def test_a_face_lost_under_a_camera_that_hangs_high_says_nothing() -> None:
    lost = [seen(0, head_pitch_deg=-20), faceless(0.1, person=True)]
    assert last(lost) is Label.LOST_LOOKING_DOWN
    assert last(lost, posture=own(-6, -19)) is Label.UNSURE


def test_eyes_that_rest_low_have_not_gone_down() -> None:
    looks = [seen(0.1 * index, pitch_deg=-17) for index in range(4)]
    shut = [*looks, seen(0.4, shut=True)]
    assert last(shut) is Label.LOWERED
    assert last(shut, posture=own(-13, 0)) is Label.SHUT
    lower = [*(seen(0.1 * index, pitch_deg=-26) for index in range(4)), seen(0.4, shut=True)]
    assert last(lower, posture=own(-13, 0)) is Label.LOWERED
