"""The page "At the counter", as the person measured uses it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from monitor.attention.encounters import Encounter
from monitor.attention.state import State
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.perception.quality import Doubt
from monitor.runtime.counter.corrections import LookAway
from monitor.samples import CLIP
from monitor.snapshot.counter import PauseReason
from monitor.units import NS_PER_S, CounterId, Ns, ns_from_s
from tests.browser.accessibility import too_wide, violations
from tests.browser.conftest import Opener, at_most_ms
from tests.browser.played_shop import PlayedCounter, Running, busy_minutes, running
from tests.buckets import with_present
from tests.live.services import ASK_S, Service, serving, settings_file, who_holds
from tests.patience import wait_until

pytestmark = pytest.mark.needs("chromium")

MAIN = CounterId("main")
TOKEN = "a-token-of-the-door"
AT_ONCE_MS = 500


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Running]:
    file = tmp_path / "mostrador.toml"
    file.write_text('[[counters]]\nid = "main"\n', encoding="utf-8")
    counter = PlayedCounter(MAIN, "Farmacia, mostrador 1")
    with running(tmp_path, counter, settings_file=file) as service:
        yield service


def looked_away(shop: Running, dwell_s: float) -> LookAway:
    """The attendant did, just now, before the customer again."""
    onset = shop.shop.look_away(dwell_s)
    made = shop.shop.runtime.corrections.today(MAIN).items[-1]
    assert (made.onset_utc_ns, made.dwell_ns) == (onset, ns_from_s(dwell_s))
    return made


def a_visit(shop: Running) -> None:
    """A minute with a customer there, and the customer's visit."""
    now = shop.shop.clock.utc_ns()
    met = Encounter(
        Ns(now - 40 * NS_PER_S),
        Ns(now - 10 * NS_PER_S),
        {State.CUSTOMER: 20 * NS_PER_S, State.DEVICE: 10 * NS_PER_S},
        first_look_ns=ns_from_s(1.2),
        longest_look_away_ns=ns_from_s(4),
        returns_ns=(ns_from_s(2), ns_from_s(2)),
        looked_up=True,
    )
    one, returns = DurationTally(), DurationTally()
    for _ in met.returns_ns:
        returns = returns.with_duration(ns_from_s(2))
    tally = EncounterTally(
        one.with_duration(met.duration_ns),
        one.with_duration(ns_from_s(1.2)),
        returns,
        one.with_duration(ns_from_s(4)),
    )
    (minute,) = busy_minutes(now, 1)
    known = with_present(
        minute,
        presence_known_ns=60 * NS_PER_S,
        state_ns={State.CUSTOMER: 30 * NS_PER_S, State.DEVICE: 10 * NS_PER_S},
        encounters=tally,
    )
    shop.shop.keep_minutes(MAIN, [known])
    shop.shop.store.upsert_encounters(MAIN, [met])


def fact(page: Page, name: str) -> str:
    return page.locator(f"[data-fact={name}]").inner_text().replace("\u00a0", " ")


def open_counter(shop: Running, open_page: Opener, **options: object) -> Page:
    page = open_page(f"{shop.url}/counter", **options).page
    expect(page.locator(".own-groups").first).to_be_visible()
    return page


def test_the_pause_takes_one_touch_and_stands_in_words_at_once(
    shop: Running, open_page: Opener
) -> None:
    watched = open_page(f"{shop.url}/counter", width_px=768)
    page = watched.page
    expect(page.locator(".pause-word")).to_have_text("Se está midiendo")
    touch = page.locator(".pause-button")
    box = touch.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 80
    assert box["y"] + box["height"] < 500  # without scrolling
    # A finger that touches twice does not take it back.
    page.evaluate("""() => {
        const touch = document.querySelector('.pause-button');
        window.twice = false;
        new MutationObserver((_, watching) => {
            if (!touch.textContent.includes('Reanudar')) return;
            watching.disconnect();
            touch.click();
            window.twice = true;
        }).observe(touch, {childList: true, characterData: true, subtree: true});
    }""")
    touch.click()
    expect(page.locator(".pause-word")).to_contain_text(
        "En pausa desde las", timeout=at_most_ms(AT_ONCE_MS)
    )
    assert shop.shop.runtime.pauses.view(MAIN).reason is PauseReason.HAND
    expect(touch).to_have_text("Reanudar")
    # Nothing is known of customers in a pause, which says nothing of the counter's settings.
    expect(page.locator(".own-cue .small:visible")).to_have_count(0)
    expect(page.locator(".band .state-word")).to_have_text("en pausa")
    expect(page.locator(".own-now")).not_to_have_class(re.compile("is-stale"))
    assert page.evaluate("window.twice")
    page.wait_for_timeout(750)
    assert shop.shop.runtime.pauses.view(MAIN).paused
    touch.click()
    expect(page.locator(".pause-word")).to_have_text(
        "Se está midiendo", timeout=at_most_ms(AT_ONCE_MS)
    )
    assert not shop.shop.runtime.pauses.view(MAIN).paused
    assert watched.complaints == []


