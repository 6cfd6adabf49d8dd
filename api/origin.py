"""Requests that change something come from this service's own page, or from no page at all."""

from __future__ import annotations

from typing import Final

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from api.problems import Problem, Refusal, shortened

_JSON: Final = "application/json"
_OWN_SITES: Final = ("same-origin", "none")


def own_page() -> Dependency:
    """A dependency that refuses what another web page may have sent through somebody's browser.

    A browser says in `Origin` and `Sec-Fetch-Site` whose page asks; a program says neither. JSON is
    asked for because a page elsewhere cannot send it without permission, which is never given.
    """

    async def check(request: Request) -> None:
        origin = request.headers.get("origin")
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        site = request.headers.get("sec-fetch-site", _OWN_SITES[0])
        if origin not in {None, own} or site not in _OWN_SITES:
            given = origin if origin is not None else site
            raise Refusal(
                Problem.ORIGIN_REFUSED,
                f"this was asked by a page of {shortened(given)!r}; accepted is {own}",
            )
        if request.method in {"POST", "PATCH", "PUT"}:
            media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if media_type != _JSON:
                raise Refusal(
                    Problem.JSON_NEEDED,
                    f"Content-Type = {shortened(media_type)!r}: accepted is {_JSON}",
                )

    return Depends(check)
