"""A session played again, as events in time: numbers alone, there is no image."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.playback import Tick, event_id, place_of, play
from api.problems import Problem, invalid_parameter, problem_responses
from api.query import only
from api.routes.sessions import find_session
from api.schemas.numbers import seconds
from api.schemas.replay import ReplayPosition, replay_event
from api.served import Runtime
from monitor.errors import because
from monitor.metrics.replay import Place, Script, length_of, script
from monitor.metrics.session import Session
from monitor.units import s_from_ns

router = APIRouter(prefix="/sessions", tags=["sessions"])

SLOWEST: Final = 0.5
FASTEST: Final = 60.0
_RETRY_MS: Final = 1000


def begun(
    runtime: Runtime,
    session: Annotated[str, Path(description="Id of the session.")],
    from_s: Annotated[
        float,
        Query(
            ge=0,
            allow_inf_nan=False,
            description="Where to begin, seconds from the start of the session. To seek, ask anew.",
        ),
    ] = 0.0,
    last_event_id: Annotated[
        str | None,
        Header(description="Sent by browsers that ask again: goes on after that event."),
    ] = None,
) -> tuple[Session, Script, Place]:
    """What is to be played, and where to begin: looked up before the stream starts."""
    found = find_session(runtime, session)
    record = runtime.sessions.record(found.session_id)
    if last_event_id:
        place = place_of(last_event_id)
        if place is None:
            raise invalid_parameter("Last-Event-ID", last_event_id, because("event_id"))
        return found, script(found, record), place
    length_s = s_from_ns(length_of(found, record))
    if from_s > length_s:
        accepted = because("from_to", low=0, high=length_s)
        raise invalid_parameter("from_s", f"{from_s:g}", accepted)
    return found, script(found, record), Place(int(from_s * 1000))


Begun = Annotated[tuple[Session, Script, Place], Depends(begun)]


@router.get(
    "/{session}/replay",
    summary="A session, played again",
    response_class=EventSourceResponse,
    dependencies=[only("speed", "from_s")],
    responses={
        200: {
            "description": "Server-sent events `state`, `glance`, `encounter` and `note`, each "
            "when it is due, `tick` at least once a second, and `end`: close the stream then. "
            "Each has `at_s`, seconds from the start of the session. Beginning in the middle, the "
            "state at that moment comes first.",
            "content": {"text/event-stream": {}},
        },
        **problem_responses(
            Problem.INVALID_PARAMETER, Problem.UNKNOWN_SESSION, Problem.STORE_UNAVAILABLE
        ),
    },
)
async def replay(
    runtime: Runtime,
    begun: Begun,
    speed: Annotated[
        float,
        Query(
            ge=SLOWEST,
            le=FASTEST,
            allow_inf_nan=False,
            description="Seconds of the session for each second that passes.",
        ),
    ] = 1.0,
) -> AsyncIterator[ServerSentEvent]:
    """Newest never wins here: a slow reader is told everything, late."""
    session, played, place = begun
    yield ServerSentEvent(comment="Mostrador", retry=_RETRY_MS)
    told = play(played, place, speed, lambda: runtime.broadcast.closed)
    async with aclosing(told):
        async for at, moment in told:
            if isinstance(moment, Tick):
                name = "end" if moment.last else "tick"
                at_s = seconds(moment.at_ns)
                data = ReplayPosition(at_s=at_s, length_s=seconds(played.length_ns))
            else:
                name, data = replay_event(session, moment)
            yield ServerSentEvent(event=name, data=data, id=event_id(at))