def test_a_pause_made_elsewhere_shows_and_one_by_opening_hours_is_told_apart(
    shop: Running, open_page: Opener
) -> None:
    page = open_counter(shop, open_page)
    shop.shop.runtime.pauses.pause(MAIN)
    expect(page.locator(".pause")).to_have_attribute("data-pause", "hand")
    shop.shop.runtime.pauses.resume(MAIN)
    expect(page.locator(".pause")).to_have_attribute("data-pause", "measuring")
    shop.shop.shut()
    assert shop.shop.runtime.pauses.view(MAIN).reason is PauseReason.CLOSED
    expect(page.locator(".pause-word")).to_contain_text("En pausa por el horario")
    expect(page.locator(".pause-note")).to_contain_text("Se reanuda sola al abrir")
    page.get_by_role("button", name="Seguir en pausa al abrir").click()
    expect(page.locator(".pause")).to_have_attribute("data-pause", "hand")
    assert shop.shop.runtime.pauses.view(MAIN).reason is PauseReason.HAND


def test_a_pause_that_failed_is_said_and_can_be_tried_again(
    shop: Running, open_page: Opener
) -> None:
    page = open_counter(shop, open_page)
    page.route("**/pause", lambda route: route.abort())
    page.locator(".pause-button").click()
    expect(page.locator(".pause .trouble")).to_contain_text("no ha cambiado nada")
    expect(page.locator(".pause-word")).to_have_text("Se está midiendo")
    page.unroute("**/pause")
    page.wait_for_timeout(750)
    page.locator(".pause-button").click()
    expect(page.locator(".pause")).to_have_attribute("data-pause", "hand")
    expect(page.locator(".pause .trouble")).to_be_hidden()


def test_the_worker_reads_why_nobody_can_tell(shop: Running, open_page: Opener) -> None:
    page = open_page(f"{shop.url}/counter").page
    shop.shop.look(State.UNKNOWN, doubt=Doubt.DARK)
    expect(page.locator(".state-note")).to_have_text(
        "Porque hay muy poca luz. No cuenta en contra de nadie."
    )


def test_without_the_program_nobody_claims_that_it_measures(
    shop: Running, open_page: Opener
) -> None:
    page = open_counter(shop, open_page)
    expect(page.locator(".pause-word")).to_have_text("Se está midiendo")
    shop.end()
    expect(page.locator(".pause-word")).to_have_text("No se sabe si se está midiendo")
    expect(page.locator(".pause-note")).to_contain_text("basta con tapar la cámara")
    shop.begin()
    expect(page.locator(".pause-word")).to_have_text("Se está midiendo")


def test_a_program_that_goes_before_its_first_word_leaves_no_claim(
    shop: Running, open_page: Opener
) -> None:
    watched = open_page("about:blank")
    page = watched.page
    page.route("**/api/v1/live*", lambda route: route.abort())
    with page.expect_response(lambda answer: answer.url.endswith("/today")):
        page.goto(f"{shop.url}/counter")
    expect(page.locator(".own-groups").first).to_be_visible()
    shop.end()
    expect(page.locator(".pause-word")).to_have_text("No se sabe si se está midiendo")


