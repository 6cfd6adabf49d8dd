from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.attention.aoi import AngleBox, AreaOfInterest, area_at
from monitor.attention.calibration import (
    CalibrationParams,
    CalibrationResult,
    Grade,
    calibrate,
    separability_of,
)
from monitor.attention.calibration_areas import AreaFitParams
from monitor.attention.place_reading import (
    CUSTOMER_PLACE,
    DEVICE_PLACE,
    LOWEST_PLACE,
    CalibrationPlace,
    PlaceReading,
    hindrance_of,
    read_place,
    work_place,
)
from monitor.attention.reasons import reason_of_face
from monitor.attention.state import Area
from monitor.errors import CalibrationError
from monitor.perception.observation import Observation
from monitor.perception.quality import Doubt
from monitor.units import AoiId, deg_from_rad, rad_from_deg
from tests.unit.attention.faces import faceless, seen
from tests.unit.attention.looks import exactly, looking, mixed, reading

TILL = work_place("till")
Direction = tuple[float, float]


def area_of(
    result: CalibrationResult, yaw_deg: float, pitch_deg: float, current: Area | None = None
) -> Area:
    return area_at(rad_from_deg(yaw_deg), rad_from_deg(pitch_deg), current, result.area_params)


# --- one place ------------------------------------------------------------------------------------


def test_a_place_is_the_median_of_its_samples() -> None:
    found = reading(CUSTOMER_PLACE, 4.0, 21.0)
    assert deg_from_rad(found.yaw_rad) == pytest.approx(4.0, abs=0.5)
    assert deg_from_rad(found.pitch_rad) == pytest.approx(21.0, abs=0.5)
    assert deg_from_rad(found.spread_pitch_rad) == pytest.approx(1.0, abs=0.4)
    assert found.samples == 50
    assert found.coverage == pytest.approx(1.0)


def test_worked_numbers() -> None:
    # Pitches -30 (x4), -29 (x3), -31 (x3), 5 (x2): median -30, MAD 1, so 1.4826 degrees; 5 is out.
    pitches = [-30, -29, -31, -30, -29, -31, -30, -29, -31, -30, 5, 5]
    samples = [seen(0.25 * i, 0.0, pitch) for i, pitch in enumerate(pitches)]
    found = read_place(DEVICE_PLACE, samples)
    assert deg_from_rad(found.pitch_rad) == pytest.approx(-30.0)
    assert deg_from_rad(found.spread_pitch_rad) == pytest.approx(1.4826)
    assert (found.samples, found.kept) == (12, 10)
    assert found.judged_s == pytest.approx(3.0)


def test_a_look_away_a_blink_and_a_lost_face_do_not_matter() -> None:
    samples = looking((0.0, -40.0))
    samples[5:7] = [seen(0.1 * i, shut=True) for i in (5, 6)]
    samples[20:30] = looking((30.0, 0.0), 1.0, start_s=2.0)
    samples[40:42] = [faceless(0.1 * i, person=True) for i in (40, 41)]
    found = read_place(DEVICE_PLACE, samples)
    assert deg_from_rad(found.yaw_rad) == pytest.approx(0.0, abs=0.6)
    assert deg_from_rad(found.pitch_rad) == pytest.approx(-40.0, abs=0.6)
    assert found.coverage == pytest.approx(46 / 50)
    assert (found.samples, found.kept) == (46, 36)


@given(
    which=st.sets(st.integers(0, 49), max_size=12),
    away=st.tuples(st.floats(-80, 80), st.floats(-80, 80)),
    seed=st.integers(0, 1000),
)
def test_a_quarter_of_strange_samples_moves_the_place_by_less_than_a_spread(
    which: set[int], away: tuple[float, float], seed: int
) -> None:
    steady = looking((3.0, -35.0), seed=seed)
    found = read_place(DEVICE_PLACE, mixed(steady, looking(away, seed=seed + 1), sorted(which)))
    assert abs(deg_from_rad(found.yaw_rad) - 3.0) < 1.2
    assert abs(deg_from_rad(found.pitch_rad) + 35.0) < 1.2


