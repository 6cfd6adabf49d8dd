"""Behind a proxy that shows the page under another address: that one, and this computer's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.own_address import OwnAddress
from api.problems import Problem
from tests.api.shop import Served, Shop, served

PUBLIC = "https://counter.example:8443"
NAME = "counter.example:8443"
CHANGE: Any = {"changes": {"site.name": "Corner"}}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Served]]:
    shop = Shop(tmp_path_factory.mktemp("shown"))
    shop.reopen(
        server={"public_url": PUBLIC},
        counters=[{"id": "front", "camera": "browser:"}],
    )
    with served(shop.runtime) as running:
        yield shop, running


def test_a_usual_port_is_not_named() -> None:
    own = OwnAddress("https://counter.example")
    assert own.answers_to("counter.example")
    assert own.answers_to("Counter.example:443")
    assert not own.answers_to("counter.example:80")
    assert own.origins("counter.example:443") == ("https://counter.example",)


def test_without_a_proxy_there_are_local_names_alone() -> None:
    own = OwnAddress()
    assert not own.answers_to("")
    assert own.origins("localhost:8000") == ("http://localhost:8000",)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (NAME, 200),
        (NAME.upper(), 200),
        ("localhost:8000", 200),
        ("counter.example", 421),
        ("counter.example:8000", 421),
        ("x.counter.example:8443", 421),
        ("counter.example.evil.example:8443", 421),
        ("192.0.2.10", 421),
    ],
)
def test_which_names_are_answered(shown: tuple[Shop, Served], host: str, status: int) -> None:
    answer = httpx.get(f"{shown[1].url}/api/v1/counters", headers={"Host": host})
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["type"] == Problem.HOST_REFUSED.uri
        assert answer.json()["detail"].endswith(f"localhost, 127.0.0.1, [::1], {NAME}")


@pytest.mark.parametrize(
    "forwarded",
    [
        {"X-Forwarded-Host": NAME},
        {"X-Forwarded-Host": "localhost", "X-Forwarded-Proto": "https", "X-Forwarded-For": "::1"},
        {"Forwarded": f"for=127.0.0.1;host={NAME};proto=https"},
    ],
)
def test_what_a_header_says_of_a_proxy_counts_for_nothing(
    shown: tuple[Shop, Served], forwarded: dict[str, str]
) -> None:
    url = f"{shown[1].url}/api/v1/settings"
    hidden = httpx.get(url, headers={"Host": "evil.example", **forwarded})
    assert hidden.status_code == 421
    asked = {"Origin": "https://evil.example", "Host": NAME, **forwarded}
    assert httpx.patch(url, json=CHANGE, headers=asked).status_code == 403


@pytest.mark.parametrize(
    ("host", "origin", "site", "accepted"),
    [
        (NAME, PUBLIC, "same-origin", True),
        # A proxy that asks by the local name, which is what some do unless told otherwise.
        ("127.0.0.1:8000", PUBLIC, "same-origin", True),
        ("localhost:8000", "http://localhost:8000", "same-origin", True),
        (NAME, f"http://{NAME}", "same-origin", False),
        (NAME, "https://counter.example", "same-origin", False),
        (NAME, "http://localhost:8000", "same-origin", False),
        (NAME, "https://evil.example", "cross-site", False),
        (NAME, "null", "same-origin", False),
        (NAME, PUBLIC, "same-site", False),
        ("localhost:8000", PUBLIC, "cross-site", False),
        ("localhost:8000", "http://localhost:9000", "same-site", False),
    ],
)
def test_whose_pages_may_change_something(
    shown: tuple[Shop, Served], host: str, origin: str, site: str, *, accepted: bool
) -> None:
    told = {"Host": host, "Origin": origin, "Sec-Fetch-Site": site}
    answer = httpx.patch(f"{shown[1].url}/api/v1/settings", json=CHANGE, headers=told)
    assert answer.status_code == (200 if accepted else 403)
    assert handshake(shown[1].url, told) == (101 if accepted else 403)
    if not accepted:
        assert PUBLIC in answer.json()["detail"]


def handshake(url: str, headers: dict[str, str]) -> int:
    """The status with which a WebSocket is answered."""
    name, _, port = url.removeprefix("http://").partition(":")
    lines = [
        "GET /api/v1/counters/front/frames HTTP/1.1",
        *(f"{key}: {value}" for key, value in headers.items()),
        *("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"),
        *("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""),
    ]
    with socket.create_connection((name, int(port)), timeout=60) as raw:
        raw.sendall("\r\n".join(lines).encode())
        return int(raw.recv(4096).split(b" ", 2)[1])


def test_where_the_page_of_the_camera_is(shown: tuple[Shop, Served], client: httpx.Client) -> None:
    port = shown[1].url.rpartition(":")[2]
    assert httpx.get(f"{shown[1].url}/api/v1/browser-camera").json() == {
        "public_url": f"{PUBLIC}/camera",
        "local_url": f"http://localhost:{port}/camera",
    }
    assert client.get("/api/v1/browser-camera").json()["public_url"] is None
