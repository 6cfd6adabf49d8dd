"""Takes no more of a request's body than any endpoint could need."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import BodyTooLarge, Problem, problem_answer
from monitor.errors import because

MOST_BYTES: Final = 64 * 1024
TOO_LARGE: Final = because("body_too_large", most=MOST_BYTES)


class BodyLimit:
    """ASGI middleware: refuses a body that says it is too long, or turns out to be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if told.isascii() and told.isdigit() and int(told[:20]) > MOST_BYTES:
            refused = problem_answer(Problem.BODY_TOO_LARGE, TOO_LARGE, scope["path"])
            await refused(scope, receive, send)
            return
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                # Without a length in front: it ends here, and nothing was done yet.
                raise BodyTooLarge(TOO_LARGE)
            return message

        await self._app(scope, receive_some, send)
