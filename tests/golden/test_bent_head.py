"""A head bent until the face is lost, on the mannequin: looking down, and said to be inferred."""

from __future__ import annotations

import pytest

from monitor.attention.state import State
from monitor.perception.observation import PerceptionParams
from monitor.pipeline import CoreParams
from monitor.ports import Frame
from monitor.runtime.offline.analysis import Analysis, fold
from monitor.runtime.vision.observer import Observer
from monitor.runtime.vision.worker import load_models
from monitor.units import NS_PER_S, ns_from_s, rad_from_deg
from tests.mannequin import Absence, Beat, Scene, Script, frames

FPS = 10.0


def watched(story: Script) -> Analysis:
    models = load_models()
    try:
        observer = Observer(models, PerceptionParams(), rad_from_deg(60.0))
        seen = [
            observer.observe(Frame(ns_from_s(index / FPS), index, image))
            for index, image in enumerate(frames(story, Scene(), FPS))
        ]
    finally:
        models.close()
    return fold("story", tuple(seen), CoreParams())


def seconds(analysis: Analysis, state: State) -> float:
    return analysis.bucket.all.state_ns.get(state, 0) / NS_PER_S


@pytest.mark.parametrize("pitch_deg", [-60.0, -75.0])
def test_a_head_bent_until_the_face_is_lost_is_the_device_and_inferred(pitch_deg: float) -> None:
    down = Beat(2.0, head_pitch_deg=pitch_deg, gaze_pitch_deg=pitch_deg - 15, move_s=0.5)
    analysis = watched(Script(7.0, (Beat(0.0), down, Beat(5.0, move_s=0.5)), sway=0.5))
    assert [glance.area.value for glance in analysis.glances] == ["customer", "device", "customer"]
    assert seconds(analysis, State.DEVICE) == pytest.approx(3.2, abs=0.5)
    assert 2.0 < analysis.bucket.all.inferred_ns / NS_PER_S <= seconds(analysis, State.DEVICE)


def test_somebody_who_walks_away_is_absent_and_nothing_is_inferred() -> None:
    analysis = watched(Script(7.0, absences=(Absence(2.0, 5.0),), sway=0.5))
    assert analysis.bucket.all.inferred_ns == 0
    assert seconds(analysis, State.DEVICE) == 0
    assert seconds(analysis, State.ABSENT) > 1.5
