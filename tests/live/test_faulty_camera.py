"""A camera that had a fault is looked at again, whatever the fault was."""

from __future__ import annotations

import pytest

from monitor.samples import CLIP
from tests.faulty_camera import Fault, Schedule, back_after_s, random_schedule
from tests.patience import times_count
from tests.real_cameras import FreezingFilm


@pytest.mark.parametrize("fault", list(Fault))
def test_it_is_back(fault: Fault) -> None:
    back_s = back_after_s(Schedule(1.0, fault, 2.0), FreezingFilm(CLIP))
    assert back_s is not None
    assert back_s < 8.0 or not times_count()


def test_a_schedule_is_that_of_its_seed() -> None:
    assert random_schedule(7) == random_schedule(7)
    drawn = [random_schedule(seed) for seed in range(200)]
    assert {each.fault for each in drawn} == set(Fault)
    assert 0.5 <= min(each.fault_s for each in drawn) < 1.0
    assert 15.0 < max(each.fault_s for each in drawn) <= 20.0
