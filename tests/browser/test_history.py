"""The page "History", as people use it: two weeks of generated days, every figure looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from monitor.adapters.sql_store import SqlStore
from monitor.errors import StoreError
from tests.api.shop import raising
from tests.browser.accessibility import cut_off, too_wide, violations
from tests.browser.conftest import Opener, Watched
from tests.browser.history_shop import BUSY, QUIET, UNTOLD, last_monday, seeded
from tests.browser.played_shop import PlayedCounter, Running

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    played = seeded(tmp_path_factory.mktemp("history"))
    service = Running(played)
    service.begin()
    yield service
    service.end()


def week_of(shop: Running) -> tuple[str, str]:
    monday = last_monday(shop.shop)
    return monday.isoformat(), (monday + timedelta(days=7)).isoformat()


def ask(shop: Running, path: str) -> Any:
    return httpx.get(f"{shop.url}/api/v1{path}", timeout=60).raise_for_status().json()


@pytest.fixture
def opened(shop: Running, open_page: Opener) -> Opener:
    def open_it(
        counter: PlayedCounter = BUSY, span: str = "week", day: str | None = None, **more: Any
    ) -> Watched:
        start = week_of(shop)[0] if day is None else day
        address = f"{shop.url}/history?counter={counter.counter}&span={span}&from={start}"
        watched = open_page(address, **more)
        # Until the answer comes every panel says that it waits.
        expect(panel(watched.page, "summary").locator(".big-number")).to_be_visible()
        return watched

    return open_it


def panel(page: Page, name: str) -> Locator:
    return page.locator(f"#{name}")


def drawn(page: Page, name: str) -> Locator:
    return panel(page, name).locator(".js-plotly-plot .main-svg").first


def table(page: Page, name: str) -> list[list[str]]:
    """What it says once every answer is there, read at one moment."""
    expect(page.locator("body")).not_to_have_class(re.compile(r"\bis-asking\b"))
    return (
        panel(page, name)
        .locator("tbody tr")
        .evaluate_all("rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))")
    )


def percent(value: float) -> str:
    return f"{round(value * 100)} %".replace(" ", "\u00a0")


def test_two_weeks_are_walked_through_by_day_week_and_month(
    shop: Running, open_page: Opener
) -> None:
    watched = open_page(f"{shop.url}/history")
    page = watched.page
    expect(page.get_by_role("button", name="Semana", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.get_by_role("button", name="La semana siguiente")).to_be_disabled()
    page.get_by_role("button", name="La semana anterior").click()
    monday = week_of(shop)[0]
    expect(page).to_have_url(re.compile(f"span=week&from={monday}"))
    # Whoever walks with the keyboard stays where they were.
    expect(page.get_by_role("button", name="La semana anterior")).to_be_focused()
    expect(panel(page, "summary").locator(".big-number")).to_have_text(re.compile(r"^\d+\s%$"))
    expect(drawn(page, "ribbon")).to_be_visible()
    assert len(table(page, "trend")) == 7
    page.get_by_role("button", name="Día", exact=True).click()
    expect(page.locator(".span-name")).to_contain_text(re.compile("^domingo", re.I))
    # Sunday is short: from ten to two, and the hours before and after were not measured.
    expect(panel(page, "trend").locator("tbody tr")).to_have_count(4)
    page.get_by_role("button", name="El día anterior").click()
    expect(panel(page, "trend").locator("tbody tr")).to_have_count(11)
    page.reload()
    expect(page.locator(".span-name")).to_contain_text(re.compile("^sábado", re.I))
    page.get_by_role("button", name="Mes", exact=True).click()
    expect(page.locator(".span-name")).to_contain_text(re.compile(r"^\w+ de \d{4}$"))
    expect(drawn(page, "ribbon")).to_be_visible()
    assert watched.complaints == []


def test_the_numbers_are_those_of_the_program_with_interval_and_coverage(
    shop: Running, opened: Opener
) -> None:
    start, end = week_of(shop)
    told = ask(shop, f"/metrics?counter=busy&bucket=day&from={start}&to={end}")
    page = opened().page
    figures = told["total"]["figures"]
    summary = panel(page, "summary")
    share = figures["customer_gaze_share"]
    expect(summary.locator(".big-number")).to_have_text(percent(share["value"]))
    low, high = share["interval"]["low"], share["interval"]["high"]
    expect(summary).to_contain_text(f"entre {percent(low)} y {percent(high)}")
    expect(summary).to_contain_text(f"cobertura: {percent(figures['coverage']['value'])}")
    expect(summary).to_contain_text("encuentros por hora")
    rows = {row[0]: row[1] for row in table(page, "summary")}
    assert rows["Encuentros con clientes"] == str(told["total"]["encounters"])
    assert (
        percent(figures["check_back_share"]["value"])
        in rows["Tareas largas con miradas al cliente entremedias"]
    )
    days = table(page, "trend")
    values = [day["customer_gaze_share"]["value"] for day in told["buckets"]]
    assert [row[1] for row in days] == [percent(value) for value in values]
    assert all("encuentros por hora" in row[4] for row in days)
    parts = table(page, "ribbon")
    first = told["buckets"][0]["state_s"]
    whole = sum(first[name] for name in ("customer", "device", "work", "elsewhere", "unknown"))
    assert parts[0][1] == percent(first["customer"] / whole)


def test_the_ribbon_shows_parts_or_time_and_says_so_to_who_cannot_see_it(opened: Opener) -> None:
    page = opened().page
    ribbon = panel(page, "ribbon")
    image = ribbon.locator(".chart-frame")
    expect(image).to_have_attribute("role", "img")
    expect(image).to_have_attribute(
        "aria-label", re.compile("mirando hacia el cliente, .* sin cli")
    )
    assert "sin cliente" not in ribbon.locator(".legend").inner_text()
    ribbon.get_by_role("button", name="En tiempo").click()
    expect(ribbon.locator(".legend")).to_contain_text("sin cliente")
    ribbon.get_by_text("Ver como tabla").click()
    expect(ribbon.locator("tbody tr").first.locator("td").first).to_have_text(re.compile(r"\d\sh"))


def test_what_has_too_little_behind_it_says_what_was_needed_and_what_there_was(
    shop: Running, opened: Opener
) -> None:
    saturday = (last_monday(shop.shop) + timedelta(days=5)).isoformat()
    sunday = (last_monday(shop.shop) + timedelta(days=6)).isoformat()
    told = ask(shop, f"/metrics?counter=quiet&bucket=hour&from={saturday}&to={sunday}")
    few = [
        each
        for each in told["buckets"]
        if each["customer_gaze_share"]["reason"] == "too_few_encounters"
    ]
    assert few, "the quiet counter is too busy for this test"
    page = opened(QUIET, "day", saturday).page
    rows = [row[1] for row in table(page, "trend")]
    had = round(few[0]["customer_gaze_share"]["had"])
    assert f"Datos insuficientes: encuentros con clientes: {had}. Hacen falta 5." in rows
    expect(panel(page, "ribbon").locator(".legend")).to_contain_text("datos insuficientes")
    expect(panel(page, "heat").locator(".heat-reasons")).to_contain_text(
        "tienen menos de 5 encuentros"
    )
    withheld = panel(page, "heat").locator(".heat-withheld").first
    expect(withheld).to_contain_text("Datos insuficientes")


def test_a_counter_that_knows_of_no_customers_says_so_everywhere(opened: Opener) -> None:
    page = opened(UNTOLD).page
    expect(panel(page, "summary")).to_contain_text("no se sabe cuándo hay clientes")
    expect(panel(page, "summary")).not_to_contain_text("Primera mirada")
    expect(panel(page, "summary")).not_to_contain_text("Encuentros con clientes")
    what_if = panel(page, "what-if")
    expect(what_if.locator(".slider:visible")).to_have_count(3)
    expect(what_if).to_contain_text("lo que necesita saber cuándo hay clientes")
    expect(panel(page, "trend").locator("tbody tr").first).to_contain_text("no se sabe")
    expect(panel(page, "heat")).to_contain_text("mirada hacia el cliente (%). Más")
    load = panel(page, "compare").get_by_role("row", name=re.compile("^Afluencia"))
    expect(load.get_by_role("cell").first).to_contain_text(re.compile("no se sabe$"))
    expect(load).not_to_contain_text("afluencia")


def test_the_hours_of_the_week_carry_their_load(shop: Running, opened: Opener) -> None:
    told = ask(shop, "/week?counter=busy")
    page = opened().page
    heat = panel(page, "heat")
    expect(heat.locator(".heat-cell").first).to_be_visible()
    shown = [cell for cell in told["cells"] if cell["customer_gaze_share"]["value"] is not None]
    expect(heat.locator(".heat-cell")).to_have_count(len(shown))
    monday_eleven = heat.get_by_role("row").filter(has_text="11 h").locator("td").first
    cell = next(each for each in told["cells"] if (each["weekday"], each["hour"]) == (1, 11))
    expect(monday_eleven).to_contain_text(percent(cell["customer_gaze_share"]["value"]))
    load = f"{cell['encounters_per_h']:.1f}/h".replace(".", ",")
    expect(monday_eleven).to_contain_text(load)
    shades = heat.locator(".heat-cell").evaluate_all("all => all.map(e => e.dataset.level)")
    assert {"0", "4"} <= set(shades)


def test_the_heat_map_is_of_the_weeks_or_dates_that_somebody_chooses(
    shop: Running, opened: Opener
) -> None:
    page = opened().page
    heat = panel(page, "heat")
    expect(heat.locator(".heat-cell").first).to_be_visible()
    choice = heat.get_by_label("De:")
    with page.expect_request("**/api/v1/week?*weeks=13"):
        choice.select_option("13")
    choice.select_option("own")
    monday = last_monday(shop.shop)
    last, end = (monday + timedelta(days=days) for days in (1, 2))
    heat.get_by_label("Desde").fill(monday.isoformat())
    with page.expect_request(f"**/api/v1/week?*from={monday}&to={end}"):
        heat.get_by_label("Hasta").fill(last.isoformat())
    expect(heat.locator("p.small").first).to_have_text(re.compile(rf"^{monday.day}–{last.day}\D"))
    told = ask(shop, f"/week?counter=busy&from={monday}&to={end}")["cells"]
    shown = [cell for cell in told if cell["customer_gaze_share"]["value"] is not None]
    expect(heat.locator(".heat-cell")).to_have_count(len(shown))
    heat.get_by_label("Desde").fill(end.isoformat())
    expect(heat.locator(".wrong")).to_be_visible()


def test_paper_waits_for_the_answers_or_says_that_it_did_not(opened: Opener) -> None:
    page = opened().page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    printing = panel(page, "take").get_by_role("button", name=re.compile("^Imprimir"))
    expect(printing).to_be_enabled()
    page.route("**/api/v1/week?*", hold)
    with page.expect_request("**/api/v1/week?*"):
        panel(page, "heat").get_by_label("De:").select_option("8")
    expect(printing).to_be_disabled()
    expect(printing).to_have_text("Imprimir (faltan datos por llegar…)")
    page.emulate_media(media="print")
    expect(page.get_by_text("se imprimió antes de que llegaran todos los datos")).to_be_visible()
    page.emulate_media(media="screen")
    held[0].continue_()
    expect(printing).to_be_enabled()
    page.emulate_media(media="print")
    expect(page.locator(".print-early")).to_be_hidden()


def test_glances_are_counted_by_length_one_area_at_a_time(shop: Running, opened: Opener) -> None:
    start, end = week_of(shop)
    told = ask(shop, f"/metrics?counter=busy&bucket=day&from={start}&to={end}")
    page = opened().page
    lengths = panel(page, "lengths")
    expect(drawn(page, "lengths")).to_be_visible()
    for name, area in (("Cliente", "customer"), ("Dispositivo", "device")):
        lengths.get_by_role("button", name=name).click()
        counts = [int(re.sub(r"\D", "", row[1])) for row in table(page, "lengths")]
        assert sum(counts) == told["total"]["glances"][area]["count"]
    expect(lengths.locator(".lengths-figures")).to_contain_text("mirando a la zona del dispositivo")


def test_another_threshold_is_tried_and_the_two_never_cross(opened: Opener) -> None:
    page = opened().page
    what_if = panel(page, "what-if")
    long, very = what_if.locator("#try-long_s"), what_if.locator("#try-prolonged_s")
    answer = what_if.locator("#try-long_s-answer")
    expect(answer).to_have_text(re.compile(r"^Miradas largas: (\d+)\. Con el umbral de ahora: \1"))
    expect(what_if.locator(".slider-now").first).to_have_text("En vigor ahora: 3 s.")
    back = what_if.get_by_role("button", name="Volver a los umbrales de ahora")
    expect(back).to_be_disabled()
    now = int(re.findall(r"\d+", answer.inner_text())[0])
    long.focus()
    page.keyboard.press("ArrowRight")
    expect(long).to_have_attribute("aria-valuetext", "3,5\u00a0s")
    expect(answer).to_have_text(re.compile(r"^Miradas largas: entre \d+ y \d+\."))
    bounds = [int(each) for each in re.findall(r"\d+", answer.inner_text())[:2]]
    assert bounds[0] <= bounds[1] < now
    page.keyboard.press("End")
    expect(very).to_have_attribute("aria-valuetext", "20\u00a0s")
    very.focus()
    page.keyboard.press("Home")
    expect(long).to_have_attribute("aria-valuetext", "1\u00a0s")
    expect(what_if).to_contain_text("no se puede probar")
    back.click()
    expect(long).to_have_attribute("aria-valuetext", "3\u00a0s")
    expect(very).to_have_attribute("aria-valuetext", "6\u00a0s")
    expect(back).to_be_disabled()


def test_the_sliders_begin_at_the_thresholds_that_are_in_force(opened: Opener) -> None:
    page = opened().page

    def other(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["in_force"]["long_s"] = 2.7
        route.fulfill(response=answer, json=told)

    page.route("**/api/v1/what-if?*", other)
    with page.expect_request("**/api/v1/what-if?*long_s=2.7&*"):
        page.reload()
    long = panel(page, "what-if").locator("#try-long_s")
    expect(long).to_have_attribute("aria-valuetext", "2,7\u00a0s")
    long.focus()
    page.keyboard.press("ArrowRight")
    expect(long).to_have_attribute("aria-valuetext", "3\u00a0s")


def test_two_spans_are_compared_and_a_difference_is_claimed_only_where_it_tells(
    shop: Running, opened: Opener
) -> None:
    page = opened().page
    compare = panel(page, "compare")
    expect(compare.locator("tbody tr").first).to_be_visible()
    before = table(page, "compare")[1][1]
    beside = panel(page, "summary").locator(".summary-beside")
    expect(beside).to_have_text(
        re.compile(
            rf"^La semana anterior: {before}\. "
            r"(Ahora, (más|menos)|No se puede saber si ha cambiado)\.$"
        )
    )
    compare.get_by_label("Con:").select_option("own")
    start = last_monday(shop.shop)
    days = [(start + timedelta(days=each)).isoformat() for each in (0, 1, 2, 7)]
    compare.get_by_label("Desde").fill(days[0])
    compare.get_by_label("Hasta").fill(days[1])
    first, last = (int(day[8:]) for day in days[:2])
    both = re.compile(rf"^{first}\D(.*\D)?{last}\D")
    expect(compare.locator("thead th").nth(1)).to_have_text(both)
    query = f"counter=busy&a_from={days[0]}&a_to={days[2]}&b_from={days[0]}&b_to={days[3]}"
    told = ask(shop, f"/compare/spans?{query}")["comparison"]["differences"]
    words = {"more": "más", "less": "menos", "cannot_tell": "no se puede saber"}
    rows = table(page, "compare")
    assert [row[0] for row in rows][:2] == ["Afluencia", "Mirada hacia el cliente"]
    assert [row[4].split(" ", 1)[1] for row in rows[1:]] == [words[each["tells"]] for each in told]
    points = f"{abs(told[0]['difference']) * 100:.1f} puntos".replace(".", ",")
    assert points in rows[1][3]
    compare.get_by_label("Desde").fill(days[3])
    expect(compare.locator(".wrong")).to_be_visible()


def test_more_and_less_are_said_where_the_program_says_so(opened: Opener) -> None:
    page = opened().page

    def telling(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        for each, tells in zip(told["comparison"]["differences"], ("more", "less"), strict=False):
            each["tells"] = tells
        route.fulfill(response=answer, json=told)

    page.route("**/api/v1/compare/spans?*", telling)
    page.get_by_label("Con:").select_option("own")
    rows = panel(page, "compare").locator("tbody tr")
    expect(rows.nth(1)).to_contain_text("↑ más")
    expect(rows.nth(2)).to_contain_text("↓ menos")


def test_spans_of_which_one_is_withheld_are_not_compared(opened: Opener) -> None:
    page = opened().page
    compare = panel(page, "compare")
    compare.get_by_label("Con:").select_option("own")
    compare.get_by_label("Desde").fill("2020-01-01")
    compare.get_by_label("Hasta").fill("2020-01-02")
    expect(compare).to_contain_text("uno de los dos tramos tiene datos insuficientes")
    expect(compare.locator("tbody tr")).to_have_count(0)


def test_advice_is_about_the_furniture(opened: Opener) -> None:
    page = opened().page
    advice = panel(page, "advice")
    expect(advice.locator("li")).to_have_count(2)
    till = advice.locator("li").filter(has_text="caja")
    expect(till).to_contain_text("38° por debajo de la línea hacia el cliente")
    expect(till).to_contain_text("Podría convenir subirlo")
    page.get_by_role("button", name="Rincón").click()
    expect(advice).to_contain_text("Sin calibrar")
    expect(advice.get_by_role("link")).to_have_attribute("href", "/setup")


def test_the_same_numbers_can_be_taken_away(shop: Running, opened: Opener, tmp_path: Path) -> None:
    page = opened().page
    take = panel(page, "take")
    row = take.locator("li").filter(has_text="Día a día")
    with page.expect_download() as found:
        row.get_by_role("link", name="CSV").click()
    path = tmp_path / "days.csv"
    found.value.save_as(path)
    lines = path.read_text("utf-8-sig").splitlines()
    assert len(lines) == 8
    assert lines[0].startswith("start_local;")
    assert lines[1].startswith(week_of(shop)[0])
    for link in take.get_by_role("link", name=re.compile("Para quien")).all():
        href = link.get_attribute("href") or ""
        year, week, _ = last_monday(shop.shop).isocalendar()
        assert f"week={year}-W{week:02}" in href
        answer = httpx.get(f"{shop.url}{href}", timeout=60).raise_for_status()
        assert answer.headers["Content-Type"].startswith("text/html")


def test_what_cannot_be_taken_away_is_said_beside_the_link(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = opened()
    page = watched.page
    take = panel(page, "take")
    row = take.locator("li").filter(has_text="Hora a hora")
    report = take.locator("li").filter(has_text="Para quien lleva la tienda")
    damaged = raising(StoreError("The database cannot be read: it is damaged."))
    with monkeypatch.context() as broken:
        for name in ("sums", "minutes", "encounters"):
            broken.setattr(SqlStore, name, damaged)
        for link, place in ((row.get_by_role("link", name="JSON"), row), (report, report)):
            link.locator("a").or_(link).last.click()
            expect(place.get_by_role("alert")).to_contain_text("La base de datos no responde")
    expect(page).to_have_url(re.compile("/history"))
    with page.expect_download() as found:
        row.get_by_role("link", name="JSON").click()
    assert found.value.suggested_filename == "mostrador-busy-hours.json"
    expect(row.get_by_role("alert")).to_be_hidden()
    report.get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("Informe semanal"))).to_be_visible()
    assert all("503" in each for each in watched.complaints)


def test_a_drawing_is_as_wide_as_the_paper_and_light(opened: Opener) -> None:
    page = opened(theme="dark", width_px=1920).page
    chart = drawn(page, "ribbon")
    expect(chart).to_be_visible()
    on_screen = chart.get_attribute("width")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(chart).to_have_attribute("width", "620")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    patterns = page.locator("#ribbon .js-plotly-plot").evaluate(
        "e => e.data.map(({marker}) => marker.pattern.shape + marker.pattern.fgcolor)"
    )
    assert len(patterns) >= 5
    assert len(set(patterns)) == len(patterns)  # the paper may be black and white
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(chart).to_have_attribute("width", on_screen or "")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_what_cannot_be_asked_is_greyed_and_can_be_tried_again(opened: Opener) -> None:
    page = opened().page
    page.route("**/api/v1/metrics?*", lambda route: route.abort())
    page.get_by_role("button", name="La semana anterior").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("No se puede conectar con el programa")
    expect(alert).to_contain_text("Lo que se ve abajo es de las")
    expect(page.locator("#history")).to_have_class(re.compile("is-old"))
    page.unroute("**/api/v1/metrics?*")
    page.get_by_role("button", name="Volver a intentarlo").click()
    expect(alert).to_be_hidden()
    expect(page.locator("#history")).not_to_have_class(re.compile("is-old"))


def test_a_span_without_any_data_says_so(shop: Running, open_page: Opener) -> None:
    watched = open_page(f"{shop.url}/history?span=day&from=2020-02-03", locale="en-GB")
    notice = watched.page.locator("#history-notice")
    expect(notice).to_contain_text("Nothing was measured")
    expect(notice).to_be_visible()
    expect(watched.page.locator("#history")).to_be_hidden()
    assert watched.complaints == []


@pytest.mark.parametrize(("locale", "theme"), [("es-ES", "light"), ("en-GB", "dark")])
def test_the_page_is_accessible_and_fits(opened: Opener, locale: str, theme: str) -> None:
    watched = opened(QUIET, locale=locale, theme=theme)
    page = watched.page
    for name in ("heat", "compare"):
        expect(panel(page, name).locator("tbody tr").first).to_be_visible()
    for each in page.locator(".as-table summary").all():
        each.click()
    assert violations(page) == []
    page.emulate_media(color_scheme="light" if theme == "dark" else "dark")
    page.get_by_role("button", name=re.compile("Aspecto|Appearance")).click()
    page.get_by_role("button", name=re.compile("EN, |ES, ")).nth(
        0 if locale == "en-GB" else 1
    ).click()
    for name in ("heat", "compare"):
        expect(panel(page, name).locator("tbody tr").first).to_be_visible()
    assert violations(page) == []
    assert too_wide(page) == []
    expect(page.locator("#lengths .segmented button").first).to_be_visible()
    assert cut_off(page, ".heat td, .segmented button, .take-files, .compare-table td") == []
    assert watched.complaints == []


def test_texts_name_the_thresholds_in_force(opened: Opener, shop: Running) -> None:
    tried = {"long_s": 2.0, "prolonged_s": 5.5, "split_s": 12.0}
    changes = shop.shop.runtime.changes
    changes.change({f"encounters.{name}": value for name, value in tried.items()})
    try:
        page = opened(locale="es-ES").page
        expect(panel(page, "lengths")).to_contain_text("está en 2\u00a0s")
        expect(page.locator("body")).not_to_have_class(re.compile(r"\bis-asking\b"))
        text = page.evaluate(
            "() => { const main = document.querySelector('main').cloneNode(true);"
            " main.querySelectorAll('svg, #what-if').forEach((each) => each.remove());"
            " return main.textContent; }"
        )
    finally:
        changes.change({f"encounters.{name}": None for name in tried})
    assert "Miradas de 2\u00a0s o más" in text
    assert "Miradas de 5,5\u00a0s o más" in text
    assert "Ratos con 12\u00a0s o más" in text
    # Values have a decimal; a whole number of seconds is a threshold, but where others are tried.
    assert re.findall(r"(?<![\d.,])(?:3|6|10)\s?s\b.{0,20}", text) == []
