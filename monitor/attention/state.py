"""States, spans and glances."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

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


JUDGED: Final = frozenset({State.CUSTOMER, State.DEVICE, State.WORK, State.ELSEWHERE})
"""States in which gaze is known: those that enter the customer-gaze share."""


class Area(StrEnum):
    """What gaze can dwell on; the values are those of the states."""

    CUSTOMER = "customer"
    DEVICE = "device"
    WORK = "work"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class StateSpan:
    """A stretch of time in one state. `inferred`: `device`, from a face lost while going down."""

    start_ns: Ns
    end_ns: Ns
    state: State
    inferred: bool = False


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
