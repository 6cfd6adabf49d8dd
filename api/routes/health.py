"""How the service does."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from api.problems import Problem, problem_responses
from api.query import only
from api.schemas.calibration import calibration
from api.schemas.health import Health, Status, health
from api.served import Runtime

router = APIRouter(tags=["health"])


@router.get(
    "/health",
    summary="How the service does",
    dependencies=[only()],
    responses={
        **problem_responses(Problem.INVALID_PARAMETER),
        503: {
            "model": Health,
            "description": "Neither the database nor any camera works.",
        },
    },
)
def read_health(runtime: Runtime, response: Response) -> Health:
    """Status 200 while anything works, 503 when nothing does: fit for a container's check."""
    snapshots = runtime.broadcast.snapshots()
    calibrations = {
        str(each.counter): calibration(each.calibrated, snapshots.get(each.counter))
        for each in runtime.counters()
    }
    found = health(runtime.health(), runtime.clock.utc_ns(), calibrations)
    if found.status is Status.DOWN:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return found