def test_the_frame_rate_does_not_matter() -> None:
    slow, quick = (read_place(DEVICE_PLACE, looking((0, -40), rate=rate)) for rate in (8, 30))
    assert slow.pitch_rad == pytest.approx(quick.pitch_rad, abs=rad_from_deg(0.7))
    assert slow.judged_s == pytest.approx(quick.judged_s)


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        ([], ["0 s of 0 s", "2 s"]),
        (looking((0, 0), 1.5), ["1.5 s of 1.5 s", "2 s"]),
        ([faceless(i / 10, person=True) for i in range(50)], ["0 s of 5 s", "no face is seen"]),
        (
            [*looking((0, 0), 2.1), *(seen(2.1 + i / 10, shut=True) for i in range(60))],
            ["2.1 s of 8.1 s", "eyelids hide the eyes"],
        ),
        (
            [seen(i / 10, judgeable=False) for i in range(50)],
            ["the picture is blurred"],
        ),
        (looking((0, 0), 5.0, rate=1.0), ["samples are needed"]),
    ],
)
def test_too_little_to_judge_is_refused_with_the_reason(
    samples: list[Observation], words: list[str]
) -> None:
    with pytest.raises(CalibrationError) as refused:
        read_place(CUSTOMER_PLACE, samples)
    assert str(refused.value).startswith("customer: gaze could be judged in ")
    for each in words:
        assert each in str(refused.value)


@pytest.mark.parametrize("share", [0.35, 0.5, 0.65])
def test_gaze_that_goes_to_and_fro_is_refused(share: float) -> None:
    steady, other = looking((0, 0)), looking((0, -40))
    with pytest.raises(CalibrationError, match="did not stay there") as refused:
        read_place(CUSTOMER_PLACE, mixed(steady, other, range(round(50 * share))))
    # Of the two limits it names the one that was passed.
    wandered = refused.value.cause.name == "restless"
    assert ("wandered" in str(refused.value)) is wandered
    assert ("% of the samples lay elsewhere (accepted is up to 30%)" in str(refused.value)) is (
        not wandered
    )


def test_a_third_of_the_time_elsewhere_is_refused_for_that() -> None:
    steady, other = looking((0, 0)), looking((0, -40))
    with pytest.raises(CalibrationError, match="36% of the samples lay elsewhere") as refused:
        read_place(CUSTOMER_PLACE, mixed(steady, other, range(round(len(steady) * 0.35))))
    facts = dict(refused.value.cause.facts)
    assert (facts["share"], facts["most_share"]) == (
        pytest.approx(0.36, abs=0.01),
        pytest.approx(0.3),
    )


def test_gaze_that_wanders_is_refused() -> None:
    with pytest.raises(
        CalibrationError, match=r"wandered by \d+ degrees \(accepted is up to 7 degrees\)"
    ):
        reading(CUSTOMER_PLACE, 0, 0, wander_deg=12.0)


def test_every_doubt_has_its_hindrance() -> None:
    for doubt in Doubt:
        observation = seen(0.0, judgeable=False)
        assert observation.face is not None
        face = replace(observation.face, quality=replace(observation.face.quality, doubt=doubt))
        assert hindrance_of(replace(observation, face=face)) is reason_of_face(face)


# --- all places together --------------------------------------------------------------------------


def test_reference_is_where_customers_stand_and_areas_follow_it() -> None:
    result = calibrate([exactly(CUSTOMER_PLACE, 4, 21), exactly(DEVICE_PLACE, 2, -24)])
    assert deg_from_rad(result.reference_yaw_rad) == pytest.approx(4)
    assert deg_from_rad(result.reference_pitch_rad) == pytest.approx(21)
    assert area_of(result, 4, 21) is Area.CUSTOMER
    assert area_of(result, 4 + 11, 21) is Area.CUSTOMER
    assert area_of(result, 4 + 13, 21) is Area.ELSEWHERE
    assert area_of(result, 2, -24) is Area.DEVICE
    assert area_of(result, 4, 0) is Area.ELSEWHERE
    assert result.grade is Grade.GOOD
    assert result.area_params.calibrated


def test_the_plane_lies_between() -> None:
    # 45 degrees below: 0.6 of the way is 27.
    low = calibrate([exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 0, -45)])
    assert deg_from_rad(low.areas[-1].box.pitch_max_rad) == pytest.approx(-27.0)
    assert deg_from_rad(low.areas[-1].leave_margin_rad) == pytest.approx(1.0)
    # 60 degrees below: 36.
    lower = calibrate([exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 0, -60)])
    assert deg_from_rad(lower.areas[-1].box.pitch_max_rad) == pytest.approx(-36.0)
    assert deg_from_rad(lower.areas[-1].leave_margin_rad) == pytest.approx(1.0)
    # 35 degrees below: 21 would reach the child; the plane stays at 26.
    high = calibrate([exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 0, -35)])
    assert deg_from_rad(high.areas[-1].box.pitch_max_rad) == pytest.approx(-26.0)
    assert deg_from_rad(high.areas[-1].leave_margin_rad) == pytest.approx(1.0)
    # A wider margin would reach the child on the way up: it is cut back.
    wide = AreaFitParams(leave_rad=rad_from_deg(5.0))
    steady = calibrate(
        [exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 0, -35)],
        CalibrationParams(areas=wide),
    )
    assert deg_from_rad(steady.areas[-1].leave_margin_rad) == pytest.approx(3.0)


