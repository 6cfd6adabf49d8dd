"""The view of the person at the counter: today, pause, corrections."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.problems import Problem
from monitor.adapters.sql_store import SqlStore
from monitor.attention.encounters import Encounter
from monitor.attention.state import State
from monitor.errors import StoreError
from monitor.metrics.buckets import MINUTE_NS
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s
from tests.api.shop import DOWN_DEG, NOON_UTC_NS, Shop, counters, raising
from tests.buckets import flat_bucket

PATH = "/api/v1/counters/main"
MAIN = CounterId("main")
TABLES: Any = {
    "counters": counters("main", presence={"arrive_s": 2}),
    "attention": {"blink_s": 0.35},
}
MIDNIGHT = UtcNs(NOON_UTC_NS - 13 * 3600 * NS_PER_S)
"""Of that day in Madrid."""
ONSET = UtcNs(NOON_UTC_NS - 300 * NS_PER_S + 123_456_789)


@pytest.fixture(autouse=True)
def known(shop: Shop) -> None:
    shop.reopen(**TABLES)


def refused(answer: httpx.Response, kind: Problem) -> Any:
    assert answer.status_code == kind.status, answer.text
    assert answer.json()["type"] == kind.uri
    return answer.json()


def begin_yesterday(shop: Shop) -> None:
    """The service was there before the day began, so it knows all of it."""
    shop.clock.utc = UtcNs(MIDNIGHT - 60 * NS_PER_S)
    shop.reopen(**TABLES)


def look_away(shop: Shop, onset: UtcNs, dwell_s: float) -> None:
    """Two seconds at the customer, from that moment on the device, then twelve seconds back."""
    shop.clock.forward_to(UtcNs(onset - ns_from_s(2.1)))
    shop.look(2)
    shop.look(dwell_s, DOWN_DEG)
    shop.look(12)


def test_the_share_of_today_is_one_number_wherever_it_is_told(
    client: httpx.Client, shop: Shop
) -> None:
    """With a customer there: half of 600 s at them. Of all time it would be three quarters."""
    met = EncounterTally(lengths=DurationTally(5, ns_from_s(600), ns_from_s(120), {40: 5}))
    times = {State.CUSTOMER: 900, State.DEVICE: 300, State.UNKNOWN: 300}
    present = {State.CUSTOMER: 300, State.DEVICE: 300, State.UNKNOWN: 150}
    today = flat_bucket(
        NOON_UTC_NS,
        {state: ns_from_s(each) for state, each in times.items()},
        presence_known_ns=ns_from_s(1500),
        present_ns={state: ns_from_s(each) for state, each in present.items()},
        encounters=met,
    )
    shop.store.upsert_minutes(MAIN, [today])
    shop.reopen(**TABLES)
    own = client.get(f"{PATH}/today").json()
    minutes = client.get("/api/v1/metrics?counter=main&bucket=minute").json()["total"]
    told = [
        (
            each["basis"],
            each["customer_gaze_share"]["value"],
            each["figures"]["customer_gaze_share"]["value"],
            each["figures"]["coverage"]["value"],
        )
        for each in (own["sums"], minutes)
    ]
    assert told == [("present", 0.5, 0.5, 0.8)] * 2
    assert minutes["state_s"]["customer"] == own["sums"]["state_s"]["customer"] == 300.0
    # The same of all time stands beside it.
    assert (own["all_time"]["basis"], own["all_time"]["state_s"]["customer"]) == ("all", 900.0)
    assert own["all_time"]["figures"]["customer_gaze_share"]["value"] == 0.75


def test_a_first_look_is_told_where_every_other_answer_tells_one(
    client: httpx.Client, shop: Shop
) -> None:
    """Presence was known for less than half of the time, and one encounter ended in it."""
    met = EncounterTally(
        DurationTally().with_duration(ns_from_s(60)), DurationTally().with_duration(ns_from_s(1.2))
    )
    bucket = flat_bucket(
        NOON_UTC_NS,
        {State.CUSTOMER: 60 * NS_PER_S},
        presence_known_ns=20 * NS_PER_S,
        encounters=met,
    )
    shop.store.upsert_minutes(MAIN, [bucket])
    own = client.get(f"{PATH}/today").json()["sums"]
    everything = client.get("/api/v1/metrics", params={"bucket": "minute"}).json()["total"]
    for told in (own, everything):
        assert (told["basis"], told["encounters"]) == ("all", 1)
        assert told["figures"]["first_look_median_s"]["value"] is None
    known = replace(bucket, presence_known_ns=60 * NS_PER_S)
    shop.store.upsert_minutes(MAIN, [known])
    own = client.get(f"{PATH}/today").json()["sums"]
    assert own["figures"]["first_look_median_s"]["value"] == pytest.approx(1.2, rel=0.13)


def test_the_share_says_whether_enough_is_behind_it_for_others(
    client: httpx.Client, shop: Shop
) -> None:
    shop.store.upsert_minutes(MAIN, [flat_bucket(NOON_UTC_NS, {State.CUSTOMER: ns_from_s(599.9)})])
    told = client.get(f"{PATH}/today").json()["sums"]
    share = told["customer_gaze_share"]
    assert (share["value"], share["reason"]) == (None, "too_little_time")
    assert (share["needed"], share["had"]) == (600.0, 599.9)
    assert told["figures"]["customer_gaze_share"]["value"] == 1.0


def test_today_in_full(client: httpx.Client, shop: Shop) -> None:
    """Two judged minutes, a look-away and one encounter: all is told, nothing withheld."""
    begin_yesterday(shop)
    yesterday = UtcNs(NOON_UTC_NS - 14 * 60 * MINUTE_NS)
    states = {State.CUSTOMER: 45 * NS_PER_S, State.DEVICE: 15 * NS_PER_S}
    shop.store.upsert_minutes(
        MAIN,
        [
            flat_bucket(yesterday, {State.DEVICE: 60 * NS_PER_S}),
            flat_bucket(UtcNs(NOON_UTC_NS - 10 * MINUTE_NS), states),
            flat_bucket(UtcNs(NOON_UTC_NS - 9 * MINUTE_NS), states, practice_ns=3 * NS_PER_S),
        ],
    )
    start = NOON_UTC_NS - 600 * NS_PER_S
    encounter = Encounter(Ns(start), Ns(start + 40 * NS_PER_S), first_look_ns=NS_PER_S // 2)
    shop.store.upsert_encounters(MAIN, [encounter])
    look_away(shop, ONSET, 4.2)
    shop.clock.forward_to(NOON_UTC_NS)
    shop.recorder().tick()
    told = client.get(f"{PATH}/today").json()
    assert (told["from"], told["to"]) == ("2026-03-29T00:00:00+01:00", "2026-03-29T14:00:00+02:00")
    # The last of the samples is worth half a second.
    assert (told["sums"]["judged_s"], told["sums"]["practice_s"]) == (138.6, 3.0)
    assert told["sums"]["state_s"]["customer"] == 104.4
    assert told["all_time"]["state_s"]["device"] == 34.2
    assert told["sums"]["figures"]["customer_gaze_share"]["value"] == 0.7532
    (met,) = told["encounters"]
    assert (met["start_utc"], met["duration_s"], met["first_look_s"]) == (
        "2026-03-29T11:50:00Z",
        40.0,
        0.5,
    )
    assert told["look_aways"] == {
        "items": [
            {
                "onset": str(ONSET),
                "onset_utc": "2026-03-29T11:55:00.123456Z",
                "dwell_s": 4.2,
                "prolonged": False,
                "corrected": False,
            }
        ],
        "complete": True,
        "listed_since_utc": "2026-03-28T23:00:00Z",
        "corrected": 0,
        "corrected_s": 0.0,
    }
    assert told["pause"] == {"paused": False, "reason": None, "since_utc": None}
    assert told["session"] is None
    assert [each["name"] for each in told["areas"]] == ["customer", "device"]
    assert told["cue_after_s"] == 0
    rules = told["thresholds"]
    assert (rules["blink_s"], rules["long_look_away_s"], rules["customer_comes_after_s"]) == (
        0.35,
        3.0,
        2.0,
    )
    assert told["retention"] == {
        "minutes_s": 30 * 86400.0,
        "hours_months": 13,
        "encounters_s": 72 * 3600.0,
        "sessions_s": 90 * 86400.0,
    }


def test_an_empty_day(client: httpx.Client) -> None:
    told = client.get(f"{PATH}/today").json()
    assert told["sums"]["figures"]["customer_gaze_share"] == {
        "value": None,
        "beyond": False,
        "interval": None,
    }
    assert told["encounters"] == told["look_aways"]["items"] == []


def test_pausing_twice_is_pausing_once(client: httpx.Client, shop: Shop) -> None:
    before = len(shop.cameras.opened)
    first = client.post(f"{PATH}/pause", json={}).json()
    assert first == {"paused": True, "reason": "hand", "since_utc": "2026-03-29T12:00:00Z"}
    shop.clock.forward(60)
    assert client.post(f"{PATH}/pause", json={}).json() == first
    assert client.get(f"{PATH}/today").json()["pause"] == first
    assert shop.store.journal.paused_since(MAIN) == NOON_UTC_NS
    for _ in range(2):
        assert client.delete(f"{PATH}/pause").json()["paused"] is False
    # It was let go once, and opened once more.
    assert [camera.on for _, camera in shop.cameras.opened[-2:]] == [False, True]
    assert shop.cameras.opened[-2:] == shop.cameras.opened[before - 1 :]


def test_this_was_work(client: httpx.Client, shop: Shop) -> None:
    begin_yesterday(shop)
    look_away(shop, ONSET, 4.2)
    look_away(shop, UtcNs(ONSET + 60 * NS_PER_S), 7)
    body = {"onset": str(ONSET)}
    told, again = (client.post(f"{PATH}/corrections", json=body).json() for _ in range(2))
    assert told == again
    assert [each["corrected"] for each in told["items"]] == [True, False]
    assert (told["corrected"], told["corrected_s"]) == (1, 4.2)
    assert client.get(f"{PATH}/today").json()["look_aways"] == told
    for _ in range(2):
        told = client.delete(f"{PATH}/corrections/{ONSET}").json()
        assert told["corrected"] == 0


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_look_away_that_is_none(client: httpx.Client, method: str) -> None:
    def ask(onset: str) -> httpx.Response:
        if method == "POST":
            return client.post(f"{PATH}/corrections", json={"onset": onset})
        return client.delete(f"{PATH}/corrections/{onset}")

    refused(ask(str(ONSET)), Problem.NO_LOOK_AWAY)
    for onset in ("now", "-1", "1e18", "9" * 30, "2026-03-29", str(2**63), "٣"):
        told = refused(ask(onset), Problem.INVALID_PARAMETER)
        assert told["errors"][0]["field"] == "onset"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "today"),
        ("POST", "pause"),
        ("DELETE", "pause"),
        ("POST", "corrections"),
        ("DELETE", "corrections/1"),
    ],
)
def test_an_unknown_counter(client: httpx.Client, method: str, path: str) -> None:
    body = {"onset": "1"} if path == "corrections" else {}
    address = f"/api/v1/counters/nobody/{path}"
    answer = client.request(method, address, json=body if method == "POST" else None)
    assert refused(answer, Problem.UNKNOWN_COUNTER)["errors"][0]["accepted"] == "one of main"


@pytest.mark.parametrize(("method", "path"), [("POST", "pause"), ("DELETE", "pause")])
def test_no_other_page_pauses(client: httpx.Client, shop: Shop, method: str, path: str) -> None:
    answer = client.request(
        method,
        f"{PATH}/{path}",
        headers={"Origin": "http://evil.example", "Content-Type": "application/json"},
    )
    refused(answer, Problem.ORIGIN_REFUSED)
    assert shop.camera().on
    assert not shop.runtime.pauses.view(MAIN).paused


def test_a_database_that_cannot_be_read(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlStore, "minutes", raising(StoreError("the database is damaged")))
    refused(client.get(f"{PATH}/today"), Problem.STORE_UNAVAILABLE)
