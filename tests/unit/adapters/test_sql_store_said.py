"""What people and other machines said, and training sessions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Glance, State
from monitor.errors import NotFound
from monitor.metrics.buckets import Bucket
from monitor.metrics.session import Session, SessionNote, SessionRecord, SessionSource
from monitor.ports import Borders, Correction, PresenceEvent
from monitor.units import NS_PER_S, Ns, UtcNs
from tests.buckets import flat_bucket
from tests.unit.adapters.test_sql_store import EIGHT, EVER, MAIN, SIDE


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    opened = open_store(database_url, "shop")
    yield opened
    opened.close()


@pytest.fixture
def other(database_url: str, store: SqlStore) -> Iterator[SqlStore]:
    """Another site in the same database."""
    del store
    opened = open_store(database_url, "other")
    yield opened
    opened.close()


def s(seconds: float) -> UtcNs:
    return UtcNs(EIGHT + round(seconds * NS_PER_S))


def test_an_event_is_kept_once(store: SqlStore, other: SqlStore) -> None:
    came, went = PresenceEvent("till-1", s(5), True), PresenceEvent("till-2", s(9), False)
    assert store.journal.note_presence(MAIN, went)
    assert store.journal.note_presence(MAIN, came)
    assert not store.journal.note_presence(MAIN, PresenceEvent("till-1", s(60), False))
    assert store.journal.presence(MAIN, *EVER) == (came, went)
    assert store.journal.presence(MAIN, s(5), s(9)) == (came,)
    assert store.journal.note_presence(SIDE, came)
    assert other.journal.note_presence(MAIN, came)
    assert other.journal.presence(SIDE, *EVER) == ()


def test_a_pause_survives_a_restart(store: SqlStore, database_url: str) -> None:
    assert store.journal.paused_since(MAIN) is None
    store.journal.set_paused(MAIN, s(1))
    store.journal.set_paused(MAIN, s(2))
    store.close()
    again = open_store(database_url, "shop")
    assert (again.journal.paused_since(MAIN), again.journal.paused_since(SIDE)) == (s(2), None)
    again.journal.set_paused(MAIN, None)
    again.journal.set_paused(MAIN, None)
    assert again.journal.paused_since(MAIN) is None
    again.close()


def test_a_correction_is_kept_once_and_taken_back_once(store: SqlStore) -> None:
    first, second = Correction(s(1), s(5), s(50)), Correction(s(7), s(12), s(51))
    assert store.journal.correct(MAIN, second)
    assert store.journal.correct(MAIN, first)
    assert not store.journal.correct(MAIN, Correction(s(1), s(6), s(99)))
    assert store.journal.corrections(MAIN, *EVER) == (first, second)
    assert store.journal.corrections(MAIN, s(5), s(12)) == (second,)
    assert store.journal.corrections(SIDE, *EVER) == ()
    assert store.journal.take_back(MAIN, s(1))
    assert not store.journal.take_back(MAIN, s(1))
    assert store.journal.corrections(MAIN, *EVER) == (second,)


def session(name: str = "a1", start: float = 0, end: float | None = None) -> Session:
    ended = None if end is None else s(end)
    return Session(name, MAIN, "First day; Ñandú", "=1+1", s(start), ended, SessionSource.LIVE)


def test_sessions_are_found_newest_first(store: SqlStore, other: SqlStore) -> None:
    store.sessions.save(session("a1", 0))
    store.sessions.save(session("b2", 100))
    store.sessions.save(session("a1", 0, 60))
    assert store.sessions.all() == (session("b2", 100), session("a1", 0, 60))
    assert store.sessions.find("a1") == session("a1", 0, 60)
    assert store.sessions.find("zz") is None
    assert store.sessions.find("a1\0") is None
    assert not store.sessions.remove_note("a1", "\0")
    assert other.sessions.all() == ()
    assert not other.sessions.remove("a1")
    assert store.sessions.remove("a1")
    assert not store.sessions.remove("a1")


def test_a_record_is_written_in_place_and_read_in_order(store: SqlStore) -> None:
    store.sessions.save(session())
    seconds = [flat_bucket(s(n), {State.CUSTOMER: NS_PER_S}, samples=10) for n in range(3)]
    glances = [Glance(Area.DEVICE, Ns(s(1)), Ns(s(2))), Glance(Area.CUSTOMER, Ns(s(2)), Ns(s(3)))]
    visits = [Encounter(Ns(s(0)), Ns(s(3)), {State.CUSTOMER: NS_PER_S}, 5, 6, (7, 8), True, 1)]
    notes = [SessionNote("n1", s(1), "here"), SessionNote("n2", s(2), "there")]
    for _ in range(2):
        store.sessions.add("a1", seconds[::-1], glances[::-1], visits)
    longer = Glance(Area.DEVICE, Ns(s(1)), Ns(s(2.5)))
    store.sessions.add("a1", [], [longer], [])
    store.sessions.note("a1", notes[1])
    store.sessions.note("a1", SessionNote("n1", s(9), "wrong"))
    store.sessions.note("a1", notes[0])
    record = SessionRecord(tuple(seconds), (longer, glances[1]), tuple(visits), tuple(notes))
    assert store.sessions.record("a1") == record
    assert store.sessions.remove_note("a1", "n1")
    assert not store.sessions.remove_note("a1", "n1")
    assert store.sessions.record("a1").notes == (notes[1],)
    # Saving the session's own row again touches nothing of what belongs to it.
    store.sessions.save(session(end=60))
    assert len(store.sessions.record("a1").seconds) == 3
    store.sessions.remove("a1")
    store.sessions.save(session())
    assert store.sessions.record("a1") == SessionRecord()


def test_nothing_is_kept_of_a_session_that_is_not_there(store: SqlStore) -> None:
    with pytest.raises(NotFound, match="'gone'"):
        store.sessions.add("gone", [Bucket(s(0))], [], [])
    with pytest.raises(NotFound, match="'gone'"):
        store.sessions.note("gone", SessionNote("n", s(0), ""))
    assert store.sessions.record("gone") == SessionRecord()


def test_retention_of_what_was_said(store: SqlStore) -> None:
    for name, start, end in (("old", 0, 10), ("left", 0, None), ("new", 0, 100)):
        store.sessions.save(session(name, start, end))
        store.sessions.add(name, [Bucket(s(0))], [], [])
    for number in (1, 50):
        store.journal.note_presence(MAIN, PresenceEvent(f"e{number}", s(number), True))
        store.journal.correct(MAIN, Correction(s(number), s(number + 1), s(60)))
    store.journal.set_paused(MAIN, s(0))
    report = store.purge(Borders(s(50), s(0), s(50), s(50)), s(1000))
    assert dict(report.removed) == {
        "minutes": 0,
        "hours": 0,
        "encounters": 0,
        "sessions": 2,
        "presence_events": 1,
        "corrections": 1,
    }
    assert [each.session_id for each in store.sessions.all()] == ["new"]
    assert store.sessions.record("old") == SessionRecord()
    assert [each.event_id for each in store.journal.presence(MAIN, *EVER)] == ["e50"]
    assert len(store.journal.corrections(MAIN, *EVER)) == 1
    assert store.journal.paused_since(MAIN) == s(0)