def test_today_is_told_in_words_with_coverage_and_nothing_withheld(
    shop: Running, open_page: Opener
) -> None:
    a_visit(shop)
    page = open_counter(shop, open_page)
    assert fact(page, "share").startswith("75 %")
    assert "con un cliente delante, la mirada fue hacia el cliente" in fact(page, "share")
    assert "Se pudo juzgar el 100 % de ese tiempo" in fact(page, "share")
    assert "La mitad de las veces, la mirada volvió al cliente en 2,0 s" in fact(page, "back")
    assert "Volvió 2 veces." in fact(page, "back")
    assert "1,2 s" in fact(page, "first_look")
    assert fact(page, "never").startswith("0 de 1")
    page.locator("[data-table=encounters] summary").click()
    row = page.locator("[data-table=encounters] tbody tr")
    expect(row.locator("td").nth(0)).to_have_text(re.compile("30\\ss"))
    expect(row.locator("td").nth(5)).to_have_text("2")
    expect(page.locator("[data-rule=look_away]")).to_contain_text("larga desde 3 s")
    expect(page.locator(".own-about")).to_contain_text("72 h; después, solo sus sumas.")
    expect(page.locator(".own-about")).to_contain_text("30 días.")


def test_without_known_presence_no_encounter_is_claimed(shop: Running, open_page: Opener) -> None:
    shop.shop.keep_minutes(MAIN, busy_minutes(shop.shop.clock.utc_ns(), 1))
    page = open_counter(shop, open_page)
    assert "No se sabe cuándo hay un cliente" in fact(page, "encounters")
    expect(page.locator("[data-fact=tasks]")).to_be_visible()
    expect(page.locator("[data-fact=first_look], [data-fact=back]")).to_have_count(0)
    assert "donde se colocan los clientes" in fact(page, "share")
    expect(page.locator(".own-cue")).to_contain_text("el aviso no puede aparecer")


