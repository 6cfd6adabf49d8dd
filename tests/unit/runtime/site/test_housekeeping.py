from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.attention.encounters import Encounter
from monitor.attention.state import State
from monitor.errors import StoreError
from monitor.metrics.buckets import MINUTE_NS, total
from monitor.metrics.retention import RetentionParams
from monitor.metrics.rollup import Span
from monitor.metrics.rule_ledger import always
from monitor.metrics.session import Session
from monitor.metrics.suppression import PublishParams
from monitor.runtime.site.housekeeping import Housekeeping, borders
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs
from tests.buckets import flat_bucket
from tests.patience import wait_until
from tests.unit.runtime.morning import BACK, FRONT, clock_at, store_in, utc

MADRID = ZoneInfo("Europe/Madrid")
KOLKATA = ZoneInfo("Asia/Kolkata")
HOUR_NS = 60 * MINUTE_NS
DAY_NS = 24 * HOUR_NS


class Site:
    def __init__(self, store: SqlStore, zone: ZoneInfo = MADRID) -> None:
        self.store = store
        self.clock = clock_at(datetime(2026, 3, 2, 10, 30, tzinfo=UTC))
        self.keeping = Housekeeping(
            store, (FRONT, BACK), lambda: always(PublishParams(), zone), RetentionParams, self.clock
        )

    def keep(self, ago_s: float, count: int = 1, counter: CounterId = FRONT) -> None:
        start = self.clock.ago(ago_s) // MINUTE_NS * MINUTE_NS
        self.store.upsert_minutes(
            counter,
            [
                flat_bucket(UtcNs(start + index * MINUTE_NS), {State.CUSTOMER: NS_PER_S})
                for index in range(count)
            ],
        )

    def seconds(self, start: UtcNs, end: UtcNs, counter: CounterId = FRONT) -> float:
        whole = total(self.store.sums(counter, [Span(start, end)]), start)
        return sum(whole.all.state_ns.values()) / NS_PER_S


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = store_in(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("zone", "border"),
    [
        (MADRID, datetime(2026, 3, 2, 10, tzinfo=UTC)),
        (KOLKATA, datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
    ],
)
def test_closed_local_hours_are_rolled_up_and_the_open_one_is_not(
    store: SqlStore, zone: ZoneInfo, border: datetime
) -> None:
    site = Site(store, zone)
    site.clock.utc = utc(datetime(2026, 3, 2, 10, 29, tzinfo=UTC))
    site.keep(3 * 3600, 180)
    site.keeping.run()
    assert store.rolled_until(FRONT) == utc(border)
    assert store.rolled_until(BACK) is None
    assert site.seconds(UtcNs(0), site.clock.utc) == 180


def test_an_hour_waits_for_its_last_minutes(store: SqlStore) -> None:
    site = Site(store)
    site.keep(3600, 10)
    site.clock.utc = utc(datetime(2026, 3, 2, 11, 2, 59, tzinfo=UTC))
    site.keeping.run()
    assert store.rolled_until(FRONT) == utc(datetime(2026, 3, 2, 10, tzinfo=UTC))
    site.clock.forward(1)
    site.keeping.run()
    assert store.rolled_until(FRONT) == utc(datetime(2026, 3, 2, 11, tzinfo=UTC))


def test_after_a_long_time_off_everything_is_caught_up(store: SqlStore) -> None:
    site = Site(store)
    site.keep(40 * 86_400, 60)
    site.keep(3 * 86_400, 60)
    whole = UtcNs(0), site.clock.utc
    site.keeping.run()
    assert site.seconds(*whole) == 120
    # The minutes of 40 days ago are gone, their hours are not.
    assert len(store.minutes(FRONT, *whole)) == 60
    site.clock.forward(20 * 86_400)
    site.keeping.run()
    site.clock.forward(3600)
    site.keeping.run()
    assert len(store.minutes(FRONT, *whole)) == 60
    site.clock.forward(8 * 86_400)
    site.keeping.run()
    site.clock.forward(3600)
    site.keeping.run()
    assert store.minutes(FRONT, *whole) == ()
    assert site.seconds(*whole) == 120


def test_a_clock_set_years_ahead_by_mistake_removes_nothing(
    store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    site = Site(store)
    site.keep(86_400, 60)
    whole = UtcNs(0), site.clock.utc
    site.keeping.run()
    right = site.clock.utc
    site.clock.utc = UtcNs(right + 10 * 365 * DAY_NS)
    for _ in range(3):
        site.keeping.run()
        site.clock.forward(1000)
    # Set once more, it must stand anew.
    site.clock.utc = UtcNs(site.clock.utc + 365 * DAY_NS)
    site.clock.forward(1000)
    site.keeping.run()
    assert len(store.minutes(FRONT, *whole)) == 60
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        "the clock is 3650 days ahead of when it was last believed",
        "the clock is 4015 days ahead of when it was last believed",
    ]
    site.clock.utc = UtcNs(right + 2 * HOUR_NS)
    site.keeping.run()
    assert site.keeping.health().last_run_utc_ns == site.clock.utc
    assert len(store.minutes(FRONT, *whole)) == 60


def test_a_backup_put_back_is_not_emptied_by_a_clock_that_is_wrong(store: SqlStore) -> None:
    site = Site(store)
    site.keep(86_400, 60)
    assert store.last_purge() is None
    whole = UtcNs(0), site.clock.utc
    site.clock.utc = UtcNs(site.clock.utc + 10 * 365 * DAY_NS)
    site.keeping.run()
    assert len(store.minutes(FRONT, *whole)) == 60
    assert store.last_purge() is None


def test_a_clock_that_began_long_ago_leaves_no_hours_up_to_now(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(store)
    summed: list[int] = []
    roll_up = SqlStore.roll_up

    def counted(store: SqlStore, counter: CounterId, hours: Sequence[Span]) -> None:
        summed.append(len(hours))
        roll_up(store, counter, hours)

    monkeypatch.setattr(SqlStore, "roll_up", counted)
    keeping = Housekeeping(
        store,
        (FRONT,),
        lambda: always(PublishParams(), MADRID),
        lambda: RetentionParams(hours_months=1),
        site.clock,
    )
    right = site.clock.utc
    # As 1970 is, in less time.
    long_ago = UtcNs(right - HOUR_NS // 2 - 400 * DAY_NS)
    site.clock.utc = UtcNs(long_ago + HOUR_NS)
    site.keep(3000, 40)
    site.clock.forward(3600)
    keeping.run()
    site.clock.utc = right
    site.keep(2 * 3600, 60)
    keeping.run()
    assert store.rolled_until(FRONT) == long_ago + HOUR_NS, "not before it has stood"
    site.clock.forward(3600)
    keeping.run()
    assert store.rolled_until(FRONT) == right - HOUR_NS // 2 + HOUR_NS
    assert site.seconds(UtcNs(0), site.clock.utc) == 60, "what is of then is too old"
    assert 0 < sum(summed) <= 40 * 24


def test_a_minute_that_comes_late_is_summed_again(store: SqlStore) -> None:
    site = Site(store)
    site.keep(10 * 86_400, 60)
    site.keep(3600, 10)
    site.keeping.run()
    before = store.rolled_until(FRONT)
    late = UtcNs(site.clock.ago(10 * 86_400) // MINUTE_NS * MINUTE_NS)
    store.upsert_minutes(FRONT, [flat_bucket(late, {State.DEVICE: 30 * NS_PER_S})])
    assert store.unrolled(FRONT, site.clock.ago(86_400)) != ()
    site.clock.forward(3600)
    site.keeping.run()
    assert store.unrolled(FRONT, site.clock.ago(86_400)) == ()
    rolled = store.rolled_until(FRONT)
    assert before is not None
    assert rolled == before + HOUR_NS
    assert site.seconds(UtcNs(0), site.clock.utc) == 59 + 30 + 10


def test_minutes_from_before_the_first_hour_are_summed_too(store: SqlStore) -> None:
    site = Site(store)
    site.keep(3600, 10)
    site.keeping.run()
    site.keep(10 * 86_400, 60)
    site.clock.forward(3600)
    site.keeping.run()
    assert store.unrolled(FRONT, site.clock.ago(86_400)) == ()
    assert site.seconds(UtcNs(0), site.clock.utc) == 70


def test_everything_goes_when_its_time_has_come_and_is_counted(store: SqlStore) -> None:
    site = Site(store)
    site.keep(31 * 86_400, 10)
    site.keep(60)
    for hours in (73, 71):
        end = site.clock.ago(hours * 3600)
        store.upsert_encounters(FRONT, [Encounter(Ns(end - NS_PER_S), Ns(end))])
    for days in (91, 89):
        start = site.clock.ago(days * 86_400)
        store.sessions.save(Session(f"s{days}", FRONT, "n", "", start, UtcNs(start + 1)))
    assert site.keeping.health().last_run_utc_ns is None
    site.keeping.run()
    health = site.keeping.health()
    assert health.last_run_utc_ns == site.clock.utc
    assert health.removed["minutes"] == 10
    assert (health.removed["encounters"], health.removed["sessions"]) == (1, 1)
    assert health.problem is None
    assert health.oldest_utc_ns == site.clock.ago(60)
    assert [each.session_id for each in store.sessions.all()] == ["s89"]


def test_months_are_those_of_the_calendar() -> None:
    now = utc(datetime(2026, 3, 31, 12, 45, tzinfo=UTC))
    made = borders(now, always(PublishParams(), MADRID), RetentionParams())
    # 31 February is none; the week of the 28th goes whole, and it was winter then.
    assert made.hours_utc_ns == utc(datetime(2025, 3, 2, 23, tzinfo=UTC))
    assert made.minutes_utc_ns == utc(datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert made.encounters_utc_ns == now - 72 * HOUR_NS
    assert made.sessions_utc_ns == now - 90 * DAY_NS


def until(right: bool | None, keeping: Housekeeping) -> None:
    wait_until(lambda: (keeping.problem is not None) is right)


def test_a_failure_is_told_and_tried_again(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(store)
    site.keep(7200, 10)
    monkeypatch.setattr("monitor.runtime.site.housekeeping._LOOK_S", 0.02)
    with monkeypatch.context() as broken:

        def full(_self: object, _counter: CounterId, _hours: Sequence[Span]) -> None:
            raise StoreError("the disk is full")

        broken.setattr(SqlStore, "roll_up", full)
        site.keeping.start()
        until(True, site.keeping)
        assert site.keeping.health().problem == "the disk is full"
        assert site.keeping.health().last_run_utc_ns is None
    until(False, site.keeping)
    assert store.rolled_until(FRONT) is not None
    site.keeping.stop()


def test_it_runs_at_the_start_and_whenever_an_hour_has_closed(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.runtime.site.housekeeping._LOOK_S", 0.02)
    site = Site(store)

    def ran(at: UtcNs) -> bool:
        report = store.last_purge()
        return report is not None and report.ran_utc_ns == at

    def wait_for(at: UtcNs) -> None:
        wait_until(lambda: ran(at))

    site.keeping.start()
    first = site.clock.utc
    wait_for(first)
    site.clock.forward(60)
    time.sleep(0.2)
    assert ran(first)
    site.clock.forward(3600)
    wait_for(site.clock.utc)
    site.keeping.stop()
