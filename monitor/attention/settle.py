"""From the labels of single samples to states over time, and from states to glances.

A sample is worth the time to the next one. A label that differs from the settled state is held back
until time tells what it was, and is then booked with its true onset:

- back within the bridge (0.3 s): a flicker, it belongs to the state it interrupted;
- lids that hide the eyes for no longer than a blink (0.4 s): the state before, whatever the
  half-shut lids on either side looked like;
- for longer: `device`, inferred, unless the evidence of the whole closure says that they are shut:
  then `unknown`;
- held for 0.2 s, and the old state not seen again within the bridge: the new state, from its onset.
  What was passed on the way there, too short to be a glance, belongs to the state before;
- nothing held for 0.2 s in more than the bridge: `unknown`.

Samples in a row with one label are a run. Runs held back that mean the same state make a stretch.

A glance is therefore exactly an unbroken settled stretch of one area, glances never overlap, and
the seconds of an area are the dwell times of its glances. The README says where the numbers come
from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Final

from monitor.attention.label import Label
from monitor.attention.sample_worth import SAMPLE_WORTH_S
from monitor.attention.state import AREA_OF, Glance, State, StateSpan
from monitor.units import Ns, ns_from_s

STATE_OF: Final = MappingProxyType(
    {
        **{Label(area.value): state for state, area in AREA_OF.items()},
        Label.SHUT: State.UNKNOWN,
        Label.LOWERED: State.DEVICE,
        Label.LOWERED_TO_WORK: State.WORK,
        Label.UNSURE: State.UNKNOWN,
        Label.LOST_LOOKING_DOWN: State.DEVICE,
        Label.LOST_OVER_WORK: State.WORK,
        Label.LOST_TURNED: State.ELSEWHERE,
        Label.NOBODY: State.ABSENT,
        Label.PAUSED: State.PAUSED,
    }
)
LIDS: Final = frozenset({Label.SHUT, Label.LOWERED, Label.LOWERED_TO_WORK})
INFERRED: Final = frozenset(
    {
        *(Label.LOWERED, Label.LOWERED_TO_WORK),
        *(Label.LOST_LOOKING_DOWN, Label.LOST_OVER_WORK, Label.LOST_TURNED),
    }
)
"""What one of these means is inferred: the eyes themselves were not seen."""


@dataclass(frozen=True, slots=True)
class SettleParams:
    """Durations, in seconds.

    Attributes:
        confirm_s: a glance opens once its area has been held for this long.
        bridge_s: an excursion up to this long neither ends nor restarts a glance.
        blink_s: lids that hide the eyes up to this long inherit the state before.
        restless_s: after this long without anything held, the state is `unknown`.
        sample_worth_s: the most a sample is worth; a longer hole is a gap.
    """

    confirm_s: float = 0.2
    bridge_s: float = 0.3
    blink_s: float = 0.4
    restless_s: float = 1.0
    sample_worth_s: float = SAMPLE_WORTH_S


@dataclass(frozen=True, slots=True)
class Gap:
    """Time of which nothing is known because no sample came."""

    start_ns: Ns
    end_ns: Ns


@dataclass(frozen=True, slots=True)
class LabelRun:
    """Samples in a row with one label, held back; ends where the next one starts."""

    label: Label
    onset_ns: Ns


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Pending runs in a row that mean the same; `meaning` None: lids just came down, time must
    tell.
    """

    meaning: State | None
    runs: tuple[LabelRun, ...]
    end_ns: Ns

    @property
    def onset_ns(self) -> Ns:
        """Where its first run starts."""
        return self.runs[0].onset_ns

    @property
    def held_ns(self) -> int:
        """How long it has lasted so far."""
        return self.end_ns - self.onset_ns


@dataclass(frozen=True, slots=True)
class SettleState:
    """What the fold carries.

    Attributes:
        current: the settled state, None before the first sample.
        inferred: the settled `device` stands on a lost face or on low lids.
        since_ns: onset of the settled state.
        booked_ns: everything before is already given out as spans.
        label: label of the newest sample, when nothing is held back.
        pending: runs held back, oldest first.
        last_ns: time of the newest sample.
    """

    current: State | None = None
    inferred: bool = False
    since_ns: Ns = Ns(0)
    booked_ns: Ns = Ns(0)
    label: Label | None = None
    pending: tuple[LabelRun, ...] = ()
    last_ns: Ns = Ns(0)


