"""Properties of encounters and of what is booked of them, for any trace."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.attention.encounters import Encounter
from monitor.attention.events import Event, moved
from monitor.attention.presence import PresenceAnswer, PresenceChange, Seen
from monitor.attention.settle import Gap
from monitor.attention.state import Area, Glance, State, StateSpan
from monitor.attention.visits import KnownSpan
from monitor.metrics.booking import buckets_of
from monitor.metrics.buckets import MINUTE_NS, Bucket, total
from monitor.metrics.rollup import Span, Step, roll_up, spans
from monitor.pipeline import CoreParams, CoreState, Sample, Silence, finish, step
from monitor.units import NS_PER_S, Ns, UtcNs, ns_from_s
from tests.unit.attention.visit_traces import PARAMS, Told, fold, looks, together

LOOKS = ("customer", "device", "work", "elsewhere", "unknown", "blink", "absent", "paused", "gap")

look_pieces = st.lists(
    st.tuples(
        # Customer and device more often: they are what most rules are about.
        st.sampled_from((*LOOKS, "customer", "device", "customer", "device")),
        st.sampled_from([0.3, 0.5, 1.0, 1.9, 2.1, 4.0, 9.0, 11.0]),
    ),
    min_size=1,
    max_size=9,
)
thinned = st.sampled_from([4, 8])
"""Of twenty samples a second every fourth one, or every eighth."""


@st.composite
def samples(draw: st.DrawFn) -> list[Sample]:
    """Looks, at two rates."""
    every = draw(thinned)
    stream: list[Sample] = [*looks(draw(look_pieces))[::every]]
    return stream or [Silence(Ns(0))]


@st.composite
def answers(draw: st.DrawFn) -> list[PresenceAnswer]:
    """A camera's answers at uneven times, holes among them; or events; or nothing at all."""
    if draw(st.booleans()):
        times = draw(st.lists(st.integers(0, 400), max_size=8))
        said = st.sampled_from([True, False, True, False, None])
        return [PresenceChange(ns_from_s(t / 10), draw(said)) for t in sorted(times)]
    kinds = st.sampled_from([True, True, False, None, "hole"])
    found: list[PresenceAnswer] = []
    t_s = draw(st.sampled_from([0.0, 0.25, 3.0]))
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(kinds)
        length_s = draw(st.sampled_from([0.5, 1.0, 1.5, 4.0, 5.5, 8.0]))
        if kind != "hole":
            count = round(length_s * 2)
            said = None if kind is None else bool(kind)
            found += [Seen(ns_from_s(t_s + index / 2), said) for index in range(count)]
        t_s += length_s
    return found


def by_kind(told: Told) -> dict[str, list[Event]]:
    """Events of each kind, spans and gaps joined: how those are cut means nothing."""
    kinds: dict[str, list[Event]] = {"Gap": []}
    for event in told.events:
        kind = kinds.setdefault(type(event).__name__, [])
        last = kind[-1] if kind else None
        if (
            isinstance(event, KnownSpan)
            and isinstance(last, KnownSpan)
            and dataclasses.replace(last, start_ns=0, end_ns=0)
            == dataclasses.replace(event, start_ns=0, end_ns=0)
            and last.end_ns == event.start_ns
        ):
            kind[-1] = dataclasses.replace(last, end_ns=event.end_ns)
        elif isinstance(event, Gap) and isinstance(last, Gap) and last.end_ns == event.start_ns:
            kind[-1] = Gap(last.start_ns, event.end_ns)
        elif (
            isinstance(event, StateSpan)
            and isinstance(last, StateSpan)
            and dataclasses.replace(last, start_ns=0, end_ns=0)
            == dataclasses.replace(event, start_ns=0, end_ns=0)
            and last.end_ns == event.start_ns
        ):
            kind[-1] = dataclasses.replace(last, end_ns=event.end_ns)
        else:
            kind.append(event)
    return kinds


def arriving(stream: Sequence[Sample], lags_s: Sequence[float]) -> list[tuple[int, Sample]]:
    """When each sample comes: late by its lag, and never before the one ahead of it."""
    late = (sample.t_ns + ns_from_s(lag_s) for sample, lag_s in zip(stream, lags_s, strict=False))
    return list(zip(accumulate(late, max), stream, strict=False))


@given(samples(), answers(), st.data())
@settings(max_examples=100)
def test_the_same_comes_out_however_the_two_streams_interleave(
    stream: list[Sample], said: list[PresenceAnswer], data: st.DataObject
) -> None:
    lag_s = st.floats(0, PARAMS.presence.late_s - 0.1)
    ahead = data.draw(st.sampled_from([0.0, 3.0, 60.0]), "how late samples are")
    lags = data.draw(st.lists(lag_s, min_size=len(said), max_size=len(said)))
    arrivals = arriving(said, lags) + arriving(stream, [ahead] * len(stream))
    mixed = [sample for _, sample in sorted(arrivals, key=lambda arrival: arrival[0])]
    assert by_kind(fold(mixed)) == by_kind(fold(together(stream, said)))


