from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.attention.state import Area, Glance, State
from monitor.errors import NotFound, SessionRefused, StoreError
from monitor.metrics.buckets import Bucket
from monitor.metrics.session import Session, SessionRecord, SessionSource
from monitor.ports.scripted_clock import ScriptedClock
from monitor.runtime.site.session_texts import NOTE_CHARS
from monitor.runtime.site.sessions import LONGEST_NS, Sessions
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs
from tests.buckets import flat_bucket
from tests.unit.runtime.morning import BACK, FRONT, clock_at, store_in


class Site:
    def __init__(self, store: SqlStore, clock: ScriptedClock | None = None) -> None:
        self.store = store
        self.clock = clock or clock_at()
        self.diverted: list[tuple[CounterId, str | None]] = []
        self.flushed: list[CounterId] = []
        self.sessions = Sessions(
            (FRONT, BACK), store.sessions, self.clock, self._divert, self.flushed.append
        )

    def _divert(self, counter: CounterId, session: Session | None) -> None:
        self.diverted.append((counter, None if session is None else session.name))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = store_in(tmp_path)
    yield opened
    opened.close()


def test_a_session_starts_on_a_whole_second_and_stops_once(store: SqlStore) -> None:
    site = Site(store)
    site.clock.forward(0.7)
    made = site.sessions.start(FRONT, "  Morning round ", "role-play\nwith Ana")
    assert (made.name, made.note) == ("Morning round", "role-play\nwith Ana")
    assert made.start_utc_ns == site.clock.ago(0.7)
    assert site.sessions.running(FRONT) == made
    assert site.sessions.find(made.session_id) == made
    site.clock.forward(61)
    ended = site.sessions.stop(made.session_id)
    assert ended.end_utc_ns == site.clock.utc
    assert site.sessions.running(FRONT) is None
    assert store.sessions.find(made.session_id) == ended
    assert site.diverted == [(FRONT, "Morning round"), (FRONT, None)]
    assert site.flushed == [FRONT]
    with pytest.raises(SessionRefused, match="'Morning round' has ended before"):
        site.sessions.stop(made.session_id)
    assert site.sessions.find(made.session_id) == ended


def test_one_session_at_a_counter_and_one_at_each(store: SqlStore) -> None:
    sessions = Site(store).sessions
    first = sessions.start(FRONT, "one")
    with pytest.raises(SessionRefused, match="'one' is running at the counter 'front': stop it"):
        sessions.start(FRONT, "two")
    sessions.start(BACK, "two")
    sessions.stop(first.session_id)
    sessions.start(FRONT, "three")
    assert {each.name for each in sessions.all()} == {"one", "two", "three"}


@pytest.mark.parametrize(
    ("name", "note", "said"),
    [
        ("", "", "name = '': accepted are 1 to 80 printable characters"),
        ("   ", "", "accepted are 1 to 80"),
        ("x" * 81, "", "accepted are 1 to 80"),
        ("a\nb", "", "accepted are 1 to 80"),
        ("ok", "x" * 2_001, "note has 2001 characters: accepted are 0 to 2000"),
        ("ok", "x" * 10_000_000, "note has 10000000 characters: accepted are 0 to 2000"),
        ("ok", "bell \x07", "note has a character that cannot be printed"),
    ],
)
def test_names_and_notes_that_cannot_be_used(
    store: SqlStore, name: str, note: str, said: str
) -> None:
    site = Site(store)
    with pytest.raises(SessionRefused, match=said) as refused:
        site.sessions.start(FRONT, name, note)
    assert len(str(refused.value)) < 200
    assert site.sessions.all() == ()
    assert site.diverted == []


