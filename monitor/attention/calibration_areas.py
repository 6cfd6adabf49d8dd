"""Areas around calibrated places, relative to the reference, none in another's way.

- customer: the usual box around where customers stand, and around where the lowest of them do if
  somebody looked there; cut back where a work place lies within it;
- device: everything below a plane between the customers and the device;
- work: a box around what was looked at, cut back midway to its neighbours.

The device plane answers to one rule before all others: serving a child or a wheelchair user must
never read as device. So it lies below the lowest customer, and so does the line at which a look at
the device ends. Where nobody looked at the lowest customer, that is one 50 cm shorter than the
attendant, who stands about 23 degrees lower.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.attention.aoi import CUSTOMER_AREA, AngleBox, AreaOfInterest
from monitor.attention.place_reading import PlaceReading
from monitor.attention.state import Area
from monitor.errors import CalibrationError, because
from monitor.units import deg_from_rad, rad_from_deg


@dataclass(frozen=True, slots=True)
class AreaFitParams:
    """How areas are laid around places. Pitches are relative to the reference.

    Attributes:
        short_customer_rad: pitch of the lowest customer where nobody looked at one, 50 cm shorter
            than the attendant: never device, neither on the way down nor on the way up.
        lowest_above_rad: the lowest customer, who was read with the error of gaze, may seem to
            stand this far above the others. Higher, somebody looked elsewhere.
        below_lowest_rad: the device plane lies at least this far below the lowest customer,
        below_lowest_sds: and this many spreads of the pitch at which that was read.
        plane_share: else it lies at this share of the way from customers to the device: from the
            lowest customer where somebody looked at one, from the reference where nobody did.
        device_below_rad: but the device lies at least this far below the plane,
        device_below_sds: and this many spreads of its pitch: where there is no room for that and
            for the lowest customer, the device is refused.
        half_min_rad, half_max_rad: least and largest half width of a work area.
        half_sds: half width in spreads, between the two.
        leave_rad: how far outside gaze must go to have left an area.
    """

    short_customer_rad: float = rad_from_deg(-23.0)
    lowest_above_rad: float = rad_from_deg(4.0)
    below_lowest_rad: float = rad_from_deg(3.0)
    below_lowest_sds: float = 1.5
    plane_share: float = 0.6
    device_below_rad: float = rad_from_deg(4.0)
    device_below_sds: float = 1.0
    half_min_rad: float = rad_from_deg(8.0)
    half_max_rad: float = rad_from_deg(15.0)
    half_sds: float = 2.5
    leave_rad: float = CUSTOMER_AREA.leave_margin_rad


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place relative to the reference, its spread, and the box around it."""

    reading: PlaceReading
    yaw_rad: float
    pitch_rad: float
    box: AngleBox


def fit_areas(
    customer: PlaceReading,
    device: PlaceReading,
    work: Sequence[PlaceReading],
    kept: Sequence[AreaOfInterest],
    params: AreaFitParams = AreaFitParams(),
    lowest: PlaceReading | None = None,
) -> tuple[AreaOfInterest, ...]:
    """Areas in the order in which they are tried: work, customer, device.

    Args:
        customer, device, work: places, relative to the lens, that can be told apart.
        kept: work areas that stay as they are, relative to the reference.
        params: how areas are laid.
        lowest: the place of the lowest customer, None where nobody looked there.

    Raises:
        CalibrationError: the device does not lie low enough, the lowest customer lies above the
            others, or a kept area covers a place.
    """
    device_spot = _spot(device, customer, params)
    lowest_spot = None if lowest is None else _lowest_spot(lowest, customer, params)
    floor_rad = params.short_customer_rad if lowest_spot is None else lowest_spot.pitch_rad
    plane_rad = _plane_rad(device_spot, lowest_spot, params)
    box = _customer_box(lowest_spot, plane_rad)
    customer_spot = replace(_spot(customer, customer, params), box=box)
    spots = [customer_spot, device_spot, *(_spot(each, customer, params) for each in work)]
    # The customer's box and the device plane are apart already; only work comes between.
    for other in range(2, len(spots)):
        for index in range(other):
            spots[index], spots[other] = _parted(spots[index], spots[other])
    for aoi in kept:
        _refuse_covered(aoi, spots)
    leave_rad = min(params.leave_rad, floor_rad - plane_rad)
    return (
        *kept,
        *(
            AreaOfInterest(spot.reading.place.name, Area.WORK, spot.box, params.leave_rad)
            for spot in spots[2:]
        ),
        AreaOfInterest(customer.place.name, Area.CUSTOMER, spots[0].box, params.leave_rad),
        AreaOfInterest(
            device.place.name,
            Area.DEVICE,
            # With a high reference, straight down is more than 90 degrees below it.
            AngleBox(-math.pi, math.pi, -math.pi, plane_rad),
            leave_rad,
        ),
    )


