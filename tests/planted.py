"""Acts that the kernel must forbid, planted in the real processes of a camera.

A worker that carries them tries each before it has read a byte of its source, and again after the
first picture; a fetcher once it has connected. Both tell by failing, as any problem is told.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from monitor.adapters.sandbox import process_limits, seccomp
from monitor.errors import MostradorError
from monitor.ports import CameraOrder, FrameSource
from monitor.runtime.vision import fetcher, worker
from monitor.runtime.vision.fork_server import WorkerBody
from monitor.runtime.vision.worker import VISION
from tests.unit.adapters.locked_process import OpenBefore, attempts

MARK = "planted: "


@dataclass(frozen=True, slots=True)
class Place:
    """Where the acts are tried: a folder with a file `old` and a folder `inner`, and two servers,
    one of them the camera's.
    """

    folder: Path
    other_port: int
    camera_port: int


def acts_in_the_worker(place: Place) -> WorkerBody:
    """The real processes, with acts in the one that decodes."""
    return replace(VISION, run=partial(look, place))


def acts_in_the_fetcher(place: Place) -> WorkerBody:
    """The real processes, with acts in the one that connects."""
    return replace(VISION, fetch=partial(fetch, place))


def look(
    place: Place,
    order: CameraOrder,
    pipe: Connection,
    text: Connection,
    frames: Connection | None,
) -> None:
    """`worker.run`, with acts before the first byte and after the first picture."""
    before = nothing_open()
    through: list[str] = []
    open_really = worker.open_source

    def open_source(*arguments: object) -> FrameSource:
        through.extend(f"before: {act}" for act in gone_through(before, place))
        return open_really(*arguments)  # pyright: ignore[reportArgumentType]

    def watch(source: FrameSource, *_: object) -> None:
        assert source.read() is not None
        through.extend(f"after: {act}" for act in gone_through(before, place))
        raise MostradorError(MARK + ", ".join(through))

    worker.open_source = open_source
    worker.watch = watch
    worker.run(order, pipe, text, frames)


def fetch(
    place: Place,
    order: CameraOrder,
    pipe: Connection,
    text: Connection,
    packets: Connection,
) -> None:
    """`fetcher.fetch`, with acts once it has connected, before it says so."""
    before = nothing_open()

    def lock_status(_: object) -> None:
        raise MostradorError(MARK + ", ".join(gone_through(before, place)))

    fetcher.lock_status = lock_status
    fetcher.fetch(order, pipe, text, packets)


def gone_through(before: OpenBefore, place: Place) -> list[str]:
    """What could be done, by name."""
    os.environ["OTHER_PORT"] = str(place.other_port)
    os.environ["CAMERA_PORT"] = str(place.camera_port)
    return [name for name, said in attempts(place.folder, before).items() if said == "done"]


def nothing_open() -> OpenBefore:
    """A process that was started for a camera has no file and no socket from before."""
    closed = socket.socket()
    closed.close()
    return OpenBefore(-1, closed)


def look_unlocked(
    order: CameraOrder, pipe: Connection, text: Connection, frames: Connection | None
) -> None:
    """`worker.run` on a kernel that refuses Landlock."""
    refuse_landlock()
    worker.run(order, pipe, text, frames)


def fetch_unlocked(
    order: CameraOrder, pipe: Connection, text: Connection, packets: Connection
) -> None:
    """`fetcher.fetch` on a kernel that refuses Landlock."""
    refuse_landlock()
    fetcher.fetch(order, pipe, text, packets)


def refuse_landlock() -> None:
    """From now on in this process."""
    process_limits.set_no_new_privileges()
    seccomp.deny({"landlock_create_ruleset": (444, 444)})