_PLACES = st.tuples(st.floats(-25, 25), st.floats(-20, 30))
_DEVICES = st.tuples(st.floats(-40, 40), st.floats(-85, -5))


@given(customer=_PLACES, device=_DEVICES, spread=st.floats(0.1, 6.0), yaw=st.floats(-180, 180))
def test_a_short_customer_never_reads_as_device(
    customer: Direction, device: Direction, spread: float, yaw: float
) -> None:
    places = [
        exactly(CUSTOMER_PLACE, *customer, spread),
        exactly(DEVICE_PLACE, *device, spread),
    ]
    try:
        result = calibrate(places)
    except CalibrationError:
        return
    for current in (None, Area.CUSTOMER, Area.DEVICE):
        pitch = customer[1] - 22.99
        assert area_of(result, customer[0] + yaw, pitch, current) is not Area.DEVICE
    assert area_of(result, *device) is Area.DEVICE
    assert area_of(result, *customer) is Area.CUSTOMER


@given(
    customer=_PLACES,
    below=st.floats(0, 40),
    device=_DEVICES,
    spread=st.floats(0.1, 6.0),
    yaw=st.floats(-180, 180),
)
@example(customer=(0.0, 0.0), below=0.0, device=(0.0, -10.0), spread=1.0, yaw=0.0)
def test_the_lowest_customer_that_was_looked_at_never_reads_as_device(
    customer: Direction, below: float, device: Direction, spread: float, yaw: float
) -> None:
    lowest = (customer[0], customer[1] - below)
    places = [
        exactly(CUSTOMER_PLACE, *customer, spread),
        exactly(DEVICE_PLACE, *device, spread),
        exactly(LOWEST_PLACE, *lowest, spread),
    ]
    try:
        result = calibrate(places)
    except CalibrationError:
        return
    for current in (None, Area.CUSTOMER, Area.DEVICE):
        # Gaze trembles; what falls short by no more than a spread is still the customer's.
        assert area_of(result, lowest[0] + yaw, lowest[1] - spread, current) is not Area.DEVICE
        assert area_of(result, *lowest, current) is Area.CUSTOMER
        assert area_of(result, *customer, current) is Area.CUSTOMER
    assert area_of(result, *device) is Area.DEVICE


def test_the_plane_lies_between_the_lowest_customer_and_the_device() -> None:
    customer, device = exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 0, -40)
    # 0.6 of the way from -15 to -40; without the lowest customer the plane would lie at 26.
    near = calibrate([customer, exactly(LOWEST_PLACE, 0, -15), device])
    assert deg_from_rad(near.areas[-1].box.pitch_max_rad) == pytest.approx(-30.0)
    assert [place.place for place in near.places] == [CUSTOMER_PLACE, LOWEST_PLACE, DEVICE_PLACE]
    assert [area.aoi_id for area in near.areas] == ["customer", "device"]
    # Nobody at this counter is much lower: a device 24 degrees down is told apart.
    level = calibrate([customer, exactly(LOWEST_PLACE, 0, -6), exactly(DEVICE_PLACE, 0, -24)])
    assert deg_from_rad(level.areas[-1].box.pitch_max_rad) == pytest.approx(-16.8)
    # Somebody deep down: 30 degrees, and the customer's area reaches there.
    deep = calibrate([customer, exactly(LOWEST_PLACE, 5, -30), exactly(DEVICE_PLACE, 0, -60)])
    assert deg_from_rad(deep.areas[-1].box.pitch_max_rad) == pytest.approx(-48.0)
    assert area_of(deep, 16, -41) is Area.CUSTOMER
    assert area_of(deep, 0, -43) is Area.ELSEWHERE


def test_a_device_that_is_hardly_lower_than_the_lowest_customer_is_refused() -> None:
    customer, lowest = exactly(CUSTOMER_PLACE, 0, 0), exactly(LOWEST_PLACE, 0, -23)
    with pytest.raises(CalibrationError, match="at least 30 degrees are needed"):
        calibrate([customer, lowest, exactly(DEVICE_PLACE, 0, -29.9)])
    near = calibrate([customer, lowest, exactly(DEVICE_PLACE, 0, -30.1)])
    assert deg_from_rad(near.areas[-1].box.pitch_max_rad) == pytest.approx(-26.05, abs=0.06)