Settled = StateSpan | Glance | Gap


def step(
    state: SettleState, t_ns: Ns, label: Label, params: SettleParams
) -> tuple[SettleState, tuple[Settled, ...]]:
    """Take one labelled sample.

    Spans come out in order and without overlap, a glance after the last span of its dwell. A sample
    that is not newer than the one before is ignored.
    """
    out: list[Settled] = []
    if state.current is not None:
        if t_ns <= state.last_ns:
            return state, ()
        worth_end_ns = Ns(state.last_ns + ns_from_s(params.sample_worth_s))
        if t_ns > worth_end_ns:
            out.extend(_close(state, worth_end_ns, params))
            out.append(Gap(worth_end_ns, t_ns))
            state = SettleState()
        elif (label is Label.PAUSED) != (state.current is State.PAUSED):
            out.extend(_close(state, t_ns, params))
            state = SettleState()
    if state.current is None:
        return _begin(t_ns, label), tuple(out)
    pending = state.pending
    if (pending[-1].label if pending else state.label) is not label:
        pending = (*pending, LabelRun(label, t_ns))
    state = _decide(replace(state, pending=pending, last_ns=t_ns), t_ns, params, out, final=False)
    if not state.pending:
        state = _book(replace(state, label=label), t_ns, out)
    return state, tuple(out)


def finish(state: SettleState, end_ns: Ns, params: SettleParams) -> tuple[Settled, ...]:
    """Everything still held back, as of the end of the stream (the last sample's worth at most)."""
    if state.current is None:
        return ()
    worth_end_ns = state.last_ns + ns_from_s(params.sample_worth_s)
    return _close(state, Ns(min(end_ns, worth_end_ns)), params)


def _begin(t_ns: Ns, label: Label) -> SettleState:
    """The state after a first sample. Time must tell what low lids mean."""
    if label in LIDS:
        return SettleState(State.UNKNOWN, False, t_ns, t_ns, None, (LabelRun(label, t_ns),), t_ns)
    return SettleState(STATE_OF[label], label in INFERRED, t_ns, t_ns, label, (), t_ns)


def _close(state: SettleState, end_ns: Ns, params: SettleParams) -> tuple[Settled, ...]:
    out: list[Settled] = []
    state = _decide(state, end_ns, params, out, final=True)
    _end_glance(_book(state, end_ns, out), end_ns, params, out)
    return tuple(out)


def _decide(
    state: SettleState, now_ns: Ns, params: SettleParams, out: list[Settled], *, final: bool
) -> SettleState:
    """Book the pending runs as far as time has told what they were."""
    while state.pending:
        stretches = _stretches_of(state.pending, state.current, now_ns, params, final=final)
        index = _next_entered(stretches, state.current, now_ns, params, final=final)
        left_ns = stretches[0].onset_ns
        if index is not None:
            state = _enter(state, left_ns, stretches[index], params, out)
            later = tuple(run for stretch in stretches[index + 1 :] for run in stretch.runs)
            state = replace(state, pending=later)
        elif stretches[-1].meaning is None or final:
            break
        elif now_ns - left_ns > ns_from_s(params.restless_s):
            state = _change(state, State.UNKNOWN, left_ns, params, out)
            newest = state.pending[-1]
            return _book(replace(state, pending=(newest,)), newest.onset_ns, out)
        else:
            break
    return state


