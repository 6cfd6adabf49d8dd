"""A browser as the camera: what Chromium films is what the counter sees."""

from __future__ import annotations

import asyncio
import re
import subprocess
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, WebSocketRoute, expect

from monitor.adapters.video_source.browser import jpeg_size
from monitor.attention.state import State
from monitor.runtime.compose import compose
from monitor.runtime.counter.browser_frames import BrowserFrames
from monitor.samples import CLIP
from monitor.settings import Settings
from monitor.units import CounterId
from tests.api.shop import served
from tests.browser.accessibility import too_wide, violations
from tests.browser.conftest import CAMERA_FLAGS, Opener, Watched, launch_arguments
from tests.browser.played_shop import Running, running
from tests.needs import chromium_path
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.needs("ffmpeg")]

MAIN = CounterId("main")


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled clip as a file that Chromium plays for a camera, again and again."""
    path = tmp_path_factory.mktemp("filmed") / "clip.mjpeg"
    command = ["ffmpeg", "-v", "error", "-i", str(CLIP), "-an", "-c:v", "mjpeg", "-q:v", "3"]
    subprocess.run([*command, "-r", "20", str(path)], check=True)
    return path


@pytest.fixture
def films(browser: Browser, filmed: Path, playwright_of: Playwright) -> Iterator[Browser]:
    assert browser.is_connected()
    chromium = playwright_of.chromium.launch(
        executable_path=chromium_path(),
        args=[
            *launch_arguments(),
            *CAMERA_FLAGS,
            f"--use-file-for-fake-video-capture={filmed}",
        ],
    )
    yield chromium
    chromium.close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The real thing: workers, lock and all."""
    settings = Settings.model_validate(
        {
            "store": {"url": f"sqlite:///{tmp_path}/shop.db"},
            "counters": [{"id": "main", "name": "Farmacia", "camera": "browser:"}],
        }
    )
    with served(compose(settings)) as serving:
        yield serving.url


@pytest.fixture(scope="module")
def pattern(playwright_of: Playwright) -> Iterator[Browser]:
    """A browser whose camera shows a test picture."""
    chromium = playwright_of.chromium.launch(
        executable_path=chromium_path(), args=[*launch_arguments(), *CAMERA_FLAGS]
    )
    yield chromium
    chromium.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Running]:
    file = tmp_path / "mostrador.toml"
    file.write_text('[[counters]]\nid = "main"\ncamera = "0"\n', encoding="utf-8")
    with running(tmp_path, settings_file=file) as shop:
        yield shop


@contextmanager
def taking(frames: BrowserFrames, wait_s: float = 0.0) -> Generator[list[bytes]]:
    """Take pictures as a worker would, each after a while."""
    taken: list[bytes] = []
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(wait_s):
            message = frames.take(0.1)
            if message is not None:
                taken.append(message[8:])

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield taken
    finally:
        stop.set()
        thread.join(PATIENCE_S)


