"""Wraps every answer in its security headers, and answers to this service's own names only."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.headers import security_headers
from api.own_address import OwnAddress
from api.problems import Problem, problem_answer, shortened
from monitor.errors import because

_POLICY_VIOLATION: Final = 1008


class Guard:
    """ASGI middleware. Nothing is buffered, so streams pass through as they come."""

    def __init__(self, app: ASGIApp, own: OwnAddress) -> None:
        self._app = app
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            if self._own.answers_to(Headers(scope=scope).get("host", "")):
                await self._app(scope, receive, send)
            else:
                # Before it is accepted: the browser is answered 403.
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in security_headers(scope["path"]).items():
                    # A page that may do less than the dashboard says so itself.
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        host = Headers(scope=scope).get("host", "")
        if self._own.answers_to(host):
            await self._app(scope, receive, send_guarded)
            return
        # A page elsewhere whose name is pointed at 127.0.0.1 could otherwise read everything here.
        names = ", ".join(self._own.names())
        cause = because("name_refused", host=shortened(host), names=names)
        refused = problem_answer(Problem.HOST_REFUSED, cause, scope["path"])
        await refused(scope, receive, send_guarded)
