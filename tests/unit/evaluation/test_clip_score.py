from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.evaluation.clip_score import score_clips
from monitor.evaluation.dataset import Seen, Sureness
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
    shut = Eyelids(0.1, 0.1, 0.1, low=True, lowered=0.0, followed=0.0)
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
    score = score_clips([right, wrong, replace(right, name="c.mp4", person="c.mp4")])
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


def test_every_number_also_over_the_moments_of_which_viewers_are_sure() -> None:
    words = [("customer", "customer", "customer"), ("device", "device", "device")]
    words += [("device", "device", "customer"), ("customer", "customer", "device")]
    score = score_clips(
        [clip(words, sureness=[Sureness.SURE, Sureness.FAIRLY, Sureness.FAIRLY, Sureness.GUESSED])]
    )
    by_level = score.overall_by_level
    assert score.levels == tuple(Sureness)
    assert [by_level[level].judged_truth for level in Sureness] == [4, 3, 1]
    assert by_level[Sureness.GUESSED].accuracy == pytest.approx(2 / 4)
    assert by_level[Sureness.FAIRLY].accuracy == pytest.approx(2 / 3)
    assert by_level[Sureness.FAIRLY].states[Seen.DEVICE].recall == pytest.approx(1 / 2)
    assert by_level[Sureness.SURE].accuracy == 1.0


def test_where_all_are_sure_there_is_one_level() -> None:
    assert score_clips([MIXED]).levels == (Sureness.GUESSED,)


def closures(answers: str, *, other: str = "customer") -> list[tuple[str, str, str]]:
    """A moment a letter: c and D are closed eyes, answered customer and device; . are open ones."""
    return [
        (other, other, other)
        if letter == "."
        else ("closed", "closed", "device" if letter == "D" else "customer")
        for letter in answers
    ]


def test_short_and_long_closures_are_told_apart() -> None:
    # Of 0.25 s a moment: 1 s and 0.25 s are short, 1.25 s is long.
    found = score_clips([clip(closures(".cDDc..D.cDDDD."))]).overall
    assert (found.closures_short.moments, found.closures_long.moments) == (5, 5)
    assert found.closures_short.read_as_device == pytest.approx(3 / 5)
    assert found.closures_long.read_as_device == pytest.approx(4 / 5)
    assert found.closed_read_as_device == pytest.approx(7 / 10)


def test_a_hole_in_the_labels_ends_a_closure() -> None:
    made = clip(closures("...cccccc..."))
    whole = score_clips([made]).overall
    assert (whole.closures_short.moments, whole.closures_long.moments) == (0, 6)
    parted = tuple(
        replace(answer, moment=replace(answer.moment, t_s=answer.moment.t_s + (at > 5) * 3.0))
        for at, answer in enumerate(made.answers)
    )
    found = score_clips([replace(made, answers=parted)]).overall
    assert (found.closures_short.moments, found.closures_long.moments) == (6, 0)


def test_the_worst_person_is_named_over_all_their_clips() -> None:
    right = [("customer", "customer", "customer")] * 3
    wrong = ("customer", "customer", "device")
    score = score_clips(
        [
            clip([*right, wrong], "a.mp4", person="ana"),
            clip([*right, *right], "b.mp4", person="ana"),
            clip([*right, *right, wrong], "c.mp4", person="ben"),
            clip([("device", "device", "device")], "d.mp4", person="cy"),
        ]
    )
    assert [(each.person, each.clips) for each in score.persons] == [
        ("ana", ("a.mp4", "b.mp4")),
        ("ben", ("c.mp4",)),
        ("cy", ("d.mp4",)),
    ]
    assert score.worst_person is not None
    assert score.worst_person.person == "ben"
    found = score.worst_person.levels[Sureness.GUESSED]
    assert found.customer_read_as_device == pytest.approx(1 / 7)
    # Persons are the units of the intervals: three of them, not four clips.
    assert score.intervals.reason is None
    assert score_clips([clip(right)] * 2 + [clip(right, "x.mp4")]).intervals.reason is not None


def test_nobody_who_looks_at_the_customer_is_worst() -> None:
    assert score_clips([clip([("device", "device", "device")])]).worst_person is None


def test_work_that_is_seen_as_work_is_right_and_stands_beside_the_macro_f1() -> None:
    words = [("customer", "customer", "customer"), ("work", "work", "work")]
    words += [("work", "work", "device"), ("device", "device", "device")]
    found = score_clips([clip(words)]).overall
    assert found.judged_truth == 4
    assert found.accuracy == pytest.approx(3 / 4)
    assert found.states[Seen.WORK].recall == pytest.approx(1 / 2)
    assert found.states[Seen.DEVICE].precision == pytest.approx(1 / 2)
    assert found.macro_f1 == pytest.approx((1.0 + 2 / 3) / 2)
    assert found.share_true == pytest.approx(1 / 4)


def test_the_right_face_is_one_near_where_the_table_has_it() -> None:
    made = clip([("customer", "customer", "customer")] * 4)
    places = ((0.5, 0.4), (0.5, 0.4), None, (0.5, 0.4))
    read = ((0.53, 0.42), (0.7, 0.4), (0.5, 0.4), None)
    answers = tuple(
        replace(
            answer,
            moment=replace(answer.moment, eyes_xy=place),
            eyes_xy=eyes,
            face_width=0.1 if eyes else None,
        )
        for answer, place, eyes in zip(made.answers, places, read, strict=True)
    )
    assert score_clips([replace(made, answers=answers)]).overall.right_face == pytest.approx(1 / 2)
    assert score_clips([made]).overall.right_face is None
