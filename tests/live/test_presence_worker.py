"""A real, locked worker that looks for customers: on the bundled clip, whose truth is known."""

from __future__ import annotations

import csv
import threading

import pytest

from monitor.adapters.clock import SystemClock
from monitor.attention.presence import Seen
from monitor.perception.attendant import Zone
from monitor.perception.observation import Observation
from monitor.ports import CameraCallbacks, CameraHealth, CameraOrder, CameraStatus
from monitor.runtime.counter.camera_orders import camera_order, customers_order
from monitor.runtime.vision.supervisor import Supervisor
from monitor.runtime.vision.worker import VISION
from monitor.samples import CLIP, TRUTH
from monitor.settings import CounterSettings
from monitor.units import NS_PER_S
from tests.patience import PATIENCE_S, times_count, wait_until

MIDDLE = Zone(0.2, 0.0, 0.8, 1.0)
CORNER = Zone(0.0, 0.0, 0.2, 0.5)


def heard(
    order: CameraOrder,
) -> tuple[list[Seen], list[Observation], list[CameraStatus]]:
    """All that a worker says of the clip, read as fast as it goes, and how it did meanwhile."""
    answers: list[Seen] = []
    observations: list[Observation] = []
    statuses: list[CameraStatus] = []
    over = threading.Event()
    callbacks = CameraCallbacks(
        observations.append,
        answers.append,
        over.set,
        lambda: statuses.append(supervisor.status()),
    )
    supervisor = Supervisor("door", order, SystemClock(), callbacks, VISION)
    supervisor.start()
    try:
        assert over.wait(2 * PATIENCE_S)
    finally:
        supervisor.stop()
    return answers, observations, statuses


def there() -> list[bool]:
    """Frame by frame, whether somebody is in the clip."""
    with TRUTH.open(newline="") as file:
        return [row["state"] != "absent" for row in csv.DictReader(file)]


def order(zone: Zone, *, presence_only: bool = True) -> CameraOrder:
    return CameraOrder(
        *(str(CLIP), 15.0, False, 10.0, 5.0, 1.0),
        every_frame=True,
        zone=zone,
        presence_only=presence_only,
    )


@pytest.mark.needs("landlock")
def test_whoever_is_in_the_zone_is_seen_and_the_worker_is_locked() -> None:
    answers, observations, statuses = heard(order(MIDDLE))
    assert observations == []
    status = statuses[-1]
    assert status.lock is not None
    assert status.lock.enforced
    assert status.lock.files_denied
    assert status.lock.network_denied
    assert (status.health, status.restarts) == (CameraHealth.LOST, 0)
    *looks, last = answers
    # Twice a second of the clip's time; and nobody knows any more once it is over.
    assert len(looks) == pytest.approx(128, abs=2)
    assert last.present is None
    truth = there()
    right = [each.present is truth[round(each.t_ns * 15 / NS_PER_S)] for each in looks]
    assert sum(right) / len(right) >= 0.97
    # In the steady part of the absence nobody is invented.
    away = [each.present for each in looks if 56.5 < each.t_ns / NS_PER_S < 60.5]
    assert len(away) >= 6
    assert not any(away)


def test_a_second_camera_is_well_at_two_looks_a_second() -> None:
    answers: list[Seen] = []
    enough = threading.Event()

    def seen(answer: Seen) -> None:
        answers.append(answer)
        if len(answers) == 6:
            enough.set()

    live = CameraOrder(str(CLIP), 2.0, True, 10.0, 60.0, 1.0, zone=MIDDLE, presence_only=True)
    callbacks = CameraCallbacks(_unexpected, seen, lambda: None, lambda: None)
    supervisor = Supervisor("door", live, SystemClock(), callbacks, VISION)
    supervisor.start()
    try:
        assert enough.wait(PATIENCE_S)
        wait_until(lambda: supervisor.status().health is CameraHealth.OK, supervisor.status)
        wait_until(lambda: supervisor.status().rate_per_s is not None, supervisor.status)
        rate = supervisor.status().rate_per_s
    finally:
        supervisor.stop()
    assert not times_count() or (rate is not None and 1.0 < rate < 2.6)
    assert {each.present for each in answers} == {True}


def _unexpected(observation: Observation) -> None:
    raise AssertionError(observation)


def test_a_zone_without_anybody_stays_empty() -> None:
    answers, _, _ = heard(order(CORNER))
    assert {each.present for each in answers[:-1]} == {False}


def test_one_worker_does_both_and_the_zone_hides_who_is_in_it() -> None:
    mixed = order(MIDDLE, presence_only=False)
    answers, observations, _ = heard(mixed)
    assert len(observations) == len(there())
    assert len(answers) == pytest.approx(129, abs=2)
    # The perception was not told of the zone here, so the attendant is still seen.
    assert sum(each.face is not None for each in observations) > 800


def test_orders_follow_the_settings() -> None:
    alone = CounterSettings()
    assert customers_order(alone) is None
    assert camera_order(alone).zone is None
    own = CounterSettings.model_validate(
        {"presence": {"kind": "camera", "zone": (0.0, 0.5, 0.4, 1.0), "rate_per_s": 3}}
    )
    assert customers_order(own) is None
    told = camera_order(own)
    assert (told.zone, told.zone_rate_per_s) == (Zone(0.0, 0.5, 0.4, 1.0), 3.0)
    assert told.perception.customers == told.zone
    assert not told.presence_only
    second = CounterSettings.model_validate({"presence": {"kind": "camera", "camera": "1"}})
    assert camera_order(second).zone is None
    sent = customers_order(second)
    assert sent is not None
    assert (sent.address, sent.presence_only, sent.zone, sent.rate_per_s) == ("1", True, Zone(), 2)
