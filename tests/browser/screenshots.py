"""Pictures of every page as people meet it: `python -m tests.browser.screenshots FOLDER`.

Every scene in each language, theme and width; pages for paper also as PDF.
`--only setup` takes the scenes whose names begin so, `--language`, `--theme` and `--width` these
alone. With `--url` it takes a program that runs already, such as the demo, as it is.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chosen_day import on_the_day
from tests.browser.conftest import CAMERA_FLAGS, launch_arguments
from tests.browser.scenes import LOCALES, SCENES, Scene, served
from tests.needs import chromium_path

WIDTHS_PX = (320, 360, 800, 1366, 1920)
THEMES = ("light", "dark")
SETTLED_MS = 2500
RESIZED_MS = 700
ON_PAPER = ("report", "report-few", "now-busy", "history", "sessions-replay", "sessions-compare")


def take(browser: Browser, url: str, name: str, given: argparse.Namespace) -> None:
    """A page of a program that runs already, in each language, theme and width."""
    for language, theme in itertools.product(given.language, given.theme):
        page = _opened(browser, url, language, theme)
        _shoot(page, given, f"{name}-{{}}-{language}-{theme}")
        page.context.close()


def _take_scene(browser: Browser, name: str, scene: Scene, given: argparse.Namespace) -> None:
    for language, theme in itertools.product(given.language, given.theme):
        with tempfile.TemporaryDirectory() as kept, served(scene, Path(kept)) as service:
            address = scene.address.format(language=language)
            page = _opened(browser, service.url + address, language, theme, scene)
            scene.act(page, service)
            _shoot(page, given, f"{name}-{{}}-{language}-{theme}")
            if name in ON_PAPER and theme == "light":
                page.pdf(path=given.folder / f"{name}-{language}.pdf", prefer_css_page_size=True)
            page.context.close()


def _opened(
    browser: Browser, url: str, language: str, theme: str, scene: Scene | None = None
) -> Page:
    context = browser.new_context(
        locale=LOCALES[language],
        color_scheme="dark" if theme == "dark" else "light",
        permissions=["camera"],
    )
    page = context.new_page()
    if scene is not None:
        on_the_day(context)
        page.add_init_script(scene.script)
    page.goto(url)
    page.wait_for_timeout(SETTLED_MS)
    return page


def _shoot(page: Page, given: argparse.Namespace, name: str) -> None:
    for width_px in given.width:
        page.set_viewport_size({"width": width_px, "height": 900})
        page.wait_for_timeout(RESIZED_MS)
        path = given.folder / f"{name.format(width_px)}.png"
        page.screenshot(path=path, full_page=True)
        sys.stdout.write(f"{path}\n")


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="scenes whose names begin so")
    parser.add_argument("--language", nargs="+", choices=LOCALES, default=[*LOCALES])
    parser.add_argument("--theme", nargs="+", choices=THEMES, default=[*THEMES])
    parser.add_argument("--width", nargs="+", type=int, default=[*WIDTHS_PX])
    parser.add_argument("--url", help="take this page as it is")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*launch_arguments(), *CAMERA_FLAGS]
        )
        if given.url:
            take(browser, given.url, "running", given)
        else:
            for name, scene in SCENES.items():
                if name.startswith(given.only):
                    _take_scene(browser, name, scene, given)
        browser.close()


if __name__ == "__main__":
    main()
