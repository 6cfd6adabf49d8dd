"""Training sessions: start, stop, notes, timeline, and what is refused."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api.limits import MOST_BYTES
from api.problems import Problem
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Glance, State
from monitor.units import NS_PER_S, Ns, UtcNs, ns_from_s
from tests.api.shop import NOON_UTC_NS, Shop, counters
from tests.buckets import flat_bucket

PATH = "/api/v1/sessions"


def started(client: httpx.Client, **body: Any) -> Any:
    answer = client.post(PATH, json={"name": "Role play"} | body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(answer: httpx.Response, kind: Problem) -> Any:
    assert answer.status_code == kind.status, answer.text
    told = answer.json()
    assert told["type"] == kind.uri
    assert told["detail"]
    return told


def at(seconds: float) -> Ns:
    return Ns(NOON_UTC_NS + ns_from_s(seconds))


def keep(shop: Shop, session: str) -> None:
    """Four seconds, the third on the device, the rest on the customer who came after the first."""
    shop.store.sessions.add(
        session,
        [
            flat_bucket(UtcNs(at(i)), {State.DEVICE if i == 2 else State.CUSTOMER: NS_PER_S})
            for i in range(4)
        ],
        [
            Glance(Area.CUSTOMER, at(0), at(2)),
            Glance(Area.DEVICE, at(2), at(3)),
            Glance(Area.CUSTOMER, at(3), at(4)),
        ],
        [
            Encounter(
                at(1),
                at(3.5),
                {State.CUSTOMER: ns_from_s(1.5), State.DEVICE: NS_PER_S},
                first_look_ns=0,
                longest_look_away_ns=NS_PER_S,
                returns_ns=(NS_PER_S,),
                looked_up=True,
            )
        ],
    )


def test_from_start_to_end(client: httpx.Client, shop: Shop) -> None:
    told = started(client, note="Asks for a loaf")
    assert told == {
        "session": told["session"],
        "counter": "main",
        "name": "Role play",
        "note": "Asks for a loaf",
        "source": "live",
        "running": True,
        "start": "2026-03-29T14:00:00+02:00",
        "start_utc": "2026-03-29T12:00:00Z",
        "end_utc": None,
        "duration_s": 0.0,
        "time_zone": "Europe/Madrid",
    }
    running = shop.snapshot().session
    assert running is not None
    assert running.session == told["session"]
    shop.clock.forward(90)
    assert client.get(PATH).json()[0]["duration_s"] == 90.0
    ended = client.post(f"{PATH}/{told['session']}/stop", json={}).json()
    assert (ended["running"], ended["end_utc"]) == (False, "2026-03-29T12:01:30Z")
    assert shop.snapshot().session is None
    shop.clock.forward(90)
    assert client.get(PATH).json() == [ended]


def test_newest_first(client: httpx.Client, shop: Shop) -> None:
    shop.reopen(counters=counters("main", "till"))
    first = started(client, counter="main")
    shop.clock.forward(5)
    second = started(client, counter="till")
    assert [each["session"] for each in client.get(PATH).json()] == [
        second["session"],
        first["session"],
    ]


def test_a_timeline(client: httpx.Client, shop: Shop) -> None:
    session = started(client)["session"]
    keep(shop, session)
    shop.clock.forward(4)
    note = client.post(f"{PATH}/{session}/notes", json={"text": "Types", "at_s": 2.5}).json()
    client.post(f"{PATH}/{session}/stop", json={})
    told = client.get(f"{PATH}/{session}/timeline").json()
    assert told["session"]["duration_s"] == 4.0
    assert told["bands"] == [
        {"from_s": 0.0, "to_s": 2.0, "state": "customer", "reason": None},
        {"from_s": 2.0, "to_s": 3.0, "state": "device", "reason": None},
        {"from_s": 3.0, "to_s": 4.0, "state": "customer", "reason": None},
    ]
    assert told["glances"][1] == {"from_s": 2.0, "to_s": 3.0, "area": "device"}
    assert told["encounters"] == [
        {
            "start_utc": "2026-03-29T12:00:01Z",
            "duration_s": 2.5,
            "state_s": {"customer": 1.5, "device": 1.0},
            "first_look_s": 0.0,
            "longest_look_away_s": 1.0,
            "returns_s": [1.0],
            "looked_up": True,
            "splits": 0,
            "whole": True,
            "from_s": 1.0,
            "to_s": 3.5,
        }
    ]
    assert told["notes"] == [note] == [{"note": note["note"], "at_s": 2.5, "text": "Types"}]


def test_a_note_says_now_while_it_runs(client: httpx.Client, shop: Shop) -> None:
    session = started(client)["session"]
    shop.clock.forward(7)
    assert client.post(f"{PATH}/{session}/notes", json={"text": "Now"}).json()["at_s"] == 7.0
    client.post(f"{PATH}/{session}/stop", json={})
    late = client.post(f"{PATH}/{session}/notes", json={"text": "When?"})
    assert "at_s" in refused(late, Problem.SESSION_REFUSED)["detail"]


def test_notes_go(client: httpx.Client) -> None:
    session = started(client)["session"]
    note = client.post(f"{PATH}/{session}/notes", json={"text": "First"}).json()
    gone = f"{PATH}/{session}/notes/{note['note']}"
    assert client.delete(gone).json() == note
    assert client.get(f"{PATH}/{session}/timeline").json()["notes"] == []
    refused(client.delete(gone), Problem.NOT_FOUND)


def test_a_session_goes_for_good(client: httpx.Client, shop: Shop) -> None:
    session = started(client)["session"]
    keep(shop, session)
    still = refused(client.delete(f"{PATH}/{session}"), Problem.SESSION_REFUSED)
    assert "stop it first" in still["detail"]
    client.post(f"{PATH}/{session}/stop", json={})
    assert client.delete(f"{PATH}/{session}").json()["session"] == session
    assert client.get(PATH).json() == []
    assert shop.store.sessions.record(session).seconds == ()
    refused(client.delete(f"{PATH}/{session}"), Problem.UNKNOWN_SESSION)


def test_one_at_a_time(client: httpx.Client) -> None:
    started(client, name="First")
    told = refused(client.post(PATH, json={"name": "Second"}), Problem.SESSION_REFUSED)
    assert "'First' is running at the counter 'main'" in told["detail"]


def test_stopped_twice(client: httpx.Client) -> None:
    session = started(client)["session"]
    stop = f"{PATH}/{session}/stop"
    ended = client.post(stop, json={}).json()
    told = refused(client.post(stop, json={}), Problem.SESSION_REFUSED)
    assert "ended before" in told["detail"]
    assert client.get(PATH).json() == [ended]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "stop"),
        ("DELETE", ""),
        ("GET", "timeline"),
        ("GET", "replay"),
        ("POST", "notes"),
        ("DELETE", "notes/x"),
    ],
)
def test_unknown_sessions(client: httpx.Client, method: str, path: str) -> None:
    body = {"text": "x"} if path == "notes" else {}
    answer = client.request(
        method, f"{PATH}/nobody/{path}".rstrip("/"), json=body if method == "POST" else None
    )
    told = refused(answer, Problem.UNKNOWN_SESSION)
    assert "'nobody'" in told["detail"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "two\nlines", "\x00"])
def test_names_that_are_none(client: httpx.Client, name: str) -> None:
    told = refused(client.post(PATH, json={"name": name}), Problem.SESSION_REFUSED)
    assert "1 to 80" in told["detail"]
    assert client.get(PATH).json() == []


def test_a_huge_note(client: httpx.Client) -> None:
    session = started(client)["session"]
    path = f"{PATH}/{session}/notes"
    told = refused(client.post(path, json={"text": "x" * 2001}), Problem.SESSION_REFUSED)
    assert "1 to 2000" in told["detail"]
    refused(client.post(path, json={"text": "x" * MOST_BYTES}), Problem.BODY_TOO_LARGE)
    assert client.post(path, json={"text": "ñ" * 2000}).status_code == 200


@pytest.mark.parametrize("at_s", [-1, 0.1, 1e300, "soon", None, float("nan"), float("inf")])
def test_a_note_outside_of_the_session(client: httpx.Client, at_s: object) -> None:
    session = started(client)["session"]
    client.post(f"{PATH}/{session}/stop", json={})
    content = f'{{"text": "x", "at_s": {at_s if at_s != "soon" else chr(34) + "soon" + chr(34)}}}'
    answer = client.post(
        f"{PATH}/{session}/notes",
        content=content.replace("None", "null").replace("nan", "NaN").replace("inf", "Infinity"),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in {409, 422}
    assert answer.json()["type"] in {Problem.SESSION_REFUSED.uri, Problem.INVALID_PARAMETER.uri}


@pytest.mark.parametrize(
    "body", [{}, {"name": 1}, {"name": "x", "typo": 1}, [], "x", {"name": "x", "counter": 3}]
)
def test_bodies_that_are_none(client: httpx.Client, body: object) -> None:
    told = refused(client.post(PATH, json=body), Problem.INVALID_PARAMETER)
    assert told["errors"]


def test_an_unknown_counter(client: httpx.Client, shop: Shop) -> None:
    refused(client.post(PATH, json={"name": "x", "counter": "mian"}), Problem.UNKNOWN_COUNTER)
    shop.reopen(counters=counters("main", "till"))
    told = refused(client.post(PATH, json={"name": "x"}), Problem.INVALID_PARAMETER)
    assert told["errors"][0]["accepted"] == "one of main, till"


def test_no_other_page_starts_one(client: httpx.Client) -> None:
    answer = client.post(PATH, json={"name": "x"}, headers={"Origin": "http://evil.example"})
    refused(answer, Problem.ORIGIN_REFUSED)
    plain = client.post(PATH, content='{"name": "x"}', headers={"Content-Type": "text/plain"})
    refused(plain, Problem.JSON_NEEDED)
    assert client.get(PATH).json() == []
