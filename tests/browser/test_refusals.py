"""Whatever a page is refused, it says in the reader's language, never in the program's English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Response, Route, expect

from monitor.adapters.sql_store import SqlStore
from monitor.errors import StoreError
from monitor.units import CounterId
from tests.api.shop import raising
from tests.browser.attendant import Attendant
from tests.browser.conftest import Opener
from tests.browser.played_shop import PlayedCounter, Running
from tests.browser.stored_shop import MAIN, TEXT

pytestmark = pytest.mark.needs("chromium")


@dataclass
class Reader:
    """Somebody who reads Spanish alone, and what the program said to their browser in English."""

    page: Page
    english: list[str] = field(default_factory=list)

    def hear(self, response: Response) -> None:
        if response.headers.get("content-type") == "application/problem+json":
            told: dict[str, Any] = response.json()
            self.english += [told["detail"], *(each["accepted"] for each in told["errors"])]

    def reads(self, place: Locator, *words: str) -> None:
        """The place says this, nothing of it in English; and the program had refused something."""
        for word in words:
            expect(place).to_contain_text(word)
        for _ in range(400):
            if self.english:
                break
            self.page.wait_for_timeout(50)  # its answer is told to the page before it is told here
        assert self.english
        shown = self.page.locator("body").inner_text()
        assert [text for text in self.english if text in shown] == []
        expect(self.page.locator("main [lang=en]:visible")).to_have_count(0)
        self.english.clear()


@pytest.fixture
def reader(open_page: Opener, stored: Running) -> Reader:
    found = Reader(open_page(f"{stored.url}/setup").page)
    found.page.on("response", found.hear)
    return found


def form(page: Page, text: str) -> Locator:
    return page.locator(".setup-form").filter(has_text=text)


def save(place: Locator) -> None:
    place.get_by_role("button", name="Guardar").click()


def test_what_is_wrong_with_a_setting(reader: Reader) -> None:
    page = reader.page
    camera = form(page, "¿Qué cámara mira?")
    camera.get_by_label("Cámara de red").check()
    address = camera.get_by_label("Dirección", exact=True)
    for given, said in {
        "ftp://camera/1": "un número de cámara web",
        "viewer:hunter2@camera/1": "lo mismo con rtsp://",
        "rtsp://viewer:hunter2@:99999/1": "rtsp://usuario:contraseña@máquina:puerto/ruta",
        "rtsp://viewer:***@camera/1": "con la contraseña escrita",
    }.items():
        address.fill(given)
        save(camera)
        reader.reads(camera.locator(".wrong:visible"), "No vale. Se acepta: ", said)
    shop_form = form(page, "Zona horaria")
    for label, given, said in (
        ("Lunes", "9-14", "«9-14» no lo es"),
        ("Lunes", "09:00-14:00, 13:00-15:00", "lunes 09:00-14:00 y lunes 13:00-15:00 se pisan"),
        ("Zona horaria", "Europe/Nowhere", "una zona horaria como Europe/Madrid"),
        ("Nombre", "N" * 81, "un texto de hasta 80 letras"),
    ):
        field_of = shop_form.get_by_label(label)
        before = field_of.input_value()
        field_of.fill(given)
        save(shop_form)
        reader.reads(shop_form.locator(".wrong:visible"), said)
        field_of.fill(before)
    customers = form(page, "¿Cómo se sabe")
    customers.get_by_label("Se ve a alguien").check()
    save(customers)
    reader.reads(customers.locator(".wrong:visible"), "una parte de la imagen")
    customers.get_by_label("Derecha").fill("0")
    save(customers)
    reader.reads(customers.locator(".wrong:visible"), "izquierda menor que derecha")
    customers.get_by_label("Derecha").fill("100")
    customers.get_by_label("Segunda cámara").fill("browser:")
    save(customers)
    reader.reads(customers.locator(".wrong:visible"), "un navegador solo envía una imagen")
    customers.get_by_label("Segunda cámara").fill("0")
    save(customers)
    reader.reads(customers, "una cámara distinta de la del mostrador")
    customers.get_by_label("Otro programa avisa").check()
    save(customers)
    reader.reads(customers.locator(".wrong:visible"), "de 16 a 200 letras, cifras y signos")


def test_a_settings_file_that_cannot_take_it(reader: Reader, file: Path) -> None:
    counter = form(reader.page, "Personas que atienden")
    notice = counter.locator(".notice")
    counter.get_by_label("Nombre").fill("Caja")
    file.chmod(0o400)
    save(counter)
    reader.reads(notice, f"El archivo de ajustes ({file}) está protegido contra escritura")
    file.chmod(0o600)
    file.write_text("[[counters", encoding="utf-8")
    save(counter)
    reader.reads(notice, "tiene un error; no se ha guardado nada")
    file.write_text('[[counters]]\nid = "other"\n', encoding="utf-8")
    save(counter)
    reader.reads(notice, "ya no contiene el mostrador «main»")


def test_a_calibration_that_cannot_be(reader: Reader, stored: Running, file: Path) -> None:
    page, attendant = reader.page, Attendant(stored.shop)
    trouble = page.locator(".calibration .notice[role=alert]")
    work, start = page.get_by_label("Otros lugares de trabajo"), "Empezar a calibrar"
    for given, said in {"caja, caja": "Dos lugares se llaman igual (caja)", "a/b": "«a/b»"}.items():
        work.fill(given)
        page.get_by_role("button", name=start).click()
        reader.reads(trouble, said)
    work.fill("")
    # The camera's own trouble stands on this page as well, at once.
    stored.shop.lose("was unplugged", cause="webcam_missing")
    page.get_by_role("button", name=start).click()
    reader.reads(trouble, "La cámara no da imágenes")
    stored.shop.mend()
    stored.shop.runtime.pauses.pause(attendant.counter)
    page.get_by_role("button", name="Mirar ahora: donde están").click()
    reader.reads(trouble, "El mostrador está en pausa")
    stored.shop.runtime.pauses.resume(attendant.counter)
    page.get_by_role("button", name="Mirar ahora: donde están").click()
    expect(page.locator(".order").first).to_contain_text("Mire ahora: donde están")
    attendant.look((5, 12))
    expect(page.locator(".order").first).to_contain_text("Mire ahora: el dispositivo")
    attendant.look((5, -30))
    file.write_text(TEXT + "reference_yaw_deg = 3\n", encoding="utf-8")
    page.get_by_role("button", name="Guardar y usar").click()
    reader.reads(trouble, "Alguien ha cambiado mientras tanto el archivo de ajustes")
    file.write_text(TEXT, encoding="utf-8")
    stored.shop.runtime.changes.change({"counters.main.field_of_view_deg": 80})
    page.get_by_role("button", name="Guardar y usar").click()
    reader.reads(trouble, "han cambiado desde que empezó la calibración")


def test_two_figures_that_differ_are_not_rounded_to_the_same(reader: Reader) -> None:
    said = reader.page.evaluate(
        "import('/shared/refusal.js').then(({ refusalText }) => refusalText({ name: 'restless',"
        " facts: { place: 'customer', wandered_deg: 7.36, most_deg: 7 } }, null))"
    )
    assert "se ha movido 7,4° y se acepta hasta 7°" in said


def test_a_session_that_cannot_be(reader: Reader, stored: Running) -> None:
    page, sessions = reader.page, stored.shop.runtime.sessions
    page.goto(f"{stored.url}/sessions")

    def just_before(path: str, action: Callable[[], object]) -> None:
        """Somebody else is faster, by so little that this page cannot know."""

        acted: list[object] = []

        def late(route: Route) -> None:
            if route.request.method != "GET" and not acted:  # the list is asked for all the time
                acted.append(action())
            route.continue_()

        page.route(f"**/api/v1/sessions{path}", late)

    page.get_by_label("Nombre").fill("Ensayo")
    page.get_by_label("La persona que atiende sabe").check()
    just_before("", lambda: sessions.start(MAIN, "Otra"))
    page.get_by_role("button", name="Empezar").click()
    reader.reads(page.locator(".trouble:visible"), "Ya hay una sesión en marcha", "«Otra»")
    page.reload()
    (other,) = sessions.all()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/sessions/*/stop", hold)
    with page.expect_request("**/stop"):
        page.get_by_role("button", name="Terminar").click()
    sessions.stop(other.session_id)
    expect(page.get_by_role("button", name="Terminar")).to_have_count(0)
    held[0].continue_()  # the answer finds its panel gone
    reader.reads(page.locator(".trouble:visible"), "La sesión «Otra» ya había terminado")
    page.reload()
    page.get_by_role("button", name="Borrar la sesión «Otra»").click()
    just_before("/*", lambda: sessions.remove(other.session_id))
    page.get_by_role("button", name="Borrar para siempre").click()
    reader.reads(page.locator(".trouble:visible"), "Esa sesión ya no existe")


def test_at_the_counter(reader: Reader, stored: Running, file: Path) -> None:
    page = reader.page
    stored.shop.look_away(5)
    page.goto(f"{stored.url}/counter")
    correct = page.get_by_role("button", name="Era trabajo")
    expect(correct).to_be_visible()
    # A program that begins anew does not know of it any more.
    page.route("**/corrections", lambda route: (stored.shop.restart(), route.continue_()))
    correct.click()
    reader.reads(page.locator(".trouble:visible"), "Esa mirada ya no está en la lista de hoy")
    file.chmod(0o400)
    page.locator("#cue-after").select_option("15")
    reader.reads(page.locator(".own-cue .trouble"), "está protegido contra escritura")
    other = PlayedCounter(CounterId("side"), "Otra")
    page.route("**/pause", lambda route: (stored.shop.restart(other), route.continue_()))
    page.get_by_role("button", name="Pausar").click()
    reader.reads(page.locator(".pause .trouble"), "Ese mostrador ya no existe")


def test_history(reader: Reader, stored: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = raising(StoreError("the database cannot be read: the disk is on fire"))
    for name in ("sums", "minutes"):
        monkeypatch.setattr(SqlStore, name, broken)
    reader.page.goto(f"{stored.url}/history")
    reader.reads(reader.page.locator("main"), "La base de datos no responde")


def test_the_camera_page(reader: Reader, stored: Running, file: Path) -> None:
    page = reader.page
    page.goto(f"{stored.url}/camera")
    expect(page.locator("main .big")).to_be_visible()
    file.chmod(0o400)
    page.locator("main .big").click()
    reader.reads(page.locator("main"), "está protegido contra escritura")


def test_what_the_page_does_not_know_is_said_as_what_it_is(reader: Reader) -> None:
    """A program newer than the page: its own words, marked as English."""
    body = {
        "type": "/problems/tea-time",
        "title": "Tea time",
        "status": 409,
        "detail": "nothing is done at five",
        "instance": "/api/v1/settings",
        "cause": {"name": "five_o_clock", "facts": {}},
        "errors": [],
    }
    reader.page.route(
        "**/api/v1/settings",
        lambda route: (
            route.fulfill(
                status=409, json=body, headers={"Content-Type": "application/problem+json"}
            )
            if route.request.method == "PATCH"
            else route.continue_()
        ),
    )
    counter = form(reader.page, "Personas que atienden")
    counter.get_by_label("Nombre").fill("Caja")
    save(counter)
    expect(counter.locator(".notice")).to_contain_text("El programa ha respondido, en inglés:")
    expect(counter.locator(".notice [lang=en]")).to_have_text("nothing is done at five")
