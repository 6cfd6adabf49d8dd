"""Training sessions: started on purpose, with the person's knowledge, and therefore shown whole."""

from __future__ import annotations

from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Body, Path

from api.origin import own_page
from api.problems import Problem, problem_responses, shortened
from api.query import one_counter, only
from api.schemas.sessions import (
    NoteRequest,
    NoteState,
    SessionRequest,
    SessionState,
    SessionTimeline,
    note_state,
    session_state,
    session_timeline,
)
from api.served import Runtime
from monitor.errors import NotFound, SessionRefused, because
from monitor.metrics.replay import script
from monitor.metrics.session import Session
from monitor.units import UtcNs, ns_from_s

router = APIRouter(prefix="/sessions", tags=["sessions"])

_FAR_S: Final = 1e6
"""Beyond the end of any session."""

SessionId = Annotated[str, Path(description="Id of the session.")]
_CHANGES: Final = (Problem.ORIGIN_REFUSED, Problem.INVALID_PARAMETER, Problem.STORE_UNAVAILABLE)


@router.post(
    "",
    summary="Start a session now",
    dependencies=[only(), own_page()],
    responses=problem_responses(
        *_CHANGES, Problem.JSON_NEEDED, Problem.UNKNOWN_COUNTER, Problem.SESSION_REFUSED
    ),
)
def start(runtime: Runtime, asked: Annotated[SessionRequest, Body()]) -> SessionState:
    """One second buckets until it is stopped; meanwhile the counter's own sums stand still."""
    counter = one_counter(runtime, asked.counter)
    return told_session(runtime, runtime.sessions.start(counter.counter, asked.name, asked.note))


@router.get(
    "",
    summary="Every session, newest first",
    dependencies=[only()],
    responses=problem_responses(Problem.INVALID_PARAMETER, Problem.STORE_UNAVAILABLE),
)
def list_sessions(runtime: Runtime) -> list[SessionState]:
    """They are removed on demand, and by themselves when they are as old as the settings say."""
    return [told_session(runtime, each) for each in runtime.sessions.all()]


@router.delete(
    "/{session}",
    summary="Remove a session for good",
    dependencies=[only(), own_page()],
    responses=problem_responses(*_CHANGES, Problem.UNKNOWN_SESSION, Problem.SESSION_REFUSED),
)
def remove(runtime: Runtime, session: SessionId) -> SessionState:
    """With all that is kept of it; the answer says what it was. One that runs is stopped first."""
    found = find_session(runtime, session)
    runtime.sessions.remove(found.session_id)
    return told_session(runtime, found)


@router.post(
    "/{session}/stop",
    summary="End a session now",
    dependencies=[only(), own_page()],
    responses=problem_responses(
        *_CHANGES, Problem.JSON_NEEDED, Problem.UNKNOWN_SESSION, Problem.SESSION_REFUSED
    ),
)
def stop(runtime: Runtime, session: SessionId) -> SessionState:
    """One that has ended before is refused, and stays as it is."""
    found = find_session(runtime, session)
    return told_session(runtime, runtime.sessions.stop(found.session_id))


@router.post(
    "/{session}/notes",
    summary="Remark upon a moment",
    dependencies=[only(), own_page()],
    responses=problem_responses(
        *_CHANGES, Problem.JSON_NEEDED, Problem.UNKNOWN_SESSION, Problem.SESSION_REFUSED
    ),
)
def add_note(
    runtime: Runtime, session: SessionId, asked: Annotated[NoteRequest, Body()]
) -> NoteState:
    """The moment lies within the session."""
    found = find_session(runtime, session)
    if asked.at_s is None:
        if found.end_utc_ns is not None:
            raise SessionRefused(because("moment_missing"))
        at = None
    else:
        at = UtcNs(found.start_utc_ns + ns_from_s(min(asked.at_s, _FAR_S)))
    return note_state(found, runtime.sessions.note(found.session_id, at, asked.text))


@router.delete(
    "/{session}/notes/{note}",
    summary="Remove a note",
    dependencies=[only(), own_page()],
    responses=problem_responses(*_CHANGES, Problem.UNKNOWN_SESSION, Problem.NOT_FOUND),
)
def remove_note(
    runtime: Runtime,
    session: SessionId,
    note: Annotated[str, Path(description="Id of the note.")],
) -> NoteState:
    """The answer says what it was."""
    found = find_session(runtime, session)
    notes = runtime.sessions.record(found.session_id).notes
    gone = next((each for each in notes if each.note_id == note), None)
    runtime.sessions.remove_note(found.session_id, note)
    if gone is None:  # written and removed between the two
        raise NotFound(because("no_note", name=found.name, note=note))
    return note_state(found, gone)


@router.get(
    "/{session}/timeline",
    summary="A session as bands in time",
    dependencies=[only()],
    responses=problem_responses(
        Problem.INVALID_PARAMETER, Problem.UNKNOWN_SESSION, Problem.STORE_UNAVAILABLE
    ),
)
def read_timeline(runtime: Runtime, session: SessionId) -> SessionTimeline:
    """Seconds count from its start. Of one that runs, up to about two seconds ago."""
    found = find_session(runtime, session)
    record = runtime.sessions.record(found.session_id)
    return session_timeline(told_session(runtime, found), found, record, script(found, record))


def find_session(runtime: Runtime, session: str) -> Session:
    """The session of that id. Raises `NotFound`."""
    return runtime.sessions.find(shortened(session))


def told_session(runtime: Runtime, session: Session) -> SessionState:
    """The session as it is told, on the clock of the site."""
    zone = ZoneInfo(runtime.settings.site.time_zone)
    return session_state(session, zone, runtime.sessions.now(session))
