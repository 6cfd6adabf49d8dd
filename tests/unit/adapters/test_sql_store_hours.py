"""Hours are the sum of their minutes, whatever comes late, and outlive them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.attention.encounters import Encounter
from monitor.attention.state import State
from monitor.errors import StoreError
from monitor.metrics.buckets import MINUTE_NS, Bucket, total
from monitor.metrics.rollup import Span, Step, spans
from monitor.ports import Borders
from monitor.units import CounterId, Ns, UtcNs
from tests.unit.adapters.test_sql_store import EIGHT, EVER, MAIN, SIDE, minute

DAY = Span(EIGHT, UtcNs(EIGHT + 600 * MINUTE_NS))
HOURS = spans(DAY, Step.HOUR, UTC)
NOW = UtcNs(EIGHT + 10**15)


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    opened = open_store(database_url, "shop")
    yield opened
    opened.close()


def at(minutes: int) -> UtcNs:
    return UtcNs(EIGHT + minutes * MINUTE_NS)


def borders(
    minutes: UtcNs = UtcNs(0),
    hours: UtcNs = UtcNs(0),
    encounters: UtcNs = UtcNs(0),
    sessions: UtcNs = UtcNs(0),
) -> Borders:
    return Borders(minutes, hours, encounters, sessions)


def write(store: SqlStore, *indices: int) -> list[Bucket]:
    written = [minute(index) for index in indices]
    store.upsert_minutes(MAIN, written)
    return written


def seconds_of(store: SqlStore, span: Span = DAY) -> int:
    found = store.sums(MAIN, [span])
    return sum(bucket.all.state_ns[State.CUSTOMER] for bucket in found) // 10**9


def test_an_hour_counts_once_and_outlives_its_minutes(store: SqlStore) -> None:
    written = write(store, *range(30), 70, 130)
    expected = (total(written, EIGHT),)
    assert store.sums(MAIN, [DAY]) == expected
    assert store.rolled_until(MAIN) is None
    store.roll_up(MAIN, HOURS)
    store.roll_up(MAIN, HOURS)
    assert store.rolled_until(MAIN) == DAY.end_utc_ns
    assert store.sums(MAIN, [DAY]) == expected
    report = store.purge(borders(minutes=at(120)), NOW)
    assert report.removed["minutes"] == 31
    assert [m.start_utc_ns for m in store.minutes(MAIN, *EVER)] == [at(130)]
    assert store.sums(MAIN, [DAY]) == expected
    assert store.rolled_until(CounterId("nobody")) is None


def test_hours_without_minutes_hold_nothing(store: SqlStore) -> None:
    store.roll_up(MAIN, HOURS)
    assert store.sums(MAIN, HOURS) == ()
    assert store.rolled_until(MAIN) == DAY.end_utc_ns


def test_a_part_of_an_hour_is_summed_from_minutes(store: SqlStore) -> None:
    write(store, 10, 20, 50, 70)
    store.roll_up(MAIN, HOURS)
    assert seconds_of(store, Span(at(0), at(30))) == 60
    assert seconds_of(store, Span(at(15), at(60))) == 60
    assert seconds_of(store, Span(at(15), at(180))) == 90


def test_a_late_minute_is_summed_with_its_hour(store: SqlStore) -> None:
    """Of an hour that has minutes, of one that had none, and of one before all of them."""
    write(store, 70)
    store.roll_up(MAIN, HOURS[1:])
    write(store, 71)
    assert store.unrolled(MAIN, NOW) == (at(70), at(71))
    write(store, 130, 5)
    assert seconds_of(store) == 4 * 30
    assert store.unrolled(MAIN, NOW) == (at(5), at(70), at(71), at(130))
    assert store.unrolled(MAIN, at(71)) == (at(5), at(70))
    store.roll_up(MAIN, HOURS)
    assert store.unrolled(MAIN, NOW) == ()
    assert seconds_of(store) == 4 * 30
    assert store.unrolled(CounterId("nobody"), NOW) == ()


def test_minutes_stay_until_their_hour_is_summed(store: SqlStore) -> None:
    write(store, 10, 70)
    assert store.purge(borders(minutes=at(600)), NOW).removed["minutes"] == 0
    store.roll_up(MAIN, HOURS[:1])
    assert store.purge(borders(minutes=at(59)), NOW).removed["minutes"] == 0
    assert store.purge(borders(minutes=at(60)), NOW).removed["minutes"] == 1
    assert [m.start_utc_ns for m in store.minutes(MAIN, *EVER)] == [at(70)]


def test_retention_sums_anew_what_came_late_before_it_removes_it(store: SqlStore) -> None:
    write(store, 10)
    store.roll_up(MAIN, HOURS)
    write(store, 11, 10)
    assert store.purge(borders(minutes=at(600)), NOW).removed["minutes"] == 2
    assert store.minutes(MAIN, *EVER) == ()
    assert seconds_of(store) == 60


def test_a_minute_of_a_sealed_hour_is_left_out_and_counted(store: SqlStore) -> None:
    write(store, 10, 70)
    store.roll_up(MAIN, HOURS)
    store.purge(borders(minutes=at(60)), NOW)
    write(store, 10, 11, 71, 130)
    assert [m.start_utc_ns for m in store.minutes(MAIN, *EVER)] == [at(70), at(71), at(130)]
    assert seconds_of(store) == 4 * 30
    assert store.info().late_minutes == 2
    write(store, 11)
    assert store.info().late_minutes == 3
    store.upsert_minutes(SIDE, [minute(11)])
    assert store.info().late_minutes == 3
    # Summing its hour anew does not touch it either.
    store.roll_up(MAIN, HOURS)
    assert seconds_of(store) == 4 * 30


def test_a_new_time_zone_moves_the_borders(store: SqlStore) -> None:
    """Half an hour: the hours that stood overlap the new ones, and no minute counts twice."""
    written = write(store, *range(0, 240, 7))
    store.roll_up(MAIN, HOURS)
    kolkata = spans(DAY, Step.HOUR, ZoneInfo("Asia/Kolkata"))
    store.roll_up(MAIN, kolkata[2:])
    assert store.sums(MAIN, [DAY]) == (total(written, EIGHT),)
    store.purge(borders(minutes=at(1000)), NOW)
    store.roll_up(MAIN, HOURS)
    assert store.sums(MAIN, [DAY]) == (total(written, EIGHT),)


def test_an_hour_longer_than_a_day_is_a_mistake(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="longer than a day"):
        store.roll_up(MAIN, [Span(EIGHT, UtcNs(EIGHT + 1441 * MINUTE_NS))])


def test_retention_keeps_to_its_borders_and_its_site(store: SqlStore, database_url: str) -> None:
    other = open_store(database_url, "other")
    for each in (store, other):
        each.upsert_minutes(MAIN, [minute(10), minute(70), minute(130)])
        each.roll_up(MAIN, HOURS)
        each.upsert_encounters(MAIN, [Encounter(Ns(at(n)), Ns(at(n + 1))) for n in (1, 2, 3)])
    assert store.last_purge() is None
    report = store.purge(borders(minutes=at(120), hours=at(60), encounters=at(3)), NOW)
    assert dict(report.removed) == {
        "minutes": 2,
        "hours": 1,
        "encounters": 2,
        "sessions": 0,
        "presence_events": 0,
        "corrections": 0,
    }
    assert report == store.last_purge()
    assert seconds_of(store) == 60
    assert [e.start_ns for e in store.encounters(MAIN, *EVER)] == [at(3)]
    assert other.last_purge() is None
    assert len(other.minutes(MAIN, *EVER)) == 3
    assert len(other.encounters(MAIN, *EVER)) == 3
    again = store.purge(borders(minutes=at(120), hours=at(60), encounters=at(3)), UtcNs(NOW + 1))
    assert set(again.removed.values()) == {0}
    assert store.last_purge() == again
    other.close()


def test_retention_of_much(store: SqlStore) -> None:
    """More than fits one piece of anything."""
    written = [minute(index, glances=1) for index in range(0, 3000, 2)]
    store.upsert_minutes(MAIN, written)
    store.upsert_encounters(MAIN, [Encounter(Ns(at(n)), Ns(at(n + 1))) for n in range(1100)])
    long = spans(Span(EIGHT, at(3000)), Step.HOUR, UTC)
    store.roll_up(MAIN, long)
    report = store.purge(borders(minutes=at(3000), encounters=at(5000)), NOW)
    assert (report.removed["minutes"], report.removed["encounters"]) == (1500, 1100)
    assert store.sums(MAIN, [Span(EIGHT, at(3000))]) == (total(written, EIGHT),)


def test_writing_goes_on_while_hours_are_summed_and_removed(store: SqlStore) -> None:
    """Nothing is lost and nothing doubled, whoever comes first."""
    done = threading.Event()
    failures: list[StoreError] = []

    def tidy() -> None:
        try:
            while not done.is_set():
                store.roll_up(MAIN, HOURS[:5])
                store.purge(borders(minutes=at(60)), NOW)
        except StoreError as error:
            failures.append(error)

    tidying = threading.Thread(target=tidy)
    # The first hour stays open to late ones until it is removed whole.
    write(store, *range(60))
    tidying.start()
    try:
        for first in range(60, 300, 3):
            write(store, first, first + 1, first + 2)
            write(store, first + 1)
    finally:
        done.set()
        tidying.join()
    assert not failures
    assert seconds_of(store) == 300 * 30
    store.roll_up(MAIN, HOURS)
    store.purge(borders(minutes=at(600)), NOW)
    assert store.minutes(MAIN, *EVER) == ()
    assert seconds_of(store) == 300 * 30
    assert store.info().late_minutes == 0


def test_many_counters_in_one_write(store: SqlStore) -> None:
    counters = [CounterId(f"c{number}") for number in range(20)]
    store.upsert_counters({each: [minute(0), minute(1)] for each in counters})
    store.roll_up(counters[3], HOURS)
    store.purge(borders(minutes=at(60)), NOW)
    store.upsert_counters({each: [minute(0, seconds=9), minute(60)] for each in counters})
    for each in counters:
        assert (
            store.sums(each, [DAY])[0].all.state_ns[State.CUSTOMER]
            == (90 if each == counters[3] else 69) * 10**9
        )
    assert store.info().late_minutes == 1
