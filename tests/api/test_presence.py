"""Presence as a door, till or button tells it: with a token, each event once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api.problems import Problem
from monitor.ports import PresenceEvent
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.api.shop import NOON_UTC_NS, Shop, counters

DOOR = CounterId("door")
PATH = "/api/v1/counters/door/presence"
TOKEN = "correct-horse-battery"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def known(shop: Shop) -> None:
    presence = {"kind": "event", "token": TOKEN}
    shop.reopen(counters=[*counters("door", presence=presence), *counters("main")])


def delivered(shop: Shop) -> list[PresenceEvent]:
    """The events that count, as they are kept."""
    return list(shop.store.journal.presence(DOOR, UtcNs(0), shop.clock.ago(-60)))


def tell(
    client: httpx.Client, event_id: str = "e1", headers: dict[str, str] = BEARER, **body: Any
) -> httpx.Response:
    return client.post(PATH, json={"present": True, "event_id": event_id} | body, headers=headers)


def refused(answer: httpx.Response, kind: Problem) -> Any:
    assert answer.status_code == kind.status, answer.text
    assert answer.json()["type"] == kind.uri
    return answer.json()


def test_a_customer_comes_and_goes(client: httpx.Client, shop: Shop) -> None:
    assert tell(client).json() == {
        "counter": "door",
        "present": True,
        "since_utc": "2026-03-29T12:00:00Z",
        "known_before": False,
    }
    shop.clock.forward(60)
    gone = tell(client, "e2", present=False).json()
    assert (gone["present"], gone["since_utc"]) == (False, "2026-03-29T12:01:00Z")
    assert shop.snapshot("door").customer.present is False
    assert [(e.present, e.at_utc_ns) for e in delivered(shop)] == [
        (True, NOON_UTC_NS),
        (False, NOON_UTC_NS + 60 * NS_PER_S),
    ]


def test_sent_again_it_changes_nothing(client: httpx.Client, shop: Shop) -> None:
    at = "2026-03-29T13:59:58+02:00"
    assert tell(client, at=at).json()["known_before"] is False
    shop.clock.forward(3600)  # a sender that waited for its network
    again = tell(client, at=at).json()
    assert (again["known_before"], again["since_utc"]) == (True, "2026-03-29T11:59:58Z")
    assert len(delivered(shop)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
        {"Authorization": "Bearer wrong-horse-battery"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": "Bearer " + "x" * 5000},
    ],
)
def test_without_the_token(client: httpx.Client, shop: Shop, headers: dict[str, str]) -> None:
    answer = tell(client, headers=headers)
    told = refused(answer, Problem.TOKEN_NEEDED)
    assert answer.headers["www-authenticate"] == 'Bearer realm="mostrador"'
    assert TOKEN not in answer.text
    assert "Authorization" in told["detail"]
    assert delivered(shop) == []
    assert shop.snapshot("door").customer.present is None


def test_a_token_in_latin_letters_of_any_kind(client: httpx.Client) -> None:
    answer = client.post(
        PATH,
        json={"present": True, "event_id": "x"},
        headers=[(b"Authorization", "Bearer contraseña".encode("latin-1"))],
    )
    refused(answer, Problem.TOKEN_NEEDED)


def test_the_token_is_looked_at_first(client: httpx.Client) -> None:
    """Who has none learns nothing of what is accepted."""
    refused(client.post(PATH, json={"typo": 1}), Problem.TOKEN_NEEDED)


def test_a_machine_is_no_page(client: httpx.Client) -> None:
    """A till's own page may tell it: the token is enough."""
    headers = BEARER | {"Origin": "http://till.local", "Sec-Fetch-Site": "cross-site"}
    assert tell(client, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("at", "word"),
    [
        ("2026-03-29T13:59:49+02:00", "s old"),
        ("2026-03-29T12:00:03Z", "future"),
        ("2001-01-01T00:00Z", "s old"),
    ],
)
def test_the_past_and_the_future(client: httpx.Client, shop: Shop, at: str, word: str) -> None:
    assert word in refused(tell(client, at=at), Problem.PRESENCE_REFUSED)["detail"]
    assert delivered(shop) == []
    assert shop.snapshot("door").customer.present is None


@pytest.mark.parametrize(
    "at",
    [
        "yesterday",
        "2026-03-29T12:00:00",
        "2026-03-29",
        "0001-01-01T00:00+05:00",
        "9999-12-31T23:59-05:00",
    ],
)
def test_times_that_are_none(client: httpx.Client, at: str) -> None:
    told = refused(tell(client, at=at), Problem.INVALID_PARAMETER)
    assert told["errors"][0]["field"] == "at"


@pytest.mark.parametrize(
    "body",
    [{"present": 1}, {"present": "yes"}, {"present": None}, {"event_id": 3}, {"more": 1}],
)
def test_bodies_that_are_none(client: httpx.Client, body: dict[str, Any]) -> None:
    refused(tell(client, **body), Problem.INVALID_PARAMETER)


def test_json_that_is_not_called_json(client: httpx.Client) -> None:
    """What a door's script forgets first."""
    answer = client.post(PATH, content=b'{"present": true, "event_id": "a"}', headers=BEARER)
    assert answer.status_code == 422
    told = answer.json()["detail"]
    assert (
        told
        == "body = no JSON object: accepted is one JSON object in UTF-8, sent as application/json"
    )


@pytest.mark.parametrize("event_id", ["", "x" * 81, "a\nb"])
def test_names_of_events_that_are_none(client: httpx.Client, event_id: str) -> None:
    assert "event_id" in refused(tell(client, event_id), Problem.PRESENCE_REFUSED)["detail"]


def test_a_counter_that_takes_none(client: httpx.Client) -> None:
    answer = client.post(
        PATH.replace("door", "main"), json={"present": True, "event_id": "x"}, headers=BEARER
    )
    assert 'kind = "event"' in refused(answer, Problem.PRESENCE_REFUSED)["detail"]


def test_an_unknown_counter(client: httpx.Client) -> None:
    answer = client.post(PATH.replace("door", "nobody"), json={}, headers=BEARER)
    refused(answer, Problem.UNKNOWN_COUNTER)
