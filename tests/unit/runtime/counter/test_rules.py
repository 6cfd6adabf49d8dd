"""What begins anew when a setting is changed: every key of the settings, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from monitor.attention.encounters import Encounter
from monitor.attention.presence import Seen
from monitor.ports import CameraCallbacks, CameraHealth, CameraOrder, CameraStatus, Pictures
from monitor.runtime.counter.live_counter import CounterCallbacks, LiveCounter
from monitor.runtime.counter.rules import Restart, counter_rules, restarts
from monitor.runtime.site.settings_in_use import SettingsInUse
from monitor.settings import CALIBRATED_KEYS, Settings, changeable, changed_settings
from monitor.units import CounterId, Ns
from tests.unit.attention.faces import seen
from tests.unit.runtime.going_by import only_rule
from tests.unit.runtime.morning import clock_at

FRONT = CounterId("front")
ZONE = [0.0, 0.0, 0.5, 1.0]
KINDS: Mapping[str, Mapping[str, Any]] = {
    "event": {"kind": "event", "token": "sixteen-or-more-characters"},
    "own": {"kind": "camera", "zone": ZONE},
    "second": {"kind": "camera", "camera": "second.mp4"},
}
"""The ways in which a counter may know of customers; `own`: in the attendant's picture."""

NOTHING: frozenset[Restart] = frozenset()
CAMERA, SECOND = {Restart.CAMERA}, {Restart.SECOND_CAMERA}
BOTH = CAMERA | SECOND
ATTENDANT = CAMERA | {Restart.ATTENDANT}
PRESENCE = {Restart.PRESENCE}

TABLE: Mapping[str, tuple[Any, frozenset[Restart] | set[Restart], Mapping[str, Any]]] = {
    # key: another value, what begins anew for it, and where it differs by the kind of presence.
    "site.name": ("Luna", NOTHING, {}),
    "site.time_zone": ("America/New_York", {Restart.DAY}, {}),
    **{
        f"site.opening.{day}": (["09:00-14:00"], NOTHING, {})
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    },
    "publish.min_coverage": (0.5, NOTHING, {}),
    "publish.min_judged_s": (60.0, NOTHING, {}),
    "publish.min_encounters": (3, NOTHING, {}),
    "attention.confirm_s": (0.3, NOTHING, {}),
    "attention.bridge_s": (0.4, NOTHING, {}),
    "attention.blink_s": (0.5, NOTHING, {}),
    "attention.restless_s": (2.0, NOTHING, {}),
    "attention.sample_worth_s": (0.7, NOTHING, {}),
    "attention.head_down_deg": (-25.0, NOTHING, {}),
    "attention.head_drop_deg": (11.0, NOTHING, {}),
    "attention.trail_s": (2.0, NOTHING, {}),
    "attention.inferred_max_s": (99.0, NOTHING, {}),
    "attention.arrive_s": (9.0, NOTHING, {}),
    "attention.eyes_down_deg": (-26.0, NOTHING, {}),
    "attention.eyes_down_s": (0.9, NOTHING, {}),
    "attention.linger_s": (9.0, NOTHING, {}),
    "encounters.first_look_s": (0.6, NOTHING, {}),
    "encounters.long_s": (4.0, NOTHING, {}),
    "encounters.prolonged_s": (8.0, NOTHING, {}),
    "encounters.split_s": (12.0, NOTHING, {}),
    "encounters.split_window_s": (40.0, NOTHING, {}),
    "encounters.regard_s": (3.0, NOTHING, {}),
    "encounters.check_s": (12.0, NOTHING, {}),
    "retention.minutes_days": (20, NOTHING, {}),
    "retention.hours_months": (6, NOTHING, {}),
    "retention.encounters_hours": (24, NOTHING, {}),
    "retention.sessions_days": (30, NOTHING, {}),
    "counters.front.name": ("Till", NOTHING, {}),
    "counters.front.cue_after_s": (15.0, NOTHING, {}),
    "counters.front.camera": ("other.mp4", ATTENDANT, {"own": ATTENDANT | PRESENCE}),
    "counters.front.turn": ("right", ATTENDANT, {"own": ATTENDANT | PRESENCE}),
    "counters.front.rate_per_s": (8.0, CAMERA, {}),
    "counters.front.open_timeout_s": (20.0, CAMERA, {"second": BOTH}),
    "counters.front.read_timeout_s": (9.0, CAMERA, {"second": BOTH}),
    "counters.front.field_of_view_deg": (80.0, ATTENDANT, {}),
    "counters.front.attendant_place": ([0.2, 0.5], ATTENDANT, {}),
    "counters.front.masks": ([[0.0, 0.0, 0.2, 0.3]], ATTENDANT, {}),
    "counters.front.attendants": (2, ATTENDANT, {}),
    # The same at once as its token or zone, without which it is refused.
    "counters.front.presence.kind": (
        "always",
        PRESENCE,
        {"own": CAMERA | PRESENCE, "second": SECOND | PRESENCE},
    ),
    "counters.front.presence.camera": (
        "third.mp4",
        PRESENCE,
        {"own": BOTH | PRESENCE, "second": SECOND | PRESENCE},
    ),
    "counters.front.presence.zone": (
        [0.0, 0.0, 0.4, 1.0],
        PRESENCE,
        {"own": CAMERA | PRESENCE, "second": SECOND | PRESENCE},
    ),
    "counters.front.presence.rate_per_s": (4.0, NOTHING, {"own": CAMERA, "second": SECOND}),
    "counters.front.presence.token": ("another-token-of-the-door", NOTHING, {}),
    "counters.front.presence.arrive_s": (2.0, NOTHING, {}),
    "counters.front.presence.leave_s": (6.0, NOTHING, {}),
}
CALIBRATED: Mapping[str, Any] = {
    "reference_yaw_deg": 5.0,
    "reference_pitch_deg": 5.0,
    "calibrated": True,
    "calibrated_at": "2026-03-02T10:00:00Z",
    "reference_head_yaw_deg": 1.0,
    "reference_head_pitch_deg": 1.0,
    "lowest_yaw_deg": 1.0,
    "lowest_pitch_deg": -20.0,
    "areas": [{"name": "device", "means": "device", "pitch_deg": [-90, -40]}],
}
ONLY_FOR = {
    "counters.front.presence.token": ("event",),
    "counters.front.presence.camera": ("own", "second"),
    "counters.front.presence.zone": ("own", "second"),
}
CASES = [(key, kind) for key in TABLE for kind in ONLY_FOR.get(key, tuple(KINDS))]


