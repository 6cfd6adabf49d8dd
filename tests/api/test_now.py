"""Counters, what they do now, and health."""

from __future__ import annotations

import httpx
import pytest

from monitor import __version__
from monitor.adapters.sql_store import SqlStore
from monitor.attention.state import Area, State
from monitor.errors import StoreError
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.rollup import Span
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.perception.quality import Doubt
from monitor.ports import RESTRICTIONS, Borders, CameraHealth, LockStatus
from monitor.ports.scripted_camera import LOCKED
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s
from tests.api.shop import DOWN_DEG, NOON_UTC_NS, Served, Shop, counters, raising
from tests.buckets import flat_bucket
from tests.patience import wait_until

MAIN = CounterId("main")


def test_counters(client: httpx.Client, shop: Shop) -> None:
    shop.reopen(counters=counters("main", "till"))
    told = client.get("/api/v1/counters").json()
    for each in told:
        # As in the settings; `test_thresholds.py` changes one.
        thresholds = each.pop("thresholds")
        assert (thresholds["long_look_away_s"], thresholds["blink_s"]) == (3.0, 0.4)
    assert told == [
        {
            "counter": "main",
            "name": "Counter main",
            "time_zone": "Europe/Madrid",
            "calibrated": False,
        },
        {
            "counter": "till",
            "name": "Counter till",
            "time_zone": "Europe/Madrid",
            "calibrated": False,
        },
    ]


@pytest.mark.parametrize("doubt", [Doubt.TOO_SMALL, Doubt.INCONSISTENT])
def test_why_nobody_can_tell(client: httpx.Client, shop: Shop, doubt: Doubt) -> None:
    shop.look(1.0)
    assert client.get("/api/v1/now").json()[0]["reason"] is None
    shop.hinder(2.0, doubt)
    told = client.get("/api/v1/now").json()[0]
    wanted = {Doubt.TOO_SMALL: "too_small", Doubt.INCONSISTENT: "eyes_disagree"}
    assert (told["state"], told["reason"]) == ("unknown", wanted[doubt])
    # What is so no more has no reason, and neither has a pause.
    shop.runtime.pauses.pause(MAIN)
    wait_until(lambda: client.get("/api/v1/now").json()[0]["state"] == "paused")
    assert client.get("/api/v1/now").json()[0]["reason"] is None


def test_one_counter_in_full(client: httpx.Client, shop: Shop) -> None:
    tally = DurationTally().with_duration(ns_from_s(1.5)).with_duration(ns_from_s(4.25))
    earlier = flat_bucket(
        UtcNs(NOON_UTC_NS - 60 * MINUTE_NS),
        {
            State.CUSTOMER: ns_from_s(900),
            State.DEVICE: ns_from_s(298),
            State.UNKNOWN: ns_from_s(300),
            State.ABSENT: ns_from_s(12.3456),
        },
        inferred_ns=ns_from_s(28.5),
        gap_ns=ns_from_s(7),
        samples=9000,
        glances={Area.DEVICE: tally},
    )
    shop.store.upsert_minutes(MAIN, [earlier])
    shop.clock.utc = shop.clock.ago(2.1)
    shop.reopen()
    shop.camera().change(rate_per_s=9.87654, dropped=3, restarts=1)
    # Two more seconds on the device, the face being lost for one and a half of them.
    shop.look(0.5, DOWN_DEG)
    shop.lose_face(1.6, person=True)
    shop.clock.forward(0.25)
    told = client.get("/api/v1/now").json()
    # Up to the moment of the newest snapshot.
    assert told[0]["today"].pop("duration_s") in {13 * 3600.0, 13 * 3600.0 + 0.25}
    assert told == [
        {
            "counter": "main",
            "name": "Counter main",
            "state": "device",
            "since_utc": "2026-03-29T11:59:58Z",
            "since_s": 2.25,
            "inferred": True,
            "reason": None,
            "sample_utc": "2026-03-29T12:00:00Z",
            "freshness_ms": 250.0,
            "stale": False,
            "stale_after_ms": 1500.0,
            "calibrated": False,
            "calibration": {
                "calibrated": False,
                "calibrated_utc": None,
                "suspected_shift_deg": None,
            },
            "customer": {"present": None, "since_utc": None, "waiting_s": None, "cue_due": False},
            "pause": {"paused": False, "reason": None, "since_utc": None},
            "session": None,
            "today": {
                "measured_s": 1512.346,
                "judged_s": 1200.0,
                "unknown_s": 300.0,
                "absent_s": 12.346,
                "paused_s": 0.0,
                "gap_s": 7.0,
                "practice_s": 0.0,
                "presence_known_s": 0.0,
                "encounters": 0,
                "encounters_per_h": None,
                "coverage": 0.8,
                "basis": None,
                "state_s": None,
                "customer_gaze_share": {
                    "value": None,
                    "reason": "not_closed",
                    "needed": None,
                    "had": None,
                    "interval": None,
                },
                "left_out_s": 1500.0,
                "inferred_s": None,
                "reason_s": None,
                "glances": None,
                "figures": None,
            },
            "camera": {
                "health": "ok",
                "address": "rtsp://viewer:***@camera/1",
                "problem": None,
                "cause": None,
                "width_px": 640,
                "height_px": 480,
                "rate_per_s": 9.88,
                "dropped": 3,
                "restarts": 1,
                "proposed_turn_deg": None,
                "lock": {
                    "enforced": True,
                    "files_denied": True,
                    "network_denied": True,
                    "held": list(RESTRICTIONS),
                    "reason": None,
                    "lack": None,
                },
                "relay_lock": None,
            },
        }
    ]


