"""What is left of the answers when the upper lids of the people in the clips droop.

`python -m tests.fitting.drooping_lids FOLDER...` finds the landmarks of every second frame of each
labelled clip once, moves those of the upper lids towards the lower ones, so that a part of each
opening is left, and lets the core read and fold them. Irises and lower lids stay where they are: so
the mesh reads a drawn face whose upper lids droop (tests/mannequin). What real ones do to it, this
does not show.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.adapters.face_landmarker.face_mesh import FACE_MESH, LEFT_EYE, RIGHT_EYE
from monitor.attention.aoi import AreaParams
from monitor.attention.state import StateSpan
from monitor.evaluation.dataset import LabelledClip, Seen, read_dataset
from monitor.geometry.camera import camera_with_field_of_view
from monitor.perception.landmarks import FaceLandmarks
from monitor.perception.observation import PerceptionParams, observe
from monitor.pipeline import CoreParams, CoreState, finish, step
from monitor.units import Ns
from tests.fitting.degraded_clips import at, every_other_frame

LEFT_OPEN = (1.0, 0.6, 0.4, 0.25)
AT_THE_LENS = CoreParams(areas=AreaParams(doubt_rad=0.0))

Frames = Sequence[tuple[Ns, tuple[FaceLandmarks, ...]]]


@dataclass(frozen=True, slots=True)
class Watched:
    """A clip's landmarks, found once."""

    clip: LabelledClip
    frames: Frames


def main() -> None:
    """One line for each part of the opening that is left."""
    folders = [read_dataset(Path(each)) for each in sys.argv[1:]]
    watched = [_watched(clip) for folder in folders for clip in folder.clips]
    for share in LEFT_OPEN:
        pairs, accused = Counter[tuple[str, str]](), Counter[str]()
        for each in watched:
            spans = _spans(each.frames, share)
            for moment in each.clip.moments:
                truth = moment.agreed
                if truth is Seen.CUSTOMER or truth is Seen.DEVICE:
                    said = at(spans, moment.t_s)
                    pairs[truth.value, said] += 1
                    accused[each.clip.name] += truth is Seen.CUSTOMER and said == "device"
        sys.stdout.write(f"{share:g} of each opening left\n")
        for truth in ("customer", "device"):
            said = {answer: n for (seen, answer), n in sorted(pairs.items()) if seen == truth}
            sys.stdout.write(f"  {truth}: {said}\n")
        sys.stdout.write(f"  customer as device, the worst: {accused.most_common(3)}\n")


def _watched(clip: LabelledClip) -> Watched:
    landmarker = MediaPipeFaceLandmarker()
    frames = [
        (
            t_ns,
            landmarker.detect(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8), t_ns),
        )
        for t_ns, image in every_other_frame(clip)
    ]
    landmarker.close()
    return Watched(clip, frames)


def drooping(face: FaceLandmarks, share: float) -> FaceLandmarks:
    """The same face with upper lids that leave this share of each opening."""
    points = face.points_px.copy()
    for eye in (LEFT_EYE, RIGHT_EYE):
        upper, lower = list(eye.upper), list(eye.lower)
        points[upper] = points[lower] + share * (points[upper] - points[lower])
    return replace(face, points_px=points)


def _spans(frames: Frames, share: float) -> list[StateSpan]:
    state, place = CoreState(), None
    events, t_ns = list[object](), Ns(0)
    for t_ns, found in frames:
        faces = tuple(drooping(face, share) for face in found)
        width_px, height_px = (faces[0].width_px, faces[0].height_px) if faces else (640, 480)
        camera = camera_with_field_of_view(width_px, height_px)
        observation, place = observe(
            t_ns, faces, False, camera, FACE_MESH, PerceptionParams(), place
        )
        state, said = step(state, observation, AT_THE_LENS)
        events.extend(said)
    events.extend(finish(state, t_ns, AT_THE_LENS))
    return [event for event in events if isinstance(event, StateSpan)]


if __name__ == "__main__":
    main()
