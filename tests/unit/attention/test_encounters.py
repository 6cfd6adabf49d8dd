"""A trace per rule of an encounter, with the answer worked by hand."""

from __future__ import annotations

import pytest

from monitor.attention.encounters import Encounter
from monitor.attention.events import Event
from monitor.attention.settle import Gap
from monitor.attention.state import State
from monitor.pipeline import CoreState, Silence, cut, finish, step
from monitor.units import NS_PER_S, Ns, ns_from_s
from tests.unit.attention.visit_traces import (
    PARAMS,
    Told,
    came,
    camera,
    fold,
    in_seconds,
    looks,
    together,
    visit,
    went,
)


def s(*seconds: float) -> tuple[int, ...]:
    return tuple(ns_from_s(each) for each in seconds)


def test_an_encounter_is_the_time_a_customer_is_there_with_its_seconds_per_state() -> None:
    told = visit([("elsewhere", 3), ("customer", 4), ("device", 5)], came(2), went(10))
    # Elsewhere 2..3, customer 3..7, device 7..10: 1 + 4 + 3 = 8 s of 12.
    assert told.borders == [(2, 10, True)]
    assert in_seconds(dict(told.encounter.state_ns)) == {
        "customer": 4,
        "device": 3,
        "elsewhere": 1,
    }
    assert told.known_s(present=True) == {"customer": 4, "device": 3, "elsewhere": 1}
    # Before the first event nobody knew, from 10 on nobody was there: device 10..12.
    assert told.known_s(present=False) == {"device": 2}


def test_a_glance_over_the_border_of_an_encounter_counts_with_the_part_inside() -> None:
    told = visit([("device", 6), ("customer", 6)], came(2), went(9))
    assert told.glances == [("device", 0, 6), ("customer", 6, 12)]
    assert told.present_glances == [("device", 2, 6), ("customer", 6, 9)]


def test_a_part_inside_that_is_shorter_than_a_glance_is_none() -> None:
    told = visit([("customer", 3.1), ("device", 4)], came(3), went(6))
    # Customer 3..3.1 is 0.1 s, under the 0.2 s that a glance must last.
    assert told.present_glances == [("device", 3.1, 6)]
    assert not told.encounter.looked_up


# --- first look ---------------------------------------------------------------------------------


def test_the_first_look_is_the_onset_of_the_first_customer_glance_of_0_4_s() -> None:
    told = visit(
        [("device", 3), ("customer", 0.35), ("device", 2), ("customer", 0.4), ("device", 2)],
        came(1),
        went(7),
    )
    # The glance at 3 is 0.35 s: too short. The next begins at 3 + 0.35 + 2 = 5.35; minus 1 = 4.35.
    assert told.encounter.first_look_ns == ns_from_s(4.35)
    assert told.encounter.looked_up


def test_a_customer_already_looked_at_on_arrival_waited_for_nothing() -> None:
    assert visit([("customer", 5)], came(2), went(4)).encounter.first_look_ns == 0


def test_eyes_there_on_arrival_that_do_not_stay_are_no_first_look() -> None:
    told = visit([("customer", 2.3), ("device", 3), ("customer", 3)], came(2), went(8))
    # 2..2.3 is 0.3 s; the next customer glance begins at 2.3 + 3 = 5.3: 3.3 s after arrival.
    assert told.encounter.first_look_ns == ns_from_s(3.3)


def test_without_a_first_look_it_is_censored_and_not_zero() -> None:
    told = visit([("device", 3), ("customer", 0.35), ("device", 5)], came(1), went(8))
    assert told.encounter.first_look_ns is None
    assert told.encounter.looked_up
    assert not told.encounter.never_looked_up


def test_a_first_look_is_not_told_when_nobody_saw_the_arrival() -> None:
    told = visit([("device", 3), ("customer", 3)], came(0, onset=False), went(5))
    assert told.encounter.first_look_ns is None
    assert told.borders == [(0, 5, False)]


def test_a_first_look_is_not_told_after_a_gap_or_a_pause_in_which_it_may_have_been() -> None:
    for hole in ("gap", "paused"):
        told = visit([("device", 2), (hole, 3), ("customer", 3)], came(1), went(7))
        assert told.encounter.first_look_ns is None
        assert told.encounter.looked_up


