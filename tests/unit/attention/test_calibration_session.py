from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.calibration_session import (
    Phase,
    PlaceRead,
    PlaceRefused,
    SessionEvent,
    SessionParams,
    SessionState,
    begin,
    check_places,
    progress,
    result,
    step,
)
from monitor.attention.place_reading import CUSTOMER_PLACE, DEVICE_PLACE, work_place
from monitor.attention.state import Reason
from monitor.errors import CalibrationError, NotFound
from monitor.perception.observation import Observation
from monitor.units import AoiId, deg_from_rad
from tests.unit.attention.faces import faceless, seen
from tests.unit.attention.looks import looking

PARAMS = SessionParams()
CUSTOMER, DEVICE = CUSTOMER_PLACE.name, DEVICE_PLACE.name


def fed(
    state: SessionState, samples: Sequence[Observation], params: SessionParams = PARAMS
) -> tuple[SessionState, list[SessionEvent]]:
    events: list[SessionEvent] = []
    for sample in samples:
        state, found = step(state, sample, params)
        events.extend(found)
    return state, events


def guided(
    places: Sequence[tuple[AoiId, tuple[float, float]]], params: SessionParams = PARAMS
) -> tuple[SessionState, list[SessionEvent]]:
    """Each place looked at as soon as the one before is done."""
    state, events, start_s = SessionState(), [], 0.0
    for name, at_deg in places:
        state = begin(state, name, params)
        state, found = fed(state, looking(at_deg, 9.0, start_s=start_s), params)
        events.extend(found)
        start_s += 10.0
    return state, events


def test_two_places_make_a_calibration() -> None:
    state, events = guided([(CUSTOMER, (5.0, 12.0)), (DEVICE, (5.0, -30.0))])
    assert [type(event) for event in events] == [PlaceRead, PlaceRead]
    assert progress(state, PARAMS).phase is Phase.COMPLETE
    found = result(state, PARAMS)
    assert deg_from_rad(found.reference_pitch_rad) == pytest.approx(12.0, abs=0.6)
    # Five seconds of each, and not those in which the eyes were on their way.
    assert [place.judged_s for place in found.places] == pytest.approx([5.0, 5.0], abs=0.15)


def test_what_is_seen_while_getting_ready_does_not_count() -> None:
    state = begin(SessionState(), DEVICE, PARAMS)
    on_the_way = looking((0.0, 0.0), 3.0)
    state, _ = fed(state, on_the_way)
    shown = progress(state, PARAMS)
    assert (shown.phase, shown.collected_s) == (Phase.GET_READY, 0.0)
    assert shown.ready_in_s == pytest.approx(0.1)
    state, events = fed(state, looking((0.0, -40.0), 6.0, start_s=3.0))
    assert isinstance(events[0], PlaceRead)
    assert deg_from_rad(events[0].reading.pitch_rad) == pytest.approx(-40.0, abs=0.6)
    assert events[0].reading.kept == events[0].reading.samples


def test_progress_says_what_is_looked_at_and_what_is_missing() -> None:
    params = SessionParams(places=(CUSTOMER_PLACE, DEVICE_PLACE, work_place("till")))
    shown = progress(SessionState(), params)
    assert (shown.phase, shown.place) == (Phase.WAITING, None)
    assert [place.name for place in shown.missing] == ["customer", "device", "till"]
    state = begin(SessionState(), CUSTOMER, params)
    assert progress(state, params).ready_in_s == 3.0
    state, _ = fed(state, looking((0.0, 0.0), 5.0), params)
    shown = progress(state, params)
    assert (shown.phase, shown.place) == (Phase.COLLECTING, CUSTOMER_PLACE)
    assert shown.collected_s == pytest.approx(2.0, abs=0.11)
    assert shown.wanted_s == 5.0
    state, _ = fed(state, looking((0.0, 0.0), 5.0, start_s=5.0), params)
    shown = progress(state, params)
    assert (shown.phase, shown.place) == (Phase.WAITING, None)
    assert [place.name for place in shown.missing] == ["device", "till"]


def test_an_incomplete_calibration_has_no_result() -> None:
    state, _ = guided([(CUSTOMER, (0.0, 0.0))])
    with pytest.raises(CalibrationError, match="not complete: device must be looked at"):
        result(state, PARAMS)


def test_time_that_cannot_be_judged_is_added_and_named() -> None:
    state = begin(SessionState(), CUSTOMER, PARAMS)
    # 3 s to get ready, 2 s judged, 2 s shut, then judged to the end: 3 + 2 + 2 + 3.
    samples = looking((0.0, 0.0), 15.0)
    samples[50:70] = [seen(i / 10, shut=True) for i in range(50, 70)]
    state, _ = fed(state, samples[:60])
    assert progress(state, PARAMS).hindrance is Reason.LIDS
    assert progress(state, PARAMS).collected_s == pytest.approx(2.0, abs=0.11)
    done_s = None
    for sample in samples[60:]:
        state, events = step(state, sample, PARAMS)
        if events:
            done_s = sample.t_ns / 1e9
            break
    assert done_s == pytest.approx(10.0, abs=0.2)


