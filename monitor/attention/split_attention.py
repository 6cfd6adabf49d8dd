"""Split attention: much time on the device while a customer is there, in however small pieces.

10 s or more on the device within any 30 s window begin an episode; 2 s of unbroken customer gaze
end it, as of where they began, and what was before counts no more. Never looked for without a
customer.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from monitor.attention.alignment import Piece
from monitor.attention.encounters import EncounterParams
from monitor.attention.runs import Run
from monitor.attention.state import State
from monitor.units import Ns, ns_from_s


@dataclass(frozen=True, slots=True)
class SplitAttention:
    """One episode, from the first device time that counts to the customer gaze that ends it."""

    start_ns: Ns
    end_ns: Ns


@dataclass(frozen=True, slots=True)
class SplitState:
    """What the fold carries: device times of the last window, and the onset of a running episode.

    `device` holds (onset, offset), in order and apart from one another.
    """

    device: tuple[tuple[Ns, Ns], ...] = ()
    start_ns: Ns | None = None


def step(state: SplitState, piece: Piece, params: EncounterParams) -> SplitState:
    """Add a piece of a customer's time."""
    if piece.state is not State.DEVICE or state.start_ns is not None:
        return state
    window_ns = ns_from_s(params.split_window_s)
    device = state.device
    onset_ns = piece.start_ns
    if device and device[-1][1] == onset_ns:
        onset_ns = device[-1][0]
        device = device[:-1]
    device = (*device, (onset_ns, piece.end_ns))

    def within_window(now_ns: int) -> int:
        from_ns = now_ns - window_ns
        return sum(max(min(b, now_ns) - max(a, from_ns), 0) for a, b in device)

    # While the eyes are on the device this never falls, so the first moment can be searched for.
    moments = range(piece.start_ns, piece.end_ns + 1)
    first = bisect_left(moments, ns_from_s(params.split_s), key=within_window)
    if first < len(moments):
        from_ns = moments[first] - window_ns
        begun_ns = next(a for a, b in device if b > from_ns)
        return SplitState((), Ns(begun_ns))
    kept_ns = piece.end_ns - window_ns
    return SplitState(tuple((a, b) for a, b in device if b > kept_ns))


def regarded(
    state: SplitState, run: Run, params: EncounterParams
) -> tuple[SplitState, SplitAttention | None]:
    """See whether a run, as far as it goes, ends the episode."""
    long_enough = run.length_ns >= ns_from_s(params.regard_s)
    if state.start_ns is None or run.state is not State.CUSTOMER or not long_enough:
        return state, None
    return SplitState(), SplitAttention(state.start_ns, run.onset_ns)


def closed(state: SplitState, end_ns: Ns) -> SplitAttention | None:
    """The episode that runs when the customer goes, None when there is none."""
    return None if state.start_ns is None else SplitAttention(state.start_ns, end_ns)