def _spot(reading: PlaceReading, customer: PlaceReading, params: AreaFitParams) -> _Spot:
    yaw_rad = reading.yaw_rad - customer.yaw_rad
    pitch_rad = reading.pitch_rad - customer.pitch_rad
    half_yaw, half_pitch = (
        min(max(params.half_sds * spread, params.half_min_rad), params.half_max_rad)
        for spread in (reading.spread_yaw_rad, reading.spread_pitch_rad)
    )
    box = AngleBox(
        yaw_rad - half_yaw, yaw_rad + half_yaw, pitch_rad - half_pitch, pitch_rad + half_pitch
    )
    return _Spot(reading, yaw_rad, pitch_rad, box)


def _lowest_spot(lowest: PlaceReading, customer: PlaceReading, params: AreaFitParams) -> _Spot:
    """The lowest customer's place, never above that of the others."""
    spot = _spot(lowest, customer, params)
    if spot.pitch_rad > params.lowest_above_rad:
        above_deg = deg_from_rad(spot.pitch_rad)
        raise CalibrationError(
            because("lowest_above", place=lowest.place.name, found_deg=above_deg)
        )
    return replace(spot, pitch_rad=min(spot.pitch_rad, 0.0))


def _customer_box(lowest: _Spot | None, plane_rad: float) -> AngleBox:
    """The usual box; with the lowest customer, from there too, but not below the device plane."""
    box = CUSTOMER_AREA.box
    if lowest is None:
        return box
    return AngleBox(
        min(box.yaw_min_rad, lowest.yaw_rad + box.yaw_min_rad),
        max(box.yaw_max_rad, lowest.yaw_rad + box.yaw_max_rad),
        max(min(box.pitch_min_rad, lowest.pitch_rad + box.pitch_min_rad), plane_rad),
        max(box.pitch_max_rad, lowest.pitch_rad + box.pitch_max_rad),
    )


def _plane_rad(device: _Spot, lowest: _Spot | None, params: AreaFitParams) -> float:
    from_rad = 0.0 if lowest is None else lowest.pitch_rad
    floor_rad = params.short_customer_rad if lowest is None else lowest.pitch_rad
    spread_rad = 0.0 if lowest is None else lowest.reading.spread_pitch_rad
    nearest_rad = floor_rad - max(params.below_lowest_rad, params.below_lowest_sds * spread_rad)
    preferred_rad = from_rad + params.plane_share * (device.pitch_rad - from_rad)
    below_rad = max(
        params.device_below_rad, params.device_below_sds * device.reading.spread_pitch_rad
    )
    if device.pitch_rad <= nearest_rad - below_rad:
        return min(nearest_rad, max(preferred_rad, device.pitch_rad + below_rad))
    found_deg, least_deg = -deg_from_rad(device.pitch_rad), -deg_from_rad(nearest_rad - below_rad)
    if found_deg < 0:
        raise CalibrationError(because("too_high_above", least_deg=least_deg))
    raise CalibrationError(because("too_high", found_deg=found_deg, least_deg=least_deg))


def _parted(one: _Spot, other: _Spot) -> tuple[_Spot, _Spot]:
    """Both boxes, cut back to midway where they overlap, on the axis that parts them best."""
    if not _overlap(one.box, other.box):
        return one, other
    yaw_rad, pitch_rad = other.yaw_rad - one.yaw_rad, other.pitch_rad - one.pitch_rad
    spread_yaw = _pooled(one.reading.spread_yaw_rad, other.reading.spread_yaw_rad)
    spread_pitch = _pooled(one.reading.spread_pitch_rad, other.reading.spread_pitch_rad)
    sideways = abs(yaw_rad) / spread_yaw >= abs(pitch_rad) / spread_pitch
    swapped = (yaw_rad if sideways else pitch_rad) < 0
    low, high = (other, one) if swapped else (one, other)
    if sideways:
        border = one.yaw_rad + yaw_rad / 2
        low_box = replace(low.box, yaw_max_rad=min(low.box.yaw_max_rad, border))
        high_box = replace(high.box, yaw_min_rad=max(high.box.yaw_min_rad, border))
    else:
        border = one.pitch_rad + pitch_rad / 2
        low_box = replace(low.box, pitch_max_rad=min(low.box.pitch_max_rad, border))
        high_box = replace(high.box, pitch_min_rad=max(high.box.pitch_min_rad, border))
    low, high = replace(low, box=low_box), replace(high, box=high_box)
    return (high, low) if swapped else (low, high)


def _pooled(one_rad: float, other_rad: float) -> float:
    return max(math.hypot(one_rad, other_rad), rad_from_deg(1.0))


def _overlap(one: AngleBox, other: AngleBox) -> bool:
    return (
        one.yaw_min_rad < other.yaw_max_rad
        and other.yaw_min_rad < one.yaw_max_rad
        and one.pitch_min_rad < other.pitch_max_rad
        and other.pitch_min_rad < one.pitch_max_rad
    )


def _refuse_covered(aoi: AreaOfInterest, spots: Sequence[_Spot]) -> None:
    for spot in spots:
        if aoi.box.contains(spot.yaw_rad, spot.pitch_rad):
            raise CalibrationError(
                because("covered", area=aoi.aoi_id, place=spot.reading.place.name)
            )
