"""A real Chromium in front of a real server; every page is watched for errors in its console."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser.chosen_day import on_the_day
from tests.browser.played_shop import Running, running
from tests.browser.stored_shop import settings_file, stored_shop
from tests.needs import chromium_path, in_ci
from tests.patience import PATIENCE_S, times_count

WAIT_MS = 1000 * PATIENCE_S
"""For whatever is to come to the page; a busy machine takes its time."""

expect.set_options(timeout=WAIT_MS)
CAMERA_FLAGS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""Chromium's own camera: a test picture, and no question whether it may be used."""


@dataclass
class Watched:
    """A page with what its console said."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")


Opener = Callable[..., Watched]


def at_most_ms(limit_ms: float) -> float:
    """A time-out that is a promise to people: held to where times count, else a hang's limit."""
    return limit_ms if times_count() else WAIT_MS


def launch_arguments() -> list[str]:
    """What a container lacks: its own sandbox, which also root is refused, and shared memory."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--no-sandbox", "--disable-dev-shm-usage"] if root or in_ci() else []


@pytest.fixture(scope="package")
def playwright_of() -> Generator[Playwright]:
    # Its event loop counts as running in this thread, so it is gone before other rooms' tests.
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright_of: Playwright) -> Generator[Browser]:
    path = chromium_path()
    chromium = playwright_of.chromium.launch(executable_path=path, args=launch_arguments())
    yield chromium
    chromium.close()


@pytest.fixture
def shop(tmp_path: Path) -> Generator[Running]:
    with running(tmp_path) as service:
        yield service


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return settings_file(tmp_path)


@pytest.fixture
def stored(tmp_path: Path, file: Path) -> Generator[Running]:
    with stored_shop(tmp_path, file) as service:
        yield service


@pytest.fixture
def open_page(browser: Browser) -> Generator[Opener]:
    contexts: list[BrowserContext] = []

    def open_it(
        url: str,
        *,
        locale: str = "es-ES",
        theme: str = "light",
        width_px: int = 1024,
        time_zone: str = "Asia/Tokyo",
        context: BrowserContext | None = None,
    ) -> Watched:
        if context is None:
            context = browser.new_context(
                locale=locale,
                color_scheme="dark" if theme == "dark" else "light",
                viewport={"width": width_px, "height": 900},
                timezone_id=time_zone,
            )
            on_the_day(context).set_default_timeout(WAIT_MS)
            contexts.append(context)
        watched = Watched(context.new_page())
        watched.listen()
        watched.page.goto(url)
        return watched

    yield open_it
    for context in contexts:
        for page in context.pages:
            # An answer still held would else fail whichever test comes next.
            page.unroute_all(behavior="ignoreErrors")
        context.close()
