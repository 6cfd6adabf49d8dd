from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.errors import NotFound, because
from monitor.runtime.counter.corrections import Corrections, LookAway, SeenLookAways
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.unit.runtime.morning import FRONT, clock_at, store_in


class Day:
    def __init__(self, store: SqlStore, *, lengths_s: tuple[float, ...] = (3.5, 8.0)) -> None:
        self.clock = clock_at()
        self.midnight = self.clock.ago(10 * 3600)
        self.items = tuple(
            LookAway(
                self.clock.ago(600 - 60 * index),
                self.clock.ago(600 - 60 * index - length_s),
                length_s >= 6,
            )
            for index, length_s in enumerate(lengths_s)
        )
        self.since = self.clock.ago(3600)
        self.corrections = Corrections(store.journal, self.clock, self._seen)

    def _seen(self, counter: CounterId) -> SeenLookAways:
        if counter != FRONT:
            raise NotFound(because("no_counter", counter=counter, known=FRONT))
        end = UtcNs(self.midnight + 24 * 3600 * NS_PER_S)
        return SeenLookAways(self.since, self.midnight, end, self.items)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = store_in(tmp_path)
    yield opened
    opened.close()


def test_a_correction_marks_one_and_can_be_taken_back(store: SqlStore) -> None:
    day = Day(store)
    first, second = day.items
    said = day.corrections.correct(FRONT, second.onset_utc_ns)
    assert (said.corrected, said.prolonged, said.dwell_ns) == (True, True, 8 * NS_PER_S)
    assert day.corrections.correct(FRONT, second.onset_utc_ns) == said
    assert day.corrections.today(FRONT).items == (first, said)
    kept = day.corrections.between(FRONT, day.midnight, day.clock.utc)
    assert [(each.onset_utc_ns, each.made_utc_ns) for each in kept] == [
        (second.onset_utc_ns, day.clock.utc)
    ]
    assert not day.corrections.take_back(FRONT, second.onset_utc_ns).corrected
    assert not day.corrections.take_back(FRONT, second.onset_utc_ns).corrected
    assert day.corrections.today(FRONT).items == (first, second)
    assert day.corrections.between(FRONT, day.midnight, day.clock.utc) == ()


def test_after_a_restart_corrected_ones_are_left_and_the_rest_is_said_to_be_lost(
    store: SqlStore,
) -> None:
    before = Day(store)
    told = before.corrections.correct(FRONT, before.items[1].onset_utc_ns)
    again = Day(store, lengths_s=())
    today = again.corrections.today(FRONT)
    assert today.items == (told,)
    assert not today.complete
    assert today.listed_since_utc_ns == again.since
    assert not again.corrections.take_back(FRONT, told.onset_utc_ns).corrected
    assert again.corrections.today(FRONT).items == ()


def test_a_whole_day_is_complete(store: SqlStore) -> None:
    day = Day(store)
    day.since = day.midnight
    assert day.corrections.today(FRONT).complete


def test_what_is_no_long_look_away_of_today_cannot_be_corrected(store: SqlStore) -> None:
    day = Day(store)
    for change in (day.corrections.correct, day.corrections.take_back):
        with pytest.raises(NotFound, match="no long look-away of today at the counter 'front'"):
            change(FRONT, UtcNs(day.items[0].onset_utc_ns + 1))
        with pytest.raises(NotFound, match="no counter 'side'"):
            change(CounterId("side"), day.items[0].onset_utc_ns)
    assert day.corrections.between(FRONT, UtcNs(0), day.clock.utc) == ()
