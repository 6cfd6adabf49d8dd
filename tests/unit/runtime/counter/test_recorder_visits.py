"""Customers, pauses and sessions in the recorder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.attention.encounters import Encounter
from monitor.attention.presence import Seen
from monitor.attention.state import Area, State
from monitor.metrics.buckets import MINUTE_NS, Bucket, total
from monitor.metrics.session import Session
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.units import NS_PER_S, Ns, UtcNs
from tests.unit.attention.faces import seen
from tests.unit.runtime.going_by import GoingBy
from tests.unit.runtime.morning import FRONT, clock_at

MADRID = ZoneInfo("Europe/Madrid")


class Counter:
    """A recorder, its clock, and ticks twice a second while time passes."""

    def __init__(
        self, start: datetime = datetime(2026, 3, 2, 10, tzinfo=UTC), presence: str = "event"
    ) -> None:
        self.clock = clock_at(start)
        self.start = self.clock.utc
        self.by = GoingBy(presence=presence)
        self.rec = CounterRecorder(FRONT, self.by, self.clock, lambda _s, _e: [])
        self.turn = 0

    def look(self, seconds: float, pitch_deg: float = 0.0) -> None:
        for _ in range(round(seconds * 10)):
            self.rec.take(seen(self.clock.mono / NS_PER_S, pitch_deg=pitch_deg))
            self._pass()

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self._pass()

    def _pass(self) -> None:
        self.clock.forward(0.1)
        self.turn += 1
        if self.turn % 5 == 0:
            self.rec.tick()

    def minutes(self) -> Bucket:
        return total(self.rec.unsaved().minutes, UtcNs(0))

    def encounters(self) -> tuple[Encounter, ...]:
        return self.rec.unsaved().encounters

    def session(self, name: str = "practice") -> Session:
        start = UtcNs(self.clock.utc - self.clock.utc % NS_PER_S)
        return Session(f"id{start}", FRONT, name, "", start, None)


def s(ns: float) -> float:
    return round(ns / NS_PER_S, 1)


def spent(bucket: Bucket) -> dict[str, float]:
    return {state.value: s(ns) for state, ns in bucket.all.state_ns.items()}


# --- customers ------------------------------------------------------------------------------------


def test_an_encounter_is_booked_and_kept_until_it_is_stored() -> None:
    counter = Counter()
    counter.look(5)
    counter.rec.told(None, True)
    counter.look(3, pitch_deg=-40)
    counter.look(7)
    counter.rec.told(None, False)
    counter.look(15)
    (visit,) = counter.encounters()
    assert (s(visit.start_ns - counter.start), s(visit.duration_ns)) == (5, 10)
    assert visit.first_look_ns is not None
    assert s(visit.first_look_ns) == 3
    assert (s(visit.longest_look_away_ns), visit.whole) == (3, True)
    today = counter.rec.today
    assert today.present.encounters.count == 1
    assert today.present.long_look_aways == 1
    assert s(today.present.state_ns[State.CUSTOMER]) == 7
    held = counter.rec.unsaved()
    counter.rec.saved(held)
    assert counter.encounters() == ()


def test_an_event_tells_of_a_moment_that_is_past() -> None:
    counter = Counter()
    counter.look(20)
    counter.rec.told(counter.clock.ago(6), True)
    counter.look(10)
    counter.rec.told(counter.clock.ago(4), False)
    counter.look(12)
    (visit,) = counter.encounters()
    assert (s(visit.start_ns - counter.start), s(visit.end_ns - counter.start)) == (14, 26)


def test_who_was_there_before_the_start_did_not_come_now() -> None:
    counter = Counter()
    counter.rec.told(None, True, onset=False)
    counter.look(10)
    counter.rec.told(None, False)
    counter.look(12)
    (visit,) = counter.encounters()
    assert (s(visit.duration_ns), visit.whole, visit.first_look_ns) == (10, False, None)


def test_an_encounter_goes_on_while_the_camera_is_away() -> None:
    counter = Counter()
    counter.look(5)
    counter.rec.told(None, True)
    counter.look(5)
    counter.rec.interrupt()
    counter.wait(4)
    counter.look(5)
    counter.rec.told(None, False)
    counter.look(12)
    (visit,) = counter.encounters()
    assert (s(visit.duration_ns), visit.whole) == (14, True)
    assert s(sum(visit.state_ns.values())) == 10.4
    assert s(counter.minutes().gap_ns) == 3.6


def test_a_camera_for_customers_that_is_lost_leaves_presence_unknown() -> None:
    counter = Counter(presence="camera")
    for index in range(200):
        if index % 5 == 0:
            there = True if index < 100 else None
            counter.rec.answer(Seen(counter.clock.mono, there))
        counter.look(0.1)
    counter.look(12)
    assert counter.rec.now().presence is None
    known = counter.minutes()
    assert 8 < s(known.presence_known_ns) <= 10.1
    (visit,) = counter.encounters()
    assert not visit.whole


@pytest.mark.parametrize("there", [True, False])
def test_the_moment_knows_of_the_customer_at_once(there: bool) -> None:
    counter = Counter()
    counter.look(2)
    assert counter.rec.now().presence is None
    counter.rec.told(counter.clock.ago(1), there)
    now = counter.rec.now()
    assert now.presence is there
    assert (now.present_since_utc_ns == counter.clock.ago(1)) is there


def test_how_long_a_customer_has_waited() -> None:
    counter = Counter()
    counter.look(5, pitch_deg=-40)
    assert counter.rec.now().waiting_since_utc_ns is None
    came = counter.clock.utc
    counter.rec.told(None, True)
    counter.look(4, pitch_deg=-40)
    assert counter.rec.now().waiting_since_utc_ns == came
    counter.look(2)
    assert counter.rec.now().waiting_since_utc_ns is None
    counter.look(3, pitch_deg=-40)
    last = counter.rec.now().waiting_since_utc_ns
    assert last is not None
    assert s(last - came) == 6
    counter.rec.told(None, False)
    assert counter.rec.now().waiting_since_utc_ns is None


# --- pauses ---------------------------------------------------------------------------------------


def test_a_pause_is_booked_to_the_moment_and_no_sample_counts_meanwhile() -> None:
    counter = Counter()
    counter.look(10)
    counter.rec.pause()
    counter.look(30)
    counter.rec.pause()
    assert spent(counter.rec.today) == {"customer": 10, "paused": 30}
    counter.rec.resume()
    counter.wait(1)
    counter.look(5)
    counter.rec.end()
    booked = counter.minutes()
    assert spent(booked) == {"customer": 15, "paused": 30}
    assert s(booked.gap_ns) == 1
    assert booked.samples == 150


def test_a_pause_ends_the_encounter_and_it_goes_on_as_another() -> None:
    counter = Counter()
    counter.look(2)
    counter.rec.told(None, True)
    counter.look(6)
    counter.rec.pause()
    assert counter.rec.now().presence is None
    counter.wait(20)
    counter.rec.resume()
    counter.look(5)
    counter.rec.told(None, False)
    counter.look(12)
    first, second = counter.encounters()
    assert [s(each.duration_ns) for each in (first, second)] == [6, 5]
    assert not first.whole
    assert not second.whole


def test_who_leaves_during_a_pause_has_left() -> None:
    counter = Counter()
    counter.rec.told(None, True)
    counter.look(6)
    counter.rec.pause()
    counter.wait(5)
    counter.rec.told(None, False)
    counter.wait(5)
    counter.rec.resume()
    counter.look(12)
    assert [s(each.duration_ns) for each in counter.encounters()] == [6]
    assert counter.rec.now().presence is False


def test_what_a_camera_said_before_a_pause_does_not_count_after_it() -> None:
    counter = Counter(presence="camera")
    for _ in range(10):
        counter.rec.answer(Seen(counter.clock.mono, True))
        counter.look(0.5)
    assert counter.rec.now().presence is True
    counter.rec.pause()
    counter.wait(3)
    counter.rec.resume()
    counter.look(2)
    assert counter.rec.now().presence is None


def test_a_counter_that_starts_paused_books_the_pause_alone() -> None:
    counter = Counter()
    counter.rec.pause()
    counter.wait(10)
    assert spent(counter.minutes()) == {"paused": 10}
    assert counter.minutes().gap_ns == 0
    counter.rec.resume()
    counter.wait(5)
    assert s(counter.minutes().gap_ns) in {4.5, 5.0}


def test_a_pause_through_a_clock_that_is_set() -> None:
    counter = Counter()
    counter.look(5)
    counter.rec.pause()
    counter.wait(10)
    counter.clock.utc = UtcNs(counter.clock.utc - 7200 * NS_PER_S)
    counter.wait(10)
    assert spent(counter.minutes()) == {"customer": 5, "paused": 20}


# --- sessions -------------------------------------------------------------------------------------


def test_a_session_takes_everything_and_leaves_practice() -> None:
    counter = Counter()
    counter.look(10)
    counter.rec.divert(counter.session())
    counter.look(4)
    counter.look(6, pitch_deg=-40)
    counter.rec.divert(None)
    counter.look(10, pitch_deg=-40)
    counter.rec.end()
    booked = counter.minutes()
    assert spent(booked) == {"customer": 10, "device": 10}
    assert (s(booked.practice_ns), s(booked.gap_ns)) == (10, 0)
    assert booked.samples == 200
    (part,) = counter.rec.unsaved().sessions
    assert len(part.seconds) == 10
    measured = total(part.seconds, UtcNs(0))
    assert spent(measured) == {"customer": 4, "device": 6}
    assert measured.samples == 100
    # The glance that went on over the border of the session is cut there.
    assert [(each.area, s(each.dwell_ns)) for each in part.glances] == [
        (Area.CUSTOMER, 4),
        (Area.DEVICE, 6),
    ]
    assert booked.all.glances[Area.DEVICE].longest_ns == 10 * NS_PER_S
    assert (measured.all.long_look_aways, booked.all.long_look_aways) == (1, 1)


def test_seconds_are_cut_at_seconds_and_add_up() -> None:
    counter = Counter()
    counter.look(0.7)
    counter.rec.divert(counter.session())
    counter.look(3)
    counter.rec.divert(None)
    (part,) = counter.rec.unsaved().sessions
    assert [each.start_utc_ns - counter.start for each in part.seconds] == [
        0,
        *(index * NS_PER_S for index in (1, 2, 3)),
    ]
    assert [s(sum(each.all.state_ns.values())) for each in part.seconds] == [0.3, 1, 1, 0.7]


def test_encounters_of_a_session_are_its_own() -> None:
    counter = Counter()
    counter.rec.divert(counter.session())
    counter.look(2)
    counter.rec.told(None, True)
    counter.look(5)
    counter.rec.told(None, False)
    counter.look(3)
    counter.rec.told(None, True)
    counter.look(4)
    counter.rec.divert(None)
    counter.look(6)
    counter.rec.told(None, False)
    counter.look(12)
    (part,) = counter.rec.unsaved().sessions
    assert [(s(each.duration_ns), each.whole) for each in part.encounters] == [
        (5, True),
        (4, False),
    ]
    assert [(s(each.duration_ns), each.whole) for each in counter.encounters()] == [(6, False)]
    assert counter.rec.today.present.encounters.count == 1


def test_a_session_may_be_paused() -> None:
    counter = Counter()
    counter.rec.divert(counter.session())
    counter.look(5)
    counter.rec.pause()
    counter.wait(10)
    counter.rec.resume()
    counter.look(5)
    counter.rec.divert(None)
    (part,) = counter.rec.unsaved().sessions
    assert spent(total(part.seconds, UtcNs(0))) == {"customer": 10, "paused": 10}
    minutes = counter.minutes()
    assert (spent(minutes), s(minutes.practice_ns)) == ({}, 20)


@pytest.mark.parametrize("set_by_s", [-56 * 365 * 86_400, -5, 5, 9 * 365 * 86_400])
def test_a_session_goes_on_second_by_second_when_the_clock_is_set(set_by_s: int) -> None:
    counter = Counter()
    counter.rec.divert(counter.session())
    counter.look(10)
    counter.clock.utc = UtcNs(counter.clock.utc + set_by_s * NS_PER_S)
    counter.look(10)
    counter.rec.divert(None)
    (part,) = counter.rec.unsaved().sessions
    starts = [each.start_utc_ns - counter.start for each in part.seconds]
    assert starts == [index * NS_PER_S for index in range(20)]
    assert {s(sum(each.all.state_ns.values())) for each in part.seconds} == {1}
    assert sum(each.samples for each in part.seconds) == 200
    assert all(each.onset_ns >= counter.start for each in part.glances)
    # The counter's own minutes follow the wall clock as it is.
    assert s(counter.minutes().practice_ns) == 20
    newest_ns = UtcNs(counter.clock.utc - 1)
    assert newest_ns - newest_ns % MINUTE_NS in counter.rec.open_minutes()


def test_parts_of_a_session_wait_until_they_are_stored() -> None:
    counter = Counter()
    first = counter.session("one")
    counter.rec.divert(first)
    counter.look(3)
    counter.rec.divert(replace(first, session_id="two"))
    counter.look(3)
    held = counter.rec.unsaved()
    counter.look(1)
    assert [part.session_id for part in held.sessions] == [first.session_id, "two"]
    counter.rec.saved(held)
    (left,) = counter.rec.unsaved().sessions
    assert left.session_id == "two"
    assert len(left.seconds) <= 2


def test_a_second_that_grew_while_it_was_stored_is_stored_again() -> None:
    counter = Counter()
    counter.rec.divert(counter.session())
    counter.look(2.5)
    held = counter.rec.unsaved()
    counter.look(0.3)
    counter.rec.saved(held)
    (left,) = counter.rec.unsaved().sessions
    (second,) = left.seconds
    assert (second.samples, second.start_utc_ns - counter.start) == (8, 2 * NS_PER_S)


def test_a_worker_that_is_gone_is_a_gap_at_once() -> None:
    counter = Counter()
    counter.look(5)
    counter.rec.interrupt()
    assert counter.rec.now().state is None
    counter.wait(1.5)
    assert s(counter.minutes().gap_ns) >= 0.5
    counter.look(1)
    assert counter.rec.now().state is State.CUSTOMER


# --- look-aways of today --------------------------------------------------------------------------


def test_long_look_aways_of_today_are_listed_as_they_are_counted() -> None:
    counter = Counter()
    counter.look(3)
    counter.look(4, pitch_deg=-40)
    counter.look(3)
    counter.look(2, pitch_deg=-40)
    counter.look(3)
    counter.look(7, pitch_deg=-40)
    counter.look(15)
    listed = counter.rec.look_aways()
    assert [(s(each.onset_utc_ns - counter.start), each.prolonged) for each in listed.items] == [
        (3, False),
        (15, True),
    ]
    assert counter.rec.today.all.long_look_aways == 2
    assert listed.since_utc_ns == counter.start > listed.day_start_utc_ns


def test_yesterdays_look_aways_are_gone() -> None:
    counter = Counter(datetime(2026, 3, 2, 22, 59, 30, tzinfo=UTC))
    counter.look(5)
    counter.look(4, pitch_deg=-40)
    counter.look(15)
    assert len(counter.rec.look_aways().items) == 1
    counter.look(10)
    listed = counter.rec.look_aways()
    assert listed.items == ()
    assert listed.since_utc_ns == listed.day_start_utc_ns


# --- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Atlantic/Azores", datetime(2026, 3, 2, 1, tzinfo=UTC)),
        # There it is still the day before, which is over here and is not opened again.
        ("America/New_York", datetime(2026, 3, 1, 23, tzinfo=UTC)),
    ],
)
def test_changed_settings_lose_nothing_and_move_the_day(zone: str, start: datetime) -> None:
    counter = Counter(datetime(2026, 3, 2, 3, tzinfo=UTC))
    counter.look(10)
    counter.by.move_to(ZoneInfo(zone), counter.clock.utc)
    counter.rec.follow()
    counter.look(10, pitch_deg=-40)
    counter.rec.end()
    today = counter.rec.today
    assert spent(today) == {"customer": 10, "device": 10}
    assert today.start_utc_ns == start.timestamp() * NS_PER_S


def test_a_sample_from_before_a_cut_counts_for_nothing() -> None:
    counter = Counter()
    counter.look(5)
    late = seen((counter.clock.mono - Ns(50_000_000)) / NS_PER_S)
    counter.rec.divert(counter.session())
    counter.rec.take(late)
    assert counter.rec.now().sample_t_ns != late.t_ns
    counter.look(5)
    counter.rec.divert(None)
    (part,) = counter.rec.unsaved().sessions
    assert total(part.seconds, UtcNs(0)).samples == 50
    booked = counter.minutes()
    assert spent(booked) == {"customer": 5}
    assert booked.samples == 50
