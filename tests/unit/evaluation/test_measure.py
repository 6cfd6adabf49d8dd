from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.attention.state import State
from monitor.errors import DatasetError
from monitor.evaluation.dataset import LabelledClip, Moment, Seen
from monitor.evaluation.label_rows import Row
from monitor.evaluation.measure import answers
from monitor.perception.observation import Observation
from monitor.pipeline import CoreParams
from monitor.runtime.offline.analysis import fold
from monitor.units import ns_from_s
from tests.unit.evaluation.answers import face


def labelled(*times_s: float) -> LabelledClip:
    return LabelledClip(
        Path("a.mp4"),
        tuple(
            Moment(t_s, Seen.CUSTOMER, Seen.CUSTOMER, Row(Path("labels.csv"), line, {}))
            for line, t_s in enumerate(times_s, 2)
        ),
        "a.mp4",
    )


def observations(count: int, fps: float) -> tuple[Observation, ...]:
    """A second at the customer, then at the device; head yaw counts the frames in degrees."""
    return tuple(
        Observation(
            ns_from_s(index / fps),
            face((0.0, 0.0 if index < fps else -40.0), head_deg=(float(index), 0.0, 0.0)),
            1,
            None,
        )
        for index in range(count)
    )


def test_takes_the_settled_state_of_the_nearest_frame() -> None:
    analysis = fold("a.mp4", observations(20, 10.0), CoreParams())
    found = answers(labelled(0.0, 0.26, 0.94, 1.0, 1.96), analysis)
    frames = [round(answer.face.head.yaw_rad * 57.29578) for answer in found if answer.face]
    assert frames == [0, 3, 9, 10, 19]
    # The state changes at its onset, 1.0 s, although it was confirmed later.
    assert [answer.state for answer in found] == [State.CUSTOMER] * 3 + [State.DEVICE] * 2


def test_half_way_between_two_frames_the_earlier_counts() -> None:
    analysis = fold("a.mp4", observations(20, 10.0), CoreParams())
    (found,) = answers(labelled(0.95), analysis)
    assert found.state is State.CUSTOMER


def test_a_time_beyond_the_clip_is_named_with_its_line() -> None:
    analysis = fold("a.mp4", observations(20, 10.0), CoreParams())
    for t_s in (2.01, 1e300):
        with pytest.raises(
            DatasetError,
            match=rf"labels.csv, line 3: t_s is {re.escape(f'{t_s:g}')}, beyond the end of a",
        ):
            answers(labelled(1.0, t_s), analysis)
    assert answers(labelled(2.0), analysis), "the last frame lasts until here"
