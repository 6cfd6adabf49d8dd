"""Puts the application on a port of this computer, and on no other."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import uvicorn

from api.main import create_app
from monitor.errors import MostradorError, ServeError
from monitor.runtime.site.service import Runtime

LOOPBACK: Final = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "::1"}
"""Accepted hosts, and the address that each is bound to."""

MAX_MESSAGE_BYTES: Final = 2_000_000
"""Of a WebSocket: beyond this the connection is cut without a reason in words."""

_GRACE_S: Final = 3
_PING_S: Final = 5.0
_PONG_S: Final = 20.0
"""The answer stands behind a whole picture, which a slow network takes its time for."""

_QUEUE: Final = 128
_LAST_PORT: Final = 65535
_ENDING: Final = (signal.SIGINT, signal.SIGTERM)


def serve(runtime: Runtime, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM, then stop the runtime and return.

    Args:
        runtime: not yet started; its settings name host and port.
        on_ready: told the address of the page once it answers.

    Raises:
        ServeError: the address is not of this computer, or the port is taken.
        MostradorError: the runtime cannot start.
    """
    server = runtime.settings.server
    with Service(runtime, server.host, server.port) as service:
        service.run(on_ready)


class Service:
    """One server on one port. Holds the port from the beginning; port 0 takes a free one."""

    def __init__(self, runtime: Runtime, host: str, port: int) -> None:
        self._socket = _bound(host, port)
        self._failure: MostradorError | None = None
        app = create_app(runtime, self._give_up)
        config = uvicorn.Config(
            app,
            http="h11",
            # One picture at a time, and none of a size that would be refused anyway.
            ws="websockets-sansio",
            ws_max_size=MAX_MESSAGE_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=_PING_S,
            ws_ping_timeout=_PONG_S,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            # Nobody stands between the browser and this socket, so nobody may say otherwise.
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        self._server = _Server(config, runtime.broadcast.close)

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._socket.close()

    @property
    def url(self) -> str:
        """Address of the page."""
        address = self._socket.getsockname()
        host = f"[{address[0]}]" if self._socket.family == socket.AF_INET6 else address[0]
        return f"http://{host}:{address[1]}"

    def run(self, on_ready: Callable[[str], None] | None = None) -> None:
        """Serve until told to stop. Raises what kept the runtime from starting."""
        if on_ready is not None:
            self._server.on_ready = lambda: on_ready(self.url)
        self._server.run(sockets=[self._socket])
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Have `run` return soon. Any thread may call it."""
        self._server.should_exit = True

    def _give_up(self, error: MostradorError) -> None:
        self._failure = error
        self._server.should_exit = True


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams
        self.on_ready: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit and self.on_ready is not None:
            self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # An open stream never ends by itself, and the server would wait for it.
        self._end_streams()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Stop on a signal and return, so that whoever called can tidy up after itself.

        (The library would raise the signal once more, which ends the process on the spot.)
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self._on_signal) for each in _ENDING}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        # A second one changes nothing: what is under way has seconds to end, and cutting it off
        # (`force_exit`) would be told as an error by each part of the library.
        self.should_exit = True


def _bound(host: str, port: int) -> socket.socket:
    address = LOOPBACK.get(host)
    if address is None:
        raise ServeError(
            f"server.host = {host!r}: the page has no access control yet, so it is served to this "
            f"computer only: accepted are {', '.join(LOOPBACK)}"
        )
    if not 0 <= port <= _LAST_PORT:
        raise ServeError(f"port {port} is none: accepted is a number from 1 to {_LAST_PORT}")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family, backlog=_QUEUE)
    except OSError as error:
        raise ServeError(
            f"port {port} of {host} cannot be used ({os.strerror(error.errno or 0)}): choose "
            "another with --port or server.port, or end the program that holds it"
        ) from error
