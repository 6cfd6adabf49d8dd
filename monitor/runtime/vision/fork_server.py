"""Starts the fork server of the vision workers so that a Ctrl-C cannot break it off."""

from __future__ import annotations

import signal
from multiprocessing import forkserver, resource_tracker


def start_fork_server() -> None:
    """Start it unless it runs. It loads its libraries by itself, for about a second.

    A Ctrl-C reaches the whole group of processes, and is the parent's to act on: the server
    inherits that it does not hear it. The tracker comes first, because starting it lets the signal
    through again.
    """
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
