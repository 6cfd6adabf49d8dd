"""Plays a script in time: each moment when it is due, a tick in between, then the end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Final

from monitor.metrics.replay import Moment, Place, Script, rest_of
from monitor.units import NS_PER_MS, ns_from_s

TICK_S: Final = 0.5
"""Longest wall time without an event."""

_EVENT_ID: Final = re.compile(r"(?P<at_ms>\d{1,10})-(?P<told>\d{1,6})")


@dataclass(frozen=True, slots=True)
class Tick:
    """The position now; the last one of all is the end."""

    at_ns: int
    last: bool = False


def event_id(place: Place) -> str:
    """The id of an event, from which a stream that broke goes on."""
    return f"{place.at_ms}-{place.told}"


def place_of(text: str) -> Place | None:
    """The place that an event's id names, None when it is no id of ours."""
    found = _EVENT_ID.fullmatch(text)
    return None if found is None else Place(int(found["at_ms"]), int(found["told"]))


async def play(
    script: Script, place: Place, speed: float, ended: Callable[[], bool]
) -> AsyncGenerator[tuple[Place, Moment | Tick]]:
    """Tell what comes after a place, `speed` times as fast as it was.

    The state at the place comes first, so that who begins in the middle knows it. A reader that is
    slow is told what is due at once, in order; nothing is skipped.

    Args:
        script: what to play.
        place: where to begin.
        speed: seconds of the session for each second that passes here.
        ended: asked at least twice a second whether to stop.
    """
    from_ns = min(place.at_ms * NS_PER_MS, script.length_ns)
    loop = asyncio.get_running_loop()
    began_s = ticked_s = loop.time()

    def position_ns() -> int:
        return min(from_ns + round((loop.time() - began_s) * speed * 1e9), script.length_ns)

    at = place
    if place.told or place.at_ms:
        yield at, script.state_at(from_ns)
    rest = rest_of(script, place)
    coming = next(rest, None)
    while not ended():
        now_ns = position_ns()
        if coming is not None and coming[1].at_ns <= now_ns:
            at = coming[0]
            yield coming
            coming, ticked_s = next(rest, None), loop.time()
            continue
        if now_ns >= script.length_ns and coming is None:
            end = Place(script.length_ns // NS_PER_MS)
            yield (at if at.at_ms >= end.at_ms else end), Tick(script.length_ns, last=True)
            return
        if loop.time() - ticked_s >= TICK_S:
            ticked_s = loop.time()
            at = at if now_ns // NS_PER_MS <= at.at_ms else Place(now_ns // NS_PER_MS)
            yield at, Tick(now_ns)
            continue
        due_ns = script.length_ns if coming is None else coming[1].at_ns
        wait_s = min((due_ns - now_ns) / ns_from_s(speed), ticked_s + TICK_S - loop.time())
        # Never a spin, however the clock rounds.
        await asyncio.sleep(max(wait_s, 0.001))