@pytest.mark.parametrize(("age_s", "stale"), [(1.5, False), (1.501, True), (3600.0, True)])
def test_stale_after_a_second_and_a_half(
    client: httpx.Client, shop: Shop, age_s: float, *, stale: bool
) -> None:
    shop.look(0.1)
    shop.clock.forward(age_s)
    (word,) = client.get("/api/v1/now").json()
    assert (word["freshness_ms"], word["stale"]) == (age_s * 1000, stale)


def test_before_the_first_sample(client: httpx.Client, shop: Shop) -> None:
    shop.camera().change(health=CameraHealth.STARTING, rate_per_s=None, lock=None)
    (word,) = client.get("/api/v1/now").json()
    unknown = {"state", "since_utc", "since_s", "sample_utc", "freshness_ms"}
    assert {word[name] for name in unknown} == {None}
    assert word["stale"] is True
    assert word["camera"]["health"] == "starting"
    assert word["camera"]["lock"] is None
    assert word["today"]["customer_gaze_share"]["reason"] == "nobody_there"


def test_a_customer_a_session_and_encounters(client: httpx.Client, shop: Shop) -> None:
    met = EncounterTally(
        DurationTally().with_duration(ns_from_s(60)), DurationTally().with_duration(ns_from_s(1.2))
    )
    earlier = flat_bucket(
        UtcNs(NOON_UTC_NS - 60 * MINUTE_NS),
        presence_known_ns=60 * NS_PER_S,
        encounters=met,
        long_look_aways=3,
        practice_ns=NS_PER_S,
    )
    shop.store.upsert_minutes(MAIN, [earlier])
    by_event = {"kind": "event", "token": "sixteen-or-more-characters"}
    shop.reopen(counters=counters("main", presence=by_event, cue_after_s=15))
    session = shop.runtime.sessions.start(MAIN, "Role play")
    shop.runtime.presence.note(MAIN, "came", True)
    shop.look(19.9, DOWN_DEG)
    shop.clock.forward(0.06)
    shop.recorder().tick()
    shop.camera().change(dropped=4)
    (word,) = client.get("/api/v1/now").json()
    since = "2026-03-29T12:00:00Z"
    assert word["customer"] == {
        "present": True,
        "since_utc": since,
        "waiting_s": 20.0,
        "cue_due": True,
    }
    assert word["session"] == {
        "session": session.session_id,
        "name": "Role play",
        "start_utc": since,
    }
    today = word["today"]
    assert (today["encounters"], today["practice_s"]) == (1, 20.96)
    # How much is told at once; where the eyes were, not before the hour has closed.
    assert (today["figures"], today["glances"], today["state_s"]) == (None, None, None)


def test_ages_grow_while_nothing_new_is_published(
    client: httpx.Client, own_shop: Shop, front_door: Served
) -> None:
    """It has not started, so nothing but the clock goes on."""
    front_door.show(own_shop.runtime)
    own_shop.look(2)
    (word,) = client.get("/api/v1/now").json()
    assert (word["freshness_ms"], word["stale"]) == (0.0, False)
    own_shop.clock.forward(15)
    (word,) = client.get("/api/v1/now").json()
    assert (word["freshness_ms"], word["stale"]) == (15000.0, True)
    assert word["since_s"] == pytest.approx(17, abs=0.3)


def test_a_paused_counter_is_not_stale(client: httpx.Client, shop: Shop) -> None:
    shop.runtime.pauses.pause(MAIN)
    shop.clock.forward(60)
    (word,) = client.get("/api/v1/now").json()
    assert word["stale"] is False
    assert word["pause"] == {"paused": True, "reason": "hand", "since_utc": "2026-03-29T12:00:00Z"}


