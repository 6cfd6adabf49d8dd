"""No page, in either language and theme, on a phone or a laptop, breaks WCAG 2.2 AA."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.chosen_day import on_the_day
from tests.browser.conftest import WAIT_MS
from tests.browser.played_shop import Running
from tests.browser.scenes import LOCALES, SCENES, Scene, everywhere, served

pytestmark = pytest.mark.needs("chromium")

# Every pair of a language, a theme and a width; the twenty-four of each page would take minutes.
VIEWS = (
    ("es", "light", 360),
    ("es", "dark", 1366),
    ("en", "dark", 360),
    ("en", "light", 1366),
)
DRAWN_MS = 20_000


def _drawn(page: Page, selector: str) -> None:
    expect(page.locator(selector).first).to_be_attached(timeout=DRAWN_MS)


def _told(page: Page) -> None:
    _drawn(page, "#summary .figures tbody tr")
    expect(page.locator(".ask:visible")).to_have_count(0, timeout=DRAWN_MS)


READY: dict[str, Callable[[Page], None]] = {
    "/": lambda page: _drawn(page, ".chart .barlayer .point path"),
    "/history": _told,
    "/sessions": lambda page: _drawn(page, ".session"),
    "/counter": lambda page: _drawn(page, ".aways li"),
    "/setup": lambda page: _drawn(page, "form"),
    "/camera": lambda page: _drawn(page, "#camera .big"),
}
STATES = (
    "now-closed",
    "now-device",
    "now-gone",
    "history-few",
    "history-nothing",
    "sessions-none",
    "counter-closed",
    "camera-refused",
    "setup-first",
    "report",
)
"""Those that the tests of a page do not look at themselves."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Generator[Running]:
    """Everything at once: two counters, weeks of days, sessions, long looks."""
    with served(Scene("/", everywhere, counters=2), tmp_path_factory.mktemp("axe")) as service:
        yield service


@pytest.fixture(scope="module")
def page(browser: Browser) -> Generator[Page]:
    context = on_the_day(browser.new_context(locale="es-ES", reduced_motion="reduce"))
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", READY)
def test_every_page_in_each_view(shop: Running, page: Page, path: str) -> None:
    page.goto(shop.url + path)
    found: list[str] = []
    for language, theme, width_px in VIEWS:
        page.set_viewport_size({"width": width_px, "height": 900})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.locator(f"button[data-lang={language}]").click()
        READY[path](page)
        page.locator("summary").evaluate_all(
            "all => all.forEach(e => { e.parentNode.open = true })"
        )
        found += [f"{language} {theme} {width_px}: {each}" for each in violations(page)]
    assert found == []


@pytest.mark.parametrize("path", READY)
def test_letters_of_twice_the_size_need_no_sideways_scrolling(
    shop: Running, page: Page, path: str
) -> None:
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(shop.url + path)
    READY[path](page)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


@pytest.mark.parametrize("name", STATES)
def test_the_states_that_matter(tmp_path: Path, browser: Browser, name: str) -> None:
    scene = SCENES[name]
    language, theme, width_px = VIEWS[STATES.index(name) % len(VIEWS)]
    context = browser.new_context(
        locale=LOCALES[language],
        color_scheme="dark" if theme == "dark" else "light",
        viewport={"width": width_px, "height": 900},
        reduced_motion="reduce",
    )
    on_the_day(context).set_default_timeout(WAIT_MS)
    with served(scene, tmp_path) as service:
        page = context.new_page()
        page.add_init_script(scene.script)
        page.goto(service.url + scene.address.format(language=language))
        scene.act(page, service)
        _drawn(page, scene.shows)
        assert violations(page) == []
    context.close()
