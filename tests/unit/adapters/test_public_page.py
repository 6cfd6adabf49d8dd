"""What a proxy says to somebody without a password: asked of real servers on this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from monitor.adapters.public_page import Greeting, greeting
from monitor.errors import MostradorError


@contextmanager
def answering(status: int) -> Generator[int]:
    """The port of a server that answers everything alike."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert "Authorization" not in self.headers
            self.send_response(status)
            self.end_headers()

        def log_request(self, code: object = "", size: object = "") -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "greeted"),
    [
        (200, Greeting.OPEN),
        (401, Greeting.ASKS),
        (403, Greeting.ASKS),
        (302, Greeting.ASKS),
        (502, Greeting.OTHER),
    ],
)
def test_what_a_stranger_is_answered(status: int, greeted: Greeting) -> None:
    with answering(status) as port:
        assert greeting(f"http://127.0.0.1:{port}", 5) == (greeted, status)


def test_nothing_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(MostradorError, match=r"\(Connection refused\): is the"):
        greeting(f"https://127.0.0.1:{port}", 5)


def test_no_tls_there() -> None:
    with answering(200) as port, pytest.raises(MostradorError, match="does not speak TLS"):
        greeting(f"https://127.0.0.1:{port}", 5)
