from __future__ import annotations

from pathlib import Path

import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.attention.state import Area, State
from monitor.errors import NotFound, StoreError
from monitor.metrics.buckets import MINUTE_NS, minute_of
from monitor.metrics.rollup import Span, roll_up
from monitor.metrics.tallies import DurationTally
from monitor.ports import CameraHealth
from monitor.runtime.compose import compose
from monitor.runtime.site.housekeeping import Housekeeping
from monitor.runtime.site.presence_events import PresenceEvents
from monitor.runtime.site.service import Runtime
from monitor.settings import Settings
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.buckets import flat_bucket
from tests.patience import wait_until
from tests.unit.attention.faces import seen

FRONT = CounterId("front")
BACK = CounterId("back")


@pytest.fixture
def runtime(tmp_path: Path) -> Runtime:
    """Not started: no camera, but a real database."""
    return compose(
        Settings.model_validate(
            {
                "store": {"url": f"sqlite:///{tmp_path / 'shop.db'}"},
                "counters": [{"id": "front", "camera": str(tmp_path / "none.mp4")}],
            }
        )
    )


def count(runtime: Runtime, settings: Settings) -> None:
    runtime.in_use.replace(lambda _: settings)


def test_sums_by_the_database_equal_the_minutes_added_up(runtime: Runtime) -> None:
    """The open minute, which no database knows, included."""
    now = runtime.clock.utc_ns()
    first = UtcNs(minute_of(now) - 90 * MINUTE_NS)
    kept = [
        flat_bucket(
            UtcNs(first + index * MINUTE_NS),
            {State.CUSTOMER: index * NS_PER_S, State.DEVICE: 7 * NS_PER_S},
            glances={Area.DEVICE: DurationTally().with_duration((1 + index) * NS_PER_S)},
        )
        for index in range(60)
    ]
    runtime._store.upsert_minutes(FRONT, kept)
    recorder = runtime._get(FRONT).recorder
    mono_s = runtime.clock.monotonic_ns() / NS_PER_S
    for index in range(20):
        recorder.take(seen(mono_s - 2 + index / 10))
    recorder.end()
    hours = [
        Span(UtcNs(first + h * 3600 * NS_PER_S), UtcNs(first + (h + 1) * 3600 * NS_PER_S))
        for h in range(2)
    ]
    summed = runtime.sums(FRONT, hours)
    minutes = runtime.minutes(FRONT, first, UtcNs(first + 7200 * NS_PER_S))
    assert summed == roll_up(minutes, hours)
    assert [each.span for each in summed] == hours
    assert summed[1].bucket.all.state_ns[State.CUSTOMER] > 0
    runtime.stop()


def test_an_unknown_counter_is_named_with_those_that_exist(runtime: Runtime) -> None:
    with pytest.raises(NotFound, match="'back': known are front"):
        runtime.minutes(CounterId("back"), UtcNs(0), UtcNs(1))
    with pytest.raises(NotFound, match="'back': known are front"):
        runtime.sums(CounterId("back"), ())
    runtime.stop()


def test_changed_settings_end_neither_pause_nor_session_nor_visit(tmp_path: Path) -> None:
    tables = {
        "store": {"url": f"sqlite:///{tmp_path / 'shop.db'}"},
        "counters": [
            {
                "id": "front",
                "camera": str(tmp_path / "none.mp4"),
                "presence": {"kind": "event", "token": "sixteen-or-more-characters"},
            },
            {"id": "back", "camera": str(tmp_path / "none.mp4")},
        ],
    }
    runtime = compose(Settings.model_validate(tables))
    session = runtime.sessions.start(FRONT, "Morning round")
    runtime.presence.note(FRONT, "a", True)
    runtime.pauses.pause(BACK)
    changed = tables | {"encounters": {"long_s": 4.0, "prolonged_s": 8.0}}
    count(runtime, Settings.model_validate(changed))
    told = runtime.broadcast.snapshots()
    running = told[FRONT].session
    assert running is not None
    assert running.session == session.session_id
    assert told[FRONT].customer.present is True
    assert told[BACK].state is State.PAUSED
    assert told[BACK].camera.health is CameraHealth.OFF
    assert runtime._get(FRONT).recorder._by.core.encounters.long_s == 4.0
    # Presence that is no event's any more is not known any more.
    counters = [{"id": "front"}, {"id": "back"}]
    count(runtime, Settings.model_validate(changed | {"counters": counters}))
    assert runtime.broadcast.snapshots()[FRONT].customer.present is None
    runtime.stop()


def test_a_change_that_concerns_no_camera_leaves_it_alone(tmp_path: Path) -> None:
    counter = {"id": "front", "camera": str(tmp_path / "none.mp4")}
    tables = {"store": {"url": f"sqlite:///{tmp_path / 'shop.db'}"}, "counters": [counter]}
    runtime = compose(Settings.model_validate(tables))
    live = runtime._get(FRONT)
    rebuilt: list[object] = []
    live._camera.rebuild = rebuilt.append  # pyright: ignore[reportAttributeAccessIssue]
    core = live.recorder._core

    def change(**changes: object) -> None:
        count(runtime, Settings.model_validate(tables | {"counters": [counter | changes]}))

    change(cue_after_s=15, name="Till")
    assert runtime.broadcast.snapshots()[FRONT].name == "Till"
    assert live.settings.cue_after_s == 15
    assert live.recorder._core is core
    assert rebuilt == []
    change(cue_after_s=15, attendant_place=[0.2, 0.5])
    assert len(rebuilt) == 1
    assert live.recorder._core is not core
    core = live.recorder._core
    shorter = {"retention": {"sessions_days": 30}, "attention": {"blink_s": 0.5}}
    count(runtime, Settings.model_validate(tables | shorter | {"counters": [counter]}))
    assert runtime._housekeeping._retention().sessions_days == 30
    assert live.recorder._core is not core
    runtime.stop()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_an_error_of_the_program_ended_is_told(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(_self: object) -> None:
        raise ValueError("an error of the program")

    monkeypatch.setattr(PresenceEvents, "follow", wrong)
    monkeypatch.setattr(Housekeeping, "run", wrong)
    # A paused counter needs no worker.
    runtime.pauses.pause(FRONT)
    runtime.start()
    try:
        wait_until(lambda: not runtime.health().store.ok)
        wait_until(lambda: runtime.health().housekeeping.problem)
        health = runtime.health()
        for problem in (health.store.problem, health.housekeeping.problem):
            assert "start Mostrador again" in (problem or "")
    finally:
        runtime.stop()


def test_what_the_database_does_not_take_up_to_the_end_is_told(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    runtime._get(FRONT).recorder.take(seen(runtime.clock.monotonic_ns() / NS_PER_S))
    monkeypatch.setattr(SqlStore, "upsert_minutes", full)
    runtime.stop()
    assert str(runtime.unstored) == "the last minute could not be stored: the disk is full"
