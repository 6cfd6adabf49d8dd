"""A calibration, on the wire: radians become degrees here."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.cause import RefusalCause, refusal_cause
from api.schemas.numbers import Tenths, Wire, share
from monitor.attention.aoi import AreaOfInterest, Direction
from monitor.attention.calibration import CalibrationResult, Grade
from monitor.attention.calibration_session import Phase, SessionParams
from monitor.attention.place_reading import PlaceReading
from monitor.attention.state import Area, Reason
from monitor.perception.observation import Observation
from monitor.runtime.site.calibrating import SECONDS, CalibrationView
from monitor.runtime.site.calibrations import Accepted
from monitor.snapshot.counter import CounterSnapshot
from monitor.units import deg_from_rad


class CalibrationRequest(BaseModel):
    """What is to be looked at. The customer's place and the device always are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    work: list[str] = Field(
        default=[],
        max_length=8,
        description="Names of places that count as work: till, goods, screen.",
        examples=[["till"]],
    )
    lowest: bool = Field(
        default=False,
        description="Look at where the lowest customers' faces are, too: the place `lowest`.",
    )
    seconds_s: float = Field(
        default=SessionParams().seconds_s,
        ge=SECONDS[0],
        le=SECONDS[1],
        description="How long gaze must be judged on each place, seconds.",
        examples=[5.0],
    )


class CalibrationPlaceState(Wire):
    """One place to be looked at."""

    name: str = Field(description="Name of the place.")
    means: Area = Field(description="What looking there counts as.")
    done: bool = Field(description="It has been read.")


class PlaceRefusal(Wire):
    """The place looked at last was not good enough; it can be tried again at once."""

    place: str = Field(description="Name of the place.")
    reason: str = Field(description="One sentence.")
    cause: RefusalCause = Field(description="The same, for programs.")


class Pose(Wire):
    """How the attendant's head and gaze stand in the newest sample, relative to the lens."""

    head_yaw_deg: float = Field(description="Positive towards the picture's right, degrees.")
    head_pitch_deg: float = Field(description="Positive up, degrees.")
    head_roll_deg: float = Field(description="Positive clockwise in the picture, degrees.")
    gaze_yaw_deg: float | None = Field(description="Null while gaze is not known, degrees.")
    gaze_pitch_deg: float | None = Field(description="Null while gaze is not known, degrees.")
    eyes_shut: bool = Field(description="Both lids are down.")


class PlaceFigures(Wire):
    """One place as it was read, seen from the attendant's eyes and relative to the lens."""

    place: str = Field(description="Name of the place.")
    means: Area = Field(description="What looking there counts as.")
    yaw_deg: float = Field(description="Positive towards the picture's right, degrees.")
    pitch_deg: float = Field(description="Positive up, degrees.")
    spread_deg: float = Field(description="What gaze wandered: one standard deviation, degrees.")
    judged_s: float = Field(description="How long gaze was known, seconds.")
    coverage: float = Field(description="Part of the time in which gaze was known, from 0 to 1.")
    samples: int = Field(description="Samples with a known gaze.")
    kept: int = Field(description="How many of them agree.")


class CalibratedArea(Wire):
    """An area, relative to where customers stand. The first that matches counts."""

    name: str = Field(description="Name of the area.")
    means: Area = Field(description="What looking there counts as.")
    yaw_min_deg: float = Field(description="Its left edge, degrees.")
    yaw_max_deg: float = Field(description="Its right edge, degrees.")
    pitch_min_deg: float = Field(description="Its lower edge, degrees.")
    pitch_max_deg: float = Field(description="Its upper edge, degrees.")
    leave_deg: float = Field(description="How far outside gaze must go to have left, degrees.")


class LowestCustomer(Wire):
    """Where the face of the lowest customer is, relative to where customers stand."""

    yaw_deg: float = Field(description="Positive towards the picture's right, degrees.")
    pitch_deg: float = Field(description="Positive up, degrees.")


class CalibrationFigures(Wire):
    """What a calibration found."""

    reference_yaw_deg: float = Field(description="Where customers stand, relative to the lens.")
    reference_pitch_deg: float = Field(description="The same, up, degrees.")
    areas: list[CalibratedArea] = Field(
        description="Every area, in the order in which they are asked."
    )
    grade: Grade = Field(description="Its quality in one word; what is worse is refused.")
    separability: float = Field(
        description="Distance of the two places hardest to tell apart, in spreads (d')."
    )
    hardest: list[str] = Field(description="The names of those two.")


class CalibrationState(Wire):
    """Where a calibration stands."""

    counter: str = Field(description="Name of the counter.")
    phase: Phase = Field(
        description="`waiting`: ask for a place. `get_ready`: turn there. `collecting`: keep "
        "looking. `complete`: every place was read."
    )
    place: str | None = Field(description="What to look at now; null between two places.")
    ready_in_s: float = Field(description="Seconds until samples count.")
    collected_s: float = Field(description="Seconds of known gaze so far.")
    wanted_s: float = Field(description="Seconds of known gaze that each place needs.")
    hindrance: Reason | None = Field(
        description="Why gaze cannot be judged right now; null when it can."
    )
    places: list[CalibrationPlaceState] = Field(
        description="All that is to be looked at, in order."
    )
    refused: PlaceRefusal | None = Field(description="Null unless the last place was refused.")
    readings: list[PlaceFigures] = Field(description="The places that were read, in order.")
    result: CalibrationFigures | None = Field(description="What would be stored; once complete.")
    result_refused: str | None = Field(description="Why the places together are refused.")
    result_refused_cause: RefusalCause | None = Field(description="The same, for programs.")
    pose: Pose | None = Field(
        description="For a live drawing: the newest sample; null while no face is found."
    )
    expires_in_s: float = Field(description="It is given up when nothing is done for so long.")


