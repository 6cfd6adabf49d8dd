"""Takes events of presence: from a door, a till, a ticket button."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Request

from api.problems import Problem, invalid_parameter, problem_responses
from api.query import YEARS, only, settings_of
from api.schemas.presence import PresenceRequest, PresenceState, presence_state
from api.served import Runtime, find_counter
from api.tokens import check_token
from monitor.errors import PresenceRefused, because
from monitor.metrics.rollup import utc_of
from monitor.units import CounterId

router = APIRouter(tags=["presence"])


def allowed(
    request: Request,
    runtime: Runtime,
    counter: Annotated[str, Path(description="Name of the counter.")],
) -> CounterId:
    """The counter, once the request has shown its token."""
    found = find_counter(runtime, counter).counter
    presence = settings_of(runtime, found).presence
    token = presence.token.get_secret_value()
    if presence.kind != "event" or not token:
        raise PresenceRefused(because("presence_not_taken", counter=found))
    check_token(request, token)
    return found


@router.post(
    "/counters/{counter}/presence",
    summary="A customer came, or went",
    dependencies=[only()],
    responses=problem_responses(
        Problem.INVALID_PARAMETER,
        Problem.TOKEN_NEEDED,
        Problem.UNKNOWN_COUNTER,
        Problem.PRESENCE_REFUSED,
        Problem.STORE_UNAVAILABLE,
    ),
)
def note_presence(
    runtime: Runtime,
    found: Annotated[CounterId, Depends(allowed)],
    asked: Annotated[PresenceRequest, Body()],
) -> PresenceState:
    """With `Authorization: Bearer` and the counter's token. Send an event until it is answered."""
    if asked.at is not None and asked.at.year not in YEARS:
        raise invalid_parameter("at", asked.at.isoformat(), because("time"))
    at = None if asked.at is None else utc_of(asked.at)
    answer = runtime.presence.note(found, asked.event_id, asked.present, at)
    return presence_state(found, answer)
