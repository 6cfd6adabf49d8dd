"""How far the lids are open, and what they say when they hide the eyes."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.perception.eye_shape import EyeShape, EyesShape


@dataclass(frozen=True, slots=True)
class EyelidsParams:
    """Openings in millimetres of the average face (pupils 63 mm apart).

    Attributes:
        shut_mm: what the mesh shows of a shut eye.
        open_mm: what it shows of an eye that looks ahead.
        low_below: openness at or under which the lids hide the iris.
        lowered_per_mm: evidence that such lids are lowered, for each millimetre by which the lower
            lid lies below the line of the eye's corners. It follows eyes that look down, and rises
            to meet the upper one when they shut.
        lowered_rest: what is added: the evidence of a lower lid on that line and a level head.
        drooping_mm: a lower lid further down than this is that of an open eye, over which the upper
            lid droops: what lies beyond counts against a look down.
        head_bent_rad: with the head bent down this far, gaze is read behind low lids too.
        followed_per_iris_mm: evidence that the eyes went down with their lids, for each millimetre
            by which the iris lies below the line of the eye's corners,
        followed_per_lower_mm: and for each by which the lower lid does. Eyes that go down bring the
            iris near the lower lid; an upper lid that droops leaves both where they are.
        followed_rest: what is added: the evidence of both on that line and a level head.
    """

    shut_mm: float
    open_mm: float
    low_below: float
    lowered_per_mm: float
    lowered_rest: float
    drooping_mm: float
    head_bent_rad: float
    followed_per_iris_mm: float
    followed_per_lower_mm: float
    followed_rest: float


@dataclass(frozen=True, slots=True)
class Eyelids:
    """Openness of the lids: 0 shut, about 1 open as when looking ahead.

    `left` and `right` are as seen in the image. `openness` joins both, weighted by how well each
    eye is seen. `low` says that the lids hide the irises. Then `lowered` is what the lower lid
    tells about the eyes behind: log odds that they look down, as opposed to shut, on a level head.
    How the head is held tells more (`attention.lids`). `followed` says, of any lids, what iris and
    lower lid tell: log odds that the eyes went down, as opposed to an upper lid that droops over
    eyes that look ahead, on a level head (`attention.drooping`).
    """

    left: float
    right: float
    openness: float
    low: bool
    lowered: float
    followed: float


def estimate_eyelids(eyes: EyesShape, params: EyelidsParams) -> Eyelids:
    """Openness of both eyes of one face."""

    def openness(eye: EyeShape) -> float:
        span = params.open_mm - params.shut_mm
        return min(1.5, max(0.0, (eye.opening_mm - params.shut_mm) / span))

    left, right = openness(eyes.left), openness(eyes.right)
    total = eyes.left.weight + eyes.right.weight
    joint = (left * eyes.left.weight + right * eyes.right.weight) / total
    lower_mm = eyes.mean("lower_mm")
    told_mm = min(lower_mm, 2.0 * params.drooping_mm - lower_mm)
    lowered = params.lowered_rest + params.lowered_per_mm * told_mm
    followed = (
        params.followed_rest
        + params.followed_per_iris_mm * eyes.mean("iris_y_mm")
        + params.followed_per_lower_mm * lower_mm
    )
    return Eyelids(left, right, joint, joint <= params.low_below, lowered, followed)