class AcceptedCalibration(Wire):
    """A calibration that counts from now on."""

    counter: str = Field(description="Name of the counter.")
    calibrated_utc: datetime | None = Field(description="When it was accepted.")
    stored: bool = Field(description="False where there is no settings file: it is forgotten.")
    result: CalibrationFigures = Field(description="What counts from now on.")


class Calibration(Wire):
    """Whether a counter is calibrated, and whether that still holds."""

    calibrated: bool = Field(description="False while angles are relative to the camera.")
    calibrated_utc: datetime | None = Field(description="When it was; null when nobody knows.")
    suspected_shift_deg: Tenths | None = Field(
        description="How far the camera seems to have been moved since then, degrees; null while "
        "nothing is suspected. It changes no state."
    )


def calibration(calibrated: bool, snapshot: CounterSnapshot | None) -> Calibration:
    """The wire form of what a counter's snapshot says; there is none before the first."""
    if snapshot is None:
        return Calibration(calibrated=calibrated, calibrated_utc=None, suspected_shift_deg=None)
    return Calibration.model_validate(snapshot.calibration)


def calibration_state(counter: str, view: CalibrationView) -> CalibrationState:
    """The wire form of a view."""
    progress = view.progress
    refused = progress.refused
    return CalibrationState(
        counter=counter,
        phase=progress.phase,
        place=progress.place.name if progress.place else None,
        ready_in_s=round(progress.ready_in_s, 1),
        collected_s=round(progress.collected_s, 1),
        wanted_s=progress.wanted_s,
        hindrance=progress.hindrance,
        places=[
            CalibrationPlaceState(
                name=place.name, means=place.area, done=place not in progress.missing
            )
            for place in view.places
        ],
        refused=PlaceRefusal(
            place=refused.place.name, reason=refused.reason, cause=refusal_cause(refused.cause)
        )
        if refused
        else None,
        readings=[_reading(each) for each in view.readings],
        result=calibration_figures(view.result) if view.result else None,
        result_refused=str(view.refused) if view.refused else None,
        result_refused_cause=refusal_cause(view.refused.cause) if view.refused else None,
        pose=_pose(view.newest),
        expires_in_s=round(view.expires_in_s, 1),
    )


def accepted_calibration(counter: str, accepted: Accepted) -> AcceptedCalibration:
    """The wire form of what counts from now on."""
    return AcceptedCalibration(
        counter=counter,
        calibrated_utc=accepted.counter.calibrated_at,
        stored=accepted.file is not None,
        result=calibration_figures(accepted.result),
    )


def calibration_figures(result: CalibrationResult) -> CalibrationFigures:
    """The wire form of a result."""
    return CalibrationFigures(
        reference_yaw_deg=_deg(result.reference_yaw_rad),
        reference_pitch_deg=_deg(result.reference_pitch_rad),
        areas=[calibrated_area(aoi) for aoi in result.areas],
        grade=result.grade,
        separability=round(result.separability, 1),
        hardest=list(result.hardest),
    )


def _pose(newest: Observation | None) -> Pose | None:
    face = newest.face if newest else None
    if face is None:
        return None
    gaze = face.gaze
    return Pose(
        head_yaw_deg=_deg(face.head.yaw_rad),
        head_pitch_deg=_deg(face.head.pitch_rad),
        head_roll_deg=_deg(face.head.roll_rad),
        gaze_yaw_deg=_deg(gaze.yaw_rad) if gaze else None,
        gaze_pitch_deg=_deg(gaze.pitch_rad) if gaze else None,
        eyes_shut=face.eyelids.low and gaze is None,
    )


def _reading(reading: PlaceReading) -> PlaceFigures:
    return PlaceFigures(
        place=reading.place.name,
        means=reading.place.area,
        yaw_deg=_deg(reading.yaw_rad),
        pitch_deg=_deg(reading.pitch_rad),
        spread_deg=_deg(max(reading.spread_yaw_rad, reading.spread_pitch_rad)),
        judged_s=round(reading.judged_s, 1),
        coverage=share(reading.coverage) or 0.0,
        samples=reading.samples,
        kept=reading.kept,
    )


def calibrated_area(aoi: AreaOfInterest) -> CalibratedArea:
    """The wire form of an area."""
    return CalibratedArea(
        name=aoi.aoi_id,
        means=aoi.area,
        yaw_min_deg=_deg(aoi.box.yaw_min_rad),
        yaw_max_deg=_deg(aoi.box.yaw_max_rad),
        pitch_min_deg=_deg(aoi.box.pitch_min_rad),
        pitch_max_deg=_deg(aoi.box.pitch_max_rad),
        leave_deg=_deg(aoi.leave_margin_rad),
    )


def lowest_customer(lowest: Direction | None) -> LowestCustomer | None:
    """The wire form of where the lowest customer's face is, if it is known."""
    if lowest is None:
        return None
    return LowestCustomer(yaw_deg=_deg(lowest.yaw_rad), pitch_deg=_deg(lowest.pitch_rad))


def _deg(radians: float) -> float:
    return round(deg_from_rad(radians), 1) + 0.0
