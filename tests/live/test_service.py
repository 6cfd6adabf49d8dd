"""The main job, end to end, with nothing replaced: clip, worker, lock, database, server."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import pytest

from monitor.addresses import redact_text
from monitor.samples import CLIP
from tests.live.services import Service, free_port, serving, settings_file


def test_the_demo_shows_the_sample_as_its_truth_says(tmp_path: Path) -> None:
    service = Service(["demo", "--no-browser"], free_port(), tmp_path / "log.txt")
    try:
        service.wait_ready()
        states: list[str] = []
        word: dict[str, Any] = {}
        for word in service.words(30.0):
            assert word["counter"] == "demo"
            if word["state"] is not None:
                states.append(word["state"])
            turns = [state for state, _ in groupby(states)]
            if turns[-3:] == ["device", "customer", "device"]:
                break
        # The sample begins with the customer; its first looks at the device are at 6.6 and 11 s.
        turns = [state for state, _ in groupby(states)]
        assert turns[:4] == ["customer", "device", "customer", "device"]
        assert word["camera"]["health"] == "ok"
        assert word["freshness_ms"] < 1500
        assert word["today"]["state_s"]["device"] > 0.5
    finally:
        assert service.stop() == 0, service.log.read_text()
    assert "Traceback" not in service.log.read_text()


@pytest.mark.needs("landlock")
def test_the_lock_is_proved_and_reported(tmp_path: Path) -> None:
    with serving(settings_file(tmp_path), tmp_path) as service:
        word = service.until(lambda word: word["camera"]["lock"] is not None, 30.0)
        lock = {"enforced": True, "files_denied": True, "network_denied": True, "reason": None}
        assert word["camera"]["lock"] == lock
        assert service.get("/health")["lock_enforced"] is True


def test_a_killed_worker_is_back_within_five_seconds_and_the_gap_is_a_gap(tmp_path: Path) -> None:
    # What the last sample is worth would hide the gap of a worker that is back in half a second.
    config = settings_file(tmp_path, extra="[attention]\nsample_worth_s = 0.1")
    with serving(config, tmp_path) as service:
        service.until(lambda word: word["today"]["state_s"]["customer"] > 1, 30.0)
        before = service.get("/metrics?counter=front&bucket=day")["total"]["gap_s"]
        for pid in _vision_workers(service):
            os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        service.until(lambda word: word["camera"]["health"] == "lost", 10.0)
        word = service.until(lambda word: word["camera"]["health"] == "ok", 20.0)
        assert time.monotonic() - killed < 5.0
        assert word["camera"]["restarts"] == 1
        total = service.get("/metrics?counter=front&bucket=day")["total"]
        assert 0.2 < total["gap_s"] - before < 6.0
        assert word["today"]["state_s"]["absent"] == 0


def test_a_hanging_worker_is_shown_as_stale_then_replaced(tmp_path: Path) -> None:
    config = settings_file(tmp_path)
    config.write_text(config.read_text() + "read_timeout_s = 1\n")
    with serving(config, tmp_path) as service:
        service.until(lambda word: word["state"] is not None, 30.0)
        for pid in _vision_workers(service):
            os.kill(pid, signal.SIGSTOP)
        stopped = time.monotonic()
        service.until(lambda word: word["stale"], 10.0)
        assert time.monotonic() - stopped < 2.5
        service.until(lambda word: word["camera"]["health"] == "lost", 20.0)
        # The camera is well a moment before its first sample is told.
        service.until(lambda word: word["camera"]["health"] == "ok" and not word["stale"], 20.0)


def test_a_killed_service_starts_again_with_all_closed_minutes(tmp_path: Path) -> None:
    config = settings_file(tmp_path)
    with serving(config, tmp_path) as service:
        word = service.until(lambda word: sum(word["today"]["state_s"].values()) > 6, 40.0)
        before = word["today"]["state_s"]
        workers = _vision_workers(service)
        service.kill()
    _all_gone(workers)
    with sqlite3.connect(tmp_path / "shop.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    with serving(config, tmp_path) as again:
        word = next(iter(again.words(10.0)))
        kept = sum(word["today"]["state_s"].values())
        assert kept >= sum(before.values()) - 5.0
        assert kept > 0


def test_a_camera_that_is_not_there_is_told_and_tried_again(tmp_path: Path) -> None:
    secret = "s3cr%t"
    address = f"rtsp://viewer:{secret}@127.0.0.1:{free_port()}/live"
    with serving(settings_file(tmp_path, address), tmp_path) as service:
        word = service.until(
            lambda word: bool(word["camera"]["problem"]) and word["camera"]["restarts"] > 0, 30.0
        )
        assert word["camera"]["health"] == "lost"
        assert "127.0.0.1" in word["camera"]["problem"]
        said = str(word) + str(service.get("/health")) + str(service.get("/counters"))
        assert secret not in said
        assert service.stop() == 0
    log = (tmp_path / "log.txt").read_text()
    assert secret not in log
    assert redact_text(log) == log


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with serving(settings_file(tmp_path), tmp_path) as service:
        port = service.url.rsplit(":", 1)[1]
        second = Service(["demo", "--no-browser"], int(port), tmp_path / "second.txt")
        assert second.process.wait(30) == 1
        said = second.log.read_text()
        assert said.startswith("mostrador: ")
        assert port in said
        assert said.count("\n") == 1


def _vision_workers(service: Service) -> list[int]:
    """Process ids of the workers: children of the fork server that listen to no terminal."""
    table = subprocess.run(
        ["ps", "-ww", "-e", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in table.splitlines()]
    servers = [
        row[0] for row in rows if row[1] == str(service.process.pid) and "forkserver" in row[2]
    ]
    workers = [int(row[0]) for row in rows if row[1] in servers]
    assert workers, table
    return workers


def _all_gone(pids: list[int], within_s: float = 10.0) -> None:
    until = time.monotonic() + within_s
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < until, "a worker outlived its parent"
        time.sleep(0.1)


def test_it_runs_from_an_empty_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    own = {"HOME": str(home), "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": "", "MPLCONFIGDIR": ""}
    with serving(settings_file(tmp_path), tmp_path, own) as service:
        word = service.until(lambda word: bool(word["state"] or word["camera"]["problem"]), 40.0)
        assert word["camera"]["problem"] is None
        assert word["state"] == "customer"


def test_a_clip_that_is_played_once_ends_and_stays_ended(tmp_path: Path) -> None:
    clip = tmp_path / "short.mp4"
    source = cv2.VideoCapture(str(CLIP))
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*"mp4v"), 15, (640, 480))
    for _ in range(30):
        writer.write(source.read()[1])
    writer.release()
    config = settings_file(tmp_path, str(clip))
    config.write_text(config.read_text().replace("loop = true", "loop = false"))
    with serving(config, tmp_path) as service:
        word = service.until(lambda word: word["camera"]["problem"] is not None, 30.0)
        assert word["camera"]["problem"] == "short.mp4: the clip is over"
        # What the last frame was worth is booked once that time has passed.
        time.sleep(1.5)
        (word,) = service.get("/now")
        measured = word["today"]["state_s"]
        assert sum(measured.values()) == pytest.approx(2.0, abs=0.6)
        time.sleep(2)
        (later,) = service.get("/now")
        assert later["camera"]["restarts"] == 0
        assert later["today"]["state_s"] == measured
