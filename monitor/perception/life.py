"""Whether a face moves or blinks by itself: one that never does is a portrait, not a person.

What is compared is the shape of the landmarks, after its place and size in the picture were taken
out: a camera that shakes moves a portrait too. The shape is smoothed, because landmarks tremble on
a still picture; lids are not, because a blink is short. Chosen so that it costs a real, still
person nothing: the numbers are in docs/accuracy.md, made by `tests/fitting/life.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from monitor.perception.attendant import Place, place_of
from monitor.perception.landmarks import FaceLandmarks
from monitor.units import NS_PER_S, Ns, ns_from_s


@dataclass(frozen=True, slots=True)
class LifeParams:
    """Which landmarks show life, and how much of it is enough.

    Sizes are in units of the shape's own: the root mean square distance of its points from their
    middle, about a third of the face's width.

    Attributes:
        points: landmarks all over the face.
        upper_lids, lower_lids: the middle of each, one for each eye.
        moved_min: the smoothed shape has changed by so much: it moves.
        blinked_min: the lids are closer together by so much than they usually are: a blink.
        smooth_s: time constant of what is usual.
        lifeless_s: seen for so long without either, the face is no living one's.
        skip_s: after a longer hole nothing is smoothed over it.
        near_faces: a face this near to where one was is the same, in widths of the face.
        keep_s: a place is forgotten when no face was seen there for so long.
    """

    points: tuple[int, ...]
    upper_lids: tuple[int, ...]
    lower_lids: tuple[int, ...]
    moved_min: float
    blinked_min: float
    smooth_s: float = 1.0
    lifeless_s: float = 60.0
    skip_s: float = 1.0
    near_faces: float = 0.5
    keep_s: float = 600.0


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """One face, and what was seen of it since its last sign of life.

    Attributes:
        place: where it was last.
        width: of the face, as a fraction of the picture's width.
        seen_ns: when that was.
        shape: the smoothed shape, (points, 2).
        before: the shape at the last sign of life.
        lids: how far the lids usually are apart.
        lifeless_ns: for how long it has been seen since then.
    """

    place: Place
    width: float
    seen_ns: Ns
    shape: NDArray[np.float64]
    before: NDArray[np.float64]
    lids: float
    lifeless_ns: int = 0


def step(
    watched: tuple[Watched, ...], faces: Sequence[FaceLandmarks], t_ns: Ns, params: LifeParams
) -> tuple[tuple[Watched, ...], frozenset[int]]:
    """Look at all faces of one frame.

    Args:
        watched: what was returned for the frame before.
        faces: all faces of this one.
        t_ns: its stamp.
        params: of the landmark model.

    Returns:
        What is known of each face now, and the indices of those in `faces` that are lifeless.
    """
    known = [each for each in watched if 0 <= t_ns - each.seen_ns <= ns_from_s(params.keep_s)]
    now: list[Watched] = []
    lifeless: set[int] = set()
    for index, face in enumerate(faces):
        before = _nearest(known, face, params)
        if before is not None:
            known.remove(before)
        seen = _looked_at(before, face, t_ns, params)
        now.append(seen)
        if seen.lifeless_ns >= ns_from_s(params.lifeless_s):
            lifeless.add(index)
    return (*now, *known), frozenset(lifeless)


def _nearest(known: Sequence[Watched], face: FaceLandmarks, params: LifeParams) -> Watched | None:
    here = place_of(face)
    ratio = face.height_px / face.width_px

    def away(each: Watched) -> float:
        across, down = here.x - each.place.x, (here.y - each.place.y) * ratio
        return math.hypot(across, down) / max(each.width, 1e-6)

    nearest = min(known, key=away, default=None)
    return nearest if nearest is not None and away(nearest) <= params.near_faces else None


def _looked_at(
    before: Watched | None, face: FaceLandmarks, t_ns: Ns, params: LifeParams
) -> Watched:
    shape, lids = _shape_of(face, params)
    left, _, right, _ = face.box_px
    here = Watched(
        place_of(face), (right - left) / face.width_px, t_ns, shape, before=shape, lids=lids
    )
    if before is None:
        return here
    passed_ns = t_ns - before.seen_ns
    if passed_ns <= ns_from_s(params.skip_s):
        new = 1.0 - math.exp(-passed_ns / (params.smooth_s * NS_PER_S))
        here = replace(
            here,
            shape=before.shape + new * (shape - before.shape),
            lids=before.lids + new * (lids - before.lids),
        )
    else:
        passed_ns = 0
    moved = float(np.sqrt(np.square(here.shape - before.before).sum(axis=1).mean()))
    if moved >= params.moved_min or here.lids - lids >= params.blinked_min:
        return replace(here, before=here.shape)
    return replace(here, before=before.before, lifeless_ns=before.lifeless_ns + passed_ns)


def _shape_of(face: FaceLandmarks, params: LifeParams) -> tuple[NDArray[np.float64], float]:
    """Shape without place and size, and how far the lids are apart in the same units."""
    across = face.points_px[:, :2]
    points = across[list(params.points)]
    shape = points - points.mean(axis=0)
    size = max(float(np.sqrt(np.square(shape).sum(axis=1).mean())), 1e-6)
    gaps = across[list(params.upper_lids)] - across[list(params.lower_lids)]
    return shape / size, float(np.hypot(gaps[:, 0], gaps[:, 1]).mean()) / size
