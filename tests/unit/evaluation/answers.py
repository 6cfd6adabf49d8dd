"""Made-up labels and answers for the tests of the scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitor.attention.state import State, StateSpan
from monitor.evaluation.dataset import Moment, Seen, Sureness
from monitor.evaluation.label_rows import Row
from monitor.evaluation.measure import Answer, ClipAnswers, StateStretch
from monitor.metrics.booking import buckets_of_span
from monitor.metrics.buckets import total
from monitor.perception.eyelids import Eyelids
from monitor.perception.gaze import Gaze
from monitor.perception.head_pose import HeadPose
from monitor.perception.observation import FaceReading
from monitor.perception.quality import Quality
from monitor.units import Ns, UtcNs, ns_from_s, rad_from_deg

ROW = Row(Path("labels.csv"), 2, {})
STEP_S = 0.25


def face(
    gaze_deg: tuple[float, float] | None = (0.0, 0.0),
    head_deg: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> FaceReading:
    """A face in plain sight, with these angles."""
    yaw, pitch, roll = map(rad_from_deg, head_deg)
    gaze = None
    if gaze_deg is not None:
        sigma = rad_from_deg(4.0)
        gaze = Gaze(rad_from_deg(gaze_deg[0]), rad_from_deg(gaze_deg[1]), sigma, sigma)
    return FaceReading(
        head=HeadPose(yaw, pitch, roll, 0.0, 0.0, 600.0),
        eyelids=Eyelids(0.8, 0.8, 0.8, low=False, lowered=0.0, followed=0.0),
        gaze=gaze,
        quality=Quality(0.9, judgeable=True, doubt=None),
        face_width_px=150.0,
    )


def moment(index: int, viewer_a: str, viewer_b: str, sureness: Sureness = Sureness.SURE) -> Moment:
    return Moment(index * STEP_S, Seen(viewer_a), Seen(viewer_b), ROW, sureness)


def clip(
    words: Sequence[tuple[str, str, str]],
    name: str = "clip.mp4",
    *,
    person: str | None = None,
    sureness: Sequence[Sureness] | None = None,
) -> ClipAnswers:
    """A clip of (viewer a, viewer b, answer), one each 0.25 s; a face wherever not absent."""
    levels = sureness or [Sureness.SURE] * len(words)
    answers = tuple(
        Answer(
            moment(index, viewer_a, viewer_b, levels[index]),
            State(answer),
            None if answer == "absent" else face(),
        )
        for index, (viewer_a, viewer_b, answer) in enumerate(words)
    )
    stretches = tuple(
        StateStretch(index * STEP_S, (index + 1) * STEP_S, answer.state)
        for index, answer in enumerate(answers)
    )
    spans = [
        StateSpan(Ns(ns_from_s(each.start_s)), Ns(ns_from_s(each.end_s)), each.state)
        for each in stretches
    ]
    bucket = total([part for span in spans for part in buckets_of_span(span)], UtcNs(0))
    return ClipAnswers(name, person or name, len(words) * STEP_S, bucket, stretches, answers)
