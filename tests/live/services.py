"""Starts the real program on the bundled sample and listens to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from monitor.samples import CLIP


def free_port() -> int:
    """A port that nobody holds right now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def settings_file(folder: Path, camera: str | None = None, extra: str = "") -> Path:
    """Settings for one counter on the sample, with its database in the folder."""
    file = folder / "counter.toml"
    file.write_text(
        f"""
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
"""
    )
    return file


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

    def wait_ready(self, within_s: float = 40.0) -> None:
        """Until the API answers."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.url}/api/v1/counters", timeout=2)
            except httpx.TransportError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"not ready within {within_s} s: {self.log.read_text()}")

    def get(self, path: str) -> Any:
        """JSON of an endpoint."""
        return httpx.get(f"{self.url}/api/v1{path}", timeout=5).json()

    def words(self, for_s: float) -> Iterator[dict[str, Any]]:
        """Live words as they come, for so long."""
        until = time.monotonic() + for_s
        with httpx.stream("GET", f"{self.url}/api/v1/live", timeout=10) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))
                if time.monotonic() > until:
                    return

    def until(self, right: Callable[[dict[str, Any]], bool], within_s: float) -> dict[str, Any]:
        """The first live word that is right."""
        word: dict[str, Any] = {}
        for word in self.words(within_s):
            if right(word):
                return word
        raise AssertionError(f"not within {within_s} s; the last word was {word}")

    def kill(self) -> None:
        """kill -9 of the service alone; its workers must notice by themselves."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        """Ctrl-C, as a person would; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


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
            service.process.wait(10)
