"""A person's rest: learned, believed, clamped, forgotten."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import pytest

from monitor.attention.aoi import AreaParams
from monitor.attention.drift import DriftParams, DriftState, posture, step
from monitor.attention.rest import pitch_offset_rad
from monitor.perception.eyelids import Eyelids
from monitor.perception.gaze import Gaze
from monitor.perception.head_pose import HeadPose
from monitor.perception.observation import FaceReading, Observation
from monitor.perception.quality import Quality
from monitor.units import Ns, ns_from_s, rad_from_deg

AREAS = AreaParams()
PARAMS = DriftParams()
REST_DEG = math.degrees(PARAMS.rest.pitch_rad)


def seen(
    t_s: float,
    yaw_deg: float = 0.0,
    pitch_deg: float = REST_DEG,
    *,
    head_deg: float = 0.0,
    openness: float = 0.9,
    followed: float = 1.0,
    shut: bool = False,
) -> Observation:
    sigma = rad_from_deg(4.0)
    gaze = Gaze(rad_from_deg(yaw_deg), rad_from_deg(pitch_deg), sigma, sigma)
    face = FaceReading(
        head=HeadPose(0.0, rad_from_deg(head_deg), 0.0, 0.0, 0.0, 700.0),
        eyelids=Eyelids(openness, openness, openness, shut, 0.0, followed),
        gaze=None if shut else gaze,
        quality=Quality(0.9, judgeable=True, doubt=None),
        face_width_px=150.0,
    )
    return Observation(ns_from_s(t_s), face, 1, None)


def nobody(t_s: float) -> Observation:
    return Observation(ns_from_s(t_s), None, 0, False)


def watched(
    seconds: float, *, fps: float = 10.0, start_s: float = 0.0, **reading: float
) -> list[Observation]:
    return [seen(start_s + i / fps, **reading) for i in range(round(seconds * fps) + 1)]  # pyright: ignore[reportArgumentType]


def run(
    observations: Iterable[Observation],
    state: DriftState | None = None,
    params: DriftParams = PARAMS,
    areas: AreaParams = AREAS,
) -> tuple[DriftState, list[Observation]]:
    state, out = state or DriftState(), list[Observation]()
    for observation in observations:
        state, corrected = step(state, observation, areas, params)
        out.append(corrected)
    return state, out


def gaze_deg(observation: Observation) -> tuple[float, float]:
    assert observation.face is not None
    assert observation.face.gaze is not None
    gaze = observation.face.gaze
    return math.degrees(gaze.yaw_rad), math.degrees(gaze.pitch_rad)


def test_a_person_whose_eyes_rest_where_most_do_looks_at_the_customer_from_the_first_moment() -> (
    None
):
    _, out = run(watched(20))
    assert gaze_deg(out[0]) == pytest.approx((0.0, 0.0), abs=0.01)
    assert gaze_deg(out[-1]) == pytest.approx((0.0, 0.0), abs=0.01)


def test_a_resting_offset_is_learned_slowly_and_taken_out() -> None:
    _, out = run(watched(60, yaw_deg=3.0, pitch_deg=REST_DEG - 5))
    assert gaze_deg(out[0]) == pytest.approx((3.0, -5.0), abs=0.2)
    assert gaze_deg(out[50]) == pytest.approx((3.0, -2.5), abs=0.3)
    # Looks a little aside are many, and nothing tells them from a person's own yaw.
    assert gaze_deg(out[-1]) == pytest.approx((3.0, 0.0), abs=0.6)


def test_the_offset_is_clamped() -> None:
    state, _ = run(watched(120, pitch_deg=REST_DEG - 11.5))
    assert pitch_offset_rad(state.rest, AREAS, PARAMS.rest) == pytest.approx(
        PARAMS.rest.pitch_rad - PARAMS.rest.pitch_max_rad
    )


def test_looks_at_the_device_and_to_the_side_teach_nothing() -> None:
    looks = [*watched(5), *watched(30, start_s=6, pitch_deg=-40)]
    looks += watched(30, start_s=37, yaw_deg=35)
    state, _ = run(looks)
    assert math.degrees(state.rest.pitch_rad) == pytest.approx(REST_DEG)


def test_the_person_is_forgotten_after_leaving_and_kept_through_a_short_loss() -> None:
    state, _ = run(watched(30, pitch_deg=REST_DEG - 5))
    away = [nobody(30.1 + i / 10) for i in range(60)]
    briefly, _ = run([*away[:15], seen(31.8)], state)
    assert briefly.rest.watched_s > 29
    gone, out = run([*away, seen(36.2, pitch_deg=REST_DEG - 5)], state)
    assert gone.rest.watched_s < 1
    assert gaze_deg(out[-1])[1] == pytest.approx(-5.0, abs=0.5)


def test_two_attendants_in_turn_are_both_read_right() -> None:
    first = watched(60, pitch_deg=REST_DEG - 6)
    second = watched(60, start_s=70, pitch_deg=REST_DEG + 6)
    _, out = run([*first, nobody(62), nobody(66), nobody(69), *second])
    assert gaze_deg(out[600])[1] == pytest.approx(0.0, abs=0.7)
    assert gaze_deg(out[-1])[1] == pytest.approx(0.0, abs=0.7)


def test_a_calibrated_counter_rests_on_its_reference() -> None:
    areas = replace(AREAS, calibrated=True, reference_pitch_rad=rad_from_deg(12.0))
    _, out = run(watched(60, pitch_deg=12.0), areas=areas)
    assert gaze_deg(out[-1])[1] == pytest.approx(12.0, abs=0.05)
    _, out = run(watched(60, pitch_deg=8.0), areas=areas)
    assert gaze_deg(out[-1])[1] == pytest.approx(12.0, abs=0.5)


def test_how_often_a_camera_looks_does_not_matter() -> None:
    rests = [run(watched(20, fps=fps, pitch_deg=REST_DEG - 5))[0].rest for fps in (8, 15, 30)]
    offsets = [pitch_offset_rad(rest, AREAS, PARAMS.rest) for rest in rests]
    assert max(offsets) - min(offsets) < rad_from_deg(0.1)


def test_lids_far_below_the_persons_own_openness_are_low() -> None:
    state, _ = run(watched(3, openness=1.1))
    _, out = run([seen(3.1, openness=0.4, pitch_deg=-28)], state)
    assert out[0].face is not None
    assert out[0].face.eyelids.low
    assert out[0].face.gaze is None
    narrow, _ = run(watched(3, openness=0.6))
    _, out = run([seen(3.1, openness=0.4, pitch_deg=-28)], narrow)
    assert gaze_deg(out[0])[1] == pytest.approx(-28 - REST_DEG, abs=0.5)


def test_wide_open_eyes_have_not_gone_far_down_in_the_head() -> None:
    state, _ = run(watched(60, openness=1.0))

    def read_deg(
        openness: float, pitch_deg: float, head_deg: float = 0.0, yaw_deg: float = 0.0
    ) -> float:
        sample = seen(60.1, yaw_deg, pitch_deg, head_deg=head_deg, openness=openness)
        return gaze_deg(run([sample], state)[1][0])[1] + REST_DEG

    wide_deg = math.degrees(PARAMS.wide_drop_rad)
    assert read_deg(0.9, REST_DEG - 14) == pytest.approx(REST_DEG - 14, abs=0.1)
    assert read_deg(1.1, REST_DEG - 12) == pytest.approx(REST_DEG - wide_deg, abs=0.1)
    assert read_deg(1.1, REST_DEG - wide_deg + 1) == pytest.approx(REST_DEG - wide_deg + 1, abs=0.1)
    assert read_deg(1.1, -45) == pytest.approx(-45 + math.degrees(PARAMS.wide_lift_rad), abs=0.1)
    assert read_deg(1.1, REST_DEG - 20, head_deg=-20) == pytest.approx(REST_DEG - 20, abs=0.1)
    aside_deg = read_deg(1.1, REST_DEG - 14, yaw_deg=25)
    assert aside_deg == pytest.approx(REST_DEG - 14, abs=0.1)
    fresh = seen(0, pitch_deg=REST_DEG - 14, openness=1.1)
    assert gaze_deg(run([fresh])[1][0])[1] == pytest.approx(-14)


@pytest.mark.parametrize(("raised_deg", "lift_deg"), [(10.0, 3.0), (30.0, 6.0), (-10.0, 0.0)])
def test_what_a_raised_head_takes_from_the_reading_is_given_back(
    raised_deg: float, lift_deg: float
) -> None:
    raised = seen(10.1, head_deg=4.0 + raised_deg, openness=0.7)
    _, out = run([raised], run(watched(10, head_deg=4.0))[0])
    assert gaze_deg(out[-1])[1] == pytest.approx(lift_deg, abs=0.1)
    # Of somebody whose rest is not known, nobody knows what raised is.
    assert gaze_deg(run([raised])[1][-1])[1] == pytest.approx(0.0, abs=0.1)


def judged(observation: Observation) -> bool:
    assert observation.face is not None
    assert not observation.face.eyelids.low
    return observation.face.gaze is not None


def test_narrow_eyes_on_a_head_held_up_say_nothing_until_seen_open() -> None:
    narrow = {"pitch_deg": -27.0, "head_deg": 4.0, "openness": 0.45}
    _, out = run(watched(5, **narrow))
    assert not any(judged(each) for each in out)
    # Open eyes are known wherever they look.
    seen_open = watched(0.5, yaw_deg=40.0, openness=0.8)
    _, out = run([*seen_open, *watched(1, start_s=0.6, **narrow)])
    assert all(judged(each) for each in out)
    # Somebody whose eyes are narrow at rest, too, is known by where they rest.
    rests = watched(1, openness=0.5)
    _, out = run([*rests, *watched(1, start_s=1.1, **narrow)])
    assert all(judged(each) for each in out)


def test_eyes_that_are_narrow_for_long_rest_so_until_they_open() -> None:
    narrow = {"pitch_deg": -17.0, "head_deg": 4.0, "openness": 0.4}
    state, out = run(watched(20, **narrow))
    assert not any(judged(each) for each in out[:50])
    assert all(judged(each) for each in out[60:])
    assert gaze_deg(out[-1])[1] == pytest.approx(-17.0 + 6.0 - REST_DEG, abs=1.5)
    # The head was not held up: such lids teach nothing however long.
    assert run(watched(20, **{**narrow, "head_deg": -8.0}))[0].rest.watched_s == 0.0
    # They were lowered all the time.
    state, _ = run(watched(0.4, start_s=20.1, openness=0.9), state)
    assert state.rest.watched_s < 0.5
    _, out = run(watched(0.5, start_s=20.6, **narrow), state)
    assert gaze_deg(out[-1])[1] == pytest.approx(-17.0 - REST_DEG, abs=0.5)


@pytest.mark.parametrize(
    "other",
    [{"head_deg": -6.0}, {"openness": 0.6}, {"pitch_deg": -14.0}, {"pitch_deg": -29.0}],
    ids=str,
)
def test_a_lowered_head_open_eyes_a_look_near_the_rest_or_far_below_are_believed(
    other: dict[str, float],
) -> None:
    look = {"pitch_deg": -27.0, "head_deg": 4.0, "openness": 0.45, **other}
    assert judged(run(watched(0.1, **look))[1][0])


def test_a_head_is_held_up_where_customers_stand_higher_than_the_lens() -> None:
    above = AreaParams(reference_pitch_rad=rad_from_deg(15.0), calibrated=True)
    look = {"pitch_deg": -5.0, "openness": 0.45}
    assert judged(run(watched(0.1, head_deg=9.0, **look), areas=above)[1][0])
    assert not judged(run(watched(0.1, head_deg=11.0, **look), areas=above)[1][0])


def test_looks_a_little_aside_teach_the_height_too() -> None:
    state, _ = run([*watched(10), *watched(30, start_s=10.1, yaw_deg=13, pitch_deg=REST_DEG - 5)])
    assert math.degrees(state.rest.pitch_rad) < REST_DEG - 3


def test_somebody_who_only_looks_down_is_not_recentred() -> None:
    """Twelve degrees below most people's rest nothing teaches, however long it goes on."""
    _, out = run(watched(300, pitch_deg=REST_DEG - 14))
    assert gaze_deg(out[-1])[1] == pytest.approx(-14.0, abs=0.1)