def test_patience_ends_and_the_place_can_be_tried_again() -> None:
    state = begin(SessionState(), CUSTOMER, PARAMS)
    state, events = fed(state, [faceless(i / 10, person=True) for i in range(200)])
    refused = events[0]
    assert isinstance(refused, PlaceRefused)
    assert "no face is seen" in refused.reason
    assert len(events) == 1
    assert progress(state, PARAMS).refused == refused
    assert progress(state, PARAMS).phase is Phase.WAITING
    state = begin(state, CUSTOMER, PARAMS)
    assert progress(state, PARAMS).refused is None
    state, events = fed(state, looking((0.0, 0.0), 9.0, start_s=20.0))
    assert isinstance(events[0], PlaceRead)


def test_a_place_looked_at_again_replaces_the_first_reading() -> None:
    state, _ = guided([(CUSTOMER, (0.0, 0.0)), (DEVICE, (0.0, -40.0)), (CUSTOMER, (9.0, 9.0))])
    found = result(state, PARAMS)
    assert len(found.places) == 2
    assert deg_from_rad(found.reference_yaw_rad) == pytest.approx(9.0, abs=0.6)


def test_places_are_checked() -> None:
    check_places((DEVICE_PLACE, CUSTOMER_PLACE, work_place("till")))
    with pytest.raises(CalibrationError, match="device must be among them"):
        check_places((CUSTOMER_PLACE,))
    with pytest.raises(CalibrationError, match="till: each name can be used once"):
        check_places((*PARAMS.places, work_place("till"), work_place("till")))
    with pytest.raises(CalibrationError, match="lowest: each name can be used once"):
        # Whether or not the lowest customer is looked at.
        check_places([CUSTOMER_PLACE, DEVICE_PLACE, work_place("lowest")])
    with pytest.raises(CalibrationError, match="customer: each name can be used once"):
        check_places((*PARAMS.places, work_place("customer")))
    with pytest.raises(NotFound, match=r"no place 'shelf'.*customer, device"):
        begin(SessionState(), AoiId("shelf"), PARAMS)


@given(cut=st.integers(0, 180), shift_s=st.integers(-10_000, 10_000))
def test_where_the_stream_is_cut_or_when_it_happens_changes_nothing(cut: int, shift_s: int) -> None:
    state, _ = guided([(CUSTOMER, (0.0, 0.0)), (DEVICE, (0.0, -40.0))])
    whole = result(state, PARAMS)
    later = begin(SessionState(), CUSTOMER, PARAMS)
    samples = [
        *looking((0.0, 0.0), 9.0, start_s=0.0),
        *looking((0.0, -40.0), 9.0, start_s=10.0),
    ]
    moved = [replace(s, t_ns=s.t_ns + shift_s * 1_000_000_000) for s in samples]
    for part in (moved[:cut], moved[cut:]):
        for sample in part:
            if sample is moved[90]:
                later = begin(later, DEVICE, PARAMS)
            later, _ = step(later, sample, PARAMS)
    assert result(later, PARAMS) == whole


def test_a_sample_that_is_not_newer_is_ignored() -> None:
    state = begin(SessionState(), CUSTOMER, PARAMS)
    state, _ = fed(state, looking((0.0, 0.0), 4.0))
    assert step(state, seen(1.0), PARAMS) == (state, ())


def bent(t_s: float, head_pitch_deg: float) -> Observation:
    """Lids that look shut on a head that is held so high."""
    return seen(t_s, head_pitch_deg=head_pitch_deg, shut=True, lowered=-1.5)


def test_lids_that_sink_on_a_bent_head_are_a_look_at_the_device() -> None:
    state, _ = guided([(CUSTOMER, (0.0, 0.0))])
    state = begin(state, DEVICE, PARAMS)
    state, events = fed(state, [bent(10.0 + i / 10, -20.0) for i in range(100)])
    assert isinstance(events[0], PlaceRead)
    # As while measuring: 30 degrees below where the head points.
    assert deg_from_rad(events[0].reading.pitch_rad) == pytest.approx(-50.0, abs=0.1)
    result(state, PARAMS)


def test_a_persons_offset_is_measured_and_not_taken_out() -> None:
    state, _ = guided([(CUSTOMER, (9.0, 9.0)), (DEVICE, (9.0, -40.0))])
    device = result(state, PARAMS).places[1]
    assert deg_from_rad(device.yaw_rad) == pytest.approx(9.0, abs=0.6)
    assert deg_from_rad(device.pitch_rad) == pytest.approx(-40.0, abs=0.6)


def test_lids_shut_on_a_head_held_high_are_shut() -> None:
    state, _ = guided([(CUSTOMER, (0.0, 0.0))])
    state = begin(state, DEVICE, PARAMS)
    state, events = fed(state, [bent(10.0 + i / 10, -3.0) for i in range(200)])
    assert isinstance(events[0], PlaceRefused)
    assert "the eyelids hide the eyes" in events[0].reason


def test_before_the_customers_place_is_read_shut_is_shut() -> None:
    for place in (CUSTOMER, DEVICE):
        state = begin(SessionState(), place, PARAMS)
        state, events = fed(state, [bent(i / 10, -20.0) for i in range(200)])
        assert isinstance(events[0], PlaceRefused)
