"""Events of a replay, on the wire. Every one says where in the session it stands."""

from __future__ import annotations

from pydantic import Field

from api.schemas.numbers import Wire, seconds
from api.schemas.sessions import (
    NoteState,
    SessionEncounter,
    note_state,
    session_encounter,
)
from monitor.attention.state import Area, Reason, State
from monitor.metrics.replay import (
    EncounterEnd,
    EncounterStart,
    GlanceOnset,
    Moment,
    NoteMoment,
    StateChange,
)
from monitor.metrics.session import Session


class ReplayPosition(Wire):
    """Data of `tick` and of `end`: how far it is."""

    at_s: float = Field(description="Seconds from the start of the session.")
    length_s: float = Field(description="How long the session is, seconds.")


class ReplayState(Wire):
    """Data of `state`: from here on the counter is in this state."""

    at_s: float = Field(description="Seconds from the start of the session.")
    state: State | None = Field(description="Null where nothing was measured.")
    reason: Reason | None = Field(
        description="Why the state is `unknown`, for most of its stretch; null where it is another."
    )


class ReplayGlance(Wire):
    """Data of `glance`: one begins."""

    at_s: float = Field(description="Seconds from the start of the session.")
    area: Area = Field(description="What is looked at.")
    dwell_s: float = Field(description="How long it will last, seconds.")


class ReplayEncounter(Wire):
    """Data of `encounter`: a customer comes, or has gone."""

    at_s: float = Field(description="Seconds from the start of the session.")
    present: bool = Field(description="The customer comes.")
    encounter: SessionEncounter | None = Field(description="What it was; null while it begins.")


class ReplayNote(Wire):
    """Data of `note`: somebody remarked on this moment."""

    at_s: float = Field(description="Seconds from the start of the session.")
    note: NoteState = Field(description="What was remarked.")


ReplayData = ReplayPosition | ReplayState | ReplayGlance | ReplayEncounter | ReplayNote


def replay_event(session: Session, moment: Moment) -> tuple[str, ReplayData]:
    """Name and data of a moment."""
    at_s = seconds(moment.at_ns)
    match moment:
        case StateChange():
            return "state", ReplayState(at_s=at_s, state=moment.state, reason=moment.reason)
        case GlanceOnset():
            dwell_s = seconds(moment.end_ns - moment.at_ns)
            return "glance", ReplayGlance(at_s=at_s, area=moment.area, dwell_s=dwell_s)
        case EncounterStart():
            return "encounter", ReplayEncounter(at_s=at_s, present=True, encounter=None)
        case EncounterEnd():
            told = session_encounter(session, moment.encounter)
            return "encounter", ReplayEncounter(at_s=at_s, present=False, encounter=told)
        case NoteMoment():
            return "note", ReplayNote(at_s=at_s, note=note_state(session, moment.note))
