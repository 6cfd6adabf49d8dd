"""From looks at known places to the reference and the areas of one counter.

Angles that go in are relative to the line from the eyes to the lens; areas that come out are
relative to the reference, the direction to where customers stand. docs/calibration.md explains
every rule and its number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from monitor.attention.aoi import AreaOfInterest, AreaParams, Direction
from monitor.attention.calibration_areas import AreaFitParams, fit_areas
from monitor.attention.place_reading import (
    CUSTOMER_PLACE,
    DEVICE_PLACE,
    LOWEST_PLACE,
    CalibrationPlace,
    PlaceReading,
    ReadingParams,
)
from monitor.attention.state import Area
from monitor.errors import CalibrationError, because
from monitor.units import AoiId, deg_from_rad, rad_from_deg


@dataclass(frozen=True, slots=True)
class CalibrationParams:
    """When places can be told apart.

    Attributes:
        reading: what is asked of the samples of each place.
        areas: how areas are laid around the places.
        apart_min_rad: places nearer to one another are not told apart by a webcam for long. How far
            the device must lie below the lowest customer is for `areas` to say.
        separability_min: least distance of two places in spreads (d').
        spread_floor_rad: spread that is assumed at least; five seconds show less of the error than
            a day will.
        good_separability, good_coverage, good_spread_rad: from here on the result is called good.
    """

    reading: ReadingParams = field(default_factory=ReadingParams)
    areas: AreaFitParams = field(default_factory=AreaFitParams)
    apart_min_rad: float = rad_from_deg(10.0)
    separability_min: float = 3.0
    spread_floor_rad: float = rad_from_deg(1.5)
    good_separability: float = 6.0
    good_coverage: float = 0.8
    good_spread_rad: float = rad_from_deg(4.0)


class Grade(StrEnum):
    """The quality of a calibration in one word. What is worse than fair is refused."""

    GOOD = "good"
    FAIR = "fair"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How the attendant looks to the camera while looking towards customers.

    Gaze and head relative to the line from the eyes to the lens; both change when the camera is
    moved, and `camera_drift` watches them.
    """

    gaze_yaw_rad: float
    gaze_pitch_rad: float
    head_yaw_rad: float
    head_pitch_rad: float


@dataclass(frozen=True, slots=True)
class CalibrationResult:
    """Reference and areas of one counter, with what speaks for them.

    Attributes:
        reference_yaw_rad, reference_pitch_rad: towards customers, relative to the lens.
        areas: relative to the reference, the first match winning.
        places: every place as it was read, the customer's first.
        separability: distance of the two places hardest to tell apart, in spreads (d').
        hardest: the names of those two.
        grade: all of it in one word.
        fingerprint: for noticing that the camera was moved.
    """

    reference_yaw_rad: float
    reference_pitch_rad: float
    areas: tuple[AreaOfInterest, ...]
    places: tuple[PlaceReading, ...]
    separability: float
    hardest: tuple[AoiId, AoiId]
    grade: Grade
    fingerprint: Fingerprint

    @property
    def lowest(self) -> Direction | None:
        """Where the lowest customers' faces are, relative to the reference, if it was read."""
        return next(
            (
                Direction(
                    place.yaw_rad - self.reference_yaw_rad,
                    place.pitch_rad - self.reference_pitch_rad,
                )
                for place in self.places
                if place.place == LOWEST_PLACE
            ),
            None,
        )

    @property
    def area_params(self) -> AreaParams:
        """What the fold is told."""
        return AreaParams(
            self.reference_yaw_rad, self.reference_pitch_rad, self.areas, True, self.lowest
        )


def calibrate(
    readings: Sequence[PlaceReading],
    params: CalibrationParams = CalibrationParams(),
    kept: Sequence[AreaOfInterest] = (),
) -> CalibrationResult:
    """Reference and areas from one reading of each place.

    Args:
        readings: one per place: the customer's and the device's, perhaps that of the lowest
            customer, and any work.
        params: when places can be told apart.
        kept: work areas of the settings that were not looked at; they stay as they are, relative
            to the reference, unless a reading has their name.

    Raises:
        CalibrationError: one sentence with the reason: a place is missing, two cannot be told
            apart, the device does not lie low enough, the lowest customer lies above the others, or
            a kept area covers a place.
    """
    customer, device = _only(readings, CUSTOMER_PLACE), _only(readings, DEVICE_PLACE)
    lowest = next((reading for reading in readings if reading.place == LOWEST_PLACE), None)
    work = [reading for reading in readings if reading.place.area is Area.WORK]
    ordered = (customer, *([] if lowest is None else [lowest]), device, *work)
    names = [reading.place.name for reading in ordered]
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise CalibrationError(because("place_twice", place=", ".join(twice)))
    separability, hardest = _hardest(ordered, params)
    kept = [aoi for aoi in kept if aoi.area is Area.WORK and aoi.aoi_id not in names]
    areas = fit_areas(customer, device, work, kept, params.areas, lowest)
    return CalibrationResult(
        reference_yaw_rad=customer.yaw_rad,
        reference_pitch_rad=customer.pitch_rad,
        areas=areas,
        places=ordered,
        separability=separability,
        hardest=hardest,
        grade=_grade(ordered, separability, params),
        fingerprint=Fingerprint(
            customer.yaw_rad, customer.pitch_rad, customer.head_yaw_rad, customer.head_pitch_rad
        ),
    )


def separability_of(one: PlaceReading, other: PlaceReading, spread_floor_rad: float) -> float:
    """Distance of two places in units of their spread along the line between them (d').

    As in signal detection: the difference of the means over the root mean square of both standard
    deviations (Green and Swets 1966).
    """
    yaw_rad, pitch_rad = other.yaw_rad - one.yaw_rad, other.pitch_rad - one.pitch_rad
    apart_rad = math.hypot(yaw_rad, pitch_rad)
    if apart_rad == 0.0:
        return 0.0
    along = (yaw_rad / apart_rad, pitch_rad / apart_rad)
    spreads = [
        max(
            math.hypot(each.spread_yaw_rad * along[0], each.spread_pitch_rad * along[1]),
            spread_floor_rad,
        )
        for each in (one, other)
    ]
    return apart_rad / math.sqrt((spreads[0] ** 2 + spreads[1] ** 2) / 2)


def _only(readings: Sequence[PlaceReading], place: CalibrationPlace) -> PlaceReading:
    read = [reading for reading in readings if reading.place == place]
    if len(read) != 1:
        raise CalibrationError(because("read_anew", place=place.name, times=len(read)))
    return read[0]


def _hardest(
    readings: Sequence[PlaceReading], params: CalibrationParams
) -> tuple[float, tuple[AoiId, AoiId]]:
    found: list[tuple[float, tuple[AoiId, AoiId]]] = []
    for one, other in combinations(readings, 2):
        if one.place.area is other.place.area is Area.CUSTOMER:
            continue  # nobody has to tell one customer from another
        names = (one.place.name, other.place.name)
        apart_rad = math.hypot(other.yaw_rad - one.yaw_rad, other.pitch_rad - one.pitch_rad)
        separability = separability_of(one, other, params.spread_floor_rad)
        below = {one.place, other.place} == {LOWEST_PLACE, DEVICE_PLACE}
        too_near = apart_rad < params.apart_min_rad and not below
        if too_near or separability < params.separability_min:
            raise CalibrationError(
                because(
                    "alike",
                    one=names[0],
                    other=names[1],
                    apart_deg=deg_from_rad(apart_rad),
                    least_deg=deg_from_rad(params.apart_min_rad),
                    separability=round(separability, 1),
                    least=params.separability_min,
                )
            )
        found.append((separability, names))
    return min(found)


def _grade(
    readings: Sequence[PlaceReading], separability: float, params: CalibrationParams
) -> Grade:
    good = separability >= params.good_separability and all(
        reading.coverage >= params.good_coverage
        and max(reading.spread_yaw_rad, reading.spread_pitch_rad) <= params.good_spread_rad
        for reading in readings
    )
    return Grade.GOOD if good else Grade.FAIR
