"""Machines without a browser show a token: `Authorization: Bearer …`."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from fastapi import Request

from api.problems import Problem, Refusal
from monitor.errors import because

_SCHEME: Final = "bearer"
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="mostrador"'}


def check_token(request: Request, wanted: str) -> None:
    """Refuse a request without this very token. How long the answer takes tells nothing of it.

    A page elsewhere cannot send the header through somebody's browser without permission, which is
    never given; so a token is enough, and whose page asks is not looked at.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not given.strip():
        cause = because("token_missing")
    elif not hmac.compare_digest(_digest(given.strip()), _digest(wanted)):
        cause = because("token_wrong")
    else:
        return
    raise Refusal(Problem.TOKEN_NEEDED, cause, headers=_CHALLENGE)


def _digest(token: str) -> bytes:
    # Of one length, whatever was sent.
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
