"""Training sessions: started on purpose, with the person's knowledge, kept second by second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.attention.encounters import Encounter
from monitor.attention.state import Glance
from monitor.metrics.buckets import Bucket
from monitor.units import CounterId, UtcNs


class SessionSource(StrEnum):
    """Where its numbers come from."""

    LIVE = "live"
    CLIP = "clip"


@dataclass(frozen=True, slots=True)
class Session:
    """One session.

    Attributes:
        session_id: made by the program, of a-z and 0-9.
        counter: the counter it ran at; for a clip the one whose settings measured it.
        name: given by a person.
        note: given by a person, may be empty.
        start_utc_ns: when it began, on a whole second.
        end_utc_ns: when it ended, None while it runs.
        source: live, or an analysed clip.
    """

    session_id: str
    counter: CounterId
    name: str
    note: str
    start_utc_ns: UtcNs
    end_utc_ns: UtcNs | None
    source: SessionSource = SessionSource.LIVE


@dataclass(frozen=True, slots=True)
class SessionNote:
    """A person's remark about one moment of a session."""

    note_id: str
    at_utc_ns: UtcNs
    text: str


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What is kept of a session: seconds, glances and encounters, stamps in UTC.

    `seconds` are buckets of one second each (their start is the key), in order; seconds without
    data are left out.
    """

    seconds: Sequence[Bucket] = ()
    glances: Sequence[Glance] = ()
    encounters: Sequence[Encounter] = ()
    notes: Sequence[SessionNote] = ()
