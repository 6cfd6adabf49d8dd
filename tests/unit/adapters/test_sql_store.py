from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.adapters.sql_store.migrate import head
from monitor.attention.state import Area, State
from monitor.errors import StoreError
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.rollup import Span, Step, roll_up, spans
from monitor.metrics.rule_ledger import RuleInForce
from monitor.metrics.suppression import PublishParams
from monitor.metrics.tallies import DurationTally
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.buckets import flat_bucket

MAIN, SIDE = CounterId("main"), CounterId("side")
EIGHT = UtcNs(1_774_771_200 * NS_PER_S)
EVER = (UtcNs(0), UtcNs(2**62))


def minute(index: int, seconds: int = 30, glances: int = 2) -> Bucket:
    tally = DurationTally()
    for number in range(glances):
        tally = tally.with_duration((number + 1) * NS_PER_S)
    return flat_bucket(
        UtcNs(EIGHT + index * MINUTE_NS),
        {State.CUSTOMER: seconds * NS_PER_S, State.UNKNOWN: 1},
        inferred_ns=7,
        gap_ns=8,
        samples=600,
        glances={Area.CUSTOMER: tally, Area.DEVICE: tally} if glances else {},
    )


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    opened = open_store(database_url, "shop")
    yield opened
    opened.close()


def test_what_was_written_comes_back_in_order(store: SqlStore) -> None:
    written = [minute(index, seconds=index) for index in range(1, 6)]
    store.upsert_minutes(MAIN, [written[3], written[0], written[4], written[2], written[1]])
    assert store.minutes(MAIN, *EVER) == tuple(written)


def test_a_span_takes_its_start_and_leaves_its_end(store: SqlStore) -> None:
    written = [minute(index) for index in range(4)]
    store.upsert_minutes(MAIN, written)
    inside = store.minutes(MAIN, written[1].start_utc_ns, written[3].start_utc_ns)
    assert inside == tuple(written[1:3])


def test_nothing_written_nothing_read(store: SqlStore) -> None:
    store.upsert_minutes(MAIN, [])
    assert store.minutes(MAIN, *EVER) == ()


def test_writing_again_changes_nothing(store: SqlStore) -> None:
    for _ in range(2):
        store.upsert_minutes(MAIN, [minute(0), minute(1)])
    assert store.minutes(MAIN, *EVER) == (minute(0), minute(1))


def test_a_minute_is_replaced_whole(store: SqlStore) -> None:
    store.upsert_minutes(MAIN, [minute(0, glances=3), minute(1)])
    store.upsert_minutes(MAIN, [minute(0, seconds=59, glances=0)])
    assert store.minutes(MAIN, *EVER) == (minute(0, seconds=59, glances=0), minute(1))


def test_of_two_buckets_of_one_minute_the_last_stays(store: SqlStore) -> None:
    store.upsert_minutes(MAIN, [minute(0, seconds=1), minute(0, seconds=2)])
    assert store.minutes(MAIN, *EVER) == (minute(0, seconds=2),)


def test_counters_and_sites_are_kept_apart(store: SqlStore, database_url: str) -> None:
    other = open_store(database_url, "other-site")
    store.upsert_minutes(MAIN, [minute(0, seconds=1)])
    store.upsert_minutes(SIDE, [minute(0, seconds=2)])
    other.upsert_minutes(MAIN, [minute(0, seconds=3), minute(9)])
    assert store.minutes(MAIN, *EVER) == (minute(0, seconds=1),)
    assert store.minutes(SIDE, *EVER) == (minute(0, seconds=2),)
    assert other.minutes(MAIN, *EVER) == (minute(0, seconds=3), minute(9))
    assert store.info().newest_utc_ns == minute(0).start_utc_ns
    other.close()


def test_info_tells_size_and_span(store: SqlStore) -> None:
    empty = store.info()
    assert (empty.oldest_utc_ns, empty.newest_utc_ns) == (None, None)
    assert (empty.revision, empty.late_minutes) == (head(), 0)
    store.upsert_minutes(MAIN, [minute(2)])
    store.upsert_minutes(SIDE, [minute(5)])
    full = store.info()
    assert full.oldest_utc_ns == minute(2).start_utc_ns
    assert full.newest_utc_ns == minute(5).start_utc_ns
    assert full.size_bytes is not None
    assert full.size_bytes > 4096


