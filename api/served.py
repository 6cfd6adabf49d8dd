"""The running service, as every endpoint gets at it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.problems import unknown_counter
from monitor.runtime.counter.live_counter import CounterInfo
from monitor.runtime.site import service


def runtime_of(request: Request) -> service.Runtime:
    """The service behind this application."""
    runtime: service.Runtime = request.app.state.runtime
    return runtime


Runtime = Annotated[service.Runtime, Depends(runtime_of)]


def find_counter(runtime: service.Runtime, counter: str) -> CounterInfo:
    """The counter of that name. Raises `Refusal` with the names that there are."""
    known = runtime.counters()
    for found in known:
        if found.counter == counter:
            return found
    raise unknown_counter(counter, [each.counter for each in known])