def test_a_customer_who_waits_at_an_empty_counter_waits_for_the_first_look() -> None:
    told = visit([("absent", 4), ("customer", 3)], came(1), went(6))
    assert told.encounter.first_look_ns == ns_from_s(3)


# --- never looked up ----------------------------------------------------------------------------


def test_an_encounter_without_any_customer_glance_is_one_of_never_looking_up() -> None:
    told = visit([("device", 6), ("work", 2), ("device", 2)], came(1), went(9))
    assert told.encounter.never_looked_up
    assert not told.encounter.looked_up


@pytest.mark.parametrize(
    ("pieces", "never"),
    [
        # 3 s judged and 4 s unknown: less than half of the time with somebody there was judged.
        ([("device", 4), ("unknown", 5)], False),
        # 5 s judged and 2 s unknown, of 7.
        ([("device", 6), ("unknown", 3)], True),
        # Nobody was at the counter, so nobody could look.
        ([("absent", 9)], False),
        # 1 s judged, 6 s without anybody there: the one second is all there is to judge.
        ([("device", 2), ("absent", 7)], True),
        # 2 s judged, and 5 s of gap (the last sample is worth 0.5 s of it).
        ([("device", 3), ("gap", 5), ("device", 1)], False),
    ],
)
def test_what_was_not_seen_is_held_against_nobody(
    pieces: list[tuple[str, float]], never: bool
) -> None:
    told = visit(pieces, came(1), went(8))
    assert told.encounter.never_looked_up is never


def test_an_encounter_cut_short_is_not_one_of_never_looking_up() -> None:
    told = visit([("device", 6)], came(1))
    assert told.borders == [(1, 6, False)]
    assert not told.encounter.never_looked_up


# --- look-aways and returns ---------------------------------------------------------------------


def test_the_longest_look_away_is_the_longest_device_glance_inside() -> None:
    told = visit(
        [("device", 8), ("customer", 1), ("device", 4), ("work", 9), ("customer", 1)],
        came(5),
        went(23),
    )
    # Device 0..8 counts with 5..8 = 3 s; 9..13 = 4 s is longer; work is no look-away.
    assert told.encounter.longest_look_away_ns == ns_from_s(4)
    assert visit([("customer", 3)], came(1), went(2)).encounter.longest_look_away_ns == 0
    # 0.1 s of a device glance is inside: no glance.
    told = visit([("device", 3.1), ("customer", 3)], came(3), went(5))
    assert told.encounter.longest_look_away_ns == 0


def test_a_return_lasts_from_the_offset_of_a_customer_glance_to_the_onset_of_the_next() -> None:
    told = visit(
        [
            ("device", 2),
            ("customer", 1),
            ("device", 3),
            ("customer", 1),
            ("work", 0.5),
            ("elsewhere", 0.5),
            ("customer", 1),
            ("device", 6),
            ("customer", 1),
            ("device", 2),
        ],
        came(0),
        went(17.5),
    )
    # The first device is no return, nothing was looked at before it; nor is the last, it has no
    # end. Between: 3, 0.5 + 0.5 = 1, and 6 s. Median 3.
    assert told.encounter.returns_ns == s(3, 1, 6)


def test_a_return_does_not_reach_from_one_encounter_into_the_next() -> None:
    told = visit(
        [("customer", 2), ("device", 6), ("customer", 2)], came(0), went(4), came(6), went(9)
    )
    assert [each.returns_ns for each in told.encounters] == [(), ()]


@pytest.mark.parametrize("hole", ["gap", "paused", "absent"])
def test_no_return_is_told_over_a_hole(hole: str) -> None:
    told = visit(
        [("customer", 2), ("device", 1), (hole, 4), ("device", 1), ("customer", 2)],
        came(0),
        went(9),
    )
    assert told.encounter.returns_ns == ()


