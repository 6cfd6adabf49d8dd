"""Every page as people meet it, in each state that matters: for pictures, and for axe to look at.

Now, busy and troubled; the page at the counter; setting up and calibrating; sessions; weeks of
history; a browser as the camera; the weekly report on paper.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from playwright.sync_api import Page, expect

from monitor.attention.state import State
from monitor.errors import StoreError
from monitor.perception.quality import Doubt
from monitor.units import CounterId, UtcNs, ns_from_s
from tests.api.shop import raising
from tests.browser.attendant import Attendant
from tests.browser.history_shop import Kind, everything, few, keep_days, untold
from tests.browser.played_sessions import MOSTLY_CUSTOMER, MOSTLY_DEVICE, keep
from tests.browser.played_shop import (
    UNLOCKED,
    PlayedCounter,
    PlayedShop,
    Running,
    busy_minutes,
    running,
    with_customers,
)

COUNTER = CounterId("c1")
LOCALES: Final = MappingProxyType({"es": "es-ES", "en": "en-GB"})
NO_CAMERA = (
    "navigator.mediaDevices.getUserMedia = async () => "
    "{ throw new DOMException('', 'NotAllowedError'); };"
)

Act = Callable[[Page, Running], None]


@dataclass(frozen=True)
class Scene:
    """A page, what the shop does meanwhile, and what a person did on the page."""

    address: str
    play: Callable[[PlayedShop], None] = lambda _shop: None
    act: Act = lambda _page, _service: None
    counters: int = 1
    calibrated: bool = True
    script: str = ""
    """What the browser itself does otherwise."""
    shows: str = "h1"
    """What is on the page once it is drawn."""


@contextmanager
def served(scene: Scene, folder: Path) -> Generator[Running]:
    """The scene's shop, with a settings file of its own."""
    counters = [
        PlayedCounter(
            CounterId(f"c{index}"), f"Farmacia, mostrador {index}", calibrated=scene.calibrated
        )
        for index in range(1, scene.counters + 1)
    ]
    file = folder / "mostrador.toml"
    tables = [f'[[counters]]\nid = "{each.counter}"\n' for each in counters]
    file.write_text("".join(tables), encoding="utf-8")
    with running(folder, *counters, settings_file=file) as service:
        scene.play(service.shop)
        yield service


def _minutes(shop: PlayedShop, minutes: int) -> None:
    for each in shop.known:
        shop.keep_minutes(each.counter, busy_minutes(shop.clock.utc_ns(), minutes))


def _state(
    state: State, minutes: int = 300, *, inferred: bool = False, customer: bool | None = None
) -> Callable[[PlayedShop], None]:
    def play(shop: PlayedShop) -> None:
        _minutes(shop, minutes)
        shop.look(state, inferred=inferred)
        if customer is not None:
            shop.serve(customer)

    return play


_busy = _state(State.CUSTOMER)


def _attended(shop: PlayedShop) -> None:
    now = shop.clock.utc_ns()
    for each in shop.known:
        shop.keep_minutes(each.counter, with_customers(busy_minutes(now, 300)))
    shop.serve(True)
    shop.beat(95)


def _unmeasured(shop: PlayedShop) -> None:
    shop.silent = True
    shop.forget()


def _unlocked(shop: PlayedShop) -> None:
    _state(State.UNKNOWN, 4)(shop)
    shop.camera().change(lock=UNLOCKED)


def _gone(page: Page, service: Running) -> None:
    expect(page.locator(".state-word").first).not_to_be_empty()
    service.end()
    expect(page.locator("#connection-banner")).to_be_visible()
    expect(page.locator(".is-stale").first).to_be_visible()


def _unread(shop: PlayedShop) -> None:
    _busy(shop)
    damage = "The database /var/lib/mostrador/shop.db cannot be read: it is damaged."
    for name in ("sums", "minutes", "encounters"):
        setattr(shop.store, name, raising(StoreError(damage)))


def _silent(shop: PlayedShop) -> None:
    _minutes(shop, 300)
    problem = "No frame has come from rtsp://***@camera/1 for 3 s."
    shop.lose(problem)
    shop.silent = True


def _lost(shop: PlayedShop) -> None:
    problem = "rtsp://***@camera/1: the camera asks for a user and a password"
    shop.lose(problem, cause="login_missing")


def _looked_at(place_deg: tuple[float, float], seconds: float) -> Act:
    def act(page: Page, service: Running) -> None:
        attendant = Attendant(service.shop, COUNTER)
        page.locator(".calibration-idle .big").click()
        expect(page.locator(".count")).to_have_text("3")
        attendant.look((4, 2), 5.0)
        expect(page.locator("progress")).to_be_visible()
        if seconds:
            attendant.look((4, 2), 4.0)
            expect(page.locator(".step-state").nth(1)).to_be_visible()
            expect(page.locator("li[data-kind=now][data-state=device]")).to_be_visible()
            attendant.look(place_deg, seconds)
            expect(page.locator(".outcome")).to_be_visible()

    return act


