"""From recorders to a real database, while somebody else changes what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.metrics.session import Session
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.runtime.site.sessions import Sessions
from monitor.runtime.site.writing import StoreWriter
from monitor.units import NS_PER_S, UtcNs
from tests.unit.runtime.counter.test_recorder import look
from tests.unit.runtime.going_by import GoingBy
from tests.unit.runtime.morning import FRONT, clock_at, store_in


class Service:
    """One counter, its sessions and the writer, all real."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.clock = clock_at()
        self.recorder = CounterRecorder(FRONT, GoingBy(), self.clock, self.minutes)
        self.writer = StoreWriter(store, lambda: {FRONT: self.recorder})
        self.sessions = Sessions(
            (FRONT,),
            store.sessions,
            self.clock,
            lambda _counter, session: self.recorder.divert(session),
            lambda _counter: self.writer.flush(),
        )

    def minutes(self, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """What is stored of the counter."""
        return self.store.minutes(FRONT, start, end)

    def pass_s(self, seconds: float) -> None:
        """So long somebody looks at the customer; then comes the work of every two seconds."""
        look(self.recorder, self.clock, seconds)
        self.sessions.keep()
        self.writer.flush()

    def customer_s(self) -> float:
        """What the counter's minutes hold of it."""
        kept = self.minutes(UtcNs(0), self.clock.utc)
        return sum(each.all.state_ns.get(State.CUSTOMER, 0) for each in kept) / NS_PER_S


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    store = store_in(tmp_path)
    yield Service(store)
    store.close()


def test_a_backup_put_back_under_a_running_session_stops_nobody(service: Service) -> None:
    """The backup is from before the session: its row is gone while it runs."""
    made = service.sessions.start(FRONT, "one")
    service.pass_s(10)
    service.store.sessions.remove(made.session_id)
    service.pass_s(10)
    service.pass_s(10)
    assert service.writer.problem is None
    service.sessions.stop(made.session_id)
    kept = service.sessions.record(made.session_id).seconds
    assert kept[-1].start_utc_ns >= made.start_utc_ns + 28 * NS_PER_S
    service.pass_s(20)
    service.recorder.end()
    service.writer.flush()
    assert service.customer_s() == pytest.approx(20, abs=1)


def test_what_is_left_of_a_removed_session_is_let_go(service: Service) -> None:
    gone = Session("gone", FRONT, "gone", "", service.clock.utc, None)
    service.recorder.divert(gone)
    look(service.recorder, service.clock, 10)
    service.recorder.divert(None)
    service.pass_s(20)
    assert service.writer.problem is None
    assert service.recorder.unsaved().sessions == ()
    assert service.store.sessions.all() == ()
    service.recorder.end()
    service.writer.flush()
    assert service.customer_s() == pytest.approx(20, abs=1)


def test_a_session_has_no_second_before_its_start(service: Service) -> None:
    """A clock is corrected bit by bit, and stamps follow only once it is by half a second."""
    service.pass_s(4.8)
    service.clock.utc = UtcNs(service.clock.utc + 3 * NS_PER_S // 10)
    made = service.sessions.start(FRONT, "one")
    service.pass_s(10)
    ended = service.sessions.stop(made.session_id)
    seconds = service.sessions.record(made.session_id).seconds
    assert ended.end_utc_ns is not None
    assert made.start_utc_ns <= seconds[0].start_utc_ns
    assert seconds[-1].start_utc_ns < ended.end_utc_ns
    kept_ns = sum(sum(each.all.state_ns.values()) for each in seconds)
    assert kept_ns / NS_PER_S == pytest.approx(10, abs=0.2)