def test_a_look_away_was_work_and_that_is_taken_back(shop: Running, open_page: Opener) -> None:
    first, second = looked_away(shop, 4.2), looked_away(shop, 7.5)
    page = open_counter(shop, open_page)
    rows = page.locator(".aways li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(re.compile("7,5\\ss.*muy larga", re.S))
    row = page.locator(f".aways li[data-onset='{first.onset_utc_ns}']")
    row.get_by_role("button").press("Enter")
    expect(row).to_contain_text("era trabajo")
    expect(row.get_by_role("button")).to_be_focused()
    expect(page.locator(".own-aways .saved")).to_have_text(
        re.compile("1 marcada como trabajo \\(4,2\\ss\\), contada aparte.")
    )
    corrections = shop.shop.runtime.corrections
    corrected = [each.onset_utc_ns for each in corrections.today(MAIN).items if each.corrected]
    assert corrected == [first.onset_utc_ns]
    page.reload()
    expect(row.get_by_role("button", name="Deshacer")).to_be_visible()
    row.get_by_role("button").click()
    expect(row.get_by_role("button", name="Era trabajo")).to_be_visible()
    expect(page.locator(".own-aways .saved")).to_be_hidden()
    items = corrections.today(MAIN).items
    assert not any(each.corrected for each in items)
    assert second.onset_utc_ns in [each.onset_utc_ns for each in items]


def test_the_cue_is_off_until_chosen_and_stays_on_this_page(
    shop: Running, open_page: Opener
) -> None:
    watched = open_page(f"{shop.url}/counter")
    page = watched.page
    after = page.get_by_label("Avisar")
    expect(after).to_be_enabled()
    expect(after).to_have_value("0")
    expect(page.locator(".cue-place")).to_be_hidden()
    expect(page.get_by_label("Con un sonido suave")).not_to_be_checked()
    after.select_option("10")
    expect(page.locator(".own-cue .saved")).to_contain_text("Guardado")
    assert shop.shop.runtime.settings.counters[0].cue_after_s == 10
    expect(page.locator(".cue-quiet")).to_contain_text(re.compile("tras 10\\ss de espera"))
    top = page.locator(".own-aways").bounding_box()
    shop.shop.let_wait(12)
    expect(page.locator(".cue")).to_contain_text(re.compile("espera una mirada .* de 1[2-9]\\ss"))
    assert page.locator(".own-aways").bounding_box() == top  # nothing moved under a finger
    shop.shop.look(State.CUSTOMER)
    expect(page.locator(".cue")).to_be_hidden()
    assert watched.complaints == []


def test_the_choice_of_a_counter_is_remembered(tmp_path: Path, open_page: Opener) -> None:
    counters = [PlayedCounter(CounterId(f"c{each}"), f"Caja {each}") for each in (1, 2)]
    with running(tmp_path, *counters) as shop:
        page = open_counter(shop, open_page)
        expect(page.get_by_role("button", name="Caja 1")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Caja 2").click()
        expect(page.get_by_role("button", name="Caja 2")).to_be_focused()
        page.goto(f"{shop.url}/counter")
        expect(page.get_by_role("button", name="Caja 2")).to_have_attribute("aria-pressed", "true")
        page.locator(".pause-button").click()
        expect(page.locator(".pause")).to_have_attribute("data-pause", "hand")
        assert shop.shop.runtime.pauses.view(CounterId("c2")).paused
        assert not shop.shop.runtime.pauses.view(CounterId("c1")).paused


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    shop: Running, open_page: Opener, theme: str
) -> None:
    a_visit(shop)
    shop.shop.runtime.changes.change({"counters.main.cue_after_s": 10})
    shop.shop.serve(True)
    looked_away(shop, 4.2)
    shop.shop.runtime.corrections.correct(MAIN, looked_away(shop, 7.5).onset_utc_ns)
    watched = open_page(f"{shop.url}/counter", theme=theme)
    page = watched.page
    page.emulate_media(reduced_motion="reduce", color_scheme="dark" if theme == "dark" else "light")
    shop.shop.let_wait(12)
    found: list[str] = []
    for language in ("es", "en"):
        page.locator(f"button[data-lang={language}]").click()
        expect(page.locator(".cue")).to_be_visible()
        expect(page.locator(".aways li")).to_have_count(2)
        page.locator("summary").evaluate_all(
            "all => all.forEach(e => { e.parentNode.open = true })"
        )
        found += violations(page)
    page.locator(".pause-button").click()
    expect(page.locator(".pause")).to_have_attribute("data-pause", "hand")
    found += violations(page)
    assert found == []
    assert too_wide(page) == []
    assert watched.complaints == []


@pytest.fixture
def real(tmp_path: Path) -> Iterator[tuple[Service, Path]]:
    """The program itself on the sample, told of customers by a door; a second is a long look."""
    clip = tmp_path / "front.mp4"
    shutil.copy(CLIP, clip)
    config = settings_file(tmp_path, str(clip), "[encounters]\nlong_s = 1.0\n")
    door = f'[counters.presence]\nkind = "event"\ntoken = "{TOKEN}"\n'
    config.write_text(config.read_text() + door)
    with serving(config, tmp_path) as service:
        yield service, clip


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks the system who holds the camera")
def test_the_real_thing_pauses_resumes_takes_corrections_and_sees_a_customer(
    real: tuple[Service, Path], open_page: Opener
) -> None:
    service, clip = real
    page = open_page(f"{service.url}/counter").page
    expect(page.locator(".own-now[data-state=customer]")).to_be_visible()
    door = f"{service.url}/api/v1/counters/front/presence"
    came = {"present": True, "event_id": "door-1"}
    assert httpx.post(door, json=came, timeout=ASK_S).status_code == 401
    allowed = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.post(door, json=came, headers=allowed, timeout=ASK_S).status_code == 200
    now = open_page(service.url).page
    expect(now.locator(".visit")).to_contain_text("Hay un cliente")
    work = page.get_by_role("button", name=re.compile("^Era trabajo"))
    expect(work.first).to_be_visible()
    work.first.click()
    expect(page.get_by_role("button", name=re.compile("^Deshacer"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Deshacer")).click()
    expect(page.get_by_role("button", name=re.compile("^Deshacer"))).to_have_count(0)
    assert who_holds(clip, service.process.pid)
    page.locator(".pause-button").click()
    expect(page.locator(".pause")).to_have_attribute("data-pause", "hand")
    assert not who_holds(clip, service.process.pid)
    expect(page.locator(".band .state-word")).to_have_text("en pausa")
    expect(now.locator(".band .state-word")).to_have_text("en pausa")
    expect(now.locator(".counter")).not_to_have_class(re.compile("is-stale"))
    page.wait_for_timeout(750)
    page.locator(".pause-button").click()
    expect(page.locator(".pause")).to_have_attribute("data-pause", "measuring")
    wait_until(lambda: who_holds(clip, service.process.pid))
