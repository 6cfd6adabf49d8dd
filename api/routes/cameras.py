"""Which cameras are plugged into this computer."""

from __future__ import annotations

from fastapi import APIRouter

from api.problem_kinds import Problem
from api.problems import problem_responses
from api.query import only
from api.schemas.found_cameras import FoundCamera, found_cameras
from api.served import Runtime

router = APIRouter(tags=["settings"])


@router.get(
    "/cameras",
    summary="Cameras that are plugged into this computer",
    dependencies=[only()],
    responses=problem_responses(Problem.INVALID_PARAMETER),
)
def list_cameras(runtime: Runtime) -> list[FoundCamera]:
    """On Linux nothing is opened to find them; elsewhere those in use may be missing."""
    return found_cameras(runtime.changes.plugged_cameras())
