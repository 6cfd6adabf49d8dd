"""Tasks, check-back, and long look-aways: a trace per rule, worked by hand."""

from __future__ import annotations

import pytest

from tests.unit.attention.visit_traces import came, visit, went


def test_long_look_aways_last_three_seconds_and_prolonged_ones_six() -> None:
    told = visit(
        [
            ("device", 2.95),
            ("customer", 1),
            ("device", 3),
            ("customer", 1),
            ("device", 5.95),
            ("customer", 1),
            ("device", 6),
            ("customer", 1),
        ],
        came(0),
        went(21),
    )
    # 2.95 is none; 3.95..6.95 long; 7.95..13.9 long; 14.9..20.9 prolonged, which is long too.
    assert told.look_aways == [(3.95, 6.95, False), (7.95, 13.9, False), (14.9, 20.9, True)]


def test_a_look_away_counts_with_its_part_in_the_encounter() -> None:
    visits = (went(0), came(3), went(7), came(9), went(11.5), came(12), went(20))
    told = visit([("device", 20)], *visits)
    # 3..7 is 4 s, 9..11.5 only 2.5 s, 12..20 is 8 s; with nobody there it is no look-away.
    assert told.look_aways == [(3, 7, False), (12, 20, True)]


def test_the_customers_time_clips_what_all_time_counts_whole() -> None:
    told = visit([("device", 12), ("customer", 3)], came(4), went(9))
    assert told.look_aways == [(4, 9, False)]
    assert told.look_aways_of_all == [(0, 12, True)]
    # 5 s of the 12 s were with the customer: no task of that time.
    assert told.tasks == []
    assert told.tasks_of_all == [(0, 12, False)]


def test_without_a_customer_look_aways_count_in_all_time_alone() -> None:
    told = visit([("device", 4), ("customer", 1), ("device", 4)], went(0))
    assert told.look_aways == []
    assert told.look_aways_of_all == [(0, 4, False), (5, 9, False)]


def test_work_is_no_look_away() -> None:
    assert visit([("work", 8), ("elsewhere", 8)], came(0), went(16)).look_aways == []


def test_a_look_away_is_not_told_over_a_gap() -> None:
    told = visit([("device", 2), ("gap", 3), ("device", 2)], came(0), went(7))
    # The last sample before the gap, at 1.95, is worth 0.5 s: 2.45 s and 2 s.
    assert told.look_aways == []


def test_a_task_is_checked_when_the_eyes_come_back_every_ten_seconds() -> None:
    told = visit(
        [
            ("device", 8),
            ("customer", 1),
            ("work", 9),
            ("customer", 0.5),
            ("device", 10),
            ("customer", 3),
        ],
        came(0),
        went(31),
    )
    # 0..28.5, ended by the customer gaze of 3 s; parts without a customer glance: 8, 9 and 10 s.
    assert told.tasks == [(0, 28.5, True)]


def test_a_task_with_a_part_longer_than_ten_seconds_is_not_checked() -> None:
    told = visit(
        [("device", 4), ("customer", 1), ("work", 10.05), ("customer", 3)], came(0), went(18)
    )
    assert told.tasks == [(0, 15.05, False)]


def test_a_task_once_unchecked_stays_so() -> None:
    told = visit(
        [("device", 11), ("customer", 1), ("device", 2), ("customer", 3)], came(0), went(17)
    )
    assert told.tasks == [(0, 14, False)]


def test_what_is_too_short_for_a_glance_neither_starts_nor_checks_a_task() -> None:
    # Of the device glance 0.1 s is with the customer; what follows is not device nor work.
    told = visit([("device", 3.1), ("elsewhere", 10.5), ("customer", 3)], came(3), went(16))
    assert told.tasks == []
    # 9.95 s of device, and 0.1 s of a customer glance before the customer goes: 10.05 s in all.
    told = visit([("device", 9.95), ("customer", 3)], came(0), went(10.05))
    assert told.tasks == [(0, 10.05, False)]


def test_ten_seconds_are_no_task_and_a_moment_more_is() -> None:
    assert visit([("device", 10), ("customer", 3)], came(0), went(13)).tasks == []
    assert visit([("device", 10.05), ("customer", 3)], came(0), went(13)).tasks == [
        (0, 10.05, False)
    ]


def test_a_task_starts_with_device_or_work_and_not_with_looking_about() -> None:
    told = visit([("elsewhere", 9), ("work", 8), ("customer", 3)], came(0), went(20))
    assert told.tasks == []
    told = visit([("work", 2), ("elsewhere", 9), ("customer", 3)], came(0), went(14))
    assert told.tasks == [(0, 11, False)]


def test_a_task_goes_on_through_customer_glances_shorter_than_two_seconds() -> None:
    told = visit(
        [("device", 6), ("customer", 1.95), ("device", 6), ("customer", 2), ("device", 9)],
        came(0),
        went(24.9),
    )
    # 6 + 1.95 + 6 = 13.95; the 2 s end it; the 9 s after are too short for a second one.
    assert told.tasks == [(0, 13.95, True)]


def test_a_blink_does_not_break_the_two_seconds_that_end_a_task() -> None:
    told = visit(
        [("device", 11), ("customer", 1), ("blink", 0.3), ("customer", 1), ("device", 4)],
        came(0),
        went(17),
    )
    assert told.tasks == [(0, 11, False)]


@pytest.mark.parametrize("hole", ["absent", "paused"])
def test_absence_or_a_pause_ends_a_task(hole: str) -> None:
    told = visit([("device", 8), (hole, 3), ("device", 11)], came(0), went(22))
    assert told.tasks == [(11, 22, False)]


def test_a_gap_ends_a_task_with_the_last_samples_worth() -> None:
    told = visit([("device", 11), ("gap", 3), ("device", 8)], came(0), went(22))
    assert told.tasks == [(0, 11.45, False)]


def test_the_end_of_the_encounter_ends_a_task() -> None:
    told = visit([("customer", 1), ("device", 30)], came(0), went(12), came(13), went(20))
    # 1..12 is 11 s; the second encounter has only 7 s of it.
    assert told.tasks == [(1, 12, False)]


def test_a_task_at_the_end_of_an_encounter_takes_a_short_customer_glance_with_it() -> None:
    told = visit([("device", 9), ("customer", 1.5), ("device", 4)], came(0), went(10.5))
    # 9 + 1.5 = 10.5 s, of which 9 without a customer glance.
    assert told.tasks == [(0, 10.5, True)]


def test_time_that_cannot_be_judged_stops_the_clocks_of_a_task() -> None:
    assert visit([("device", 3), ("unknown", 30), ("customer", 3)], came(0), went(36)).tasks == []
    told = visit([("device", 6), ("unknown", 5), ("work", 6), ("customer", 3)], came(0), went(20))
    # 12 s judged, none of it with a customer glance.
    assert told.tasks == [(0, 17, False)]
    told = visit(
        [
            ("device", 6),
            ("unknown", 5),
            ("device", 4),
            ("customer", 1),
            ("device", 2),
            ("customer", 3),
        ],
        came(0),
        went(21),
    )
    # 6 + 4 = 10 s without a customer glance, then 1, then 2: 13 s, all checked.
    assert told.tasks == [(0, 18, True)]


def test_with_nobody_there_is_no_task() -> None:
    assert visit([("device", 20)], came(0), went(1)).tasks == []
