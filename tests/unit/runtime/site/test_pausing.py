from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.errors import NotFound, StoreError
from monitor.runtime.site.pausing import Pauses
from monitor.snapshot.counter import PauseReason, PauseView
from monitor.units import CounterId, UtcNs
from tests.unit.runtime.morning import BACK, FRONT, clock_at, store_in, utc

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVENING = datetime(2026, 3, 2, 18, tzinfo=UTC)


class Site:
    """Two counters of a shop that is open from 12 to 18."""

    def __init__(self, store: SqlStore, start: datetime = NOON) -> None:
        self.clock = clock_at(start)
        self.said: list[PauseView] = []
        self.pauses = Pauses(
            (FRONT, BACK), store.journal, self.clock, self.said.append, self.is_open
        )

    def is_open(self, utc_ns: UtcNs) -> bool:
        return utc(NOON) <= utc_ns < utc(EVENING)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = store_in(tmp_path)
    yield opened
    opened.close()


def test_one_touch_pauses_one_counter_and_touching_again_changes_nothing(store: SqlStore) -> None:
    site = Site(store)
    since = site.clock.utc
    first = site.pauses.pause(FRONT)
    assert (first.paused, first.reason, first.since_utc_ns) == (True, PauseReason.HAND, since)
    site.clock.forward(60)
    assert site.pauses.pause(FRONT) == first
    assert not site.pauses.view(BACK).paused
    assert not site.pauses.resume(FRONT).paused
    assert not site.pauses.resume(FRONT).paused
    assert [(view.counter, view.paused) for view in site.said] == [(FRONT, True), (FRONT, False)]


def test_a_pause_by_hand_survives_a_restart_with_its_beginning(store: SqlStore) -> None:
    before = Site(store)
    paused = before.pauses.pause(FRONT)
    again = Site(store)
    again.clock.forward(3600)
    again.pauses.restore()
    assert again.said == [paused]
    again.pauses.resume(FRONT)
    last = Site(store)
    last.pauses.restore()
    assert last.said == []


def test_a_closed_shop_is_paused_for_its_own_reason_until_it_opens(store: SqlStore) -> None:
    site = Site(store, EVENING)
    site.pauses.restore()
    view = site.pauses.view(FRONT)
    assert (view.reason, view.since_utc_ns) == (PauseReason.CLOSED, utc(EVENING))
    site.clock.forward(3600)
    site.pauses.follow()
    assert site.pauses.view(FRONT) == view
    assert len(site.said) == 2
    site.clock.utc = UtcNs(utc(NOON) + 24 * 3600 * 10**9)
    site.pauses = Pauses((FRONT,), store.journal, site.clock, site.said.append)
    site.pauses.follow()
    assert not site.pauses.view(FRONT).paused


def test_by_hand_wins_over_the_hours_of_the_shop(store: SqlStore) -> None:
    site = Site(store)
    since = site.pauses.pause(FRONT).since_utc_ns
    site.clock.utc = utc(EVENING)
    site.pauses.follow()
    view = site.pauses.view(FRONT)
    assert (view.reason, view.since_utc_ns) == (PauseReason.HAND, since)
    # Resumed while the shop is closed, it is paused because the shop is closed.
    assert site.pauses.resume(FRONT).reason is PauseReason.CLOSED
    assert site.pauses.pause(FRONT).reason is PauseReason.HAND
    site.clock.utc = utc(NOON)
    site.pauses.follow()
    assert site.pauses.view(FRONT).reason is PauseReason.HAND


def test_a_pause_holds_though_the_database_fails_and_is_kept_later(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site = Site(store)

    def full(_counter: CounterId, _since: UtcNs | None) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(type(store.journal), "set_paused", lambda _self, *said: full(*said))
        with caplog.at_level(logging.ERROR):
            assert site.pauses.pause(FRONT).paused
    assert "the disk is full" in caplog.text
    assert store.journal.paused_since(FRONT) is None
    site.pauses.keep()
    assert store.journal.paused_since(FRONT) == site.clock.utc


def test_an_unknown_counter_is_named(store: SqlStore) -> None:
    pauses = Site(store).pauses
    for ask in (pauses.pause, pauses.resume, pauses.view):
        with pytest.raises(NotFound, match="'side': known are front, back"):
            ask(CounterId("side"))