def test_time_that_cannot_be_judged_is_left_out_of_a_return() -> None:
    told = visit(
        [
            ("customer", 1),
            ("device", 2),
            ("unknown", 3),
            ("elsewhere", 1),
            ("customer", 1),
            ("unknown", 2),
            ("customer", 1),
        ],
        came(0),
        went(10.5),
    )
    # 2 + 1 = 3; and eyes that were only out of sight are not known to have left.
    assert told.encounter.returns_ns == s(3)


def test_a_blink_in_the_middle_breaks_nothing() -> None:
    told = visit(
        [("device", 2), ("customer", 1), ("blink", 0.3), ("customer", 1), ("device", 2)],
        came(1),
        went(5),
    )
    # One glance of 1 + 0.3 + 1 s, so no return, and no unknown second.
    assert told.present_glances == [
        ("device", 1, 2),
        ("customer", 2, pytest.approx(4.3)),
        ("device", pytest.approx(4.3), 5),
    ]
    assert told.encounter.returns_ns == ()
    assert in_seconds(dict(told.encounter.state_ns)) == {
        "customer": pytest.approx(2.3),
        "device": pytest.approx(1.7),
    }


# --- where it begins and ends -------------------------------------------------------------------


def test_a_gap_inside_is_missing_to_the_duration() -> None:
    told = visit([("customer", 3), ("gap", 4), ("customer", 3)], came(1), went(9))
    # Customer 1..3 and the last sample's worth (2.95 + 0.5 = 3.45), then from 7 to 9.
    encounter = told.encounter
    assert told.borders == [(1, 9, True)]
    assert encounter.state_ns == {State.CUSTOMER: ns_from_s(2.45 + 2)}
    assert told.known_s(present=True) == {"customer": pytest.approx(4.45)}


def test_a_pause_inside_is_paused_and_nothing_is_known_of_it() -> None:
    told = visit([("customer", 3), ("paused", 4), ("customer", 3)], came(1), went(9))
    assert in_seconds(dict(told.encounter.state_ns)) == {"customer": 4, "paused": 4}
    assert told.known_s(present=True) == {"customer": 4}


def test_a_customer_who_comes_and_goes_in_a_gap_was_there() -> None:
    told = visit([("customer", 1), ("gap", 9), ("customer", 1)], came(3), went(8))
    assert told.borders == [(3, 8, True)]
    assert told.encounter.state_ns == {}
    assert not told.encounter.never_looked_up


def test_presence_lost_ends_an_encounter_that_is_not_whole() -> None:
    answers = camera([(False, 1), (True, 5), (None, 9)])
    told = fold(together(looks([("customer", 20)]), answers))
    # Seen from 1 on; the last answer is that of 5.75, and 5 s later the camera counts as lost.
    assert told.borders == [(1, 5.75, False)]
    assert told.known_s(present=True) == {"customer": 4.75}
    # Nobody there 0..1, and after the loss nobody knows.
    assert told.known_s(present=False) == {"customer": 1}


def test_an_encounter_that_runs_when_the_stream_ends_ends_there_and_is_not_whole() -> None:
    told = visit([("device", 2), ("customer", 3)], came(1))
    assert told.borders == [(1, 5, False)]
    assert told.encounter.first_look_ns == ns_from_s(1)


def test_a_customer_who_goes_as_the_stream_ends_went() -> None:
    assert visit([("customer", 5)], came(1), went(5)).borders == [(1, 5, True)]


def test_one_who_goes_and_comes_in_the_same_moment_never_went() -> None:
    samples = looks([("customer", 9)])
    late = [*samples[:120], came(1), *samples[120:140], went(5), *samples[140:160], came(5)]
    assert fold([*late, *samples[160:]]).borders == [(1, 9, False)]


def test_an_arrival_told_too_late_counts_from_what_is_not_booked_yet() -> None:
    samples = looks([("customer", 30)])
    told = fold([*samples[:-100], came(4), *samples[-100:], went(28)])
    # The newest sample was that of 24.95, and answers may be 10 s late: all before 14.95 is booked.
    assert told.borders == [(14.95, 28, False)]
    assert told.known_s(present=True) == {"customer": pytest.approx(13.05)}


