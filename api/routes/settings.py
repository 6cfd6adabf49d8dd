"""Settings that can be changed while the service runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from api.origin import own_page
from api.problem_kinds import Problem
from api.problems import WrongParameters, problem_responses
from api.query import only
from api.schemas.settings import (
    SettingsChanged,
    SettingsRequest,
    SettingsState,
    settings_changed,
    settings_state,
)
from api.served import Runtime
from api.wrong_parameters import wrong_parameter
from monitor.settings import WrongSettings

router = APIRouter(tags=["settings"])


@router.get(
    "/settings",
    summary="Every setting that can be changed while the service runs",
    dependencies=[only()],
    responses=problem_responses(Problem.INVALID_PARAMETER),
)
def read(runtime: Runtime) -> SettingsState:
    """With what each accepts. Passwords are hidden; the rest of the file is not told at all."""
    return settings_state(runtime.settings, runtime.changes.file)


@router.patch(
    "/settings",
    summary="Change some settings",
    dependencies=[only(), own_page()],
    responses=problem_responses(
        Problem.ORIGIN_REFUSED,
        Problem.JSON_NEEDED,
        Problem.INVALID_PARAMETER,
        Problem.SETTINGS_NOT_WRITTEN,
    ),
)
def change(runtime: Runtime, asked: Annotated[SettingsRequest, Body()]) -> SettingsChanged:
    """All of them or none. They are stored and count at once. A camera starts anew, which takes it
    a few seconds, only where it is what was changed.
    """
    try:
        return settings_changed(runtime.changes.change(asked.changes))
    except WrongSettings as error:
        wrong = tuple(
            wrong_parameter(each.key, each.given, each.cause, each.accepted) for each in error.wrong
        )
        # Not the error's own sentence: that repeats a key as given, however long or unprintable.
        raise WrongParameters(wrong) from None
