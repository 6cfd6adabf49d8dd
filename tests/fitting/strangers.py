"""What is left of the answers when the people in the clips are read as others would be.

`python -m tests.fitting.strangers FOLDER` reads every second frame of each labelled clip once,
bends the readings as another person's eyes, lids or head would (read higher, lower, aside, with
less or more travel, with narrower lids, with the head held lower), and folds them into states.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np

from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.adapters.face_landmarker.face_mesh import FACE_MESH
from monitor.attention.state import StateSpan
from monitor.evaluation.dataset import LabelledClip, read_dataset
from monitor.geometry.camera import camera_with_field_of_view
from monitor.perception.attendant import Place
from monitor.perception.gaze import Gaze
from monitor.perception.observation import Observation, PerceptionParams, observe
from monitor.pipeline import CoreParams, CoreState, finish, step
from monitor.units import rad_from_deg
from tests.fitting.degraded_clips import at, described, every_other_frame

REST_RAD = rad_from_deg(-5.0)
"""Where most people's readings rest: what another travel of the eyes leaves alone."""
FAR_DOWN_RAD = rad_from_deg(-60.0)
"""What is read of lids that are taken for lowered ones because the head is low."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """How another person is read: angles added in degrees, travel and openness multiplied."""

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    head_deg: float = 0.0
    travel: float = 1.0
    openness: float = 1.0


STRANGERS: Mapping[str, Stranger] = MappingProxyType(
    {
        "as they are": Stranger(),
        "4 degrees lower": Stranger(pitch_deg=-4.0),
        "8 degrees lower": Stranger(pitch_deg=-8.0),
        "4 degrees higher": Stranger(pitch_deg=4.0),
        "8 degrees higher": Stranger(pitch_deg=8.0),
        "6 degrees to the right": Stranger(yaw_deg=6.0),
        "6 degrees to the left": Stranger(yaw_deg=-6.0),
        "travel of 0.7": Stranger(travel=0.7),
        "travel of 1.3": Stranger(travel=1.3),
        "narrow lids": Stranger(openness=0.7, pitch_deg=-4.0),
        "wide lids": Stranger(openness=1.25, pitch_deg=3.0),
        "head 8 degrees lower": Stranger(head_deg=-8.0),
        "head 6 degrees higher": Stranger(head_deg=6.0),
    }
)


def main() -> None:
    """One line for each stranger."""
    clips = read_dataset(Path(sys.argv[1])).clips
    watched = {clip.name: _watched(clip) for clip in clips}
    for name, stranger in STRANGERS.items():
        pairs = Counter[tuple[str, str]]()
        for clip in clips:
            spans = _spans([_bent(each, stranger) for each in watched[clip.name]])
            for moment in clip.moments:
                if moment.agreed is not None:
                    pairs[moment.agreed.value, at(spans, moment.t_s)] += 1
        sys.stdout.write(f"{name}: {described(pairs)}\n")


def _watched(clip: LabelledClip) -> list[Observation]:
    landmarker = MediaPipeFaceLandmarker()
    place: Place | None = None
    found: list[Observation] = []
    for t_ns, image in every_other_frame(clip):
        picture = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
        camera = camera_with_field_of_view(picture.shape[1], picture.shape[0])
        faces = landmarker.detect(picture, t_ns)
        observation, place = observe(
            t_ns, faces, False, camera, landmarker.model, PerceptionParams(), place
        )
        found.append(observation)
    landmarker.close()
    return found


def _bent(observation: Observation, stranger: Stranger) -> Observation:
    face = observation.face
    if face is None:
        return observation
    lids, params = FACE_MESH.eyelids, FACE_MESH.gaze
    lower_rad = rad_from_deg(stranger.head_deg)
    head = replace(face.head, pitch_rad=face.head.pitch_rad + lower_rad)
    openness = face.eyelids.openness * stranger.openness
    low = openness <= lids.low_below
    hidden = low and head.pitch_rad > lids.head_bent_rad
    gaze = face.gaze
    if hidden:
        gaze = None
    elif gaze is not None:
        of_head_rad = params.pitch_of_head * face.head.pitch_rad
        eyes_rad = gaze.pitch_rad - REST_RAD - of_head_rad
        gaze = replace(
            gaze,
            yaw_rad=face.head.yaw_rad
            + stranger.travel * (gaze.yaw_rad - face.head.yaw_rad)
            + rad_from_deg(stranger.yaw_deg),
            pitch_rad=REST_RAD
            + of_head_rad
            + stranger.travel * eyes_rad
            + params.pitch_of_head * lower_rad
            + rad_from_deg(stranger.pitch_deg),
        )
    elif face.eyelids.low:
        gaze = Gaze(face.head.yaw_rad, FAR_DOWN_RAD, rad_from_deg(3.5), rad_from_deg(4.4))
    eyelids = replace(face.eyelids, openness=openness, low=low)
    return replace(observation, face=replace(face, head=head, eyelids=eyelids, gaze=gaze))


def _spans(observations: list[Observation]) -> list[StateSpan]:
    state, params, events = CoreState(), CoreParams(), list[object]()
    for observation in observations:
        state, found = step(state, observation, params)
        events.extend(found)
    events.extend(finish(state, observations[-1].t_ns, params))
    return [event for event in events if isinstance(event, StateSpan)]


if __name__ == "__main__":
    main()
