"""Threads that ended though they should go on for ever: by an error of this program."""

from __future__ import annotations

import threading
from typing import Final

RESTART: Final = "it ended by an error of this program: start Mostrador again; its log says more"


def ended_by_error(thread: threading.Thread, stop: threading.Event) -> bool:
    """Whether it was started, and is over without having been told to `stop`."""
    return thread.ident is not None and not thread.is_alive() and not stop.is_set()
