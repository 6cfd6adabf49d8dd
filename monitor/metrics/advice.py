"""Advice about the workstation, never about the person: what stands far below the customer line.

Angles are those of the calibrated areas, relative to the direction in which customers stand. The
words are the page's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.attention.aoi import AreaOfInterest, AreaParams
from monitor.attention.state import Area
from monitor.metrics.sums import Sums
from monitor.units import AoiId, deg_from_rad, rad_from_deg


@dataclass(frozen=True, slots=True)
class AdviceParams:
    """When something is far below, and when it takes much of the time.

    Attributes:
        far_below_rad: twice as far as the customer's area reaches, margin and all: from here on
            nobody can look at both.
        very_far_below_rad: 10 degrees more: well past what eyes alone turn with ease, so the head
            goes down with them, and a customer sees a parting instead of a face.
        much_share: a fifth of the judged time; less is no reason to move furniture.
        most_share: twice that, near to what looking at the customer itself takes where it is good
            (45 to 60 %).
    """

    far_below_rad: float = rad_from_deg(25.0)
    very_far_below_rad: float = rad_from_deg(35.0)
    much_share: float = 0.2
    most_share: float = 0.4


class Level(StrEnum):
    """How much it is worth to move it."""

    FINE = "fine"
    CONSIDER = "consider"
    RAISE = "raise"


@dataclass(frozen=True, slots=True)
class Advice:
    """What was found of one area.

    Attributes:
        name: as in the settings.
        means: device or work.
        below_deg: how far below the customer line it stands, degrees; negative is above.
        at_least: the area is open below, so it stands there or lower.
        share: the part of the judged time that it takes, from 0 to 1.
        areas: how many areas mean the same; where it is more than one, the share is of all of them
            together, because time is kept by meaning.
        level: what it comes to.
    """

    name: AoiId
    means: Area
    below_deg: float
    at_least: bool
    share: float
    areas: int
    level: Level


def workstation_advice(
    content: Sums, areas: AreaParams, params: AdviceParams = AdviceParams()
) -> tuple[Advice, ...]:
    """What to know of each device or work area, the weightiest first.

    Empty while the counter is not calibrated, when angles are those from the camera, and when
    nothing was judged.
    """
    if not areas.calibrated or not content.judged_ns:
        return ()
    found = [_advice(area, areas.areas, content, params) for area in areas.areas]
    known = [each for each in found if each is not None]
    return tuple(sorted(known, key=lambda each: (-_weight(each.level), -each.share, each.name)))


def below_rad(area: AreaOfInterest) -> tuple[float, bool]:
    """How far below the reference an area lies, and whether that is the least.

    The middle of a box, which was laid around what was looked at; of one that is open below, as the
    device's, only where it begins is known.
    """
    low, high = area.box.pitch_min_rad, area.box.pitch_max_rad
    if low <= -math.pi / 2:
        return -high, True
    return -(low + high) / 2, False


def _advice(
    area: AreaOfInterest, areas: Sequence[AreaOfInterest], content: Sums, params: AdviceParams
) -> Advice | None:
    share = content.share_of(area.area)
    if area.area not in {Area.DEVICE, Area.WORK} or share is None:
        return None
    angle_rad, at_least = below_rad(area)
    return Advice(
        name=area.aoi_id,
        means=area.area,
        below_deg=deg_from_rad(angle_rad),
        at_least=at_least,
        share=share,
        areas=sum(other.area is area.area for other in areas),
        level=_level(angle_rad, share, params),
    )


def _level(angle_rad: float, share: float, params: AdviceParams) -> Level:
    if angle_rad < params.far_below_rad or share < params.much_share:
        return Level.FINE
    if angle_rad >= params.very_far_below_rad and share >= params.most_share:
        return Level.RAISE
    return Level.CONSIDER


def _weight(level: Level) -> int:
    return list(Level).index(level)
