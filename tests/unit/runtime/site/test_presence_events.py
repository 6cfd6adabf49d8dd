from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.errors import NotFound, PresenceRefused
from monitor.ports import PresenceEvent
from monitor.ports.scripted_clock import ScriptedClock
from monitor.runtime.site.presence_events import PresenceEventParams, PresenceEvents
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.unit.runtime.morning import BACK, FRONT, clock_at, store_in


class Door:
    def __init__(self, store: SqlStore, clock: ScriptedClock | None = None) -> None:
        self.clock = clock or clock_at()
        self.heard: list[tuple[CounterId, PresenceEvent | None]] = []
        self.takes: dict[CounterId, PresenceEventParams | None] = {
            FRONT: PresenceEventParams(),
            BACK: None,
        }
        self.events = PresenceEvents(
            (FRONT, BACK),
            lambda counter: self.takes[counter],
            store.journal,
            self.clock,
            lambda counter, event: self.heard.append((counter, event)),
        )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = store_in(tmp_path)
    yield opened
    opened.close()


def test_an_event_is_now_unless_it_says_when(store: SqlStore) -> None:
    door = Door(store)
    came = door.events.note(FRONT, "a", True)
    assert (came.known_before, came.present, came.since_utc_ns) == (False, True, door.clock.utc)
    door.clock.forward(30)
    went = door.events.note(FRONT, "b", False, door.clock.ago(4))
    assert (went.present, went.since_utc_ns) == (False, door.clock.ago(4))
    assert [event.present for _, event in door.heard if event] == [True, False]


def test_the_same_id_counts_once_however_late_it_is_sent_again(store: SqlStore) -> None:
    door = Door(store)
    at = door.clock.ago(1)
    first = door.events.note(FRONT, "a", True, at)
    door.clock.forward(3600)
    again = door.events.note(FRONT, "a", True, at)
    assert again.known_before
    assert (again.present, again.since_utc_ns) == (first.present, at)
    # Sent again without its time it is known too, and what it says is not taken for news.
    assert door.events.note(FRONT, "a", False).known_before
    assert len(door.heard) == 1
    # The same id at another service start is still the same event.
    assert Door(store, door.clock).events.note(FRONT, "a", True, at).known_before


def test_a_repeated_arrival_does_not_begin_a_new_visit(store: SqlStore) -> None:
    door = Door(store)
    came = door.events.note(FRONT, "a", True)
    door.clock.forward(20)
    assert door.events.note(FRONT, "b", True).since_utc_ns == came.since_utc_ns


@pytest.mark.parametrize(
    ("ago_s", "said"),
    [
        (10.5, "10.5 s old, and that time is booked already: accepted are events up to 10 s old"),
        (86_400, "accepted are events up to 10 s old"),
        (-2.5, "2.5 s in the future: accepted are events up to 2 s ahead"),
    ],
)
def test_the_past_and_the_future_are_refused_in_one_sentence(
    store: SqlStore, ago_s: float, said: str
) -> None:
    door = Door(store)
    with pytest.raises(PresenceRefused, match=said):
        door.events.note(FRONT, "a", True, door.clock.ago(ago_s))
    assert door.heard == []
    assert store.journal.presence(FRONT, UtcNs(0), UtcNs(2**62)) == ()


def test_what_is_just_in_time_is_taken(store: SqlStore) -> None:
    door = Door(store)
    assert door.events.note(FRONT, "a", True, door.clock.ago(10)).present
    assert not door.events.note(FRONT, "b", False, door.clock.ago(-2)).present


def test_events_out_of_order_are_refused(store: SqlStore) -> None:
    door = Door(store)
    door.events.note(FRONT, "a", True, door.clock.ago(3))
    with pytest.raises(PresenceRefused, match="in the order in which they happened"):
        door.events.note(FRONT, "b", False, door.clock.ago(5))


def test_a_clock_that_was_set_back_does_not_lock_the_door(store: SqlStore) -> None:
    door = Door(store)
    door.events.note(FRONT, "a", True)
    door.clock.utc = UtcNs(door.clock.utc - 3600 * NS_PER_S)
    assert not door.events.note(FRONT, "b", False).present


def test_a_restart_goes_on_from_the_newest_event_unless_it_is_too_old(store: SqlStore) -> None:
    door = Door(store)
    door.events.note(FRONT, "a", False)
    door.clock.forward(60)
    came = door.events.note(FRONT, "b", True)
    door.clock.forward(3 * 3600)
    soon = Door(store, door.clock)
    soon.events.restore()
    assert soon.events.newest(FRONT) == PresenceEvent("b", came.since_utc_ns, True)
    assert soon.events.newest(BACK) is None
    door.clock.forward(1)
    assert soon.events.note(FRONT, "c", True).since_utc_ns == came.since_utc_ns
    door.clock.forward(5 * 3600)
    late = Door(store, door.clock)
    late.events.restore()
    assert late.events.newest(FRONT) is None


def test_after_hours_without_an_event_nobody_knows(store: SqlStore) -> None:
    door = Door(store)
    door.events.note(FRONT, "a", True)
    door.clock.forward(4 * 3600 - 1)
    door.events.follow()
    assert len(door.heard) == 1
    door.clock.forward(2)
    door.events.follow()
    door.events.follow()
    assert [event for _, event in door.heard[1:]] == [None]
    # The next one counts again, from its own moment.
    assert door.events.note(FRONT, "b", True).since_utc_ns == door.clock.utc


def test_nobody_stays_for_a_year_because_the_clock_was_set_back(store: SqlStore) -> None:
    door = Door(store)
    door.events.note(FRONT, "a", True)
    door.clock.utc = UtcNs(door.clock.utc - 365 * 86_400 * NS_PER_S)
    hours = PresenceEventParams().stale_after_s
    door.clock.forward(hours)
    door.events.follow()
    assert door.events.newest(FRONT) is not None
    door.clock.forward(1)
    door.events.follow()
    assert door.events.newest(FRONT) is None
    assert door.heard[-1] == (FRONT, None)


def test_changed_settings_forget_what_is_no_events_any_more(store: SqlStore) -> None:
    door = Door(store)
    door.events.note(FRONT, "a", True)
    door.takes = {FRONT: None, BACK: PresenceEventParams()}
    door.events.follow_settings()
    assert door.events.newest(FRONT) is None
    with pytest.raises(PresenceRefused, match="does not take presence from events"):
        door.events.note(FRONT, "b", True)
    assert door.events.note(BACK, "c", True).present


def test_who_may_not_speak_is_told_why(store: SqlStore) -> None:
    events = Door(store).events
    with pytest.raises(PresenceRefused, match=r'counters\.presence\.kind = "event"'):
        events.note(BACK, "a", True)
    with pytest.raises(NotFound, match="'side': known are front, back"):
        events.note(CounterId("side"), "a", True)
    for wrong in ("", "x" * 81, "a\nb"):
        with pytest.raises(PresenceRefused, match="1 to 80 printable"):
            events.note(FRONT, wrong, True)
