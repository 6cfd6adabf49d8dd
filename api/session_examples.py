"""Worked examples of the answers about sessions, made by the very code that makes the answers."""

from __future__ import annotations

import json
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from api.schemas.replay import replay_event
from api.schemas.sessions import note_state, session_state, session_timeline
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Glance, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.replay import StateChange, script
from monitor.metrics.session import Session, SessionNote, SessionRecord
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s

_ZONE: Final = ZoneInfo("Europe/Madrid")
_START: Final = UtcNs(1_774_771_200 * NS_PER_S)
_END: Final = UtcNs(_START + 12 * NS_PER_S)


def _at(seconds: float) -> Ns:
    return Ns(_START + ns_from_s(seconds))


def _second(index: int) -> Bucket:
    state = State.DEVICE if 4 <= index < 8 else State.CUSTOMER
    return Bucket(UtcNs(_START + index * NS_PER_S), {state: NS_PER_S}, samples=10)


EXAMPLE: Final = Session(
    "4f0c2a9d1b7e", CounterId("main"), "Role play 1", "Asks for a loaf", _START, _END
)
_RUNNING: Final = Session(
    "9a51e07c33d2", CounterId("main"), "Role play 2", "", UtcNs(_END + 60 * NS_PER_S), None
)
KEPT: Final = SessionRecord(
    seconds=tuple(_second(index) for index in range(12)),
    glances=(
        Glance(Area.CUSTOMER, _at(0), _at(4)),
        Glance(Area.DEVICE, _at(4), _at(8)),
        Glance(Area.CUSTOMER, _at(8), _at(12)),
    ),
    encounters=(
        Encounter(
            start_ns=_at(1),
            end_ns=_at(11),
            state_ns={State.CUSTOMER: 6 * NS_PER_S, State.DEVICE: 4 * NS_PER_S},
            first_look_ns=0,
            longest_look_away_ns=4 * NS_PER_S,
            returns_ns=(4 * NS_PER_S,),
            looked_up=True,
        ),
    ),
    notes=(SessionNote("7d20c1b4aa01", UtcNs(_START + 5 * NS_PER_S), "Types the price"),),
)
TOLD: Final = session_state(EXAMPLE, _ZONE, _END)


def _plain(model: BaseModel) -> Any:  # noqa: ANN401 - a JSON tree
    return model.model_dump(mode="json")


def _event(name: str, data: BaseModel, place: str) -> str:
    return f"event: {name}\ndata: {json.dumps(data.model_dump(mode='json'))}\nid: {place}\n\n"


RUNNING: Final = _plain(session_state(_RUNNING, _ZONE, _RUNNING.start_utc_ns))
SESSION: Final = _plain(TOLD)
SESSIONS: Final = [RUNNING, SESSION]
NOTE: Final = _plain(note_state(EXAMPLE, KEPT.notes[0]))
TIMELINE: Final = _plain(session_timeline(TOLD, EXAMPLE, KEPT, script(EXAMPLE, KEPT)))
REPLAY_EVENT: Final = _event(
    *replay_event(EXAMPLE, StateChange(4 * NS_PER_S, State.DEVICE)), "4000-1"
)
