"""Errors as problem details (RFC 9457): one catalogue, one shape, no traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
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
    SessionRefused,
    SettingsError,
    StoreError,
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

_log = logging.getLogger(__name__)


class Refusal(BadRequest):
    """A request that an endpoint turns down; becomes a problem detail."""

    def __init__(
        self,
        problem: Problem,
        detail: str,
        errors: tuple[ParameterProblem, ...] = (),
        headers: Mapping[str, str] | None = None,
        cause: Cause = UNSAID,
    ) -> None:
        super().__init__(detail, cause)
        self.headers = headers
        self.problem = problem
        self.detail = detail
        self.errors = errors


def unknown_counter(given: str, known: Sequence[str]) -> Refusal:
    """No counter is called so."""
    accepted = ", ".join(known) or "none: no counter is set up"
    return Refusal(
        Problem.UNKNOWN_COUNTER,
        f"counter = {shortened(given)}: no counter has this name; accepted: {accepted}",
        (wrong_parameter("counter", given, accepted, known_names(known)),),
    )


def known_names(names: Sequence[str]) -> Cause:
    """What is accepted: one of these."""
    return Cause("known", (("names", ", ".join(names)),))


def invalid_parameter(
    field: str, given: str | None, accepted: str, cause: Cause = UNSAID
) -> Refusal:
    """One query parameter cannot be used; `cause` is `accepted` for programs."""
    error = wrong_parameter(field, given, accepted, cause)
    return Refusal(Problem.INVALID_PARAMETER, in_words([error]), (error,))


def problem_answer(
    problem: Problem,
    detail: str,
    instance: str | None = None,
    errors: Iterable[ParameterProblem] = (),
    headers: dict[str, str] | None = None,
    cause: Cause = UNSAID,
) -> JSONResponse:
    """The answer that carries a problem; `instance` is the path that was asked for."""
    body = ProblemDetails(
        type=problem.uri,
        title=problem.title,
        status=int(problem.status),
        detail=detail,
        instance=None if instance is None else shortened(instance),
        cause=refusal_cause(cause),
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
        where, why = request.url.path, error.cause
        return problem_answer(error.problem, error.detail, where, error.errors, headers, why)

    @app.exception_handler(MostradorError)
    async def failed(request: Request, error: MostradorError) -> JSONResponse:
        problem = _problem_of(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.warning("%s: %s", request.url.path, error)
        return problem_answer(problem, str(error), request.url.path, cause=error.cause)

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
        detail = "the request could not be answered; the log of the service has the particulars"
        where, headers = request.url.path, dict(SECURITY_HEADERS)
        return problem_answer(Problem.INTERNAL, detail, where, headers=headers)


def _problem_of(error: Exception) -> Problem:
    return next((p for kind, p in _PROBLEMS if isinstance(error, kind)), Problem.UNAVAILABLE)


def _http_answer(request: Request, error: HTTPException) -> JSONResponse:
    where = request.url.path
    path = shortened(where)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.NOT_FOUND:
        return problem_answer(Problem.NOT_FOUND, f"{path}: nothing is here", where)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _allowed(request) or headers.get("Allow", "GET, HEAD")
        detail = f"{path} does not take {request.method}; accepted: {headers['Allow']}"
        return problem_answer(Problem.METHOD_NOT_ALLOWED, detail, where, headers=headers)
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return problem_answer(Problem.BODY_TOO_LARGE, str(error.detail), where)
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
