"""States and presence on one line of time: pieces in which neither changes.

Both come late by their own measure: a state by the bridge and the blink, presence by the seconds
until it is believed. What is settled of one waits here for the other, so that the pieces are the
same however the two streams interleave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor.attention.presence import Turn
from monitor.attention.settle import Gap
from monitor.attention.state import Reason, State, StateSpan
from monitor.units import Ns


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one state and one answer to whether a customer is there.

    Neighbours may be alike. `state` None: a gap, nothing is known of it. `present` None: nobody
    knows whether a customer is there. `inferred` and `reason`: as in a `StateSpan`.
    """

    start_ns: Ns
    end_ns: Ns
    state: State | None
    present: bool | None
    inferred: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class AlignmentState:
    """What the fold carries.

    Attributes:
        stretches: settled states and gaps not given out yet, without a hole between them; what
            `present` says in them means nothing.
        turns: of presence, not given out yet, in order and at most one for a moment.
        present: presence where the giving out stands.
        given_ns: everything before is given out, None before the first state.
    """

    stretches: tuple[Piece, ...] = ()
    turns: tuple[Turn, ...] = ()
    present: bool | None = None
    given_ns: Ns | None = None

    @property
    def settled_ns(self) -> Ns | None:
        """How far the states reach, None before the first."""
        return self.stretches[-1].end_ns if self.stretches else self.given_ns


def with_turns(state: AlignmentState, turns: Iterable[Turn]) -> AlignmentState:
    """Note turns of presence; one that comes too late counts from where the giving out stands."""
    queue = state.turns
    for turn in turns:
        t_ns = turn.t_ns if state.given_ns is None else max(turn.t_ns, state.given_ns)
        if queue and queue[-1].t_ns >= t_ns:
            t_ns = queue[-1].t_ns
            queue = queue[:-1]
        onset = turn.onset and t_ns == turn.t_ns
        queue = (*queue, Turn(t_ns, turn.present, onset))
    return replace(state, turns=queue)


def with_states(state: AlignmentState, settled: Iterable[StateSpan | Gap]) -> AlignmentState:
    """Note settled states and gaps, in order and without a hole between them."""
    given_ns, queue = state.given_ns, state.stretches
    for each in settled:
        start_ns, end_ns = each.start_ns, each.end_ns
        span = each if isinstance(each, StateSpan) else None
        kind, inferred, reason = (
            (None, False, None) if span is None else (span.state, span.inferred, span.reason)
        )
        if given_ns is None:
            given_ns = start_ns
        newest = queue[-1] if queue else None
        if newest is not None and (newest.state, newest.inferred, newest.reason) == (
            kind,
            inferred,
            reason,
        ):
            start_ns = newest.start_ns
            queue = queue[:-1]
        queue = (*queue, Piece(start_ns, end_ns, kind, None, inferred, reason))
    if state.given_ns is None and given_ns is not None:
        return _begun(replace(state, stretches=queue), given_ns)
    return replace(state, stretches=queue)


def release(
    state: AlignmentState, until_ns: Ns, *, final: bool = False
) -> tuple[AlignmentState, tuple[Piece | Turn, ...]]:
    """Give out everything before `until_ns`, in order.

    A turn at `until_ns` itself waits, for it may still be replaced, unless this is `final`.
    """
    given_ns, settled_ns = state.given_ns, state.settled_ns
    if given_ns is None or settled_ns is None:
        return state, ()
    until_ns = min(until_ns, settled_ns)
    out: list[Piece | Turn] = []
    present, turns, stretches = state.present, state.turns, state.stretches
    while True:
        due = turns and (turns[0].t_ns < until_ns or (final and turns[0].t_ns == until_ns))
        border_ns = turns[0].t_ns if due else until_ns
        while stretches and stretches[0].start_ns < border_ns:
            first = stretches[0]
            end_ns = min(first.end_ns, border_ns)
            out.append(replace(first, end_ns=end_ns, present=present))
            rest = () if end_ns == first.end_ns else (replace(first, start_ns=end_ns),)
            stretches = (*rest, *stretches[1:])
        if not due:
            break
        out.append(turns[0])
        present, turns = turns[0].present, turns[1:]
    given_ns = max(given_ns, until_ns)
    return AlignmentState(stretches, turns, present, given_ns), tuple(out)


def _begun(state: AlignmentState, start_ns: Ns) -> AlignmentState:
    """The first state is here: what was said of presence before it is how things stood."""
    before = [turn for turn in state.turns if turn.t_ns < start_ns]
    later = tuple(turn for turn in state.turns if turn.t_ns >= start_ns)
    if before and (not later or later[0].t_ns > start_ns):
        later = (Turn(start_ns, before[-1].present, onset=False), *later)
    return replace(state, turns=later, given_ns=start_ns)
