"""Every published sum again, in plain Python, from the rows of the database and a log of arrivals.

Nothing of `monitor.metrics` is used to check what it says. The week holds the day of 23 hours, and
the other the one of 25; the counter is busy in the very night in which the clock is set.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from monitor.samples.generated import generated_day
from monitor.units import CounterId, UtcNs
from tests.api.shop import Shop, served

ZONE = ZoneInfo("Europe/Madrid")
MAIN = CounterId("main")
S = 10**9
HOUR_NS = 3600 * S
EARLIER_NS = 9 * HOUR_NS
"""Opening at nine becomes opening at midnight."""
JUDGED = ("customer", "device", "work", "elsewhere")
Row = dict[str, Any]


@dataclass(frozen=True)
class Audit:
    """One week: what the service says, what the database holds, when customers went."""

    api: httpx.Client
    hours: dict[datetime, list[Row]]
    went: list[int]
    start: datetime
    end: datetime

    def ask(self, bucket: str) -> Any:
        query = {"counter": "main", "bucket": bucket, "from": self.start.isoformat()}
        answer = self.api.get("/api/v1/metrics", params={**query, "to": self.end.isoformat()})
        answer.raise_for_status()
        return answer.json()


@pytest.fixture(scope="module", params=[date(2026, 3, 23), date(2026, 10, 19)], ids=["23h", "25h"])
def audit(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Audit]:
    monday: date = request.param
    folder = tmp_path_factory.mktemp("audit")
    start = datetime.combine(monday, datetime.min.time(), ZONE)
    end = datetime.combine(monday + timedelta(days=7), datetime.min.time(), ZONE)
    shop = Shop(folder, at_utc_ns=UtcNs(utc_ns(end) + HOUR_NS))
    went: list[int] = []
    for index in range(7):
        # A weekday's customers on every day, so that the night of the change is busy too.
        day = generated_day(MAIN, monday + timedelta(days=index % 5), ZONE, seed=index)
        shift = EARLIER_NS - index // 5 * 5 * 24 * HOUR_NS
        shop.store.upsert_minutes(
            MAIN,
            [replace(each, start_utc_ns=UtcNs(each.start_utc_ns - shift)) for each in day.minutes],
        )
        went += [each.end_ns - shift for each in day.encounters]
    rows = rows_of(folder / "shop.db")
    hours: dict[datetime, list[Row]] = defaultdict(list)
    for row in rows:
        hours[hour_of(row["start_utc_ns"])].append(row)
    with served(shop.runtime) as running, httpx.Client(base_url=running.url, timeout=60) as api:
        yield Audit(api, hours, went, start, end)
    shop.close()


def utc_ns(moment: datetime) -> int:
    return int(moment.timestamp()) * S


def hour_of(at_ns: int) -> datetime:
    """The local hour, by its start in UTC: the one that comes twice is two."""
    return datetime.fromtimestamp(at_ns // HOUR_NS * 3600, UTC)


def rows_of(path: Path) -> list[Row]:
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT * FROM minute ORDER BY start_utc_ns").fetchall()
    return [{name: row[name] for name in row.keys()} for row in found]  # noqa: SIM118


def added(rows: list[Row], name: str) -> int:
    return sum(row[name] or 0 for row in rows)


def tallied(rows: list[Row], name: str) -> tuple[int, int, int]:
    """How many, how long together, the longest."""
    found = [json.loads(row["tallies"]).get(name) for row in rows if row["tallies"]]
    held = [each for each in found if each]
    longest = max((each[2] for each in held), default=0)
    return sum(each[0] for each in held), sum(each[1] for each in held), longest


def passes(rows: list[Row]) -> bool:
    """The rule of publication, with customers known."""
    judged = sum(added(rows, f"present_{state}_ns") for state in JUDGED)
    seen = judged + added(rows, "present_unknown_ns")
    return bool(seen) and judged / seen >= 0.7 and tallied(rows, "lengths")[0] >= 5


def told(rows: list[Row]) -> dict[str, Any]:
    """What is published of rows."""
    state_ns = {state: added(rows, f"present_{state}_ns") for state in JUDGED}
    judged, unknown = sum(state_ns.values()), added(rows, "present_unknown_ns")
    tasks, met = added(rows, "present_tasks"), tallied(rows, "lengths")[0]
    looks = tallied(rows, "present.device")[0]
    hours = judged / HOUR_NS
    return {
        "state_s": {state: round(ns / S, 3) for state, ns in state_ns.items()},
        "judged_s": round(judged / S, 3),
        "customer_gaze_share": round(state_ns["customer"] / judged, 4),
        "device_share": round(state_ns["device"] / judged, 4),
        "coverage": round(judged / (judged + unknown), 4),
        "look_aways": looks,
        "look_aways_per_min": round(looks / (hours * 60), 4),
        "long_look_aways": added(rows, "present_long_look_aways"),
        "long_look_aways_per_h": round(added(rows, "present_long_look_aways") / hours, 4),
        "prolonged_look_aways": added(rows, "present_prolonged_look_aways"),
        "tasks": tasks,
        "check_back_share": round(added(rows, "present_checked_tasks") / tasks, 4)
        if tasks
        else None,
        "splits": added(rows, "splits"),
        "encounters": met,
        "first_looks": tallied(rows, "first_look")[0],
        "returns": tallied(rows, "returns")[0],
        "never_looked_up_share": round(added(rows, "never_looked_up") / met, 4),
        "longest_customer_s": round(tallied(rows, "present.customer")[2] / S, 3),
    }


def said(answer: Any) -> dict[str, Any]:
    """The same of what the service says."""
    figures = answer["figures"]
    found = {
        name: figures[name]["value"] if isinstance(figures[name], dict) else figures[name]
        for name in told_names()
    }
    return {"state_s": {state: answer["state_s"][state] for state in JUDGED}, **found}


def told_names() -> list[str]:
    return [
        *("judged_s", "customer_gaze_share", "device_share", "coverage", "look_aways"),
        *("look_aways_per_min", "long_look_aways", "long_look_aways_per_h"),
        *("prolonged_look_aways", "tasks", "check_back_share", "splits", "encounters"),
        *("first_looks", "returns", "never_looked_up_share", "longest_customer_s"),
    ]


def start_of(answer: Any) -> datetime:
    return datetime.fromisoformat(answer["start"]).astimezone(UTC)


def test_every_published_hour_is_the_sum_of_its_minutes(audit: Audit) -> None:
    compared = 0
    for answer in audit.ask("hour")["buckets"]:
        rows = audit.hours[start_of(answer)]
        assert (answer["figures"] is not None) is passes(rows), answer["start"]
        if answer["figures"] is not None:
            assert said(answer) == told(rows), answer["start"]
            compared += 1
    assert compared > 50


def test_volumes_of_every_hour_are_told_and_encounters_are_those_of_the_log(audit: Audit) -> None:
    buckets = audit.ask("hour")["buckets"]
    assert {start_of(each) for each in buckets} == set(audit.hours)
    for answer in buckets:
        start = utc_ns(start_of(answer))
        rows = audit.hours[start_of(answer)]
        # What ends on a border has ended before it.
        ended = sum(start < at <= start + HOUR_NS for at in audit.went)
        assert answer["encounters"] == ended, answer["start"]
        for state in ("unknown", "absent", "paused"):
            assert answer[f"{state}_s"] == pytest.approx(added(rows, f"{state}_ns") / S, abs=1e-3)
        judged = sum(added(rows, f"{state}_ns") for state in JUDGED)
        assert answer["judged_s"] == pytest.approx(judged / S, abs=1e-3)
        seen = judged + added(rows, "unknown_ns")
        assert answer["coverage"] == (round(judged / seen, 4) if seen else None)


def test_a_day_is_the_sum_of_its_hours_and_lasts_23_24_or_25(audit: Audit) -> None:
    lasted: list[float] = []
    for answer in audit.ask("day")["buckets"]:
        start = datetime.fromisoformat(answer["start"])
        following = datetime.combine(start.date() + timedelta(days=1), datetime.min.time(), ZONE)
        inside = [
            rows
            for at, rows in audit.hours.items()
            if start.timestamp() <= at.timestamp() < following.timestamp()
        ]
        assert answer["encounters"] == sum(tallied(rows, "lengths")[0] for rows in inside)
        lasted.append(answer["duration_s"] / 3600)
        if all(map(passes, inside)):
            assert said(answer) == told([row for rows in inside for row in rows])
    assert sorted(lasted) in ([23, *[24] * 6], [*[24] * 6, 25])


def test_the_export_of_hours_says_the_same_at_every_digit(audit: Audit) -> None:
    query = {"counter": "main", "from": audit.start.isoformat()}
    answer = audit.api.get(
        "/api/v1/export/hours.csv", params={**query, "to": audit.end.isoformat()}
    )
    answer.raise_for_status()
    table = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    compared = 0
    for line in table:
        at = datetime.fromisoformat(line["start_utc"]).replace(tzinfo=UTC)
        if not line["customer_gaze_share"]:
            continue
        expected = told(audit.hours[at])
        for state in JUDGED:
            assert float(line[f"{state}_in_basis_s"]) == expected["state_s"][state]
        for name in ("customer_gaze_share", "long_look_aways", "first_looks", "tasks"):
            assert float(line[name]) == expected[name]
        compared += 1
    assert compared > 50


def test_nothing_of_what_is_checked_is_used_to_check_it() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            assert not [each for each in names if each.startswith("monitor.metrics")], path.name
