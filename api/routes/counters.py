"""Which counters there are."""

from __future__ import annotations

from fastapi import APIRouter

from api.problems import Problem, problem_responses
from api.query import only, settings_of
from api.schemas.counters import Counter, counters
from api.served import Runtime
from monitor.settings import core_params

router = APIRouter(tags=["counters"])


@router.get(
    "/counters",
    summary="Every counter of the site",
    dependencies=[only()],
    responses=problem_responses(Problem.INVALID_PARAMETER),
)
def list_counters(runtime: Runtime) -> list[Counter]:
    """In the order of the settings."""
    settings = runtime.settings
    return counters(
        runtime.counters(), lambda counter: core_params(settings, settings_of(runtime, counter))
    )
