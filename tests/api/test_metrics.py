"""Sums by minute, hour and day, over a real database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.attention.state import Area, Reason, State
from monitor.errors import StoreError
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.units import NS_PER_S, CounterId, UtcNs, ns_from_s
from tests.api.shop import Shop, counters, raising
from tests.buckets import flat_bucket

MADRID = ZoneInfo("Europe/Madrid")
MAIN = CounterId("main")


def at(*when: int, zone: ZoneInfo = MADRID, fold: int = 0) -> UtcNs:
    moment = datetime(*when, tzinfo=zone, fold=fold)
    return UtcNs(round(moment.astimezone(UTC).timestamp()) * NS_PER_S)


def judged(start: UtcNs, customer_s: float = 30, device_s: float = 30) -> Bucket:
    states = {State.CUSTOMER: ns_from_s(customer_s), State.DEVICE: ns_from_s(device_s)}
    return flat_bucket(start, {state: ns for state, ns in states.items() if ns})


def keep(shop: Shop, *buckets: Bucket) -> None:
    shop.store.upsert_minutes(MAIN, buckets)


def ask(client: httpx.Client, **query: str) -> Any:
    if "from_" in query:
        query["from"] = query.pop("from_")
    answer = client.get("/api/v1/metrics", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(client: httpx.Client, **query: str) -> Any:
    if "from_" in query:
        query["from"] = query.pop("from_")
    answer = client.get("/api/v1/metrics", params=query)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "/problems/invalid-parameter"
    (error,) = problem["errors"]
    assert error["field"] in problem["detail"]
    assert error["accepted"] in problem["detail"]
    return error


def share_of(told: Any) -> tuple[Any, ...]:
    share = told["customer_gaze_share"]
    return share["value"], share["reason"], share["needed"], share["had"]


def test_today_by_the_hour_unless_told_otherwise(client: httpx.Client, shop: Shop) -> None:
    keep(shop, judged(at(2026, 3, 28, 23, 59)), judged(at(2026, 3, 29, 0, 0)))
    keep(shop, judged(at(2026, 3, 29, 10, 5)), judged(at(2026, 3, 29, 10, 59)))
    keep(shop, judged(at(2026, 3, 29, 23, 59)), judged(at(2026, 3, 30, 0, 0)))
    told = ask(client)
    assert (told["counter"], told["bucket"]) == ("main", "hour")
    assert told["time_zone"] == "Europe/Madrid"
    assert told["from"] == "2026-03-29T00:00:00+01:00"
    assert told["to"] == "2026-03-30T00:00:00+02:00"
    assert [(each["start"], each["start_utc"]) for each in told["buckets"]] == [
        ("2026-03-29T00:00:00+01:00", "2026-03-28T23:00:00Z"),
        ("2026-03-29T10:00:00+02:00", "2026-03-29T08:00:00Z"),
        ("2026-03-29T23:00:00+02:00", "2026-03-29T21:00:00Z"),
    ]
    assert [each["judged_s"] for each in told["buckets"]] == [60.0, 120.0, 60.0]
    assert told["total"]["judged_s"] == 240.0
    assert told["total"]["duration_s"] == 23 * 3600.0


def test_one_bucket_in_full(client: httpx.Client, shop: Shop) -> None:
    short, long = DurationTally(), DurationTally()
    for _ in range(8):
        short = short.with_duration(ns_from_s(1))
    for dwell_s in (2, 4):
        long = long.with_duration(ns_from_s(dwell_s))
    for index in range(20):
        swing_s = index % 4 - 1.5
        keep(
            shop,
            flat_bucket(
                at(2026, 3, 29, 10, index),
                {
                    State.CUSTOMER: ns_from_s(24 + swing_s),
                    State.DEVICE: ns_from_s(6 - swing_s),
                    State.UNKNOWN: ns_from_s(10),
                    State.ABSENT: ns_from_s(20),
                },
                inferred_ns=ns_from_s(1.5),
                reason_ns={Reason.DARK: ns_from_s(7.25), Reason.LIDS: ns_from_s(2.75)},
                gap_ns=ns_from_s(0.5),
                samples=600,
                glances={Area.DEVICE: short.plus(long)},
            ),
        )
    (told,) = ask(client)["buckets"]
    device = told["glances"].pop("device")
    figures = told.pop("figures")
    interval = told["customer_gaze_share"].pop("interval")
    none = {
        "count": 0,
        "total_s": 0.0,
        "longest_s": 0.0,
        "rate_per_min": 0.0,
        "mean_s": None,
        "median_s": None,
        "p85_s": None,
        "over_2s_share": None,
    }
    assert told == {
        "start": "2026-03-29T10:00:00+02:00",
        "start_utc": "2026-03-29T08:00:00Z",
        "duration_s": 3600.0,
        "measured_s": 1200.0,
        "judged_s": 600.0,
        "unknown_s": 200.0,
        "absent_s": 400.0,
        "paused_s": 0.0,
        "gap_s": 10.0,
        "practice_s": 0.0,
        "presence_known_s": 0.0,
        "encounters": 0,
        "encounters_per_h": None,
        "coverage": 0.75,
        "basis": "all",
        "state_s": {
            "customer": 480.0,
            "device": 120.0,
            "work": 0.0,
            "elsewhere": 0.0,
            "unknown": 200.0,
            "absent": 400.0,
            "paused": 0.0,
        },
        "customer_gaze_share": {"value": 0.8, "reason": None, "needed": None, "had": None},
        "left_out_s": 0.0,
        "inferred_s": 30.0,
        "reason_s": {each.value: 0.0 for each in Reason} | {"dark": 145.0, "lids": 55.0},
        "glances": {"customer": none, "work": none, "elsewhere": none},
    }
    # An hour has no parts that are published.
    assert interval is None
    assert figures["basis"] == "all"
    assert figures["customer_gaze_share"] == {"value": 0.8, "beyond": False, "interval": None}
    assert figures["look_aways"] == 200
    assert figures["look_aways_per_min"]["value"] == 20.0
    # Nobody knows when a customer was there.
    assert figures["first_look_median_s"] == {"value": None, "beyond": False, "interval": None}
    assert (figures["never_looked_up"], figures["splits"]) == (None, None)
    assert (device["count"], device["total_s"], device["longest_s"]) == (200, 280.0, 4.0)
    assert device["rate_per_min"] == 20.0  # 200 in ten judged minutes
    assert device["mean_s"] == 1.4
    assert device["median_s"] == pytest.approx(1.0, rel=0.13)
    assert device["p85_s"] == pytest.approx(2.0, rel=0.13)
    assert device["over_2s_share"] == 0.2


def test_by_the_minute(client: httpx.Client, shop: Shop) -> None:
    keep(shop, judged(at(2026, 3, 29, 10, 5)), judged(at(2026, 3, 29, 10, 7)))
    told = ask(client, bucket="minute")
    assert [each["start"] for each in told["buckets"]] == [
        "2026-03-29T10:05:00+02:00",
        "2026-03-29T10:07:00+02:00",
    ]
    assert {each["duration_s"] for each in told["buckets"]} == {60.0}


def test_days_of_23_and_25_hours(client: httpx.Client, shop: Shop) -> None:
    for day in (28, 29, 30):
        keep(shop, judged(at(2026, 3, day, 0, 0)), judged(at(2026, 3, day, 23, 59)))
    spring = ask(client, from_="2026-03-28", to="2026-03-31", bucket="day")
    assert [each["duration_s"] / 3600 for each in spring["buckets"]] == [24, 23, 24]
    assert [each["judged_s"] for each in spring["buckets"]] == [120.0] * 3
    for day in (24, 25, 26):
        keep(shop, judged(at(2026, 10, day, 0, 0)), judged(at(2026, 10, day, 23, 59)))
    autumn = ask(client, from_="2026-10-24", to="2026-10-27", bucket="day")
    assert [each["duration_s"] / 3600 for each in autumn["buckets"]] == [24, 25, 24]
    assert [each["judged_s"] for each in autumn["buckets"]] == [120.0] * 3


def test_the_hour_that_comes_twice_is_two_hours(client: httpx.Client, shop: Shop) -> None:
    keep(shop, judged(at(2026, 10, 25, 2, 30)), judged(at(2026, 10, 25, 2, 30, fold=1)))
    told = ask(client, from_="2026-10-25", to="2026-10-26")
    assert [each["start"] for each in told["buckets"]] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]


def test_a_zone_off_by_half_an_hour(client: httpx.Client, shop: Shop) -> None:
    shop.reopen(site={"time_zone": "Asia/Kolkata"})
    kolkata = ZoneInfo("Asia/Kolkata")
    # The hours of before the change stay as they were.
    shop.clock.forward(5 * 3600)
    keep(shop, judged(at(2026, 3, 29, 20, 59, zone=kolkata)))
    keep(shop, judged(at(2026, 3, 29, 21, 0, zone=kolkata)))
    told = ask(client, from_="2026-03-29", to="2026-03-30")
    assert [each["start"] for each in told["buckets"]] == [
        "2026-03-29T20:00:00+05:30",
        "2026-03-29T21:00:00+05:30",
    ]
    assert {each["duration_s"] for each in told["buckets"]} == {3600.0}


def test_hours_at_the_ends_are_cut(client: httpx.Client, shop: Shop) -> None:
    for minute in (14, 15, 45, 59):
        keep(shop, judged(at(2026, 3, 29, 10, minute)))
    told = ask(client, from_="2026-03-29T10:15", to="2026-03-29T10:50")
    (hour,) = told["buckets"]
    assert (hour["start"], hour["duration_s"]) == ("2026-03-29T10:15:00+02:00", 35 * 60.0)
    assert hour["judged_s"] == told["total"]["judged_s"] == 120.0


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-03-29", "2026-03-29T00:00:00+01:00"),
        ("2026-03-29T10:15", "2026-03-29T10:15:00+02:00"),
        ("2026-03-29 10:15", "2026-03-29T10:15:00+02:00"),
        ("2026-03-29T10:15:40", "2026-03-29T10:15:00+02:00"),
        ("2026-03-29T10:15Z", "2026-03-29T12:15:00+02:00"),
        ("2026-03-29T10:15:00.5-05:00", "2026-03-29T17:15:00+02:00"),
    ],
)
def test_ways_to_write_a_time(client: httpx.Client, given: str, meant: str) -> None:
    assert ask(client, from_=given)["from"] == meant


def test_a_plus_sign_that_was_not_escaped(client: httpx.Client) -> None:
    told = client.get("/api/v1/metrics?from=2026-03-29T10:00:00+02:00&to=2026-03-29T11:00+02:00")
    assert told.json()["from"] == "2026-03-29T10:00:00+02:00"
    assert told.json()["to"] == "2026-03-29T11:00:00+02:00"


def test_the_end_alone_means_its_day(client: httpx.Client) -> None:
    told = ask(client, to="2026-03-27T15:30")
    assert (told["from"], told["to"]) == ("2026-03-27T00:00:00+01:00", "2026-03-27T15:30:00+01:00")
    told = ask(client, to="2026-03-27")
    assert told["from"] == "2026-03-26T00:00:00+01:00"


def test_an_end_within_a_minute_takes_that_minute(client: httpx.Client) -> None:
    told = ask(client, from_="2026-03-29T10:00", to="2026-03-29T10:00:01")
    assert told["to"] == "2026-03-29T10:01:00+02:00"


def test_nothing_measured(client: httpx.Client) -> None:
    told = ask(client, from_="2020-01-01", to="2020-01-02", bucket="day")
    assert told["buckets"] == []
    assert share_of(told["total"]) == (None, "nobody_there", None, None)
    assert told["total"]["coverage"] is None
    assert told["total"]["glances"] is told["total"]["figures"] is told["total"]["state_s"] is None


@pytest.mark.parametrize(
    ("customer_s", "unknown_s", "published"),
    [
        (600, 257, (1.0, None, None, None)),
        (600, 258, (None, "low_coverage", 0.7, 0.6993)),
        (599, 0, (None, "too_little_time", 600.0, 599.0)),
        (0, 100, (None, "low_coverage", 0.7, 0.0)),
        (0, 0, (None, "nobody_there", None, None)),
    ],
)
def test_a_share_needs_enough_behind_it(
    client: httpx.Client,
    shop: Shop,
    customer_s: float,
    unknown_s: float,
    published: tuple[Any, ...],
) -> None:
    states = {State.CUSTOMER: ns_from_s(customer_s), State.UNKNOWN: ns_from_s(unknown_s)}
    keep(shop, flat_bucket(at(2026, 3, 29, 10, 0), states, gap_ns=1))
    told = ask(client)
    for each in (told["buckets"][0], told["total"]):
        assert share_of(each) == published
        content = (each["state_s"], each["figures"], each["glances"], each["basis"])
        assert (published[0] is None) == (content == (None,) * 4)


def test_the_settings_say_how_much_is_enough(client: httpx.Client, shop: Shop) -> None:
    keep(shop, judged(at(2026, 3, 29, 10, 0)))
    assert ask(client)["total"]["customer_gaze_share"]["reason"] == "too_little_time"
    shop.reopen(publish={"min_judged_s": 60})
    shop.clock.forward(3 * 3600)
    reason = ask(client)["total"]["customer_gaze_share"]
    assert (reason["reason"], reason["needed"]) == ("too_little_time", 600), "as it was then"
    keep(shop, judged(at(2026, 3, 29, 15, 0)))
    assert share_of(ask(client)["total"]) == (0.5, None, None, None)


@pytest.mark.parametrize("field", ["from", "to"])
@pytest.mark.parametrize(
    "given",
    [
        "yesterday",
        "",
        "2026-02-30",
        "2026-03-29T25:00",
        "29/03/2026",
        "2026-W13-7",
        "20260329",
        "1774785600",
        "1999-12-31",
        "9999-12-31",
        "2026-03-29T10:00+99:00",
        "2026-03-29; DROP TABLE minute",
        "٢٠٢٦-٠٣-٢٩",
    ],
)
def test_times_that_are_none(client: httpx.Client, field: str, given: str) -> None:
    error = refusal(client, **{field: given})
    assert (error["field"], error["given"]) == (field, given)
    assert "a day (2026-03-29)" in error["accepted"]


def test_a_very_long_value_is_not_repeated_in_full(client: httpx.Client) -> None:
    error = refusal(client, from_="9" * 5000)
    assert len(error["given"]) < 150


@pytest.mark.parametrize("to", ["2026-03-28", "2026-03-29"])
def test_reversed_or_empty_spans(client: httpx.Client, to: str) -> None:
    error = refusal(client, from_="2026-03-29", to=to)
    assert (error["field"], error["given"]) == ("to", to)
    assert error["accepted"] == "a time after from, which is 2026-03-29T00:00:00+01:00"


def test_a_start_in_the_future(client: httpx.Client) -> None:
    error = refusal(client, from_="2026-04-01")
    assert (error["field"], error["accepted"]) == ("from", "a time before the end of today")


@pytest.mark.parametrize(
    ("bucket", "fits", "too_long"),
    [
        ("minute", "2026-10-31", "2026-11-01"),
        ("hour", "2026-12-25", "2026-12-26"),
        ("day", "2027-11-28", "2027-11-29"),
    ],
)
def test_spans_have_limits(client: httpx.Client, bucket: str, fits: str, too_long: str) -> None:
    """From 24 October 2026: the day on which the clock goes back does not shorten a week."""
    ask(client, from_="2026-10-24", to=fits, bucket=bucket)
    error = refusal(client, from_="2026-10-24", to=too_long, bucket=bucket)
    assert error["field"] == "from, to"
    assert error["given"].endswith(f"days by {bucket}")
    assert "7 days by minute, 62 days by hour, 400 days by day" in error["accepted"]


def test_a_bucket_of_another_length(client: httpx.Client) -> None:
    error = refusal(client, bucket="year")
    choices = "minute, hour, day, week, month"
    cause, accepted = {"name": "choice", "facts": {"choices": choices}}, f"one of {choices}"
    assert error == {"field": "bucket", "given": "year", "accepted": accepted, "cause": cause}


def test_a_misspelt_parameter_is_no_answer_about_today(client: httpx.Client) -> None:
    error = refusal(client, form="2026-03-01")
    assert (error["field"], error["given"]) == ("form", "2026-03-01")
    assert "counter, from, to, bucket" in error["accepted"]


def test_a_parameter_given_twice(client: httpx.Client) -> None:
    answer = client.get("/api/v1/metrics?bucket=day&bucket=hour")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["accepted"] == "one value, given once"


def test_an_unknown_counter(client: httpx.Client, shop: Shop) -> None:
    shop.reopen(counters=counters("main", "till"))
    answer = client.get("/api/v1/metrics", params={"counter": "mian"})
    assert answer.status_code == 404
    problem = answer.json()
    assert problem["type"] == "/problems/unknown-counter"
    cause = {"name": "known", "facts": {"names": "main, till"}}
    (error,) = problem["errors"]
    accepted = "one of main, till"
    assert error == {"field": "counter", "given": "mian", "accepted": accepted, "cause": cause}


def test_among_several_counters_one_must_be_named(client: httpx.Client, shop: Shop) -> None:
    shop.reopen(counters=counters("main", "till"))
    cause = {"name": "known", "facts": {"names": "main, till"}}
    accepted = "one of main, till"
    wanted = {"field": "counter", "given": None, "accepted": accepted, "cause": cause}
    assert refusal(client) == wanted
    assert ask(client, counter="till")["counter"] == "till"


def test_a_database_that_cannot_be_read(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlStore, "sums", raising(StoreError("the database /shop.db is damaged")))
    answer = client.get("/api/v1/metrics")
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/store-unavailable"
    assert answer.json()["detail"] == "the database /shop.db is damaged"


def test_minutes_sum_to_hours_sum_to_days(client: httpx.Client, shop: Shop) -> None:
    """Volumes always; what the eyes did where every hour stands by itself."""
    start = at(2026, 3, 27, 22, 0)
    keep(shop, *(judged(UtcNs(start + i * MINUTE_NS), 10 + i % 7, 20) for i in range(420)))
    query = {"from_": "2026-03-27", "to": "2026-03-29"}
    minutes, *longer = (
        ask(client, **query, bucket=step) for step in ("minute", "hour", "day", "week", "month")
    )
    for told in longer:
        assert told["total"] == minutes["total"]
        parts = sum(each["state_s"]["customer"] for each in told["buckets"])
        assert parts == pytest.approx(told["total"]["state_s"]["customer"], abs=1e-6)
    for told in (minutes, *longer):
        judged_s = sum(each["judged_s"] for each in told["buckets"])
        assert judged_s == pytest.approx(told["total"]["judged_s"], abs=1e-6)
    assert [len(told["buckets"]) for told in (minutes, *longer)] == [420, 7, 2, 1, 1]


def test_single_minutes_are_told_of_today_alone(client: httpx.Client, shop: Shop) -> None:
    keep(shop, judged(at(2026, 3, 28, 23, 59)), judged(at(2026, 3, 29, 0, 0)))
    told = ask(client, from_="2026-03-28", to="2026-03-30", bucket="minute")
    yesterday, today = told["buckets"]
    assert (yesterday["judged_s"], today["judged_s"]) == (60.0, 60.0)
    assert yesterday["state_s"] is yesterday["glances"] is yesterday["inferred_s"] is None
    assert yesterday["reason_s"] is None
    assert today["state_s"]["device"] == 30.0
    assert today["glances"]["device"]["count"] == 0
    # The total reaches over yesterday, and so is no longer the view of today alone.
    assert told["total"]["state_s"] is None
    assert ask(client, bucket="minute")["total"]["state_s"]["device"] == 30.0


def test_the_hour_that_runs_is_told_as_volumes_only(client: httpx.Client, shop: Shop) -> None:
    """It is two o'clock. The hour before is closed five minutes later."""
    keep(shop, *(judged(at(2026, 3, 29, 13, minute)) for minute in range(60)))
    for wait_s, reason, value in (
        (0, "not_closed", None),
        (299, "not_closed", None),
        (1, None, 0.5),
    ):
        shop.clock.forward(wait_s)
        (hour,) = ask(client)["buckets"]
        assert hour["judged_s"] == 3600.0
        assert share_of(hour)[:2] == (value, reason)
        assert hour["left_out_s"] == (3600.0 if reason else 0.0)


