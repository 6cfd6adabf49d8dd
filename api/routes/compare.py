"""Two sessions, or two spans of one counter, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.problems import Problem, problem_responses
from api.query import AskedCounter, named_span, one_counter, only
from api.routes.sessions import SessionId, find_session, told_session
from api.schemas.compare import (
    NotCompared,
    SessionComparison,
    SessionDetail,
    SpanComparison,
    comparison_state,
    session_detail,
    span_side,
)
from api.served import Runtime
from monitor.metrics.comparison import (
    Comparison,
    compare_sessions,
    compare_spans,
)
from monitor.metrics.sampling_units import block_sums
from monitor.metrics.session import Session, SessionRecord
from monitor.runtime.counter.publishing import Published, history_of, together

router = APIRouter()

_SPANS: Final = ("a_from", "a_to", "b_from", "b_to")


@router.get(
    "/sessions/{session}",
    summary="A session with its numbers",
    tags=["sessions"],
    dependencies=[only()],
    responses=problem_responses(
        Problem.INVALID_PARAMETER, Problem.UNKNOWN_SESSION, Problem.STORE_UNAVAILABLE
    ),
)
def read_session(runtime: Runtime, session: SessionId) -> SessionDetail:
    """Shown whole: it was started on purpose, with the person's knowledge."""
    return _detail(runtime, *_kept(runtime, session))


@router.get(
    "/compare",
    summary="Two sessions side by side",
    tags=["sessions"],
    dependencies=[only("a", "b")],
    responses=problem_responses(
        Problem.INVALID_PARAMETER, Problem.UNKNOWN_SESSION, Problem.STORE_UNAVAILABLE
    ),
)
def compare(
    runtime: Runtime,
    a: Annotated[str, Query(description="Id of one session.")],
    b: Annotated[str, Query(description="Id of the other.")],
) -> SessionComparison:
    """Each number on both sides, the difference and its 95 % interval. Nobody is ranked."""
    one, other = _kept(runtime, a), _kept(runtime, b)
    return SessionComparison(
        a=_detail(runtime, *one),
        b=_detail(runtime, *other),
        comparison=comparison_state(compare_sessions(one[1].seconds, other[1].seconds)),
    )


@router.get(
    "/compare/spans",
    summary="Two spans of one counter side by side",
    tags=["metrics"],
    dependencies=[only("counter", *_SPANS)],
    responses=problem_responses(
        Problem.INVALID_PARAMETER, Problem.UNKNOWN_COUNTER, Problem.STORE_UNAVAILABLE
    ),
)
def compare_two_spans(
    runtime: Runtime,
    a_from: Annotated[str, Query(description="Start of one, written as for `/metrics`.")],
    a_to: Annotated[str, Query(description="Its end, itself left out.")],
    b_from: Annotated[str, Query(description="Start of the other.")],
    b_to: Annotated[str, Query(description="Its end, itself left out.")],
    counter: AskedCounter = None,
) -> SpanComparison:
    """As far as both are published. Of one counter only: this is for before and after."""
    chosen = one_counter(runtime, counter)
    zone = ZoneInfo(chosen.time_zone)
    one_span = named_span(("a_from", "a_to"), (a_from, a_to), zone)
    other_span = named_span(("b_from", "b_to"), (b_from, b_to), zone)
    one, other = (
        together(history_of(runtime, chosen.counter, span, zone)) for span in (one_span, other_span)
    )
    found, reason = _compared(one, other)
    return SpanComparison(
        counter=chosen.counter,
        time_zone=zone.key,
        a=span_side(one, zone),
        b=span_side(other, zone),
        comparison=None if found is None else comparison_state(found),
        reason=reason,
    )


def _compared(one: Published, other: Published) -> tuple[Comparison | None, NotCompared | None]:
    first, second = one.shown.content, other.shown.content
    if first is None or second is None:
        return None, NotCompared.WITHHELD
    if first.basis is not second.basis:
        return None, NotCompared.DIFFERENT_TIMES
    return compare_spans(one.shown, other.shown), None


def _kept(runtime: Runtime, session: str) -> tuple[Session, SessionRecord]:
    """A session with its seconds summed into blocks, once: all its numbers are read from those."""
    found = find_session(runtime, session)
    record = runtime.sessions.record(found.session_id)
    return found, replace(record, seconds=block_sums(record.seconds))


def _detail(runtime: Runtime, session: Session, record: SessionRecord) -> SessionDetail:
    return session_detail(told_session(runtime, session), session, record)
