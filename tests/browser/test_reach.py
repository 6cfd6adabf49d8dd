"""Every screen, every theme, a keyboard alone, and quick."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from monitor.attention.state import State
from monitor.units import CounterId
from tests.browser.conftest import Opener
from tests.browser.played_shop import Running, busy_minutes

pytestmark = pytest.mark.needs("chromium")

LOCALES = {"es": "es-ES", "en": "en-GB"}
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
FIRST_PAINT_MS = 1000
INTERACTIVE_MS = 2000


def settled(page: Page, shop: Running) -> None:
    shop.shop.keep_minutes(CounterId("main"), busy_minutes(shop.shop.clock.utc_ns(), 60))
    expect(page.locator(".chart .barlayer .point path").first).to_be_attached(timeout=15_000)
    page.locator(".as-table summary").click()


def violations(page: Page) -> list[str]:
    # The tool adds its script through the debugger, which the page's policy does not bind.
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    shop: Running, open_page: Opener, language: str, theme: str
) -> None:
    shop.shop.keep_minutes(CounterId("main"), busy_minutes(shop.shop.clock.utc_ns(), 60))
    watched = open_page(shop.url, locale=LOCALES[language], theme=theme)
    page = watched.page
    page.emulate_media(reduced_motion="reduce", color_scheme="dark" if theme == "dark" else "light")
    settled(page, shop)
    found: list[str] = []
    for state in (State.CUSTOMER, State.DEVICE, State.ELSEWHERE, State.UNKNOWN, State.ABSENT):
        shop.shop.say(state=state, inferred=state is State.DEVICE, calibrated=state is State.ABSENT)
        expect(page.locator(f".counter[data-state={state.value}]")).to_be_visible()
        found += violations(page) if state in {State.CUSTOMER, State.DEVICE} else []
    shop.shop.silent = True
    expect(page.locator(".counter.is-stale")).to_be_visible()
    found += violations(page)
    assert found == []
    assert watched.complaints == []


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("width_px", [320, 360, 768, 1920])
def test_no_width_needs_sideways_scrolling(
    shop: Running, open_page: Opener, language: str, width_px: int
) -> None:
    shop.shop.keep_minutes(CounterId("main"), busy_minutes(shop.shop.clock.utc_ns(), 60))
    page = open_page(shop.url, locale=LOCALES[language], width_px=width_px).page
    settled(page, shop)
    shop.shop.say(state=State.DEVICE, inferred=True, calibrated=False)
    expect(page.locator(".inferred")).to_be_visible()
    widest = page.evaluate("document.documentElement.scrollWidth")
    assert widest <= width_px


@pytest.mark.parametrize("width_px", [360, 1024])
def test_the_band_keeps_its_height_when_the_state_changes(
    shop: Running, open_page: Opener, width_px: int
) -> None:
    page = open_page(shop.url, width_px=width_px).page
    heights: set[float] = set()
    for state in State:
        shop.shop.say(state=state, inferred=state is State.DEVICE)
        expect(page.locator(f".counter[data-state={state.value}]")).to_be_visible()
        heights.add(round(page.locator(".band").evaluate("e => e.getBoundingClientRect().height")))
    assert len(heights) == 1


def test_everything_is_within_reach_of_the_keyboard(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url).page
    settled(page, shop)
    page.evaluate("document.activeElement.blur()")
    reached: list[str] = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("""() => {
                const e = document.activeElement;
                const outline = getComputedStyle(e).outlineStyle;
                return `${e.id || e.dataset.lang || e.dataset.range || e.className || e.tagName}:`
                    + (outline === 'none' ? 'unseen' : 'seen');
            }""")
        )
    assert reached[:8] == [
        "skip-link:seen",
        "es:seen",
        "en:seen",
        "theme-switch:seen",
        "recent:seen",
        "day:seen",
        "SUMMARY:seen",
        "table-scroll:seen",
    ]


def test_the_first_paint_comes_within_a_second_and_the_charts_after_it(
    shop: Running, open_page: Opener
) -> None:
    page = open_page(shop.url).page
    expect(page.locator(".state-word")).to_have_text("mirando hacia el cliente")
    page.wait_for_function("window.Plotly !== undefined", timeout=15_000)
    times = page.evaluate("""() => ({
        paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
        interactive: performance.getEntriesByType('navigation')[0].domInteractive,
        charts: performance.getEntriesByType('resource')
            .find((entry) => entry.name.includes('plotly.min.js')).startTime,
    })""")
    assert times["paint"] < FIRST_PAINT_MS
    assert times["interactive"] < INTERACTIVE_MS
    assert times["charts"] > times["paint"]


def test_nothing_comes_from_anywhere_else(shop: Running, open_page: Opener) -> None:
    page = open_page("about:blank").page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(shop.url)
    page.wait_for_function("window.Plotly !== undefined", timeout=15_000)
    page.wait_for_timeout(300)
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith(shop.url)] == []
