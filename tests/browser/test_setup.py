"""The page "Set up", as people use it: calibrate, choose, correct what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.perception.quality import Doubt
from monitor.settings import load_settings
from tests.browser.accessibility import too_wide, violations
from tests.browser.attendant import Attendant
from tests.browser.conftest import Opener
from tests.browser.played_shop import Running
from tests.browser.stored_shop import TEXT
from tests.patience import wait_until

pytestmark = pytest.mark.needs("chromium")


def begun(page: Page) -> None:
    page.get_by_role("button", name="Empezar a calibrar").click()
    expect(page.locator(".order")).to_have_text("Mire ahora: donde están las caras de los clientes")


def test_the_guide_goes_from_place_to_place_and_stores_the_result(
    stored: Running, file: Path, open_page: Opener
) -> None:
    watched = open_page(f"{stored.url}/setup")
    page, attendant = watched.page, Attendant(stored.shop)
    expect(page.locator(".calibration-status")).to_contain_text("Sin calibrar")
    page.get_by_label("Otros lugares de trabajo").fill("caja")
    begun(page)
    expect(page.locator(".count")).to_have_text("3")
    attendant.look((5, 12), 5.0)
    expect(page.locator(".order")).to_contain_text("Siga mirando")
    expect(page.locator(".figure-ray")).to_be_visible()
    assert 0.3 < page.locator("progress").evaluate("e => e.value") < 0.5
    attendant.look((5, 12), 4.0)
    expect(page.locator(".order")).to_contain_text("el dispositivo, como se usa")
    attendant.look((5, -30))
    expect(page.locator(".order")).to_contain_text("Mire ahora: caja")
    attendant.look((45, -5))
    expect(page.locator(".outcome .order")).to_have_text("Buena calibración")
    expect(page.locator(".outcome tbody tr")).to_have_count(3)
    expect(page.locator(".outcome tbody")).to_contain_text("a la derecha de la imagen")
    assert "calibrated_at" not in file.read_text(encoding="utf-8")
    page.get_by_role("button", name="Guardar y usar").click()
    expect(page.locator(".calibration .saved")).to_have_text("Guardado. Cuenta desde ahora.")
    counter = load_settings(file, {}).counters[0]
    assert counter.calibrated
    assert counter.reference_pitch_deg == pytest.approx(12, abs=1)
    assert watched.complaints == []


def test_the_lowest_customer_is_a_place_that_one_can_choose(
    stored: Running, file: Path, open_page: Opener
) -> None:
    watched = open_page(f"{stored.url}/setup")
    page, attendant = watched.page, Attendant(stored.shop)
    page.get_by_label("Incluir al cliente más bajo").check()
    begun(page)
    expect(page.locator(".steps li")).to_have_count(3)
    attendant.look((0, 0))
    expect(page.locator(".order").first).to_contain_text("el dispositivo, como se usa")
    attendant.look((0, -24))
    expect(page.locator(".order").first).to_have_text(
        "Mire ahora: donde está la cara del cliente más bajo"
    )
    attendant.look((0, 9))
    expect(page.locator(".outcome .order")).to_have_text(
        re.compile(
            r"^El cliente más bajo ha salido [\d,]+° más alto que los demás. "
            r"Mire adonde queda su cara, o calibre sin esa persona.$"
        )
    )
    page.locator("button[data-lang=en]").click()
    expect(page.locator(".outcome .order")).to_contain_text("higher than the others")
    page.locator(".outcome .big").click()
    expect(page.locator(".order").first).to_contain_text("Look now: where the lowest")
    attendant.look((0, -8))
    expect(page.locator(".outcome .order")).to_contain_text("calibration")
    expect(page.locator(".outcome tbody tr")).to_have_count(3)
    expect(page.locator(".map-place")).to_have_count(3)
    expect(page.locator(".map-area")).to_have_count(2)
    page.get_by_role("button", name="Store and use").click()
    expect(page.locator(".calibration .saved")).to_be_visible()
    areas = {area.name: area for area in load_settings(file, {}).counters[0].areas}
    # Without that customer a device 24 degrees below would have been refused.
    assert areas["device"].pitch_deg[1] == pytest.approx(-8 - 0.6 * 16, abs=1)
    assert areas["customer"].pitch_deg[0] == pytest.approx(-8 - 0.6 * 16, abs=1)
    assert violations(page) == []
    assert [each for each in watched.complaints if "404" not in each] == []
    # At the counter it is told where they are, in words and in the drawing of the areas.
    page.goto(f"{stored.url}/counter")
    terms = page.locator(".own-about .own-terms").nth(1)
    expect(terms).to_contain_text("Their face is 8° below the others")
    drawing = page.locator(".area-map")
    expect(drawing.locator(".map-area")).to_have_count(2)
    expect(drawing.locator(".map-place.is-lowest")).to_have_count(1)
    customer, ring = (drawing.locator(".map-place").nth(index) for index in (0, 1))
    height = [float(each.get_attribute("cy") or 0) for each in (customer, ring)]
    assert height[0] < height[1]


def test_the_figure_turns_as_in_a_mirror_and_shows_that_nobody_is_seen(
    stored: Running, open_page: Opener
) -> None:
    page, attendant = open_page(f"{stored.url}/setup").page, Attendant(stored.shop)
    begun(page)
    attendant.look((30, 0), 1.0)
    tip = page.locator(".figure-tip")
    expect(tip).to_be_visible()
    # The picture's right is the mirror's left.
    wait_until(lambda: float(tip.get_attribute("cx") or 90) < 90)
    attendant.look((-30, 0), 1.0)
    wait_until(lambda: float(tip.get_attribute("cx") or 90) > 90)
    attendant.go_away(0.2)
    expect(tip).to_be_hidden()
    expect(page.locator(".figure")).to_have_class(re.compile("has-no-face"))
    expect(page.locator(".hindrance")).to_contain_text("no se ve ninguna cara")


def test_a_refusal_says_why_in_either_language_and_can_be_tried_again(
    stored: Running, open_page: Opener
) -> None:
    page, attendant = open_page(f"{stored.url}/setup").page, Attendant(stored.shop)
    begun(page)
    attendant.go_away(14)
    expect(page.locator(".guide .order")).to_contain_text("solo se ha podido juzgar en 0,0 s de")
    expect(page.locator(".guide .order")).to_contain_text("porque no se ve ninguna cara")
    page.locator("button[data-lang=en]").click()
    expect(page.locator(".guide .order")).to_contain_text("could be judged in only 0.0s of")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".order").first).to_contain_text("Look now")
    attendant.look((0, 0))
    page.get_by_role("button", name="Look now: the device").click()
    expect(page.locator(".order").first).to_contain_text("Look now: the device")
    attendant.look((0, -6))
    expect(page.locator(".outcome .order")).to_contain_text("Two places cannot be told apart")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("button", name="Start calibrating")).to_be_visible()


def test_whoever_aims_the_camera_reads_what_stands_in_the_way_and_what_helps(
    stored: Running, open_page: Opener
) -> None:
    page = open_page(f"{stored.url}/setup").page
    aim = page.locator(".aim")
    stored.shop.look(State.UNKNOWN, doubt=Doubt.TOO_SMALL)
    expect(aim.locator("p").first).to_have_text(
        "No se puede saber adónde mira: la cara se ve demasiado pequeña."
    )
    expect(aim).to_contain_text("Acerque la cámara.")
    page.locator("button[data-lang=en]").click()
    expect(aim).to_contain_text("Cannot tell where you look: the face is too small")
    stored.shop.look(State.CUSTOMER)
    expect(aim.locator("p:visible")).to_have_text(
        ["The face is seen well: where it looks can be judged."]
    )
    stored.shop.look(State.ABSENT)
    expect(aim).to_contain_text("Nobody is seen.")
    stored.shop.look(State.DEVICE, inferred=True)
    expect(aim).to_contain_text("The eyes are not seen right now.")
    # A camera that gives no pictures is told of by itself.
    stored.shop.lose("The camera gives no pictures.")
    expect(aim).to_be_hidden()


def test_a_camera_that_was_knocked_is_told(stored: Running, open_page: Opener) -> None:
    attendant = Attendant(stored.shop)
    attendant.calibrate()
    attendant.look_as_if_knocked(11.2)
    page = open_page(f"{stored.url}/setup", locale="en-GB").page
    expect(page.locator(".calibration .notice").first).to_contain_text("shifted by 11°")
    expect(page.locator(".calibration-status")).to_contain_text("Calibrated: ")


def test_a_camera_is_chosen_and_what_is_wrong_stands_beside_it(
    stored: Running, file: Path, open_page: Opener
) -> None:
    watched = open_page(f"{stored.url}/setup")
    form = watched.page.locator(".setup-form").filter(has_text="¿Qué cámara mira?")
    expect(form.get_by_label("Integrated Camera")).to_be_checked()
    expect(form.get_by_label("USB 2.0 Webcam")).to_be_disabled()
    form.get_by_label("Cámara de red").check()
    address = form.get_by_label("Dirección", exact=True)
    address.fill("ftp://viewer:hunter2@camera/1")
    form.get_by_text("Avanzado").click()
    form.get_by_label("Imágenes juzgadas").fill("99")
    form.get_by_role("button", name="Guardar").click()
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_be_focused()
    expect(form.locator(".wrong:visible")).to_have_count(2)
    expect(form).to_contain_text("un número de 2 a 60")
    expect(form).not_to_contain_text("hunter2")
    assert file.read_text(encoding="utf-8") == TEXT
    address.fill("rtsp://viewer:hunter2@192.0.2.10/1")
    form.get_by_label("Imágenes juzgadas").fill("8")
    form.get_by_role("button", name="Guardar").click()
    expect(form.locator(".saved")).to_have_text("Guardado. Ya cuenta.")
    expect(form.locator(".wrong:visible")).to_have_count(0)
    counter = load_settings(file, {}).counters[0]
    assert (counter.camera, counter.rate_per_s) == ("rtsp://viewer:hunter2@192.0.2.10/1", 8)
    assert stored.shop.runtime.settings.counters[0].rate_per_s == 8
    assert "# ours" in file.read_text(encoding="utf-8")
    watched.page.reload()
    expect(form.get_by_label("Dirección", exact=True)).to_have_value(
        "rtsp://viewer:***@192.0.2.10/1"
    )
    assert [each for each in watched.complaints if "422" not in each] == []


def test_a_plugged_in_camera_is_missed_only_where_one_is_wanted(
    stored: Running, open_page: Opener
) -> None:
    stored.shop.plugged = ()
    page = open_page(f"{stored.url}/setup").page
    form = page.locator(".setup-form").filter(has_text="¿Qué cámara mira?")
    missed = form.get_by_text("No se ha encontrado ninguna cámara")
    expect(missed).to_be_visible()
    form.get_by_label("El navegador de un teléfono").check()
    expect(missed).to_be_hidden()
    form.get_by_label("Cámara de red").check()
    expect(missed).to_be_visible()
    form.get_by_label("Dirección", exact=True).fill("rtsp://192.0.2.10/1")
    form.get_by_role("button", name="Guardar").click()
    expect(form.locator(".saved")).to_have_text("Guardado. Ya cuenta.")
    expect(missed).to_be_hidden()


def test_what_was_saved_can_be_taken_back(stored: Running, file: Path, open_page: Opener) -> None:
    page = open_page(f"{stored.url}/setup").page
    form = page.locator(".setup-form").filter(has_text="¿Dónde está quien atiende?")
    form.get_by_text("Avanzado").click()
    for place, rate in (("A la derecha de la imagen", "8"), ("En el centro", "10")):
        form.get_by_label(place).check()
        form.get_by_label("Imágenes juzgadas").fill(rate)
        form.get_by_role("button", name="Guardar").click()
        expect(form.locator(".saved")).to_have_text("Guardado. Ya cuenta.")
        assert load_settings(file, {}).counters[0].rate_per_s == int(rate)
    assert load_settings(file, {}).counters[0].attendant_place == (0.5, 0.5)


def test_how_customers_are_noticed(stored: Running, file: Path, open_page: Opener) -> None:
    page = open_page(f"{stored.url}/setup", locale="en-GB").page
    form = page.locator(".setup-form").filter(has_text="How is a customer's presence known?")
    expect(form.get_by_label("It is not known")).to_be_checked()
    form.get_by_label("Another program tells").check()
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".wrong:visible")).to_contain_text("16 to 200 letters")
    form.get_by_role("button", name="Make one").click()
    token = form.get_by_label("Token").input_value()
    assert len(token) >= 16
    form.get_by_label("Believed to have left after").fill("8")
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".saved")).to_have_text("Saved. It counts already.")
    presence = load_settings(file, {}).counters[0].presence
    assert (presence.kind, presence.token.get_secret_value()) == ("event", token)
    assert presence.leave_s == 8
    page.reload()
    expect(form.get_by_label("Another program tells")).to_be_checked()
    expect(form.get_by_label("Token")).to_have_value("")
    expect(form).to_contain_text("One is stored, and not shown")
    assert token not in page.content()
    form.get_by_label("Somebody is seen").check()
    form.get_by_label("Left", exact=True).fill("60")
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".saved")).to_have_text("Saved. It counts already.")
    presence = load_settings(file, {}).counters[0].presence
    assert (presence.kind, presence.zone) == ("camera", (0.6, 0.0, 1.0, 1.0))
    assert "token" not in file.read_text(encoding="utf-8")


def test_shop_hours_zone_and_thresholds(stored: Running, file: Path, open_page: Opener) -> None:
    page = open_page(f"{stored.url}/setup").page
    form = page.locator(".setup-form").filter(has_text="Zona horaria")
    expect(form.get_by_label("Lunes")).to_have_attribute("placeholder", "abierto siempre")
    form.get_by_label("Lunes").fill("9-14")
    expect(form.get_by_label("Martes")).to_have_attribute("placeholder", "cerrado")
    form.get_by_role("button", name="Guardar").click()
    expect(form.locator(".wrong:visible")).to_contain_text("tramos como 09:00-14:00")
    form.get_by_label("Lunes").fill("9.00 – 14:00; 17:00-20:30")
    form.get_by_label("Zona horaria").fill("Europe/Lisbon")
    form.get_by_role("button", name="Guardar").click()
    expect(form.locator(".saved")).to_have_text("Guardado. Ya cuenta.")
    site = load_settings(file, {}).site
    assert (site.time_zone, site.opening.mon) == ("Europe/Lisbon", ("09:00-14:00", "17:00-20:30"))
    thresholds = page.locator(".setup-form").filter(has_text="Umbrales")
    thresholds.locator("summary").first.click()
    field = thresholds.get_by_label("Parpadeo", exact=True)
    field.fill("7")
    thresholds.get_by_role("button", name="Guardar").click()
    expect(thresholds).to_contain_text("un número mayor que 0, hasta 2")
    field.fill("0.5")
    thresholds.get_by_role("button", name="Guardar").click()
    expect(thresholds.locator(".saved")).to_have_text("Guardado. Ya cuenta.")
    assert load_settings(file, {}).attention.blink_s == 0.5
    thresholds.get_by_role("button", name="Valor de fábrica: Parpadeo").click()
    expect(field).to_have_value("0.4")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_and_every_width(stored: Running, open_page: Opener, theme: str) -> None:
    watched = open_page(f"{stored.url}/setup", theme=theme)
    page, attendant = watched.page, Attendant(stored.shop)
    attendant.calibrate()
    attendant.look_as_if_knocked(11.2)
    begun(page)
    attendant.look((5, 12), 5.0)
    found: list[str] = []
    for language, switch in (("es", "Se ve a alguien"), ("en", "Somebody is seen")):
        page.locator(f"button[data-lang={language}]").click()
        expect(page.locator(".count")).not_to_be_empty()
        page.get_by_label(switch).check()
        page.locator("summary").evaluate_all(
            "all => all.forEach((e) => { e.parentNode.open = true; })"
        )
        page.locator("#field-attention-blink_s").fill("7")
        page.locator(".setup-form.wide button[type=submit]").click()
        expect(page.locator(".wrong:visible")).to_have_count(1)
        found += violations(page)
        if theme == "light":
            assert too_wide(page) == []
    attendant.look((5, 12), 4.0)
    expect(page.locator(".order").first).to_contain_text("the device")
    attendant.look((5, -30))
    expect(page.locator(".outcome .order")).to_have_text("A good calibration")
    found += violations(page)
    assert found == []


def test_where_the_attendant_stands_and_what_few_need(
    stored: Running, file: Path, open_page: Opener
) -> None:
    page = open_page(f"{stored.url}/setup").page
    form = page.locator(".setup-form").filter(has_text="¿Dónde está quien atiende?")
    head = form.locator(".place-head")
    expect(form.get_by_label("En el centro")).to_be_checked()
    middle = head.bounding_box()
    form.get_by_label("A la derecha de la imagen").check()
    beside = head.bounding_box()
    assert middle is not None
    assert beside is not None
    assert beside["x"] > middle["x"] + 20
    silence = form.get_by_label("Silencio que la da por perdida")
    expect(silence).to_be_hidden()
    form.get_by_text("Avanzado").click()
    silence.fill("0")
    form.get_by_text("Avanzado").click()
    form.get_by_role("button", name="Guardar").click()
    expect(silence).to_be_visible()
    expect(form.locator(".wrong:visible")).to_contain_text("un número mayor que 0, hasta 120")
    silence.fill("8")
    form.get_by_role("button", name="Guardar").click()
    expect(form.locator(".saved")).to_have_text("Guardado. Ya cuenta.")
    counter = load_settings(file, {}).counters[0]
    assert (counter.attendant_place, counter.read_timeout_s) == ((0.8, 0.5), 8)
    stored.shop.runtime.changes.change({"counters.main.attendant_place": [0.3, 0.7]})
    page.reload()
    expect(form.get_by_label("Donde dice el archivo (30 % desde la izquierda")).to_be_checked()


def test_somebody_who_begins_is_told_what_to_do_first(stored: Running, open_page: Opener) -> None:
    stored.shop.silent = True
    stored.shop.begin_day(Bucket(stored.shop.clock.utc_ns()))
    stored.shop.lose("It was unplugged.")
    page = open_page(f"{stored.url}/").page
    steps = page.locator(".first-steps")
    expect(steps.locator("li[data-kind=todo]")).to_have_count(2)
    expect(page.get_by_text("Calibrar ahora")).to_be_hidden()
    steps.get_by_role("link", name="Elegir la cámara").click()
    expect(page.locator("#camera-form-title")).to_be_in_viewport()
    stored.shop.mend()
    expect(steps.locator("li").first).to_contain_text("Hecho.")
    Attendant(stored.shop).calibrate()
    expect(steps).to_be_hidden()
