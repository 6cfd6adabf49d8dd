"""A browser as the camera: one picture at a time, and a clear reason at every end."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from monitor.runtime.counter.browser_frames import MAX_PICTURE_BYTES, BrowserFrames
from monitor.units import CounterId
from tests.api.shop import Served, Shop, served

FRONT = CounterId("front")
JPEG = b"\xff\xd8\xff\xe0 not much of a picture"


@pytest.fixture
def front(tmp_path: Path) -> Iterator[tuple[Shop, Served]]:
    shop = Shop(tmp_path)
    shop.reopen(counters=[{"id": "front", "camera": "browser:"}, {"id": "side", "camera": "0"}])
    with served(shop.runtime) as running:
        yield shop, running


def is_empty(shop: Shop) -> bool:
    """No browser has become the camera."""
    return shop.runtime.browser_frames(FRONT)._current == 0


def opened(running: Served, counter: str = "front", **more: Any) -> ClientConnection:
    url = running.url.replace("http", "ws", 1)
    return connect(f"{url}/api/v1/counters/{counter}/frames", compression=None, **more)


def told(browser: ClientConnection) -> Any:
    return json.loads(browser.recv(timeout=60))


def ended(browser: ClientConnection) -> tuple[int, str]:
    """Code and reason with which the service ends the connection."""
    try:
        for _ in range(100):
            browser.recv(timeout=60)
    except ConnectionClosed as closed:
        if closed.rcvd is not None:
            return closed.rcvd.code, closed.rcvd.reason
        raise
    raise AssertionError("the connection goes on")


class Worker:
    """Asks for pictures as a vision worker's pipe does."""

    def __init__(self, frames: BrowserFrames, count: int) -> None:
        self.pictures: list[bytes] = []
        self._frames = frames
        self._thread = threading.Thread(target=self._run, args=(count,), daemon=True)
        self._thread.start()

    def _run(self, count: int) -> None:
        while len(self.pictures) < count:
            message = self._frames.take(60)
            assert message is not None
            self.pictures.append(message[8:])

    def join(self) -> None:
        self._thread.join(60)
        assert not self._thread.is_alive()


def test_each_picture_is_answered_once_it_is_taken(front: tuple[Shop, Served]) -> None:
    shop, running = front
    worker = Worker(shop.runtime.browser_frames(FRONT), 3)
    with opened(running) as browser:
        assert told(browser) == {"rate_per_s": 10.0, "max_bytes": MAX_PICTURE_BYTES}
        for number in range(3):
            browser.send(JPEG + bytes([number]))
            answer = told(browser)
            assert (answer["taken"], answer["rate_per_s"]) == (True, 10.0)
    worker.join()
    assert worker.pictures == [JPEG + bytes([number]) for number in range(3)]


def test_what_nobody_takes_is_answered_and_forgotten(front: tuple[Shop, Served]) -> None:
    shop, running = front
    with opened(running) as browser:
        told(browser)
        browser.send(JPEG)
        assert told(browser)["taken"] is False
        assert shop.runtime.browser_frames(FRONT).take(0) is None


def test_pictures_that_were_not_waited_for_never_pile_up(front: tuple[Shop, Served]) -> None:
    shop, running = front
    frames = shop.runtime.browser_frames(FRONT)
    with opened(running) as browser:
        told(browser)
        for number in range(5):
            browser.send(JPEG + bytes([number]))
        assert frames.take(60) is not None
        held = [frames.take(0) for _ in range(3)]
        assert sum(each is not None for each in held) <= 1


@pytest.mark.parametrize(
    ("message", "code", "words"),
    [
        ("hello", 4415, "one JPEG in each binary message"),
        (b"\x89PNG\r\n", 4415, "one JPEG"),
        (b"", 4415, "one JPEG"),
        (JPEG + bytes(MAX_PICTURE_BYTES), 4413, "more than 1000000 bytes"),
    ],
)
def test_what_is_no_picture_ends_with_a_reason(
    front: tuple[Shop, Served], message: str | bytes, code: int, words: str
) -> None:
    with opened(front[1]) as browser:
        browser.send(message)
        assert ended(browser)[0] == code
        assert words in ended(browser)[1]


def test_a_message_beyond_all_measure_is_cut(front: tuple[Shop, Served]) -> None:
    with opened(front[1]) as browser:
        # The cut may come while the message is still on its way, and then its reason may be lost.
        try:
            browser.send(JPEG + bytes(3_000_000))
            reason = ended(browser)[0]
        except ConnectionClosed as cut:
            reason = cut.rcvd.code if cut.rcvd else None
        assert reason in {1009, None}


def test_only_a_counter_whose_camera_is_a_browser(front: tuple[Shop, Served]) -> None:
    with opened(front[1], "side") as browser:
        assert ended(browser) == (4409, 'this counter has another camera: set it to "browser:"')
    with opened(front[1], "nobody") as browser:
        assert ended(browser) == (4404, "no counter has this name")


def test_another_camera_in_the_settings_ends_it(front: tuple[Shop, Served]) -> None:
    shop, running = front
    with opened(running) as browser:
        told(browser)
        shop.runtime.changes.change({"counters.front.camera": "0"})
        browser.send(JPEG)
        assert ended(browser)[0] == 4409


def test_the_newest_browser_is_the_camera(front: tuple[Shop, Served]) -> None:
    shop, running = front
    with opened(running) as former, opened(running) as newer:
        told(former)
        told(newer)
        former.send(JPEG)
        assert ended(former) == (
            4410,
            "another browser has become the camera of this counter",
        )
        worker = Worker(shop.runtime.browser_frames(FRONT), 1)
        newer.send(JPEG)
        assert told(newer)["taken"] is True
        worker.join()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_pages_elsewhere_cannot_be_the_camera(
    front: tuple[Shop, Served], headers: dict[str, str]
) -> None:
    shop, running = front
    with pytest.raises(InvalidStatus) as caught:
        opened(running, additional_headers=headers)
    assert caught.value.response.status_code == 403
    assert is_empty(shop)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "192.168.1.7", ""])
def test_other_names_are_refused(front: tuple[Shop, Served], host: str) -> None:
    """A name elsewhere that was pointed at this computer (DNS rebinding)."""
    shop, running = front
    name, _, port = running.url.removeprefix("http://").partition(":")
    asked = (
        "GET /api/v1/counters/front/frames HTTP/1.1\r\n"
        f"Host: {host}\r\nOrigin: http://{host}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection((name, int(port)), timeout=60) as raw:
        raw.sendall(asked.encode())
        assert b" 403 " in raw.recv(4096).split(b"\r\n", 1)[0]
    assert is_empty(shop)


def test_the_own_page_can(front: tuple[Shop, Served]) -> None:
    own = {"Origin": front[1].url, "Sec-Fetch-Site": "same-origin"}
    with opened(front[1], additional_headers=own) as browser:
        assert told(browser)["rate_per_s"] == 10.0


def test_other_addresses_take_no_websocket(front: tuple[Shop, Served]) -> None:
    for path in ("/", "/api/v1/now", "/nothing", "/camera"):
        with pytest.raises(InvalidStatus):
            connect(front[1].url.replace("http", "ws", 1) + path)


def test_a_service_that_stops_lets_the_browser_go(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.reopen(counters=[{"id": "front", "camera": "browser:"}])
    with ExitStack() as service:
        running = service.enter_context(served(shop.runtime))
        with opened(running) as browser:
            told(browser)
            browser.send(JPEG)
            service.close()
            assert ended(browser)[0] == 1012
