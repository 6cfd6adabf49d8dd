"""Starts the real program on the bundled sample and listens to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import cv2
import httpx

from monitor.samples import CLIP
from tests.free_ports import free_port
from tests.patience import PATIENCE_S

ASK_S = 60.0
"""For one answer: a service may be stopped for some seconds, and goes on."""


def time_zone_at_noon() -> str:
    """Where it is about noon: what is summed since midnight must not begin anew in a test."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def short_film(path: Path, length_s: float = 5.0) -> Path:
    """The first seconds of the sample. In the first five, somebody looks at the customer."""
    source = cv2.VideoCapture(str(CLIP))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 15, (640, 480))
    for _ in range(round(15 * length_s)):
        writer.write(source.read()[1])
    writer.release()
    source.release()
    return path


def settings_file(
    folder: Path, camera: str | Path | None = None, extra: str = "", read_timeout_s: float = 60
) -> Path:
    """Settings for one counter on the sample, with its database in the folder.

    The camera is given up late: a busy machine's pictures may be seconds apart.
    """
    file = folder / "counter.toml"
    file.write_text(
        f"""
[site]
time_zone = "{time_zone_at_noon()}"
[store]
url = "sqlite:///{folder / "shop.db"}"
[publish]
min_judged_s = 1
{extra}
[[counters]]
id = "front"
camera = "{camera or CLIP}"
loop = true
rate_per_s = 15
read_timeout_s = {read_timeout_s}
"""
    )
    return file


def who_holds(camera: Path, program: int) -> list[int]:
    """Processes that have the camera open.

    Into a locked worker root alone may look: to others each worker of the program has it open.
    """
    if os.geteuid() != 0:
        return workers_of(program)
    found: list[int] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            held = [entry.readlink() for entry in (process / "fd").iterdir()]
        except OSError:
            continue  # it is gone
        if camera.resolve() in held:
            found.append(int(process.name))
    return found


def workers_of(program: int) -> list[int]:
    """Process ids of a program's vision workers: the children of its fork server."""
    table = subprocess.run(
        ["ps", "-ww", "-e", "-o", "pid=,ppid=,state=,args="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line.split(None, 3) for line in table.splitlines()]
    servers = [row[0] for row in rows if row[1] == str(program) and "forkserver" in row[-1]]
    return [int(row[0]) for row in rows if row[1] in servers and row[2] != "Z"]


class Service:
    """A running `mostrador`, in a process group of its own."""

    def __init__(
        self,
        arguments: list[str],
        port: int,
        log: Path,
        own: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = log
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MOSTRADOR_")}
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "monitor", *arguments, "--port", str(port)],
                stdout=sink,
                stderr=subprocess.STDOUT,
                env={**environment, **own},
                start_new_session=True,
            )

    def wait_ready(self) -> None:
        """Until the API answers."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.url}/api/v1/counters", timeout=ASK_S)
            except httpx.TransportError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"not ready within {PATIENCE_S} s: {self.log.read_text()}")

    def get(self, path: str) -> Any:
        """JSON of an endpoint."""
        return httpx.get(f"{self.url}/api/v1{path}", timeout=ASK_S).json()

    def today(self, counter: str = "front") -> dict[str, Any]:
        """Sums of today up to now. The stream speaks of closed hours alone."""
        return self.get(f"/counters/{counter}/today")["all_time"]

    def words(self) -> Iterator[dict[str, Any]]:
        """Live words as they come. None is missed while whoever reads them stands still."""
        until = time.monotonic() + PATIENCE_S
        with httpx.stream("GET", f"{self.url}/api/v1/live", timeout=ASK_S) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))
                if time.monotonic() > until:
                    return

    def until(self, right: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first snapshot that is right."""
        return first(right, self.words())

    def kill(self) -> None:
        """kill -9 of the service alone; its workers must notice by themselves."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def stop(self) -> int:
        """Ctrl-C, as a person would; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)


def first(
    right: Callable[[dict[str, Any]], bool], words: Iterator[dict[str, Any]]
) -> dict[str, Any]:
    """The first of the words to come that is right."""
    word: dict[str, Any] = {}
    for word in words:
        if right(word):
            return word
    raise AssertionError(f"not within {PATIENCE_S} s; the last word was {word}")


@contextmanager
def serving(
    config: Path, folder: Path, own: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Service]:
    """`mostrador serve` until the block ends; `own` are environment variables of its own."""
    service = Service(["serve", "--config", str(config)], free_port(), folder / "log.txt", own)
    try:
        service.wait_ready()
        yield service
    finally:
        if service.process.poll() is None:
            os.killpg(service.process.pid, signal.SIGKILL)
            service.process.wait(PATIENCE_S)
