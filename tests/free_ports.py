"""Ports for programs that are told theirs."""

from __future__ import annotations

import random
import socket

# Below those that the system hands out by itself, which somebody might get in between.
_FIRST, _LAST = 20_000, 32_000


def free_port() -> int:
    """A port of this machine that nobody holds, and that nobody is given unasked."""
    while True:
        port = random.randint(_FIRST, _LAST)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
