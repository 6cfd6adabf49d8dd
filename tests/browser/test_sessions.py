"""The page "Sessions", as a trainer uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from monitor.metrics.session import Session
from monitor.units import CounterId, UtcNs, ns_from_s
from tests.browser.accessibility import cut_off, too_wide, violations
from tests.browser.chosen_day import on_the_day
from tests.browser.conftest import WAIT_MS, Opener
from tests.browser.played_sessions import MOSTLY_CUSTOMER, MOSTLY_DEVICE, keep
from tests.browser.played_shop import PlayedCounter, Running, running
from tests.patience import within

pytestmark = pytest.mark.needs("chromium")

MAIN = CounterId("main")
LENGTH_S = sum(seconds for _, seconds in MOSTLY_CUSTOMER)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, PlayedCounter(MAIN, "Farmacia, mostrador 1")) as service:
        yield service


@pytest.fixture
def kept(shop: Running) -> tuple[Session, Session]:
    sessions = shop.shop.runtime.sessions
    first = keep(sessions, MAIN, "Ensayo con receta", MOSTLY_CUSTOMER, "Pide dos recetas.")
    sessions.note(first.session_id, UtcNs(first.start_utc_ns + ns_from_s(12)), "Mira al hablar")
    return first, keep(sessions, MAIN, "Ensayo con cola", MOSTLY_DEVICE)


def place(page: Page) -> float:
    return float(page.locator(".lanes").get_attribute("aria-valuenow") or "nan")


def line(page: Page) -> float:
    """Where the playhead is drawn, as a part of the axis, which has 8 px of room on either side."""
    axis, head = (
        page.locator(".lanes").bounding_box(),
        page.locator(".playhead-line").bounding_box(),
    )
    assert axis
    assert head
    return (head["x"] + head["width"] / 2 - axis["x"] - 8) / (axis["width"] - 16)


def across(page: Page, part: float) -> tuple[float, float]:
    """A point on the axis."""
    box = page.locator(".lanes").bounding_box()
    assert box
    return box["x"] + 8 + (box["width"] - 16) * part, box["y"] + box["height"] / 2


def replay(open_page: Opener, shop: Running, session: Session, locale: str = "es-ES") -> Page:
    page = open_page(f"{shop.url}/sessions#replay/{session.session_id}", locale=locale).page
    expect(page.locator(".lanes")).to_be_visible()
    return page


def test_a_session_is_started_remarked_upon_and_ended_and_the_counter_is_told(
    shop: Running, open_page: Opener
) -> None:
    watched = open_page(f"{shop.url}/sessions")
    page = watched.page
    expect(page.get_by_text("Todavía no hay ninguna sesión guardada")).to_be_visible()
    start = page.get_by_role("button", name="Empezar")
    start.click()
    expect(page.get_by_label("Nombre")).to_be_focused()
    expect(page.locator(".wrong:visible")).to_have_count(2)
    page.get_by_label("Nombre").fill("Ensayo 1")
    start.click()
    expect(page.get_by_text("Una sesión solo se empieza cuando la persona lo sabe")).to_be_visible()
    assert shop.shop.runtime.sessions.all() == ()
    page.get_by_label("La persona que atiende sabe").check()
    page.get_by_label("De qué trata").fill("Con prisa")
    start.click()
    expect(page.locator(".running")).to_contain_text("en marcha")
    expect(page.locator(".running-state")).to_have_text("mirando hacia el cliente")
    note = page.get_by_label("Nota sobre este momento")
    expect(note).to_be_focused()
    now = open_page(shop.url).page
    told = now.locator(".session-notice")
    expect(told).to_be_visible()
    expect(told).to_contain_text("Hay una sesión de entrenamiento en marcha: «Ensayo 1»")
    note.fill("Saluda mirando")
    note.press("Enter")
    expect(page.locator(".running-notes")).to_contain_text("Saluda mirando")
    expect(page.locator(".elapsed")).not_to_have_text("0 s")
    page.get_by_role("button", name="Terminar la sesión").click()
    expect(page.get_by_role("heading", name="Ensayo 1")).to_be_focused()
    expect(page.locator(".event[data-kind=note]")).to_contain_text("Saluda mirando")
    expect(told).to_be_hidden()
    (session,) = shop.shop.runtime.sessions.all()
    assert (session.name, session.note, session.end_utc_ns is None) == (
        "Ensayo 1",
        "Con prisa",
        False,
    )
    assert watched.complaints == []


def test_one_started_elsewhere_shows_up_and_what_is_refused_is_told(
    shop: Running, open_page: Opener
) -> None:
    page = open_page(f"{shop.url}/sessions").page
    expect(page.get_by_role("button", name="Empezar")).to_be_visible()
    other = shop.shop.runtime.sessions.start(MAIN, "En otra pantalla")
    expect(page.locator(".running")).to_contain_text("En otra pantalla")
    gone = keep(shop.shop.runtime.sessions, MAIN, "Otra", MOSTLY_DEVICE)
    page.reload()
    page.get_by_label("Nota sobre este momento").fill("Aún sin terminar")
    page.get_by_role("button", name="Borrar la sesión «Otra»").click()
    page.get_by_role("button", name="Borrar para siempre").click()
    expect(page.locator(".session")).to_have_count(0)
    expect(page.get_by_label("Nota sobre este momento")).to_have_value("Aún sin terminar")
    assert gone not in shop.shop.runtime.sessions.all()
    shop.shop.runtime.sessions.stop(other.session_id)
    expect(page.locator(".session")).to_contain_text("En otra pantalla")
    page.goto(f"{shop.url}/sessions#replay/0123456789ab")
    expect(page.locator("#sessions-problem")).to_contain_text("Esta sesión ya no existe")
    page.locator("#sessions-problem a").click()
    expect(page.locator(".session")).to_be_visible()
    expect(page.locator("#sessions-problem")).to_be_hidden()
    shop.end()
    page.locator(".session-name").click()
    expect(page.locator("#sessions-problem")).to_contain_text("No se puede conectar")
    shop.begin()
    page.get_by_role("button", name="Intentarlo otra vez").click()
    expect(page.locator(".lanes")).to_be_visible()
    expect(page.locator("#sessions-problem")).to_be_hidden()


@pytest.mark.parametrize(("label", "speed"), [("0,5×", 0.5), ("10×", 10.0), ("60×", 60.0)])
def test_the_playhead_moves_as_fast_as_asked(
    shop: Running, kept: tuple[Session, Session], open_page: Opener, label: str, speed: float
) -> None:
    page = replay(open_page, shop, kept[0])
    page.get_by_role("button", name=label, exact=True).click()
    page.get_by_role("button", name="Reproducir").click()
    seen = page.evaluate("""() => new Promise((resolve) => {
        const seen = [];
        const look = (ms) => {
            seen.push([ms / 1000, Number(document.querySelector('.lanes').ariaValueNow)]);
            if (ms / 1000 - seen[0][0] > 1.2) resolve(seen);
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    })""")
    moving = [(at_s, place_s) for at_s, place_s in seen if place_s < LENGTH_S]
    places_s = [place_s for _, place_s in moving[1:]]
    moved_s = places_s[-1] - places_s[0]
    # What a frame finds was drawn in it or in the one before, and frames may be far apart.
    drawn_in = ([at_s for at_s, _ in moving[1:]], [at_s for at_s, _ in moving[:-1]])
    speeds = [moved_s / (at_s[-1] - at_s[0]) for at_s in drawn_in]
    assert speed in [pytest.approx(each, rel=0.2) for each in speeds]
    page.get_by_role("button", name="Parar").click()
    stood = place(page)
    assert line(page) == pytest.approx(stood / LENGTH_S, abs=0.005)
    page.wait_for_timeout(200)
    assert place(page) == stood


def test_at_the_end_it_stops_and_begins_anew(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    page = replay(open_page, shop, kept[0])
    axis = page.locator(".lanes")
    axis.press("End")
    assert place(page) == LENGTH_S
    axis.press("ArrowLeft")
    axis.press(" ")
    expect(page.get_by_role("button", name="Reproducir")).to_be_visible()
    assert place(page) == LENGTH_S
    axis.press(" ")
    expect(page.get_by_role("button", name="Parar")).to_be_visible()
    assert place(page) < 5


def test_the_keyboard_alone_moves_it(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    page = replay(open_page, shop, kept[0])
    expect(page.get_by_role("heading", name="Ensayo con receta")).to_be_focused()
    state, keys = page.locator(".readout-state"), page.keyboard
    expect(state).to_have_text("nadie en el mostrador")
    for key, at in (
        ("ArrowRight", 1),
        ("Shift+ArrowRight", 11),
        ("ArrowLeft", 10),
        ("End", LENGTH_S),
        ("Home", 0),
        ("Shift+ArrowRight", 10),
    ):
        keys.press(key)
        assert place(page) == pytest.approx(at), key
    expect(state).to_have_text("mirando a la zona del dispositivo")
    expect(page.locator(".readout-customer")).to_have_text("con un cliente")
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "ArrowRight", "ArrowRight"):
        keys.press(key)
    # Its stretch lasts from 32 to 34 s.
    expect(state).to_have_text("no se puede saber: los párpados tapan los ojos")
    for key in ("Shift+ArrowLeft", "Shift+ArrowLeft", "ArrowLeft", "ArrowLeft"):
        keys.press(key)
    axis = page.locator(".lanes")
    expect(axis).to_have_attribute(
        "aria-valuetext", "0:10 de 3:04. mirando a la zona del dispositivo"
    )
    axis.focus()
    keys.press("PageUp")
    keys.press("ArrowUp")
    assert place(page) == pytest.approx(21)
    pressed = page.locator(".speeds [aria-pressed=true]")
    for key, label in (("+", "2×"), ("+", "5×"), ("-", "2×"), ("-", "1×"), ("-", "0,5×")):
        keys.press(key)
        expect(pressed).to_have_text(label)
    keys.press("-")
    expect(pressed).to_have_text("0,5×")
    # In a field the same keys write.
    field = page.get_by_label("Nota en")
    field.focus()
    keys.type("a - b + c")
    keys.press("Home")
    expect(field).to_have_value("a - b + c")
    expect(pressed).to_have_text("0,5×")
    assert place(page) == pytest.approx(21)


def test_a_mouse_drags_it_and_a_finger_taps_it(
    shop: Running, kept: tuple[Session, Session], browser: Browser, open_page: Opener
) -> None:
    page = replay(open_page, shop, kept[0])
    page.mouse.move(*across(page, 0.25))
    page.mouse.down()
    assert place(page) == pytest.approx(LENGTH_S * 0.25, abs=0.5)
    x, y = across(page, 0.6)
    page.mouse.move(x, y + 300)
    assert place(page) == pytest.approx(LENGTH_S * 0.6, abs=0.5)
    page.mouse.up()
    page.mouse.move(*across(page, 0.1))
    assert place(page) == pytest.approx(LENGTH_S * 0.6, abs=0.5)
    assert line(page) == pytest.approx(0.6, abs=0.005)
    context = browser.new_context(
        has_touch=True, locale="es-ES", viewport={"width": 360, "height": 800}
    )
    on_the_day(context).set_default_timeout(WAIT_MS)
    touched = open_page(page.url, context=context).page
    touched.locator(".lanes").scroll_into_view_if_needed()
    touched.touchscreen.tap(*across(touched, 0.75))
    assert place(touched) == pytest.approx(LENGTH_S * 0.75, abs=1)
    context.close()


def test_what_happened_is_listed_and_the_present_one_marked(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    page = replay(open_page, shop, kept[0])
    current = page.locator(".event[aria-current]")
    events = page.locator(".event")
    count = events.count()
    expect(current).to_contain_text("Nadie", ignore_case=True)
    page.get_by_role("button", name=re.compile("Mira al hablar")).first.click()
    assert place(page) == pytest.approx(12)
    expect(page.locator(".readout-note")).to_have_text("Mira al hablar")
    page.get_by_role("button", name="Al suceso siguiente").click()
    expect(current).to_contain_text("mirando hacia el cliente")
    assert place(page) == pytest.approx(12.5)
    page.get_by_role("button", name="Al suceso anterior").click()
    expect(current).to_contain_text("Mira al hablar")
    expect(events.filter(has_text="El cliente se va").first).to_contain_text(
        "primera mirada a los 0,8 s"
    )
    page.get_by_label("Miradas", exact=True).uncheck()
    expect(events).to_have_count(5)
    expect(page.locator(".events-panel > .small")).to_contain_text("5 sucesos")
    page.locator("button[data-lang=en]").click()
    expect(current).to_contain_text("Mira al hablar")
    expect(events).to_have_count(5)
    page.get_by_label("Glances", exact=True).check()
    expect(events).to_have_count(count)
    # Far down, the marked one is in sight without the page moving.
    page.locator(".lanes").focus()
    scrolled = page.evaluate("window.scrollY")
    page.keyboard.press("End")
    inside = """row => {
        const [a, b] = [row, row.closest('.events-scroll')].map((e) => e.getBoundingClientRect());
        return a.top >= b.top && a.bottom <= b.bottom;
    }"""
    assert current.evaluate(inside)
    assert page.evaluate("window.scrollY") == scrolled


def test_notes_are_added_where_it_stands_and_removed(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    page = replay(open_page, shop, kept[0])
    page.locator(".lanes").press("PageUp")
    page.locator(".lanes").press(" ")
    field = page.get_by_label(re.compile("^Nota en"))
    field.focus()
    expect(page.get_by_role("button", name="Reproducir")).to_be_visible()
    at_s = place(page)
    field.fill("Vuelve antes de cobrar")
    field.press("Enter")
    expect(page.locator(".note-form .saved")).to_contain_text("Nota guardada")
    expect(page.locator(".flag")).to_have_count(2)
    assert place(page) == at_s
    notes = shop.shop.runtime.sessions.record(kept[0].session_id).notes
    (made,) = (each for each in notes if each.text == "Vuelve antes de cobrar")
    assert (made.at_utc_ns - kept[0].start_utc_ns) / 1e9 == pytest.approx(at_s, abs=0.06)
    page.get_by_role("button", name="Quitar la nota «Mira al hablar»").click()
    expect(page.locator(".flag")).to_have_count(1)
    assert len(shop.shop.runtime.sessions.record(kept[0].session_id).notes) == 1


def test_a_long_session_can_be_seen_closer(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    page = replay(open_page, shop, kept[0])
    page.locator(".lanes").press("End")
    closer = page.get_by_role("button", name="Ver un tramo más corto")
    closer.click()
    closer.click()
    expect(page.locator(".shown-span")).to_have_text("de 2:18 a 3:04")
    assert line(page) == pytest.approx(1, abs=0.01)
    page.locator(".lanes").press("Home")
    assert line(page) == pytest.approx(0, abs=0.01)
    expect(page.locator(".shown-span")).to_have_text("de 0:00 a 0:46")
    page.mouse.click(*across(page, 0.5))
    assert place(page) == pytest.approx(LENGTH_S / 8, abs=0.3)


def test_two_stand_side_by_side_with_what_differs(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    watched = open_page(f"{shop.url}/sessions")
    page = watched.page
    compare = page.get_by_role("button", name="Comparar las dos")
    expect(compare).to_be_disabled()
    page.locator(f"#compare-{kept[1].session_id}").check()
    expect(compare).to_be_disabled()
    page.locator(f"#compare-{kept[0].session_id}").check()
    compare.click()
    expect(page.locator(".track")).to_have_count(2)
    # Whichever was ticked first: A is the earlier one.
    expect(page.locator(".track-name")).to_have_text([re.compile("receta$"), re.compile("cola$")])
    share = page.locator("tr[data-number=customer_gaze_share]")
    less = r"−\d\d,\d"
    difference = share.locator("td").nth(2)
    expect(difference).to_have_text(re.compile(rf"^{less} puntosentre {less} y {less} puntos$"))
    expect(share.locator(".verdict")).to_have_text("menos que en A")
    first_look = page.locator("tr[data-number=first_look_median_s]")
    expect(first_look.locator(".verdict")).to_have_text("no se puede saber")
    expect(page.get_by_text("Aquí nadie es mejor ni peor")).to_be_visible()
    page.locator(".lanes").press("PageUp")
    states = page.locator(".readout-state")
    expect(states).to_have_text(["mirando a la zona del dispositivo"] * 2)
    # One axis: a second is as long in both, and the shorter one ends before.
    page.locator(".lanes").press("End")
    expect(states.nth(1)).to_have_text("ya había terminado")
    one, other = (
        page.locator("[data-lane=states] .lane-bar").nth(i).bounding_box() for i in (0, 1)
    )
    assert one
    assert other
    length_s = sum(seconds for _, seconds in MOSTLY_DEVICE)
    assert other["width"] / one["width"] == pytest.approx(length_s / LENGTH_S, abs=0.01)
    page.get_by_role("button", name="Intercambiar A y B").click()
    expect(share.locator(".verdict")).to_have_text("más que en A")
    page.go_back()
    expect(share.locator(".verdict")).to_have_text("menos que en A")
    assert watched.complaints == []


def test_of_a_long_session_a_stretch_of_the_list_stands_there_and_the_figures_come_after(
    shop: Running, open_page: Opener
) -> None:
    long = keep(shop.shop.runtime.sessions, MAIN, "Ensayo largo", MOSTLY_DEVICE * 8)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    watched = open_page(f"{shop.url}/sessions")
    page = watched.page
    page.route(f"**/api/v1/sessions/{long.session_id}", hold)
    page.get_by_role("link", name="Ensayo largo", exact=True).click()
    # The bands do not wait for the figures.
    expect(page.locator(".lanes")).to_be_visible()
    expect(page.get_by_text("Calculando las cifras")).to_be_visible()
    rows = page.locator(".event")
    total = int(rows.first.get_attribute("aria-setsize") or 0)
    assert 0 < rows.count() < total
    page.locator(".lanes").press("End")
    current = page.locator(".event[aria-current]")
    expect(current).to_have_attribute("aria-posinset", str(total))
    first, scroll = rows.first, page.locator(".events-scroll")
    while (before := first.get_attribute("aria-posinset")) != "1":  # somebody scrolls back
        scroll.evaluate("list => { list.scrollTop = 0; }")
        expect(first).not_to_have_attribute("aria-posinset", before or "")
    held[0].continue_()
    expect(page.locator(".session-numbers table")).to_be_visible()
    assert watched.complaints == []


def test_its_seconds_are_exported_and_it_is_removed_only_when_confirmed(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    watched = open_page(f"{shop.url}/sessions")
    page = watched.page
    row = page.locator(f"[data-session='{kept[1].session_id}']")
    with page.expect_download() as download:
        row.get_by_role("link", name="Descargar (CSV)").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 1 + int(sum(seconds for _, seconds in MOSTLY_DEVICE))
    assert ";" in lines[0]
    bin_ = row.get_by_role("button", name="Borrar la sesión «Ensayo con cola»")
    bin_.click()
    expect(page.get_by_role("button", name="No borrar")).to_be_focused()
    page.keyboard.press("Escape")
    expect(bin_).to_be_focused()
    bin_.click()
    page.get_by_role("button", name="No borrar").click()
    assert len(shop.shop.runtime.sessions.all()) == 2
    bin_.click()
    page.get_by_role("button", name="Borrar para siempre").click()
    expect(page.locator(".session")).to_have_count(1)
    assert [each.name for each in shop.shop.runtime.sessions.all()] == ["Ensayo con receta"]
    page.locator(".session-name").click()
    page.get_by_role("button", name="Borrar", exact=True).click()
    page.get_by_role("button", name="Borrar para siempre").click()
    expect(page.get_by_text("Todavía no hay ninguna sesión guardada")).to_be_visible()
    assert watched.complaints == []


def test_a_file_that_is_refused_is_said_beside_its_link(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    page = open_page(f"{shop.url}/sessions").page
    gone, other = (page.locator(f"[data-session='{each.session_id}']") for each in kept)
    expect(other).to_be_visible()
    shop.shop.runtime.sessions.remove(kept[0].session_id)
    gone.get_by_role("link", name="Descargar (CSV)").click()
    expect(gone.get_by_role("alert")).to_have_text("Esa sesión ya no existe.")
    expect(other.get_by_role("alert")).to_be_hidden()
    with page.expect_download() as download:
        other.get_by_role("link", name="Descargar (CSV)").click()
    name = f"mostrador-{kept[1].session_id}-session-seconds.csv"
    assert download.value.suggested_filename == name


def test_on_paper_all_that_happened_is_listed_or_the_notes_alone(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    page = replay(open_page, shop, kept[0])
    rows = page.locator(".event")
    total = int(rows.first.get_attribute("aria-setsize") or 0)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(rows).to_have_count(total)
    expect(rows.last).to_be_visible()
    for hidden in (".player-controls", ".playhead", ".note-form", ".pages", ".drop"):
        expect(page.locator(hidden).first).to_be_hidden()
    for parts in (".band-part", ".glance-part", ".legend .swatch"):
        drawn: dict[str, str] = page.locator(parts).evaluate_all(
            "all => Object.fromEntries("
            "all.map((e) => [e.dataset.state, getComputedStyle(e).backgroundImage]))"
        )
        patterns = [image for state, image in drawn.items() if state not in {"customer", "absent"}]
        assert len(set(patterns)) == len(patterns) >= 3  # the paper may be black and white
        assert "none" not in patterns
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    long = keep(shop.shop.runtime.sessions, MAIN, "Ensayo largo", MOSTLY_DEVICE * 12)
    page.goto(f"{shop.url}/sessions#replay/{long.session_id}")
    expect(page.get_by_role("heading", name="Ensayo largo")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".events-panel > .small")).to_contain_text("En papel solo están las notas")
    expect(rows).to_have_count(0)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".events-panel > .small")).to_contain_text("Al pulsar uno")
    expect(rows).not_to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_and_every_width(
    shop: Running, kept: tuple[Session, Session], open_page: Opener, theme: str
) -> None:
    watched = open_page(f"{shop.url}/sessions", theme=theme)
    page = watched.page
    page.emulate_media(reduced_motion="reduce", color_scheme="dark" if theme == "dark" else "light")
    one, other = (each.session_id for each in kept)
    found: list[object] = []

    def look() -> None:
        page.set_viewport_size({"width": 1024, "height": 900})
        page.locator(f"button[data-lang={'es' if theme == 'light' else 'en'}]").click()
        found.extend(violations(page))
        if theme == "light":
            found.extend(too_wide(page))

    expect(page.locator(".session")).to_have_count(2)
    page.get_by_role("button", name="Empezar").click()
    look()
    page.goto(f"{shop.url}/sessions#replay/{one}")
    page.locator(".lanes").press("End")
    page.locator(".keys summary").click()
    look()
    page.goto(f"{shop.url}/sessions#compare/{one}/{other}")
    expect(page.locator(".versus")).to_be_visible()
    look()
    shop.shop.runtime.sessions.start(MAIN, "Un nombre largo " * 5)
    page.goto(f"{shop.url}/sessions#")
    expect(page.locator(".running")).to_be_visible()
    look()
    page.locator(".session .icon-button").first.click()
    expect(page.locator("dialog")).to_be_visible()
    found += violations(page)
    page.goto(shop.url)
    expect(page.locator(".session-notice")).to_be_visible()
    look()
    assert found == []
    page.goto(f"{shop.url}/sessions#replay/{one}")
    expect(page.locator(".session-numbers .figure-value").first).to_be_visible()
    assert cut_off(page, ".player-controls > *, .segmented button, .figures td, .readout > *") == []
    rows = page.locator(".player-controls > button").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().bottom)"
    )
    assert max(rows) - min(rows) < 10, "the three buttons stand in one row"
    assert watched.complaints == []


def test_no_picture_is_anywhere(
    shop: Running, kept: tuple[Session, Session], open_page: Opener
) -> None:
    page = replay(open_page, shop, kept[0])
    expect(page.locator("img, video, canvas, picture, [style*=url]")).to_have_count(0)
    with within(2):
        page.locator(".lanes").press("End")
