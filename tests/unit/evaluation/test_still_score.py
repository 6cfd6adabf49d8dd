from __future__ import annotations

from pathlib import Path

import pytest

from monitor.attention.state import State
from monitor.evaluation.dataset import ClassStill, GazePoint, Looks, PoseStill, Zero
from monitor.evaluation.measure import PointAnswer, PoseAnswer, StillAnswer
from monitor.evaluation.still_score import score_gaze, score_poses, score_stills
from tests.unit.evaluation.answers import ROW, face


def point(
    person: str,
    true_deg: tuple[float, float],
    measured_deg: tuple[float, float] | None,
    *,
    screen_y: float = 0.5,
    found: bool = True,
    session: str = "1",
    zero: Zero = Zero.LENS,
) -> PointAnswer:
    yaw_deg, pitch_deg = true_deg
    labelled = GazePoint(
        Path("a.png"), person, session, 0.5, screen_y, yaw_deg, pitch_deg, ROW, zero
    )
    return PointAnswer(labelled, face(gaze_deg=measured_deg) if found else None)


def test_gaze_by_person_worked_by_hand() -> None:
    score = score_gaze(
        [
            point("ana", (10.0, -2.0), (13.0, -2.0), screen_y=0.1),
            point("ana", (0.0, -10.0), (3.0, -14.0)),
            point("ana", (-10.0, -18.0), (-7.0, -22.0), screen_y=0.9),
            point("ana", (0.0, -18.0), (0.0, 0.0), screen_y=0.9),
            point("ana", (0.0, 0.0), None),
            point("ana", (0.0, 0.0), None, found=False),
            point("ben", (5.0, 0.0), (4.0, 0.0)),
        ]
    )
    ana, ben = score.persons
    assert (ana.person, ana.stills, ben.person) == ("ana", 6, "ben")
    assert ana.found == pytest.approx(5 / 6)
    assert ana.judged == pytest.approx(4 / 6)
    assert ana.yaw.mae_deg == pytest.approx(9 / 4)
    assert ana.yaw.bias_deg == pytest.approx(9 / 4)
    assert ana.pitch.mae_deg == pytest.approx((0 + 4 + 4 + 18) / 4)
    assert (ana.top_row, ana.bottom_row) == (1, 2)
    assert ana.row_auc == pytest.approx(1 / 2)
    assert ben.row_auc is None
    assert score.overall["yaw_mae_deg"] == pytest.approx((9 / 4 + 1.0) / 2)
    assert score.overall["row_auc"] == pytest.approx(1 / 2)
    assert not score.intervals.found
    assert score.intervals.reason


def test_three_persons_get_intervals() -> None:
    score = score_gaze(
        [point(name, (0.0, 0.0), (off, 0.0)) for name, off in (("a", 1.0), ("b", 2.0), ("c", 6.0))]
    )
    found = score.intervals.found["yaw_mae_deg"]
    assert (found.low, found.high) == (pytest.approx(1.0), pytest.approx(6.0))


def test_poses_worked_by_hand() -> None:
    still = PoseStill(Path("a.png"), "ana", 20.0, -5.0, 2.0, ROW)
    score = score_poses(
        [
            PoseAnswer(still, face(head_deg=(17.0, -4.0, 2.0))),
            PoseAnswer(still, face(head_deg=(21.0, -6.0, 0.0))),
            PoseAnswer(still, None),
        ]
    )
    (ana,) = score.persons
    assert ana.found == pytest.approx(2 / 3)
    assert ana.yaw.mae_deg == pytest.approx(2.0)
    assert ana.yaw.bias_deg == pytest.approx(-1.0)
    assert ana.pitch.mae_deg == pytest.approx(1.0)
    assert ana.roll.mae_deg == pytest.approx(1.0)
    assert score.overall["roll_mae_deg"] == pytest.approx(1.0)


def test_each_session_may_have_an_offset_of_its_own() -> None:
    offs = (("1", 4.0), ("1", 6.0), ("2", -5.0), ("2", -7.0))
    score = score_gaze(
        [point("ana", (0.0, 0.0), (off, 0.0), session=session) for session, off in offs]
    )
    (ana,) = score.persons
    # About the person's mean of -0.5; then about 5 and -6, from which each is 1 away.
    assert ana.yaw.mae_without_offset_deg == pytest.approx((4.5 + 6.5 + 4.5 + 6.5) / 4)
    assert ana.yaw.mae_within_sessions_deg == pytest.approx(1.0)
    assert score.overall["yaw_mae_within_sessions_deg"] == pytest.approx(1.0)


def test_without_a_zero_there_is_no_error_but_what_is_left_without_it() -> None:
    score = score_gaze(
        [point("ana", (0.0, 0.0), (off, 0.0), zero=Zero.UNKNOWN) for off in (9.0, 11.0, 10.0)]
    )
    (ana,) = score.persons
    assert (ana.yaw.mae_deg, ana.yaw.bias_deg, score.overall["yaw_mae_deg"]) == (None, None, None)
    assert ana.yaw.mae_within_sessions_deg == pytest.approx(2 / 3)


def test_a_share_per_class_and_answer() -> None:
    said = {
        Looks.PHONE: [("ana", "device"), ("ana", "unknown"), ("ben", "device"), ("cy", "customer")],
        Looks.NEAR_LENS: [("ana", "customer"), ("ana", "device"), ("ana", "customer")],
    }
    score = score_stills(
        [
            StillAnswer(ClassStill(Path("a.png"), person, looks, ROW), State(answer))
            for looks, answers in said.items()
            for person, answer in answers
        ]
    )
    phone, near = score.classes
    assert (phone.looks, phone.stills, phone.persons) == (Looks.PHONE, 4, 3)
    assert phone.share(State.DEVICE) == pytest.approx(2 / 4)
    assert phone.share(State.UNKNOWN) == phone.share(State.CUSTOMER) == pytest.approx(1 / 4)
    assert phone.share(State.ABSENT) == 0.0
    assert near.device_by_person == {"ana": (1, 3)}
    # Persons are drawn, not stills: of ben alone all are device, of cy alone none.
    interval = score.intervals.found["phone_as_device"]
    assert (interval.low, interval.high) == (0.0, 1.0)
    assert "near_lens_as_device" not in score.intervals.found, "one person tells nothing"
