"""Lids that hide the eyes of an upright mannequin: a blink, a look down, eyes that are shut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.attention.state import State
from monitor.perception.observation import Observation, PerceptionParams
from monitor.pipeline import CoreParams
from monitor.ports import Frame
from monitor.runtime.offline.analysis import Analysis, fold
from monitor.runtime.vision.observer import Observer
from monitor.runtime.vision.worker import load_models
from monitor.units import NS_PER_S, ns_from_s, rad_from_deg
from tests.mannequin import Pose, Scene, render

FPS = 10.0
NEAR = Scene(distance_mm=450.0)
AHEAD = Pose()
SHUT = Pose(openness=0.0)
LOWERED = Pose(head_pitch_deg=-4.0, gaze_pitch_deg=-60.0, openness=0.0)
SLIVER = Pose(head_pitch_deg=-4.0, gaze_pitch_deg=-45.0)
"""A phone before the chest: lids down on a head held nearly upright, without and with some iris."""


def observed(*phases: tuple[Pose, float], still: bool = False) -> Iterator[Observation]:
    models = load_models(still=still)
    try:
        observer = Observer(models, PerceptionParams(), rad_from_deg(60.0))
        index = 0
        for pose, seconds in phases:
            image = render(pose, NEAR)
            for _ in range(round(seconds * FPS)):
                yield observer.observe(Frame(ns_from_s(index / FPS), index, image))
                index += 1
    finally:
        models.close()


def watched(*phases: tuple[Pose, float]) -> Analysis:
    return fold("story", tuple(observed(*phases)), CoreParams())


def seconds(analysis: Analysis, state: State) -> float:
    return analysis.bucket.all.state_ns.get(state, 0) / NS_PER_S


@pytest.mark.parametrize("pose", [LOWERED, SLIVER])
def test_lowered_lids_on_an_upright_head_are_a_look_down(pose: Pose) -> None:
    analysis = watched((AHEAD, 2.0), (pose, 2.0), (AHEAD, 1.0))
    assert [glance.area.value for glance in analysis.glances] == ["customer", "device", "customer"]
    assert seconds(analysis, State.DEVICE) == pytest.approx(2.0, abs=0.3)
    assert seconds(analysis, State.UNKNOWN) == 0


def test_a_look_down_of_which_no_iris_shows_is_inferred() -> None:
    hidden, shown = (watched((AHEAD, 2.0), (pose, 2.0)).bucket for pose in (LOWERED, SLIVER))
    assert hidden.all.inferred_ns > 1.5 * NS_PER_S
    assert shown.all.inferred_ns < 0.5 * NS_PER_S


def test_eyes_shut_for_long_are_unknown_and_never_the_device() -> None:
    analysis = watched((AHEAD, 2.0), (SHUT, 3.0), (AHEAD, 1.0))
    assert seconds(analysis, State.UNKNOWN) == pytest.approx(3.0, abs=0.3)
    assert seconds(analysis, State.DEVICE) == 0


@pytest.mark.parametrize("pose", [SHUT, LOWERED])
def test_a_blink_changes_nothing_wherever_the_eyes_are_behind_it(pose: Pose) -> None:
    analysis = watched((AHEAD, 2.0), (pose, 0.3), (AHEAD, 1.0))
    assert [glance.area.value for glance in analysis.glances] == ["customer"]


@pytest.mark.parametrize(
    ("pose", "state"),
    [(LOWERED, State.DEVICE), (SHUT, State.UNKNOWN), (AHEAD, State.CUSTOMER)],
)
def test_a_still_answers_what_it_would_be_if_it_went_on(pose: Pose, state: State) -> None:
    seen = tuple(observed((pose, 1.0 / FPS), still=True))
    assert fold("still", seen, CoreParams(), still=True).samples[0].state is state
