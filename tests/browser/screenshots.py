"""Pictures of the page as people meet it: `python -m tests.browser.screenshots FOLDER`.

Every language, theme and width; a busy day, the first minutes, a silent camera, several counters.
With `--url` it takes a program that runs already, such as the demo, as it is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from monitor.attention.state import State
from monitor.runtime.broadcast import CameraHealth
from monitor.units import CounterId
from tests.browser.conftest import launch_arguments
from tests.browser.played_shop import (
    CAMERA,
    UNLOCKED,
    PlayedCounter,
    PlayedShop,
    busy_minutes,
    running,
)
from tests.needs import chromium_path

WIDTHS_PX = (360, 1024, 1920)
LOCALES = {"es": "es-ES", "en": "en-GB"}
THEMES = ("light", "dark")
SETTLED_MS = 3500


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


SCENES: dict[str, tuple[int, Callable[[PlayedShop], None]]] = {
    "busy": (1, _busy),
    "device": (1, _device),
    "first-minutes": (1, _first_minutes),
    "silent": (1, _silent),
    "three-counters": (3, _device),
}


@contextmanager
def _scene(name: str) -> Generator[str]:
    number, play = SCENES[name]
    counters = [
        PlayedCounter(CounterId(f"c{index}"), f"Farmacia, mostrador {index}")
        for index in range(1, number + 1)
    ]
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), *counters) as service:
        play(service.shop)
        yield service.url


def take(browser: Browser, url: str, folder: Path, name: str) -> None:
    """One picture per language, theme and width."""
    for language, locale in LOCALES.items():
        for theme in THEMES:
            context = browser.new_context(
                locale=locale, color_scheme="dark" if theme == "dark" else "light"
            )
            page = context.new_page()
            page.goto(url)
            for width_px in WIDTHS_PX:
                page.set_viewport_size({"width": width_px, "height": 900})
                page.wait_for_timeout(SETTLED_MS if width_px == WIDTHS_PX[0] else 800)
                path = folder / f"now-{name}-{width_px}-{language}-{theme}.png"
                page.screenshot(path=path, full_page=True)
                sys.stdout.write(f"{path}\n")
            context.close()


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", help="take this page as it is")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=launch_arguments()
        )
        if given.url:
            take(browser, given.url, given.folder, "running")
        else:
            for name in SCENES:
                with _scene(name) as url:
                    take(browser, url, given.folder, name)
        browser.close()


if __name__ == "__main__":
    main()
