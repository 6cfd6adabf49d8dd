"""Encounters: the time during which a customer is present, and what the eyes did meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from monitor.attention.runs import Run
from monitor.attention.state import ATTENDED, JUDGED, SHARED, State
from monitor.units import Ns, ns_from_s


@dataclass(frozen=True, slots=True)
class EncounterParams:
    """What is told of attention to customers. Durations in seconds.

    Attributes:
        first_look_s: a customer glance of this length or more is a first look.
        long_s: a device glance of this length or more is a long look-away.
        prolonged_s: one of this length or more is a prolonged one too.
        split_s: device time within `split_window_s` that makes attention split.
        split_window_s: how far back `split_s` is added up.
        regard_s: customer gaze unbroken for so long ends split attention and a task.
        check_s: device or work attention that lasts longer is a task, and is checked when the eyes
            came back to the customer at least this often.
    """

    first_look_s: float = 0.4
    long_s: float = 3.0
    prolonged_s: float = 6.0
    split_s: float = 10.0
    split_window_s: float = 30.0
    regard_s: float = 2.0
    check_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Encounter:
    """One customer's visit, with nobody's identity.

    Attributes:
        start_ns: when the customer came.
        end_ns: when the customer went, or measuring stopped.
        state_ns: nanoseconds per state; states that did not occur are left out. What is missing to
            the duration is a gap.
        first_look_ns: from `start_ns` to the onset of the first customer glance of 0.4 s or more;
            0 when the eyes were there already; None (censored) when there was none, or when a gap,
            a pause or an arrival nobody saw leaves it unknown.
        longest_look_away_ns: the longest device glance, 0 without one.
        returns_ns: how long the eyes were away from the customer, one for each return, in order.
            Time that could not be judged is left out; nothing is told of a return with a gap, a
            pause or nobody at the counter in it.
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

    @property
    def judged_ns(self) -> int:
        """How long gaze was known."""
        return sum(ns for state, ns in self.state_ns.items() if state in JUDGED)

    @property
    def coverage(self) -> float | None:
        """judged / (judged + unknown), None when nobody was at the counter."""
        seen_ns = self.judged_ns + self.state_ns.get(State.UNKNOWN, 0)
        return self.judged_ns / seen_ns if seen_ns else None

    @property
    def never_looked_up(self) -> bool:
        """No customer glance, in an encounter seen from end to end and judged for the most part.

        Half of the time with somebody at the counter is the least that must have been judged: what
        was not seen counts against nobody.
        """
        out_of_sight_ns = sum(ns for state, ns in self.state_ns.items() if state not in ATTENDED)
        judgeable_ns = self.duration_ns - out_of_sight_ns
        judged_ns = self.judged_ns
        return self.whole and not self.looked_up and 0 < judgeable_ns <= 2 * judged_ns


_AWAY: Final = SHARED - {State.CUSTOMER}


@dataclass(frozen=True, slots=True)
class EncounterState:
    """An encounter that runs.

    Attributes:
        start_ns: when the customer came, or was first known to be there.
        arrived: the first of the two.
        state_ns, longest_look_away_ns, returns_ns, looked_up, splits: as in `Encounter`, so far.
        first_look_ns: None while there was none.
        first_look_open: it can still be told.
        away_ns: judged time since the last customer glance, None where no return can follow.
    """

    start_ns: Ns
    arrived: bool
    state_ns: Mapping[State, int] = field(default_factory=dict[State, int])
    first_look_ns: int | None = None
    first_look_open: bool = True
    longest_look_away_ns: int = 0
    returns_ns: tuple[int, ...] = ()
    looked_up: bool = False
    splits: int = 0
    away_ns: int | None = None


def opened(start_ns: Ns, *, arrived: bool) -> EncounterState:
    """A customer is there. Not `arrived`: since when is unknown."""
    return EncounterState(start_ns, arrived, first_look_open=arrived)


def with_run(
    state: EncounterState, run: Run, confirm_s: float, params: EncounterParams
) -> EncounterState:
    """Add a run that is over, clipped to the encounter."""
    if run.state is None:
        return replace(state, away_ns=None, first_look_open=False)
    summed = dict(state.state_ns)
    summed[run.state] = summed.get(run.state, 0) + run.length_ns
    state = replace(state, state_ns=MappingProxyType(summed))
    if run.state in _AWAY:
        if state.away_ns is not None:
            state = replace(state, away_ns=state.away_ns + run.length_ns)
        if run.state is State.DEVICE and run.length_ns >= ns_from_s(confirm_s):
            longest_ns = max(state.longest_look_away_ns, run.length_ns)
            state = replace(state, longest_look_away_ns=longest_ns)
    elif run.state is State.CUSTOMER and run.length_ns >= ns_from_s(confirm_s):
        state = _looked(state, run, params)
    elif run.state is State.ABSENT:
        state = replace(state, away_ns=None)
    elif run.state is State.PAUSED:
        state = replace(state, away_ns=None, first_look_open=False)
    return state


def closed(state: EncounterState, end_ns: Ns, *, left: bool) -> Encounter | None:
    """The encounter as it was, None when it took no time. Not `left`: measuring stopped."""
    if end_ns <= state.start_ns:
        return None
    return Encounter(
        start_ns=state.start_ns,
        end_ns=end_ns,
        state_ns=state.state_ns,
        first_look_ns=state.first_look_ns,
        longest_look_away_ns=state.longest_look_away_ns,
        returns_ns=state.returns_ns,
        looked_up=state.looked_up,
        splits=state.splits,
        whole=state.arrived and left,
    )


def _looked(state: EncounterState, run: Run, params: EncounterParams) -> EncounterState:
    first_look_ns = state.first_look_ns
    enough = run.length_ns >= ns_from_s(params.first_look_s)
    if state.first_look_open and first_look_ns is None and enough:
        first_look_ns = run.onset_ns - state.start_ns
    # Out of sight in between and nothing else: the eyes are not known to have left.
    returned = (state.away_ns,) if state.away_ns else ()
    return replace(
        state,
        first_look_ns=first_look_ns,
        returns_ns=(*state.returns_ns, *returned),
        looked_up=True,
        away_ns=0,
    )
