"""Which of several faces is the attendant's, and whose faces are not looked at at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.perception.landmarks import FaceLandmarks


@dataclass(frozen=True, slots=True)
class Place:
    """A point in the picture as fractions of its width and height; 0/0 is the top left corner."""

    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True, slots=True)
class Zone:
    """Part of the picture, in fractions of its width and height; the whole of it by default."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def holds(self, place: Place) -> bool:
        """Whether a point lies in it, its border included."""
        return self.left <= place.x <= self.right and self.top <= place.y <= self.bottom

    def box_px(self, width_px: int, height_px: int) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in whole pixels of a picture, the last two left out."""
        left = min(int(self.left * width_px), width_px - 1)
        top = min(int(self.top * height_px), height_px - 1)
        right = max(math.ceil(self.right * width_px), left + 1)
        bottom = max(math.ceil(self.bottom * height_px), top + 1)
        return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class AttendantParams:
    """How faces are weighed against one another.

    Attributes:
        size_weight: what a face that fills the picture's height gains over a tiny one, in units of
            the picture's diagonal.
        stay_weight: what the distance to the previous place counts beside that to the attendant's.
    """

    size_weight: float = 0.5
    stay_weight: float = 2.0


def place_of(face: FaceLandmarks) -> Place:
    """Middle of a face in fractions of its picture."""
    left, top, right, bottom = face.box_px
    return Place((left + right) / 2.0 / face.width_px, (top + bottom) / 2.0 / face.height_px)


def outside(faces: Sequence[FaceLandmarks], zone: Zone | None) -> tuple[FaceLandmarks, ...]:
    """The faces whose middle does not lie in the zone; all of them without one."""
    return tuple(face for face in faces if zone is None or not zone.holds(place_of(face)))


def choose_attendant(
    faces: Sequence[FaceLandmarks],
    place: Place,
    previous: Place | None,
    params: AttendantParams = AttendantParams(),
) -> FaceLandmarks | None:
    """The face nearest `place`, large faces preferred; None when there is no face.

    `previous` is where the attendant was in the frame before; staying near it counts more than
    standing at the place, so that somebody who crosses in front is not taken for the attendant.
    """
    if len(faces) < 2:
        return faces[0] if faces else None
    return min(faces, key=lambda face: attendant_cost(face, place, previous, params))


def attendant_cost(
    face: FaceLandmarks, place: Place, previous: Place | None, params: AttendantParams
) -> float:
    """How far a face is from being the attendant's, in units of the picture's diagonal."""
    here = place_of(face)
    _, top, _, bottom = face.box_px
    size = (bottom - top) / face.height_px
    away = math.hypot(here.x - place.x, here.y - place.y)
    moved = math.hypot(here.x - previous.x, here.y - previous.y) if previous else 0.0
    return away + params.stay_weight * moved - params.size_weight * size
