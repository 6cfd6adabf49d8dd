"""Encounters: the time during which a customer is present, and what the eyes did meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.attention.state import State
from monitor.units import Ns


@dataclass(frozen=True, slots=True)
class Encounter:
    """One customer's visit, with nobody's identity.

    Attributes:
        start_ns: when the customer came.
        end_ns: when the customer went, or measuring stopped.
        state_ns: nanoseconds per state; states that did not occur are left out. What is missing to
            the duration is a gap.
        first_look_ns: from `start_ns` to the onset of the first customer glance of 0.4 s or more;
            0 when the eyes were there already; None (censored) when there was none.
        longest_look_away_ns: the longest device glance, 0 without one.
        returns_ns: how long the eyes were away from the customer, one for each return, in order.
        looked_up: there was a customer glance at all.
        splits: episodes of split attention that began in it.
        whole: False when measuring began or stopped within it.
    """

    start_ns: Ns
    end_ns: Ns
    state_ns: Mapping[State, int] = field(default_factory=dict[State, int])
    first_look_ns: int | None = None
    longest_look_away_ns: int = 0
    returns_ns: tuple[int, ...] = ()
    looked_up: bool = False
    splits: int = 0
    whole: bool = True

    @property
    def duration_ns(self) -> int:
        """How long the customer was there."""
        return self.end_ns - self.start_ns
