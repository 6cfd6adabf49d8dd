"""Properties of the fold that hold for any trace."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.label import Label
from monitor.attention.settle import Gap, Settled, SettleState, finish, step
from monitor.attention.state import Area, Glance, State, StateSpan
from monitor.units import NS_PER_S, Ns
from tests.unit.attention.traces import PARAMS, fold, glances, samples

Trace = list[tuple[Ns, Label]]


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Runs of labels at uneven times, blinks and holes among them."""
    t_ns = draw(st.integers(0, 10**15))
    trace: Trace = []
    for _ in range(draw(st.integers(1, 12))):
        label = draw(st.sampled_from(list(Label)))
        for _ in range(draw(st.integers(1, 12))):
            trace.append((Ns(t_ns), label))
            t_ns += draw(st.one_of(st.integers(10**6, 2 * 10**8), st.integers(10**6, 2 * 10**9)))
    return trace


def _spans(events: list[Settled]) -> list[StateSpan]:
    return [event for event in events if isinstance(event, StateSpan)]


@given(traces())
def test_spans_and_gaps_cover_the_time_once_and_in_order(trace: Trace) -> None:
    events = fold(trace)
    covered = [event for event in events if isinstance(event, StateSpan | Gap)]
    assert covered[0].start_ns == trace[0][0]
    assert all(event.end_ns > event.start_ns for event in covered)
    assert all(before.end_ns == after.start_ns for before, after in pairwise(covered))


@given(traces())
def test_glances_are_ordered_disjoint_and_long_enough(trace: Trace) -> None:
    found = [event for event in fold(trace) if isinstance(event, Glance)]
    assert all(before.offset_ns <= after.onset_ns for before, after in pairwise(found))
    assert all(glance.dwell_ns >= PARAMS.confirm_s * NS_PER_S for glance in found)


@given(traces())
def test_a_glance_is_an_unbroken_stretch_of_its_area(trace: Trace) -> None:
    events = fold(trace)
    spans = _spans(events)
    for glance in (event for event in events if isinstance(event, Glance)):
        inside = [s for s in spans if s.start_ns < glance.offset_ns and s.end_ns > glance.onset_ns]
        assert {span.state for span in inside} == {State(glance.area.value)}
        assert sum(span.end_ns - span.start_ns for span in inside) == glance.dwell_ns


@given(traces(), st.data())
def test_cutting_the_stream_anywhere_changes_nothing(trace: Trace, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(trace)))
    state, events = SettleState(), list[Settled]()
    for part in (trace[:cut], trace[cut:]):
        # Nothing but the state crosses the cut, and it crosses as plain values.
        state = SettleState(
            state.current,
            state.inferred,
            state.since_ns,
            state.booked_ns,
            state.label,
            tuple(state.pending),
            state.last_ns,
        )
        for t_ns, label in part:
            state, found = step(state, t_ns, label, PARAMS)
            events.extend(found)
    events.extend(finish(state, Ns(trace[-1][0] + NS_PER_S // 20), PARAMS))
    assert events == fold(trace)


@given(traces(), st.integers(-(10**15), 10**15))
def test_shifting_the_clock_shifts_the_stamps_and_nothing_else(trace: Trace, shift: int) -> None:
    def moved(event: Settled) -> Settled:
        match event:
            case StateSpan(start, end, state, inferred):
                return StateSpan(Ns(start + shift), Ns(end + shift), state, inferred)
            case Glance(area, onset, offset):
                return Glance(area, Ns(onset + shift), Ns(offset + shift))
            case Gap(start, end):
                return Gap(Ns(start + shift), Ns(end + shift))

    shifted = [(Ns(t_ns + shift), label) for t_ns, label in trace]
    assert fold(shifted) == [moved(event) for event in fold(trace)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Label.CUSTOMER, Label.DEVICE, Label.ELSEWHERE, Label.NOBODY]),
            st.floats(0.8, 4.0),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([(8.0, 15.0), (8.0, 30.0), (15.0, 30.0)]),
)
def test_dwell_does_not_depend_on_the_frame_rate(
    pieces: list[tuple[Label, float]], rates: tuple[float, float]
) -> None:
    slow, fast = rates
    first, second = (glances(fold(samples(pieces, fps=rate))) for rate in rates)
    assert [area for area, _, _ in first] == [area for area, _, _ in second]
    for (_, onset_a, offset_a), (_, onset_b, offset_b) in zip(first, second, strict=True):
        assert abs(onset_a - onset_b) <= 1 / slow + 1 / fast
        assert abs(offset_a - offset_b) <= 1 / slow + 1 / fast + 0.05


@given(st.lists(st.sampled_from([Label.CUSTOMER, Label.SHUT, Label.UNSURE]), max_size=60))
def test_the_device_is_never_invented(labels: list[Label]) -> None:
    trace = [(Ns(index * NS_PER_S // 20), label) for index, label in enumerate(labels)]
    if trace:
        areas = {event.area for event in fold(trace) if isinstance(event, Glance)}
        assert areas <= {Area.CUSTOMER}
