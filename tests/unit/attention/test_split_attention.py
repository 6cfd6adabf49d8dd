"""10 s on the device within any 30 s with a customer, one episode until 2 s of customer gaze."""

from __future__ import annotations

from monitor.attention import split_attention
from monitor.attention.alignment import Piece
from monitor.attention.encounters import EncounterParams
from monitor.attention.split_attention import SplitState
from monitor.attention.state import State
from monitor.units import ns_from_s
from tests.unit.attention.visit_traces import Look, came, visit, went


def test_ten_seconds_in_pieces_within_thirty_split_attention() -> None:
    pieces: list[Look] = [("customer", 3), *[("device", 2), ("customer", 3)] * 5]
    told = visit(pieces, came(1), went(28))
    # Device 3..5, 8..10, 13..15, 18..20, 23..25: at 25 the fifth piece makes it 10 s, in 22 s.
    # Customer from 25 on, unbroken for 2 s at 27: the episode was over at 25.
    assert told.splits == [(3, 25)]
    assert told.encounter.splits == 1


def test_less_than_ten_seconds_within_any_thirty_do_not() -> None:
    pieces: list[Look] = [("customer", 1), *[("device", 2), ("customer", 4.4)] * 6]
    # A piece every 6.4 s: the window of 30 s up to the end of one holds it and the three before
    # whole (4 * 2 = 8 s; 3 * 6.4 + 2 = 21.2 s), and of the one before that, which began 27.6 s
    # ago, all: 10 s. So widen the rhythm to 7.1 s: 4 * 7.1 + 2 = 30.4 s, of which 30 are looked at:
    # 10 - 0.4 = 9.6 s.
    wider: list[Look] = [("customer", 1), *[("device", 2), ("customer", 5.1)] * 6]
    assert visit(wider, came(0), went(42)).splits == []
    assert len(visit(pieces, came(0), went(38)).splits) == 1


def test_an_episode_goes_on_through_short_customer_gaze_until_two_seconds_unbroken() -> None:
    told = visit(
        [
            ("customer", 1),
            ("device", 11),
            ("customer", 1.95),
            ("device", 1),
            ("customer", 1.5),
            ("blink", 0.3),
            ("customer", 0.5),
            ("device", 3),
            ("customer", 1),
        ],
        came(0),
        went(20),
    )
    # 1..12 device; 1.95 s of customer are too short; 13.95..14.95 device; customer with a blink
    # 1.5 + 0.3 + 0.5 = 2.3 s from 14.95 on end it there. 3 s more make no new one.
    assert told.splits == [(1, 14.95)]


def test_what_ended_an_episode_does_not_count_for_the_next() -> None:
    told = visit(
        [("device", 12), ("customer", 2), ("device", 9.9), ("customer", 2), ("device", 0.5)],
        came(0),
        went(26),
    )
    # 12 s, then 9.9 s after it: under ten. The last 0.5 s makes 10.4 s within 30: a second one,
    # which begins at 14 and runs until the customer goes.
    assert told.splits == [(0, 12), (14, 26)]
    assert told.encounter.splits == 2


def test_the_device_without_a_customer_splits_nothing() -> None:
    told = visit([("device", 9), ("device", 8), ("customer", 4)], came(9), went(20))
    # Only 9..17 is with the customer: 8 s.
    assert told.splits == []


def test_an_episode_ends_with_the_encounter() -> None:
    told = visit([("device", 30)], came(2), went(15), came(18), went(25))
    assert told.splits == [(2, 15)]
    assert [each.splits for each in told.encounters] == [1, 0]


def test_exactly_ten_seconds_are_enough() -> None:
    assert visit([("device", 10), ("customer", 3)], came(0), went(13)).splits == [(0, 10)]
    assert visit([("device", 9.95), ("customer", 3)], came(0), went(12)).splits == []


def test_an_episode_begins_with_the_first_device_time_that_counts() -> None:
    told = visit(
        [("device", 3), ("customer", 1), ("work", 26), ("device", 9.5), ("work", 2)],
        came(0),
        went(41),
    )
    # Device 0..3 and 30..39.5. In a window of 30 s up to 39.5 only 9.5..39.5 counts: 9.5 s.
    assert told.splits == []
    told = visit(
        [("device", 3), ("customer", 1), ("work", 20), ("device", 9.5), ("work", 2)],
        came(0),
        went(35),
    )
    # Device 0..3 and 24..33.5: ten seconds at t where (t - 24) + (3 - (t - 30)) = 9, for t > 30.
    # At 31 it is 7 + 2 = 9, at 33 it is 9 + 0: it never reaches ten.
    assert told.splits == []
    told = visit(
        [("device", 3), ("customer", 1), ("work", 18), ("device", 9.5), ("work", 2)],
        came(0),
        went(33),
    )
    # Device 0..3 and 22..31.5: at 29 it is 3 + 7 = 10.
    assert told.splits == [(0, 33)]


def device(*stretches_s: tuple[float, float]) -> SplitState:
    state = SplitState()
    for start_s, end_s in stretches_s:
        piece = Piece(ns_from_s(start_s), ns_from_s(end_s), State.DEVICE, present=True)
        state = split_attention.step(state, piece, EncounterParams())
    return state


def test_it_makes_no_difference_in_what_pieces_the_time_comes() -> None:
    # 0..3 is out of the window by 43, when 33..43 makes ten seconds.
    assert device((0, 3), (33, 60)).start_ns == ns_from_s(33)
    assert device((0, 3), (33, 34), (34, 43), (43, 60)).start_ns == ns_from_s(33)
    # 0..3 and 22..29 make ten at 29, however far the piece goes on.
    assert device((0, 3), (22, 60)).start_ns == 0


def test_no_more_is_remembered_than_the_window_needs() -> None:
    hour = [(start_s, start_s + 1.0) for start_s in range(0, 3600, 8)]
    # A second every eight: four of them, or the end of a fifth, in thirty seconds.
    assert 4 <= len(device(*hour).device) <= 5
    assert device(*hour).start_ns is None
