"""Serving the lowest customer that was calibrated is never the device, however the look is shared.

Head and eyes share the way down, each time otherwise: some bend the neck, some only turn the eyes.
Rendered faces, so that what is tried is the reading and not a number handed to an area.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.attention import calibration_session as calibrating
from monitor.attention.calibration import CalibrationResult
from monitor.attention.calibration_session import SessionParams, SessionState
from monitor.attention.place_reading import CUSTOMER_PLACE, DEVICE_PLACE, LOWEST_PLACE
from monitor.attention.state import State
from monitor.perception.observation import Observation, PerceptionParams
from monitor.pipeline import CoreParams
from monitor.ports import Frame
from monitor.runtime.offline.analysis import Analysis, fold
from monitor.runtime.vision.observer import Observer
from monitor.runtime.vision.worker import load_models
from monitor.units import NS_PER_S, ns_from_s, rad_from_deg
from tests.mannequin import Beat, Scene, Script, frames

FPS = 10.0
LOWEST_DEG, DEVICE_DEG = -23.0, -38.0
PLACES = (CUSTOMER_PLACE, DEVICE_PLACE, LOWEST_PLACE)
SHARES = (0.2, 0.4, 0.6, 0.8)
"""Part of the way down that the head takes; calibrated with half."""


def beat(at_s: float, pitch_deg: float, share: float = 0.5) -> Beat:
    return Beat(at_s, head_pitch_deg=share * pitch_deg, gaze_pitch_deg=pitch_deg, move_s=0.3)


def seen(story: Script) -> tuple[Observation, ...]:
    models = load_models()
    try:
        observer = Observer(models, PerceptionParams(), rad_from_deg(60.0))
        return tuple(
            observer.observe(Frame(ns_from_s(index / FPS), index, image))
            for index, image in enumerate(frames(story, Scene(), FPS))
        )
    finally:
        models.close()


@pytest.fixture(scope="module")
def calibration() -> CalibrationResult:
    each_s, params = 4.0, SessionParams(places=PLACES, seconds_s=3.0, lead_s=0.8)
    looks = (0.0, DEVICE_DEG, LOWEST_DEG)
    beats = tuple(beat(each_s * index, pitch) for index, pitch in enumerate(looks))
    state = SessionState()
    samples = seen(Script(each_s * len(PLACES), beats))
    for index, place in enumerate(PLACES):
        state = calibrating.begin(state, place.name, params)
        for sample in samples[round(index * each_s * FPS) : round((index + 1) * each_s * FPS)]:
            state, _ = calibrating.step(state, sample, params)
    return calibrating.result(state, params)


def answered(calibration: CalibrationResult, beats: Sequence[Beat], length_s: float) -> Analysis:
    observations = seen(Script(length_s, tuple(beats)))
    return fold("story", observations, CoreParams(areas=calibration.area_params))


def seconds(analysis: Analysis, state: State) -> float:
    return analysis.bucket.all.state_ns.get(state, 0) / NS_PER_S


def test_the_lowest_customer_is_the_customer_and_never_the_device(
    calibration: CalibrationResult,
) -> None:
    beats = [beat(0.0, 0.0)]
    for index, share in enumerate(SHARES):
        beats += [beat(1.0 + 4.0 * index, LOWEST_DEG, share), beat(4.0 + 4.0 * index, 0.0)]
    analysis = answered(calibration, beats, 1.0 + 4.0 * len(SHARES))
    assert seconds(analysis, State.DEVICE) == 0.0
    assert seconds(analysis, State.CUSTOMER) > 0.9 * analysis.duration_ns / NS_PER_S


def test_the_device_is_found_all_the_same(calibration: CalibrationResult) -> None:
    analysis = answered(calibration, [beat(0.0, 0.0), beat(2.0, DEVICE_DEG), beat(6.0, 0.0)], 8.0)
    assert seconds(analysis, State.DEVICE) == pytest.approx(4.0, abs=0.5)
