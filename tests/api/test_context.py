"""What-if, week, advice, comparisons and exports over two weeks drawn by chance."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.exports.series import Series
from api.problems import Problem
from monitor.attention.aoi import DEVICE_AREA
from monitor.attention.state import State
from monitor.metrics.session import Session, SessionNote
from monitor.units import NS_PER_S, UtcNs, deg_from_rad
from tests.api.shop import served
from tests.api.weeks import MAIN, Weeks, weeks_in
from tests.buckets import flat_bucket

LAST_WEEK = {"from": "2026-03-09", "to": "2026-03-16"}


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    made = weeks_in(tmp_path_factory.mktemp("weeks"))
    yield made
    made.shop.close()


@pytest.fixture(scope="module")
def api(weeks: Weeks) -> Iterator[httpx.Client]:
    with (
        served(weeks.shop.runtime) as running,
        httpx.Client(base_url=running.url, timeout=60) as talking,
    ):
        yield talking


def ask(api: httpx.Client, path: str, **query: Any) -> Any:
    answer = api.get(f"/api/v1/{path}", params={k.rstrip("_"): v for k, v in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(api: httpx.Client, path: str, kind: Problem) -> Any:
    answer = api.get(f"/api/v1/{path}")
    assert answer.status_code == kind.status, answer.text
    assert answer.json()["type"] == kind.uri
    return answer.json()


def rows(api: httpx.Client, path: str, **query: Any) -> list[dict[str, str]]:
    answer = api.get(f"/api/v1/export/{path}", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="mostrador-')
    table = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    header = list(table.fieldnames or ())
    assert len(set(header)) == len(header), "a column stands there twice"
    return list(table)


# --- what-if ------------------------------------------------------------------------------------


def test_what_if_asks_about_the_last_whole_week(api: httpx.Client) -> None:
    told = ask(api, "what-if", long_s=2)
    assert (told["from"], told["to"]) == ("2026-03-09T00:00:00+01:00", "2026-03-16T00:00:00+01:00")
    at_two = told["answers"]["long_look_aways"]
    assert at_two["exact"] is True  # 2 s is an edge of the bins
    figures = told["as_measured"]["figures"]
    assert at_two["low"] > figures["long_look_aways"]
    assert told["answers"]["over_share"] is None
    assert told["cannot_answer"] == ["split_attention", "check_back", "angles"]
    in_force = {"long_s": 3.0, "prolonged_s": 6.0, "over_s": 2.0, "glance_min_s": 0.2}
    assert told["in_force"] == in_force


def test_what_is_in_force_is_answered_as_it_was_counted(api: httpx.Client) -> None:
    told = ask(api, "what-if", long_s=3, **LAST_WEEK)
    counted = told["as_measured"]["figures"]["long_look_aways"]
    assert told["answers"]["long_look_aways"] == {"low": counted, "high": counted, "exact": True}


def test_a_changed_threshold_is_in_force_at_once_and_asked_for_is_plain(api: httpx.Client) -> None:
    changes = {"attention.confirm_s": 0.3}
    try:
        assert api.patch("/api/v1/settings", json={"changes": changes}).status_code == 200
        told = ask(api, "what-if", glance_min_s=0.3, **LAST_WEEK)
    finally:
        api.patch("/api/v1/settings", json={"changes": {"attention.confirm_s": None}})
    assert told["in_force"]["glance_min_s"] == 0.3
    share = told["answers"]["customer_glance_share"]
    assert share["exact"] is True
    glances = told["as_measured"]["glances"]["customer"]
    judged_s = told["as_measured"]["figures"]["judged_s"]
    assert share["low"] == pytest.approx(min(glances["total_s"] / judged_s, 1.0), abs=1e-4)


def test_between_two_edges_it_lies_between_two_bounds(api: httpx.Client) -> None:
    low = ask(api, "what-if", long_s=2)["answers"]["long_look_aways"]["low"]
    told = ask(api, "what-if", long_s=2.1)["answers"]["long_look_aways"]
    assert told["exact"] is False
    assert told["low"] < told["high"] <= low


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("long_s=0.1", "long_s"),
        ("long_s=1e9", "long_s"),
        ("long_s=nan", "long_s"),
        ("long_s=x", "long_s"),
        ("to=2026-03-09", "from"),
        ("from=2026-03-09", "to"),
        ("from=2026-03-09&to=2026-03-08", "to"),
        ("from=2024-01-01&to=2026-03-08", "from, to"),
        ("from=x&to=2026-03-08", "from"),
        ("longs=3", "longs"),
    ],
)
def test_what_if_makes_no_sense(api: httpx.Client, query: str, field: str) -> None:
    told = refused(api, f"what-if?{query}", Problem.INVALID_PARAMETER)
    assert told["errors"][0]["field"] == field
    accepted = told["errors"][0]["accepted"]
    assert accepted
    assert "should" not in accepted
    assert "unable" not in accepted
    # For programs too.
    assert told["errors"][0]["cause"]["name"] != "other"


def test_a_prolonged_look_is_a_long_one_too(api: httpx.Client) -> None:
    told = refused(api, "what-if?long_s=7&prolonged_s=6.5", Problem.BAD_REQUEST)
    assert "prolonged_s is 6.5 s and long_s is 7 s" in told["detail"]


# --- the week -----------------------------------------------------------------------------------


def test_the_week_has_its_load(api: httpx.Client) -> None:
    told = ask(api, "week", weeks=2)
    cells = {(each["weekday"], each["hour"]): each for each in told["cells"]}
    assert set(cells) == {(d, h) for d in range(1, 7) for h in range(9, 20)} | {
        (7, h) for h in range(10, 14)
    }
    busy, shut = cells[(2, 11)], cells[(2, 14)]
    assert (busy["hours"], busy["duration_s"]) == (2, 7200.0)
    assert busy["customer_gaze_share"]["value"] is not None
    assert busy["encounters_per_h"] > shut["encounters_per_h"]
    assert (shut["customer_gaze_share"]["reason"], shut["figures"]) == ("nobody_there", None)


def test_an_hour_that_is_cut_lasts_as_long_as_what_is_asked_about(api: httpx.Client) -> None:
    span = {"from": "2026-03-03T11:30", "to": "2026-03-03T12:00"}
    (cell,) = ask(api, "week", **span)["cells"]
    assert (cell["weekday"], cell["hour"], cell["hours"]) == (2, 11, 1)
    assert cell["duration_s"] == 1800.0
    assert cell["measured_s"] <= 1800.0


def test_the_week_of_a_span_is_that_of_as_many_weeks(api: httpx.Client) -> None:
    two = ask(api, "week", weeks=2)
    ends = {"from": two["from"][:10], "to": two["to"][:10]}
    spanned = ask(api, "week", **ends)
    assert (two["weeks"], spanned["weeks"]) == (2, None)
    assert spanned["cells"] == two["cells"]
    assert ask(api, "week")["weeks"] == 4
    # Half an hour is no atom: the hour that the end cuts tells volumes alone.
    cut = ask(api, "week", **{"from": ends["from"], "to": f"{ends['from']}T11:30"})
    told = {(each["weekday"], each["hour"]): each["figures"] for each in cut["cells"]}
    assert told[(1, 11)] is None
    assert told[(1, 10)] is not None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("weeks=2&from=2026-03-02&to=2026-03-09", "weeks"),
        ("from=2026-03-02", "to"),
        ("from=2024-03-02&to=2026-03-02", "from, to"),
    ],
)
def test_a_week_of_no_span(api: httpx.Client, query: str, field: str) -> None:
    told = refused(api, f"week?{query}", Problem.INVALID_PARAMETER)
    assert told["errors"][0]["field"] == field


@pytest.mark.parametrize("given", ["0", "53", "-1", "x", "1.5"])
def test_weeks_that_are_none(api: httpx.Client, given: str) -> None:
    told = refused(api, f"week?weeks={given}", Problem.INVALID_PARAMETER)
    assert told["errors"][0]["field"] == "weeks"


# --- the advice ---------------------------------------------------------------------------------


def test_advice_is_about_the_furniture(api: httpx.Client, client: httpx.Client) -> None:
    told = ask(api, "advice")
    (device,) = told["advice"]
    below_deg = round(-deg_from_rad(DEVICE_AREA.box.pitch_max_rad), 1)
    assert (device["name"], device["below_deg"], device["at_least"]) == ("device", below_deg, True)
    assert device["level"] in {"fine", "consider"}
    assert ask(client, "advice")["advice"] == []  # not calibrated: angles are the camera's


# --- comparisons --------------------------------------------------------------------------------


def test_two_weeks_side_by_side(api: httpx.Client) -> None:
    spans = {"a_from": "2026-03-02", "a_to": "2026-03-09", "b_from": "2026-03-09"}
    told = ask(api, "compare/spans", **spans, b_to="2026-03-16")
    share = told["comparison"]["differences"][0]
    assert share["number"] == "customer_gaze_share"
    for side in "ab":
        figures = told[side]["figures"]["figures"]
        assert share[side] == figures["customer_gaze_share"]["value"]
    assert share["difference"] == pytest.approx(share["b"] - share["a"], abs=2e-4)
    assert share["low"] < share["difference"] < share["high"]
    assert (told["comparison"]["unit_a"], told["comparison"]["unit_b"]) == ("days", "days")
    assert told["reason"] is None


def test_what_is_withheld_is_not_compared(api: httpx.Client) -> None:
    spans = {"a_from": "2026-03-02", "a_to": "2026-03-09", "b_from": "2026-03-10T11:00"}
    told = ask(api, "compare/spans", **spans, b_to="2026-03-10T11:20")
    assert (told["comparison"], told["reason"]) == (None, "withheld")
    assert told["b"]["figures"]["figures"] is None


def test_a_span_without_an_end(api: httpx.Client) -> None:
    told = refused(api, "compare/spans?a_from=2026-03-02", Problem.INVALID_PARAMETER)
    assert {each["field"] for each in told["errors"]} == {"a_to", "b_from", "b_to"}


def session(weeks: Weeks, name: str, device_each: int) -> None:
    """Two minutes; every so many seconds one on the device."""
    start = UtcNs(weeks.shop.clock.utc - 3600 * NS_PER_S)
    end = UtcNs(start + 120 * NS_PER_S)
    weeks.shop.store.sessions.save(Session(name, MAIN, f"=cmd {name}", "ñ", start, end))
    weeks.shop.store.sessions.add(
        name,
        [
            flat_bucket(
                UtcNs(start + i * NS_PER_S),
                {State.CUSTOMER if (i * i) % device_each else State.DEVICE: NS_PER_S},
            )
            for i in range(120)
        ],
        [],
        [],
    )
    weeks.shop.store.sessions.note(name, SessionNote("n", start, "here"))


def test_two_sessions_side_by_side(api: httpx.Client, weeks: Weeks) -> None:
    session(weeks, "one", 3)
    session(weeks, "other", 30)
    detail = ask(api, "sessions/one")
    assert detail["session"]["duration_s"] == 120.0
    assert detail["all_time"]["state_s"]["device"] == 40.0
    assert detail["sums"]["figures"]["customer_gaze_share"]["value"] == pytest.approx(
        2 / 3, abs=1e-4
    )
    assert [each["text"] for each in detail["notes"]] == ["here"]
    told = ask(api, "compare", a="one", b="other")
    assert told["a"] == detail
    assert told["comparison"]["unit_a"] == told["comparison"]["unit_b"] == "blocks"
    assert told["comparison"]["block_s"] == 30.0
    share = told["comparison"]["differences"][0]
    assert share["difference"] == pytest.approx(share["b"] - share["a"], abs=2e-4)
    refused(api, "compare?a=one&b=nobody", Problem.UNKNOWN_SESSION)
    refused(api, "compare?a=one", Problem.INVALID_PARAMETER)


# --- exports ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("series", "step", "count"),
    [("hours", "hour", 70), ("days", "day", 7), ("weeks", "week", 1), ("months", "month", 1)],
)
def test_a_file_tells_what_the_api_tells(
    api: httpx.Client, series: str, step: str, count: int
) -> None:
    told = ask(api, "metrics", bucket=step, **LAST_WEEK)["buckets"]
    kept = rows(api, f"{series}.csv", **LAST_WEEK)
    assert len(kept) == len(told) == count
    for row, bucket in zip(kept, told, strict=True):
        assert float(row["judged_s"]) == bucket["judged_s"]
        assert (float(row["coverage"]) if row["coverage"] else None) == bucket["coverage"]
        share = bucket["customer_gaze_share"]
        assert row["withheld"] == (share["reason"] or "")
        value = row["customer_gaze_share"]
        assert (float(value) if value else None) == share["value"]
        figures = bucket["figures"] or {"first_look_median_s": {"value": None}}
        value = row["first_look_median_s"]
        assert (float(value) if value else None) == figures["first_look_median_s"]["value"]
    withheld = sum(row["customer_gaze_share"] == "" for row in kept)
    assert withheld == (16 if step == "hour" else 0)


def test_times_stand_on_both_clocks(api: httpx.Client) -> None:
    first = rows(api, "hours.csv", **LAST_WEEK)[0]
    assert (first["start_local"], first["start_utc"], first["time_zone"]) == (
        "2026-03-09 09:00:00",
        "2026-03-09 08:00:00",
        "Europe/Madrid",
    )


def test_minutes_are_volumes_alone(api: httpx.Client) -> None:
    kept = rows(api, "minutes.csv")  # of today, until two o'clock
    assert len(kept) == 5 * 60
    assert not {"customer_gaze_share", "customer_in_basis_s"} & set(kept[0])


def test_hours_of_the_week_and_encounters(api: httpx.Client) -> None:
    cells = rows(api, "hour-of-week.csv", **LAST_WEEK)
    assert (cells[0]["weekday"], cells[0]["hour"], cells[0]["hours"]) == ("1", "9", "1")
    met = rows(api, "encounters.csv", **LAST_WEEK)
    assert len(met) == 7
    assert float(met[0]["first_look_median_s"]) > 0


def test_bins_add_up_to_the_glances_published(api: httpx.Client) -> None:
    bins = rows(api, "glance-bins.csv", **LAST_WEEK)
    glances = ask(api, "metrics", bucket="week", **LAST_WEEK)["total"]["glances"]
    for area, found in glances.items():
        count = sum(int(row["glances"]) for row in bins if row["area"] == area)
        assert count == found["count"]


def test_sessions_and_their_seconds(api: httpx.Client, weeks: Weeks) -> None:
    session(weeks, "one", 3)
    answer = api.get("/api/v1/export/sessions.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")  # a letter beyond ASCII
    (named,) = [row for row in rows(api, "sessions.csv") if row["session"] == "one"]
    assert (named["name"], named["note"]) == ("'=cmd one", "ñ")
    kept = rows(api, "session-seconds.csv", session="one")
    assert len(kept) == 120
    assert sum(float(row["device_s"]) for row in kept) == 40.0


@pytest.mark.parametrize("series", list(Series))
def test_same_bytes_each_time_and_json_beside(
    api: httpx.Client, weeks: Weeks, series: Series
) -> None:
    session(weeks, "one", 3)
    query = {"session": "one"} if series is Series.SESSION_SECONDS else {}
    for ending in ("csv", "json"):
        path = f"/api/v1/export/{series}.{ending}"
        first, second = (api.get(path, params=query).content for _ in range(2))
        assert first == second
        if ending == "json":
            told = json.loads(first)
            assert told["series"] == series
            columns = list(told["rows"][0])
            assert rows(api, f"{series}.csv", **query)[0].keys() == set(columns)


def test_decimal_commas(api: httpx.Client) -> None:
    text = api.get("/api/v1/export/days.csv", params=LAST_WEEK | {"decimal": "comma"}).text
    header, first = text.split("\r\n")[:2]
    assert header.startswith("start_local;start_utc;time_zone;duration_s;")
    assert ",0;" in first
    assert "." not in first


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("everything.csv", "series"),
        ("hours.csv?from=2026-01-01&to=2026-12-31", "from, to"),
        ("minutes.csv?from=2026-03-01&to=2026-03-15", "from, to"),
        ("hours.csv?decimal=dot", "decimal"),
        ("session-seconds.csv", "session"),
        ("hours.json?decimal=comma", "decimal"),
    ],
)
def test_what_cannot_be_exported(api: httpx.Client, path: str, field: str) -> None:
    told = refused(api, f"export/{path}", Problem.INVALID_PARAMETER)
    assert told["errors"][0]["field"] == field


def test_exports_of_what_is_not_there(api: httpx.Client) -> None:
    refused(api, "export/hours.xlsx", Problem.NOT_FOUND)
    refused(api, "export/hours.csv?counter=nobody", Problem.UNKNOWN_COUNTER)
    refused(api, "export/session-seconds.csv?session=nobody", Problem.UNKNOWN_SESSION)
