"""Errors as problem details (RFC 9457): one catalogue, one shape, no traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from api.headers import SECURITY_HEADERS
from api.problem_kinds import Problem
from api.schemas.cause import refusal_cause
from api.schemas.problem import ParameterProblem, ProblemDetails
from api.wrong_parameters import found_wrong, in_words, shortened, wrong_parameter
from monitor.errors import (
    UNSAID,
    BadRequest,
    CalibrationError,
    Cause,
    MostradorError,
    NotFound,
    PresenceRefused,
    Refused,
    SessionRefused,
    SettingsError,
    StoreError,
    because,
)

MEDIA_TYPE: Final = "application/problem+json"

_PROBLEMS: Final = (
    (StoreError, Problem.STORE_UNAVAILABLE),
    (CalibrationError, Problem.CALIBRATION_REFUSED),
    (SettingsError, Problem.SETTINGS_NOT_WRITTEN),
    (SessionRefused, Problem.SESSION_REFUSED),
    (PresenceRefused, Problem.PRESENCE_REFUSED),
    (NotFound, Problem.NOT_FOUND),
    (BadRequest, Problem.BAD_REQUEST),
)

_MISSING: Final[Mapping[str, Problem]] = MappingProxyType(
    {
        "no_calibration": Problem.NO_CALIBRATION,
        "no_counter": Problem.UNKNOWN_COUNTER,
        "no_look_away": Problem.NO_LOOK_AWAY,
        "no_session": Problem.UNKNOWN_SESSION,
    }
)
"""What is not there has a kind of its own where a program may want to know it."""

_log = logging.getLogger(__name__)


class Refusal(Refused):
    """A request that an endpoint turns down; becomes a problem detail."""

    def __init__(
        self,
        problem: Problem,
        cause: Cause,
        errors: tuple[ParameterProblem, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(cause)
        self.errors = errors
        self.headers = headers
        self.problem = problem


class BodyTooLarge(HTTPException):
    """A request is longer than is accepted. What reads it lets no other kind of error through."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, cause.sentence)
        self.cause = cause


class WrongParameters(MostradorError):
    """Some parameters cannot be used."""

    def __init__(self, errors: Sequence[ParameterProblem]) -> None:
        super().__init__(in_words(errors))
        self.errors = errors


def unknown_counter(given: str, known: Sequence[str]) -> Refusal:
    """No counter is called so."""
    names = ", ".join(known) or "none"
    return Refusal(
        Problem.UNKNOWN_COUNTER,
        because("no_counter", counter=shortened(given), known=names),
        (wrong_parameter("counter", given, known_names(known)),),
    )


def known_names(names: Sequence[str]) -> Cause:
    """What is accepted: one of these."""
    return because("known", names=", ".join(names)) if names else because("none_known")


def invalid_parameter(field: str, given: str | None, accepted: Cause) -> WrongParameters:
    """One query parameter cannot be used."""
    return WrongParameters((wrong_parameter(field, given, accepted),))


def problem_answer(
    problem: Problem,
    said: str | Cause,
    instance: str | None = None,
    errors: Iterable[ParameterProblem] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The answer that carries a problem.

    `said` is why, or a sentence that the catalogue does not have; `instance` the path that was
    asked for.
    """
    body = ProblemDetails(
        type=problem.uri,
        title=problem.title,
        status=int(problem.status),
        detail=said if isinstance(said, str) else said.sentence,
        instance=None if instance is None else shortened(instance),
        cause=refusal_cause(UNSAID if isinstance(said, str) else said),
        errors=list(errors),
    )
    return JSONResponse(
        body.model_dump(mode="json"),
        status_code=int(problem.status),
        headers=headers,
        media_type=MEDIA_TYPE,
    )


def problem_responses(*problems: Problem) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's description of the problems that an endpoint answers with."""
    described: dict[int | str, dict[str, Any]] = {}
    for problem in (*problems, Problem.HOST_REFUSED, Problem.INTERNAL):
        example = ProblemDetails(
            type=problem.uri,
            title=problem.title,
            status=int(problem.status),
            detail=problem.advice,
            instance="/api/v1/counters",
            cause=refusal_cause(UNSAID),
            errors=[],
        )
        described_so_far = described.get(int(problem.status))
        if described_so_far is not None:
            described_so_far["description"] += f"; {problem.title}: `{problem.uri}`"
            continue
        described[int(problem.status)] = {
            "description": f"{problem.title}: `{problem.uri}`",
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/ProblemDetails"},
                    "example": example.model_dump(mode="json"),
                }
            },
        }
    return described


def install(app: FastAPI) -> None:
    """Have every error of the application answered with a problem."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> JSONResponse:
        headers = None if error.headers is None else dict(error.headers)
        where = request.url.path
        return problem_answer(error.problem, error.cause, where, error.errors, headers)

    @app.exception_handler(WrongParameters)
    async def wrong(request: Request, error: WrongParameters) -> JSONResponse:
        where = request.url.path
        return problem_answer(Problem.INVALID_PARAMETER, str(error), where, error.errors)

    @app.exception_handler(MostradorError)
    async def failed(request: Request, error: MostradorError) -> JSONResponse:
        problem = _problem_of(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.warning("%s: %s", request.url.path, error)
        said = str(error) if error.cause is UNSAID else error.cause
        return problem_answer(problem, said, request.url.path)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        found = [found_wrong(each) for each in error.errors()]
        return problem_answer(Problem.INVALID_PARAMETER, in_words(found), request.url.path, found)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        return _http_answer(request, error)

    @app.exception_handler(Exception)
    async def broken(request: Request, _error: Exception) -> JSONResponse:
        # The server logs the traceback once this answer is sent. It goes out past every
        # middleware, so it takes the security headers along by itself.
        where, headers = request.url.path, dict(SECURITY_HEADERS)
        return problem_answer(Problem.INTERNAL, because("broken"), where, headers=headers)


def _problem_of(error: MostradorError) -> Problem:
    if error.cause.name in _MISSING:
        return _MISSING[error.cause.name]
    return next((p for kind, p in _PROBLEMS if isinstance(error, kind)), Problem.UNAVAILABLE)


def _http_answer(request: Request, error: HTTPException) -> JSONResponse:
    where = request.url.path
    path = shortened(where)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.NOT_FOUND:
        return problem_answer(Problem.NOT_FOUND, because("nothing_here", path=path), where)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _allowed(request) or headers.get("Allow", "GET, HEAD")
        cause = because(
            "method_not_taken", path=path, method=request.method, names=headers["Allow"]
        )
        return problem_answer(Problem.METHOD_NOT_ALLOWED, cause, where, headers=headers)
    if isinstance(error, BodyTooLarge):
        return problem_answer(Problem.BODY_TOO_LARGE, error.cause, where)
    problem = (
        Problem.INTERNAL
        if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        else Problem.BAD_REQUEST
    )
    return problem_answer(problem, str(error.detail), where, headers=headers)


def _allowed(request: Request) -> str:
    """Every method that an endpoint's address takes; "" where the description names no such one.

    By itself the application names those of the first endpoint alone that stands at the address.
    """
    described: Mapping[str, Mapping[str, Any]] = request.app.openapi()["paths"]
    methods = {
        method.upper()
        for template, operations in described.items()
        if compile_path(template)[0].fullmatch(request.url.path)
        for method in operations
    }
    return ", ".join(sorted(methods))
