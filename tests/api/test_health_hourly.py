"""What health says of the hourly work, of paused counters and of cameras for customers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.errors import StoreError
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.session import Session
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.api.shop import NOON_UTC_NS, Served, Shop, raising
from tests.patience import wait_until

MAIN = CounterId("main")


def told(client: httpx.Client) -> Any:
    return client.get("/api/v1/health").json()


def test_the_hourly_work_is_proved_by_its_last_run(
    client: httpx.Client, own_shop: Shop, front_door: Served
) -> None:
    shop = own_shop
    front_door.show(shop.runtime)  # it has not started yet
    assert told(client)["retention"]["last_run_utc"] is None
    long_ago = shop.clock.ago(100 * 86_400)
    session = Session("old", MAIN, "x", "", long_ago, UtcNs(long_ago + NS_PER_S))
    shop.store.sessions.save(session)
    month_ago = [Bucket(UtcNs(shop.clock.ago(40 * 86_400) + i * MINUTE_NS)) for i in range(60)]
    shop.store.upsert_minutes(MAIN, [*month_ago, Bucket(NOON_UTC_NS)])
    shop.open_behind(front_door)
    wait_until(lambda: told(client)["retention"]["removed"]["sessions"])
    health = told(client)
    assert health["status"] == "ok"
    retention = health["retention"]
    assert (retention["last_run_utc"], retention["oldest_utc"]) == ("2026-03-29T12:00:00Z",) * 2
    assert (retention["removed"]["minutes"], retention["removed"]["sessions"]) == (60, 1)
    assert retention["removed"]["encounters"] == 0
    assert retention["problem"] is None


def test_hourly_work_that_fails_is_no_secret(
    client: httpx.Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlStore, "purge", raising(StoreError("the disk is full")))
    shop.reopen()
    wait_until(lambda: told(client)["retention"]["problem"])
    health = told(client)
    assert (health["status"], health["retention"]["problem"]) == ("degraded", "the disk is full")


def test_a_paused_counter_is_as_it_should_be(client: httpx.Client, shop: Shop) -> None:
    shop.runtime.pauses.pause(MAIN)
    assert not shop.camera().on
    health = told(client)
    assert health["status"] == "ok"
    # No worker runs, so there is none that is not locked.
    assert health["lock_enforced"] is True
    assert health["cameras"]["main"]["health"] == "off"
