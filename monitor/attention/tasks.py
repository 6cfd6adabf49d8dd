"""Tasks: long attention to device or work, and whether the eyes came back to check.

A task starts with a device or work glance and goes on through short customer glances and other
states, until the customer has been looked at for 2 s without a break (as of where that began),
measuring stops, nobody is at the counter, or the time of its basis ends: of the customers' time,
when the customer goes. It counts when it lasted over 10 s,
and is checked when no part of it longer than 10 s is without a customer glance. Time that could not
be judged stops both clocks: it counts against nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from monitor.attention.basis import Basis
from monitor.attention.encounters import EncounterParams
from monitor.attention.runs import Run
from monitor.attention.state import OCCUPIED, State
from monitor.units import Ns, ns_from_s

_ENDING: Final = frozenset({None, State.ABSENT, State.PAUSED})


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `checked`: the eyes came back to the customer often enough."""

    start_ns: Ns
    end_ns: Ns
    checked: bool
    basis: Basis


@dataclass(frozen=True, slots=True)
class TaskState:
    """What the fold carries.

    Attributes:
        start_ns: onset of the task, None while there is none.
        judged_ns: how long it has lasted, without the time that could not be judged.
        unchecked_ns: the part of it since the last customer glance.
        checked: no such part was too long so far.
    """

    start_ns: Ns | None = None
    judged_ns: int = 0
    unchecked_ns: int = 0
    checked: bool = True


def progress(
    state: TaskState, run: Run, params: EncounterParams, basis: Basis
) -> tuple[TaskState, Task | None]:
    """See whether a run, as far as it goes, ends the task."""
    regard = run.state is State.CUSTOMER and run.length_ns >= ns_from_s(params.regard_s)
    if state.start_ns is None or not (regard or run.state in _ENDING):
        return state, None
    return TaskState(), closed(state, run.onset_ns, params, basis)


def with_run(state: TaskState, run: Run, confirm_s: float, params: EncounterParams) -> TaskState:
    """Add a run that is over; those that end a task were told to `progress`."""
    glance = run.length_ns >= ns_from_s(confirm_s)
    if state.start_ns is None:
        if not (glance and run.state in OCCUPIED):
            return state
        state = replace(state, start_ns=run.onset_ns)
    if run.state is State.UNKNOWN:
        return state
    state = replace(state, judged_ns=state.judged_ns + run.length_ns)
    if run.state is State.CUSTOMER and glance:
        return replace(state, unchecked_ns=0, checked=_checked(state, params))
    return replace(state, unchecked_ns=state.unchecked_ns + run.length_ns)


def closed(state: TaskState, end_ns: Ns, params: EncounterParams, basis: Basis) -> Task | None:
    """The task as of its end, None when there was none or it was too short to count."""
    if state.start_ns is None or state.judged_ns <= ns_from_s(params.check_s):
        return None
    return Task(state.start_ns, end_ns, _checked(state, params), basis)


def _checked(state: TaskState, params: EncounterParams) -> bool:
    return state.checked and state.unchecked_ns <= ns_from_s(params.check_s)
