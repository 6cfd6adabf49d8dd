"""What is where in a camera's picture, as boxes: for drawing the parts that are excluded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api.problems import Problem, problem_responses
from api.query import only
from api.schemas.view import CameraView, camera_view
from api.served import Runtime, find_counter

router = APIRouter(tags=["settings"])


@router.get(
    "/counters/{counter}/view",
    summary="Where in its picture faces and movement are",
    dependencies=[only()],
    responses=problem_responses(Problem.INVALID_PARAMETER, Problem.UNKNOWN_COUNTER),
)
def read(
    runtime: Runtime, counter: Annotated[str, Path(description="Name of the counter.")]
) -> CameraView:
    """Ask a few times a second while somebody sets the camera up. Nothing while it is paused."""
    return camera_view(*runtime.view(find_counter(runtime, counter).counter))
