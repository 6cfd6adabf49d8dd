"""A counter with its real worker: pauses, customers, sessions, and what survives a restart."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from monitor.adapters.sql_store import open_store
from monitor.attention.state import State
from monitor.metrics.buckets import total
from monitor.metrics.rollup import local_time
from monitor.ports import CameraHealth
from monitor.runtime.compose import compose
from monitor.runtime.site.service import Runtime
from monitor.samples import CLIP
from monitor.settings import PresenceSettings, Settings
from monitor.snapshot.counter import CounterSnapshot, PauseReason
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.live.services import (
    ASK_S,
    serving,
    settings_file,
    short_film,
    time_zone_at_noon,
    who_holds,
)
from tests.patience import PATIENCE_S, times_count, wait_until, within

FRONT = CounterId("front")
TOKEN = "sixteen-or-more-characters"


def settings(folder: Path, **tables: object) -> Settings:
    presence = {"kind": "event", "token": TOKEN}
    # A film of its own: who else plays the sample on this computer does not matter.
    camera = folder / "front.mp4"
    if not camera.exists():
        shutil.copy(CLIP, camera)
    counter = {"id": "front", "camera": str(camera), "loop": True, "presence": presence}
    # A busy machine's pictures may be seconds apart.
    counter["read_timeout_s"] = 60
    return Settings.model_validate(
        {
            "site": {"time_zone": time_zone_at_noon()},
            "store": {"url": f"sqlite:///{folder / 'shop.db'}"},
            "counters": [counter],
            **tables,
        }
    )


@contextmanager
def running(made: Settings) -> Iterator[Runtime]:
    runtime = compose(made)
    runtime.start()
    try:
        yield runtime
    finally:
        runtime.stop()


def until(runtime: Runtime, right: Callable[[CounterSnapshot], bool]) -> CounterSnapshot:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        word = runtime.broadcast.snapshots().get(FRONT)
        if word is not None and right(word):
            return word
        assert time.monotonic() < deadline, word
        time.sleep(0.02)


def measuring(word: CounterSnapshot) -> bool:
    return word.state not in {None, State.PAUSED} and word.camera.health is CameraHealth.OK


def moment(utc_ns: UtcNs | None) -> datetime:
    assert utc_ns is not None
    return local_time(utc_ns, UTC)


def paused_s(word: CounterSnapshot) -> float:
    return word.today.volumes.paused_s


def seconds(runtime: Runtime, state: State) -> float:
    now = runtime.clock.utc_ns()
    hour = UtcNs(now - 3600 * NS_PER_S)
    return total(runtime.minutes(FRONT, hour, now), hour).all.state_ns.get(state, 0) / NS_PER_S


def test_a_pause_lets_the_camera_go_at_once_and_survives_a_restart(tmp_path: Path) -> None:
    camera = tmp_path / "front.mp4"
    with running(settings(tmp_path)) as runtime:
        until(runtime, measuring)
        if Path("/proc").is_dir():
            assert who_holds(camera, os.getpid())
        with within(2.0):
            view = runtime.pauses.pause(FRONT)
        assert not who_holds(camera, os.getpid())
        word = until(runtime, lambda word: word.state is State.PAUSED)
        assert word.camera.health is CameraHealth.OFF
        since = moment(view.since_utc_ns)
        assert (word.pause.reason, word.pause.since_utc) == (PauseReason.HAND, since)
        assert word.since_utc == since
        measured_s = word.today.volumes.judged_s
        word = until(runtime, lambda word: paused_s(word) > 2)
        assert word.today.volumes.judged_s == measured_s
    with running(settings(tmp_path)) as runtime:
        word = until(runtime, lambda word: word.state is State.PAUSED)
        assert word.pause.since_utc == since
        assert word.camera.health is CameraHealth.OFF
        before_s = paused_s(word)
        until(runtime, lambda word: paused_s(word) > before_s + 1.5)
        assert not who_holds(camera, os.getpid())
        assert not runtime.pauses.resume(FRONT).paused
        until(runtime, measuring)
        assert seconds(runtime, State.PAUSED) > 3


def test_a_closed_shop_has_its_camera_off(tmp_path: Path) -> None:
    # Open for a minute, some days from now.
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(time.gmtime().tm_wday + 3) % 7]
    site = {"time_zone": "UTC", "opening": {day: ["12:00-12:01"]}}
    with running(settings(tmp_path, site=site)) as runtime:
        word = until(runtime, lambda word: word.state is State.PAUSED)
        assert word.pause.reason is PauseReason.CLOSED
        assert word.camera.health is CameraHealth.OFF
        assert runtime.pauses.resume(FRONT).reason is PauseReason.CLOSED
        # The shop opens for good: its hours are taken out of the settings.
        opened = settings(tmp_path, site={"time_zone": "UTC"})
        runtime.in_use.replace(lambda _: opened)
        until(runtime, measuring)


def test_customers_by_events_make_encounters(tmp_path: Path) -> None:
    with running(settings(tmp_path)) as runtime:
        until(runtime, measuring)
        came = runtime.presence.note(FRONT, "1", True)
        word = until(runtime, lambda word: word.customer.present is True)
        assert word.customer.since_utc is not None
        away = word.customer.since_utc - moment(came.since_utc_ns)
        assert abs(away.total_seconds()) < 0.5
        time.sleep(3)  # a visit takes some time
        gone = runtime.presence.note(FRONT, "2", False)
        until(runtime, lambda word: word.customer.present is False)
        word = until(runtime, lambda word: word.today.volumes.encounters == 1)
        now = runtime.clock.utc_ns()
        (visit,) = runtime.encounters(FRONT, UtcNs(now - 60 * NS_PER_S), now)
        assert visit.whole
        stayed_s = (gone.since_utc_ns - came.since_utc_ns) / NS_PER_S
        assert visit.duration_ns / NS_PER_S == pytest.approx(stayed_s, abs=0.1)
        runtime.presence.note(FRONT, "3", True)
    # Whoever was there before the restart is there still, and did not come just now.
    with running(settings(tmp_path)) as runtime:
        word = until(runtime, lambda word: word.customer.present is True)
        assert word.today.volumes.encounters == 2
        now = runtime.clock.utc_ns()
        kept = runtime.encounters(FRONT, UtcNs(now - 120 * NS_PER_S), now)
        assert [each.whole for each in kept] == [True, False]


def measured_s(runtime: Runtime, session_id: str) -> float:
    """Seconds in any state that a session holds so far."""
    kept = total(runtime.sessions.record(session_id).seconds, UtcNs(0))
    return sum(kept.all.state_ns.values()) / NS_PER_S


def test_a_session_takes_the_time_and_the_word_names_it(tmp_path: Path) -> None:
    with running(settings(tmp_path)) as runtime:
        until(runtime, measuring)
        session = runtime.sessions.start(FRONT, "Morning round")
        begun_s = time.monotonic()
        word = until(runtime, lambda word: word.session is not None)
        assert word.session is not None
        assert (word.session.session, word.session.name) == (
            session.session_id,
            "Morning round",
        )
        before_s = word.today.volumes.measured_s
        wait_until(lambda: measured_s(runtime, session.session_id) > 3)
        stopped_s = time.monotonic()
        ended = runtime.sessions.stop(session.session_id)
        word = until(runtime, lambda word: word.session is None)
        told_s = time.monotonic()
        assert ended.end_utc_ns is not None
        lasted_s = (ended.end_utc_ns - session.start_utc_ns) / NS_PER_S
        practice_s = word.today.volumes.practice_s
        assert stopped_s - begun_s - 0.1 < practice_s <= lasted_s + 0.1
        # At once, with nothing held back in memory.
        record = runtime.sessions.record(session.session_id)
        measured = total(record.seconds, UtcNs(0))
        whole_s = (sum(measured.all.state_ns.values()) + measured.gap_ns) / NS_PER_S
        assert whole_s == pytest.approx(practice_s, abs=0.05)
        assert sum(measured.all.state_ns.values()) / NS_PER_S > 3
        # To the counter's own minutes nothing was added but what came after it.
        assert word.today.volumes.measured_s - before_s < told_s - stopped_s + 0.2


def test_a_service_killed_during_a_session_closes_it_at_its_last_second(tmp_path: Path) -> None:
    config = settings_file(tmp_path)
    with serving(config, tmp_path) as service:
        service.until(lambda word: word["state"] is not None)
        sessions = f"{service.url}/api/v1/sessions"
        made = httpx.post(sessions, json={"name": "Role play"}, timeout=ASK_S)
        assert made.status_code in {200, 201}, made.text
        service.until(lambda word: word["today"]["practice_s"] > 6)
        store = open_store(f"sqlite:///{tmp_path / 'shop.db'}", "site")
        (live,) = store.sessions.all()
        # Every two seconds it writes what is new.
        wait_until(lambda: len(store.sessions.record(live.session_id).seconds) > 5)
        kept_utc_ns = store.sessions.record(live.session_id).seconds[-1].start_utc_ns
        store.close()
        assert "session 'Role play' is running at front" in service.log.read_text()
        service.process.send_signal(signal.SIGKILL)
        service.process.wait(PATIENCE_S)
        killed_ns = time.time_ns()
    with sqlite3.connect(tmp_path / "shop.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    store = open_store(f"sqlite:///{tmp_path / 'shop.db'}", "site")
    (left,) = store.sessions.all()
    assert left.end_utc_ns is None
    store.close()
    with serving(config, tmp_path) as again:
        word = again.until(lambda word: word["state"] is not None)
        assert word["session"] is None
        assert word["today"]["practice_s"] > 3
        again.stop()
    store = open_store(f"sqlite:///{tmp_path / 'shop.db'}", "site")
    (closed,) = store.sessions.all()
    assert closed.end_utc_ns is not None
    record = store.sessions.record(closed.session_id)
    assert closed.end_utc_ns == record.seconds[-1].start_utc_ns + NS_PER_S
    # At most what is written every two seconds is missing, and nothing is made up.
    assert kept_utc_ns < closed.end_utc_ns <= killed_ns + NS_PER_S
    assert killed_ns - closed.end_utc_ns < 4 * NS_PER_S or not times_count()
    store.close()


def test_the_hourly_work_runs_at_the_start(tmp_path: Path) -> None:
    with running(settings(tmp_path)) as runtime:
        wait_until(lambda: runtime.health().housekeeping.last_run_utc_ns is not None)
        assert runtime.health().housekeeping.problem is None


def test_a_second_camera_sees_customers_until_the_pause(tmp_path: Path) -> None:
    # Somebody is there from its beginning to its end.
    second = short_film(tmp_path / "shop_floor.mp4")
    made = settings(tmp_path)
    presence = PresenceSettings(kind="camera", camera=str(second))
    counter = made.counters[0].model_copy(update={"presence": presence})
    with running(made.model_copy(update={"counters": (counter,)})) as runtime:
        until(runtime, measuring)
        word = until(runtime, lambda word: word.customer.present is True)
        assert word.customer.since_utc is not None
        assert who_holds(second, os.getpid())
        runtime.pauses.pause(FRONT)
        assert not who_holds(second, os.getpid())
        word = until(runtime, lambda word: word.state is State.PAUSED)
        assert word.customer.present is None
        # The visit ended with the pause, and nobody knows how it would have gone on.
        assert word.today.volumes.encounters == 1
        runtime.pauses.resume(FRONT)
        until(runtime, lambda word: word.customer.present is True)


def test_a_lost_camera_for_customers_is_told_by_its_health(tmp_path: Path) -> None:
    made = settings(tmp_path)
    presence = {"kind": "camera", "camera": str(tmp_path / "none.mp4")}
    counter = {"id": "front", "camera": str(CLIP), "loop": True, "presence": presence}
    made = Settings.model_validate({**made.model_dump(), "counters": [counter]})
    with running(made) as runtime:
        word = until(runtime, measuring)
        wait_until(
            lambda: runtime.health().presence_cameras[FRONT].health is CameraHealth.LOST,
            lambda: runtime.health().presence_cameras[FRONT],
        )
        assert "none.mp4" in str(runtime.health().presence_cameras[FRONT].problem)
        assert word.customer.present is None
        until(runtime, lambda word: word.camera.health is CameraHealth.OK)
        runtime.pauses.pause(FRONT)
        assert runtime.health().presence_cameras[FRONT].health is CameraHealth.OFF
