"""Eye shape, lids, gaze and quality on faces drawn with known eyes."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from monitor.adapters.face_landmarker.face_mesh import FACE_MESH
from monitor.geometry.camera import camera_with_field_of_view
from monitor.perception.eye_shape import EyesShape, measure_eyes
from monitor.perception.eyelids import Eyelids, estimate_eyelids
from monitor.perception.gaze import Gaze, estimate_gaze
from monitor.perception.head_pose import HeadPose, estimate_head_pose
from monitor.perception.landmarks import FaceLandmarks
from monitor.perception.quality import Doubt, Quality, estimate_quality
from tests.unit.perception.drawn_faces import CAMERA, drawn_face

PLAIN = replace(FACE_MESH.head_pose, yaw_gain=1.0, pitch_gain=1.0)
BLURRED = replace(drawn_face(), patch_luma=90.0, patch_contrast=28.0, patch_sharpness=0.07)


def measured(face: FaceLandmarks) -> tuple[EyesShape, HeadPose]:
    head = estimate_head_pose(face, CAMERA, PLAIN)
    assert head is not None
    return measure_eyes(face, head, CAMERA, FACE_MESH.eye_shape), head


def gaze_of(face: FaceLandmarks) -> Gaze:
    return estimate_gaze(*measured(face), FACE_MESH.gaze)


def lids_of(face: FaceLandmarks) -> Eyelids:
    return estimate_eyelids(measured(face)[0], FACE_MESH.eyelids)


def quality_of(face: FaceLandmarks, width_px: float = 180.0) -> Quality:
    eyes, head = measured(face)
    return estimate_quality(face, width_px, head, eyes, FACE_MESH.quality)


@pytest.mark.parametrize("pose", [(0, 0, 0), (20, 0, 0), (-20, 10, 0), (0, -20, 25)])
def test_the_eyes_measures_do_not_follow_the_head(pose: tuple[float, float, float]) -> None:
    eyes, _ = measured(drawn_face(*pose, iris_mm=(2.0, -1.0), upper_mm=-4.0, lower_mm=2.5))
    assert eyes.mean("iris_x_mm") == pytest.approx(2.0, abs=0.35)
    assert eyes.mean("iris_y_mm") == pytest.approx(-1.0, abs=0.35)
    assert eyes.mean("upper_mm") == pytest.approx(-4.0, abs=0.4)
    assert eyes.mean("lower_mm") == pytest.approx(2.5, abs=0.4)
    assert eyes.mean("iris_mm") == pytest.approx(11.6, abs=0.4)


def test_the_eye_behind_the_nose_weighs_less() -> None:
    eyes, _ = measured(drawn_face(35))
    assert eyes.left.weight == 1.0
    assert eyes.right.weight < 0.6
    eyes, _ = measured(drawn_face(-35))
    assert eyes.right.weight == 1.0
    assert eyes.left.weight < 0.6


def test_irises_to_the_right_look_right_and_lids_down_look_down() -> None:
    ahead = gaze_of(drawn_face())
    assert abs(math.degrees(ahead.yaw_rad)) < 2.0
    assert -12.0 < math.degrees(ahead.pitch_rad) < 3.0
    right = gaze_of(drawn_face(iris_mm=(2.5, -1.6)))
    assert math.degrees(right.yaw_rad - ahead.yaw_rad) == pytest.approx(19.4, abs=2.0)
    down = gaze_of(drawn_face(iris_mm=(0.0, -0.2), upper_mm=-2.4))
    assert 20.0 < math.degrees(ahead.pitch_rad - down.pitch_rad) < 32.0
    assert down.sigma_pitch_rad > ahead.sigma_pitch_rad


def test_a_gaze_far_down_is_read_steeper_without_a_step() -> None:
    lids = [-6.0 + 0.1 * step for step in range(45)]
    pitches = [math.degrees(gaze_of(drawn_face(upper_mm=upper)).pitch_rad) for upper in lids]
    steps = [before - after for before, after in pairwise(pitches)]
    assert min(steps) > 0.3
    assert max(steps) < 0.75
    assert steps[-1] == pytest.approx(1.5 * steps[0], rel=0.05)


def test_a_narrowed_eye_reads_higher_than_one_whose_lids_both_sink() -> None:
    squinting, sunk = (
        math.degrees(gaze_of(drawn_face(upper_mm=-4.0, lower_mm=lower)).pitch_rad)
        for lower in (1.0, 4.0)
    )
    assert squinting - sunk == pytest.approx(4.5, abs=1.5)


def test_eyes_that_disagree_make_the_reading_less_sure() -> None:
    points = drawn_face().points_px.copy()
    points[473:478] = drawn_face(iris_mm=(2.0, -1.6)).points_px[473:478]
    unsure = gaze_of(replace(drawn_face(), points_px=points))
    assert unsure.sigma_yaw_rad > gaze_of(drawn_face()).sigma_yaw_rad


def test_gaze_stays_on_the_lens_when_the_eyes_make_up_for_the_head() -> None:
    turned = gaze_of(drawn_face(20, iris_mm=(-2.58, -1.6)))
    assert abs(math.degrees(turned.yaw_rad)) < 3.0


def test_gaze_follows_the_head_when_the_eyes_stay() -> None:
    bent, ahead = gaze_of(drawn_face(0, -20)), gaze_of(drawn_face())
    assert math.degrees(ahead.pitch_rad - bent.pitch_rad) > 10.0


def test_openness_runs_from_shut_to_open() -> None:
    wide, narrow, shut = (
        lids_of(drawn_face(upper_mm=upper, lower_mm=lower))
        for upper, lower in ((-6.0, 3.0), (-2.5, 2.0), (0.6, 1.4))
    )
    assert wide.openness > 0.9 > narrow.openness > 0.33 > shut.openness
    assert shut.low
    assert not wide.low
    assert not narrow.low


def test_lids_that_meet_low_are_lowered_and_lids_that_meet_high_are_shut() -> None:
    """The lower lid follows eyes that look down, and rises to meet the upper one."""
    shut, lowered = (
        lids_of(drawn_face(upper_mm=upper, lower_mm=lower))
        for upper, lower in ((0.0, 0.6), (1.6, 2.2))
    )
    assert shut.low
    assert lowered.low
    assert lowered.lowered > shut.lowered + 1.5


def test_an_upper_lid_that_droops_over_an_open_eye_is_no_look_down() -> None:
    lowered, drooping = (
        lids_of(drawn_face(upper_mm=upper, lower_mm=lower))
        for upper, lower in ((1.4, 2.2), (0.6, 3.2))
    )
    assert drooping.low
    assert drooping.lowered < lowered.lowered - 1.0


def test_eyes_that_go_down_bring_the_iris_near_the_lower_lid() -> None:
    ahead, drooping, down = (
        lids_of(drawn_face(iris_mm=(0.0, iris), upper_mm=upper, lower_mm=lower))
        for iris, upper, lower in ((-1.5, -5.0, 2.9), (-1.5, -1.0, 2.9), (0.0, -2.0, 1.9))
    )
    assert drooping.openness < 0.5 * ahead.openness
    assert drooping.followed == pytest.approx(ahead.followed, abs=0.2)
    assert drooping.followed < -1.0
    assert down.followed > 1.0


def test_irises_astray_are_held_against_open_eyes_only() -> None:
    points = drawn_face().points_px.copy()
    points[473:478] = drawn_face(iris_mm=(7.0, -1.6)).points_px[473:478]
    astray = replace(drawn_face(), points_px=points)
    eyes, head = measured(astray)
    assert quality_of(astray).doubt is Doubt.INCONSISTENT
    assert estimate_quality(
        astray, 180.0, head, eyes, FACE_MESH.quality, irises_hidden=True
    ).judgeable


def test_a_clear_face_can_be_judged() -> None:
    quality = quality_of(drawn_face())
    assert quality.score == pytest.approx(1.0, abs=0.05)
    assert quality.judgeable
    assert quality.doubt is None


@pytest.mark.parametrize(
    ("face", "width_px", "doubt"),
    [
        (drawn_face(), 12.0, Doubt.TOO_SMALL),
        (drawn_face(62), 180.0, Doubt.TOO_TURNED),
        (drawn_face(0, -56), 180.0, Doubt.TOO_TURNED),
        (replace(drawn_face(), patch_luma=2.0), 180.0, Doubt.DARK),
        (replace(drawn_face(), patch_luma=90.0, patch_contrast=0.5), 180.0, Doubt.COVERED),
        (BLURRED, 180.0, Doubt.BLURRED),
    ],
)
def test_a_face_that_cannot_be_judged_says_why(
    face: FaceLandmarks, width_px: float, doubt: Doubt
) -> None:
    assert quality_of(face, width_px) == Quality(0.0, judgeable=False, doubt=doubt)


def test_little_light_is_not_blur() -> None:
    dim = replace(drawn_face(), patch_luma=25.0, patch_contrast=5.0, patch_sharpness=0.2)
    assert quality_of(dim).judgeable


def test_eyes_that_look_two_ways_are_not_judged() -> None:
    crossed = drawn_face(iris_mm=(3.5, -1.6)).points_px.copy()
    other = drawn_face(iris_mm=(-3.5, -1.6)).points_px
    crossed[473:478] = other[473:478]
    assert quality_of(replace(drawn_face(), points_px=crossed)).doubt is Doubt.INCONSISTENT


def test_the_camera_of_a_wider_lens_reads_nearly_the_same_gaze() -> None:
    face = drawn_face(10, -5, iris_mm=(1.0, -1.2))
    wide = camera_with_field_of_view(1280, 720, 1.3)
    head = estimate_head_pose(face, wide, PLAIN)
    assert head is not None
    gaze, expected = (
        estimate_gaze(measure_eyes(face, head, wide, FACE_MESH.eye_shape), head, FACE_MESH.gaze),
        gaze_of(face),
    )
    assert gaze.yaw_rad == pytest.approx(expected.yaw_rad, abs=math.radians(3))
    assert gaze.pitch_rad == pytest.approx(expected.pitch_rad, abs=math.radians(3))