def test_quiet_hours_speak_together(client: httpx.Client, shop: Shop) -> None:
    """Two hours of six judged minutes: neither stands by itself, the day tells both."""
    for hour in (9, 11):
        keep(shop, *(judged(at(2026, 3, 28, hour, minute), 40, 20) for minute in range(6)))
    day = {"from_": "2026-03-28", "to": "2026-03-29"}
    told = ask(client, **day)
    for each in told["buckets"]:
        assert share_of(each) == (None, "too_little_time", 600.0, 360.0)
        assert each["left_out_s"] == 360.0
    assert share_of(told["total"])[:2] == (0.6667, None)
    assert told["total"]["left_out_s"] == 0.0
    # A span that holds one of the two and part of the other says nothing of either.
    cut = ask(client, from_="2026-03-28T09:00", to="2026-03-28T11:05")["total"]
    assert share_of(cut)[:2] == (None, "with_neighbours")
    assert cut["judged_s"] == 660.0


def test_where_presence_is_known_the_customers_time_speaks(
    client: httpx.Client, shop: Shop
) -> None:
    """Looking at the device with nobody there is no inattention."""
    met = EncounterTally()
    for first_s in (0.5, 1.0, 2.0, 4.0):
        met = met.plus(
            EncounterTally(
                DurationTally().with_duration(ns_from_s(60)),
                DurationTally().with_duration(ns_from_s(first_s)),
            )
        )
    met = met.plus(EncounterTally(DurationTally().with_duration(ns_from_s(60)), never_looked_up=1))
    for minute in range(5):
        keep(
            shop,
            flat_bucket(
                at(2026, 3, 28, 10, minute),
                {State.CUSTOMER: ns_from_s(20), State.DEVICE: ns_from_s(40)},
                presence_known_ns=ns_from_s(60),
                present_ns={State.CUSTOMER: ns_from_s(20), State.DEVICE: ns_from_s(5)},
                encounters=met if minute == 4 else EncounterTally(),
            ),
        )
    (hour,) = ask(client, from_="2026-03-28", to="2026-03-29")["buckets"]
    assert (hour["basis"], hour["encounters"], hour["encounters_per_h"]) == ("present", 5, 60.0)
    assert share_of(hour)[:2] == (0.8, None)
    assert (hour["state_s"]["customer"], hour["state_s"]["device"]) == (100.0, 25.0)
    figures = hour["figures"]
    assert figures["first_look_median_s"]["value"] == pytest.approx(2.0, rel=0.13)
    p90 = figures["first_look_p90_s"]
    assert (p90["value"], p90["beyond"]) == (None, True)
    # Its upper end lies beyond all that was seen; its lower end does not.
    assert (p90["interval"]["high"], p90["interval"]["unit"]) == (None, "encounters")
    assert (figures["never_looked_up"], figures["never_looked_up_share"]["value"]) == (1, 0.2)
    query = {"from": "2026-03-28", "to": "2026-03-29"}
    (row,) = client.get("/api/v1/export/hours.json", params=query).json()["rows"]
    assert (row["first_look_median_s"], row["first_look_median_beyond"]) == (
        figures["first_look_median_s"]["value"],
        False,
    )
    # An empty cell alone could be nothing to count.
    assert (row["first_look_p90_s"], row["first_look_p90_beyond"]) == (None, True)
