"""An old picture never looks live: silence is shown, and the page finds its way back by itself."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from monitor.attention.state import State
from tests.browser.conftest import Opener
from tests.browser.played_shop import Running
from tests.patience import times_count, wait_until

pytestmark = pytest.mark.needs("chromium")

STALE_S = 2.0


def grey(page: Page) -> bool:
    """No state's colour is left in the band."""
    return page.locator(".counter").evaluate(
        "e => e.classList.contains('is-stale') && "
        "getComputedStyle(e.querySelector('.band')).backgroundImage !== 'none'"
    )


def until_stale_s(page: Page, since: float, words: str) -> float:
    expect(page.locator(".state-word")).to_have_text(words)
    return time.monotonic() - since


def test_a_silent_camera_greys_out_within_two_seconds(shop: Running, open_page: Opener) -> None:
    watched = open_page(shop.url)
    page = watched.page
    expect(page.locator(".state-word")).to_have_text("mirando hacia el cliente")
    page.wait_for_timeout(500)
    shop.shop.silent = True
    waited_s = until_stale_s(page, time.monotonic(), "sin señal de la cámara")
    assert 0.9 < waited_s < STALE_S or not times_count()
    assert grey(page)
    expect(page.locator(".chip")).to_have_text("cámara sin señal")
    # What was known last is told until the program itself gives it up, after two seconds.
    shop.shop.silent = False
    expect(page.locator(".state-word")).to_have_text("mirando hacia el cliente")
    shop.shop.fall_silent(1.7)
    expect(page.locator(".state-word")).to_have_text("sin señal de la cámara")
    expect(page.locator(".since")).to_have_text(
        re.compile(r"^desde las \d\d:\d\d:\d\d \(hace \d+ s\)$".replace(" ", r"\s"))
    )
    expect(page.locator(".state-note")).to_have_text(
        "Lo último que se supo: mirando hacia el cliente"
    )
    shop.shop.stands = False
    shop.shop.silent = False
    shop.shop.look(State.DEVICE)
    expect(page.locator(".state-word")).to_have_text("mirando a la zona del dispositivo")
    wait_until(lambda: not grey(page))
    assert watched.complaints == []


def test_a_pause_is_not_staleness(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url).page
    shop.shop.look(State.PAUSED)
    expect(page.locator(".state-word")).to_have_text("en pausa")
    shop.shop.silent = True
    page.wait_for_timeout(2500)
    expect(page.locator(".state-word")).to_have_text("en pausa")


def test_before_the_first_picture_nothing_is_claimed(shop: Running, open_page: Opener) -> None:
    shop.shop.silent = True
    shop.shop.restart()
    page = open_page(shop.url).page
    expect(page.locator(".state-word")).to_have_text("esperando la primera imagen")
    expect(page.locator(".counter")).to_have_attribute("data-state", "starting")


def test_a_program_that_ends_greys_the_page_and_is_found_again(
    shop: Running, open_page: Opener
) -> None:
    page = open_page(shop.url).page
    expect(page.locator("#link-state")).to_have_text("Conectado")
    ended = time.monotonic()
    shop.end()
    waited_s = until_stale_s(page, ended, "sin conexión con el programa")
    # The server itself takes a moment to end.
    assert waited_s < STALE_S + 0.5 or not times_count()
    assert grey(page)
    expect(page.locator("#connection-banner")).to_contain_text("Sin conexión con el programa desde")
    shop.begin()
    expect(page.locator(".state-word")).to_have_text("mirando hacia el cliente")
    expect(page.locator("#connection-banner")).to_be_hidden()
    expect(page.locator("#link-state")).to_contain_text("Conectado")


def test_where_events_do_not_get_through_it_asks_once_a_second(
    shop: Running, open_page: Opener
) -> None:
    page = open_page("about:blank").page

    def refuse(route: Route) -> None:
        route.fulfill(status=503, body="")

    page.route("**/api/v1/live", refuse)
    page.goto(shop.url)
    expect(page.locator("#link-state")).to_have_text("Conectado, consultando cada segundo")
    shop.shop.look(State.ELSEWHERE)
    expect(page.locator(".state-word")).to_have_text("mirando a otra parte")
    page.wait_for_timeout(2500)
    expect(page.locator(".counter.is-stale")).to_have_count(0)
    page.unroute("**/api/v1/live")
    expect(page.locator("#link-state")).to_have_text("Conectado")
