"""Eyes of every shape look at the customer and are never the device; looks down are, all the same.

Lids that droop far enough to look lowered: the first seconds tell nothing, then they are known.
"""

from __future__ import annotations

from collections import Counter

import pytest

from monitor.attention.state import State
from monitor.perception.observation import PerceptionParams
from monitor.pipeline import CoreParams
from monitor.ports import Frame
from monitor.runtime.offline.analysis import fold
from monitor.runtime.vision.observer import Observer
from monitor.runtime.vision.worker import load_models
from monitor.units import NS_PER_S, ns_from_s, rad_from_deg
from tests.mannequin import Beat, Scene, Script
from tests.mannequin.eyes import Lids
from tests.mannequin.render import render
from tests.mannequin.wear import Features

FPS = 4.0
NEAR = Scene(distance_mm=550.0)
DOWN_S, UP_S, LENGTH_S = 13.0, 16.0, 19.0
STORY = Script(LENGTH_S, (Beat(0.0), Beat(DOWN_S, 0.0, -20.0, 0.0, 0.0, -48.0), Beat(UP_S)))


@pytest.mark.parametrize(
    "lids",
    [
        Lids(opening=0.3),
        Lids(upper_lower_deg=25.0),
        Lids(upper_lower_deg=45.0),
    ],
    ids=str,
)
def test_whoever_looks_at_the_customer_is_never_on_the_device(lids: Lids) -> None:
    models = load_models()
    observer = Observer(models, PerceptionParams(), rad_from_deg(60.0))
    seen = [
        observer.observe(Frame(ns_from_s(at / FPS), at, picture))
        for at in range(round(LENGTH_S * FPS))
        if (pose := STORY.pose(at / FPS)) is not None
        and (picture := render(pose, NEAR, Features(lids))) is not None
    ]
    models.close()
    samples = fold("story", tuple(seen), CoreParams()).samples

    def states(start_s: float, end_s: float) -> Counter[State]:
        return Counter(
            sample.state
            for sample in samples
            if start_s <= sample.observation.t_ns / NS_PER_S < end_s
        )

    before, after = states(0.0, DOWN_S), states(UP_S + 0.5, LENGTH_S)
    assert before[State.DEVICE] == after[State.DEVICE] == 0
    assert states(10.0, DOWN_S)[State.CUSTOMER] > 0.9 * (DOWN_S - 10.0) * FPS
    assert after[State.CUSTOMER] > 0.9 * after.total()
    down = states(DOWN_S + 0.5, UP_S)
    assert down[State.DEVICE] > 0.9 * down.total()
