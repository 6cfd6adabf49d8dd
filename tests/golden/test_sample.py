"""The bundled sample against its truth, and one script seen at several frame rates."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

import pytest

from monitor.attention.state import Glance, State
from monitor.perception.observation import Observation, PerceptionParams
from monitor.pipeline import CoreParams
from monitor.ports import Frame
from monitor.runtime.offline.analysis import Analysis, Analyzer, fold
from monitor.runtime.vision.observer import Observer
from monitor.runtime.vision.worker import load_models
from monitor.samples import CLIP, TRUTH
from monitor.settings import CounterSettings
from monitor.units import NS_PER_S, ns_from_s, rad_from_deg
from tests.mannequin import Beat, Scene, Script, frames

JUDGED = ("customer", "device", "work", "elsewhere")


@pytest.fixture(scope="module")
def sample() -> Analysis:
    analyzer = Analyzer(CounterSettings(), CoreParams())
    return analyzer.analyze(str(CLIP))


def truth() -> list[dict[str, str]]:
    with TRUTH.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_states_of_the_sample_are_those_of_its_truth(sample: Analysis) -> None:
    pairs = [
        (row["state"], each.state.value)
        for row, each in zip(truth(), sample.samples, strict=True)
        if each.state is not State.UNKNOWN
    ]
    judged = [(said, found) for said, found in pairs if said in JUDGED or found in JUDGED]
    right = sum(said == found for said, found in judged)
    assert right / len(judged) >= 0.95
    assert len(pairs) >= 0.95 * len(sample.samples)


def test_the_device_glances_of_the_sample_are_found_with_their_length(sample: Analysis) -> None:
    told: list[tuple[float, float]] = []
    for row in truth():
        t_s = float(row["t_s"])
        if row["state"] == "device":
            if told and t_s - told[-1][1] < 0.1:
                told[-1] = (told[-1][0], t_s)
            else:
                told.append((t_s, t_s))
    found = [glance for glance in sample.glances if glance.area.value == "device"]
    assert len(found) == len(told) == 5
    for (onset_s, last_s), glance in zip(told, found, strict=True):
        assert glance.onset_ns / NS_PER_S == pytest.approx(onset_s, abs=0.25)
        assert glance.offset_ns / NS_PER_S == pytest.approx(last_s, abs=0.25)


def test_nobody_is_invented_while_the_sample_is_empty(sample: Analysis) -> None:
    empty = [row["state"] == "absent" for row in truth()]
    inside = [
        each.state
        for index, each in enumerate(sample.samples)
        if all(empty[max(index - 8, 0) : index + 8])
    ]
    assert set(inside) == {State.ABSENT}


STORY = Script(
    length_s=9.0,
    beats=(
        Beat(0.0),
        Beat(2.0, head_pitch_deg=-18, gaze_pitch_deg=-42),
        Beat(4.5),
        Beat(6.0, head_yaw_deg=28, gaze_yaw_deg=38),
        Beat(7.5),
    ),
    blinks=((1.0, 0.2), (3.4, 0.2), (5.2, 0.15)),
    sway=0.5,
)


def watched(every: int, fps: float, pictures: Sequence[Frame]) -> tuple[Glance, ...]:
    models = load_models()
    try:
        observer = Observer(models, PerceptionParams(), rad_from_deg(60.0))
        seen: Iterable[Observation] = [observer.observe(each) for each in pictures[::every]]
        return fold(f"{fps:g} a second", tuple(seen), CoreParams()).glances
    finally:
        models.close()


def test_the_same_script_gives_the_same_glances_at_any_frame_rate() -> None:
    pictures = [
        Frame(ns_from_s(index / 30), index, image)
        for index, image in enumerate(frames(STORY, Scene(), 30.0))
    ]
    fast, usual, slow = (watched(every, 30 / every, pictures) for every in (1, 2, 4))
    expected = ["customer", "device", "customer", "elsewhere", "customer"]
    for glances in (fast, usual, slow):
        assert [glance.area.value for glance in glances] == expected
    for glances, fps in ((usual, 15.0), (slow, 7.5)):
        for mine, reference in zip(glances, fast, strict=True):
            assert abs(mine.onset_ns - reference.onset_ns) <= 1.01 * NS_PER_S / fps
            assert abs(mine.offset_ns - reference.offset_ns) <= 1.01 * NS_PER_S / fps