def _enter(
    state: SettleState, left_ns: Ns, stretch: _Stretch, params: SettleParams, out: list[Settled]
) -> SettleState:
    """Book what was passed since `left_ns`, then the stretch with its own onset."""
    assert stretch.meaning is not None
    if stretch.onset_ns - left_ns > ns_from_s(params.bridge_s):
        state = _change(state, State.UNKNOWN, left_ns, params, out)
    state = _change(state, stretch.meaning, stretch.onset_ns, params, out)
    ends = (*(run.onset_ns for run in stretch.runs[1:]), stretch.end_ns)
    for run, end_ns in zip(stretch.runs, ends, strict=True):
        blink = run.label in LIDS and end_ns - run.onset_ns <= ns_from_s(params.blink_s)
        inferred = state.inferred if blink else run.label in INFERRED
        state = _book(replace(state, inferred=inferred, label=run.label), end_ns, out)
    return state


def _change(
    state: SettleState, to: State, onset_ns: Ns, params: SettleParams, out: list[Settled]
) -> SettleState:
    state = _book(state, onset_ns, out)
    if to is state.current:
        return state
    _end_glance(state, onset_ns, params, out)
    return replace(state, current=to, inferred=False, since_ns=onset_ns)


def _book(state: SettleState, until_ns: Ns, out: list[Settled]) -> SettleState:
    if state.current is not None and until_ns > state.booked_ns:
        out.append(StateSpan(state.booked_ns, until_ns, state.current, state.inferred))
        state = replace(state, booked_ns=until_ns)
    return state


def _end_glance(
    state: SettleState, offset_ns: Ns, params: SettleParams, out: list[Settled]
) -> None:
    area = AREA_OF.get(state.current) if state.current is not None else None
    if area is not None and offset_ns - state.since_ns >= ns_from_s(params.confirm_s):
        out.append(Glance(area, state.since_ns, offset_ns))


def _stretches_of(
    pending: tuple[LabelRun, ...],
    current: State | None,
    now_ns: Ns,
    params: SettleParams,
    *,
    final: bool,
) -> tuple[_Stretch, ...]:
    """Join the pending runs; `final`: nothing more will come.

    Runs of low lids in a row are one closure. One that is longer than a blink means what its newest
    sample says, which has seen most of it.
    """
    stretches: list[_Stretch] = []
    for low, group in groupby(pending, key=lambda run: run.label in LIDS):
        runs = tuple(group)
        over = runs[-1] is not pending[-1]
        end_ns = pending[pending.index(runs[-1]) + 1].onset_ns if over else now_ns
        if not low:
            for run, next_ns in zip(runs, (*(r.onset_ns for r in runs[1:]), end_ns), strict=True):
                _join(stretches, STATE_OF[run.label], (run,), next_ns)
            continue
        if end_ns - runs[0].onset_ns > ns_from_s(params.blink_s):
            closure = LabelRun(runs[-1].label, runs[0].onset_ns)
            _join(stretches, STATE_OF[closure.label], (closure,), end_ns)
        else:
            inherited = _inherited(current, stretches, params) if over or final else None
            _join(stretches, inherited, runs, end_ns)
    return tuple(stretches)


def _join(
    stretches: list[_Stretch], meaning: State | None, runs: tuple[LabelRun, ...], end_ns: Ns
) -> None:
    """Append runs, to the last stretch if they mean the same."""
    if stretches and stretches[-1].meaning is meaning:
        runs = (*stretches.pop().runs, *runs)
    stretches.append(_Stretch(meaning, runs, end_ns))


def _inherited(current: State | None, before: list[_Stretch], params: SettleParams) -> State | None:
    """What a blink continues: the stretch before it if that was held, else the settled state."""
    if before and before[-1].held_ns >= ns_from_s(params.confirm_s):
        return before[-1].meaning
    return current


def _next_entered(
    stretches: tuple[_Stretch, ...],
    current: State | None,
    now_ns: Ns,
    params: SettleParams,
    *,
    final: bool,
) -> int | None:
    """The stretch that comes next for certain, None while it is open."""
    left_ns = stretches[0].onset_ns
    back_ns = next((s.onset_ns for s in stretches if s.meaning in (None, current)), now_ns)
    gone_for_good = final or back_ns - left_ns > ns_from_s(params.bridge_s)
    for index, stretch in enumerate(stretches):
        if stretch.meaning is None:
            return None
        held = stretch.held_ns >= ns_from_s(params.confirm_s)
        if stretch.meaning is current or (held and gone_for_good):
            return index
    return None
