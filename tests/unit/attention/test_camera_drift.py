from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from monitor.attention.calibration import CalibrationResult, calibrate
from monitor.attention.camera_drift import DriftState, step
from monitor.attention.place_reading import CUSTOMER_PLACE, DEVICE_PLACE, work_place
from monitor.perception.observation import Observation
from monitor.units import deg_from_rad
from tests.unit.attention.faces import faceless, seen
from tests.unit.attention.looks import exactly, turned

RESULT: CalibrationResult = calibrate(
    [exactly(CUSTOMER_PLACE, 4, 10, head_deg=(2, 5)), exactly(DEVICE_PLACE, 0, -35)]
)
Direction = tuple[float, float]
Where = Callable[[float], tuple[Direction, Direction] | None]
"""From the time to gaze and head, in degrees relative to those towards customers, as the attendant
means them; None: nobody is there."""


def serving(t_s: float) -> tuple[Direction, Direction]:
    """Towards customers most of the time, down at the device for 8 of 20 s."""
    return ((0.0, -45.0), (0.0, -18.0)) if t_s % 20 < 8 else ((0.0, 0.0), (0.0, 0.0))


def samples(
    minutes: float, where: Where, moved_deg: Callable[[float], Direction], rate: float = 4.0
) -> Iterator[Observation]:
    chance = random.Random(3)
    for index in range(round(minutes * 60 * rate)):
        t_s = index / rate
        looks = where(t_s)
        if looks is None:
            yield faceless(t_s, person=False)
            continue
        gaze, head = looks
        yaw, pitch = moved_deg(t_s)
        observation = seen(
            t_s,
            4 + gaze[0] + yaw + chance.gauss(0, 3),
            10 + gaze[1] + pitch + chance.gauss(0, 3),
            5 + head[1] + pitch + chance.gauss(0, 3),
        )
        yield turned(observation, 2 + head[0] + yaw + chance.gauss(0, 3))


def verdicts(
    minutes: float, where: Where, moved_deg: Callable[[float], Direction], rate: float = 4.0
) -> list[tuple[float, float | None]]:
    """Time in minutes and the suspected shift in degrees, whenever it changes."""
    state = DriftState()
    found: list[tuple[float, float | None]] = [(0.0, None)]
    for observation in samples(minutes, where, moved_deg, rate):
        state = step(state, observation, RESULT.fingerprint, RESULT.area_params)
        shift = state.suspected_shift_rad
        if (shift is None) != (found[-1][1] is None):
            found.append((observation.t_ns / 60e9, None if shift is None else deg_from_rad(shift)))
    return found


def never(_t_s: float) -> Direction:
    return (0.0, 0.0)


def at(minute: float, shift: Direction) -> Callable[[float], Direction]:
    return lambda t_s: shift if t_s >= minute * 60 else (0.0, 0.0)


@pytest.mark.parametrize("rate", [2.0, 8.0])
@pytest.mark.parametrize("shift", [(12.0, 0.0), (0.0, -10.0), (-8.0, 9.0), (0.0, 14.0)])
def test_a_camera_that_was_moved_is_suspected_after_minutes(shift: Direction, rate: float) -> None:
    (_, before), (minute, found) = verdicts(14, serving, at(4, shift), rate)
    assert before is None
    # Never sooner than four of five minutes are shifted, and soon after that.
    assert 8.0 <= minute <= 10.0
    assert found == pytest.approx((shift[0] ** 2 + shift[1] ** 2) ** 0.5, abs=2.0)


def test_nothing_is_suspected_while_nothing_happens() -> None:
    assert verdicts(15, serving, never) == [(0.0, None)]


def test_a_small_shift_is_within_a_persons_error() -> None:
    assert verdicts(15, serving, at(0, (6.0, 0.0))) == [(0.0, None)]


def test_a_camera_put_back_is_forgiven() -> None:
    def for_a_while(t_s: float) -> Direction:
        return (12.0, 0.0) if 60 <= t_s < 600 else (0.0, 0.0)

    (_, _), (suspected_min, found), (cleared_min, cleared) = verdicts(15, serving, for_a_while)
    assert suspected_min < 8.0
    assert found is not None
    assert cleared is None
    assert 10.0 < cleared_min <= 12.6


def test_eyes_that_wander_without_the_head_are_a_habit() -> None:
    assert verdicts(12, lambda _t: ((14.0, 0.0), (1.0, 0.0)), never) == [(0.0, None)]


def test_a_talk_with_a_colleague_is_no_shift() -> None:
    def talking(t_s: float) -> tuple[Direction, Direction]:
        return ((20.0, 0.0), (18.0, 0.0)) if 120 <= t_s < 330 else serving(t_s)

    assert verdicts(12, talking, never) == [(0.0, None)]


def test_looks_at_the_till_between_customers_are_no_shift() -> None:
    def busy(t_s: float) -> tuple[Direction, Direction]:
        return ((24.0, -12.0), (15.0, -6.0)) if t_s % 10 < 4 else ((0.0, 0.0), (0.0, 0.0))

    assert verdicts(15, busy, never) == [(0.0, None)]


def test_work_within_a_work_area_is_no_shift() -> None:
    with_till = calibrate(
        [*RESULT.places, exactly(work_place("till"), 4 + 20, 10, head_deg=(2 + 16, 5))]
    )

    def suspected(result: CalibrationResult) -> bool:
        state = DriftState()
        for observation in samples(12, lambda _t: ((20.0, 0.0), (16.0, 0.0)), never):
            state = step(state, observation, result.fingerprint, result.area_params)
        return state.suspected_shift_rad is not None

    assert not suspected(with_till)
    # Where nobody said that there is a till, that is all a camera can go by.
    assert suspected(RESULT)


def test_a_shift_seen_for_less_than_minutes_is_not_enough() -> None:
    def gone(t_s: float) -> tuple[Direction, Direction] | None:
        return serving(t_s) if t_s < 225 else None

    assert verdicts(12, gone, at(0, (12.0, 0.0))) == [(0.0, None)]


def test_what_is_carried_stays_small() -> None:
    state = DriftState()
    for observation in samples(30, serving, never, rate=4.0):
        state = step(state, observation, RESULT.fingerprint, RESULT.area_params)
        assert len(state.offsets) <= 121
        assert len(state.blocks) <= 31
