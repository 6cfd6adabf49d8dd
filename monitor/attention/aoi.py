"""Areas of interest around one counter, as ranges of gaze angle.

All angles are relative to the reference: the direction from the attendant's eyes to where customers
stand. Until a counter is calibrated the reference is the lens. Yaw is positive towards the image's
right, pitch positive up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from monitor.attention.state import Area
from monitor.units import AoiId, rad_from_deg


@dataclass(frozen=True, slots=True)
class Direction:
    """Where something lies."""

    yaw_rad: float
    pitch_rad: float


@dataclass(frozen=True, slots=True)
class AngleBox:
    """A range of yaw and pitch, borders included."""

    yaw_min_rad: float
    yaw_max_rad: float
    pitch_min_rad: float
    pitch_max_rad: float

    def contains(self, yaw_rad: float, pitch_rad: float, margin_rad: float = 0.0) -> bool:
        """Whether a direction lies inside, the box grown by `margin_rad` on every side."""
        return (
            self.yaw_min_rad - margin_rad <= yaw_rad <= self.yaw_max_rad + margin_rad
            and self.pitch_min_rad - margin_rad <= pitch_rad <= self.pitch_max_rad + margin_rad
        )


@dataclass(frozen=True, slots=True)
class AreaOfInterest:
    """One area: what looking at it means, where it is, how far gaze must go to have left it."""

    aoi_id: AoiId
    area: Area
    box: AngleBox
    leave_margin_rad: float = rad_from_deg(1.0)


CUSTOMER_AREA: Final = AreaOfInterest(
    AoiId("customer"),
    Area.CUSTOMER,
    AngleBox(rad_from_deg(-12.0), rad_from_deg(12.0), rad_from_deg(-12.0), rad_from_deg(12.0)),
)
DEVICE_AREA: Final = AreaOfInterest(
    AoiId("device"),
    Area.DEVICE,
    AngleBox(-math.pi, math.pi, -math.pi / 2, rad_from_deg(-17.0)),
)


@dataclass(frozen=True, slots=True)
class AreaParams:
    """Reference and areas of one counter, the first match winning.

    Attributes:
        reference_yaw_rad, reference_pitch_rad: where customers stand.
        areas: relative to that.
        calibrated: somebody measured both at this counter, as readings of gaze show them.
        lowest: where the lowest customers' faces are, relative to the reference; None where nobody
            looked there. The areas allow for it already: it is there to be shown.
        doubt_rad: how far beside the reference customers may stand while nobody has measured it.
            Areas that mean the customer reach further by so much.
    """

    reference_yaw_rad: float = 0.0
    reference_pitch_rad: float = 0.0
    areas: tuple[AreaOfInterest, ...] = (CUSTOMER_AREA, DEVICE_AREA)
    calibrated: bool = False
    lowest: Direction | None = None
    doubt_rad: float = rad_from_deg(3.0)


def area_at(yaw_rad: float, pitch_rad: float, current: Area | None, params: AreaParams) -> Area:
    """The area that gaze falls on, with hysteresis for the one it was on.

    Args:
        yaw_rad, pitch_rad: gaze relative to the line from the eyes to the lens.
        current: the area gaze was on, which must be left by its margin; None without one.
        params: reference and areas.
    """
    yaw_rad -= params.reference_yaw_rad
    pitch_rad -= params.reference_pitch_rad
    for aoi in params.areas:
        if aoi.box.contains(yaw_rad, pitch_rad, _doubt_rad(aoi, params)):
            return aoi.area
    for aoi in params.areas:
        margin_rad = aoi.leave_margin_rad + _doubt_rad(aoi, params)
        if aoi.area is current and aoi.box.contains(yaw_rad, pitch_rad, margin_rad):
            return aoi.area
    return Area.ELSEWHERE


def area_below(yaw_rad: float, spread_rad: float, params: AreaParams) -> Area:
    """The area of somebody of whom only "down" is known: a tie never accuses.

    Work, where an area that means work begins as low as the device's and as much to that side;
    otherwise the device.

    Args:
        yaw_rad: where the head points, relative to the line from the eyes to the lens.
        spread_rad: how far to either side of that the eyes may look.
        params: reference and areas.
    """
    yaw_rad -= params.reference_yaw_rad
    tops_rad = [aoi.box.pitch_max_rad for aoi in params.areas if aoi.area is Area.DEVICE]
    for aoi in params.areas:
        as_low = all(aoi.box.pitch_min_rad < top_rad for top_rad in tops_rad)
        aside = max(aoi.box.yaw_min_rad - yaw_rad, yaw_rad - aoi.box.yaw_max_rad)
        if aoi.area is Area.WORK and as_low and aside <= spread_rad:
            return Area.WORK
    return Area.DEVICE


def _doubt_rad(aoi: AreaOfInterest, params: AreaParams) -> float:
    return params.doubt_rad if aoi.area is Area.CUSTOMER and not params.calibrated else 0.0
