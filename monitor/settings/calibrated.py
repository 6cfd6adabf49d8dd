"""A counter's settings with a calibration in them: what is stored is what runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from pydantic import ValidationError

from monitor.attention.aoi import AreaOfInterest
from monitor.attention.calibration import CalibrationResult
from monitor.errors import CalibrationError, because
from monitor.settings.model import AngleRange, CounterSettings
from monitor.units import NS_PER_S, UtcNs, deg_from_rad

CALIBRATED_KEYS: Final = (
    "reference_yaw_deg",
    "reference_pitch_deg",
    "calibrated",
    "calibrated_at",
    "reference_head_yaw_deg",
    "reference_head_pitch_deg",
    "lowest_yaw_deg",
    "lowest_pitch_deg",
    "areas",
)
"""Keys of a counter that a calibration writes; no other is touched. None takes a key out."""


def calibrated_counter(
    counter: CounterSettings, result: CalibrationResult, at_utc_ns: UtcNs
) -> CounterSettings:
    """The counter as this calibration found it, in degrees to one place.

    Work areas that the calibration kept stay exactly as they were written.

    Raises:
        CalibrationError: angles that no settings file may hold.
    """
    written = {area.name: area for area in counter.areas if area.means == "work"}
    measured = {place.place.name for place in result.places}
    areas = tuple(
        written[aoi.aoi_id] if aoi.aoi_id in written and aoi.aoi_id not in measured else _range(aoi)
        for aoi in result.areas
    )
    changes: dict[str, Any] = {
        "reference_yaw_deg": _deg(result.reference_yaw_rad),
        "reference_pitch_deg": _deg(result.reference_pitch_rad),
        "calibrated": True,
        "calibrated_at": datetime.fromtimestamp(at_utc_ns // NS_PER_S, UTC),
        "reference_head_yaw_deg": _deg(result.fingerprint.head_yaw_rad),
        "reference_head_pitch_deg": _deg(result.fingerprint.head_pitch_rad),
        "lowest_yaw_deg": None if result.lowest is None else _deg(result.lowest.yaw_rad),
        "lowest_pitch_deg": None if result.lowest is None else _deg(result.lowest.pitch_rad),
        "areas": areas,
    }
    try:
        return CounterSettings.model_validate(dict(counter) | changes)
    except ValidationError as error:
        wrong = ", ".join(str(detail["loc"][0]) for detail in error.errors(include_url=False))
        raise CalibrationError(because("angles_senseless", keys=wrong)) from None


def _range(aoi: AreaOfInterest) -> AngleRange:
    return AngleRange.model_validate(
        {
            "name": aoi.aoi_id,
            "means": aoi.area.value,
            "yaw_deg": (_deg(aoi.box.yaw_min_rad), _deg(aoi.box.yaw_max_rad)),
            "pitch_deg": (_deg(aoi.box.pitch_min_rad), _deg(aoi.box.pitch_max_rad)),
            "leave_deg": _deg(aoi.leave_margin_rad),
        }
    )


def _deg(radians: float) -> float:
    # Adding zero turns a rounded -0.0 into 0.0.
    return round(deg_from_rad(radians), 1) + 0.0
