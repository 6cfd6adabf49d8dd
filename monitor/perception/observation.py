"""What one frame says: the only thing that leaves a vision worker."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.perception.eyelids import Eyelids
from monitor.perception.gaze import Gaze
from monitor.perception.head_pose import HeadPose
from monitor.perception.quality import Quality
from monitor.units import Ns


@dataclass(frozen=True, slots=True)
class FaceReading:
    """The attendant's face in one frame.

    `gaze` is None when it cannot be told (then `quality.judgeable` is False or the lids are shut).
    `face_width_px` is the face's width in the full image.
    """

    head: HeadPose
    eyelids: Eyelids
    gaze: Gaze | None
    quality: Quality
    face_width_px: float


@dataclass(frozen=True, slots=True)
class Observation:
    """One frame, reduced to a few numbers.

    `face` is the attendant's, None when no face was found. `faces` counts all found. `person` says
    whether a body was seen when no face was (None: nobody looked for one).
    """

    t_ns: Ns
    face: FaceReading | None
    faces: int
    person: bool | None
