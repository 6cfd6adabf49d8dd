"""Split attention against the plainest way to count it: tenth of a second by tenth."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.attention import visits
from monitor.attention.alignment import Piece
from monitor.attention.encounters import EncounterParams
from monitor.attention.presence import Turn
from monitor.attention.split_attention import SplitAttention
from monitor.attention.state import State
from monitor.attention.visits import VisitsState
from monitor.units import Ns

TENTH_NS = 100_000_000
Tenths = list[State | None]

tenths = st.lists(
    st.tuples(
        st.sampled_from([State.DEVICE, State.CUSTOMER, State.DEVICE, State.WORK, None]),
        # Around what decides, so that borders are met: 2 s, 10 s, and what adds up to 30.
        st.sampled_from([1, 10, 19, 20, 21, 25, 50, 75, 100, 150, 200]),
    ),
    min_size=3,
    max_size=12,
).map(lambda pieces: [state for state, count in pieces for _ in range(count)])


def counted(states: Tenths) -> list[tuple[int, int]]:
    """(from, to) of each episode, in tenths."""
    episodes: list[tuple[int, int]] = []
    start: int | None = None
    fresh = regard = 0
    for now, state in enumerate(states):
        regard = regard + 1 if state is State.CUSTOMER else 0
        if start is None:
            first = max(fresh, now + 1 - 300)
            device = [each for each in range(first, now + 1) if states[each] is State.DEVICE]
            if len(device) >= 100:
                start = device[0]
        elif regard == 20:
            episodes.append((start, now + 1 - regard))
            start, fresh = None, now + 1
    return episodes if start is None else [*episodes, (start, len(states))]


@settings(max_examples=300)
@given(tenths, st.lists(st.integers(0, 1500), max_size=30))
def test_episodes_are_those_that_counting_finds(states: Tenths, cuts: list[int]) -> None:
    borders = {0, len(states), *(cut for cut in cuts if cut < len(states))}
    borders |= {i for i in range(1, len(states)) if states[i] is not states[i - 1]}
    ends = sorted(borders)
    pieces = [
        Piece(Ns(start * TENTH_NS), Ns(end * TENTH_NS), states[start], present=True)
        for start, end in pairwise(ends)
    ]
    end = Turn(Ns(len(states) * TENTH_NS), present=False)
    parts = [Turn(Ns(0), present=True), *pieces, end]
    _, events = visits.step(VisitsState(), parts, 0.2, EncounterParams())
    found = [
        (event.start_ns // TENTH_NS, event.end_ns // TENTH_NS)
        for event in events
        if isinstance(event, SplitAttention)
    ]
    assert found == counted(states)