def test_readers_never_see_half_a_write(store: SqlStore) -> None:
    """A writer replaces ten minutes at a time with one and the same number of glances."""

    def batch(number: int) -> list[Bucket]:
        return [minute(index, seconds=number, glances=number) for index in range(10)]

    store.upsert_minutes(MAIN, batch(1))
    done = threading.Event()
    torn: list[object] = []
    reads = [0]

    def read() -> None:
        while not done.is_set():
            found = store.minutes(MAIN, *EVER)
            reads[0] += 1
            numbers = {bucket.all.state_ns[State.CUSTOMER] // NS_PER_S for bucket in found}
            counts = {bucket.all.glances[Area.DEVICE].count for bucket in found}
            bins = {sum(bucket.all.glances[Area.DEVICE].bins.values()) for bucket in found}
            if len(found) != 10 or not numbers == counts == bins or len(numbers) != 1:
                torn.append((numbers, counts, bins))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    writes = 0
    try:
        # However slowly the readers come to their turn, some of it happens at once.
        while writes < 40 or reads[0] < 4:
            store.upsert_minutes(MAIN, batch(1 + writes % 5))
            writes += 1
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert not torn


def test_writers_wait_for_one_another(store: SqlStore) -> None:
    failures: list[StoreError] = []

    def write(counter: CounterId) -> None:
        for index in range(20):
            try:
                store.upsert_minutes(counter, [minute(index)])
            except StoreError as error:
                failures.append(error)

    writers = [threading.Thread(target=write, args=(CounterId(f"c{n}"),)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures
    assert all(len(store.minutes(CounterId(f"c{n}"), *EVER)) == 20 for n in range(4))


def test_thirty_days_come_back_whole(store: SqlStore) -> None:
    """A shop open 12 hours a day. How long it takes is for `mostrador bench store` to say."""
    for day in range(30):
        written = [minute(day * 1440 + index, glances=1) for index in range(720)]
        store.upsert_minutes(MAIN, written)
    assert len(store.minutes(MAIN, *EVER)) == 30 * 720
    days = spans(Span(EIGHT, UtcNs(EIGHT + 30 * 1440 * MINUTE_NS)), Step.DAY, UTC)
    assert len(store.sums(MAIN, days)) == 30


def test_sums_are_those_of_the_minutes(store: SqlStore) -> None:
    written = [minute(index, seconds=index % 50, glances=index % 4) for index in range(300)]
    store.upsert_minutes(MAIN, written)
    store.upsert_minutes(SIDE, [minute(5)])
    cut = spans(Span(EIGHT, UtcNs(EIGHT + 600 * MINUTE_NS)), Step.HOUR, ZoneInfo("Asia/Kolkata"))
    some = [*cut[:2], *cut[3:]]
    found = store.sums(MAIN, some)
    assert found == tuple(each.bucket for each in roll_up(written, some))
    assert len(found) == 5
    assert store.sums(MAIN, []) == ()
    assert store.sums(CounterId("nobody"), some) == ()


def test_sums_of_many_spans(store: SqlStore) -> None:
    """Two months of hours are one statement."""
    store.upsert_minutes(MAIN, [minute(0), minute(62 * 1440)])
    cut = spans(Span(EIGHT, UtcNs(EIGHT + 63 * 1440 * MINUTE_NS)), Step.HOUR, UTC)
    assert len(cut) > 1500
    assert len(store.sums(MAIN, cut)) == 2


def test_rules_are_added_and_never_changed(store: SqlStore, database_url: str) -> None:
    lisbon, madrid = ZoneInfo("Europe/Lisbon"), ZoneInfo("Europe/Madrid")
    later = RuleInForce(UtcNs(EIGHT + 1), PublishParams(0.123456789, 0.1, 7), lisbon)
    first = RuleInForce(EIGHT, PublishParams(), madrid)
    assert store.rules() == ()
    store.add_rule(later)
    store.add_rule(first)
    store.add_rule(RuleInForce(EIGHT, PublishParams(min_encounters=1), lisbon))
    assert store.rules() == (first, later)
    other = open_store(database_url, "other")
    assert other.rules() == ()
    other.close()
