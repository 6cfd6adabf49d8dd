"""Reading what is stored together with what is still held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.attention.encounters import Encounter
from monitor.attention.state import State
from monitor.metrics.buckets import MINUTE_NS, minute_of
from monitor.metrics.retention import RetentionParams
from monitor.metrics.rollup import Span, Step, spans
from monitor.metrics.rule_ledger import always
from monitor.metrics.suppression import PublishParams
from monitor.runtime.counter import history
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.runtime.site.housekeeping import Housekeeping
from monitor.units import NS_PER_S, Ns, UtcNs
from tests.buckets import flat_bucket
from tests.unit.attention.faces import seen
from tests.unit.runtime.going_by import GoingBy
from tests.unit.runtime.morning import FRONT, clock_at, store_in

MADRID = ZoneInfo("Europe/Madrid")
RULES = always(PublishParams(), MADRID)
YEAR_S = 365 * 86_400


class Site:
    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.clock = clock_at()
        # A minute of 40 days ago, of yesterday and of just now, and one that is measured here.
        for ago_s in (40 * 86_400, 86_400, 120):
            start = minute_of(self.clock.ago(ago_s))
            store.upsert_minutes(FRONT, [flat_bucket(start, {State.CUSTOMER: NS_PER_S})])
        keeping = Housekeeping(store, (FRONT,), lambda: RULES, RetentionParams, self.clock)
        keeping.run()
        self.rec = CounterRecorder(
            FRONT,
            GoingBy(),
            self.clock,
            lambda start, end: store.minutes(FRONT, start, end),
        )

    def look(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.rec.take(seen(self.clock.mono / NS_PER_S))
            self.clock.forward(0.1)

    def flush(self) -> None:
        held = self.rec.unsaved()
        self.store.upsert_minutes(FRONT, held.minutes)
        self.store.upsert_encounters(FRONT, held.encounters)
        self.rec.saved(held)

    def customer_s(self, *asked: Span) -> list[float]:
        found = history.sums(self.store, self.rec, asked)
        return [each.bucket.all.state_ns.get(State.CUSTOMER, 0) / NS_PER_S for each in found]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    store = store_in(tmp_path)
    yield Site(store)
    store.close()


def test_a_span_of_a_year_needs_no_minute_that_is_gone(site: Site) -> None:
    year = Span(site.clock.ago(YEAR_S), UtcNs(site.clock.utc + YEAR_S * NS_PER_S))
    assert len(site.store.minutes(FRONT, *_ends(year))) == 2
    site.look(10)
    site.rec.end()
    assert site.customer_s(year) == [13]
    site.flush()
    # Stored and still held, it counts once.
    assert site.customer_s(year) == [13]
    days = spans(year, Step.DAY, MADRID)
    assert sorted(site.customer_s(*days)) == [1, 1, 11]
    assert len(history.sums(site.store, site.rec, days)) == 3


def test_hours_are_those_of_the_site_with_the_open_one(site: Site) -> None:
    site.look(10)
    site.rec.end()
    day = Span(site.clock.ago(86_400 + 60), UtcNs(site.clock.utc + 3600 * NS_PER_S))
    found = history.sums(site.store, site.rec, RULES.hours(day))
    assert [each.bucket.all.state_ns[State.CUSTOMER] / NS_PER_S for each in found] == [1, 1, 10]
    assert all(each.span.duration_ns == 60 * MINUTE_NS for each in found[1:])


def test_a_span_that_begins_within_a_held_minute_leaves_that_minute_out(site: Site) -> None:
    site.look(10)
    site.rec.end()
    start = minute_of(site.clock.utc)
    assert site.customer_s(Span(UtcNs(start + 1), UtcNs(start + MINUTE_NS))) == []
    assert site.customer_s(Span(start, UtcNs(start + 1))) == [10]


def test_minutes_hold_the_open_one_in_place_of_what_is_stored(site: Site) -> None:
    site.look(5)
    site.rec.end()
    site.flush()
    site.look(5)
    site.rec.end()
    start = minute_of(site.clock.utc)
    (open_one,) = history.minutes(site.store, site.rec, start, UtcNs(start + 1))
    assert open_one.all.state_ns[State.CUSTOMER] == 10 * NS_PER_S


def test_encounters_that_are_not_stored_yet_are_there_once(site: Site) -> None:
    site.rec.told(None, True)
    site.look(4)
    site.rec.told(None, False)
    site.look(12)
    old = site.clock.ago(600)
    kept = Encounter(Ns(old - NS_PER_S), Ns(old))
    site.store.upsert_encounters(FRONT, [kept])

    def found() -> tuple[Encounter, ...]:
        return history.encounters(site.store, site.rec, site.clock.ago(3600), site.clock.utc)

    held = found()
    assert [each.duration_ns / NS_PER_S for each in held] == [1, 4]
    site.flush()
    assert found() == held
    assert history.encounters(site.store, site.rec, site.clock.ago(60), site.clock.utc) == held[1:]


def _ends(span: Span) -> tuple[UtcNs, UtcNs]:
    return span.start_utc_ns, span.end_utc_ns
