"""Who uses the keyboard never loses the focus: what had it may vanish, or be switched off."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from monitor.units import CounterId
from tests.browser.conftest import Opener
from tests.browser.played_sessions import MOSTLY_CUSTOMER, keep
from tests.browser.played_shop import PlayedCounter, Running, running
from tests.browser.stored_shop import MAIN, TEXT

pytestmark = pytest.mark.needs("chromium")

SIDE = PlayedCounter(CounterId("side"), "Caja")


def test_where_settings_are_saved_and_counters_chosen(tmp_path: Path, open_page: Opener) -> None:
    file = tmp_path / "two.toml"
    file.write_text(TEXT + '[[counters]]\nid = "side"\n', encoding="utf-8")
    with running(tmp_path, PlayedCounter(MAIN, "Farmacia"), SIDE, settings_file=file) as shop:
        page = open_page(f"{shop.url}/setup").page
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.get_by_role("button", name="Caja").press("Enter")
        expect(page.get_by_role("button", name="Caja")).to_be_focused()
        form = page.locator(".setup-form").filter(has_text="Personas que atienden")
        form.get_by_label("Nombre").fill("Otra")
        save = form.get_by_role("button", name="Guardar")
        page.route("**/api/v1/settings", hold)
        save.press("Enter")
        expect(save).to_be_disabled()
        expect(page.locator("body")).to_be_focused()  # as browsers do
        held[0].continue_()
        expect(save).to_be_focused()


def test_where_a_counter_is_calibrated(stored: Running, open_page: Opener) -> None:
    page = open_page(f"{stored.url}/setup").page
    start = page.get_by_role("button", name="Empezar a calibrar")
    start.press("Enter")
    drop = page.get_by_role("button", name="Dejarlo")
    expect(drop).to_be_focused()
    drop.press("Enter")
    expect(start).to_be_focused()


def test_where_a_browser_becomes_the_camera(stored: Running, open_page: Opener) -> None:
    page = open_page(f"{stored.url}/camera").page
    page.get_by_role("button", name="Usar este navegador").press("Enter")
    expect(page.get_by_role("button", name="Empezar a medir")).to_be_focused()


def test_where_a_session_is_seen_closer_and_left(shop: Running, open_page: Opener) -> None:
    keep(shop.shop.runtime.sessions, MAIN, "Ensayo", MOSTLY_CUSTOMER)
    page = open_page(f"{shop.url}/sessions").page
    page.locator(".session-name").press("Enter")
    closer = page.get_by_role("button", name="Ver un tramo más corto")
    wider = page.get_by_role("button", name="Ver un tramo más largo")
    expect(wider).to_be_disabled()
    while closer.is_enabled():
        closer.press("Enter")
    expect(wider).to_be_focused()
    page.get_by_role("link", name="Todas las sesiones").press("Enter")
    expect(page.get_by_role("heading", name="Sesiones guardadas")).to_be_focused()


def test_where_there_is_nothing_later(shop: Running, open_page: Opener) -> None:
    page = open_page(f"{shop.url}/history?span=day").page
    page.locator("#move-earlier").press("Enter")
    page.locator("#move-later").press("Enter")
    expect(page.locator("#move-later")).to_be_disabled()
    expect(page.locator("#move-earlier")).to_be_focused()
