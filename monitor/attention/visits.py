"""From settled states and presence to encounters, look-aways, split attention and tasks.

Everything here is a fold over `Piece` and `Turn` as `alignment` gives them out, and comes to the
same however a stretch is cut into pieces. Look-aways and tasks are counted twice, once in each
basis: of all time, where presence cuts nothing, and of the customers' time, where each change of
presence cuts what runs, so that only the time of one encounter counts together. What is known of
customers changes nothing in the first; what nobody knows adds nothing to the second.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from monitor.attention import encounters, split_attention, tasks
from monitor.attention.alignment import Piece
from monitor.attention.basis import Basis
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

    `inferred` and `reason`: as in a `StateSpan`.
    """

    start_ns: Ns
    end_ns: Ns
    state: State
    present: bool
    inferred: bool = False
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
    """A long device glance; `prolonged`: a very long one.

    Of the customers' time: the part within one encounter is that long.
    """

    onset_ns: Ns
    offset_ns: Ns
    prolonged: bool
    basis: Basis

    @property
    def dwell_ns(self) -> int:
        """How long it lasted."""
        return self.offset_ns - self.onset_ns


Visited = KnownSpan | PresentGlance | LookAway | SplitAttention | Task | Encounter


@dataclass(frozen=True, slots=True)
class Running:
    """What runs in the time of one basis: the state since it last changed, and the task."""

    run: Run | None = None
    task: TaskState = field(default_factory=TaskState)


@dataclass(frozen=True, slots=True)
class VisitsState:
    """What the fold carries.

    Attributes:
        present: whether a customer is there, None while nobody knows.
        of_all: what runs in all time.
        of_present: what runs in the encounter.
        encounter: the one that runs, None while no customer is known to be there.
        split: split attention in it.
    """

    present: bool | None = None
    of_all: Running = field(default_factory=Running)
    of_present: Running = field(default_factory=Running)
    encounter: EncounterState | None = None
    split: SplitState = field(default_factory=SplitState)


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
            _closed_encounter(state, part.t_ns, confirm_s, params, out, left=left)
            state = VisitsState(part.present, state.of_all)
            if part.present:
                opened = encounters.opened(part.t_ns, arrived=part.onset)
                state = replace(state, encounter=opened)
    return state, tuple(out)


def finish(
    state: VisitsState, end_ns: Ns, confirm_s: float, params: EncounterParams
) -> tuple[Visited, ...]:
    """Whatever runs when measuring stops at `end_ns`."""
    out: list[Visited] = []
    _closed(state.of_all, Basis.ALL, end_ns, confirm_s, params, out)
    _closed_encounter(state, end_ns, confirm_s, params, out, left=False)
    return tuple(out)


def _piece(
    state: VisitsState,
    piece: Piece,
    confirm_s: float,
    params: EncounterParams,
    out: list[Visited],
) -> VisitsState:
    known = state.present is not None and piece.state not in (None, State.PAUSED)
    if known and state.present is not None and piece.state is not None:
        known_span = KnownSpan(
            *(piece.start_ns, piece.end_ns, piece.state, state.present),
            *(piece.inferred, piece.reason),
        )
        out.append(known_span)
    of_all = _advanced(state.of_all, Basis.ALL, piece, confirm_s, params, out)
    state = replace(state, of_all=of_all)
    if state.encounter is None:
        return state
    over = state.of_present.run
    if over is not None and over.state is not piece.state:
        state = _with_run(state, state.encounter, over, confirm_s, params, out)
    of_present = _advanced(state.of_present, Basis.PRESENT, piece, confirm_s, params, out)
    return _split(replace(state, of_present=of_present), piece, params, out)


def _advanced(
    running: Running,
    basis: Basis,
    piece: Piece,
    confirm_s: float,
    params: EncounterParams,
    out: list[Visited],
) -> Running:
    """Go on by a piece: the run grows, or is over and another begins."""
    run, task = running.run, running.task
    if run is not None and run.state is piece.state:
        run = replace(run, end_ns=piece.end_ns)
    else:
        if run is not None:
            task = _ended(task, run, basis, confirm_s, params, out)
        run = Run(piece.state, piece.start_ns, piece.end_ns)
    task, over = tasks.progress(task, run, params, basis)
    if over is not None:
        out.append(over)
    return Running(run, task)


def _ended(
    task: TaskState,
    run: Run,
    basis: Basis,
    confirm_s: float,
    params: EncounterParams,
    out: list[Visited],
) -> TaskState:
    """The run is over: it is a glance now, if it was long enough for one."""
    long_s = max(params.long_s, confirm_s)
    if run.state is State.DEVICE and run.length_ns >= ns_from_s(long_s):
        prolonged = run.length_ns >= ns_from_s(params.prolonged_s)
        out.append(LookAway(run.onset_ns, run.end_ns, prolonged, basis))
    return tasks.with_run(task, run, confirm_s, params)


def _closed(
    running: Running,
    basis: Basis,
    end_ns: Ns,
    confirm_s: float,
    params: EncounterParams,
    out: list[Visited],
) -> None:
    """The time of a basis stops."""
    task = running.task
    if running.run is not None:
        task = _ended(task, running.run, basis, confirm_s, params, out)
    over = tasks.closed(task, end_ns, params, basis)
    if over is not None:
        out.append(over)


def _with_run(
    state: VisitsState,
    encounter: EncounterState,
    run: Run,
    confirm_s: float,
    params: EncounterParams,
    out: list[Visited],
) -> VisitsState:
    """A run of the encounter is over: a part of it, and a glance if it was long enough for one."""
    area = AREA_OF.get(run.state) if run.state is not None else None
    if area is not None and run.length_ns >= ns_from_s(confirm_s):
        out.append(PresentGlance(area, run.onset_ns, run.end_ns))
    return replace(state, encounter=encounters.with_run(encounter, run, confirm_s, params))


def _split(
    state: VisitsState, piece: Piece, params: EncounterParams, out: list[Visited]
) -> VisitsState:
    """Split attention by a piece of the encounter."""
    run, encounter = state.of_present.run, state.encounter
    split = split_attention.step(state.split, piece, params)
    if encounter is not None and split.start_ns is not None and state.split.start_ns is None:
        state = replace(state, encounter=replace(encounter, splits=encounter.splits + 1))
    episode = None
    if run is not None:
        split, episode = split_attention.regarded(split, run, params)
    if episode is not None:
        out.append(episode)
    return replace(state, split=split)


def _closed_encounter(
    state: VisitsState,
    end_ns: Ns,
    confirm_s: float,
    params: EncounterParams,
    out: list[Visited],
    *,
    left: bool,
) -> None:
    """The encounter that runs, if one does, ends here."""
    if state.encounter is None:
        return
    run = state.of_present.run
    if run is not None:
        state = _with_run(state, state.encounter, run, confirm_s, params, out)
    _closed(state.of_present, Basis.PRESENT, end_ns, confirm_s, params, out)
    episode = split_attention.closed(state.split, end_ns)
    if episode is not None:
        out.append(episode)
    encounter = None
    if state.encounter is not None:
        encounter = encounters.closed(state.encounter, end_ns, left=left)
    if encounter is not None:
        out.append(encounter)
