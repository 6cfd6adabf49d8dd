from __future__ import annotations

import math

import pytest

from monitor.attention.aoi import CUSTOMER_AREA, DEVICE_AREA, AngleBox, AreaOfInterest, AreaParams
from monitor.attention.basis import Basis
from monitor.attention.state import Area
from monitor.metrics.advice import AdviceParams, Level, workstation_advice
from monitor.metrics.sums import Sums
from monitor.units import AoiId, rad_from_deg
from tests.unit.metrics.test_figures import seconds


def work(name: str, low_deg: float, high_deg: float) -> AreaOfInterest:
    box = AngleBox(-0.2, 0.2, rad_from_deg(low_deg), rad_from_deg(high_deg))
    return AreaOfInterest(AoiId(name), Area.WORK, box)


def areas(*more: AreaOfInterest, calibrated: bool = True) -> AreaParams:
    return AreaParams(areas=(*more, CUSTOMER_AREA, DEVICE_AREA), calibrated=calibrated)


def looking(**area_s: float) -> Sums:
    return Sums(Basis.PRESENT, seconds(**area_s))


def test_the_screen_stands_38_degrees_below_and_takes_41_percent() -> None:
    content = looking(customer=50, work=41, device=9)
    screen, device = workstation_advice(content, areas(work("till", -48, -28)))
    assert (screen.name, screen.means, screen.level) == ("till", Area.WORK, Level.RAISE)
    assert (screen.below_deg, screen.share) == (pytest.approx(38), pytest.approx(0.41))
    assert (screen.at_least, screen.areas) == (False, 1)
    # The device's area is open below: what is known is where it begins.
    assert (device.name, device.level) == ("device", Level.FINE)
    assert (device.below_deg, device.at_least) == (pytest.approx(17), True)


@pytest.mark.parametrize(
    ("middle_deg", "work_s", "level"),
    [
        (-24.9, 90, Level.FINE),
        (-25.1, 19.9, Level.FINE),
        (-25.1, 20.1, Level.CONSIDER),
        (-34.9, 90, Level.CONSIDER),
        (-35.1, 39.9, Level.CONSIDER),
        (-35.1, 40.1, Level.RAISE),
        (10, 90, Level.FINE),
    ],
)
def test_levels(middle_deg: float, work_s: float, level: Level) -> None:
    till = work("till", middle_deg - 8, middle_deg + 8)
    found = workstation_advice(looking(customer=100 - work_s, work=work_s), areas(till))
    assert {str(each.name): each.level for each in found}["till"] is level


def test_thresholds_are_params() -> None:
    strict = AdviceParams(far_below_rad=0.0, very_far_below_rad=0.0, much_share=0, most_share=0)
    found = workstation_advice(looking(customer=99, device=1), areas(), strict)
    assert [each.level for each in found] == [Level.RAISE]


def test_areas_of_one_meaning_share_their_time() -> None:
    both = (work("till", -20, 0), work("goods", -60, -40))
    found = workstation_advice(looking(customer=50, work=50), areas(*both))
    assert [(each.name, each.areas, each.share) for each in found[:2]] == [
        ("goods", 2, 0.5),
        ("till", 2, 0.5),
    ]


def test_the_lens_is_no_customer_line() -> None:
    assert workstation_advice(looking(device=1), areas(calibrated=False)) == ()
    assert workstation_advice(Sums(Basis.PRESENT), areas()) == ()


def test_a_calibrated_device_area_reaches_below_straight_down() -> None:
    low = AreaOfInterest(
        AoiId("phone"), Area.DEVICE, AngleBox(-math.pi, math.pi, -math.pi, rad_from_deg(-36))
    )
    params = AreaParams(areas=(CUSTOMER_AREA, low), calibrated=True)
    (found,) = workstation_advice(looking(customer=1, device=1), params)
    assert (found.below_deg, found.at_least, found.level) == (
        pytest.approx(36),
        True,
        Level.RAISE,
    )
