from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.adapters.clock import SystemClock
from monitor.adapters.sql_store import open_store
from monitor.errors import StoreError
from monitor.evaluation.ingest_bench import bench_ingest, compare, drawn_days
from monitor.evaluation.store_bench import SITE, bench_store
from monitor.evaluation.store_questions import LAST_DAY, ZONE
from monitor.metrics.buckets import total
from monitor.metrics.rollup import Span, Step, spans, start_of_day
from monitor.units import CounterId, UtcNs
from tests.postgres_server import PostgresServer
from tests.unit.adapters.conftest import BOTH

NO_TIME = UtcNs(0)


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bench.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


def test_what_is_measured_is_what_was_meant(url: str) -> None:
    """The hours that lost their minutes hold what those with minutes hold, a fortnight on."""
    found = bench_store(url, SystemClock(), counters=1, days=16, minute_days=3, asked=2)
    assert found.hours == 16 * 24
    assert found.minutes > 3 * 240
    assert {times.asked for times in found.queries.values()} == {2}
    assert {"hours of the week, 13 weeks", "session of 4 h, its figures"} < found.queries.keys()
    assert 0 < found.minute_bytes < 2000
    assert 0 < found.hour_bytes < 5000
    store = open_store(url, SITE)
    counter = CounterId("counter-00")

    def hours_of(days_back: int) -> tuple[object, ...]:
        start = start_of_day(LAST_DAY, ZONE) - days_back * 86_400 * 10**9
        cut = spans(Span(UtcNs(start), UtcNs(start + 86_400 * 10**9)), Step.HOUR, ZONE)
        return tuple(total([each], NO_TIME) for each in store.sums(counter, cut))

    assert hours_of(1) == hours_of(15) != hours_of(2)
    assert len(hours_of(2)) in {4, 11}
    store.close()
    with pytest.raises(StoreError, match="is not empty"):
        bench_store(url, SystemClock(), counters=1, days=1, asked=1)


@pytest.mark.needs("postgresql")
def test_nothing_is_lost_or_doubled_and_it_would_be_seen(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    found = bench_ingest(url, SystemClock(), counters=16, sites=2, hours=1, writers=1)
    assert (found.minutes, found.wrong_counters) == (found.expected, 0) == (960, 0)
    assert found.sent == 960 + found.repeated
    assert found.late
    assert found.repeated
    days = drawn_days(1)
    assert compare(url, "site-000", 8, days) == (480, 0)
    store = open_store(url, "site-000")
    with store.database.writing() as connection:
        connection.execute(
            text("UPDATE minute SET samples = samples + 1 WHERE counter = 'counter-0003'")
        )
        connection.execute(text("DELETE FROM minute WHERE counter = 'counter-0007'"))
    store.close()
    assert compare(url, "site-000", 8, days) == (420, 2)


def test_ingest_is_about_a_server(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="postgresql://host/database"):
        bench_ingest(f"sqlite:///{tmp_path}/a.db", SystemClock())


def test_the_command_prints_its_figures() -> None:
    sizes = ("--counters", "1", "--days", "2", "--asked", "1")
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "bench", "store", *sizes],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for words in ("day, by hour", "month, by hour", "p95, ms", "SQLite", "48 hours of"):
        assert words in done.stdout
