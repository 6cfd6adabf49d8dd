"""What health says of the hourly work, of paused counters and of cameras for customers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx

from monitor.ports import CameraHealth
from monitor.runtime.site.housekeeping import HousekeepingHealth
from tests.api.shop import CAMERA, NOON_UTC_NS, Shop


def told(client: httpx.Client) -> Any:
    return client.get("/api/v1/health").json()


def test_the_hourly_work_is_proved_by_its_last_run(client: httpx.Client, shop: Shop) -> None:
    assert told(client)["retention"]["last_run_utc"] is None
    shop.housekeeping = HousekeepingHealth(NOON_UTC_NS, {"minutes": 60, "sessions": 1}, NOON_UTC_NS)
    health = told(client)
    assert health["status"] == "ok"
    retention = health["retention"]
    assert (retention["last_run_utc"], retention["oldest_utc"]) == ("2026-03-29T12:00:00Z",) * 2
    assert (retention["removed"]["minutes"], retention["removed"]["sessions"]) == (60, 1)
    assert retention["removed"]["encounters"] == 0
    assert retention["problem"] is None


def test_hourly_work_that_fails_is_no_secret(client: httpx.Client, shop: Shop) -> None:
    shop.housekeeping = HousekeepingHealth(problem="the disk is full")
    health = told(client)
    assert (health["status"], health["retention"]["problem"]) == ("degraded", "the disk is full")


def test_a_paused_counter_is_as_it_should_be(client: httpx.Client, shop: Shop) -> None:
    off = replace(CAMERA, health=CameraHealth.OFF, lock=None)
    shop.cameras[shop.counters()[0].counter] = off
    health = told(client)
    assert health["status"] == "ok"
    # No worker runs, so there is none that is not locked.
    assert health["lock_enforced"] is True
    assert health["cameras"]["main"]["health"] == "off"