def _wrong(page: Page, _service: Running) -> None:
    _unfolded(page, _service)
    page.locator("input[value=address]").check()
    page.locator("#field-counters-c1-camera").fill("ftp://camera/1")
    page.locator("#field-counters-c1-camera").press("Enter")
    page.locator("input[value=camera]").check()
    page.locator("#field-attention-blink_s").fill("7")
    page.locator("#field-attention-blink_s").press("Enter")
    expect(page.locator(".wrong:visible")).to_have_count(2)


def _unfolded(page: Page, _service: Running) -> None:
    page.locator("summary").evaluate_all("all => all.forEach((e) => { e.parentNode.open = true; })")


def _adopted(page: Page, _service: Running) -> None:
    page.locator("#camera .big").first.click()
    expect(page.locator(".light")).to_be_visible()


def _refused(page: Page, service: Running) -> None:
    _adopted(page, service)
    page.locator("#camera .big").first.click()
    expect(
        page.locator("#camera [role=alert]:visible, #camera-problem:visible").first
    ).to_be_visible()


def _measuring(page: Page, service: Running) -> None:
    frames = service.shop.runtime.browser_frames(COUNTER)
    threading.Thread(target=lambda: [frames.take(0.2) for _ in range(120)], daemon=True).start()
    _adopted(page, service)
    page.locator("#camera .big").first.click()
    expect(page.locator(".light[data-light=measuring]")).to_be_visible()
    page.locator("#preview-wanted").check()


def _sessions(shop: PlayedShop) -> None:
    sessions = shop.runtime.sessions
    keep(sessions, COUNTER, "Ensayo con cola", MOSTLY_DEVICE)
    kept = keep(sessions, COUNTER, "Ensayo con receta", MOSTLY_CUSTOMER, "Pide dos recetas.")
    for at_s, text in ((12, "Mira antes de hablar"), (61.5, "Busca el género sin avisar")):
        at = UtcNs(kept.start_utc_ns + ns_from_s(at_s))
        sessions.note(kept.session_id, at, text)


def _session_runs(shop: PlayedShop) -> None:
    _sessions(shop)
    shop.runtime.sessions.start(COUNTER, "Ensayo de la tarde")


def _busy_session(shop: PlayedShop) -> None:
    _minutes(shop, 300)
    _session_runs(shop)


def _replayed(page: Page, _service: Running) -> None:
    page.locator(".session-name").filter(has_text="receta").click()
    page.locator(".lanes").press("PageUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")


def _compared(page: Page, _service: Running) -> None:
    for box in page.locator(".session input").all():
        box.check()
    page.locator(".compare").click()
    page.locator(".lanes").press("PageUp")


def _removing(page: Page, _service: Running) -> None:
    page.locator(".session .icon-button").first.click()
    expect(page.locator("dialog")).to_be_visible()


def _days(kind: Kind) -> Callable[[PlayedShop], None]:
    return lambda shop: keep_days(shop, COUNTER, kind, 15)


def _walked(*buttons: str) -> Act:
    def act(page: Page, _service: Running) -> None:
        for each in buttons:
            page.locator(each).click()
        expect(page.locator("#summary")).to_be_visible(timeout=60_000)
        expect(page.locator(".ask:visible")).to_have_count(0, timeout=60_000)
        # Until the newest answer is there, the one before stands paler.
        expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=60_000)

    return act


def _at_the_counter(shop: PlayedShop) -> None:
    _busy(shop)
    first, *_ = [shop.look_away(dwell_s) for dwell_s in (3.4, 7.2, 4.1)]
    shop.runtime.corrections.correct(COUNTER, first)


def _waited_for(shop: PlayedShop) -> None:
    _at_the_counter(shop)
    shop.runtime.changes.change({"counters.c1.cue_after_s": 10})
    shop.let_wait(12.4)


def _closed(shop: PlayedShop) -> None:
    _at_the_counter(shop)
    shop.shut()


def _pause(shop: PlayedShop) -> None:
    _minutes(shop, 300)
    shop.runtime.pauses.pause(COUNTER)


def _paused(page: Page, _service: Running) -> None:
    page.locator(".pause-button").click()
    expect(page.locator(".pause[data-pause=hand]")).to_be_visible()


def everywhere(shop: PlayedShop) -> None:
    """Something on every page at once."""
    _days(everything)(shop)
    _sessions(shop)
    _at_the_counter(shop)


def _with_the_lowest(shop: PlayedShop) -> None:
    _at_the_counter(shop)
    Attendant(shop, COUNTER).calibrate(lowest=True)


