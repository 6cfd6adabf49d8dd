"""The page "Now", as people use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from monitor.attention.state import Area, Reason, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.perception.quality import Doubt
from monitor.snapshot.counter import PauseReason
from monitor.units import NS_PER_S, CounterId
from tests.browser.accessibility import cut_off
from tests.browser.conftest import Opener
from tests.browser.played_shop import (
    TIME_ZONE,
    UNLOCKED,
    PlayedCounter,
    Running,
    busy_minutes,
    running,
)
from tests.buckets import flat_bucket
from tests.patience import times_count, wait_until

pytestmark = pytest.mark.needs("chromium")

WORDS_ES = {
    State.CUSTOMER: "mirando hacia el cliente",
    State.DEVICE: "mirando a la zona del dispositivo",
    State.WORK: "mirando a la zona de trabajo",
    State.ELSEWHERE: "mirando a otra parte",
    State.UNKNOWN: "no se puede saber",
    State.ABSENT: "nadie en el mostrador",
    State.PAUSED: "en pausa",
}
CHANGE_MS = 300
MAIN = CounterId("main")


def word_of(page: Page) -> str:
    return page.locator(".state-word").inner_text()


def a_day(shop: Running, seconds: dict[State, float], **more: Any) -> Bucket:
    start = shop.shop.clock.utc_ns()
    state_ns = {state: round(value * NS_PER_S) for state, value in seconds.items()}
    return flat_bucket(start, state_ns, **more)


def calm_disc(page: Page) -> tuple[str, str]:
    """Icon and colour, once the colour has its calm and the counter is not said to be silent."""
    look = """() => {
        const disc = document.querySelector('.disc');
        const told = document.querySelector('.counter').classList.contains('is-stale');
        return told || disc.getAnimations().length > 0
            ? null : [disc.innerHTML, getComputedStyle(disc).backgroundColor];
    }"""
    found: list[Any] = []
    wait_until(lambda: found.append(page.evaluate(look)) or found[-1])
    return found[-1][0], found[-1][1]


def test_every_state_has_its_word_icon_and_colour(shop: Running, open_page: Opener) -> None:
    watched = open_page(shop.url)
    page = watched.page
    seen: set[tuple[str, str]] = set()
    for state, words in WORDS_ES.items():
        shop.shop.look(state)
        expect(page.locator(".state-word")).to_have_text(words)
        expect(page.locator(f".disc[data-icon={state.value}] svg")).to_be_visible()
        seen.add(calm_disc(page))
    assert len(seen) == len(WORDS_ES)
    assert len({colour for _, colour in seen}) == len(WORDS_ES)
    assert watched.complaints == []


def test_a_change_is_on_the_page_within_300_ms_of_its_sample(
    shop: Running, open_page: Opener
) -> None:
    page = open_page(shop.url).page
    expect(page.locator(".state-word")).to_have_text(WORDS_ES[State.CUSTOMER])
    page.evaluate("""() => {
        window.changes = [];
        const word = document.querySelector('.state-word');
        new MutationObserver(() => window.changes.push([word.textContent, Date.now()]))
            .observe(word, {childList: true, characterData: true, subtree: true});
    }""")
    told: list[float] = []
    for state in (State.DEVICE, State.CUSTOMER, State.ELSEWHERE, State.DEVICE, State.CUSTOMER):
        page.wait_for_timeout(370)
        told.append(page.evaluate("Date.now()"))
        shop.shop.look(state)
        expect(page.locator(".state-word")).to_have_text(WORDS_ES[state])
    changes = page.evaluate("window.changes")
    assert len(changes) >= len(told)
    if times_count():
        delays_ms = [seen - sent for (_, seen), sent in zip(changes, told, strict=True)]
        assert max(delays_ms) < CHANGE_MS, delays_ms


def test_since_when_in_the_time_of_the_site(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url, time_zone="America/Lima").page
    shop.shop.look(State.DEVICE)
    shop.shop.beat(75)
    began = shop.shop.snapshot().since_utc
    assert began is not None
    local = began.astimezone(ZoneInfo(TIME_ZONE))
    expect(page.locator(".since")).to_have_text(
        re.compile(rf"^desde hace 1 min [1-5]\d s \({local:%H:%M:%S}\)$".replace(" ", r"\s"))
    )
    expect(page.locator("#site-time")).to_contain_text("hora de Canarias")


def test_an_inferred_device_is_marked(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url).page
    shop.shop.look(State.DEVICE)
    expect(page.locator(".state-word")).to_have_text(WORDS_ES[State.DEVICE])
    expect(page.locator(".inferred")).to_be_hidden()
    shop.shop.look(State.DEVICE, inferred=True)
    expect(page.locator(".inferred")).to_contain_text("Deducido")


def test_what_cannot_be_told_has_its_reason_in_either_language(
    shop: Running, open_page: Opener
) -> None:
    page = open_page(shop.url).page
    shop.shop.look(State.UNKNOWN, doubt=Doubt.TOO_SMALL)
    expect(page.locator(".state-word")).to_have_text(WORDS_ES[State.UNKNOWN])
    note = page.locator(".state-note")
    expect(note).to_have_text(
        "Porque la cara se ve demasiado pequeña. No cuenta en contra de nadie."
    )
    page.locator("button[data-lang=en]").click()
    expect(note).to_have_text(
        "Because the face is too small in the picture. It counts against nobody."
    )
    shop.shop.look(State.CUSTOMER)
    expect(note).to_have_text("Gaze falls where customers stand.")


def test_the_share_stands_beside_its_coverage_and_reference(
    shop: Running, open_page: Opener
) -> None:
    page = open_page(shop.url).page
    seconds = {State.CUSTOMER: 570.0, State.DEVICE: 430.0, State.UNKNOWN: 250.0}
    shop.shop.begin_day(a_day(shop, seconds))
    share = page.locator(".share")
    expect(share.locator(".big-number")).to_have_text("57 %")
    expect(share.locator(".coverage")).to_have_text("Cobertura: 80 %")
    expect(share).to_contain_text("Es una referencia, no una meta.")
    expect(share.locator(".gauge-marker")).to_be_visible()
    expect(share.locator(".gauge")).to_have_attribute(
        "aria-label", re.compile("57\\s%; banda de referencia del 45\\s% al 60\\s%")
    )


def test_the_share_has_an_interval_once_there_are_minutes_enough(
    shop: Running, open_page: Opener
) -> None:
    shop.shop.keep_minutes(MAIN, busy_minutes(shop.shop.clock.utc_ns(), 60))
    page = open_page(shop.url).page
    interval = page.locator(".share-interval")
    expect(interval).to_have_text(re.compile(r"Intervalo del 95\s%: entre \d+\s% y \d+\s%"))
    shop.shop.begin_day(a_day(shop, {State.CUSTOMER: 20.0}))
    expect(interval).to_be_hidden()


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        ({}, "Hoy aún no hay ningún minuto medido con alguien en el mostrador."),
        ({State.CUSTOMER: 200.0}, "solo hay 3 min 20 s de mirada juzgada"),
        ({State.CUSTOMER: 700.0, State.UNKNOWN: 700.0}, "muy poca parte del tiempo (50"),
    ],
)
def test_a_withheld_share_says_why(
    shop: Running, open_page: Opener, seconds: dict[State, float], reason: str
) -> None:
    page = open_page(shop.url).page
    shop.shop.begin_day(a_day(shop, seconds))
    expect(page.locator(".share .big-number")).to_have_text("Aún no hay datos suficientes")
    expect(page.locator(".share .reason")).to_contain_text(reason)
    expect(page.locator(".gauge-marker")).to_be_hidden()


def test_the_day_as_bar_table_and_longest_glances(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url).page
    glances = {Area.DEVICE: DurationTally(131, 900 * NS_PER_S, 41_270_000_000, {40: 131})}
    day = a_day(
        shop,
        {State.CUSTOMER: 3600.0, State.DEVICE: 900.0, State.ABSENT: 1500.0},
        glances=glances,
        inferred_ns=75 * NS_PER_S,
        gap_ns=42 * NS_PER_S,
    )
    shop.shop.begin_day(day)
    device = page.locator(".day-table tr[data-state=device]")
    expect(device.locator("td")).to_have_text(["15 min", "15 %", "131", "41,3 s"])
    expect(device).to_contain_text("de ello, deducido: 1 min 15 s")
    expect(page.locator(".day-table tr[data-state=work]")).to_be_hidden()
    expect(page.locator(".day")).to_contain_text("Sin señal de la cámara: 42 s.")
    expect(page.locator(".day-bar")).to_have_attribute(
        "aria-label", re.compile("cliente, 60\\s%; .*dispositivo, 15\\s%; nadie .*, 25\\s%")
    )
    widths = page.locator(".segment:visible").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().width)"
    )
    assert widths[0] / widths[1] == pytest.approx(4, rel=0.02)
    expect(page.locator(".longest-row[data-area=device]")).to_contain_text("41,3 s")
    expect(page.locator(".longest-row[data-area=customer]")).to_contain_text("ninguna hoy")
    shop.shop.begin_day(a_day(shop, {State.CUSTOMER: 11_900.0, State.DEVICE: 2554.0}))
    expect(device.locator("td").first).to_have_text("42 min 34 s")
    why = {Reason.DARK: 80 * NS_PER_S, Reason.LIDS: 20 * NS_PER_S}
    seen = {State.CUSTOMER: 1000.0, State.UNKNOWN: 100.0}
    shop.shop.begin_day(a_day(shop, seen, reason_ns=why))
    expect(page.locator(".day-table tr[data-state=unknown]")).to_contain_text(
        "motivo más frecuente: hay muy poca luz"
    )
    assert cut_off(page, ".day-table, .segment:not([hidden])") == []


def test_the_timeline_draws_the_minutes_and_has_a_table(shop: Running, open_page: Opener) -> None:
    shop.shop.keep_minutes(MAIN, busy_minutes(shop.shop.clock.utc_ns(), 180))
    watched = open_page(shop.url)
    page = watched.page
    expect(page.locator(".chart .barlayer .point path").first).to_be_attached()
    page.get_by_role("button", name="Todo el día").click()
    expect(page.locator(".legend")).to_contain_text("nadie en el mostrador")
    expect(page.locator(".legend")).to_contain_text("en pausa")
    expect(page.locator(".chart-frame")).to_have_attribute(
        "aria-label", re.compile("^Gráfico de barras apiladas de .*mirando hacia el cliente")
    )
    page.locator(".as-table summary").click()
    assert page.locator(".hour-table tbody tr").count() >= 3
    assert watched.complaints == []


@pytest.fixture
def uncalibrated(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, PlayedCounter(MAIN, "Farmacia", calibrated=False)) as service:
        yield service


def test_a_camera_problem_and_a_lock_that_does_not_hold_are_told(
    uncalibrated: Running, open_page: Opener
) -> None:
    shop = uncalibrated
    page = open_page(shop.url).page
    camera = page.locator(".camera")
    expect(camera).to_contain_text(
        "Este ordenador impide que el proceso de la cámara guarde o envíe imágenes."
    )
    expect(camera).to_contain_text("9,9 imágenes juzgadas por segundo")
    expect(camera.locator(".notice:visible")).to_have_count(0)
    problem = "No frame has come from rtsp://***@camera/1 for 3 s."
    shop.shop.camera().change(lock=UNLOCKED)
    shop.shop.lose(problem)
    expect(camera).to_contain_text(problem)
    expect(camera.locator(".from-program [lang=en]").first).to_have_text(problem)
    expect(camera).to_contain_text("no puede imponer")
    expect(camera).to_contain_text("This kernel has no Landlock.")
    expect(page.locator(".chip")).to_have_text("cámara sin respuesta")
    expect(page.locator(".state-word")).to_have_text("sin señal de la cámara")
    expect(page.locator(".first-steps")).to_contain_text("Elegir la cámara")
    shop.shop.begin_day(a_day(shop, {State.CUSTOMER: 40.0}))
    expect(page.locator(".notice:visible")).to_contain_text("Sin calibrar")
    expect(page.locator(".first-steps")).to_be_hidden()


def test_where_another_camera_or_address_mends_it_there_is_a_link(
    shop: Running, open_page: Opener
) -> None:
    page = open_page(shop.url).page
    camera = page.locator(".camera")
    link = camera.get_by_role("link", name="Cambiar la cámara o su dirección")
    expect(camera).to_contain_text("imágenes juzgadas por segundo")
    expect(link).to_be_hidden()
    shop.shop.lose("Busy.", cause="webcam_busy")
    expect(camera).to_contain_text("Quizá la está usando otro programa")
    expect(link).to_be_hidden()
    shop.shop.lose("Busy.", cause="login_missing")
    expect(camera).to_contain_text("pide usuario y contraseña")
    expect(link).to_be_visible()
    shop.shop.mend()
    expect(link).to_be_hidden()
    shop.shop.lose("Busy.", cause="webcam_missing")
    link.click()
    expect(page.get_by_role("heading", name="Cámara", exact=True)).to_be_visible()
    assert page.url == f"{shop.url}/setup"


def test_whether_a_customer_is_there_and_todays_visits(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url).page
    visit, visits = page.locator(".visit"), page.locator(".visits")
    expect(visit).to_have_text("No se sabe cuándo hay un cliente")
    for never in ("encounters", "first_look"):
        expect(visits.locator(f"[data-visits={never}]")).to_contain_text("No se sabe")
    one = DurationTally()
    met = EncounterTally(one.with_duration(45 * NS_PER_S), one.with_duration(1_200_000_000))
    seconds = {State.CUSTOMER: 40.0, State.DEVICE: 5.0}
    day = a_day(
        shop,
        seconds,
        presence_known_ns=45 * NS_PER_S,
        encounters=met,
        long_look_aways=2,
    )
    shop.shop.begin_day(day)
    shop.shop.serve(True)
    shop.shop.beat(74)
    expect(visit).to_have_text(
        re.compile("^Hay un cliente en el mostrador desde hace 1\\smin [1-5]\\d\\ss$")
    )
    expect(visits.locator("[data-visits=encounters] .big-number")).to_have_text("1")
    expect(visits.locator("[data-visits=first_look] .big-number")).to_have_text("1,2 s")
    expect(visits.locator("[data-visits=long] .big-number")).to_have_text("2")
    shop.shop.serve(False)
    expect(visit).to_have_text("Ahora no hay ningún cliente")


def test_a_pause_is_calm_and_the_opening_hours_are_told_apart(
    shop: Running, open_page: Opener
) -> None:
    page = open_page(shop.url).page
    assert shop.shop.runtime.pauses.view(MAIN).reason is None
    expect(page.locator(".chip")).to_have_text("cámara bien")
    shop.shop.look(State.PAUSED)
    expect(page.locator(".state-word")).to_have_text(WORDS_ES[State.PAUSED])
    expect(page.locator(".state-note")).to_have_text("No se está midiendo.")
    expect(page.locator(".chip")).to_have_text("cámara apagada")
    expect(page.locator(".camera")).to_contain_text("Apagada mientras dura la pausa.")
    expect(page.locator(".counter")).not_to_have_class(re.compile("is-stale"))
    expect(page.locator(".visit")).to_have_text("En la pausa no se mide si hay un cliente")
    shop.shop.shut()
    shop.shop.runtime.pauses.resume(MAIN)
    assert shop.shop.runtime.pauses.view(MAIN).reason is PauseReason.CLOSED
    expect(page.locator(".state-note")).to_contain_text("La tienda está cerrada según el horario")


def test_counters_stand_side_by_side(tmp_path: Path, open_page: Opener) -> None:
    counters = [
        PlayedCounter(CounterId(f"c{number}"), f"Caja {number}", calibrated=number != 2)
        for number in (1, 2)
    ]
    with running(tmp_path, *counters) as shop:
        page = open_page(shop.url, width_px=1920).page
        shop.shop.look(State.ABSENT, "c2")
        expect(page.locator(".counter h2")).to_have_text(["Caja 1", "Caja 2"])
        expect(page.locator(".state-word")).to_have_text(
            [WORDS_ES[State.CUSTOMER], WORDS_ES[State.ABSENT]]
        )
        boxes = [page.locator(".counter").nth(index).bounding_box() for index in (0, 1)]
        assert boxes[0] is not None
        assert boxes[1] is not None
        assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
        expect(page.locator(".notice:visible")).to_have_count(1)


def test_the_language_follows_browser_address_and_switch(shop: Running, open_page: Opener) -> None:
    watched = open_page(shop.url, locale="en-GB")
    page = watched.page
    expect(page.locator(".state-word")).to_have_text("looking towards the customer")
    expect(page).to_have_title("Now · Mostrador")
    page.get_by_role("button", name="ES, Spanish").click()
    expect(page.locator(".state-word")).to_have_text(WORDS_ES[State.CUSTOMER])
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.reload()
    expect(page.locator("h1")).to_have_text("Ahora")
    page.goto(f"{shop.url}/?lang=en")
    expect(page.locator("h1")).to_have_text("Now")
    assert watched.complaints == []
    expect(open_page(shop.url, locale="ca-ES").page.locator("h1")).to_have_text("Ahora")


def test_the_theme_follows_the_device_and_the_switch(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url, theme="dark").page
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    page.locator("#theme-switch").click()
    expect(html).to_have_attribute("data-theme", "light")
    page.reload()
    expect(html).to_have_attribute("data-theme", "light")
    page.locator("#theme-switch").click()
    page.locator("#theme-switch").click()
    expect(page.locator("#theme-switch")).to_have_attribute(
        "aria-label", "Aspecto: como el dispositivo"
    )
    expect(html).to_have_attribute("data-theme", "dark")


def test_the_page_promises_what_the_program_keeps(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url).page
    expect(page.locator(".promise")).to_contain_text(
        "No se guarda ni se envía ninguna imagen, y no se identifica a nadie."
    )


def test_states_are_announced_once_and_not_at_every_tick(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url).page
    announcer = page.locator("#announcer")
    expect(announcer).to_have_text("Farmacia: mirando hacia el cliente")
    page.evaluate("""() => {
        window.spoken = 0;
        new MutationObserver(() => { window.spoken += 1; })
            .observe(document.getElementById('announcer'), {childList: true, subtree: true});
    }""")
    spoken: list[tuple[int, int]] = []
    while (0, 1) not in spoken:  # a machine that stands still makes a glance a long one
        assert len(spoken) < 8, spoken
        page.evaluate("window.spoken = 0")
        shop.shop.look(State.DEVICE)  # too short to be worth a word
        page.wait_for_timeout(300)
        shop.shop.look(State.CUSTOMER)
        page.wait_for_timeout(1900)
        meanwhile = page.evaluate("window.spoken")
        shop.shop.look(State.ABSENT)
        expect(announcer).to_have_text("Farmacia: nadie en el mostrador")
        page.wait_for_timeout(500)
        spoken.append((meanwhile, page.evaluate("window.spoken")))
        shop.shop.look(State.CUSTOMER)
        expect(announcer).to_have_text("Farmacia: mirando hacia el cliente")