def test_a_clock_that_was_set_back_makes_no_negative_age(
    client: httpx.Client, own_shop: Shop, front_door: Served
) -> None:
    """Asked before the service noticed it: it has not started, so nothing looks at the clock."""
    front_door.show(own_shop.runtime)
    own_shop.look(2)
    own_shop.clock.utc = own_shop.clock.ago(3600)
    own_shop.clock.mono = Ns(own_shop.clock.mono - NS_PER_S)
    (word,) = client.get("/api/v1/now").json()
    assert word["freshness_ms"] == 0.0
    assert word["since_s"] == pytest.approx(2, abs=0.3)


def test_one_of_several(client: httpx.Client, shop: Shop) -> None:
    shop.reopen(counters=counters("main", "till"))
    assert [each["counter"] for each in client.get("/api/v1/now").json()] == ["main", "till"]
    chosen = client.get("/api/v1/now", params={"counter": "till"}).json()
    assert [each["counter"] for each in chosen] == ["till"]


def test_health_when_all_is_well(client: httpx.Client, shop: Shop) -> None:
    shop.store.upsert_minutes(MAIN, [Bucket(NOON_UTC_NS)])
    shop.clock.forward(90)
    answer = client.get("/api/v1/health")
    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "ok"
    assert (told["version"], told["uptime_s"]) == (__version__, 90.0)
    assert told["started_utc"] == "2026-03-29T12:00:00Z"
    assert told["lock_enforced"] is True
    store = told["store"]
    assert store["ok"] is True
    assert store["size_bytes"] > 0
    assert store["revision"] == shop.store.info().revision
    assert store["newest_utc"] == store["oldest_utc"] == "2026-03-29T12:00:00Z"
    assert told["cameras"]["main"]["address"] == "rtsp://viewer:***@camera/1"


def test_health_counts_what_came_too_late(client: httpx.Client, shop: Shop) -> None:
    """Its hour was summed, and the other minutes of it are gone."""
    hour_ns = 60 * MINUTE_NS
    store, hour = shop.store, Span(NOON_UTC_NS, UtcNs(NOON_UTC_NS + hour_ns))
    store.upsert_minutes(MAIN, [Bucket(NOON_UTC_NS)])
    store.roll_up(MAIN, [hour])
    store.purge(Borders(hour.end_utc_ns, *(UtcNs(0),) * 3), hour.end_utc_ns)
    assert client.get("/api/v1/health").json()["store"]["late_minutes"] == 0
    store.upsert_minutes(MAIN, [Bucket(UtcNs(NOON_UTC_NS + MINUTE_NS))])
    assert client.get("/api/v1/health").json()["store"]["late_minutes"] == 1


def test_health_by_part(client: httpx.Client, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Degraded while anything works; 503 only when nothing does."""

    def told() -> tuple[int, str]:
        answer = client.get("/api/v1/health")
        return answer.status_code, answer.json()["status"]

    shop.reopen(counters=counters("main", "till"))
    shop.look(1)
    shop.camera("till").lose("it does not answer")
    assert told() == (200, "degraded")
    shop.camera("main").lose("it does not answer")
    assert told() == (200, "degraded")  # the database still answers for the days before
    monkeypatch.setattr(SqlStore, "upsert_minutes", raising(StoreError("the disk is full")))
    shop.clock.forward(2)  # then it writes
    wait_until(lambda: not shop.runtime.health().store.ok)
    assert told() == (503, "down")
    assert client.get("/api/v1/health").json()["store"]["problem"] == "the disk is full"
    for counter in ("main", "till"):
        shop.camera(counter).change(health=CameraHealth.OK, problem=None, cause=None)
    assert told() == (200, "degraded")


def test_a_lock_that_does_not_hold_is_told(client: httpx.Client, shop: Shop) -> None:
    open_lock = LockStatus(held=("file_writes",), reason="old kernel")
    shop.camera().change(lock=open_lock)
    told = client.get("/api/v1/health").json()
    assert told["lock_enforced"] is False
    lock = told["cameras"]["main"]["lock"]
    assert (lock["reason"], lock["held"]) == ("old kernel", ["file_writes"])
    assert (lock["files_denied"], lock["network_denied"]) == (True, False)
    shop.camera().change(lock=LOCKED, relay_lock=open_lock)
    assert client.get("/api/v1/health").json()["lock_enforced"] is False, "the relay's counts too"
    shop.camera().change(relay_lock=None)
    assert client.get("/api/v1/health").json()["lock_enforced"] is True
    shop.camera().change(lock=None)
    assert client.get("/api/v1/health").json()["lock_enforced"] is False
