"""From settled states and presence to encounters, look-aways, split attention and tasks.

Everything here is a fold over `Piece` and `Turn` as `alignment` gives them out, and comes to the
same however a stretch is cut into pieces. Each change of presence cuts what runs: within an
encounter only the time of that encounter counts. Where nobody knows whether a customer is there,
look-aways and tasks are still told, of all time; where it is known that none is, they are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from monitor.attention import encounters, split_attention, tasks
from monitor.attention.alignment import Piece
from monitor.attention.encounters import Encounter, EncounterParams, EncounterState
from monitor.attention.presence import Turn
from monitor.attention.runs import Run
from monitor.attention.split_attention import SplitAttention, SplitState
from monitor.attention.state import AREA_OF, Area, Reason, State
from monitor.attention.tasks import Task, TaskState
from monitor.units import Ns, ns_from_s


@dataclass(frozen=True, slots=True)
class KnownSpan:
    """Measured time of which it is known whether a customer was present. Never `paused`.

    `reason`: why the state is `unknown`, where it is.
    """

    start_ns: Ns
    end_ns: Ns
    state: State
    present: bool
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class PresentGlance:
    """A glance, or the part of one, within an encounter."""

    area: Area
    onset_ns: Ns
    offset_ns: Ns

    @property
    def dwell_ns(self) -> int:
        """How long it lasted."""
        return self.offset_ns - self.onset_ns


@dataclass(frozen=True, slots=True)
class LookAway:
    """A long device glance, clipped to the encounter; `prolonged`: a very long one."""

    onset_ns: Ns
    offset_ns: Ns
    prolonged: bool

    @property
    def dwell_ns(self) -> int:
        """How long it lasted."""
        return self.offset_ns - self.onset_ns


Visited = KnownSpan | PresentGlance | LookAway | SplitAttention | Task | Encounter


@dataclass(frozen=True, slots=True)
class VisitsState:
    """What the fold carries: presence, and what runs under it."""

    present: bool | None = None
    run: Run | None = None
    encounter: EncounterState | None = None
    split: SplitState = field(default_factory=SplitState)
    task: TaskState = field(default_factory=TaskState)


def step(
    state: VisitsState,
    parts: Iterable[Piece | Turn],
    confirm_s: float,
    params: EncounterParams,
) -> tuple[VisitsState, tuple[Visited, ...]]:
    """Take what was aligned, in order. `confirm_s`: the least that a glance lasts."""
    out: list[Visited] = []
    for part in parts:
        if isinstance(part, Piece):
            state = _piece(state, part, confirm_s, params, out)
        elif part.present is not state.present:
            left = part.present is False
            _closed(state, part.t_ns, confirm_s, params, out, left=left)
            state = VisitsState(part.present)
            if part.present:
                opened = encounters.opened(part.t_ns, arrived=part.onset)
                state = replace(state, encounter=opened)
    return state, tuple(out)


def finish(
    state: VisitsState, end_ns: Ns, confirm_s: float, params: EncounterParams
) -> tuple[Visited, ...]:
    """Whatever runs when measuring stops at `end_ns`."""
    out: list[Visited] = []
    _closed(state, end_ns, confirm_s, params, out, left=False)
    return tuple(out)


def _piece(
    state: VisitsState,
    piece: Piece,
    confirm_s: float,
    params: EncounterParams,
    out: list[Visited],
) -> VisitsState:
    run = state.run
    if run is not None and run.state is piece.state:
        run = replace(run, end_ns=piece.end_ns)
    else:
        state = _ended(state, confirm_s, params, out)
        run = Run(piece.state, piece.start_ns, piece.end_ns)
    state = replace(state, run=run)
    known = state.present is not None and piece.state not in (None, State.PAUSED)
    if known and state.present is not None and piece.state is not None:
        known_span = KnownSpan(
            piece.start_ns, piece.end_ns, piece.state, state.present, piece.reason
        )
        out.append(known_span)
    if state.encounter is not None:
        split = split_attention.step(state.split, piece, params)
        if split.start_ns is not None and state.split.start_ns is None:
            more = replace(state.encounter, splits=state.encounter.splits + 1)
            state = replace(state, encounter=more)
        split, episode = split_attention.regarded(split, run, params)
        state = replace(state, split=split)
        if episode is not None:
            out.append(episode)
    task, over = tasks.progress(state.task, run, params)
    if over is not None:
        out.append(over)
    return replace(state, task=task)


def _ended(
    state: VisitsState, confirm_s: float, params: EncounterParams, out: list[Visited]
) -> VisitsState:
    """The run is over: it is a glance now, if it was long enough for one."""
    run = state.run
    if run is None:
        return state
    if state.present is not False:
        state = replace(state, task=tasks.with_run(state.task, run, confirm_s, params))
        if run.state is State.DEVICE and run.length_ns >= ns_from_s(params.long_s):
            prolonged = run.length_ns >= ns_from_s(params.prolonged_s)
            out.append(LookAway(run.onset_ns, run.end_ns, prolonged))
    if state.encounter is not None:
        encounter = encounters.with_run(state.encounter, run, confirm_s, params)
        state = replace(state, encounter=encounter)
        area = AREA_OF.get(run.state) if run.state is not None else None
        if area is not None and run.length_ns >= ns_from_s(confirm_s):
            out.append(PresentGlance(area, run.onset_ns, run.end_ns))
    return replace(state, run=None)


def _closed(
    state: VisitsState,
    end_ns: Ns,
    confirm_s: float,
    params: EncounterParams,
    out: list[Visited],
    *,
    left: bool,
) -> None:
    state = _ended(state, confirm_s, params, out)
    task = tasks.closed(state.task, end_ns, params)
    if task is not None:
        out.append(task)
    episode = split_attention.closed(state.split, end_ns)
    if episode is not None:
        out.append(episode)
    if state.encounter is not None:
        encounter = encounters.closed(state.encounter, end_ns, left=left)
        if encounter is not None:
            out.append(encounter)
