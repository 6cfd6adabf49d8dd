"""A session as bands and moments; every number is worked by hand."""

from __future__ import annotations

from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Glance, Reason, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.replay import (
    Band,
    EncounterEnd,
    EncounterStart,
    GlanceOnset,
    NoteMoment,
    Place,
    StateChange,
    bands_of,
    length_of,
    rest_of,
    script,
)
from monitor.metrics.session import Session, SessionNote, SessionRecord
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s
from tests.buckets import flat_bucket

START = UtcNs(1_774_785_600 * NS_PER_S)


def s(seconds: float) -> int:
    return ns_from_s(seconds)


def second(index: int, gap_s: float = 0, **state_s: float) -> Bucket:
    states = {State(name): s(value) for name, value in state_s.items()}
    return flat_bucket(UtcNs(START + s(index)), states, gap_ns=s(gap_s))


def session(end_s: float | None) -> Session:
    end = None if end_s is None else UtcNs(START + s(end_s))
    return Session("abc", CounterId("main"), "Role play", "", START, end)


def test_each_second_is_of_the_state_that_filled_most_of_it() -> None:
    seconds = (
        second(0, customer=1.0),
        second(1, customer=0.6, device=0.4),
        second(2, customer=0.4, device=0.6),
        second(3, gap_s=0.7, device=0.3),
        # 4 is missing
        second(5, absent=1.0),
    )
    assert bands_of(seconds, START, s(7)) == (
        Band(0, s(2), State.CUSTOMER),
        Band(s(2), s(3), State.DEVICE),
        Band(s(3), s(5), None),
        Band(s(5), s(6), State.ABSENT),
        Band(s(6), s(7), None),
    )


def test_a_stretch_in_which_nobody_can_tell_has_the_reason_that_held_for_most_of_it() -> None:
    def unknown(index: int, **reason_s: float) -> Bucket:
        reasons = {Reason(name): s(value) for name, value in reason_s.items()}
        return flat_bucket(
            UtcNs(START + s(index)), {State.UNKNOWN: s(sum(reason_s.values()))}, reason_ns=reasons
        )

    seconds = (
        unknown(0, dark=1.0),
        unknown(1, dark=0.3, too_small=0.7),
        unknown(2, dark=0.2, lids=0.8),
        second(3, customer=1.0),
        unknown(4, lids=1.0),
    )
    bands = bands_of(seconds, START, s(5))
    assert bands == (
        Band(0, s(3), State.UNKNOWN, Reason.DARK),
        Band(s(3), s(4), State.CUSTOMER),
        Band(s(4), s(5), State.UNKNOWN, Reason.LIDS),
    )
    played = script(session(5), SessionRecord(seconds=seconds))
    assert played.state_at(s(2.5)) == StateChange(s(2.5), State.UNKNOWN, Reason.DARK)
    changes = [each for each in played.moments if isinstance(each, StateChange)]
    assert [each.reason for each in changes] == [Reason.DARK, None, Reason.LIDS]


def test_bands_end_with_the_session() -> None:
    assert bands_of((second(0, work=1.0), second(1, work=1.0)), START, s(1.5)) == (
        Band(0, s(1.5), State.WORK),
    )
    assert bands_of((), START, 0) == ()


def test_a_session_that_runs_is_as_long_as_what_is_kept() -> None:
    record = SessionRecord(seconds=(second(0, work=1.0), second(3, work=1.0)))
    assert length_of(session(None), record) == s(4)
    assert length_of(session(None), SessionRecord()) == 0
    assert length_of(session(9.5), record) == s(9.5)


def test_moments_come_in_order_state_first() -> None:
    encounter = Encounter(Ns(START + s(1)), Ns(START + s(3)))
    note = SessionNote("n1", UtcNs(START + s(2)), "here")
    record = SessionRecord(
        seconds=tuple(second(i, **{"device" if i == 1 else "customer": 1.0}) for i in range(4)),
        # The first began before the session did, the last goes on after it.
        glances=(
            Glance(Area.CUSTOMER, Ns(START - s(2)), Ns(START + s(1))),
            Glance(Area.DEVICE, Ns(START + s(1)), Ns(START + s(2))),
            Glance(Area.CUSTOMER, Ns(START + s(2)), Ns(START + s(9))),
        ),
        encounters=(encounter,),
        notes=(note,),
    )
    played = script(session(4), record)
    assert played.length_ns == s(4)
    assert played.moments == (
        StateChange(0, State.CUSTOMER),
        GlanceOnset(0, s(1), Area.CUSTOMER),
        StateChange(s(1), State.DEVICE),
        GlanceOnset(s(1), s(2), Area.DEVICE),
        EncounterStart(s(1)),
        StateChange(s(2), State.CUSTOMER),
        GlanceOnset(s(2), s(4), Area.CUSTOMER),
        NoteMoment(s(2), note),
        EncounterEnd(s(3), encounter),
    )
    assert [played.state_at(s(at)).state for at in (0, 0.99, 1, 2.5, 4)] == [
        State.CUSTOMER,
        State.CUSTOMER,
        State.DEVICE,
        State.CUSTOMER,
        None,
    ]


def test_nothing_lies_outside_of_the_session() -> None:
    """What was known only after the end, or belongs to the time before, is cut at the ends."""
    encounter = Encounter(Ns(START - s(5)), Ns(START + s(5)))
    record = SessionRecord(
        glances=(
            Glance(Area.WORK, Ns(START + s(3)), Ns(START + s(4))),
            Glance(Area.WORK, Ns(START - s(2)), Ns(START)),
        ),
        encounters=(encounter,),
        notes=(SessionNote("n", UtcNs(START + s(9)), "late"),),
    )
    played = script(session(2), record)
    assert [(type(m).__name__, m.at_ns) for m in played.moments] == [
        ("StateChange", 0),
        ("EncounterStart", 0),
        ("EncounterEnd", s(2)),
        ("NoteMoment", s(2)),
    ]


def test_going_on_from_any_place_tells_each_moment_once() -> None:
    record = SessionRecord(
        seconds=tuple(second(i, **{"device" if i % 2 else "customer": 1.0}) for i in range(4)),
        glances=tuple(Glance(Area.WORK, Ns(START + s(1)), Ns(START + s(2 + i))) for i in range(2)),
    )
    played = script(session(4), record)
    told = list(rest_of(played, Place(0)))
    assert [moment for _, moment in told] == list(played.moments)
    assert [place for place, _ in told] == [
        Place(0, 1),
        Place(1000, 1),
        Place(1000, 2),
        Place(1000, 3),
        Place(2000, 1),
        Place(3000, 1),
    ]
    for index, (place, _) in enumerate(told):
        assert list(rest_of(played, place)) == told[index + 1 :]
    assert list(rest_of(played, Place(1500))) == told[4:]
