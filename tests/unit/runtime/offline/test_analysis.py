"""A recording is read as its counter's camera would be: turned, and with its masks."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from monitor.attention.state import State
from monitor.runtime.offline.analysis import Analyzer
from monitor.settings import CounterSettings, Settings, core_params
from tests.mannequin import Pose, render


@pytest.fixture
def lying(tmp_path: Path) -> str:
    """Somebody who looks at the camera, taken by one that hangs on its side."""
    path = tmp_path / "lying.png"
    cv2.imwrite(str(path), np.rot90(render(Pose()))[:, :, ::-1])
    return str(path)


def state_of(path: str, **counter: object) -> tuple[State, int]:
    settings = Settings()
    made = CounterSettings.model_validate(counter)
    analyzer = Analyzer(made, core_params(settings, made))
    (sample,) = analyzer.analyze(path).samples
    analyzer.close()
    return sample.state, sample.observation.faces


def test_a_picture_is_turned_as_the_counter_says(lying: str) -> None:
    assert state_of(lying, turn="right") == (State.CUSTOMER, 1)
    assert state_of(lying)[0] is not State.CUSTOMER


def test_what_the_counter_excludes_is_not_seen(lying: str) -> None:
    assert state_of(lying, turn="right", masks=[[0, 0, 1, 1]]) == (State.ABSENT, 0)
    assert state_of(lying, turn="right", masks=[[0, 0.95, 1, 1]]) == (State.CUSTOMER, 1)
