"""Texts name the thresholds in force: with other settings, none knows the old ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from api.exports.series import STEPS, Series
from api.messages import Lang, words_in
from tests.api.shop import served
from tests.api.test_context import session
from tests.api.weeks import weeks_in

LONG_S, PROLONGED_S, SPLIT_S, FIRST_LOOK_S = 2.0, 5.5, 12.0, 0.7
OLD = re.compile(r"(?<![\d.,])(?:3|6|10|0[.,]4)[\s\u00a0\u202f]s\b")
"""Durations that the default thresholds have, as a sentence writes them."""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    weeks = weeks_in(tmp_path_factory.mktemp("weeks"))
    session(weeks, "one", 3)
    changes = {
        "encounters.long_s": LONG_S,
        "encounters.prolonged_s": PROLONGED_S,
        "encounters.split_s": SPLIT_S,
        "encounters.first_look_s": FIRST_LOOK_S,
    }
    weeks.shop.runtime.changes.change(changes)
    with (
        served(weeks.shop.runtime) as running,
        httpx.Client(base_url=running.url, timeout=60) as talking,
    ):
        yield talking


def sentences(page: str) -> str:
    """What is read on a page of the report; the marks of an axis are no sentence."""
    body = page.split("</style>")[1]
    return re.sub(r"<[^>]+>", "\n", re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL))


def test_the_counters_tell_the_thresholds_in_force(api: httpx.Client) -> None:
    (counter,) = api.get("/api/v1/counters").json()
    told = counter["thresholds"]
    assert (told["long_look_away_s"], told["prolonged_look_away_s"]) == (LONG_S, PROLONGED_S)
    assert (told["split_device_s"], told["first_look_s"]) == (SPLIT_S, FIRST_LOOK_S)


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("reader", ["owner", "trainer"])
def test_the_report_names_them(api: httpx.Client, lang: Lang, reader: str) -> None:
    page = api.get("/api/v1/report", params={"lang": lang, "for": reader, "week": "2026-W11"})
    said = sentences(page.text)
    names = [line for line in said.splitlines() if OLD.search(line)]
    # A median of just 3 s may well be measured; nothing that is called so may be.
    assert [line for line in names if re.search(r"[a-z]{4}", line) and ":" not in line] == []
    assert re.search(r"(Looks of|Miradas de) 2\u00a0s ", said)
    assert re.search(r"(Looks of|Miradas de) 5[.,]5\u00a0s ", said)
    assert re.search(r"(with|con) 12\u00a0s ", said)


@pytest.mark.parametrize("series", STEPS)
def test_no_export_knows_the_old_ones(api: httpx.Client, series: Series) -> None:
    for ending in ("csv", "json"):
        answer = api.get(f"/api/v1/export/{series}.{ending}?from=2026-03-09&to=2026-03-16")
        assert answer.status_code == 200, answer.text
        assert not OLD.search(answer.text)


@pytest.mark.parametrize("lang", list(Lang))
def test_no_text_of_the_catalogue_writes_one_down(lang: Lang) -> None:
    assert [key for key, text in words_in(lang).items() if OLD.search(text)] == []