def shop(kind: str, **counter: Any) -> Settings:
    one = {"id": "front", "camera": "first.mp4", "presence": KINDS[kind], **counter}
    return Settings.model_validate({"counters": [one]})


def changed(settings: Settings, key: str, kind: str) -> Settings:
    changes = {key: TABLE[key][0]}
    if key == "counters.front.presence.kind":
        away = {"event": "token", "own": "zone", "second": "camera"}[kind]
        changes[f"counters.front.presence.{away}"] = None
    return changed_settings(settings, changes)[0]


def anew(key: str, kind: str) -> set[Restart] | frozenset[Restart]:
    _, usual, other = TABLE[key]
    return other.get(kind, usual)


def test_no_key_is_left_out() -> None:
    assert set(TABLE) == {each.key for each in changeable(shop("event"))}
    assert set(CALIBRATED) == set(CALIBRATED_KEYS)


@pytest.mark.parametrize(("key", "kind"), CASES)
def test_what_begins_anew(key: str, kind: str) -> None:
    before = shop(kind)
    after = changed(before, key, kind)
    assert before != after
    rules = [counter_rules(each, each.counters[0], only_rule(each)) for each in (before, after)]
    assert restarts(*rules) == anew(key, kind)


@pytest.mark.parametrize("key", CALIBRATED)
def test_a_calibration_opens_no_camera_and_ends_no_encounter(key: str) -> None:
    before, after = shop("own"), shop("own", **{key: CALIBRATED[key]})
    rules = [counter_rules(each, each.counters[0], only_rule(each)) for each in (before, after)]
    assert restarts(*rules) <= {Restart.REFERENCE}
    assert counter_rules(after, after.counters[0], only_rule(after)) != rules[0]


