"""A trace per rule of the definitions, with the answer worked by hand."""

from __future__ import annotations

import pytest

from monitor.attention.label import Label
from monitor.attention.settle import SettleState, step
from monitor.attention.state import State
from monitor.units import Ns, ns_from_s
from tests.unit.attention.traces import PARAMS, Piece, fold, gaps, glances, samples, spans

C, D, W, E = Label.CUSTOMER, Label.DEVICE, Label.WORK, Label.ELSEWHERE
SHUT, DOWN, UNSURE = Label.SHUT, Label.LOWERED, Label.UNSURE
LOST, NOBODY, PAUSED = Label.LOST_LOOKING_DOWN, Label.NOBODY, Label.PAUSED


def test_a_long_look_carries_its_onset_and_not_the_moment_of_confirmation() -> None:
    events = fold(samples([(C, 1.0), (D, 1.0), (C, 1.0)]))
    assert glances(events) == [("customer", 0, 1), ("device", 1, 2), ("customer", 2, 3)]
    assert spans(events) == [("customer", 0, 1), ("device", 1, 2), ("customer", 2, 3)]


@pytest.mark.parametrize("out_s", [0.05, 0.1, 0.2, 0.3])
def test_an_excursion_up_to_the_bridge_neither_ends_nor_restarts_a_glance(out_s: float) -> None:
    events = fold(samples([(C, 1.0), (E, out_s), (C, 1.0)]))
    assert glances(events) == [("customer", 0, pytest.approx(2 + out_s))]


def test_an_excursion_beyond_the_bridge_ends_the_glance_where_gaze_left() -> None:
    events = fold(samples([(C, 1.0), (D, 0.35), (C, 1.0)]))
    assert glances(events) == [("customer", 0, 1), ("device", 1, 1.35), ("customer", 1.35, 2.35)]


def test_a_glance_shorter_than_its_opening_time_does_not_exist() -> None:
    events = fold(samples([(C, 1.0), (D, 0.15), (E, 1.0)]))
    assert glances(events) == [("customer", 0, 1.15), ("elsewhere", 1.15, 2.15)]


def test_what_is_passed_on_the_way_belongs_to_the_state_before() -> None:
    assert spans(fold(samples([(C, 1.0), (E, 0.1), (D, 1.0)]))) == [
        ("customer", 0, 1.1),
        ("device", 1.1, 2.1),
    ]


@pytest.mark.parametrize("state", [C, D, W, E])
@pytest.mark.parametrize("shut_s", [0.1, 0.25, 0.4])
def test_a_blink_inherits_the_state_before(state: Label, shut_s: float) -> None:
    events = fold(samples([(state, 1.0), (SHUT, shut_s), (state, 1.0)]))
    assert glances(events) == [(state.value, 0, pytest.approx(2 + shut_s))]


@pytest.mark.parametrize("half_s", [0.05, 0.1, 0.15])
@pytest.mark.parametrize("shut_s", [0.1, 0.3, 0.4])
def test_half_shut_lids_around_a_blink_are_never_the_device(half_s: float, shut_s: float) -> None:
    events = fold(samples([(C, 1.0), (D, half_s), (SHUT, shut_s), (D, half_s), (C, 1.0)]))
    assert {name for name, _, _ in spans(events)} == {"customer"}


def test_lids_shut_for_longer_are_unknown_from_where_they_closed() -> None:
    assert spans(fold(samples([(C, 1.0), (SHUT, 0.45), (C, 1.0)]))) == [
        ("customer", 0, 1),
        ("unknown", 1, 1.45),
        ("customer", 1.45, 2.45),
    ]


def test_lids_lowered_while_looking_down_stay_with_the_device_and_are_inferred() -> None:
    assert spans(fold(samples([(D, 1.0), (DOWN, 2.0), (D, 1.0)]))) == [
        ("device", 0, 1),
        ("device*", 1, 3),
        ("device", 3, 4),
    ]


def test_lids_lowered_for_longer_than_a_blink_are_device_from_where_they_came_down() -> None:
    assert spans(fold(samples([(C, 1.0), (DOWN, 0.45), (C, 1.0)]))) == [
        ("customer", 0, 1),
        ("device*", 1, 1.45),
        ("customer", 1.45, 2.45),
    ]
    assert spans(fold(samples([(C, 1.0), (DOWN, 0.4), (C, 1.0)]))) == [("customer", 0, 2.4)]


@pytest.mark.parametrize(
    ("first", "then", "state"), [(SHUT, DOWN, "device*"), (DOWN, SHUT, "unknown")]
)
def test_a_closure_means_what_its_evidence_says_once_it_is_longer_than_a_blink(
    first: Label, then: Label, state: str
) -> None:
    """The first frames of a closure show lids on their way: the newest has seen the most."""
    events = fold(samples([(C, 1.0), (first, 0.3), (then, 1.0), (C, 1.0)]))
    assert spans(events)[1] == (state, 1, 2.3)