def test_a_customer_who_came_before_measuring_began_is_there_from_its_beginning() -> None:
    told = visit([("customer", 5)], came(7), went(12), start_s=10)
    assert told.borders == [(10, 12, False)]


def test_where_presence_is_never_known_only_what_does_without_it_is_told() -> None:
    told = visit([("customer", 2), ("device", 12), ("customer", 3)])
    assert told.encounters == []
    assert told.present_glances == []
    assert told.splits == []
    assert told.known_s(present=True) == told.known_s(present=False) == {}
    assert told.look_aways == told.tasks == []
    assert told.look_aways_of_all == [(2, 14, True)]
    assert told.tasks_of_all == [(2, 14, False)]


def test_a_cut_makes_two_encounters_of_one_neither_whole() -> None:
    stream = together(looks([("device", 3), ("customer", 5)]), [came(1), went(7)])
    state, told = CoreState(), []
    for sample in stream:
        if sample.t_ns == ns_from_s(4):
            state, found = cut(state, Ns(ns_from_s(4)), PARAMS)
            told.extend(found)
        state, found = step(state, sample, PARAMS)
        told.extend(found)
    told.extend(finish(state, Ns(ns_from_s(8)), PARAMS))
    assert Told(tuple(told)).borders == [(1, 4, False), (4, 7, False)]
    assert Told(tuple(told)).known_s(present=True) == {"customer": 4, "device": 2}


def test_silence_told_is_a_gap_at_once_and_changes_nothing_else() -> None:
    pieces = [("customer", 3), ("gap", 6.0), ("device", 3)]
    answers = [came(1), went(5), came(6), went(11)]
    quiet = [Silence(Ns(ns_from_s(t))) for t in (3.2, 5, 7.5, 8)]
    plain = fold(together(looks(pieces), answers))
    told = fold(together([*looks(pieces), *quiet], answers))
    assert told.encounters == plain.encounters
    assert told.borders == [(1, 5, True), (6, 11, True)]
    assert told.glances == plain.glances


def test_a_silence_is_booked_as_it_lasts_and_nothing_from_within_it_counts() -> None:
    samples = looks([("customer", 3)])
    state, told = CoreState(), list[Event]()
    late = looks([("device", 0.5)], start_s=4)
    quiet = [Silence(ns_from_s(t)) for t in (3.2, 5, 7.5)]
    for sample in [*samples, *quiet, *late, *looks([("device", 2)], start_s=8)]:
        state, found = step(state, sample, PARAMS)
        told.extend(found)
        if sample is quiet[0]:
            assert state.state is State.CUSTOMER
        if sample is quiet[2]:
            assert state.state is None
    gaps = [(e.start_ns / NS_PER_S, e.end_ns / NS_PER_S) for e in told if isinstance(e, Gap)]
    # The last sample, at 2.95, is worth half a second; then word by word until the next one at 8.
    assert gaps == [(3.45, 5), (5, 7.5), (7.5, 8)]


def test_a_lost_camera_ends_an_encounter_while_samples_go_on() -> None:
    answers = camera([(False, 1), (True, 5)])
    state, told = CoreState(), list[Event]()
    for sample in together(looks([("customer", 22)]), answers):
        state, found = step(state, sample, PARAMS)
        told.extend(found)
        # The last answer is that of 5.75; 5 s of silence, and 10 s that answers may be late.
        if sample.t_ns == ns_from_s(20.75):
            assert Told(tuple(told)).encounters == []
    assert Told(tuple(told)).borders == [(1, 5.75, False)]
    assert state.presence.present is None


def test_encounters_of_no_length_are_none() -> None:
    assert visit([("customer", 5)], came(2), went(2)).encounters == []
    assert visit([("customer", 5)], came(5)).encounters == []


def test_an_encounter_tells_its_coverage() -> None:
    told = visit([("customer", 3), ("unknown", 2), ("absent", 2)], came(1), went(7))
    # Customer 1..3 judged, unknown 3..5, nobody 5..7: 2 of 4 s.
    assert told.encounter.coverage == pytest.approx(0.5)
    assert Encounter(Ns(0), Ns(1), {State.ABSENT: 1}).coverage is None