def _cannot_tell(doubt: Doubt) -> Callable[[PlayedShop], None]:
    def play(shop: PlayedShop) -> None:
        _minutes(shop, 300)
        shop.look(State.UNKNOWN, doubt=doubt)

    return play


def _lowest_looked_at(page: Page, service: Running) -> None:
    page.locator("#calibration-lowest").check()
    page.locator(".calibration-idle .big").click()
    attendant = Attendant(service.shop, COUNTER)
    for index, place_deg in enumerate(((4, 2), (3, -38), (6, -16))):
        expect(page.locator(".steps li").nth(index)).to_have_attribute("data-kind", "now")
        attendant.look(place_deg, 8.5)
    expect(page.locator(".outcome")).to_be_visible()


def _moved(shop: PlayedShop) -> None:
    attendant = Attendant(shop, COUNTER)
    attendant.calibrate()
    attendant.look_as_if_knocked(11.5)


SCENES: Final = MappingProxyType(
    {
        "now-busy": Scene("/", _busy),
        "now-attended": Scene("/", _attended),
        "now-device": Scene("/", _state(State.DEVICE, inferred=True), calibrated=False),
        "now-elsewhere": Scene("/", _state(State.ELSEWHERE)),
        "now-unknown": Scene("/", _cannot_tell(Doubt.TOO_TURNED)),
        "now-absent": Scene("/", _state(State.ABSENT, customer=False)),
        "now-first-minutes": Scene("/", _unlocked),
        "now-paused": Scene("/", _pause),
        "now-closed": Scene("/", _closed, shows=".counter[data-state=paused]"),
        "now-silent": Scene("/", _silent),
        "now-gone": Scene("/", _busy, _gone),
        "now-unread": Scene("/", _unread),
        "now-session": Scene("/", _busy_session),
        "now-nothing": Scene("/", _unmeasured),
        "now-three-counters": Scene(
            "/",
            _state(State.DEVICE, inferred=True),
            counters=3,
            calibrated=False,
            shows=".counter:nth-child(3) .barlayer .point path",
        ),
        "history": Scene("/history", _days(everything), _walked("#move-earlier")),
        "history-few": Scene("/history", _days(few), _walked("#move-earlier", "#span-day")),
        "history-untold": Scene("/history", _days(untold), _walked("#span-month")),
        "history-nothing": Scene("/history", _unmeasured, shows="#history-notice:not([hidden])"),
        "sessions": Scene("/sessions", _sessions),
        "sessions-none": Scene("/sessions", shows=".panel .placeholder"),
        "sessions-running": Scene("/sessions", _session_runs, counters=2),
        "sessions-replay": Scene("/sessions", _sessions, _replayed),
        "sessions-compare": Scene("/sessions", _sessions, _compared),
        "sessions-removing": Scene("/sessions", _sessions, _removing),
        "counter": Scene("/counter", _at_the_counter, counters=2),
        "counter-lowest": Scene("/counter", _with_the_lowest),
        "counter-unknown": Scene("/counter", _cannot_tell(Doubt.DARK)),
        "counter-cue": Scene("/counter", _waited_for, _unfolded),
        "counter-paused": Scene("/counter", _at_the_counter, _paused),
        "counter-closed": Scene("/counter", _closed, shows=".pause[data-pause=closed]"),
        "counter-nothing": Scene("/counter", _unmeasured),
        "counter-gone": Scene("/counter", _at_the_counter, _gone),
        "setup": Scene("/setup", _moved),
        "setup-first": Scene("/setup", calibrated=False, shows="form"),
        "setup-lost": Scene("/setup", _lost, calibrated=False, shows=".camera-status.notice"),
        "setup-wrong": Scene("/setup", _busy, _wrong),
        "setup-looking": Scene("/setup", _busy, _looked_at((0, 0), 0)),
        "setup-aim": Scene("/setup", _cannot_tell(Doubt.BLURRED), calibrated=False),
        "setup-lowest": Scene("/setup", _busy, _lowest_looked_at),
        "setup-done": Scene("/setup", _busy, _looked_at((3, -38), 8.5)),
        "setup-refused": Scene("/setup", _busy, _looked_at((4, -2), 8.5)),
        "camera-other": Scene("/camera", _busy),
        "camera-off": Scene("/camera", _busy, _adopted),
        "camera-measuring": Scene("/camera", _busy, _measuring),
        "camera-refused": Scene("/camera", _busy, _refused, script=NO_CAMERA),
        "report": Scene("/api/v1/report?lang={language}", _days(everything)),
        "report-few": Scene("/api/v1/report?lang={language}&for=trainer", _days(few)),
        "report-nothing": Scene("/api/v1/report?lang={language}", _unmeasured),
    }
)
