"""The weekly report: in two languages, for two readers, with nothing in it that runs or loads."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import httpx
import pytest
from typer.testing import CliRunner

from api.messages import Lang
from api.problems import Problem
from api.query import week_start
from api.report.language import Language
from monitor.cli import app
from tests.api.shop import served
from tests.api.test_context import session
from tests.api.weeks import Weeks, weeks_in

PATH = "/api/v1/report"
WEEK = {"week": "2026-W11"}
THIS_WEEK = {"week": "2026-W12", "for": "trainer"}


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    made = weeks_in(tmp_path_factory.mktemp("weeks"))
    session(made, "one", 3)
    yield made
    made.shop.close()


@pytest.fixture(scope="module")
def api(weeks: Weeks) -> Iterator[httpx.Client]:
    with (
        served(weeks.shop.runtime) as running,
        httpx.Client(base_url=running.url, timeout=60) as talking,
    ):
        yield talking


def page(api: httpx.Client, **query: str) -> str:
    answer = api.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


# --- words --------------------------------------------------------------------------------------


def test_a_missing_word_is_noticed() -> None:
    with pytest.raises(KeyError):
        Language(Lang.ES)("nothing.of_the_kind")


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("reader", ["owner", "trainer"])
def test_no_gap_stays_open(api: httpx.Client, lang: Lang, reader: str) -> None:
    for week in ("2026-W11", "2026-W12", "2025-W01"):  # full, just begun, never measured
        text = page(api, lang=lang, week=week, **{"for": reader})
        assert f'<html lang="{lang}">' in text
        body = text.split("</style>")[1]
        assert not re.findall(r"\{[a-z]*\}|\bNone\b|\bnan\b", body)


def test_numbers_are_written_as_in_the_language() -> None:
    spanish, english = Language(Lang.ES), Language(Lang.EN)
    assert (spanish.percent(0.456, 1), english.percent(0.456, 1)) == ("45,6\u202f%", "45.6%")
    assert (spanish.seconds(1.25), english.seconds(75)) == ("1,2\u202fs", "75\u202fs")
    assert english.duration(61 * 3600 + 420) == "61\u202fh 7\u202fmin"
    assert english.duration(7200) == "2\u202fh"
    lengths = [spanish.length(each) for each in (9.4, 60, 184, 7260)]
    assert lengths == ["9\u202fs", "1\u202fmin", "3\u202fmin 4\u202fs", "2\u202fh 1\u202fmin"]
    assert [spanish.place(each) for each in (12.0, 61.5, 3661)] == ["0:12", "1:01", "1:01:01"]
    assert spanish.week(date(2026, 3, 9)) == "Semana 11 de 2026: del 9 de marzo al 15 de marzo"


# --- what it says -------------------------------------------------------------------------------


def test_it_says_what_the_api_says(api: httpx.Client) -> None:
    told = api.get("/api/v1/metrics?bucket=week&from=2026-03-09&to=2026-03-16").json()["total"]
    share = told["customer_gaze_share"]["value"]
    text = page(api, lang="en", **WEEK)
    assert f'<p class="big">{100 * share:.0f}%</p>' in text
    assert f"Encounters: {told['encounters']}" in text
    assert "Week 11 of 2026: 9 March to 15 March" in text
    # Of the time that the numbers are about, not of all that was measured.
    judged = Language(Lang.EN).duration(told["figures"]["judged_s"])
    assert told["figures"]["judged_s"] < told["judged_s"]
    assert f"Judged time: {judged}." in text


def test_a_day_has_the_coverage_of_its_share(api: httpx.Client) -> None:
    told = api.get("/api/v1/metrics?bucket=day&from=2026-03-09&to=2026-03-16").json()["buckets"]
    text = page(api, lang="en", **WEEK).split('class="days"')[0]
    (days,) = re.findall(r"Day by day.*?<tbody>(.*?)</tbody>", text, re.DOTALL)
    shown = [re.findall(r"<td>(.*?)</td>", row)[2] for row in days.split("</tr>")[:-1]]
    covered = [each["figures"] and each["figures"]["coverage"]["value"] for each in told]
    assert shown == ["" if each is None else f"{100 * each:.0f}%" for each in covered]
    assert [each["coverage"] for each in told] != covered


def test_the_last_whole_week_unless_told_otherwise(api: httpx.Client) -> None:
    assert page(api) == page(api, lang="es", **WEEK, **{"for": "owner"})


def test_the_trainer_sees_the_sessions(api: httpx.Client) -> None:
    text = page(api, lang="en", **THIS_WEEK)
    assert "<h3>=cmd one</h3>" in text
    assert 'class="device"' in text.split("<article>")[1]
    assert "no value" not in text.split("<article>")[1]
    # No share without its coverage, no number without its interval or that it has none.
    numbers = re.findall(r"<li>([^<:]+): [^<(]+ \(([^<)]+)\)</li>", text.split("<article>")[1])
    assert [name for name, _ in numbers][:2] == ["Looking towards the customer", "Coverage"]
    assert all(re.search(r"\d to \d|\d% to \d|or more|no interval", sure) for _, sure in numbers)
    # The bands in words, for paper without colours.
    assert re.search(r"customer \d+%, looking at the device area \d+%", text.split("<article>")[1])
    assert "<article>" not in page(api, lang="en", week="2026-W12")


def test_a_week_with_nothing_says_so(api: httpx.Client) -> None:
    text = page(api, lang="en", week="2025-W01")
    assert "Nothing was measured in this week." in text
    assert "<table" not in text


def test_names_cannot_become_markup(api: httpx.Client, weeks: Weeks) -> None:
    script = "<script>alert(1)</script>"
    session(weeks, script, 3)
    try:
        text = page(api, **THIS_WEEK)
    finally:
        weeks.shop.store.sessions.remove(script)
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_it_loads_nothing_and_runs_nothing(api: httpx.Client) -> None:
    answer = api.get(PATH)
    text = answer.text
    assert not re.findall(r"<(?:script|link|img|iframe|a)\b| on\w+=| style=|url\(|https?://", text)
    (sheet,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    told = answer.headers.get_list("content-security-policy")
    assert told == [
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ]
    assert f"style-src 'sha256-{digest}'" in text  # in the file as well, once it is saved
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"week": "2026-W54"}, "week"),
        ({"week": "2026-W00"}, "week"),
        ({"week": "2026-11"}, "week"),
        ({"week": "last"}, "week"),
        ({"week": "1999-W01"}, "week"),
        ({"week": "٢٠٢٦-W11"}, "week"),
        ({"week": ""}, "week"),
        ({"lang": "fr"}, "lang"),
        ({"for": "boss"}, "for"),
        ({"form": "owner"}, "form"),
    ],
)
def test_reports_that_are_none(api: httpx.Client, query: dict[str, str], field: str) -> None:
    answer = api.get(PATH, params=query)
    assert answer.status_code == Problem.INVALID_PARAMETER.status
    assert answer.json()["errors"][0]["field"] == field


def test_weeks_at_the_ends_of_years() -> None:
    assert week_start("2026-W53") == date(2026, 12, 28)
    assert week_start("2025-W53") is None
    assert week_start("2026-W01") == date(2025, 12, 29)


# --- the command --------------------------------------------------------------------------------


@pytest.fixture
def config(weeks: Weeks, tmp_path: Path) -> Path:
    """Settings that name the database of the shop, which is being served meanwhile."""
    file = tmp_path / "shop.toml"
    database = weeks.shop.store.info().address
    file.write_text(
        f'[store]\nurl = "sqlite:///{database}"\n'
        '[[counters]]\nid = "main"\nname = "Counter main"\n',
        encoding="utf-8",
    )
    return file


def test_the_command_writes_the_same_page(api: httpx.Client, config: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    command = ["report", "--config", str(config), "--week", "2026-W11", "--out", str(out)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "2026-W11" in result.output

    def numbers(text: str) -> list[str]:
        return re.findall(r"<td>.*?</td>", text)

    written = out.read_text("utf-8")
    assert numbers(written) == numbers(page(api, **WEEK))
    assert len(numbers(written)) > 50


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--week", "2026-13"], "--week 2026-13: accepted is an ISO week like 2026-W13"),
        (["--counter", "till"], "--counter till: no counter has this name; accepted: main"),
        (["--lang", "fr"], "--lang fr: accepted is es or en"),
        (["--for", "boss"], "--for boss: accepted is owner or trainer"),
    ],
)
def test_the_command_says_what_it_accepts(config: Path, options: list[str], says: str) -> None:
    result = CliRunner().invoke(app, ["report", "--config", str(config), *options])
    assert result.exit_code != 0
    assert says in str(result.exception)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("es", "El motivo más frecuente de no poder saberlo: la cabeza está"),
        ("en", "The most frequent reason for not being able to tell: the head is"),
    ],
)
def test_why_nobody_could_tell_is_said_where_content_is_published(
    api: httpx.Client, lang: str, words: str
) -> None:
    assert words in page(api, **WEEK, lang=lang)
    # Of a week before anything was measured nothing is published, nor why.
    assert words not in page(api, week="2026-W01", lang=lang)
