"""Why a camera gives no picture, in the reader's language: real refusals of real workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from monitor.runtime.compose import compose
from monitor.settings import Settings
from tests.api.shop import served
from tests.browser.conftest import Opener
from tests.free_ports import free_port
from tests.real_cameras import MjpegCamera

pytestmark = pytest.mark.needs("chromium")

SAID = {
    "closed": ("no acepta la conexión", "does not accept the connection"),
    "locked": ("pide usuario y contraseña", "asks for a user and a password"),
    "gone": ("ya no está donde dice", "no longer where its address says"),
    "phone": ("Ningún navegador envía imágenes", "No browser sends pictures"),
}


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with MjpegCamera(password="open sesame") as guarded:
        cameras = {
            "closed": f"rtsp://viewer:hunter2@127.0.0.1:{free_port()}/live",
            "locked": f"http://127.0.0.1:{guarded.port}/video",
            "gone": str(tmp_path / "gone.mp4"),
            "phone": "browser:",
        }
        settings = Settings.model_validate(
            {
                "store": {"url": f"sqlite:///{tmp_path}/shop.db"},
                "counters": [{"id": name, "camera": camera} for name, camera in cameras.items()],
            }
        )
        with served(compose(settings)) as service:
            yield service.url


def test_a_camera_that_gives_nothing_says_why(url: str, open_page: Opener) -> None:
    watched = open_page(url)
    page = watched.page
    for language in ("es", "en"):
        page.locator(f"button[data-lang={language}]").click()
        for name, said in SAID.items():
            camera = page.locator("section.camera", has=page.locator(f"#counter-{name}-camera"))
            expect(camera).to_contain_text(said[("es", "en").index(language)])
        expect(page.locator("main [lang]:visible")).to_have_count(0)
        expect(page.locator("body")).not_to_contain_text("hunter2")
    page.goto(f"{url}/setup")
    expect(page.locator(".camera-status")).to_contain_text(SAID["closed"][1])
    page.get_by_role("button", name="gone").click()
    expect(page.locator(".camera-status")).to_contain_text(SAID["gone"][1])
    assert watched.complaints == []
