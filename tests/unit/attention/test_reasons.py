"""Every `unknown` has a reason, and nothing else has one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.attention.reasons import Reason, reason_of
from monitor.attention.state import State
from monitor.perception.eyelids import Eyelids
from monitor.perception.observation import FaceReading, Observation
from monitor.perception.quality import Doubt, Quality
from monitor.pipeline import CoreParams
from monitor.runtime.offline.analysis import fold
from monitor.units import Ns, ns_from_s
from tests.unit.evaluation.answers import face

SHUT = replace(face(None), eyelids=Eyelids(0.05, 0.05, 0.05, low=True, lowered=-3.0))


def seen(at_s: float, reading: FaceReading | None) -> Observation:
    return Observation(Ns(ns_from_s(at_s)), reading, int(reading is not None), reading is None)


@pytest.mark.parametrize("doubt", Doubt)
def test_each_doubt_is_a_reason(doubt: Doubt) -> None:
    doubtful = replace(face(None), quality=Quality(0.0, judgeable=False, doubt=doubt))
    assert reason_of(seen(0.0, doubtful)) in set(Reason) - {Reason.UNSETTLED, Reason.LIDS}


def test_no_two_doubts_share_a_reason() -> None:
    reasons = {
        reason_of(
            seen(0.0, replace(face(None), quality=Quality(0.0, judgeable=False, doubt=doubt)))
        )
        for doubt in Doubt
    }
    assert len(reasons) == len(Doubt)


def test_what_hides_eyes_or_face() -> None:
    assert reason_of(seen(0.0, None)) is Reason.NO_FACE
    assert reason_of(seen(0.0, SHUT)) is Reason.LIDS
    assert reason_of(seen(0.0, face((0.0, 0.0)))) is Reason.UNSETTLED


def test_samples_tell_reason_and_inference() -> None:
    """Looks at the customer; cannot be judged; goes down with the head until the face is lost."""
    dark = replace(face(None), quality=Quality(0.0, judgeable=False, doubt=Doubt.DARK))
    readings: list[FaceReading | None] = [*[face((0.0, 0.0))] * 20, *[dark] * 20]
    readings += [face((0.0, 0.0))] * 20
    readings += [face((0.0, -2.0 * step), (0.0, -2.0 * step, 0.0)) for step in range(20)]
    readings += [None] * 20
    analysis = fold(
        "a.mp4", tuple(seen(at / 10, each) for at, each in enumerate(readings)), CoreParams()
    )
    for sample in analysis.samples:
        assert (sample.reason is not None) == (sample.state is State.UNKNOWN)
    told = [(sample.state, sample.inferred, sample.reason) for sample in analysis.samples]
    assert told[10] == (State.CUSTOMER, False, None)
    assert told[30] == (State.UNKNOWN, False, Reason.DARK)
    assert told[-3] == (State.DEVICE, True, None)
