"""A head turned aside until the face is lost, on the mannequin: elsewhere, never absent."""

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
from tests.mannequin import Beat, Pose, Scene, Script, frames, render

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


@pytest.mark.parametrize("yaw_deg", [60.0, 75.0])
def test_a_head_that_turns_until_the_eyes_are_lost_is_elsewhere(yaw_deg: float) -> None:
    aside = Beat(2.0, head_yaw_deg=yaw_deg, gaze_yaw_deg=yaw_deg, move_s=0.5)
    analysis = watched(Script(6.0, (Beat(0.0), aside, Beat(4.2, move_s=0.5)), sway=0.5))
    lost = any(each.observation.face is None for each in analysis.samples)
    assert lost is (abs(yaw_deg) > 70)
    seconds = {state: ns / NS_PER_S for state, ns in analysis.bucket.all.state_ns.items()}
    assert set(seconds) == {State.CUSTOMER, State.ELSEWHERE}
    assert seconds[State.ELSEWHERE] == pytest.approx(2.4, abs=0.5)
    # Only of the device is what was inferred counted apart.
    assert analysis.bucket.all.inferred_ns == 0


@pytest.mark.parametrize(
    "scene",
    [Scene(distance_mm=500.0, offset_y_mm=140.0), Scene(distance_mm=350.0, offset_y_mm=80.0)],
    ids=["no shoulders in the picture", "no face to the detector"],
)
def test_a_still_of_somebody_turned_away_is_not_absent(scene: Scene) -> None:
    models = load_models(still=True)
    try:
        picture = render(Pose(head_yaw_deg=45.0, gaze_yaw_deg=45.0), scene)
        assert models.presence.detect(picture)
    finally:
        models.close()