def test_a_session_that_cannot_be_kept_is_not_started(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(store)

    def full(_self: object, _session: Session) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(type(store.sessions), "save", full)
        with pytest.raises(StoreError):
            site.sessions.start(FRONT, "one")
    assert site.diverted == []
    assert site.sessions.running(FRONT) is None
    site.sessions.start(FRONT, "one")


def test_the_end_counts_though_the_database_fails_and_is_kept_later(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site = Site(store)
    made = site.sessions.start(FRONT, "one")

    def full(_self: object, _session: Session) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr(type(store.sessions), "save", full)
        ended = site.sessions.stop(made.session_id)
    assert "the disk is full" in caplog.text
    assert site.sessions.find(made.session_id) == ended
    assert site.sessions.all() == (ended,)
    with pytest.raises(SessionRefused):
        site.sessions.stop(made.session_id)
    site.sessions.keep()
    assert store.sessions.find(made.session_id) == ended


def test_a_session_left_running_is_closed_at_its_last_second(store: SqlStore) -> None:
    before = Site(store)
    left = before.sessions.start(FRONT, "left")
    empty = before.sessions.start(BACK, "empty")
    seconds = [
        flat_bucket(UtcNs(left.start_utc_ns + index * NS_PER_S), {State.CUSTOMER: NS_PER_S})
        for index in range(5)
    ]
    store.sessions.add(left.session_id, seconds, (), ())
    again = Site(store, before.clock)
    again.clock.forward(3600)
    again.sessions.restore()
    assert again.sessions.find(left.session_id).end_utc_ns == left.start_utc_ns + 5 * NS_PER_S
    assert again.sessions.find(empty.session_id).end_utc_ns == empty.start_utc_ns
    again.sessions.start(FRONT, "next")


def test_a_forgotten_session_ends_by_itself(store: SqlStore) -> None:
    site = Site(store)
    made = site.sessions.start(FRONT, "forgotten")
    site.clock.forward(LONGEST_NS / NS_PER_S - 1)
    site.sessions.follow()
    assert site.sessions.running(FRONT) is not None
    site.clock.forward(1)
    site.sessions.follow()
    assert site.sessions.running(FRONT) is None
    assert site.sessions.find(made.session_id).end_utc_ns == site.clock.utc


@pytest.mark.parametrize("set_by_s", [-56 * 365 * 86_400, -3600, 3600])
def test_a_clock_that_is_set_leaves_a_session_as_long_as_it_is(
    store: SqlStore, set_by_s: int
) -> None:
    site = Site(store)
    site.clock.forward(0.5)
    made = site.sessions.start(FRONT, "one")
    site.clock.forward(20)
    site.clock.utc = UtcNs(site.clock.utc + set_by_s * NS_PER_S)
    site.sessions.follow()
    assert site.sessions.note(made.session_id, None, "now").at_utc_ns == (
        made.start_utc_ns + 20_500_000_000
    )
    site.clock.forward(10)
    ended = site.sessions.stop(made.session_id)
    assert ended.end_utc_ns == made.start_utc_ns + 30_500_000_000
    assert site.sessions.find(made.session_id) == ended


def test_a_session_over_which_the_clock_was_set_ends_by_itself_too(store: SqlStore) -> None:
    site = Site(store)
    back = site.sessions.start(FRONT, "set back")
    site.clock.utc = UtcNs(site.clock.utc - 30 * 86_400 * NS_PER_S)
    site.clock.forward(LONGEST_NS / NS_PER_S)
    site.sessions.follow()
    assert site.sessions.find(back.session_id).end_utc_ns == back.start_utc_ns + LONGEST_NS
    slept = site.sessions.start(FRONT, "slept over")
    site.clock.forward(60)
    # The computer sleeps for a night: its monotonic clock stands still.
    site.clock.utc = UtcNs(site.clock.utc + LONGEST_NS)
    site.sessions.follow()
    assert site.sessions.find(slept.session_id).end_utc_ns == slept.start_utc_ns + 60 * NS_PER_S


def test_notes_at_a_moment(store: SqlStore) -> None:
    site = Site(store)
    made = site.sessions.start(FRONT, "one")
    site.clock.forward(30)
    note = site.sessions.note(made.session_id, site.clock.ago(10), " looked away \n again ")
    assert note.text == "looked away \n again"
    assert site.sessions.record(made.session_id).notes == (note,)
    for wrong, said in (
        (site.clock.ago(31), "-1 s after the session's start: accepted is from 0 to 30 s"),
        (site.clock.ago(-1), "31 s after the session's start"),
    ):
        with pytest.raises(SessionRefused, match=said):
            site.sessions.note(made.session_id, wrong, "text")
    for text in ("", "  ", "x" * (NOTE_CHARS + 1)):
        with pytest.raises(SessionRefused, match="accepted are 1 to 2000"):
            site.sessions.note(made.session_id, site.clock.utc, text)
    site.sessions.stop(made.session_id)
    site.sessions.note(made.session_id, made.start_utc_ns, "the start")
    site.sessions.remove_note(made.session_id, note.note_id)
    assert [each.text for each in site.sessions.record(made.session_id).notes] == ["the start"]
    with pytest.raises(NotFound, match="has no note"):
        site.sessions.remove_note(made.session_id, note.note_id)


def test_a_session_is_removed_whole_once_it_has_ended(store: SqlStore) -> None:
    site = Site(store)
    made = site.sessions.start(FRONT, "one")
    with pytest.raises(SessionRefused, match="is running: stop it first"):
        site.sessions.remove(made.session_id)
    site.sessions.note(made.session_id, site.clock.utc, "note")
    site.sessions.stop(made.session_id)
    site.sessions.remove(made.session_id)
    assert site.sessions.all() == ()
    for ask in (site.sessions.find, site.sessions.record, site.sessions.stop, site.sessions.remove):
        with pytest.raises(NotFound, match="there is no session"):
            ask(made.session_id)


def test_what_is_not_there_is_said(store: SqlStore) -> None:
    sessions = Site(store).sessions
    with pytest.raises(NotFound, match="'side': known are front, back"):
        sessions.start(CounterId("side"), "one")
    with pytest.raises(NotFound, match="there is no session 'none'"):
        sessions.note("none", UtcNs(0), "text")


def test_a_clip_becomes_a_session_that_ends_now(store: SqlStore) -> None:
    site = Site(store)

    def record(start: UtcNs) -> SessionRecord:
        seconds: Sequence[Bucket] = [flat_bucket(start, {State.DEVICE: NS_PER_S})]
        return SessionRecord(seconds, [Glance(Area.DEVICE, Ns(start), Ns(start + NS_PER_S))])

    made = site.sessions.import_clip(FRONT, "role-play", record, 90 * NS_PER_S, "filmed")
    assert made.source is SessionSource.CLIP
    assert (made.start_utc_ns, made.end_utc_ns) == (site.clock.ago(90), site.clock.utc)
    kept = site.sessions.record(made.session_id)
    assert kept.seconds[0].start_utc_ns == made.start_utc_ns
    assert kept.glances[0].dwell_ns == NS_PER_S
    assert site.diverted == []
    assert site.sessions.running(FRONT) is None


def test_when_the_service_stops_its_sessions_end(store: SqlStore) -> None:
    site = Site(store)
    site.sessions.start(FRONT, "one")
    site.sessions.start(BACK, "two")
    site.clock.forward(5)
    site.sessions.end_all()
    assert {each.end_utc_ns for each in store.sessions.all()} == {site.clock.utc}
