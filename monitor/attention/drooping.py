"""Upper lids that droop over eyes that look ahead, or that followed eyes down.

Both look alike from the upper lid alone. Eyes that go down bring the iris near the lower lid
(`perception.eyelids`), and mostly the head with them; under a drooping lid both stay where they
are. So a low upper lid by itself accuses nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.perception.observation import FaceReading


@dataclass(frozen=True, slots=True)
class DroopParams:
    """How the head's evidence adds to that of the eyes.

    Attributes:
        per_bend_rad: evidence for each radian that the head is bent below where it is level.
    """

    per_bend_rad: float = 5.3


def went_down(face: FaceReading, level_rad: float, params: DroopParams) -> float:
    """Log odds that the eyes went down with their lids, as opposed to lids that droop.

    Args:
        face: one sample.
        level_rad: pitch of a head that is not bent, relative to the line to the lens.
        params: weight of the head.
    """
    return face.eyelids.followed + params.per_bend_rad * (level_rad - face.head.pitch_rad)
