"""Parts of the picture are excluded on the page "Set up": with a mouse, a finger, the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from monitor.settings import load_settings
from monitor.snapshot.sights import Sights
from tests.browser.accessibility import too_wide, violations
from tests.browser.conftest import Opener
from tests.browser.played_shop import Running

pytestmark = pytest.mark.needs("chromium")


def box_of(page: Page) -> tuple[float, float, float, float]:
    stage = page.locator(".masks-stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Between two points in fractions of the picture."""
    x, y, width, height = box_of(page)
    page.mouse.move(x + start[0] * width, y + start[1] * height)
    page.mouse.down()
    for part in (0.3, 0.6, 1.0):
        across = start[0] + part * (end[0] - start[0])
        down = start[1] + part * (end[1] - start[1])
        page.mouse.move(x + across * width, y + down * height)
    page.mouse.up()


def stored_masks(page: Page, file: Path) -> list[tuple[float, ...]]:
    """What the file holds once the form was sent."""
    page.locator("#masks-form-title ~ form").get_by_role("button", name="Guardar").click()
    expect(page.locator("#masks-form-title ~ form .saved")).to_contain_text("Guardado")
    return [tuple(mask) for mask in load_settings(file, {}).counters[0].masks]


def near(*masks: tuple[float, float, float, float]) -> object:
    return [pytest.approx(mask, abs=0.012) for mask in masks]


def test_a_part_is_drawn_moved_and_pulled_with_the_mouse(
    stored: Running, file: Path, open_page: Opener
) -> None:
    watched = open_page(f"{stored.url}/setup")
    page = watched.page
    drag(page, (0.1, 0.2), (0.4, 0.6))
    expect(page.locator(".mask")).to_have_count(1)
    assert stored_masks(page, file) == near((0.1, 0.2, 0.4, 0.6))
    drag(page, (0.2, 0.3), (0.5, 0.4))
    assert stored_masks(page, file) == near((0.4, 0.3, 0.7, 0.7))
    drag(page, (0.7, 0.7), (0.9, 0.5))
    assert stored_masks(page, file) == near((0.4, 0.3, 0.9, 0.5))
    drag(page, (0.6, 0.4), (1.0, 1.0))
    assert stored_masks(page, file) == near((0.5, 0.8, 1.0, 1.0)), "no further than the picture"
    drag(page, (0.05, 0.05), (0.055, 0.06))
    expect(page.locator(".mask")).to_have_count(1)
    assert watched.complaints == []


def test_a_part_is_drawn_with_a_finger(stored: Running, file: Path, open_page: Opener) -> None:
    page = open_page(f"{stored.url}/setup").page
    x, y, width, height = box_of(page)
    finger = page.context.new_cdp_session(page)
    finger.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x + across * width, "y": y + down * height} for across, down in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", (0.5, 0.1))
    for part in (0.6, 0.7, 0.8):
        touch("touchMove", (part, part))
    touch("touchEnd")
    expect(page.locator(".mask")).to_have_count(1)
    assert stored_masks(page, file) == near((0.5, 0.1, 0.8, 0.8))


def test_the_keyboard_alone_is_enough(stored: Running, file: Path, open_page: Opener) -> None:
    watched = open_page(f"{stored.url}/setup")
    page = watched.page
    page.get_by_role("button", name="Añadir una parte").focus()
    page.keyboard.press("Enter")
    part = page.get_by_role("button", name="Parte excluida 1")
    expect(part).to_be_focused()
    expect(part).to_have_accessible_name(
        "Parte excluida 1: del 40 % al 60 % a lo ancho, del 40 % al 60 % a lo alto"
    )
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(part).to_have_accessible_name(
        "Parte excluida 1: del 38 % al 59 % a lo ancho, del 39 % al 60 % a lo alto"
    )
    assert stored_masks(page, file) == near((0.38, 0.39, 0.59, 0.60))
    part.focus()
    page.keyboard.press("Delete")
    expect(page.locator(".mask")).to_have_count(0)
    expect(page.get_by_role("button", name="Quitar la parte")).to_be_disabled()
    assert stored_masks(page, file) == []
    assert watched.complaints == []


def test_it_shows_where_faces_and_movement_are_and_no_picture(
    stored: Running, open_page: Opener
) -> None:
    shop = stored.shop
    page = open_page(f"{stored.url}/setup").page
    expect(page.locator("#masks-form-title ~ form")).to_contain_text("Ahora no se mira nada")
    with shop._lock:
        shop.stands = True
        faces, movement = ((0.25, 0.25, 0.5, 0.75),), ((0.0, 0.0, 0.125, 0.111),)
        shop.camera().sight(Sights(shop.clock.mono, faces, movement))
    expect(page.locator(".sights-faces rect")).to_have_attribute("width", "400")
    expect(page.locator(".sights-movement rect")).to_have_count(1)
    expect(page.locator("#masks-form-title ~ form")).to_contain_text("Los marcos son caras")
    assert page.locator("#setup img, #setup video, #setup canvas").count() == 0
    ratio = page.locator(".masks-stage").evaluate("e => getComputedStyle(e).aspectRatio")
    assert ratio == "1280 / 720"
    with shop._lock:
        shop.stands = False
    expect(page.locator(".sights-faces rect")).to_have_count(0)


def test_too_many_parts_are_refused_in_words(stored: Running, open_page: Opener) -> None:
    page = open_page(f"{stored.url}/setup").page
    for _ in range(17):
        page.get_by_role("button", name="Añadir una parte").click()
    form = page.locator("#masks-form-title ~ form")
    form.get_by_role("button", name="Guardar").click()
    expect(form.locator("#masks-wrong")).to_contain_text("16")


def test_it_fits_and_axe_finds_nothing(stored: Running, open_page: Opener) -> None:
    page = open_page(f"{stored.url}/setup").page
    page.get_by_role("button", name="Añadir una parte").click()
    assert too_wide(page) == []
    assert violations(page) == []
