"""Pictures of a browser, on their way to the locked worker that asks for them."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Final

from monitor.ports import Pictures

_TURN_S: Final = 0.25


@contextmanager
def handing_on(pictures: Pictures, pipe: Connection) -> Generator[None]:
    """While this lasts, every request of the worker is answered with the newest picture."""
    stop = threading.Event()
    thread = threading.Thread(target=_hand_on, args=(pictures, pipe, stop), name="browser-frames")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _hand_on(pictures: Pictures, pipe: Connection, stop: threading.Event) -> None:
    try:
        while not stop.is_set():
            if not pipe.poll(_TURN_S):
                continue
            pipe.recv_bytes(1)
            message = None
            while message is None and not stop.is_set():
                message = pictures.take(_TURN_S)
            if message is not None:
                pipe.send_bytes(message)
    except (EOFError, OSError):
        return  # the worker is gone; its supervisor says why