def test_the_more_gaze_wanders_the_lower_the_device_must_lie() -> None:
    def places(device_deg: float) -> list[PlaceReading]:
        customer = exactly(CUSTOMER_PLACE, 0, 0, 4.0)
        return [
            customer,
            exactly(LOWEST_PLACE, 0, -23, 4.0),
            exactly(DEVICE_PLACE, 0, device_deg, 4),
        ]

    with pytest.raises(CalibrationError):
        calibrate(places(-34.9))
    assert area_of(calibrate(places(-35.1)), 0, -35) is Area.DEVICE


def test_a_lowest_customer_above_the_others_is_refused_and_level_ones_are_no_lower() -> None:
    customer, device = exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 0, -30)
    with pytest.raises(CalibrationError, match="lowest: lies 5 degrees above the place") as refused:
        calibrate([customer, exactly(LOWEST_PLACE, 0, 5), device])
    assert refused.value.cause.name == "lowest_above"
    level = calibrate([customer, exactly(LOWEST_PLACE, 3, 3.9), device])
    # As if it stood where the others do: nothing moves up.
    assert level.areas[-1].box.pitch_max_rad == pytest.approx(rad_from_deg(-18.0))
    assert level.areas[0].box.pitch_max_rad == pytest.approx(rad_from_deg(12.0))
    assert area_of(level, 0, -11.9) is Area.CUSTOMER


@pytest.mark.parametrize("pitch_deg", [20, 0, -9, -22, -29])
def test_a_device_that_does_not_lie_low_is_refused(pitch_deg: float) -> None:
    with pytest.raises(CalibrationError, match="device"):
        calibrate([exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 12, pitch_deg)])


def test_the_refusal_of_a_high_device_says_how_low_it_must_be() -> None:
    with pytest.raises(CalibrationError) as refused:
        calibrate([exactly(CUSTOMER_PLACE, 0, 10), exactly(DEVICE_PLACE, 0, -18)])
    assert "28 degrees below" in str(refused.value)
    assert "at least 30 degrees" in str(refused.value)
    calibrate([exactly(CUSTOMER_PLACE, 0, 10), exactly(DEVICE_PLACE, 0, -20.1)])


def test_separability_counts_distance_in_spreads_along_the_line() -> None:
    one, other = exactly(CUSTOMER_PLACE, 0, 0, 3.0), exactly(DEVICE_PLACE, 0, -40, 4.0)
    wanted = 40 / math.sqrt((9 + 16) / 2)
    assert separability_of(one, other, 0.01) == pytest.approx(wanted)
    # Restless sideways only: it does not blur what lies below.
    aside = replace(one, spread_yaw_rad=rad_from_deg(30.0))
    assert separability_of(aside, other, 0.01) == pytest.approx(wanted)
    assert separability_of(one, one, 0.01) == 0.0


def test_places_that_cannot_be_told_apart_are_refused() -> None:
    customer = exactly(CUSTOMER_PLACE, 0, 0)
    with pytest.raises(CalibrationError, match="customer and device cannot be told apart") as near:
        calibrate([customer, exactly(DEVICE_PLACE, 0, -8)])
    assert "8 degrees apart" in str(near.value)
    with pytest.raises(CalibrationError, match=r"device and till cannot be told apart"):
        calibrate([customer, exactly(DEVICE_PLACE, 0, -45), exactly(TILL, 3, -42)])
    with pytest.raises(CalibrationError, match=r"2\.\d times what gaze wandered"):
        calibrate([customer, exactly(DEVICE_PLACE, 0, -45), exactly(TILL, 12, 0, 6.5)])


def test_a_shaky_calibration_is_only_fair() -> None:
    shaky = calibrate([exactly(CUSTOMER_PLACE, 0, 0, 5.0), exactly(DEVICE_PLACE, 0, -45, 5.0)])
    assert shaky.grade is Grade.FAIR
    gaps = replace(exactly(DEVICE_PLACE, 0, -45), judged_s=3.0)
    assert calibrate([exactly(CUSTOMER_PLACE, 0, 0), gaps]).grade is Grade.FAIR


@pytest.mark.parametrize("missing", [CUSTOMER_PLACE, DEVICE_PLACE])
def test_customer_and_device_are_needed(missing: CalibrationPlace) -> None:
    places = [exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 0, -45), exactly(TILL, 40, -10)]
    with pytest.raises(CalibrationError, match=f"{missing.name} was read 0 times"):
        calibrate([place for place in places if place.place != missing])


