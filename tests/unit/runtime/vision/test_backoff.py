from __future__ import annotations

import random

from monitor.runtime.vision.backoff import BackoffParams, open_timeout_s, wait_s

PARAMS = BackoffParams()


def test_waits_double_to_the_cap_and_stay_there_for_ever() -> None:
    calm = BackoffParams(jitter=0.0)
    waits = [wait_s(n, calm, random.Random(1)) for n in (1, 2, 3, 4, 10, 10_000, 10**9)]
    assert waits == [0.5, 1.0, 2.0, 4.0, 30.0, 30.0, 30.0]


def test_jitter_spreads_the_waits_and_stays_in_bounds() -> None:
    chance = random.Random(7)
    waits = [wait_s(9, PARAMS, chance) for _ in range(200)]
    assert min(waits) >= 30.0 * 0.75
    assert max(waits) <= 30.0 * 1.25
    assert max(waits) - min(waits) > 5.0


def test_a_camera_that_worked_a_short_time_ago_is_not_waited_for_long() -> None:
    calm = BackoffParams(jitter=0.0)
    waits = [wait_s(n, calm, random.Random(1), lately=True) for n in (1, 2, 3, 4, 10, 10**9)]
    assert waits == [0.5, 1.0, 2.0, 2.0, 2.0, 2.0]


def test_every_other_opening_is_given_little_patience() -> None:
    assert [open_timeout_s(10.0, failures, PARAMS) for failures in range(5)] == [10, 3, 10, 3, 10]
    assert open_timeout_s(1.0, 1, PARAMS) == 1.0
