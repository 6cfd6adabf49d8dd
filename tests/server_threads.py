"""Small servers of tests, each in a thread of its own for as long as a `with` lasts."""

from __future__ import annotations

import socketserver
import threading
from typing import Self


class ServerThread:
    """Serves until its `with` ends. `stopped` is set then: whoever still answers sees it."""

    def __init__(self, server: socketserver.TCPServer) -> None:
        self.server = server
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=server.serve_forever, args=(0.05,))

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server.server_address[1])

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
