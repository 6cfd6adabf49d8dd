"""Headers on every answer; local names only."""

from __future__ import annotations

import socket

import httpx
import pytest

from api.headers import SECURITY_HEADERS
from api.problems import Problem

PATHS = [
    "/",
    "/nothing",
    "/api/v1/counters",
    "/api/v1/metrics?from=never",
    "/api/v1/openapi.json",
    "/problems/not-found",
    "/vendor/plotly.min.js",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers.get_list(name) == [value]
    assert "server" not in answer.headers


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    rules = dict(
        rule.split(" ", 1) for rule in SECURITY_HEADERS["Content-Security-Policy"].split("; ")
    )
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


def test_answers_of_the_api_are_not_kept(client: httpx.Client) -> None:
    for path in ("counters", "now", "metrics", "health", "nothing", "openapi.json"):
        assert client.get(f"/api/v1/{path}").headers.get_list("cache-control") == ["no-store"]


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST", "localhost:8000", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:99"],
)
def test_local_names(client: httpx.Client, host: str) -> None:
    assert client.get("/api/v1/counters", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:127.0.0.1",
        "localhost:8000:8000",
        "localhost:x",
        "192.168.1.7:8000",
        "127.0.0.2",
        "0.0.0.0",
        "::1",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/v1/now"])
def test_other_names_are_refused(client: httpx.Client, host: str, path: str) -> None:
    """A name elsewhere that was pointed at this computer (DNS rebinding)."""
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 421
    told = answer.json()
    assert told["type"] == Problem.HOST_REFUSED.uri
    assert "localhost, 127.0.0.1, [::1]" in told["detail"]
    assert answer.headers["content-security-policy"]


def test_no_name_at_all(client: httpx.Client) -> None:
    address = (client.base_url.host, client.base_url.port or 0)
    with socket.create_connection(address, timeout=60) as raw:
        raw.sendall(b"GET /api/v1/counters HTTP/1.0\r\n\r\n")
        assert b" 421 " in raw.recv(4096).split(b"\r\n", 1)[0]


def test_no_other_origin_is_let_in(client: httpx.Client) -> None:
    answer = client.get("/api/v1/counters", headers={"Origin": "http://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    preflight = client.options("/api/v1/counters", headers={"Origin": "http://evil.example"})
    assert preflight.status_code == 405
