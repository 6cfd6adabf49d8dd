"""Training sessions, on the wire: what they are, their timeline, their notes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.numbers import Wire, seconds, utc_text
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Reason, State
from monitor.metrics.replay import Script
from monitor.metrics.rollup import local_time
from monitor.metrics.session import Session, SessionNote, SessionRecord, SessionSource


class SessionRequest(BaseModel):
    """A session to be started now."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    counter: str | None = Field(
        default=None, description="May be left out where there is one counter."
    )
    name: str = Field(description="For people: 1 to 80 characters.", examples=["Role play 1"])
    note: str = Field(default="", description="What it is about, at most 2000 characters.")


class NoteRequest(BaseModel):
    """A remark about one moment of a session."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(description="1 to 2000 characters.", examples=["Looks up before speaking"])
    at_s: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="Seconds from the start of the session. Default: now, while it runs.",
    )


class SessionState(Wire):
    """One session."""

    session: str = Field(description="Its id; what the addresses below take.")
    counter: str = Field(description="The counter at which it ran.")
    name: str = Field(description="Its name for people.")
    note: str = Field(description="What it is about; may be empty.")
    source: SessionSource = Field(description="`clip`: an analysed recording.")
    running: bool = Field(description="It has not been stopped yet.")
    start: datetime = Field(description="Start, on the clock of the site.")
    start_utc: datetime = Field(description="The same in UTC.")
    end_utc: datetime | None = Field(description="Null while it runs.")
    duration_s: float = Field(description="How long it lasted, or has lasted so far, seconds.")
    time_zone: str = Field(description="IANA name of the site's zone.")


class NoteState(Wire):
    """A remark about one moment."""

    note: str = Field(description="Its id.")
    at_s: float = Field(description="Seconds from the start of the session.")
    text: str = Field(description="What was remarked.")


class BandState(Wire):
    """A stretch in one state."""

    from_s: float = Field(description="Where it begins, seconds from the start.")
    to_s: float = Field(description="Where it ends.")
    state: State | None = Field(description="Null where nothing was measured.")
    reason: Reason | None = Field(
        description="Why the state is `unknown`, for most of the stretch; null where it is another."
    )


class GlanceState(Wire):
    """A glance."""

    from_s: float = Field(description="Its onset, seconds from the start.")
    to_s: float = Field(description="Its offset.")
    area: Area = Field(description="What was looked at.")


class EncounterState(Wire):
    """One encounter, with nobody's identity."""

    start_utc: datetime = Field(description="When the customer came.")
    duration_s: float = Field(description="How long they were there, seconds.")
    state_s: dict[State, float] = Field(description="Seconds per state that occurred.")
    first_look_s: float | None = Field(
        description="From the customer's coming to the first look at them of 0.4 s or more; null "
        "when there was none."
    )
    longest_look_away_s: float = Field(description="Longest look at the device area; 0: none.")
    returns_s: list[float] = Field(description="How long the eyes were away, each time, in order.")
    looked_up: bool = Field(description="There was a look at the customer at all.")
    splits: int = Field(description="Episodes of split attention.")
    whole: bool = Field(description="False when measuring began or stopped within it.")


class SessionEncounter(EncounterState):
    """One encounter of a session."""

    from_s: float = Field(description="Where it begins, seconds from the start of the session.")
    to_s: float = Field(description="Where it ends.")


class SessionTimeline(Wire):
    """A session from its start to its end, in seconds from its start."""

    session: SessionState = Field(description="What it is.")
    bands: list[BandState] = Field(
        description="Without holes: each second is of the state that filled most of it."
    )
    glances: list[GlanceState] = Field(description="In order of their onsets.")
    encounters: list[SessionEncounter] = Field(description="In order.")
    notes: list[NoteState] = Field(description="In order of time.")


def session_state(session: Session, zone: ZoneInfo, now_utc_ns: int) -> SessionState:
    """The wire form of a session."""
    end = session.end_utc_ns
    until = now_utc_ns if end is None else end
    return SessionState(
        session=session.session_id,
        counter=session.counter,
        name=session.name,
        note=session.note,
        source=session.source,
        running=end is None,
        start=local_time(session.start_utc_ns, zone),
        start_utc=utc_text(session.start_utc_ns),
        end_utc=None if end is None else utc_text(end),
        duration_s=max(seconds(until - session.start_utc_ns), 0.0),
        time_zone=zone.key,
    )


def note_state(session: Session, note: SessionNote) -> NoteState:
    """The wire form of a note."""
    at_s = seconds(note.at_utc_ns - session.start_utc_ns)
    return NoteState(note=note.note_id, at_s=at_s, text=note.text)


def encounter_state(encounter: Encounter) -> EncounterState:
    """The wire form of an encounter whose stamps are in UTC."""
    first_ns = encounter.first_look_ns
    return EncounterState(
        start_utc=utc_text(encounter.start_ns),
        duration_s=seconds(encounter.duration_ns),
        state_s={s: seconds(encounter.state_ns[s]) for s in State if encounter.state_ns.get(s)},
        first_look_s=None if first_ns is None else seconds(first_ns),
        longest_look_away_s=seconds(encounter.longest_look_away_ns),
        returns_s=[seconds(each) for each in encounter.returns_ns],
        looked_up=encounter.looked_up,
        splits=encounter.splits,
        whole=encounter.whole,
    )


def session_encounter(session: Session, encounter: Encounter) -> SessionEncounter:
    """The same, with its place in the session."""
    return SessionEncounter(
        from_s=seconds(encounter.start_ns - session.start_utc_ns),
        to_s=seconds(encounter.end_ns - session.start_utc_ns),
        **dict(encounter_state(encounter)),
    )


def session_timeline(
    session: SessionState, of: Session, record: SessionRecord, played: Script
) -> SessionTimeline:
    """The wire form of a session's script; `of` and `record` are what it was made from."""
    start_ns = of.start_utc_ns
    return SessionTimeline(
        session=session,
        bands=[
            BandState(
                from_s=seconds(b.start_ns), to_s=seconds(b.end_ns), state=b.state, reason=b.reason
            )
            for b in played.bands
        ],
        glances=[
            GlanceState(
                from_s=seconds(g.onset_ns - start_ns),
                to_s=seconds(g.offset_ns - start_ns),
                area=g.area,
            )
            for g in record.glances
        ],
        encounters=[session_encounter(of, each) for each in record.encounters],
        notes=[note_state(of, each) for each in record.notes],
    )
