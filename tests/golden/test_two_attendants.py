"""Two mannequins behind one counter: the customer is looked at if either of them looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from monitor.attention.state import State
from monitor.perception.attendant import Place
from monitor.perception.observation import Observation, PerceptionParams
from monitor.pipeline import CoreParams
from monitor.ports import Frame
from monitor.runtime.offline.analysis import Analysis, fold
from monitor.runtime.vision.observer import Observer
from monitor.runtime.vision.worker import load_models
from monitor.units import NS_PER_S, ns_from_s, rad_from_deg
from tests.mannequin import Absence, Beat, Scene, Script, frames

FPS = 10.0
SCENE = Scene(width_px=960, fov_deg=75.0, distance_mm=800.0)
DOWN = {"head_pitch_deg": -18.0, "gaze_pitch_deg": -42.0}
FIRST = Script(9.0, (Beat(0.0), Beat(3.0, **DOWN), Beat(7.0)), sway=0.3)
SECOND = Script(
    9.0, (Beat(0.0, **DOWN), Beat(5.0), Beat(7.0, **DOWN)), absences=(Absence(8.0, 20.0),), sway=0.3
)


def pictures() -> Iterator[Frame]:
    """The first on the left, the second on the right."""
    left = replace(SCENE, offset_x_mm=-260.0)
    right = replace(SCENE, offset_x_mm=260.0)
    pairs = zip(frames(FIRST, left, FPS), frames(SECOND, right, FPS), strict=True)
    for index, (one, other) in enumerate(pairs):
        image = np.hstack([one[:, :480], other[:, 480:]])
        yield Frame(ns_from_s(index / FPS), index, image)


def watched(attendants: int, seen: list[Frame]) -> tuple[tuple[Observation, ...], Analysis]:
    params = PerceptionParams(place=Place(0.3, 0.5), attendants=attendants)
    models = load_models(attendants)
    try:
        observer = Observer(models, params, rad_from_deg(75.0))
        observations = tuple(observer.observe(frame) for frame in seen)
    finally:
        models.close()
    return observations, fold("two", observations, CoreParams())


@pytest.fixture(scope="module")
def story() -> list[Frame]:
    return list(pictures())


def test_either_of_them_looking_is_the_customer_looked_at(story: list[Frame]) -> None:
    observations, analysis = watched(2, story)
    # The second face is noticed within a second or so, and each keeps its slot and its side.
    both = [each for each in observations if each.face and each.others]
    assert len(both) > 60
    for each in both:
        assert each.face is not None
        assert each.face.head.x_mm < 0 < each.others[0].face.head.x_mm
        assert (each.slot, each.others[0].slot) == (0, 1)
    seconds = {state: analysis.bucket.all.state_ns.get(state, 0) / NS_PER_S for state in State}
    # Only from 3 to 5 s do both look down.
    assert seconds[State.CUSTOMER] == pytest.approx(7.0, abs=0.6)
    assert seconds[State.DEVICE] == pytest.approx(2.0, abs=0.5)
    (device,) = [glance for glance in analysis.glances if glance.area.value == "device"]
    assert device.onset_ns / NS_PER_S == pytest.approx(3.1, abs=0.35)
    assert device.offset_ns / NS_PER_S == pytest.approx(5.1, abs=0.35)


def test_with_one_attendant_the_other_is_not_looked_at(story: list[Frame]) -> None:
    observations, analysis = watched(1, story)
    assert all(each.others == () and each.slot == 0 for each in observations)
    (device,) = [glance for glance in analysis.glances if glance.area.value == "device"]
    assert device.dwell_ns / NS_PER_S == pytest.approx(4.0, abs=0.4)
