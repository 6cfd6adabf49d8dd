"""Pictures that a browser sends for a counter, on their way to its locked worker.

One place, newest wins: nothing queues, nothing is decoded, nothing is kept. A picture leaves the
place when the worker asks for one; only then is it acknowledged, and the browser sends the next.
"""

from __future__ import annotations

import struct
import threading
from typing import Final

from monitor.errors import MostradorError
from monitor.units import Ns

MAX_PICTURE_BYTES: Final = 1_000_000
"""Ten times what a JPEG of 1280x720 pixels takes."""

_STAMP: Final = struct.Struct("<q")


class TakenOver(MostradorError):
    """Another browser has become the camera of this counter."""


class BrowserFrames:
    """Fulfils `monitor.ports.Pictures`, between a browser and the counter's camera. Thread-safe."""

    def __init__(self) -> None:
        self._state = threading.Condition()
        self._browsers = 0
        self._current = 0
        self._offered: bytes | None = None

    def connect(self) -> int:
        """A browser wants to be the camera; whoever was it before is not any more."""
        with self._state:
            self._browsers += 1
            self._current = self._browsers
            self._offered = None
            self._state.notify_all()
            return self._current

    def disconnect(self, browser: int) -> None:
        """It is gone."""
        with self._state:
            if self._current == browser:
                self._current = 0
                self._offered = None
                self._state.notify_all()

    def offer(self, browser: int, t_ns: Ns, picture: bytes, wait_s: float) -> bool:
        """Offer a picture, and wait until the worker takes it.

        Args:
            browser: as `connect` gave it.
            t_ns: monotonic time at which the picture came.
            picture: a JPEG of at most `MAX_PICTURE_BYTES`.
            wait_s: how long to wait; a picture that nobody took by then is forgotten.

        Returns:
            Whether it was taken.

        Raises:
            TakenOver: another browser has connected since.
        """
        message = _STAMP.pack(t_ns) + picture
        with self._state:
            self._refuse_former(browser)
            self._offered = message
            self._state.notify_all()
            taken = self._state.wait_for(lambda: self._offered is not message, wait_s)
            if not taken:
                self._offered = None
            self._refuse_former(browser)
            return taken

    def wait_offered(self, wait_s: float) -> bool:
        """Wait until a browser offers a picture."""
        with self._state:
            return self._state.wait_for(lambda: self._offered is not None, wait_s)

    def take(self, wait_s: float) -> bytes | None:
        """The picture that is offered, with its stamp in front; None when there is none in time."""
        with self._state:
            self._state.wait_for(lambda: self._offered is not None, wait_s)
            message, self._offered = self._offered, None
            self._state.notify_all()
            return message

    def _refuse_former(self, browser: int) -> None:
        if self._current not in {0, browser}:
            raise TakenOver("another browser has become the camera of this counter")
