"""What every counter does now: as a stream of events, or once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.problems import Problem, problem_responses
from api.query import only
from api.schemas.live import LiveCounter, live_counter
from api.served import Runtime, find_counter
from monitor.snapshot.counter import CounterSnapshot
from monitor.units import CounterId

router = APIRouter(tags=["live"])

SHORTEST_S: Final = 0.2
"""Least time between two events of one counter: at most 5 a second."""

LONGEST_S: Final = 0.9
"""Time after which a value is sent without a change, so that it grows old."""

RETRY_MS: Final = 1000
"""After how long a browser asks again when the stream breaks."""


def chosen(
    runtime: Runtime,
    counter: Annotated[str | None, Query(description="This counter only. Default: all.")] = None,
) -> CounterId | None:
    """The one counter asked for, None for all. Looked up before the stream begins."""
    return None if counter is None else find_counter(runtime, counter).counter


Chosen = Annotated[CounterId | None, Depends(chosen)]


@router.get(
    "/live",
    summary="Every counter, live",
    response_class=EventSourceResponse,
    dependencies=[only("counter")],
    responses={
        200: {
            "description": "Server-sent events named `counter`; the data of each is one "
            "`LiveCounter` in JSON. At most 5 a second and at least 1 a second per counter.",
            "content": {"text/event-stream": {}},
        },
        **problem_responses(Problem.INVALID_PARAMETER, Problem.UNKNOWN_COUNTER),
    },
)
async def follow(runtime: Runtime, counter: Chosen) -> AsyncIterator[ServerSentEvent]:
    """Newest wins: a slow reader misses old values, and never delays a new one."""
    yield ServerSentEvent(comment="Mostrador", retry=RETRY_MS)
    loop = asyncio.get_running_loop()
    sent: dict[CounterId, tuple[CounterSnapshot, float]] = {}
    # A pass that finds nothing to send waits out the rest of the second.
    changes = runtime.broadcast.changes(idle_s=LONGEST_S - SHORTEST_S)
    async with aclosing(changes):
        async for snapshots in changes:
            now_s = loop.time()
            for name, snapshot in snapshots.items():
                if counter in {None, name} and _due(sent.get(name), snapshot, now_s):
                    sent[name] = (snapshot, now_s)
                    yield ServerSentEvent(event="counter", data=live_counter(snapshot))
            await asyncio.sleep(SHORTEST_S)


@router.get(
    "/now",
    summary="Every counter, once",
    dependencies=[only("counter")],
    responses=problem_responses(Problem.INVALID_PARAMETER, Problem.UNKNOWN_COUNTER),
)
def read_now(runtime: Runtime, counter: Chosen) -> list[LiveCounter]:
    """The same as the stream, for those who cannot keep one open."""
    snapshots = runtime.broadcast.snapshots()
    return [live_counter(each) for name, each in snapshots.items() if counter in {None, name}]


def _due(
    sent: tuple[CounterSnapshot, float] | None, snapshot: CounterSnapshot, now_s: float
) -> bool:
    if sent is None:
        return True
    last, last_s = sent
    age_s = now_s - last_s
    # Half a beat early is better than a beat late.
    return age_s >= LONGEST_S - SHORTEST_S or (snapshot != last and age_s >= SHORTEST_S)
