"""The API over the runtime itself, workers and all."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.runtime.compose import compose
from monitor.settings import Settings
from tests.api.shop import served
from tests.patience import PATIENCE_S


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield silent.getsockname()[1]


def until(ask: Callable[[], Any], right: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while not right(found := ask()):
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


def test_no_password_in_any_answer(tmp_path: Path, silent_port: int) -> None:
    """Not while the camera is opened, and not in the words about why it does not answer."""
    camera = f"rtsp://shop:hunter2@127.0.0.1:{silent_port}/one?token=hunter3"
    settings = Settings.model_validate(
        {
            "store": {"url": f"sqlite:///{tmp_path}/shop.db"},
            "counters": [{"id": "main", "camera": camera, "open_timeout_s": 1}],
        }
    )
    with served(compose(settings)) as running:
        told: list[str] = []

        def ask(path: str) -> Any:
            answer = httpx.get(f"{running.url}/api/v1/{path}", timeout=PATIENCE_S)
            told.append(answer.text)
            return answer.json()

        health = until(
            lambda: ask("health"), lambda told: told["cameras"]["main"]["problem"] is not None
        )
        (word,) = ask("now")
        for path in ("counters", "metrics", "metrics?counter=nobody", "nothing"):
            ask(path)
    assert not running.thread.is_alive()
    assert running.failure is None

    assert "127.0.0.1" in health["cameras"]["main"]["problem"]
    assert health["cameras"]["main"]["address"].endswith(f"@127.0.0.1:{silent_port}/one?token=***")
    assert health["status"] == "degraded"
    assert word["camera"]["health"] != "ok"
    assert word["stale"] is True
    assert word["state"] is None
    for secret in ("hunter2", "hunter3"):
        assert not [text for text in told if secret in text]
