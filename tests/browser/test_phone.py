"""A phone as the camera: through a real proxy with TLS, on a small screen, over bad networks."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from monitor.adapters.video_source.browser import jpeg_size
from monitor.attention.state import State
from monitor.runtime.compose import compose
from monitor.runtime.counter.browser_frames import BrowserFrames
from monitor.samples import CLIP
from monitor.settings import ServerSettings, Settings
from monitor.units import CounterId
from tests.api.shop import served
from tests.browser.accessibility import violations
from tests.browser.conftest import CAMERA_FLAGS, Watched, launch_arguments
from tests.browser.played_shop import Running, running
from tests.browser.test_camera import sizes_until, states_of, taking
from tests.browser.tls_proxy import TlsProxy, tls_proxy
from tests.needs import chromium_path
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.needs("openssl")]

MAIN = CounterId("main")
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
    "locale": "es-ES",
}
EVIL = "https://evil.test/"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsProxy]:
    with tls_proxy(tmp_path_factory.mktemp("proxy")) as made:
        yield made


@pytest.fixture(autouse=True)
def _good_network(proxy: TlsProxy) -> Iterator[None]:
    yield
    proxy.bytes_per_s = None
    proxy.speak()


@pytest.fixture(scope="module")
def phone(playwright_of: Playwright, proxy: TlsProxy) -> Iterator[Browser]:
    """A browser whose camera shows a test picture, and which trusts the proxy."""
    flags = [*launch_arguments(), *CAMERA_FLAGS, *proxy.browser_flags]
    chromium = playwright_of.chromium.launch(executable_path=chromium_path(), args=flags)
    yield chromium
    chromium.close()


@pytest.fixture
def shop(tmp_path: Path, proxy: TlsProxy) -> Iterator[Running]:
    """A shop that the proxy shows."""
    file = tmp_path / "mostrador.toml"
    file.write_text('[[counters]]\nid = "main"\ncamera = "browser:"\n', encoding="utf-8")
    with running(tmp_path, settings_file=file) as shop:
        shop.shop.runtime.changes.change({"counters.main.camera": "browser:"})
        shop.end()
        server = ServerSettings(public_url=proxy.url)
        shop.shop.next_settings = shop.shop.next_settings.model_copy(update={"server": server})
        shop.begin()
        proxy.behind = int(shop.url.rpartition(":")[2])
        yield shop


def on_phone(browser: Browser, url: str, script: str = "", **more: Any) -> Watched:
    context = browser.new_context(**{**PHONE, "permissions": ["camera"], **more})
    watched = Watched(context.new_page())
    if script:
        watched.page.add_init_script(script)
    watched.listen()
    watched.page.goto(f"{url}/camera")
    return watched


def frames_of(shop: Running) -> BrowserFrames:
    return shop.shop.runtime.browser_frames(MAIN)


def is_tall(picture: bytes) -> bool:
    width, height = jpeg_size(picture) or (0, 0)
    return height > width


def wait_for(page: Page, done: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline_s
        page.wait_for_timeout(50)


@pytest.mark.needs("ffmpeg")
def test_a_phone_measures_through_tls_and_nobody_else_gets_in(
    tmp_path: Path, playwright_of: Playwright, proxy: TlsProxy
) -> None:
    """The real thing: locked worker, proxy, and a camera that films the bundled clip."""
    filmed = tmp_path / "clip.mjpeg"
    command = ["ffmpeg", "-v", "error", "-i", str(CLIP), "-an", "-c:v", "mjpeg", "-q:v", "3"]
    subprocess.run([*command, "-r", "20", str(filmed)], check=True)
    settings = Settings.model_validate(
        {
            "server": {"public_url": proxy.url},
            "store": {"url": f"sqlite:///{tmp_path}/shop.db"},
            "counters": [{"id": "main", "name": "Farmacia", "camera": "browser:"}],
        }
    )
    chromium = playwright_of.chromium.launch(
        executable_path=chromium_path(),
        args=[
            *launch_arguments(),
            *CAMERA_FLAGS,
            *proxy.browser_flags,
            f"--use-file-for-fake-video-capture={filmed}",
        ],
    )
    with served(compose(settings)) as serving:
        try:
            proxy.behind = int(serving.url.rpartition(":")[2])
            camera = on_phone(chromium, proxy.url)
            page = camera.page
            assert page.evaluate("window.isSecureContext") is True
            page.get_by_role("button", name="Empezar a medir").tap()
            expect(page.locator(".light-word")).to_have_text("Midiendo")
            now = Watched(page.context.new_page())
            now.listen()
            now.page.goto(proxy.url)
            wanted = {State.CUSTOMER.value, State.DEVICE.value}
            assert states_of(now.page, wanted) >= wanted
            assert (camera.complaints, now.complaints) == ([], [])
            _nobody_else(chromium, proxy)
            expect(page.locator(".light-word")).to_have_text("Midiendo")
        finally:
            chromium.close()


def _nobody_else(chromium: Browser, proxy: TlsProxy) -> None:
    """Neither under another name of the same proxy, nor from a page of another origin."""
    page = chromium.new_context(ignore_https_errors=True).new_page()
    answer = page.goto(f"https://other.test:{proxy.port}/")
    assert answer is not None
    assert answer.status == 421
    page.route(EVIL, lambda route: route.fulfill(body="<p>x</p>", content_type="text/html"))
    page.goto(EVIL)
    opens = """(url) => new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.onopen = () => resolve("open");
      socket.onclose = (event) => resolve(event.code);
    })"""
    frames = f"wss://counter.test:{proxy.port}/api/v1/counters/main/frames"
    assert page.evaluate(opens, frames) == 1006
    changes = """(url) => fetch(url, {
      method: "PATCH", body: "{}", headers: {"Content-Type": "application/json"},
    }).then(() => "answered", () => "refused")"""
    assert page.evaluate(changes, f"{proxy.url}/api/v1/settings") == "refused"
    reads = "(url) => fetch(url).then(() => 'read', () => 'refused')"
    assert page.evaluate(reads, f"{proxy.url}/api/v1/now") == "refused"
    page.context.close()


def test_the_page_says_how_a_phone_gets_there(
    shop: Running, phone: Browser, proxy: TlsProxy
) -> None:
    there = on_phone(phone, proxy.url)
    expect(there.page.locator(".light-word")).to_be_visible()
    expect(there.page.locator(".phone")).to_have_count(0)
    at_home = on_phone(phone, shop.url)
    link = at_home.page.locator(".phone-address")
    expect(link).to_have_attribute("href", f"{proxy.url}/camera")
    found = violations(at_home.page)
    shop.end()
    local = shop.shop.next_settings.model_copy(update={"server": ServerSettings()})
    shop.shop.next_settings = local
    shop.begin()
    at_home.page.reload()
    port = shop.url.rpartition(":")[2]
    expect(at_home.page.locator(".phone")).to_contain_text(f"adb reverse tcp:{port} tcp:{port}")
    expect(at_home.page.locator(".phone")).to_contain_text("docs/phone.md")
    assert found + violations(at_home.page) == []
    for watched in (there, at_home):
        watched.page.context.close()


def test_a_slow_network_lowers_rate_and_size_and_nothing_grows(
    shop: Running, phone: Browser, proxy: TlsProxy
) -> None:
    # Quick is less than half of what lies between two pictures: a busy machine must be it, too.
    shop.shop.runtime.changes.change({"counters.main.rate_per_s": 4})
    watched = on_phone(phone, proxy.url)
    page = watched.page
    unanswered: list[int] = []
    underway = [0]

    def count(step: int) -> None:
        underway[0] += step
        unanswered.append(underway[0])

    page.on("websocket", lambda socket: socket.on("framesent", lambda _: count(1)))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda _: count(-1)))
    with taking(frames_of(shop)) as taken:
        page.get_by_role("button", name="Empezar a medir").tap()
        expect(page.locator(".light-word")).to_have_text("Midiendo")
        slow_bytes_per_s = 2 * len(taken[-1])  # half a second for one that is due every tenth
        proxy.bytes_per_s = slow_bytes_per_s
        sizes_until(page, taken, (480, 270))
        expect(page.locator(".hints")).to_contain_text("La red va lenta")
        before, began_s = len(taken), time.monotonic()
        wait_for(page, lambda: len(taken) >= before + 5)
        came_bytes = sum(map(len, taken[before:]))
        assert came_bytes / (time.monotonic() - began_s) <= 1.5 * slow_bytes_per_s
        proxy.bytes_per_s = None
        sizes_until(page, taken, (640, 360))
    assert max(unanswered) <= 1  # (the service speaks first: one answer more than pictures)
    page.context.close()


def test_a_network_that_is_gone_is_noticed_and_comes_back(
    shop: Running, phone: Browser, proxy: TlsProxy
) -> None:
    page = on_phone(phone, proxy.url).page
    light = page.locator(".light-word")
    with taking(frames_of(shop)) as taken:
        page.get_by_role("button", name="Empezar a medir").tap()
        expect(light).to_have_text("Midiendo")
        proxy.silence()
        expect(light).to_have_text("Esperando")
        expect(page.locator(".light")).to_contain_text("Sin conexión")
        proxy.speak()
        expect(light).to_have_text("Midiendo")
        proxy.cut()
        before = len(taken)
        wait_for(page, lambda: len(taken) > before + 5)
        expect(light).to_have_text("Midiendo")
    page.context.close()


def test_a_camera_that_is_taken_away_is_asked_for_again(
    shop: Running, phone: Browser, proxy: TlsProxy
) -> None:
    """The first camera is the real one; the next attempt finds it in use, the one after has it."""
    script = """
      const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      window.asked = 0;
      navigator.mediaDevices.getUserMedia = (wanted) => {
        window.asked += 1;
        if (window.asked !== 2) return real(wanted);
        return Promise.reject(new DOMException("in use", "NotReadableError"));
      };
      const send = WebSocket.prototype.send;
      window.stale = 0;
      WebSocket.prototype.send = function (picture) {
        if (document.querySelector("video").paused) window.stale += 1;
        return send.call(this, picture);
      };
    """
    watched = on_phone(phone, proxy.url, script)
    page = watched.page
    light = page.locator(".light")
    with taking(frames_of(shop)):
        page.get_by_role("button", name="Empezar a medir").tap()
        expect(page.locator(".light-word")).to_have_text("Midiendo")
        track = "document.querySelector('video').srcObject.getVideoTracks()[0]"
        page.evaluate(f"{track}.dispatchEvent(new Event('ended'))")
        expect(light).to_contain_text("está usando la cámara. Se reintenta solo")
        expect(page.locator(".light-word")).to_have_text("Midiendo")
        assert page.evaluate("window.asked") == 3
        # One that stands still gives nothing that could be judged.
        page.evaluate("document.querySelector('video').pause()")
        expect(light).to_contain_text("no da imágenes ahora. Se reintenta solo")
        expect(page.locator(".light-word")).to_have_text("Midiendo")
        assert page.evaluate("window.stale") <= 2  # on their way when it stopped
    assert watched.complaints == []
    page.context.close()


def test_a_camera_in_use_or_not_allowed_is_said_and_can_be_tried_again(
    shop: Running, phone: Browser, proxy: TlsProxy
) -> None:
    script = """
      const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      const errors = ["NotReadableError", "NotAllowedError", "NotFoundError"];
      navigator.mediaDevices.getUserMedia = (wanted) => {
        const name = errors.shift();
        return name ? Promise.reject(new DOMException("no", name)) : real(wanted);
      };
    """
    page = on_phone(phone, proxy.url, script).page
    start = page.get_by_role("button", name="Empezar a medir")
    problem = page.locator("#camera-problem")
    for words in ("está usando la cámara. Ciérrelo", "No se ha permitido", "no tiene cámara"):
        start.tap()
        expect(problem).to_contain_text(words)
    with taking(frames_of(shop)):
        start.tap()
        expect(page.locator(".light-word")).to_have_text("Midiendo")
        expect(problem).to_be_hidden()
    page.context.close()


def test_a_turned_phone_goes_on_and_says_so(shop: Running, phone: Browser, proxy: TlsProxy) -> None:
    script = """
      const canvas = document.createElement("canvas");
      window.lie = (width, height) => Object.assign(canvas, { width, height });
      window.lie(720, 1280);
      setInterval(() => {
        const pen = canvas.getContext("2d");
        pen.fillStyle = `hsl(${performance.now() % 360} 50% 50%)`;
        pen.fillRect(0, 0, canvas.width, canvas.height);
      }, 40);
      navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(20));
    """
    page = on_phone(phone, proxy.url, script).page
    with taking(frames_of(shop)) as taken:
        page.get_by_role("button", name="Empezar a medir").tap()
        wait_for(page, lambda: bool(taken) and is_tall(taken[-1]))
        expect(page.locator(".hints")).not_to_contain_text("se ha girado")
        page.evaluate("window.lie(1280, 720)")
        wait_for(page, lambda: not is_tall(taken[-1]))
        expect(page.locator(".hints")).to_contain_text("El dispositivo se ha girado")
        page.evaluate("window.lie(720, 1280)")
        expect(page.locator(".hints")).not_to_contain_text("se ha girado")
    page.context.close()


def test_front_and_back_and_a_page_out_of_view(
    playwright_of: Playwright, shop: Running, proxy: TlsProxy
) -> None:
    two = "--use-fake-device-for-media-stream=device-count=2"
    flags = [*launch_arguments(), two, CAMERA_FLAGS[1], *proxy.browser_flags]
    chromium = playwright_of.chromium.launch(executable_path=chromium_path(), args=flags)
    page = on_phone(chromium, proxy.url).page
    with taking(frames_of(shop)):
        page.get_by_role("button", name="Empezar a medir").tap()
        expect(page.locator(".light-word")).to_have_text("Midiendo")
        which = page.get_by_label("Cámara de este dispositivo")
        expect(which.locator("option")).to_have_count(2)
        other = which.locator("option:not(:checked)").get_attribute("value")
        which.select_option(other)
        used = "document.querySelector('video').srcObject?.getVideoTracks()[0].getSettings()"
        page.wait_for_function(f"(id) => {used}?.deviceId === id", arg=other)
        expect(page.locator(".light-word")).to_have_text("Midiendo")
        page.evaluate(_OUT_OF_VIEW, True)
        expect(page.locator(".light-word")).to_have_text(re.compile("Casi parado"))
        expect(page.locator(".light")).to_contain_text("Vuelva a ella")
        page.evaluate(_OUT_OF_VIEW, False)
        expect(page.locator(".light-word")).to_have_text("Midiendo")
    chromium.close()


_OUT_OF_VIEW = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