def sizes_until(page: Page, taken: list[bytes], wanted: tuple[int, int]) -> list[Any]:
    """The sizes of the pictures until one of the wanted size has come."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not taken or jpeg_size(taken[-1]) != wanted:
        assert time.monotonic() < deadline_s, [jpeg_size(each) for each in taken]
        page.wait_for_timeout(50)
    return [jpeg_size(each) for each in taken]


def more_come(page: Page, taken: list[bytes], count: int) -> None:
    wanted = len(taken) + count
    deadline_s = time.monotonic() + PATIENCE_S
    while len(taken) < wanted:
        assert time.monotonic() < deadline_s, len(taken)
        page.wait_for_timeout(50)


def camera_page(pattern: Browser, shop: Running, **more: Any) -> Watched:
    context = pattern.new_context(**{"locale": "es-ES", "permissions": ["camera"], **more})
    watched = Watched(context.new_page())
    watched.listen()
    watched.page.goto(f"{shop.url}/camera")
    return watched


def states_of(page: Page, wanted: set[str]) -> set[str]:
    """The states that the page Now goes through."""
    seen: set[str] = set()
    deadline_s = time.monotonic() + PATIENCE_S
    while not wanted <= seen:
        assert time.monotonic() < deadline_s, seen
        seen.add(page.locator(".counter").get_attribute("data-state") or "")
        page.wait_for_timeout(100)
    return seen


def test_what_the_browser_films_is_what_the_counter_sees(service: str, films: Browser) -> None:
    context = films.new_context(locale="es-ES", permissions=["camera"])
    camera, now = Watched(context.new_page()), Watched(context.new_page())
    for watched in (camera, now):
        watched.listen()
    now.page.goto(service)
    expect(now.page.locator(".camera")).to_contain_text("Ningún navegador envía imágenes")
    camera.page.goto(f"{service}/camera")
    light = camera.page.locator(".light-word")
    expect(light).to_have_text("Parado")
    camera.page.get_by_role("button", name="Empezar a medir").click()
    expect(light).to_have_text("Midiendo")
    expect(camera.page.locator("video")).to_have_css("opacity", "0")
    wanted = {State.CUSTOMER.value, State.DEVICE.value}
    assert states_of(now.page, wanted) >= wanted
    expect(now.page.locator(".chip")).to_have_text("cámara bien")
    expect(now.page.locator(".camera")).to_contain_text("Origen: un navegador")
    expect(camera.page.locator(".light-state")).not_to_be_empty()
    expect(camera.page.locator(".light")).to_contain_text("imágenes por segundo")
    camera.page.get_by_role("button", name="Parar").click()
    expect(light).to_have_text("Parado")
    expect(now.page.locator(".chip")).to_have_text("cámara sin respuesta")
    expect(now.page.locator(".camera")).to_contain_text("Ningún navegador envía")
    assert (camera.complaints, now.complaints) == ([], [])
    context.close()


def test_a_counter_is_given_this_browser_and_the_light_tells_the_truth(
    shop: Running, pattern: Browser
) -> None:
    # A network is quick when an answer takes less than half of what lies between two pictures.
    shop.shop.runtime.changes.change({"counters.main.rate_per_s": 2})
    watched = camera_page(pattern, shop)
    page = watched.page
    page.get_by_role("button", name="Usar este navegador en Farmacia").click()
    light = page.locator(".light-word")
    expect(light).to_have_text("Parado")
    assert shop.shop.runtime.settings.counters[0].camera == "browser:"
    begun_s = time.monotonic()
    page.get_by_role("button", name="Empezar a medir").click()
    expect(light).to_have_text("Esperando")
    expect(page.locator(".light")).to_contain_text("aún no recoge imágenes")
    with taking(shop.shop.runtime.browser_frames(MAIN)) as taken:
        expect(light).to_have_text("Midiendo")
        assert sizes_until(page, taken, (1280, 720))[0] == (640, 360)  # of a network nobody knows
        more_come(page, taken, 2)
        # Two a second, and no more than that.
        assert len(taken) <= 2 * (time.monotonic() - begun_s) + 1
        page.get_by_label("Mostrar la imagen").check()
        expect(page.locator("video")).to_have_css("opacity", "1")
        page.locator("button[data-lang=en]").click()
        expect(light).to_have_text("Measuring")
        expect(page.get_by_label("Show the picture")).to_be_checked()
    expect(light).to_have_text("Waiting")
    shop.shop.runtime.pauses.pause(MAIN)
    expect(page.locator(".light")).to_contain_text("This counter is paused")
    page.get_by_role("button", name="Stop").click()
    expect(light).to_have_text("Stopped")
    assert watched.complaints == []
    page.context.close()


def test_a_slow_way_makes_pictures_fewer_and_smaller_and_never_a_queue(
    shop: Running, pattern: Browser
) -> None:
    shop.shop.runtime.changes.change({"counters.main.camera": "browser:"})
    watched = camera_page(pattern, shop)
    page = watched.page
    # Every answer is held back, as a slow network would.
    page.route_web_socket("**/frames", _delayed)
    page.reload()
    with taking(shop.shop.runtime.browser_frames(MAIN)) as taken:
        begun_s = time.monotonic()
        page.get_by_role("button", name="Empezar a medir").click()
        sizes_until(page, taken, (480, 270))
        more_come(page, taken, 2)
        # One on its way at a time: 0.4 s each.
        assert len(taken) <= (time.monotonic() - begun_s) / 0.4 + 1
    page.context.close()


def _delayed(route: WebSocketRoute) -> None:
    server = route.connect_to_server()
    server.on_message(lambda message: _later(route, message))


def _later(route: WebSocketRoute, message: str | bytes) -> None:
    asyncio.get_event_loop().call_later(0.4, route.send, message)


def test_another_browser_takes_over_and_another_camera_ends_it(
    shop: Running, pattern: Browser
) -> None:
    shop.shop.runtime.changes.change({"counters.main.camera": "browser:"})
    former, newer = camera_page(pattern, shop).page, camera_page(pattern, shop).page
    with taking(shop.shop.runtime.browser_frames(MAIN)):
        former.get_by_role("button", name="Empezar a medir").click()
        expect(former.locator(".light-word")).to_have_text("Midiendo")
        newer.get_by_role("button", name="Empezar a medir").click()
        expect(newer.locator(".light-word")).to_have_text("Midiendo")
        expect(former.locator("#camera-problem")).to_contain_text("Otro navegador es ahora")
        expect(former.locator(".light-word")).to_have_text("Parado")
        shop.shop.runtime.changes.change({"counters.main.camera": "0"})
        expect(newer.locator("#camera-problem")).to_contain_text("usa ahora otra cámara")
    for page in (former, newer):
        page.context.close()


def test_no_camera_says_why(shop: Running, open_page: Opener) -> None:
    shop.shop.runtime.changes.change({"counters.main.camera": "browser:"})
    page = open_page(f"{shop.url}/camera").page  # of a machine without any camera
    page.get_by_role("button", name="Empezar a medir").click()
    expect(page.locator("#camera-problem")).to_contain_text("cámara")
    expect(page.locator(".light-word")).to_have_text("Parado")


def test_it_comes_back_by_itself_when_the_program_does(shop: Running, pattern: Browser) -> None:
    shop.shop.runtime.changes.change({"counters.main.camera": "browser:"})
    page = camera_page(pattern, shop).page
    with taking(shop.shop.runtime.browser_frames(MAIN)):
        page.get_by_role("button", name="Empezar a medir").click()
        light = page.locator(".light-word")
        expect(light).to_have_text("Midiendo")
        shop.end()
        expect(light).to_have_text("Esperando")
        expect(page.locator(".light")).to_contain_text(re.compile("Sin conexión|Conectando"))
    shop.begin()
    with taking(shop.shop.runtime.browser_frames(MAIN)):
        expect(light).to_have_text("Midiendo")
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_and_every_width(shop: Running, pattern: Browser, theme: str) -> None:
    page = camera_page(pattern, shop, color_scheme=theme, reduced_motion="reduce").page
    found = violations(page)
    page.get_by_role("button", name="Usar este navegador").click()
    page.get_by_role("button", name="Empezar a medir").click()
    for language in ("es", "en"):
        page.locator(f"button[data-lang={language}]").click()
        with taking(shop.shop.runtime.browser_frames(MAIN)):
            expect(page.locator(".light[data-light=measuring]")).to_be_visible()
            page.locator("#preview-wanted").check()
            found += violations(page)
            if theme == "light":
                assert too_wide(page) == []
        expect(page.locator(".light[data-light=waiting]")).to_be_visible()
        found += violations(page)
    assert found == []
    page.context.close()


def test_only_this_page_may_ask_for_the_camera(shop: Running, open_page: Opener) -> None:
    page = open_page(shop.url).page
    allowed = "document.featurePolicy.allowsFeature('camera')"
    assert page.evaluate(allowed) is False
    page.goto(f"{shop.url}/camera")
    assert page.evaluate(allowed) is True
    assert page.evaluate("document.featurePolicy.allowsFeature('microphone')") is False