class Opened:
    """A camera that does nothing by itself."""

    def __init__(self, order: CameraOrder, callbacks: CameraCallbacks) -> None:
        self.order = order
        self.callbacks = callbacks
        self.on = False

    def start(self) -> None:
        self.on = True

    def stop(self) -> None:
        self.on = False

    def status(self) -> CameraStatus:
        health = CameraHealth.OK if self.on else CameraHealth.STARTING
        return CameraStatus(health, self.order.address, None, 640, 480, 10.0, 0, 0, None)


class Running:
    """A counter that measures, at whose counter a customer stands."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.clock = clock_at()
        self.opened: list[Opened] = []
        self.in_use = SettingsInUse(shop(kind), only_rule)
        self.counter = LiveCounter(
            FRONT,
            lambda: self.in_use.rules(FRONT),
            self.clock,
            self._open,
            CounterCallbacks(lambda *_: None, lambda _: None, lambda *_: ()),
        )
        self.in_use.subscribe(
            lambda before, after: self.counter.follow(
                counter_rules(before, before.counters[0], only_rule(before)),
                counter_rules(after, after.counters[0], only_rule(after)),
            )
        )
        self.counter.switch_on()

    def _open(
        self,
        name: str,  # noqa: ARG002 - as the port has it
        order: CameraOrder,
        callbacks: CameraCallbacks,
        pictures: Pictures | None = None,  # noqa: ARG002
    ) -> Opened:
        self.opened.append(Opened(order, callbacks))
        return self.opened[-1]

    @property
    def on(self) -> list[Opened]:
        return [each for each in self.opened if each.on]

    def customer(self, *, there: bool) -> None:
        if self.kind == "event":
            self.counter.recorder.told(None, there)

    def look(self, seconds: float, *, there: bool) -> None:
        """The attendant looks at the customer, and cameras for customers say who is there."""
        for turn in range(round(seconds * 10)):
            stamp = Ns(self.clock.mono)
            for camera in self.on:
                if not camera.order.presence_only:
                    camera.callbacks.observed(seen(stamp / 1e9))
                if camera.order.zone is not None and turn % 5 == 0:
                    camera.callbacks.seen(Seen(stamp, there))
            self.clock.forward(0.1)
            if turn % 5 == 0:
                self.counter.recorder.tick()

    def encounters(self) -> list[Encounter]:
        return list(self.counter.recorder.unsaved().encounters)


@pytest.mark.parametrize(("key", "kind"), CASES)
def test_what_begins_anew_in_a_counter_that_runs(key: str, kind: str) -> None:
    """Only that: other cameras stay open, and an encounter goes on under a changed threshold."""
    shop = Running(kind)
    shop.look(1, there=False)
    shop.customer(there=True)
    shop.look(6, there=True)
    was_on = shop.on
    assert shop.counter.recorder.now().presence is True
    shop.in_use.replace(lambda now: changed(now, key, kind))
    expected = anew(key, kind)
    presence = shop.counter.recorder.now().presence
    assert presence is (None if Restart.PRESENCE in expected else True)
    stayed_on = [each for each in was_on if each in shop.on]
    restarted = {each for each in was_on if each not in stayed_on}
    assert {each.order.presence_only for each in restarted} <= {
        each is Restart.SECOND_CAMERA for each in expected & BOTH
    }
    assert any(not each.order.presence_only for each in restarted) == (Restart.CAMERA in expected)
    # What was opened anew was ordered by the settings of now.
    rules = shop.in_use.rules(FRONT)
    orders = [rules.order, *(() if rules.customers is None else (rules.customers,))]
    assert [each.order for each in shop.on if not each.order.presence_only] == orders[:1]
    assert [each.order for each in shop.on if each.order.presence_only] == orders[1:]
    if Restart.PRESENCE in expected:
        return
    shop.look(4, there=True)
    shop.customer(there=False)
    shop.look(12, there=False)
    (visit,) = shop.encounters()
    assert visit.whole
    assert visit.duration_ns / 1e9 == pytest.approx(10, abs=1)


def test_a_counter_that_ended_opens_no_camera_any_more() -> None:
    shop = Running("second")
    shop.counter.end()
    shop.in_use.replace(lambda now: changed(now, "counters.front.camera", "second"))
    shop.in_use.replace(lambda now: changed(now, "counters.front.presence.camera", "second"))
    assert shop.on == []
