"""States, reasons, spans and glances.

`STATES` is the one table of states: labels, columns, fields, tables of the command line, report,
evaluation and exports follow it. `REASONS` is the same of what makes a state `unknown`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from monitor.refusals import words_of
from monitor.units import Ns


class State(StrEnum):
    """At every moment one of these."""

    CUSTOMER = "customer"
    DEVICE = "device"
    WORK = "work"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    PAUSED = "paused"


class Area(StrEnum):
    """What gaze can dwell on; the values are those of the states."""

    CUSTOMER = "customer"
    DEVICE = "device"
    WORK = "work"
    ELSEWHERE = "elsewhere"


BoxedArea = Literal["customer", "device", "work"]
"""The areas that a box of the settings can mean; what lies in no box is `elsewhere`."""


@dataclass(frozen=True, slots=True)
class StateTraits:
    """What is true of one state.

    Attributes:
        state: its name.
        says: what it means, in words, for schemas and documents.
        area: the area that gaze is on, None where gaze is not known. Where it is, the state is
            judged: it has glances and enters coverage.
        shared: it enters shares, as time with the customer or away from the customer. Every
            other state counts against nobody.
        occupied: long attention to its area is a task, which wants looks at the customer between.
        attended: somebody is at the counter.
        measured: measuring is switched on.
    """

    state: State
    says: str
    area: Area | None = None
    shared: bool = False
    occupied: bool = False
    attended: bool = True
    measured: bool = True


STATES: Final = (
    StateTraits(State.CUSTOMER, "Looking towards the customer", Area.CUSTOMER, shared=True),
    StateTraits(
        State.DEVICE, "Looking at the device area", Area.DEVICE, shared=True, occupied=True
    ),
    StateTraits(State.WORK, "Looking at a work area", Area.WORK, shared=True, occupied=True),
    StateTraits(State.ELSEWHERE, "Looking elsewhere", Area.ELSEWHERE, shared=True),
    StateTraits(State.UNKNOWN, "A face is there but cannot be judged"),
    StateTraits(State.ABSENT, "Nobody at the counter", attended=False),
    StateTraits(State.PAUSED, "Measuring switched off", attended=False, measured=False),
)
"""All states, in the order in which they are always shown."""

AREA_OF: Final = MappingProxyType(
    {each.state: each.area for each in STATES if each.area is not None}
)
"""The area of each state in which gaze is known."""

JUDGED: Final = frozenset(AREA_OF)
"""States in which gaze is known."""

SHARED: Final = frozenset(each.state for each in STATES if each.shared)
"""States that enter the customer-gaze share; all others count against nobody."""

SHARED_AREAS: Final = frozenset(AREA_OF[state] for state in SHARED)
"""The areas of those states."""

OCCUPIED: Final = frozenset(each.state for each in STATES if each.occupied)
"""States whose long attention is a task."""

ATTENDED: Final = tuple(each.state for each in STATES if each.attended)
"""States in which somebody is at the counter, in order."""

MEASURED: Final = tuple(each.state for each in STATES if each.measured)
"""States of a counter whose measuring is switched on, in order."""


class Reason(StrEnum):
    """What stands in the way where the state is `unknown`; every moment of it has one."""

    NO_FACE = "no_face"
    """Somebody is there, and no face is seen."""
    TOO_SMALL = "too_small"
    TURNED = "turned"
    DARK = "dark"
    BLURRED = "blurred"
    COVERED = "covered"
    LIDS = "lids"
    """They hide the eyes, and nothing says that the eyes look down."""
    EYES_DISAGREE = "eyes_disagree"
    """What is seen of them does not fit together: crossed, or not found."""
    LIFELESS = "lifeless"
    """The face has neither moved nor blinked for a minute: a portrait, no person."""
    UNSETTLED = "unsettled"
    """Gaze was seen, and did not hold long enough to count."""


REASONS: Final = MappingProxyType({each: words_of("reason", each) for each in Reason})
"""All reasons, in the order in which they are always shown, each as half a sentence for people."""


@dataclass(frozen=True, slots=True)
class StateSpan:
    """A stretch of time in one state.

    Attributes:
        start_ns, end_ns: from when to when.
        state: which.
        inferred: from where the head went when the face was lost, or from lids that hide the eyes.
        reason: what stands in the way; None where the state is not `unknown`, and until it has been
            looked for (`reasons.explained`).
    """

    start_ns: Ns
    end_ns: Ns
    state: State
    inferred: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """Gaze kept in one area, from onset to offset."""

    area: Area
    onset_ns: Ns
    offset_ns: Ns

    @property
    def dwell_ns(self) -> int:
        """How long it lasted."""
        return self.offset_ns - self.onset_ns
