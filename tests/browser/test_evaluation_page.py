"""The report page of `mostrador evaluate`, on a screen and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

import api
from monitor.evaluation.page import html_text
from tests.unit.evaluation.test_page import EVALUATION

pytestmark = pytest.mark.needs("chromium")

TOKENS = Path(api.__file__).parent / "dashboard" / "shared" / "tokens.css"
A4_WIDTH_PX = 688
"""Between margins of 14 mm, at 96 pixels to the inch."""
CUT = """() => [...document.querySelectorAll('.scroll')].filter(
    each => each.scrollWidth > document.documentElement.clientWidth).length"""
THEME = "document.documentElement.dataset.theme"


def test_paper_is_light_and_no_table_is_cut(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(html_text([EVALUATION], TOKENS.read_text("utf-8")), encoding="utf-8")
    context = browser.new_context(
        color_scheme="dark", viewport={"width": A4_WIDTH_PX, "height": 900}
    )
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.evaluate(THEME) == "dark"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate(THEME) == "light"
    assert page.evaluate(CUT) == 0
    swatch = "getComputedStyle(document.querySelector('.swatch'), '::before').printColorAdjust"
    assert page.evaluate(swatch) == "exact"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(THEME) == "dark"
    context.close()
