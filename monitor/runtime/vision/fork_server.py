"""Starts the fork server of the vision workers so that a Ctrl-C cannot break it off."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection

from monitor.ports import CameraOrder


@dataclass(frozen=True, slots=True)
class WorkerBody:
    """What a worker process does, and the modules that the fork server loads once for all of them.

    `run` looks at pictures. It takes the order, the pipe to answer on, the one for its standard
    streams, and the one on which a browser's pictures or the packets of `fetch` come; `fetch`
    connects to a network camera, and takes the same, with the one on which its packets go.
    """

    run: Callable[[CameraOrder, Connection, Connection, Connection | None], None]
    fetch: Callable[[CameraOrder, Connection, Connection, Connection], None]
    preloaded: tuple[str, ...]


def start_fork_server(preloaded: Sequence[str]) -> None:
    """Start it unless it runs. It loads these modules by itself, for about a second.

    A Ctrl-C reaches the whole group of processes, and is the parent's to act on: the server
    inherits that it does not hear it. The tracker comes first, because starting it lets the signal
    through again.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload(list(preloaded))
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    settings = {name: os.environ.pop(name) for name in list(os.environ) if _is_setting(name)}
    try:
        forkserver.ensure_running()
    finally:
        os.environ.update(settings)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stop_fork_server() -> None:
    """End it, and wait for it and all that it has started: what they took counts as this program's
    own then. Only where nothing is watched any more.
    """
    # Its own way to end it is not public; without it the server ends some time after this program.
    server = getattr(forkserver, "_forkserver")  # noqa: B009 - neither a type checker's business
    server._stop()  # noqa: SLF001 - as above


def _is_setting(name: str) -> bool:
    """Settings may hold passwords, which a process that decodes pictures has no business to know:
    it is handed what it needs with its order.
    """
    return name.upper().startswith("MOSTRADOR_")
