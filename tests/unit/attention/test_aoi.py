from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.aoi import AngleBox, AreaOfInterest, AreaParams, area_at
from monitor.attention.state import Area
from monitor.units import AoiId, rad_from_deg

DEFAULT = AreaParams()
KNOWN = AreaParams(doubt_rad=0.0)


def at(yaw_deg: float, pitch_deg: float, current: Area | None, params: AreaParams) -> Area:
    return area_at(rad_from_deg(yaw_deg), rad_from_deg(pitch_deg), current, params)


def test_the_default_areas_are_those_of_the_definitions() -> None:
    assert at(0, 0, None, KNOWN) is Area.CUSTOMER
    assert at(11.9, -11.9, None, KNOWN) is Area.CUSTOMER
    assert at(12.1, 0, None, KNOWN) is Area.ELSEWHERE
    assert at(0, 12.1, None, KNOWN) is Area.ELSEWHERE
    assert at(0, -16.9, None, KNOWN) is Area.ELSEWHERE
    assert at(0, -17.1, None, KNOWN) is Area.DEVICE
    assert at(60, -30, None, KNOWN) is Area.DEVICE


def test_the_customers_area_is_wider_while_nobody_measured_where_they_stand() -> None:
    measured = AreaParams(calibrated=True)
    for yaw_deg, pitch_deg in ((14.9, -14.9), (-14.9, 14.9)):
        assert at(yaw_deg, pitch_deg, None, DEFAULT) is Area.CUSTOMER
        assert at(yaw_deg, pitch_deg, None, measured) is Area.ELSEWHERE
    assert at(15.1, 0, None, DEFAULT) is Area.ELSEWHERE
    assert at(0, -15.1, None, DEFAULT) is Area.ELSEWHERE
    # The device's is not: doubt is no reason to accuse.
    assert at(0, -16.9, None, DEFAULT) is at(0, -16.9, None, measured) is Area.ELSEWHERE


def test_doubt_speaks_for_the_customer_before_the_device() -> None:
    assert at(0, -20, None, AreaParams(doubt_rad=rad_from_deg(10.0))) is Area.CUSTOMER


def test_an_area_is_left_by_its_margin_and_entered_without() -> None:
    assert at(12.9, 0, Area.CUSTOMER, KNOWN) is Area.CUSTOMER
    assert at(13.1, 0, Area.CUSTOMER, KNOWN) is Area.ELSEWHERE
    assert at(15.9, 0, Area.CUSTOMER, DEFAULT) is Area.CUSTOMER
    assert at(16.1, 0, Area.CUSTOMER, DEFAULT) is Area.ELSEWHERE
    assert at(0, -16.1, Area.DEVICE, KNOWN) is Area.DEVICE
    assert at(0, -15.9, Area.DEVICE, KNOWN) is Area.ELSEWHERE


def test_another_areas_inside_wins_over_the_margin() -> None:
    till = AreaOfInterest(
        AoiId("till"), Area.WORK, AngleBox(rad_from_deg(16), rad_from_deg(40), -1.0, 0.0)
    )
    params = AreaParams(areas=(till, *DEFAULT.areas))
    assert at(17, -5, Area.CUSTOMER, params) is Area.WORK


def test_angles_are_relative_to_the_reference() -> None:
    params = AreaParams(reference_yaw_rad=rad_from_deg(10), reference_pitch_rad=rad_from_deg(20))
    assert at(10, 20, None, params) is Area.CUSTOMER
    assert at(0, 10, None, params) is Area.CUSTOMER
    assert at(0, 2.9, None, params) is Area.DEVICE
    assert at(26, 20, None, params) is Area.ELSEWHERE


@given(st.floats(-90, 90), st.floats(-90, 90), st.sampled_from(list(Area)), st.floats(-0.45, 0.45))
def test_hysteresis_keeps_gaze_that_trembles_by_less_than_half_the_margin(
    yaw_deg: float, pitch_deg: float, current: Area, tremble_deg: float
) -> None:
    here = at(yaw_deg, pitch_deg, current, DEFAULT)
    there = at(yaw_deg + tremble_deg, pitch_deg + tremble_deg, here, DEFAULT)
    back = at(yaw_deg, pitch_deg, there, DEFAULT)
    # Trembling may cross one border once; it never goes to and fro.
    assert there is here or back is there
