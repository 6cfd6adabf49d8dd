"""The main job, end to end, with nothing replaced: clip, worker, lock, database, server."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from itertools import groupby
from pathlib import Path

import pytest

from monitor.adapters.sql_store import open_store
from monitor.addresses import redact_text
from monitor.metrics.buckets import total
from monitor.ports import RESTRICTIONS
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.free_ports import free_port
from tests.live.services import (
    Service,
    first,
    serving,
    settings_file,
    short_film,
    workers_of,
)
from tests.patience import PATIENCE_S, times_count, wait_until, within


def test_the_demo_shows_the_sample_as_its_truth_says(tmp_path: Path) -> None:
    service = Service(["demo", "--no-browser"], free_port(), tmp_path / "log.txt")
    try:
        service.wait_ready()
        states: list[str] = []
        # The sample begins with the customer; its first looks at the device are at 6.6 and 11 s.
        # It is played again and again, so whoever comes late sees them the next time.
        wanted = ["customer", "device", "customer", "device"]
        for word in service.words():
            assert word["counter"] == "demo"
            if word["state"] is not None:
                states.append(word["state"])
            turns = [state for state, _ in groupby(states)]
            if turns[-4:] == wanted:
                break
        else:
            raise AssertionError(states)
        assert turns == wanted or not times_count()
        service.until(lambda word: word["camera"]["health"] == "ok" and word["freshness_ms"] < 1500)
        assert service.today("demo")["state_s"]["device"] > 0.5
    finally:
        assert service.stop() == 0, service.log.read_text()
    assert "Traceback" not in service.log.read_text()
    assert service.log.read_text().endswith("Stopped; nothing was kept.\n")


@pytest.mark.needs("landlock")
def test_the_lock_is_proved_and_reported(tmp_path: Path) -> None:
    with serving(settings_file(tmp_path), tmp_path) as service:
        word = service.until(lambda word: word["camera"]["lock"] is not None)
        lock = word["camera"]["lock"]
        assert (lock.pop("reason"), lock.pop("lack")) == (None, None)
        assert lock.pop("held") == list(RESTRICTIONS)
        assert lock == {"enforced": True, "files_denied": True, "network_denied": True}
        assert service.get("/health")["lock_enforced"] is True


def test_a_killed_worker_is_back_within_five_seconds_and_the_gap_is_a_gap(tmp_path: Path) -> None:
    # What the last sample is worth would hide the gap of a worker that is back in half a second.
    film = short_film(tmp_path / "short.mp4")
    config = settings_file(tmp_path, film, "[attention]\nsample_worth_s = 0.1")
    with serving(config, tmp_path) as service:
        wait_until(lambda: service.today()["state_s"]["customer"] > 1)
        asked_s = time.monotonic()
        before = service.get("/metrics?counter=front&bucket=day")["total"]["gap_s"]
        workers = workers_of(service.process.pid)
        assert workers
        with within(5.0):
            for pid in workers:
                os.kill(pid, signal.SIGKILL)
            word = service.until(
                lambda word: word["camera"]["restarts"] > 0 and word["camera"]["health"] == "ok"
            )
        assert word["camera"]["restarts"] == 1
        after = service.get("/metrics?counter=front&bucket=day")["total"]["gap_s"]
        # It waits for at least 0.375 s before it begins anew, and no gap is longer than the time.
        assert 0.2 < after - before <= time.monotonic() - asked_s
        assert service.today()["state_s"]["absent"] == 0
    assert "the vision worker ended unexpectedly (exit code -9)" in service.log.read_text()


def test_a_hanging_worker_is_shown_as_stale_then_replaced(tmp_path: Path) -> None:
    config = settings_file(tmp_path, read_timeout_s=1)
    with serving(config, tmp_path) as service:
        words = service.words()
        begun = first(lambda word: word["state"] is not None and not word["stale"], words)
        workers = workers_of(service.process.pid)
        assert workers
        with within(2.5):
            for pid in workers:
                os.kill(pid, signal.SIGSTOP)
            stale = first(lambda word: word["stale"], words)
        assert stale["camera"]["restarts"] == begun["camera"]["restarts"]
        # The camera is well a moment before its first sample is told.
        first(
            lambda word: (
                word["camera"]["restarts"] > begun["camera"]["restarts"]
                and word["camera"]["health"] == "ok"
                and not word["stale"]
            ),
            words,
        )
        _all_gone(workers)
    assert "the vision worker was silent for 3 s" in service.log.read_text()


def test_a_killed_service_starts_again_with_all_closed_minutes(tmp_path: Path) -> None:
    config = settings_file(tmp_path)
    with serving(config, tmp_path) as service:
        wait_until(lambda: sum(service.today()["state_s"].values()) > 6)
        before = sum(service.today()["state_s"].values())
        # Every two seconds it writes what changed.
        wait_until(lambda: _stored_s(tmp_path) >= before, lambda: (_stored_s(tmp_path), before))
        workers = workers_of(service.process.pid)
        assert workers
        service.kill()
    _all_gone(workers)
    with sqlite3.connect(tmp_path / "shop.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    with serving(config, tmp_path) as again:
        assert sum(again.today()["state_s"].values()) >= before


def test_a_camera_that_is_not_there_is_told_and_tried_again(tmp_path: Path) -> None:
    secret = "s3cr%t"
    address = f"rtsp://viewer:{secret}@127.0.0.1:{free_port()}/live"
    with serving(settings_file(tmp_path, address), tmp_path) as service:
        word = service.until(
            lambda word: bool(word["camera"]["problem"]) and word["camera"]["restarts"] > 0
        )
        assert word["camera"]["health"] == "lost"
        assert "127.0.0.1" in word["camera"]["problem"]
        assert word["camera"]["cause"] == "host_refused"
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
        assert second.process.wait(PATIENCE_S) == 1
        said = second.log.read_text()
        assert said.startswith("mostrador: ")
        assert port in said
        assert said.count("\n") == 1


def _all_gone(pids: list[int]) -> None:
    left = [Path(f"/proc/{pid}") for pid in pids]
    wait_until(lambda: not any(map(Path.exists, left)), lambda: "a worker outlived its parent")


def _stored_s(folder: Path) -> float:
    """Seconds in any state that the database holds, read beside the service."""
    store = open_store(f"sqlite:///{folder / 'shop.db'}", "site")
    kept = store.minutes(CounterId("front"), UtcNs(0), UtcNs(2**62))
    store.close()
    return sum(total(kept, UtcNs(0)).all.state_ns.values()) / NS_PER_S


def test_it_runs_from_an_empty_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    own = {"HOME": str(home), "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": "", "MPLCONFIGDIR": ""}
    film = short_film(tmp_path / "short.mp4")
    with serving(settings_file(tmp_path, film), tmp_path, own) as service:
        word = service.until(lambda word: bool(word["state"] or word["camera"]["problem"]))
        assert word["camera"]["problem"] is None
        assert word["state"] == "customer"


def test_a_clip_that_is_played_once_ends_and_stays_ended(tmp_path: Path) -> None:
    config = settings_file(tmp_path, short_film(tmp_path / "short.mp4", 2.0))
    config.write_text(config.read_text().replace("loop = true", "loop = false"))
    with serving(config, tmp_path) as service:
        words = service.words()
        word = first(lambda word: word["camera"]["problem"] is not None, words)
        assert word["camera"]["problem"] == "short.mp4: the clip is over"
        assert word["camera"]["cause"] == "clip_over"
        # What the last frame was worth is booked, and the time after it is a gap.
        gap_s = service.today()["gap_s"]
        wait_until(lambda: service.today()["gap_s"] > gap_s + 0.2)
        measured = service.today()["state_s"]
        assert 0 < sum(measured.values()) < 2.6
        assert sum(measured.values()) > 1.4 or not times_count()
        gap_s = service.today()["gap_s"]
        wait_until(lambda: service.today()["gap_s"] > gap_s + 2)
        assert next(words)["camera"]["restarts"] == 0
        assert service.today()["state_s"] == measured


def test_what_could_not_be_stored_is_said_at_the_end(tmp_path: Path) -> None:
    with serving(settings_file(tmp_path), tmp_path) as service:
        service.until(lambda word: word["today"]["judged_s"] > 0)
        with closing(sqlite3.connect(tmp_path / "shop.db")) as other, other:
            # As when the disk is full, or gone.
            other.execute("ALTER TABLE minute RENAME TO gone")
        assert service.stop() == 1
        said = service.log.read_text()
    assert "could not be stored" in said
    assert "Stopped" not in said
    assert "Traceback" not in said
