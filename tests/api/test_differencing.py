"""Somebody asks everything that can be asked, and tries to work out an hour that is withheld.

Every published number over a span is linear in the hours: customer seconds, say, are the sum of
those of the hours it speaks about. Whoever asks often enough has a system of equations. The test
asks through every way out over hundreds of spans, writes each answer down as an equation, and tries
to solve for each single hour that does not stand by itself. It must not be able to.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import numpy as np
import pytest

from monitor.attention.state import Area, Reason
from monitor.metrics import publication
from monitor.metrics.atoms import Atom
from monitor.metrics.buckets import total
from monitor.metrics.rollup import Span, Step, Summed, roll_up, spans, start_of_day
from monitor.metrics.rule_ledger import RuleLedger
from monitor.metrics.sums import Sums
from monitor.metrics.suppression import PublishParams, verdict
from monitor.metrics.volumes import sums_of, volumes_of
from monitor.units import UtcNs
from tests.api.shop import served
from tests.api.weeks import MAIN, MONDAY, ZONE, Weeks, weeks_in

SEEN = (Area.CUSTOMER, Area.DEVICE)
WHY = (Reason.TURNED, Reason.LIDS, Reason.COVERED, Reason.EYES_DISAGREE)
NUMBERS = len(SEEN) + len(WHY)


@dataclass(frozen=True)
class Equation:
    """Somebody knows the customer's and the device's seconds over a span, and those of reasons."""

    start: datetime
    end: datetime
    told: tuple[float, ...]


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


@pytest.fixture(scope="module")
def known(api: httpx.Client, weeks: Weeks) -> list[Equation]:
    return equations(api, weeks)


def hours(weeks: Weeks) -> tuple[Summed, ...]:
    """The truth, which only the test knows."""
    first = start_of_day(MONDAY, ZONE)
    within = Span(first, weeks.shop.clock.utc_ns())
    return roll_up(weeks.minutes, spans(within, Step.HOUR, ZONE))


def hidden(weeks: Weeks) -> list[Summed]:
    """Hours with something in them that do not pass the rule by themselves."""
    params = PublishParams()
    return [
        hour
        for hour in hours(weeks)
        if sums_of(hour.bucket).judged_ns and verdict(volumes_of(hour.bucket), params).reason
    ]


def moments(weeks: Weeks) -> list[datetime]:
    """Borders worth asking about: around each hidden hour, and of each day."""
    found: set[datetime] = set()
    for hour in hidden(weeks)[:12]:
        start = datetime.fromtimestamp(hour.span.start_utc_ns / 1e9, ZONE)
        found |= {start, start + timedelta(hours=1)}
    for day in range(16):
        found.add(datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=ZONE) + timedelta(day))
    return sorted(found)


def seconds_of(told: Any) -> tuple[float, ...] | None:
    if told["state_s"] is None:
        assert told["reason_s"] is None
        return None
    looked = (told["state_s"][each.value] for each in SEEN)
    return (*looked, *(told["reason_s"][each.value] for each in WHY))


def truth_of(content: Sums) -> tuple[float, ...]:
    looked = (content.area_ns(area) / 1e9 for area in SEEN)
    return (*looked, *(content.reason_ns.get(reason, 0) / 1e9 for reason in WHY))


def asked(api: httpx.Client, weeks: Weeks) -> Iterator[tuple[datetime, datetime, Any]]:
    """Every answer that tells seconds, with its span."""
    at = moments(weeks)
    pairs = set(pairwise(at)) | {(at[0], each) for each in at[1:]}
    for start, end in sorted(pairs):
        query = {"from": start.isoformat(), "to": end.isoformat(), "bucket": "month"}
        answer = api.get("/api/v1/metrics", params=query)
        assert answer.status_code == 200, answer.text
        yield start, end, answer.json()["total"]
    whole = {"from": MONDAY.isoformat(), "to": (MONDAY + timedelta(16)).isoformat()}
    for step, days in (("hour", 0), ("day", 1), ("week", 7), ("month", 16)):
        for each in api.get("/api/v1/metrics", params=whole | {"bucket": step}).json()["buckets"]:
            start = datetime.fromisoformat(each["start"])
            yield start, start + (timedelta(days=days) or timedelta(hours=1)), each
    compared: dict[str, str] = {
        f"{side}_{end}": whole[end] for side in "ab" for end in ("from", "to")
    }
    told = api.get("/api/v1/compare/spans", params=compared).json()["a"]
    yield datetime.fromisoformat(told["from"]), datetime.fromisoformat(told["to"]), told["figures"]
    for path in ("what-if", "advice"):
        told = api.get(f"/api/v1/{path}", params=whole).json()
        start, end = (datetime.fromisoformat(told[each]) for each in ("from", "to"))
        yield start, end, told["as_measured"]


def exported(api: httpx.Client) -> Iterator[Equation]:
    whole = {"from": MONDAY.isoformat(), "to": (MONDAY + timedelta(16)).isoformat()}
    for series, length in (("hours", timedelta(hours=1)), ("days", timedelta(1))):
        text = api.get(f"/api/v1/export/{series}.csv", params=whole).text
        for row in csv.DictReader(io.StringIO(text, newline="")):
            if row["customer_in_basis_s"]:
                start = datetime.fromisoformat(row["start_local"]).replace(tzinfo=ZONE)
                names = (*SEEN, *(f"unknown_{each}" for each in WHY))
                told = tuple(float(row[f"{each}_in_basis_s"]) for each in names)
                yield Equation(start, start + length, told)


def equations(api: httpx.Client, weeks: Weeks) -> list[Equation]:
    found = [
        Equation(start, end, told)
        for start, end, answer in asked(api, weeks)
        if (told := seconds_of(answer)) is not None
    ]
    return found + list(exported(api))


def solved(known: list[Equation], weeks: Weeks) -> list[Summed]:
    """Hidden hours that somebody who has these equations can work out.

    Whoever asks does not know which hours an answer speaks about, so every difference of two
    answers is tried, and of two such differences, for the very seconds of a hidden hour.
    """
    sums = {each.told for each in known}
    values = np.array(sorted(sums | {(0.0,) * NUMBERS}))
    differences = np.round((values[:, None, :] - values[None, :, :]).reshape(-1, NUMBERS), 3)
    # Where the eyes were, and why they could not be seen: either would be an hour worked out.
    parts = (slice(0, len(SEEN)), slice(len(SEEN), NUMBERS))
    unique = [
        {tuple(each) for each in np.unique(differences[:, part], axis=0).tolist()} for part in parts
    ]
    found: list[Summed] = []
    for hour in hidden(weeks):
        truth = tuple(round(each, 3) for each in truth_of(sums_of(hour.bucket)))
        if any(
            any(truth[part]) and truth[part] in told
            for part, told in zip(parts, unique, strict=True)
        ):
            found.append(hour)
    return found


def test_there_is_something_to_hide_and_something_to_tell(
    known: list[Equation], weeks: Weeks
) -> None:
    assert len(hidden(weeks)) >= 10
    assert len({each.told for each in known}) > 60


def test_no_hidden_hour_can_be_worked_out(known: list[Equation], weeks: Weeks) -> None:
    assert solved(known, weeks) == []


def test_no_answer_is_about_less_than_an_atom(known: list[Equation], weeks: Weeks) -> None:
    """As equations over hours: in the space of all answers no vector stands for a hidden hour."""
    all_hours = hours(weeks)
    place = {hour.span.start_utc_ns: index for index, hour in enumerate(all_hours)}
    truth = np.array([truth_of(sums_of(hour.bucket)) for hour in all_hours])
    rows: list[Any] = []
    published_atoms = known_atoms(weeks)
    for each in known:
        start_ns, end_ns = (round(at.timestamp() * 1e9) for at in (each.start, each.end))
        inside = [
            atom
            for atom in published_atoms
            if start_ns <= atom.start_utc_ns and atom.end_utc_ns <= end_ns
        ]
        vector = np.zeros(len(all_hours))
        for atom in inside:
            for span in atom.hours:
                vector[place[span.start_utc_ns]] = 1
        # What is told is what these hours come to, and nothing beside them.
        assert vector @ truth == pytest.approx(np.array(each.told), abs=0.05)
        rows.append(vector)
    space = np.unique(np.array(rows), axis=0)
    rank = np.linalg.matrix_rank(space)
    for hour in hidden(weeks):
        alone = np.zeros(len(all_hours))
        alone[place[hour.span.start_utc_ns]] = 1
        assert np.linalg.matrix_rank(np.vstack([space, alone])) == rank + 1, hour.span


def known_atoms(weeks: Weeks) -> tuple[Atom, ...]:
    from monitor.runtime.counter.publishing import history_of

    within = Span(start_of_day(MONDAY, ZONE), weeks.shop.clock.utc_ns())
    return history_of(weeks.shop.runtime, MAIN, within, ZONE).atoms


def test_breaking_the_rule_is_caught(
    api: httpx.Client, weeks: Weeks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Totals of all that was measured, hidden hours included: what a careless answer would tell."""
    by_hour = {hour.span.start_utc_ns: hour for hour in hours(weeks)}

    def careless(
        span: Span, volumes: Any, inside: Any, rules: RuleLedger, closed_utc_ns: UtcNs
    ) -> publication.PublishedSpan:
        parts = [h for at, h in by_hour.items() if span.start_utc_ns <= at < span.end_utc_ns]
        shown = honest(span, volumes, inside, rules, closed_utc_ns)
        if len(parts) < 2 or shown.content is None:
            return shown  # single hours are still withheld: only the totals are careless
        bucket = total((part.bucket for part in parts), span.start_utc_ns)
        return publication.PublishedSpan(
            span, shown.volumes, bucket.sums(shown.content.basis), shown.verdict, shown.atoms
        )

    honest = publication.publish
    monkeypatch.setattr(publication, "publish", careless)
    assert len(solved(equations(api, weeks), weeks)) >= 5
