"""Calibrates a counter, place by place: start, look, accept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path

from api.origin import own_page
from api.problems import Problem, invalid_parameter, known_names, problem_responses
from api.query import only
from api.schemas.calibration import (
    AcceptedCalibration,
    CalibrationRequest,
    CalibrationState,
    accepted_calibration,
    calibration_state,
)
from api.served import Runtime, find_counter
from monitor.errors import CalibrationError, because
from monitor.ports import CameraHealth
from monitor.runtime.site.calibrating import CalibrationView
from monitor.units import CounterId

router = APIRouter(prefix="/counters/{counter}/calibration", tags=["calibration"])

Counter = Annotated[str, Path(description="Name of the counter.")]
_CHANGES = (Problem.ORIGIN_REFUSED, Problem.JSON_NEEDED, Problem.INVALID_PARAMETER)


@router.post(
    "",
    summary="Start a calibration",
    dependencies=[only(), own_page()],
    responses=problem_responses(
        *_CHANGES,
        Problem.UNKNOWN_COUNTER,
        Problem.CALIBRATION_REFUSED,
        Problem.SETTINGS_NOT_WRITTEN,
    ),
)
def start(
    runtime: Runtime,
    counter: Counter,
    asked: Annotated[CalibrationRequest, Body()],
) -> CalibrationState:
    """One that is under way at this counter is given up. Nothing changes before it is accepted."""
    key = find_counter(runtime, counter).counter
    view = runtime.calibrations.start(key, tuple(asked.work), asked.seconds_s, lowest=asked.lowest)
    return calibration_state(key, view)


@router.post(
    "/steps/{place}",
    summary="Look at one place now",
    dependencies=[only(), own_page()],
    responses=problem_responses(*_CHANGES, Problem.NO_CALIBRATION, Problem.CALIBRATION_REFUSED),
)
def collect(
    runtime: Runtime,
    counter: Counter,
    place: Annotated[
        str, Path(description="`customer`, `device`, `lowest` or the name of a work place.")
    ],
) -> CalibrationState:
    """Samples count after three seconds; ask with GET how far it is. Can be done again."""
    key = find_counter(runtime, counter).counter
    view = _under_way(runtime, key)
    names = [each.name for each in view.places]
    if place not in names:
        raise invalid_parameter("place", place, known_names(names))
    snapshot = runtime.broadcast.snapshots().get(key)
    problem: str | None = None
    if snapshot is not None and snapshot.camera.health is CameraHealth.LOST:
        problem = snapshot.camera.problem or "it is lost"
    elif snapshot is not None and snapshot.camera.health is CameraHealth.OFF:
        raise CalibrationError(because("camera_off"))
    runtime.calibrations.collect(key, place, problem)
    return calibration_state(key, runtime.calibrations.view(key))


@router.get(
    "",
    summary="How far the calibration is",
    dependencies=[only()],
    responses=problem_responses(Problem.INVALID_PARAMETER, Problem.NO_CALIBRATION),
)
def read(runtime: Runtime, counter: Counter) -> CalibrationState:
    """Ask a few times a second while somebody looks."""
    key = find_counter(runtime, counter).counter
    return calibration_state(key, _under_way(runtime, key))


@router.post(
    "/accept",
    summary="Store the result and use it at once",
    dependencies=[only(), own_page()],
    responses=problem_responses(
        *_CHANGES,
        Problem.NO_CALIBRATION,
        Problem.CALIBRATION_REFUSED,
        Problem.SETTINGS_NOT_WRITTEN,
    ),
)
def accept(runtime: Runtime, counter: Counter) -> AcceptedCalibration:
    """The next sample is judged by it; what was measured before stays as it was measured."""
    key = find_counter(runtime, counter).counter
    _under_way(runtime, key)
    return accepted_calibration(key, runtime.calibrations.accept(key))


@router.delete(
    "",
    summary="Give a calibration up",
    dependencies=[only(), own_page()],
    responses=problem_responses(
        Problem.ORIGIN_REFUSED, Problem.INVALID_PARAMETER, Problem.NO_CALIBRATION
    ),
)
def drop(runtime: Runtime, counter: Counter) -> CalibrationState:
    """Nothing is stored; the answer says where it stood."""
    key = find_counter(runtime, counter).counter
    view = _under_way(runtime, key)
    runtime.calibrations.drop(key)
    return calibration_state(key, view)


def _under_way(runtime: Runtime, counter: CounterId) -> CalibrationView:
    return runtime.calibrations.view(counter)