# --- work areas -----------------------------------------------------------------------------------


def test_a_work_area_is_a_box_around_what_was_looked_at() -> None:
    result = calibrate(
        [exactly(CUSTOMER_PLACE, 5, 10), exactly(DEVICE_PLACE, 5, -35), exactly(TILL, 45, -10, 4.0)]
    )
    till = result.areas[0]
    assert (till.aoi_id, till.area) == ("till", Area.WORK)
    # Relative to the reference: 40 to the right, 20 below; 2.5 spreads of 4 degrees each way.
    assert deg_from_rad(till.box.yaw_min_rad) == pytest.approx(30)
    assert deg_from_rad(till.box.yaw_max_rad) == pytest.approx(50)
    assert deg_from_rad(till.box.pitch_min_rad) == pytest.approx(-30)
    assert area_of(result, 45, -10) is Area.WORK
    assert area_of(result, 45, -34) is Area.DEVICE
    assert area_of(result, 5, 10) is Area.CUSTOMER


def test_goods_beside_the_device_share_the_ground_midway() -> None:
    goods = work_place("goods")
    result = calibrate(
        [exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, -6, -45), exactly(goods, 6, -45)]
    )
    assert area_of(result, 6, -45) is Area.WORK
    assert area_of(result, 0.5, -45) is Area.WORK
    assert area_of(result, -0.5, -45) is Area.DEVICE


def test_a_screen_beside_the_customer_cuts_both_areas_midway() -> None:
    result = calibrate(
        [exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 0, -45), exactly(TILL, 16, 2)]
    )
    assert area_of(result, 7.9, 0) is Area.CUSTOMER
    assert area_of(result, 8.1, 0) is Area.WORK
    assert area_of(result, -11.9, 0) is Area.CUSTOMER


@given(
    customer=_PLACES,
    device=_DEVICES,
    work=st.lists(st.tuples(st.floats(-60, 60), st.floats(-70, 40)), max_size=3),
    spread=st.floats(0.1, 6.0),
)
def test_whatever_is_accepted_reads_each_place_as_itself(
    customer: Direction, device: Direction, work: list[Direction], spread: float
) -> None:
    places = [
        exactly(CUSTOMER_PLACE, *customer, spread),
        exactly(DEVICE_PLACE, *device, spread),
        *(exactly(work_place(f"work{i}"), *at, spread) for i, at in enumerate(work)),
    ]
    try:
        result = calibrate(places)
    except CalibrationError:
        return
    for place in result.places:
        found = area_of(result, deg_from_rad(place.yaw_rad), deg_from_rad(place.pitch_rad))
        assert found is place.place.area
    boxes = [aoi.box for aoi in result.areas if aoi.area is not Area.DEVICE]
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            wide = min(one.yaw_max_rad, other.yaw_max_rad) - max(one.yaw_min_rad, other.yaw_min_rad)
            tall = min(one.pitch_max_rad, other.pitch_max_rad) - max(
                one.pitch_min_rad, other.pitch_min_rad
            )
            assert min(wide, tall) <= 1e-9


def kept_till(yaw_deg: tuple[float, float], pitch_deg: tuple[float, float]) -> AreaOfInterest:
    low, high = (rad_from_deg(each) for each in yaw_deg)
    return AreaOfInterest(
        AoiId("till"), Area.WORK, AngleBox(low, high, *(rad_from_deg(each) for each in pitch_deg))
    )


def test_work_areas_of_the_settings_stay_unless_looked_at() -> None:
    places = [exactly(CUSTOMER_PLACE, 5, 10), exactly(DEVICE_PLACE, 5, -40)]
    till = kept_till((30, 50), (-30, 0))
    assert calibrate(places, kept=[till]).areas[0] == till
    anew = calibrate([*places, exactly(TILL, -40, 0)], kept=[till])
    assert [aoi.aoi_id for aoi in anew.areas] == ["till", "customer", "device"]
    assert deg_from_rad(anew.areas[0].box.yaw_max_rad) == pytest.approx(-45 + 8)


def test_a_work_area_of_the_settings_that_covers_the_device_is_refused() -> None:
    places = [exactly(CUSTOMER_PLACE, 0, 0), exactly(DEVICE_PLACE, 0, -45)]
    with pytest.raises(CalibrationError, match="'till' of the settings covers the place of device"):
        calibrate(places, kept=[kept_till((-20, 20), (-60, -30))])
