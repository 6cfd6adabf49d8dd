"""When a customer is believed to be there, and since when."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.attention import presence
from monitor.attention.presence import (
    PresenceAnswer,
    PresenceChange,
    PresenceParams,
    PresenceState,
    Seen,
    Turn,
)
from monitor.units import NS_PER_S, Ns, ns_from_s
from tests.unit.attention.visit_traces import came, camera, went

PARAMS = PresenceParams()


def turns(
    answers: Sequence[PresenceAnswer], params: PresenceParams = PARAMS
) -> list[tuple[float, bool | None, bool]]:
    """(since, present, onset) of every turn."""
    state, found = PresenceState(), list[Turn]()
    for answer in answers:
        state, more = presence.step(state, answer, params)
        found.extend(more)
    return [(turn.t_ns / NS_PER_S, turn.present, turn.onset) for turn in found]


def test_somebody_seen_for_a_second_came_when_they_were_first_seen() -> None:
    assert turns(camera([(False, 2), (True, 1)])) == [(0, False, False)]
    # 2, 2.25, 2.5, 2.75, 3: a second after the first.
    assert turns(camera([(False, 2), (True, 1.25)])) == [(0, False, False), (2, True, True)]


def test_somebody_seen_for_a_moment_did_not_come() -> None:
    answers = camera([(False, 2), (True, 0.75), (False, 0.25), (True, 0.75), (False, 3)])
    assert turns(answers) == [(0, False, False)]


def test_somebody_not_seen_for_five_seconds_went_when_they_were_last_seen() -> None:
    # Last seen at 5.75; five seconds later is 10.75.
    assert turns(camera([(False, 2), (True, 4), (False, 4.75)]))[-1] == (2, True, True)
    assert turns(camera([(False, 2), (True, 4), (False, 5)]))[-1] == (5.75, False, True)


def test_somebody_not_seen_for_a_moment_stays() -> None:
    answers = camera([(False, 2), (True, 2), (False, 4), (True, 0.25), (False, 4), (True, 1)])
    assert turns(answers) == [(0, False, False), (2, True, True)]


def test_nobody_saw_a_customer_come_who_is_there_at_the_first_answer() -> None:
    assert turns(camera([(True, 2)])) == [(0, False, False), (0, True, False)]


def test_a_camera_that_cannot_say_leaves_presence_unknown_at_once() -> None:
    answers = [*camera([(False, 2), (True, 3)]), Seen(ns_from_s(5), None)]
    assert turns(answers)[-1] == (5, None, True)


def test_a_camera_silent_for_longer_than_five_seconds_was_lost_after_its_last_answer() -> None:
    hole = camera([(False, 2), (True, 3), (None, 5.25), (True, 2)])
    assert turns(hole)[2:] == [(4.75, None, True), (10.25, False, False), (10.25, True, False)]
    assert turns(camera([(False, 2), (True, 3), (None, 4.75), (True, 2)]))[2:] == []


def test_a_camera_that_stays_silent_is_lost_once_no_answer_can_be_late() -> None:
    state = PresenceState()
    for answer in camera([(False, 2), (True, 3)]):
        state, _ = presence.step(state, answer, PARAMS)
    # Last answer 4.75, and 5 s of silence and 10 s of lateness.
    assert presence.wait(state, ns_from_s(19.75), PARAMS)[1] == ()
    lost = (Turn(ns_from_s(4.75), None),)
    assert presence.wait(state, ns_from_s(19.76), PARAMS)[1] == lost
    assert presence.end(state, ns_from_s(9.75), PARAMS)[1] == ()
    assert presence.end(state, ns_from_s(9.76), PARAMS)[1] == lost


def test_what_a_camera_has_said_is_settled_as_far_as_it_is_believed() -> None:
    state = PresenceState()
    now = ns_from_s(100)
    assert presence.settled_until(state, now, PARAMS) == ns_from_s(90)
    for answer in camera([(False, 2), (True, 0.5)]):
        state, _ = presence.step(state, answer, PARAMS)
    assert presence.settled_until(state, now, PARAMS) == ns_from_s(2)
    for answer in camera([(True, 1)], start_s=2.5):
        state, _ = presence.step(state, answer, PARAMS)
    assert presence.settled_until(state, now, PARAMS) == ns_from_s(3.25)
    for answer in camera([(False, 1)], start_s=3.5):
        state, _ = presence.step(state, answer, PARAMS)
    assert presence.settled_until(state, now, PARAMS) == ns_from_s(3.25)


def test_an_event_is_taken_at_once_and_holds_until_the_next() -> None:
    assert turns([came(1), went(400), came(401)]) == [
        (1, True, True),
        (400, False, True),
        (401, True, True),
    ]


def test_an_event_that_says_nothing_new_changes_nothing() -> None:
    assert turns([came(1), came(2), went(3), went(4)]) == [(1, True, True), (3, False, True)]


def test_an_event_before_the_newest_counts_from_there() -> None:
    assert turns([came(5), went(3)]) == [(5, True, True), (5, False, True)]


def test_presence_told_again_after_a_restart_is_no_arrival() -> None:
    assert turns([came(1, onset=False)]) == [(1, True, False)]
    gone = PresenceChange(ns_from_s(9), None)
    assert turns([came(1), gone]) == [(1, True, True), (9, None, True)]


def test_answers_that_are_not_newer_change_nothing() -> None:
    state, _ = presence.step(PresenceState(), Seen(Ns(5), False), PARAMS)
    assert presence.step(state, Seen(Ns(5), True), PARAMS) == (state, ())
    assert presence.step(state, Seen(Ns(4), True), PARAMS) == (state, ())


def test_without_debouncing_every_answer_counts() -> None:
    quick = PresenceParams(arrive_s=0, leave_s=0)
    answers = camera([(False, 1), (True, 0.5), (False, 0.5)])
    # Gone at once, but as of when they were last seen: 1.25.
    assert turns(answers, quick) == [(0, False, False), (1, True, True), (1.25, False, True)]