@given(samples(), answers(), st.data())
@settings(max_examples=40)
def test_cutting_the_stream_anywhere_changes_nothing(
    stream: list[Sample], said: list[PresenceAnswer], data: st.DataObject
) -> None:
    mixed = together(stream, said)
    cut = data.draw(st.integers(0, len(mixed)))
    state, events = CoreState(), list[Event]()
    for part in (mixed[:cut], mixed[cut:]):
        # Nothing but the state crosses the cut, and it crosses as plain values.
        state = rebuilt(state)
        for sample in part:
            state, found = step(state, sample, PARAMS)
            events.extend(found)
    events.extend(finish(state, Ns(stream[-1].t_ns + NS_PER_S // 20), PARAMS))
    assert tuple(events) == fold(mixed).events


def rebuilt(value: Any) -> Any:
    """The same value made anew, all the way down."""
    if isinstance(value, Mapping):
        found: Mapping[Any, Any] = value
        return MappingProxyType(dict(found))
    if isinstance(value, tuple):
        items: tuple[Any, ...] = value
        return tuple(rebuilt(each) for each in items)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: rebuilt(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return type(value)(**parts)
    return value


@given(samples(), answers())
@settings(max_examples=40)
def test_encounters_are_ordered_disjoint_and_hold_what_they_say(
    stream: list[Sample], said: list[PresenceAnswer]
) -> None:
    told = fold(together(stream, said))
    assert all(before.end_ns <= after.start_ns for before, after in pairwise(told.encounters))
    for each in told.encounters:
        assert each.duration_ns > 0
        assert sum(each.state_ns.values()) <= each.duration_ns
        assert sum(each.returns_ns) <= each.duration_ns
        assert each.longest_look_away_ns <= each.state_ns.get(State.DEVICE, 0)
        assert each.first_look_ns is None or each.looked_up
        assert each.first_look_ns is None or 0 <= each.first_look_ns < each.duration_ns
        assert each.looked_up <= (State.CUSTOMER in each.state_ns)
        assert not (each.looked_up and each.never_looked_up)
    of_all = (told.look_aways_of_all, told.tasks_of_all)
    for borders in (told.look_aways, told.tasks, told.splits, *of_all):
        assert all(before[1] <= after[0] for before, after in pairwise(borders))


@given(samples(), answers())
@settings(max_examples=40)
def test_what_an_encounter_holds_is_what_was_measured_with_a_customer(
    stream: list[Sample], said: list[PresenceAnswer]
) -> None:
    told = fold(together(stream, said))
    held: dict[State, int] = {}
    for each in told.encounters:
        for state, ns in each.state_ns.items():
            held[state] = held.get(state, 0) + ns
    held.pop(State.PAUSED, None)
    assert {state.value: ns / NS_PER_S for state, ns in held.items()} == told.known_s(present=True)
    in_encounters = sum(each.splits for each in told.encounters)
    assert in_encounters == len(told.splits)


@given(samples(), answers(), st.integers(0, 3 * 10**9))
@settings(max_examples=40)
def test_time_with_a_customer_is_never_more_than_time(
    stream: list[Sample], said: list[PresenceAnswer], shift: int
) -> None:
    for cell in booked(fold(together(stream, said)).events, shift, NS_PER_S).values():
        for state, ns in cell.present.state_ns.items():
            assert ns <= cell.all.state_ns.get(state, 0)
        measured_ns = sum(ns for s, ns in cell.all.state_ns.items() if s is not State.PAUSED)
        assert sum(cell.present.state_ns.values()) <= cell.presence_known_ns <= measured_ns
        assert cell.present.inferred_ns <= cell.all.inferred_ns
    whole = total(booked(fold(together(stream, said)).events, shift, MINUTE_NS).values(), UtcNs(0))
    for area in Area:
        part, all_of_it = whole.present.glances.get(area), whole.all.glances.get(area)
        assert part is None or (all_of_it is not None and part.total_ns <= all_of_it.total_ns)


@given(samples(), answers(), st.integers(0, 10**13), st.data())
@settings(max_examples=40)
def test_the_whole_is_the_sum_of_its_parts_however_they_are_grouped(
    stream: list[Sample], said: list[PresenceAnswer], shift: int, data: st.DataObject
) -> None:
    # From 84 minutes before midnight of a day on which Havana's clock jumps at midnight.
    zone, around = ZoneInfo("America/Havana"), 1_772_940_960 * NS_PER_S
    events = fold(together(stream, said)).events
    seconds = booked(events, around + shift, NS_PER_S)
    minutes = booked(events, around + shift, MINUTE_NS)
    within = Span(UtcNs(around), UtcNs(around + 2 * 10**13))
    whole = total(minutes.values(), within.start_utc_ns)
    for parts in (seconds, minutes):
        for size in (Step.MINUTE, Step.HOUR, Step.DAY):
            cells = roll_up(parts.values(), spans(within, size, zone))
            assert total([each.bucket for each in cells], within.start_utc_ns) == whole
        every = data.draw(st.integers(1, 5))
        groups = [total(list(parts.values())[start::every], UtcNs(0)) for start in range(every)]
        assert total(groups, within.start_utc_ns) == whole
    of_seconds = roll_up(seconds.values(), spans(within, Step.MINUTE, zone))
    assert {each.span.start_utc_ns: each.bucket for each in of_seconds} == minutes


def booked(events: Sequence[Event], shift: int, cell_ns: int) -> dict[UtcNs, Bucket]:
    cells: dict[UtcNs, Bucket] = {}
    for event in events:
        for part in buckets_of(moved(event, shift), cell_ns):
            start = part.start_utc_ns
            cells[start] = cells[start].plus(part) if start in cells else part
    return cells


@given(samples(), answers(), st.lists(st.integers(0, 500), max_size=5))
@settings(max_examples=40)
def test_silence_told_or_not_comes_to_the_same(
    stream: list[Sample], said: list[PresenceAnswer], quiet: list[int]
) -> None:
    last_ns = stream[-1].t_ns
    told = [Silence(ns_from_s(t / 10)) for t in sorted(quiet) if ns_from_s(t / 10) < last_ns]
    plain, more = fold(together(stream, said)), fold(together([*stream, *told], said))
    for kind, events in by_kind(plain).items():
        assert by_kind(more)[kind] == events


@st.composite
def thresholds(draw: st.DrawFn) -> CoreParams:
    """As a settings file may have them: from far below the defaults to far above."""

    def other(default: float) -> float:
        return default * draw(st.sampled_from([0.4, 0.8, 1.0, 1.3, 2.5]))

    def others(params: Any, names: Sequence[str]) -> Any:
        return dataclasses.replace(params, **{each: other(getattr(params, each)) for each in names})

    settle = ("confirm_s", "bridge_s", "blink_s", "restless_s", "sample_worth_s")
    label = ("trail_s", "inferred_max_s", "arrive_s", "eyes_down_s", "linger_s")
    encounters = [each.name for each in dataclasses.fields(PARAMS.encounters)]
    return dataclasses.replace(
        PARAMS,
        settle=others(PARAMS.settle, settle),
        label=others(PARAMS.label, label),
        presence=others(PARAMS.presence, ("arrive_s", "leave_s")),
        encounters=others(PARAMS.encounters, encounters),
    )


@given(samples(), answers(), thresholds(), st.data())
@settings(max_examples=150)
def test_thresholds_changed_anywhere_lose_and_double_no_time(
    stream: list[Sample], said: list[PresenceAnswer], after: CoreParams, data: st.DataObject
) -> None:
    """What runs goes on under the new ones, as when somebody changes a setting."""
    mixed = together(stream, said)
    cut = data.draw(st.integers(0, len(mixed)))
    state, events = CoreState(), list[Event]()
    for index, sample in enumerate(mixed):
        state, found = step(state, sample, PARAMS if index < cut else after)
        events.extend(found)
    events.extend(finish(state, Ns(stream[-1].t_ns + NS_PER_S // 20), after))
    for kind in ((StateSpan, Gap), (KnownSpan,), (Encounter,)):
        spans = [each for each in events if isinstance(each, kind)]
        assert all(each.end_ns > each.start_ns for each in spans)
        assert all(one.end_ns <= other.start_ns for one, other in pairwise(spans))
        if kind == (StateSpan, Gap):
            assert all(one.end_ns == other.start_ns for one, other in pairwise(spans))
    glances = [each for each in events if isinstance(each, Glance)]
    assert all(one.offset_ns <= other.onset_ns for one, other in pairwise(glances))
    present: dict[State, int] = {}
    for each in events:
        if isinstance(each, KnownSpan) and each.present:
            present[each.state] = present.get(each.state, 0) + each.end_ns - each.start_ns
    met: dict[State, int] = {}
    for each in events:
        if isinstance(each, Encounter):
            assert sum(each.state_ns.values()) <= each.duration_ns
            for at, ns in each.state_ns.items():
                met[at] = met.get(at, 0) + ns
    met.pop(State.PAUSED, None)
    assert met == present
