"""A session played again: in order, on time, from anywhere."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import httpx
import pytest

from api.problems import Problem
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Glance, State
from monitor.metrics.session import Session, SessionNote
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s
from tests.api.shop import NOON_UTC_NS, Shop, served
from tests.buckets import flat_bucket
from tests.patience import PATIENCE_S, times_count

PATH = "/api/v1/sessions/abc/replay"
SPEED = 20


@dataclass(frozen=True)
class Told:
    wall_s: float
    name: str
    data: Any
    place: str


def keep(shop: Shop, length_s: float = 10) -> None:
    """Customer, from the fourth second on the device, from the sixth on the customer again."""

    def at(seconds: float) -> Ns:
        return Ns(NOON_UTC_NS + ns_from_s(seconds))

    sessions = shop.store.sessions
    sessions.save(Session("abc", CounterId("main"), "x", "", NOON_UTC_NS, UtcNs(at(length_s))))
    states = [State.DEVICE if 4 <= i < 6 else State.CUSTOMER for i in range(round(length_s))]
    sessions.add(
        "abc",
        [flat_bucket(UtcNs(at(i)), {state: NS_PER_S}) for i, state in enumerate(states)],
        [Glance(Area.DEVICE, at(4), at(6)), Glance(Area.CUSTOMER, at(6), at(10))],
        [Encounter(at(1), at(8), {State.CUSTOMER: 5 * NS_PER_S}, looked_up=True)],
    )
    sessions.note("abc", SessionNote("n", UtcNs(at(5)), "Types"))


def played(
    client: httpx.Client, query: str = "", headers: dict[str, str] | None = None
) -> list[Told]:
    return list(playing(client, query, headers))


def playing(
    client: httpx.Client, query: str = "", headers: dict[str, str] | None = None
) -> Iterator[Told]:
    name, data = "", None
    began = time.monotonic()
    with client.stream("GET", f"{PATH}?{query}", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            key, _, value = line.partition(": ")
            if key == "event":
                name = value
            elif key == "data":
                data = json.loads(value)
            elif key == "id":
                yield Told(time.monotonic() - began, name, data, value)


def moments(told: list[Told]) -> list[tuple[str, float]]:
    return [(each.name, each.data["at_s"]) for each in told if each.name != "tick"]


ALL = [
    ("state", 0.0),
    ("encounter", 1.0),
    ("state", 4.0),
    ("glance", 4.0),
    ("note", 5.0),
    ("state", 6.0),
    ("glance", 6.0),
    ("encounter", 8.0),
    ("end", 10.0),
]


def test_every_moment_in_order_and_on_time(client: httpx.Client, shop: Shop) -> None:
    keep(shop)
    told = played(client, f"speed={SPEED}")
    assert moments(told) == ALL
    for each in told:  # never before its time, and soon after it
        assert each.wall_s > each.data["at_s"] / SPEED - 0.05, each
        late_s = each.wall_s - told[0].wall_s - each.data["at_s"] / SPEED
        assert late_s == pytest.approx(0, abs=0.25) or not times_count(), each
    coming, gone = (each.data for each in told if each.name == "encounter")
    assert (coming["present"], coming["encounter"]) == (True, None)
    assert (gone["present"], gone["encounter"]["duration_s"]) == (False, 7.0)
    states = [each.data["state"] for each in told if each.name == "state"]
    assert states == ["customer", "device", "customer"]
    (note,) = (each.data["note"] for each in told if each.name == "note")
    assert note == {"note": "n", "at_s": 5.0, "text": "Types"}


def test_a_tick_at_least_once_a_second(client: httpx.Client, shop: Shop) -> None:
    keep(shop, 3)
    told = played(client, "speed=1")
    walls = [each.wall_s for each in told]
    assert max(b - a for a, b in pairwise(walls)) < 1.0 or not times_count()
    assert len(told) >= 4
    for each in told:
        assert each.wall_s > each.data["at_s"] - 0.05, each
        on_time = each.data["at_s"] == pytest.approx(each.wall_s - walls[0], abs=0.25)
        assert on_time or not times_count(), each
    assert told[-1].data == {"at_s": 3.0, "length_s": 3.0}


def test_from_the_middle_the_state_comes_first(client: httpx.Client, shop: Shop) -> None:
    keep(shop)
    told = played(client, f"speed={SPEED}&from_s=4.5")
    assert moments(told) == [("state", 4.5), *ALL[4:]]
    assert told[0].data["state"] == "device"
    assert moments(played(client, f"speed={SPEED}&from_s=10")) == [("state", 10.0), ("end", 10.0)]


def test_a_broken_stream_goes_on_where_it_was(client: httpx.Client, shop: Shop) -> None:
    """Whatever was the last event seen: nothing is told twice, nothing is left out."""
    keep(shop)
    whole = played(client, "speed=60")
    for index, last in enumerate(whole[:-1]):
        # The header is a browser's own doing and says more than the address.
        rest = played(client, "speed=60&from_s=1", {"Last-Event-ID": last.place})
        assert moments(rest)[1:] == moments(whole[index + 1 :]), last


def test_a_session_that_runs_is_played_as_far_as_it_is_kept(
    client: httpx.Client, shop: Shop
) -> None:
    shop.store.sessions.save(Session("abc", CounterId("main"), "x", "", NOON_UTC_NS, None))
    assert moments(played(client)) == [("end", 0.0)]
    seconds = [
        flat_bucket(UtcNs(NOON_UTC_NS + i * NS_PER_S), {State.WORK: NS_PER_S}) for i in range(2)
    ]
    shop.store.sessions.add("abc", seconds, [], [])
    assert moments(played(client, "speed=60")) == [("state", 0.0), ("end", 2.0)]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("speed=0", "speed"),
        ("speed=0.49", "speed"),
        ("speed=61", "speed"),
        ("speed=-1", "speed"),
        ("speed=nan", "speed"),
        ("speed=inf", "speed"),
        ("speed=fast", "speed"),
        ("from_s=-1", "from_s"),
        ("from_s=10.1", "from_s"),
        ("from_s=nan", "from_s"),
        ("from_s=x", "from_s"),
        ("seek=3", "seek"),
    ],
)
def test_what_cannot_be_played(client: httpx.Client, shop: Shop, query: str, field: str) -> None:
    keep(shop)
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    told = answer.json()
    assert told["type"] == Problem.INVALID_PARAMETER.uri
    assert told["errors"][0]["field"] == field
    assert told["errors"][0]["accepted"]


@pytest.mark.parametrize("place", ["x", "1-", "-1-1", "1-1-1", "99999999999999-1"])
def test_ids_that_are_none(client: httpx.Client, shop: Shop, place: str) -> None:
    keep(shop)
    answer = client.get(PATH, headers={"Last-Event-ID": place})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Last-Event-ID"


def test_it_ends_with_the_service(own_shop: Shop) -> None:
    keep(own_shop, 600)
    told: list[Told] = []
    begun = threading.Event()

    def read(client: httpx.Client) -> None:
        for each in playing(client):
            told.append(each)
            begun.set()

    with (
        served(own_shop.runtime) as running,
        httpx.Client(base_url=running.url, timeout=PATIENCE_S) as talking,
    ):
        reader = threading.Thread(target=read, args=(talking,), daemon=True)
        reader.start()
        assert begun.wait(PATIENCE_S)
        running.stop()
        reader.join(PATIENCE_S)  # of the ten minutes that the session lasts
        assert not reader.is_alive()
    assert told[-1].name != "end"
