from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.aoi import AngleBox, AreaOfInterest, AreaParams, area_at
from monitor.attention.state import Area
from monitor.units import AoiId, rad_from_deg

DEFAULT = AreaParams()


def at(yaw_deg: float, pitch_deg: float, current: Area | None, params: AreaParams) -> Area:
    return area_at(rad_from_deg(yaw_deg), rad_from_deg(pitch_deg), current, params)


def test_the_default_areas_are_those_of_the_definitions() -> None:
    assert at(0, 0, None, DEFAULT) is Area.CUSTOMER
    assert at(14.9, -19.9, None, DEFAULT) is Area.CUSTOMER
    assert at(15.1, 0, None, DEFAULT) is Area.ELSEWHERE
    assert at(0, 15.1, None, DEFAULT) is Area.ELSEWHERE
    assert at(0, -24.9, None, DEFAULT) is Area.ELSEWHERE
    assert at(0, -25.1, None, DEFAULT) is Area.DEVICE
    assert at(60, -30, None, DEFAULT) is Area.DEVICE


def test_a_shorter_customer_is_never_the_device() -> None:
    # 50 cm shorter at a counter's distance is 23 degrees down.
    for current in (None, *Area):
        answer = at(0, -23, current, DEFAULT)
        assert answer is not Area.DEVICE or current is Area.DEVICE


def test_an_area_is_left_by_its_margin_and_entered_without() -> None:
    assert at(19.9, 0, Area.CUSTOMER, DEFAULT) is Area.CUSTOMER
    assert at(20.1, 0, Area.CUSTOMER, DEFAULT) is Area.ELSEWHERE
    assert at(0, -20.1, Area.DEVICE, DEFAULT) is Area.DEVICE
    assert at(0, -19.9, Area.DEVICE, DEFAULT) is Area.CUSTOMER


def test_another_areas_inside_wins_over_the_margin() -> None:
    till = AreaOfInterest(
        AoiId("till"), Area.WORK, AngleBox(rad_from_deg(16), rad_from_deg(40), -1.0, 0.0)
    )
    params = AreaParams(areas=(till, *DEFAULT.areas))
    assert at(17, -5, Area.CUSTOMER, params) is Area.WORK


def test_angles_are_relative_to_the_reference() -> None:
    params = AreaParams(reference_yaw_rad=rad_from_deg(10), reference_pitch_rad=rad_from_deg(20))
    assert at(10, 20, None, params) is Area.CUSTOMER
    assert at(0, 0, None, params) is Area.CUSTOMER
    assert at(0, -5.1, None, params) is Area.DEVICE
    assert at(26, 20, None, params) is Area.ELSEWHERE


@given(st.floats(-90, 90), st.floats(-90, 90), st.sampled_from(list(Area)), st.floats(-2.4, 2.4))
def test_hysteresis_keeps_gaze_that_trembles_by_less_than_half_the_margin(
    yaw_deg: float, pitch_deg: float, current: Area, tremble_deg: float
) -> None:
    here = at(yaw_deg, pitch_deg, current, DEFAULT)
    there = at(yaw_deg + tremble_deg, pitch_deg + tremble_deg, here, DEFAULT)
    back = at(yaw_deg, pitch_deg, there, DEFAULT)
    # Trembling may cross one border once; it never goes to and fro.
    assert there is here or back is there