DROOPING = {"pitch_deg": REST_DEG - 18, "openness": 0.6, "followed": -1.5}


def test_lids_that_droop_over_eyes_that_look_ahead_say_nothing() -> None:
    assert not judged(run([seen(0, **DROOPING)])[1][0])  # pyright: ignore[reportArgumentType]
    state, _ = run(watched(10, openness=0.65))
    assert not judged(run([seen(10.1, **DROOPING)], state)[1][0])  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "other",
    [{"followed": 1.0}, {"head_deg": -14.0}, {"pitch_deg": REST_DEG - 11}, {"yaw_deg": -30.0}],
    ids=str,
)
def test_eyes_that_go_down_with_their_lids_or_look_aside_are_believed(
    other: dict[str, float],
) -> None:
    look = {**DROOPING, **other}
    assert judged(run([seen(0, **look)])[1][0])  # pyright: ignore[reportArgumentType]


def test_lids_lower_than_a_person_usually_holds_them_do_not_droop() -> None:
    state, _ = run(watched(10, openness=1.0))
    assert judged(run([seen(10.1, **DROOPING)], state)[1][0])  # pyright: ignore[reportArgumentType]


def test_drooping_lids_are_known_after_some_seconds_and_then_the_eyes_behind_them() -> None:
    state, out = run(watched(60, **DROOPING))
    assert not any(judged(each) for each in out[:50])
    assert gaze_deg(out[-1])[1] == pytest.approx(0.0, abs=2.0)
    down = {**DROOPING, "pitch_deg": REST_DEG - 45, "followed": 3.0, "openness": 0.5}
    _, out = run(watched(1, start_s=60.1, **down), state)
    assert gaze_deg(out[-1])[1] == pytest.approx(-27.0, abs=2.0)


