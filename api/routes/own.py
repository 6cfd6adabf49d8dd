"""For the person at the counter: all that is computed today, the pause, and "this was work"."""

from __future__ import annotations

import re
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Body, Path

from api.origin import own_page
from api.problems import Problem, invalid_parameter, problem_responses
from api.query import only, settings_of
from api.schemas.live import LivePause, live_session
from api.schemas.own import (
    CorrectionRequest,
    LookAways,
    OwnToday,
    look_aways,
    own_today,
    pause_state,
)
from api.served import Runtime, find_counter
from monitor.errors import because
from monitor.metrics.rollup import Span
from monitor.settings import core_params, publish_params
from monitor.units import CounterId, UtcNs

router = APIRouter(prefix="/counters/{counter}", tags=["own view"])

_ONSET: Final = re.compile(r"[0-9]{1,19}")
_CHANGES: Final = (
    Problem.ORIGIN_REFUSED,
    Problem.INVALID_PARAMETER,
    Problem.UNKNOWN_COUNTER,
    Problem.STORE_UNAVAILABLE,
)

Counter = Annotated[str, Path(description="Name of the counter.")]


@router.get(
    "/today",
    summary="All that is computed today",
    dependencies=[only()],
    responses=problem_responses(
        Problem.INVALID_PARAMETER, Problem.UNKNOWN_COUNTER, Problem.STORE_UNAVAILABLE
    ),
)
def read_today(runtime: Runtime, counter: Counter) -> OwnToday:
    """The view of the person measured: nothing of today is withheld, nothing of before is told."""
    found = find_counter(runtime, counter)
    key, zone = found.counter, ZoneInfo(found.time_zone)
    now, today = runtime.clock.utc_ns(), runtime.today()
    snapshot, settings = runtime.broadcast.snapshots().get(key), settings_of(runtime, key)
    session = None if snapshot is None else snapshot.session
    running = None if session is None else live_session(session)
    return own_today(
        (key, found.name, found.calibrated),
        Span(today.start_utc_ns, now),
        zone,
        runtime.minutes(key, today.start_utc_ns, today.end_utc_ns),
        runtime.encounters(key, today.start_utc_ns, now),
        runtime.corrections.today(key),
        (runtime.pauses.view(key), running),
        (
            core_params(runtime.settings, settings),
            publish_params(runtime.settings),
            runtime.settings.retention.params,
            settings.cue_after_s,
        ),
    )


@router.post(
    "/pause",
    summary="Stop measuring, now",
    dependencies=[only(), own_page()],
    responses=problem_responses(*_CHANGES, Problem.JSON_NEEDED),
)
def pause(runtime: Runtime, counter: Counter) -> LivePause:
    """Until it is resumed, even over a restart; the camera is off. Twice is once."""
    return pause_state(runtime.pauses.pause(find_counter(runtime, counter).counter))


@router.delete(
    "/pause",
    summary="Measure again",
    dependencies=[only(), own_page()],
    responses=problem_responses(*_CHANGES),
)
def resume(runtime: Runtime, counter: Counter) -> LivePause:
    """Outside of the opening hours the counter stays paused for that reason."""
    return pause_state(runtime.pauses.resume(find_counter(runtime, counter).counter))


@router.post(
    "/corrections",
    summary="This long look-away was work",
    dependencies=[only(), own_page()],
    responses=problem_responses(*_CHANGES, Problem.JSON_NEEDED, Problem.NO_LOOK_AWAY),
)
def correct(
    runtime: Runtime, counter: Counter, asked: Annotated[CorrectionRequest, Body()]
) -> LookAways:
    """It is counted beside the numbers and changes none of them. Twice is once."""
    key = find_counter(runtime, counter).counter
    onset = _onset(asked.onset)
    runtime.corrections.correct(key, onset)
    return _listed(runtime, key)


@router.delete(
    "/corrections/{onset}",
    summary="It was no work after all",
    dependencies=[only(), own_page()],
    responses=problem_responses(*_CHANGES, Problem.NO_LOOK_AWAY),
)
def take_back(
    runtime: Runtime,
    counter: Counter,
    onset: Annotated[str, Path(description="Name of the look-away, as the list gives it.")],
) -> LookAways:
    """Takes a correction back. Twice is once."""
    key = find_counter(runtime, counter).counter
    runtime.corrections.take_back(key, _onset(onset))
    return _listed(runtime, key)


def _listed(runtime: Runtime, counter: CounterId) -> LookAways:
    return look_aways(runtime.corrections.today(counter))


def _onset(text: str) -> UtcNs:
    if not _ONSET.fullmatch(text) or int(text) >= 2**63:
        raise invalid_parameter("onset", text, because("listed"))
    return UtcNs(int(text))
