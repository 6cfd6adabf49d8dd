"""Requests that change something come from this service's own page, or from no page at all."""

from __future__ import annotations

from typing import Final

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency
from starlette.requests import HTTPConnection

from api.own_address import OwnAddress
from api.problems import Problem, Refusal, shortened
from monitor.errors import because

_JSON: Final = "application/json"
_OWN_SITES: Final = ("same-origin", "none")


def own_page() -> Dependency:
    """A dependency that refuses what another web page may have sent through somebody's browser.

    A browser says in `Origin` and `Sec-Fetch-Site` whose page asks; a program says neither. JSON is
    asked for because a page elsewhere cannot send it without permission, which is never given.
    """

    async def check(request: Request) -> None:
        given = foreign_origin(request)
        if given is not None:
            names = " or ".join(_own_origins(request))
            cause = because("origin_refused", origin=shortened(given), names=names)
            raise Refusal(Problem.ORIGIN_REFUSED, cause)
        if request.method in {"POST", "PATCH", "PUT"}:
            media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if media_type != _JSON:
                cause = because("json_needed", given=shortened(media_type), wanted=_JSON)
                raise Refusal(Problem.JSON_NEEDED, cause)

    return Depends(check)


def foreign_origin(asked: HTTPConnection) -> str | None:
    """Whose page asked, when it was not this service's own; a program says nothing about it.

    A browser lets a page open a WebSocket to anywhere, so those are asked as well.
    """
    origin = asked.headers.get("origin")
    site = asked.headers.get("sec-fetch-site", _OWN_SITES[0])
    if site in _OWN_SITES and (origin is None or origin in _own_origins(asked)):
        return None
    return origin if origin is not None else site


def _own_origins(asked: HTTPConnection) -> tuple[str, ...]:
    own: OwnAddress = asked.app.state.own_address
    return own.origins(asked.headers.get("host", ""))