def test_who_only_looks_down_far_is_not_taken_for_somebody_with_drooping_lids() -> None:
    _, out = run(watched(300, **{**DROOPING, "followed": 1.0}))
    assert gaze_deg(out[-1])[1] == pytest.approx(-18.0, abs=0.1)


def test_the_posture_is_known_after_a_while_and_says_where_gaze_and_head_rest() -> None:
    state, _ = run(watched(0.5, head_deg=-14))
    assert posture(state, AREAS, PARAMS) is None
    state, out = run(watched(30, head_deg=-14, pitch_deg=REST_DEG - 12))
    own = posture(state, AREAS, PARAMS)
    assert own is not None
    assert math.degrees(own.head_pitch_rad) == pytest.approx(-14)
    assert math.degrees(own.gaze_pitch_rad) == pytest.approx(gaze_deg(out[-1])[1])


@pytest.mark.parametrize("head_deg", [-9.0, -3.0])
def test_lids_that_hide_the_eyes_are_taken_as_read(head_deg: float) -> None:
    """Where the eyes behind them look is for `lids` to say."""
    state, _ = run(watched(3, head_deg=2.0))
    low = seen(3.1, head_deg=head_deg, shut=True, openness=0.1)
    assert run([low], state)[1] == [low]
    assert run([low])[1] == [low]


def test_a_clip_that_starts_again_is_somebody_new() -> None:
    state, _ = run(watched(30, start_s=100, pitch_deg=REST_DEG - 5))
    again, _ = run([seen(0.0)], state)
    assert again.rest.watched_s == 0.0
    assert again.last_ns == Ns(0)
