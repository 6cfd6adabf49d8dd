"""Standard output that takes nothing: a full disk behind it, or nobody who reads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import httpx
import pytest

from monitor.adapters.sql_store import open_store
from tests.free_ports import free_port
from tests.live.services import short_film
from tests.patience import PATIENCE_S, wait_until

FULL = "mostrador: standard output: cannot be written (No space left on device)"


def on_a_full_disk(*arguments: str | Path, **own: str) -> subprocess.CompletedProcess[str]:
    with Path("/dev/full").open("w") as full:
        return subprocess.run(
            [sys.executable, "-m", "monitor", *map(str, arguments)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **own},
            timeout=PATIENCE_S,
            check=False,
        )


def test_numbers_are_kept_as_a_session_even_where_they_cannot_be_said(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    # Unbuffered, a table met the full disk at a place of its own.
    own = {"MOSTRADOR_STORE__URL": url, "PYTHONUNBUFFERED": "1"}
    film = short_film(tmp_path / "film.mp4", 1.0)
    done = on_a_full_disk("analyze", film, "--session", "practice", **own)
    assert done.returncode == 1
    kept, refused = done.stderr.splitlines()
    assert kept.startswith("mostrador: kept as the training session 'practice'")
    assert refused.startswith(FULL)
    store = open_store(url, "site")
    assert [each.name for each in store.sessions.all()] == ["practice"]
    store.close()


def test_a_page_is_written_even_where_the_tables_cannot_be_said(tmp_path: Path) -> None:
    folder, page = tmp_path / "poses", tmp_path / "report.html"
    folder.mkdir()
    film = cv2.VideoCapture(str(short_film(tmp_path / "film.mp4", 1.0)))
    cv2.imwrite(str(folder / "ana.png"), film.read()[1])
    labels = "file,person,yaw_deg,pitch_deg,roll_deg\nana.png,ana,0,0,0\n"
    (folder / "labels.csv").write_text(labels)
    done = on_a_full_disk("evaluate", folder, "--html", page, PYTHONUNBUFFERED="1")
    assert done.returncode == 1
    assert done.stderr.startswith(FULL)
    assert len(done.stderr.splitlines()) == 1
    assert "</html>" in page.read_text("utf-8")


@pytest.mark.parametrize("behind", ["a full disk", "nobody"])
def test_a_service_goes_on_where_nothing_can_be_said(behind: str, tmp_path: Path) -> None:
    log, port = tmp_path / "err.txt", free_port()
    if behind == "nobody":
        reader, out = os.pipe()
        os.close(reader)
    else:
        out = os.open("/dev/full", os.O_WRONLY)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, "-m", "monitor", "demo", "--no-browser", "--port", str(port)],
                stdout=out,
                stderr=sink,
                start_new_session=True,
            )
    finally:
        signal.signal(signal.SIGINT, before)
        os.close(out)
    try:

        def answers() -> bool:
            assert process.poll() is None, log.read_text()
            try:
                return httpx.get(f"http://127.0.0.1:{port}/api/v1/health").is_success
            except httpx.TransportError:
                return False

        wait_until(answers)
        if behind == "a full disk":
            wait_until(lambda: FULL in log.read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE_S)
    assert len(log.read_text().splitlines()) == (1 if behind == "a full disk" else 0)