def test_evidence_that_wavers_within_a_long_closure_does_not_cut_it() -> None:
    wavering: list[Piece] = [(DOWN, 0.6), (SHUT, 0.3), (DOWN, 0.2), (SHUT, 0.1), (DOWN, 0.6)]
    assert {name for name, _, _ in spans(fold(samples([(C, 1.0), *wavering])))} == {
        "customer",
        "device*",
    }
    assert glances(fold(samples([(C, 1.0), *wavering])))[1] == ("device", 1, 2.8)


def test_a_face_lost_while_going_down_is_device_and_marked_as_inferred() -> None:
    assert spans(fold(samples([(C, 1.0), (D, 0.5), (LOST, 1.0), (D, 0.5), (C, 1.0)]))) == [
        ("customer", 0, 1),
        ("device", 1, 1.5),
        ("device*", 1.5, 2.5),
        ("device", 2.5, 3),
        ("customer", 3, 4),
    ]


def test_a_face_lost_on_the_way_down_counts_the_way() -> None:
    events = fold(samples([(C, 1.0), (D, 0.1), (LOST, 1.0), (C, 1.0)]))
    assert glances(events)[1] == ("device", 1, 2.1)


def test_nobody_there_is_absent() -> None:
    assert spans(fold(samples([(C, 1.0), (NOBODY, 1.0), (C, 1.0)]))) == [
        ("customer", 0, 1),
        ("absent", 1, 2),
        ("customer", 2, 3),
    ]


def test_restless_gaze_is_unknown_and_comes_back() -> None:
    flicker: list[Piece] = [(D, 0.1), (E, 0.1)] * 8
    assert spans(fold(samples([(C, 1.0), *flicker, (C, 1.0)]))) == [
        ("customer", 0, 1),
        ("unknown", 1, 2.6),
        ("customer", 2.6, 3.6),
    ]


def test_a_hole_between_samples_is_a_gap_and_nobodys_inattention() -> None:
    before, after = samples([(C, 1.0)]), samples([(D, 1.0)], start_s=10.0)
    events = fold([*before, *after])
    # The last sample, at 0.95 s, is worth half a second.
    assert spans(events) == [("customer", 0, 1.45), ("device", 10, 11)]
    assert gaps(events) == [(1.45, 10.0)]


def test_a_hole_up_to_half_a_second_is_no_gap_and_a_longer_one_is() -> None:
    assert gaps(fold([(ns_from_s(t), C) for t in (0.0, 0.5, 1.0)])) == []
    assert gaps(fold([(ns_from_s(t), C) for t in (0.0, 0.51)])) == [(0.5, 0.51)]


def test_restless_gaze_is_shown_as_unknown_while_it_lasts() -> None:
    flicker: list[Piece] = [(C, 0.1), (E, 0.1)] * 6
    state = SettleState()
    for t_ns, label in samples([(LOST, 1.0), *flicker]):
        state, _ = step(state, t_ns, label, PARAMS)
    assert (state.current, state.inferred) == (State.UNKNOWN, False)


def test_a_pause_starts_and_ends_at_once() -> None:
    assert spans(fold(samples([(C, 1.0), (PAUSED, 0.1), (C, 1.0)]))) == [
        ("customer", 0, 1),
        ("paused", 1, 1.1),
        ("customer", 1.1, 2.1),
    ]


def test_uncertain_moments_up_to_the_bridge_are_bridged_and_longer_ones_are_unknown() -> None:
    assert spans(fold(samples([(C, 1.0), (UNSURE, 0.3), (C, 1.0)]))) == [("customer", 0, 2.3)]
    assert spans(fold(samples([(C, 1.0), (UNSURE, 0.5), (C, 1.0)])))[1] == ("unknown", 1, 1.5)


def test_a_sample_that_is_not_newer_changes_nothing() -> None:
    state, _ = step(SettleState(), Ns(5), C, PARAMS)
    assert step(state, Ns(5), D, PARAMS) == (state, ())
    assert step(state, Ns(4), D, PARAMS) == (state, ())


def test_a_stream_that_starts_with_lids_shut_starts_unknown() -> None:
    assert spans(fold(samples([(SHUT, 0.2), (C, 1.0)])))[0][0] == "unknown"
    assert spans(fold(samples([(DOWN, 0.2), (C, 1.0)])))[0][0] == "unknown"
    assert spans(fold(samples([(DOWN, 1.0), (C, 1.0)])))[0] == ("device*", 0, 1)


def test_the_end_cuts_a_glance_and_does_not_invent_one() -> None:
    assert glances(fold(samples([(C, 1.0), (D, 0.1)]))) == [("customer", 0, 1.1)]
    assert glances(fold(samples([(C, 1.0), (D, 0.25)]))) == [
        ("customer", 0, 1),
        ("device", 1, 1.25),
    ]
