"""The one table of states is whole and agrees with itself."""

from __future__ import annotations

from typing import get_args

from monitor.attention.label import Label
from monitor.attention.settle import STATE_OF
from monitor.attention.state import (
    AREA_OF,
    ATTENDED,
    JUDGED,
    MEASURED,
    OCCUPIED,
    SHARED,
    STATES,
    Area,
    BoxedArea,
    State,
)


def test_every_state_has_one_row_in_the_order_of_the_names() -> None:
    assert [each.state for each in STATES] == list(State)


def test_every_area_is_that_of_the_state_of_its_name() -> None:
    assert [state.value for state in AREA_OF] == [area.value for area in Area]
    assert all(state.value == area.value for state, area in AREA_OF.items())


def test_what_lies_in_no_box_is_elsewhere() -> None:
    assert set(get_args(BoxedArea)) == {area.value for area in Area} - {"elsewhere"}


def test_every_area_has_a_label_that_means_its_state() -> None:
    assert {STATE_OF[Label(area.value)] for area in Area} == JUDGED


def test_only_time_with_known_gaze_enters_a_share_and_only_with_somebody_there() -> None:
    assert SHARED <= JUDGED <= set(ATTENDED) <= set(MEASURED)
    assert SHARED - {State.CUSTOMER} >= OCCUPIED
    assert set(State) - JUDGED == {State.UNKNOWN, State.ABSENT, State.PAUSED}
