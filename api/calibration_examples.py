"""Worked examples of a calibration's answers, made by the very code that makes the answers."""

from __future__ import annotations

from typing import Any, Final

from api.schemas.calibration import AcceptedCalibration, calibration_figures, calibration_state
from api.schemas.numbers import utc_text
from monitor.attention.calibration import calibrate
from monitor.attention.calibration_session import (
    REQUIRED,
    SessionParams,
    SessionState,
    begin,
    progress,
)
from monitor.attention.place_reading import CUSTOMER_PLACE, DEVICE_PLACE, PlaceReading
from monitor.runtime.site.calibrating import CalibrationView
from monitor.units import UtcNs, rad_from_deg

_COUNTER: Final = "main"
_AT: Final = UtcNs(1_774_771_200 * 1_000_000_000)

_READINGS: Final = tuple(
    PlaceReading(
        place=place,
        yaw_rad=rad_from_deg(yaw_deg),
        pitch_rad=rad_from_deg(pitch_deg),
        spread_yaw_rad=rad_from_deg(1.6),
        spread_pitch_rad=rad_from_deg(2.1),
        head_yaw_rad=rad_from_deg(yaw_deg / 2),
        head_pitch_rad=rad_from_deg(pitch_deg / 2),
        openness=0.9,
        seen_s=5.3,
        judged_s=5.0,
        samples=51,
        kept=49,
    )
    for place, yaw_deg, pitch_deg in ((CUSTOMER_PLACE, 4.0, 21.0), (DEVICE_PLACE, 2.0, -24.0))
)
_RESULT: Final = calibrate(_READINGS)
_PARAMS: Final = SessionParams()


def _view(state: SessionState, *, done: bool) -> CalibrationView:
    return CalibrationView(
        REQUIRED,
        progress(state, _PARAMS),
        state.readings,
        _RESULT if done else None,
        None,
        900.0,
    )


def _plain(view: CalibrationView) -> Any:  # noqa: ANN401 - a JSON tree
    return calibration_state(_COUNTER, view).model_dump(mode="json")


STARTED: Final = _plain(_view(SessionState(), done=False))
STEP: Final = _plain(
    _view(
        begin(SessionState(readings=_READINGS[:1]), DEVICE_PLACE.name, _PARAMS),
        done=False,
    )
)
COMPLETE: Final = _plain(_view(SessionState(readings=_READINGS), done=True))
ACCEPTED: Final = AcceptedCalibration(
    counter=_COUNTER,
    calibrated_utc=utc_text(_AT),
    stored=True,
    result=calibration_figures(_RESULT),
).model_dump(mode="json")
