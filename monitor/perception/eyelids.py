"""How far the lids are open."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.perception.eye_shape import EyeShape, EyesShape
from monitor.perception.head_pose import HeadPose
from monitor.units import rad_from_deg


@dataclass(frozen=True, slots=True)
class EyelidsParams:
    """Openings in millimetres of the average face (pupils 63 mm apart).

    Attributes:
        shut_mm: what the mesh shows of a shut eye.
        open_mm: what it shows of an eye that looks ahead.
        shut_below: openness at or under which the lids hide the iris.
        head_down_rad: with the head bent down at least this far, lids that low are looking down,
            not shut.
    """

    shut_mm: float = 1.0
    open_mm: float = 8.5
    shut_below: float = 0.33
    head_down_rad: float = rad_from_deg(-14.0)


@dataclass(frozen=True, slots=True)
class Eyelids:
    """Openness of the lids: 0 shut, about 1 open as when looking ahead.

    `left` and `right` are as seen in the image. `openness` joins both, weighted by how well each
    eye is seen. `shut` says that the lids are closed, as opposed to lowered by looking down.
    """

    left: float
    right: float
    openness: float
    shut: bool


def estimate_eyelids(
    eyes: EyesShape, head: HeadPose, params: EyelidsParams = EyelidsParams()
) -> Eyelids:
    """Openness of both eyes of one face."""

    def openness(eye: EyeShape) -> float:
        span = params.open_mm - params.shut_mm
        return min(1.5, max(0.0, (eye.opening_mm - params.shut_mm) / span))

    left, right = openness(eyes.left), openness(eyes.right)
    total = eyes.left.weight + eyes.right.weight
    joint = (left * eyes.left.weight + right * eyes.right.weight) / total
    shut = joint <= params.shut_below and head.pitch_rad > params.head_down_rad
    return Eyelids(left, right, joint, shut)
