"""A browser as the camera of a counter: one picture at a time over a WebSocket.

The browser sends a JPEG as one binary message and waits; the answer comes when the counter's locked
worker has taken it, or after a second without. So nothing ever queues, and a browser is never asked
for more than is judged. Nothing is decoded in this process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect

from api.origin import foreign_origin
from api.own_address import OwnAddress
from api.problem_kinds import Problem
from api.problems import problem_responses
from api.query import only
from api.schemas.camera_page import CameraPage, camera_page
from monitor.addresses import SourceKind, parse_address
from monitor.errors import NotFound
from monitor.runtime.counter.browser_frames import MAX_PICTURE_BYTES, BrowserFrames, TakenOver
from monitor.runtime.site.service import Runtime
from monitor.settings import CounterSettings
from monitor.units import CounterId, ms_from_ns

router = APIRouter(tags=["live"])

_PATIENCE_S: Final = 1.0
_JPEG: Final = b"\xff\xd8\xff"


class Closing(Enum):
    """Why the service ends a connection: code (RFC 6455, 7.4.2: 4000 to 4999 are ours), reason."""

    FOREIGN = (1008, "asked by a page of another origin")
    UNKNOWN_COUNTER = (4404, "no counter has this name")
    OTHER_CAMERA = (4409, 'this counter has another camera: set it to "browser:"')
    TAKEN_OVER = (4410, "another browser has become the camera of this counter")
    TOO_BIG = (4413, f"a picture has more than {MAX_PICTURE_BYTES} bytes")
    NO_PICTURE = (4415, "accepted is one JPEG in each binary message")

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason


class _Ended(Exception):
    def __init__(self, closing: Closing) -> None:
        super().__init__(closing.reason)
        self.closing = closing


@dataclass(frozen=True, slots=True)
class _Camera:
    runtime: Runtime
    counter: CounterId
    frames: BrowserFrames
    browser: int


@router.get(
    "/browser-camera",
    summary="Where a device can be made the camera",
    dependencies=[only()],
    responses=problem_responses(Problem.INVALID_PARAMETER),
)
def page_of_the_camera(request: Request) -> CameraPage:
    """Browsers give a camera to a page of the same computer, or to one that comes encrypted."""
    own: OwnAddress = request.app.state.own_address
    _address, port = request.scope["server"]
    return camera_page(own, port)


@router.websocket("/counters/{counter}/frames")
async def frames(socket: WebSocket, counter: str) -> None:
    """Take pictures until the browser goes, or cannot stay."""
    if foreign_origin(socket) is not None:
        await socket.close(Closing.FOREIGN.code, Closing.FOREIGN.reason)
        return
    await socket.accept()
    try:
        camera = _connected(socket, counter)
        try:
            await _serve(socket, camera)
        finally:
            camera.frames.disconnect(camera.browser)
    except WebSocketDisconnect:
        return
    except _Ended as ended:
        await socket.close(ended.closing.code, ended.closing.reason)


def _connected(socket: WebSocket, counter: str) -> _Camera:
    runtime: Runtime = socket.app.state.runtime
    key = CounterId(counter)
    _settings_of(runtime, key)
    try:
        waiting = runtime.browser_frames(key)
    except NotFound:
        raise _Ended(Closing.UNKNOWN_COUNTER) from None
    return _Camera(runtime, key, waiting, waiting.connect())


async def _serve(socket: WebSocket, camera: _Camera) -> None:
    rate_per_s = _settings_of(camera.runtime, camera.counter).rate_per_s
    await socket.send_json({"rate_per_s": rate_per_s, "max_bytes": MAX_PICTURE_BYTES})
    while True:
        picture = _picture(await socket.receive())
        came_ns = camera.runtime.clock.monotonic_ns()
        rate_per_s = _settings_of(camera.runtime, camera.counter).rate_per_s
        try:
            taken = await asyncio.to_thread(
                camera.frames.offer, camera.browser, came_ns, picture, _PATIENCE_S
            )
        except TakenOver:
            raise _Ended(Closing.TAKEN_OVER) from None
        del picture
        waited_ms = ms_from_ns(camera.runtime.clock.monotonic_ns() - came_ns)
        await socket.send_json(
            {"rate_per_s": rate_per_s, "taken": taken, "waited_ms": round(waited_ms, 1)}
        )


def _settings_of(runtime: Runtime, counter: CounterId) -> CounterSettings:
    """The counter, whose camera is a browser: both may change while one sends."""
    for settings in runtime.settings.counters:
        if settings.id == counter:
            if parse_address(settings.camera).kind is not SourceKind.BROWSER:
                raise _Ended(Closing.OTHER_CAMERA)
            return settings
    raise _Ended(Closing.UNKNOWN_COUNTER)


def _picture(message: Mapping[str, object]) -> bytes:
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    picture = message.get("bytes")
    if not isinstance(picture, bytes) or not picture.startswith(_JPEG):
        raise _Ended(Closing.NO_PICTURE)
    if len(picture) > MAX_PICTURE_BYTES:
        raise _Ended(Closing.TOO_BIG)
    return picture
