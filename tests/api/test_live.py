"""The stream of live values, over a real socket."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import httpx
import pytest

from api.routes.live import SHORTEST_S
from monitor.runtime.site.broadcast import Broadcast
from monitor.units import NS_PER_S
from tests.api.shop import DOWN_DEG, Event, Shop, counters, events, served
from tests.patience import PATIENCE_S, times_count, wait_until, within


@contextmanager
def saying(shop: Shop, every_s: float, *counters: str) -> Iterator[None]:
    """The cameras go on: a new sample at each counter, again and again."""
    done = threading.Event()

    def run() -> None:
        while not done.wait(every_s):
            for counter in counters:
                shop.look(0.1, counter=counter)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_events_are_named_and_hold_what_now_holds(client: httpx.Client) -> None:
    (event,) = events(f"{client.base_url}/api/v1/live", lambda got: len(got) == 1)
    assert event.name == "counter"
    assert [event.data] == client.get("/api/v1/now").json()


def test_a_change_is_told_at_once(client: httpx.Client, shop: Shop) -> None:
    shop.look(2)
    told_s: list[float] = []

    def enough(got: list[Event]) -> bool:
        if len(got) == 1:
            shop.look(1, DOWN_DEG)
            told_s.append(time.monotonic())
        return got[-1].data["state"] == "device"

    events(f"{client.base_url}/api/v1/live", enough)
    assert time.monotonic() - told_s[0] < SHORTEST_S + 0.5 or not times_count()


def test_at_most_five_a_second_and_the_newest_wins(client: httpx.Client, shop: Shop) -> None:
    shop.look(0.1)
    began_ns = shop.clock.utc

    def number(event: Event) -> int:
        """How many samples after the first the event was told."""
        at = datetime.fromisoformat(event.data["sample_utc"])
        return round((at.timestamp() - began_ns / NS_PER_S) * 10)

    def enough(got: list[Event]) -> bool:
        shop.look(2.0)
        return len(got) == 9

    began = time.monotonic()
    got = events(f"{client.base_url}/api/v1/live", enough)
    # Between two events lies a fifth of a second at least, however late they are read.
    assert time.monotonic() - began > 8 * SHORTEST_S * 0.95
    numbers = [number(event) for event in got]
    assert numbers == sorted(numbers)
    # Between two events came twenty samples, and nearly all of them went by unsent.
    assert numbers[-1] > 5 * len(set(numbers))


def test_at_least_one_a_second_without_any_change(client: httpx.Client, shop: Shop) -> None:
    shop.look(0.1)

    def enough(got: list[Event]) -> bool:
        shop.clock.forward(1)
        return got[-1].data["freshness_ms"] >= 3000

    with within(3 * 1.0 + 1):
        got = events(f"{client.base_url}/api/v1/live", enough)
    ages_ms = [event.data["freshness_ms"] for event in got]
    # One that was on its way while the clock went on is as old as the one before it.
    assert ages_ms == sorted(ages_ms)
    assert set(ages_ms) <= {0.0, 1000.0, 2000.0, 3000.0}
    assert len(ages_ms) >= 4
    assert [event.data["stale"] for event in got] == [age_ms > 1500 for age_ms in ages_ms]


def test_a_busy_counter_does_not_drown_a_quiet_one(client: httpx.Client, shop: Shop) -> None:
    shop.reopen(counters=counters("busy", "quiet"))

    def told(got: list[Event]) -> Counter[str]:
        return Counter(event.data["counter"] for event in got)

    with saying(shop, 0.02, "busy"), within(4.1):
        began = time.monotonic()
        got = events(f"{client.base_url}/api/v1/live", lambda got: told(got)["quiet"] == 4)
        took_s = time.monotonic() - began
    assert told(got)["busy"] >= 1
    assert told(got)["busy"] <= took_s / (SHORTEST_S * 0.95) + 1
    assert told(got)["busy"] >= 6 or not times_count()


def test_one_counter_alone(client: httpx.Client, shop: Shop) -> None:
    shop.reopen(counters=counters("main", "till"))
    with saying(shop, 0.05, "main", "till"):
        got = events(f"{client.base_url}/api/v1/live?counter=till", lambda got: len(got) == 4)
    assert {event.data["counter"] for event in got} == {"till"}


def test_the_browser_is_told_when_to_come_back(client: httpx.Client) -> None:
    with client.stream("GET", "/api/v1/live") as answer:
        first = next(answer.iter_text())
    assert "retry: 1000" in first
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-accel-buffering"] == "no"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [("counter=nobody", 404, "counter"), ("conter=main", 422, "conter")],
)
def test_refused_before_the_stream_begins(
    client: httpx.Client, query: str, status: int, field: str
) -> None:
    answer = client.get(f"/api/v1/live?{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == field


def test_open_streams_end_when_the_service_stops(own_shop: Shop) -> None:
    got: list[list[Event]] = []
    with served(own_shop.runtime) as running:
        url = f"{running.url}/api/v1/live"
        begun = threading.Barrier(4)

        def read() -> None:
            def heard(events_so_far: list[Event]) -> bool:
                if len(events_so_far) == 1:
                    begun.wait(PATIENCE_S)
                return False

            got.append(events(url, heard))

        readers = [threading.Thread(target=read, daemon=True) for _ in range(3)]
        for reader in readers:
            reader.start()
        begun.wait(PATIENCE_S)
        with within(1.5):
            running.stop()
        for reader in readers:
            reader.join(PATIENCE_S)
            assert not reader.is_alive()
    # Ended as a stream ends, not torn off: `events` would have raised.
    assert len(got) == 3
    assert not own_shop.camera().on


def test_who_leaves_is_forgotten(client: httpx.Client, shop: Shop) -> None:
    for _ in range(3):
        events(f"{client.base_url}/api/v1/live", lambda got: len(got) == 1)
    with saying(shop, 0.05, "main"):
        wait_until(lambda: not shop.runtime.broadcast._listeners)


def test_a_broadcast_may_outlive_its_listeners_loop(shop: Shop) -> None:
    broadcast = Broadcast(shop.clock)

    async def listen_once() -> None:
        async for _ in broadcast.changes(1):
            break

    loop = asyncio.new_event_loop()
    broadcast._listeners[asyncio.Event()] = loop
    loop.close()
    broadcast.publish(shop.snapshot())
    asyncio.run(listen_once())
    broadcast.close()
    broadcast.close()
