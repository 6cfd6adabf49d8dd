"""Pictures of every page as people meet it: `python -m tests.browser.screenshots FOLDER`.

Every language, theme and width; a busy day, the first minutes, a silent camera, several counters;
the page at the counter; setting up and calibrating; a browser as the camera; weeks of history.
`--only setup` takes the scenes whose names begin so. With `--url` it takes a program that runs
already, such as the demo, as it is.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from monitor.attention.state import State
from monitor.runtime.broadcast import CameraHealth
from monitor.runtime.corrections import LookAway
from monitor.runtime.pausing import PauseReason
from monitor.units import NS_PER_S, CounterId, UtcNs, ns_from_s
from tests.browser.attendant import Attendant
from tests.browser.conftest import CAMERA_FLAGS, launch_arguments
from tests.browser.history_shop import Kind, everything, few, keep_days, untold
from tests.browser.played_sessions import MOSTLY_CUSTOMER, MOSTLY_DEVICE, keep
from tests.browser.played_shop import (
    CAMERA,
    UNLOCKED,
    PlayedCounter,
    PlayedShop,
    Running,
    busy_minutes,
    running,
)
from tests.needs import chromium_path

WIDTHS_PX = (360, 1024, 1920)
LOCALES = {"es": "es-ES", "en": "en-GB"}
THEMES = ("light", "dark")
SETTLED_MS = 2500
RESIZED_MS = 700
COUNTER = CounterId("c1")

Act = Callable[[Page, Running], None]


@dataclass(frozen=True)
class Scene:
    """A page, what the shop does meanwhile, and what a person did on the page."""

    address: str
    play: Callable[[PlayedShop], None]
    act: Act = lambda _page, _service: None
    counters: int = 1


def _minutes(shop: PlayedShop, minutes: int) -> None:
    for each in shop.known:
        shop.keep_minutes(each.counter, busy_minutes(shop.clock.utc_ns(), minutes))


def _busy(shop: PlayedShop) -> None:
    _minutes(shop, 300)


def _device(shop: PlayedShop) -> None:
    _minutes(shop, 300)
    shop.say(state=State.DEVICE, inferred=True, calibrated=False)


def _first_minutes(shop: PlayedShop) -> None:
    _minutes(shop, 4)
    shop.say(state=State.UNKNOWN, camera=replace(CAMERA, lock=UNLOCKED))


def _silent(shop: PlayedShop) -> None:
    _minutes(shop, 300)
    problem = "No frame has come from rtsp://***@camera/1 for 3 s."
    shop.say(camera=replace(CAMERA, health=CameraHealth.LOST, problem=problem))
    shop.silent = True


def _looked_at(place_deg: tuple[float, float], seconds: float) -> Act:
    def act(page: Page, service: Running) -> None:
        attendant = Attendant(service, COUNTER)
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
    page.locator("summary").evaluate_all("all => all.forEach((e) => { e.parentNode.open = true; })")
    page.locator("input[value=address]").check()
    page.locator("#field-counters-c1-camera").fill("ftp://camera/1")
    page.locator("#field-counters-c1-camera").press("Enter")
    page.locator("input[value=camera]").check()
    page.locator("#field-attention-blink_s").fill("7")
    page.locator("#field-attention-blink_s").press("Enter")
    expect(page.locator(".wrong:visible")).to_have_count(2)


def _adopted(page: Page, _service: Running) -> None:
    page.locator("#camera .big").first.click()
    expect(page.locator(".light")).to_be_visible()


def _measuring(page: Page, service: Running) -> None:
    frames = service.shop.browser_frames(COUNTER)
    threading.Thread(target=lambda: [frames.take(0.2) for _ in range(120)], daemon=True).start()
    _adopted(page, service)
    page.locator("#camera .big").first.click()
    expect(page.locator(".light[data-light=measuring]")).to_be_visible()
    page.locator("#preview-wanted").check()


def _sessions(shop: PlayedShop) -> None:
    keep(shop.sessions, COUNTER, "Ensayo con cola", MOSTLY_DEVICE)
    kept = keep(shop.sessions, COUNTER, "Ensayo con receta", MOSTLY_CUSTOMER, "Pide dos recetas.")
    for at_s, text in ((12, "Mira antes de hablar"), (61.5, "Busca el género sin avisar")):
        at = UtcNs(kept.start_utc_ns + ns_from_s(at_s))
        shop.sessions.note(kept.session_id, at, text)


def _session_runs(shop: PlayedShop) -> None:
    _sessions(shop)
    shop.sessions.start(COUNTER, "Ensayo de la tarde")


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

    return act


def _at_the_counter(shop: PlayedShop) -> None:
    _busy(shop)
    now = shop.clock.utc_ns()
    for ago_s, dwell_s in ((900, 3.4), (420, 7.2), (75, 4.1)):
        onset = UtcNs(now - ago_s * NS_PER_S)
        away = LookAway(onset, UtcNs(onset + ns_from_s(dwell_s)), prolonged=dwell_s >= 6)
        shop.look_aways.append(away)
    shop.corrections.correct(COUNTER, shop.look_aways[0].onset_utc_ns)


def _waited_for(shop: PlayedShop) -> None:
    _at_the_counter(shop)
    came = UtcNs(shop.clock.utc_ns() - 20 * NS_PER_S)
    shop.say(presence=True, present_since_utc_ns=came, waiting_s=12.4, cue_due=True)


def _closed(shop: PlayedShop) -> None:
    _at_the_counter(shop)
    now = shop.clock.utc_ns()
    shop.say(state=State.PAUSED, pause_reason=PauseReason.CLOSED, paused_since_utc_ns=now)


def _paused(page: Page, _service: Running) -> None:
    page.locator(".pause-button").click()
    expect(page.locator(".pause[data-pause=hand]")).to_be_visible()


def _moved(shop: PlayedShop) -> None:
    shop.say(suspected_shift_rad=0.2, calibrated_utc_ns=shop.clock.utc_ns())


SCENES: dict[str, Scene] = {
    "now-busy": Scene("/", _busy),
    "now-device": Scene("/", _device),
    "now-first-minutes": Scene("/", _first_minutes),
    "now-silent": Scene("/", _silent),
    "now-three-counters": Scene("/", _device, counters=3),
    "counter": Scene("/counter", _at_the_counter, counters=2),
    "counter-cue": Scene("/counter", _waited_for),
    "counter-paused": Scene("/counter", _at_the_counter, _paused),
    "counter-closed": Scene("/counter", _closed),
    "setup": Scene("/setup", _moved),
    "setup-wrong": Scene("/setup", _busy, _wrong),
    "setup-looking": Scene("/setup", _busy, _looked_at((0, 0), 0)),
    "setup-done": Scene("/setup", _busy, _looked_at((3, -38), 8.5)),
    "setup-refused": Scene("/setup", _busy, _looked_at((4, -2), 8.5)),
    "sessions": Scene("/sessions", _sessions),
    "sessions-running": Scene("/sessions", _session_runs, counters=2),
    "sessions-replay": Scene("/sessions", _sessions, _replayed),
    "sessions-compare": Scene("/sessions", _sessions, _compared),
    "sessions-removing": Scene("/sessions", _sessions, _removing),
    "now-session": Scene("/", _session_runs),
    "history": Scene("/history", _days(everything), _walked("#move-earlier")),
    "history-few": Scene("/history", _days(few), _walked("#move-earlier", "#span-day")),
    "history-untold": Scene("/history", _days(untold), _walked("#span-month")),
    "camera-other": Scene("/camera", _busy),
    "camera-off": Scene("/camera", _busy, _adopted),
    "camera-measuring": Scene("/camera", _busy, _measuring),
}


def take(browser: Browser, url: str, folder: Path, name: str) -> None:
    """A page of a program that runs already, in each language, theme and width."""
    for language, theme in itertools.product(LOCALES, THEMES):
        page = _opened(browser, url, language, theme)
        for width_px in WIDTHS_PX:
            _shoot(page, folder, name, width_px, language, theme)
        page.context.close()


def _take_scene(browser: Browser, folder: Path, name: str, scene: Scene) -> None:
    counters = [
        PlayedCounter(CounterId(f"c{index}"), f"Farmacia, mostrador {index}")
        for index in range(1, scene.counters + 1)
    ]
    for language, theme in itertools.product(LOCALES, THEMES):
        with tempfile.TemporaryDirectory() as kept:
            file = Path(kept) / "mostrador.toml"
            tables = [f'[[counters]]\nid = "{each.counter}"\n' for each in counters]
            file.write_text("".join(tables), encoding="utf-8")
            with running(Path(kept), *counters, settings_file=file) as service:
                scene.play(service.shop)
                page = _opened(browser, service.url + scene.address, language, theme)
                scene.act(page, service)
                for width_px in WIDTHS_PX:
                    _shoot(page, folder, name, width_px, language, theme)
                page.context.close()


def _opened(browser: Browser, url: str, language: str, theme: str) -> Page:
    context = browser.new_context(
        locale=LOCALES[language],
        color_scheme="dark" if theme == "dark" else "light",
        permissions=["camera"],
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_timeout(SETTLED_MS)
    return page


def _shoot(page: Page, folder: Path, name: str, width_px: int, language: str, theme: str) -> None:
    page.set_viewport_size({"width": width_px, "height": 900})
    page.wait_for_timeout(RESIZED_MS)
    path = folder / f"{name}-{width_px}-{language}-{theme}.png"
    page.screenshot(path=path, full_page=True)
    sys.stdout.write(f"{path}\n")


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="scenes whose names begin so")
    parser.add_argument("--url", help="take this page as it is")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*launch_arguments(), *CAMERA_FLAGS]
        )
        if given.url:
            take(browser, given.url, given.folder, "running")
        else:
            for name, scene in SCENES.items():
                if name.startswith(given.only):
                    _take_scene(browser, given.folder, name, scene)
        browser.close()


if __name__ == "__main__":
    main()
