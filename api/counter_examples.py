"""Worked examples of the answers for the person at the counter and of presence."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from api.schemas.own import look_aways, own_today, pause_state
from api.schemas.presence import presence_state
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, State
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.retention import RetentionParams
from monitor.metrics.rollup import Span
from monitor.metrics.suppression import PublishParams
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.pipeline import CoreParams
from monitor.runtime.counter.corrections import LookAway, LookAwaysToday
from monitor.runtime.site.presence_events import PresenceAnswer
from monitor.snapshot.counter import PauseReason, PauseView
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s

_ZONE: Final = ZoneInfo("Europe/Madrid")
_COUNTER: Final = CounterId("main")
_DAY: Final = UtcNs(1_774_738_800 * NS_PER_S)  # 2026-03-29 00:00 in Madrid
_MORNING: Final = UtcNs(1_774_771_200 * NS_PER_S)  # 10:00
_ENCOUNTER: Final = Encounter(
    start_ns=Ns(_MORNING + 5 * NS_PER_S),
    end_ns=Ns(_MORNING + 50 * NS_PER_S),
    state_ns={State.CUSTOMER: 30 * NS_PER_S, State.DEVICE: 15 * NS_PER_S},
    first_look_ns=ns_from_s(1.2),
    longest_look_away_ns=ns_from_s(4.2),
    returns_ns=(ns_from_s(4.2), ns_from_s(1.5)),
    looked_up=True,
)
_MET: Final = EncounterTally(
    DurationTally().with_duration(_ENCOUNTER.duration_ns),
    DurationTally().with_duration(ns_from_s(1.2)),
    DurationTally().with_duration(ns_from_s(4.2)).with_duration(ns_from_s(1.5)),
    DurationTally().with_duration(ns_from_s(4.2)),
)
_LOOKS: Final = DurationTally().with_duration(ns_from_s(4.2)).with_duration(ns_from_s(1.5))
_MINUTES: Final = (
    Bucket(
        _MORNING,
        {State.CUSTOMER: 35 * NS_PER_S, State.DEVICE: 25 * NS_PER_S},
        samples=600,
        glances={Area.DEVICE: _LOOKS},
        presence_known_ns=60 * NS_PER_S,
        present_ns={State.CUSTOMER: 30 * NS_PER_S, State.DEVICE: 15 * NS_PER_S},
        present_glances={Area.DEVICE: _LOOKS},
        long_look_aways=1,
        encounters=_MET,
    ),
)
_SEEN: Final = LookAwaysToday(
    (
        LookAway(
            UtcNs(_MORNING + ns_from_s(20.25)),
            UtcNs(_MORNING + ns_from_s(24.45)),
            prolonged=False,
            corrected=True,
        ),
    ),
    _DAY,
    complete=True,
)
_RUNNING: Final = PauseView(_COUNTER, None, None)


def _plain(model: BaseModel) -> Any:  # noqa: ANN401 - a JSON tree
    return model.model_dump(mode="json", by_alias=True)


PRESENCE: Final = _plain(
    presence_state(
        _COUNTER, PresenceAnswer(known_before=False, present=True, since_utc_ns=_MORNING)
    )
)
PAUSED: Final = _plain(pause_state(PauseView(_COUNTER, PauseReason.HAND, _MORNING)))
MEASURING: Final = _plain(pause_state(_RUNNING))
LOOK_AWAYS: Final = _plain(look_aways(_SEEN))
TODAY: Final = _plain(
    own_today(
        (_COUNTER, "Mostrador principal", True),
        Span(_DAY, UtcNs(_MORNING + MINUTE_NS)),
        _ZONE,
        _MINUTES,
        (_ENCOUNTER,),
        _SEEN,
        (_RUNNING, None),
        (CoreParams(), PublishParams(), RetentionParams(), 15.0),
    )
)
