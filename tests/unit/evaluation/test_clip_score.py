from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.evaluation.clip_score import score_clips
from monitor.evaluation.dataset import Seen
from monitor.evaluation.evaluation import Fault, fault_spells, worst_first
from monitor.perception.eyelids import Eyelids
from tests.unit.evaluation.answers import clip

MIXED = clip(
    [
        ("customer", "customer", "customer"),
        ("customer", "customer", "customer"),
        ("customer", "customer", "customer"),
        ("customer", "customer", "unknown"),
        ("device", "device", "device"),
        ("device", "device", "customer"),
        ("elsewhere", "elsewhere", "elsewhere"),
        ("absent", "absent", "absent"),
        ("customer", "elsewhere", "customer"),  # the viewers differ
        ("closed", "closed", "device"),
        ("closed", "closed", "customer"),
        ("unjudgeable", "unjudgeable", "unknown"),
    ]
)


def test_counts_only_where_both_viewers_judge_alike() -> None:
    found = score_clips([MIXED]).overall
    assert (found.moments, found.agreed, found.judged_truth) == (12, 11, 8)


def test_unknown_is_a_miss_but_no_wrong_answer() -> None:
    found = score_clips([MIXED]).overall
    customer = found.states[Seen.CUSTOMER]
    assert customer.recall == pytest.approx(3 / 4)
    assert customer.precision == pytest.approx(3 / 4)  # one device was called customer
    assert found.accuracy == pytest.approx(6 / 8)
    assert found.wrong_among_judged == pytest.approx(1 / 7)


def test_closed_and_unjudgeable_are_counted_apart() -> None:
    found = score_clips([MIXED]).overall
    device = found.states[Seen.DEVICE]
    assert device.precision == 1.0  # the closed eye called device is no false alarm here
    assert found.closed_read_as_device == pytest.approx(1 / 2)


def test_macro_f1_is_the_mean_of_the_four_states() -> None:
    found = score_clips([MIXED]).overall
    assert found.macro_f1 == pytest.approx((6 / 8 + 2 / 3 + 1.0 + 1.0) / 4)


def test_a_state_that_never_was_leaves_the_macro_f1_alone() -> None:
    only = clip([("customer", "customer", "customer"), ("device", "device", "device")])
    assert score_clips([only]).overall.macro_f1 == 1.0


def test_customer_share_is_over_the_same_moments() -> None:
    found = score_clips([MIXED]).overall
    assert found.share_true == pytest.approx(4 / 7)
    assert found.share_answered == pytest.approx(4 / 6)
    assert found.share_error == pytest.approx(4 / 6 - 4 / 7)


def test_work_counts_in_the_share_and_is_wrong() -> None:
    found = score_clips(
        [clip([("customer", "customer", "customer"), ("elsewhere", "elsewhere", "work")])]
    ).overall
    assert found.share_answered == pytest.approx(1 / 2)
    assert found.wrong_among_judged == pytest.approx(1 / 2)


def test_kappa_with_the_viewers_and_between_them() -> None:
    words = [("customer", "customer", "customer")] * 3 + [("device", "device", "device")] * 3
    words += [("closed", "unjudgeable", "unknown"), ("customer", "device", "device")]
    found = score_clips([clip(words)]).overall
    # All moments, closed and unjudgeable and unknown alike: between the viewers 7 of 8 agree,
    # by chance (4*3 + 3*4 + 1*1) / 64
    by_chance = 25 / 64
    assert found.kappa_viewers.all == pytest.approx((7 / 8 - by_chance) / (1 - by_chance))
    assert found.kappa_viewer_b.all == pytest.approx(1.0)
    assert found.kappa_viewer_a.all == pytest.approx((7 / 8 - by_chance) / (1 - by_chance))
    # Judged by both: 6 of 7, by chance (4*3 + 3*4) / 49
    by_chance = 24 / 49
    assert found.kappa_viewers.judged == pytest.approx((6 / 7 - by_chance) / (1 - by_chance))
    assert found.kappa_agreed.judged == pytest.approx(1.0)


def test_a_blink_that_inherits_the_state_before_can_be_left_out_of_kappa() -> None:
    words = [("customer", "customer", "customer")] * 2 + [("elsewhere", "elsewhere", "elsewhere")]
    words += [("closed", "customer", "customer"), ("closed", "closed", "device")]
    made = clip(words)
    shut = Eyelids(0.1, 0.1, 0.1, shut=True)
    answers = tuple(
        replace(answer, face=replace(answer.face, eyelids=shut))
        if answer.face is not None and answer.moment.viewer_a is Seen.CLOSED
        else answer
        for answer in made.answers
    )
    found = score_clips([replace(made, answers=answers)]).overall
    # Viewer a, without the blink: 3 of 4 agree, by chance (2*2 + 1*1) / 16.
    by_chance = 5 / 16
    assert found.kappa_viewer_a.without_blinks == pytest.approx((3 / 4 - by_chance) / (11 / 16))
    # All five: 3 agree, by chance (2*3 + 1*1) / 25.
    by_chance = 7 / 25
    assert found.kappa_viewer_a.all == pytest.approx((3 / 5 - by_chance) / (1 - by_chance))
    # Viewer b saw no blink, and closed eyes called device are never left out.
    assert found.kappa_viewer_b.without_blinks == found.kappa_viewer_b.all
    # With the lids open it is no blink.
    open_eyed = score_clips([made]).overall
    assert open_eyed.kappa_viewer_a.without_blinks == open_eyed.kappa_viewer_a.all


def test_face_found_and_coverage() -> None:
    found = score_clips(
        [
            clip(
                [
                    ("customer", "customer", "customer"),
                    ("customer", "customer", "absent"),  # made without a face
                    ("customer", "customer", "unknown"),
                    ("absent", "absent", "absent"),
                ]
            )
        ]
    ).overall
    assert found.face_found == pytest.approx(2 / 3)
    assert found.coverage == pytest.approx(1 / 2)


def test_several_clips_are_pooled_and_their_share_errors_averaged() -> None:
    right = clip([("customer", "customer", "customer"), ("device", "device", "device")], "a.mp4")
    wrong = clip([("customer", "customer", "device")], "b.mp4")
    score = score_clips([right, wrong, right])
    assert score.overall.accuracy == pytest.approx(4 / 5)
    assert score.share_error_mean == pytest.approx(1 / 3)
    assert score.share_error_worst == pytest.approx(1.0)
    low, high = score.intervals.found["accuracy"].low, score.intervals.found["accuracy"].high
    assert 0.0 <= low < 4 / 5 < high <= 1.0
    assert "f1_absent" not in score.intervals.found


def test_faults_in_a_row_are_one_spell_and_the_worst_comes_first() -> None:
    words = [("customer", "customer", "unknown")] * 4
    words += [("device", "device", "customer")] * 2 + [("device", "elsewhere", "customer")]
    words += [("device", "device", "customer"), ("closed", "closed", "device")]
    spells = fault_spells([clip(words)])
    assert [(each.fault, each.first_s, each.last_s) for each in spells] == [
        (Fault.MISSED, 0.0, 0.75),
        (Fault.WRONG, 1.0, 1.25),
        (Fault.WRONG, 1.75, 1.75),
        (Fault.CLOSED_AS_DEVICE, 2.0, 2.0),
    ]
    assert [each.first_s for each in worst_first(spells)] == [1.0, 1.75, 2.0, 0.0]
