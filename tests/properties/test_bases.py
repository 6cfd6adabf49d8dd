"""Every number is of one basis: nothing exceeds what contains it, whatever was known of customers.

The sums of both bases, of any trace, and every number worked out from them with its interval.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.attention.basis import Basis
from monitor.attention.presence import PresenceAnswer, PresenceChange
from monitor.attention.state import JUDGED, Area, State
from monitor.metrics.buckets import MINUTE_NS, total
from monitor.metrics.duration_bins import bin_of
from monitor.metrics.figures import Number, figures_of, numbers_of
from monitor.metrics.intervals import intervals
from monitor.metrics.sampling_units import Unit
from monitor.metrics.sums import Sums, total_sums
from monitor.metrics.tallies import DurationTally
from monitor.pipeline import Sample
from monitor.units import NS_PER_S, UtcNs, ns_from_s
from tests.properties.test_visits import answers, booked, samples
from tests.unit.attention.visit_traces import PARAMS, Look, fold, looks, together

NONE = DurationTally()
LONG_BIN = bin_of(ns_from_s(PARAMS.encounters.long_s))

few_looks = st.lists(
    st.tuples(
        st.sampled_from(["customer", "device", "work", "unknown", "absent"]),
        st.sampled_from([0.5, 2.1, 3.0, 4.0, 7.0, 11.0]),
    ),
    min_size=2,
    max_size=6,
)
heard = st.lists(st.sampled_from([True, False, None]), min_size=6, max_size=10)


@given(samples(), answers(), st.integers(0, 3 * 10**9))
@settings(max_examples=80)
def test_no_number_of_a_basis_exceeds_what_contains_it(
    stream: list[Sample], said: list[PresenceAnswer], shift: int
) -> None:
    events = fold(together(stream, said)).events
    seconds = booked(events, shift, NS_PER_S).values()
    for basis in Basis:
        for cell in (*booked(events, shift, MINUTE_NS).values(), *seconds):
            counts_hold(cell.sums(basis))
        whole = total(seconds, UtcNs(0)).sums(basis)
        counts_hold(whole)
        times_hold(whole)


def counts_hold(sums: Sums) -> None:
    """Each count is a part of what it is counted from, in every cell."""
    away = sums.glances.get(Area.DEVICE, NONE)
    assert sums.prolonged_look_aways <= sums.long_look_aways <= away.count
    # No bin but the one of the threshold holds looks on both sides of it.
    surely = sum(count for index, count in away.bins.items() if index > LONG_BIN)
    at_most = sum(count for index, count in away.bins.items() if index >= LONG_BIN)
    assert surely <= sums.long_look_aways <= at_most
    assert sums.checked_tasks <= sums.tasks
    assert sums.inferred_ns <= sums.state_ns.get(State.DEVICE, 0)
    # Every moment of it has one reason.
    assert sum(sums.reason_ns.values()) == sums.unknown_ns
    met = sums.encounters
    assert met.first_look.count + met.never_looked_up <= met.count
    assert met.longest_look_away.count <= met.count
    assert sums.basis is Basis.PRESENT or (met.count, sums.splits) == (0, 0)


def times_hold(sums: Sums) -> None:
    """Of a whole trace, what was counted took no longer than the time it is counted in."""
    for area in Area:
        glances = sums.glances.get(area, NONE)
        assert glances.total_ns <= sums.area_ns(area)
        assert glances.longest_ns <= glances.total_ns
    occupied_ns = sum(ns for state, ns in sums.state_ns.items() if state in JUDGED)
    assert sums.tasks * ns_from_s(PARAMS.encounters.check_s) <= occupied_ns
    assert sums.long_look_aways * ns_from_s(PARAMS.encounters.long_s) <= sums.area_ns(Area.DEVICE)
    figures = figures_of(sums)
    for share in (figures.customer_gaze_share, figures.coverage, figures.check_back_share):
        assert share is None or 0 <= share <= 1
    if figures.never_looked_up_share is not None:
        assert 0 <= figures.never_looked_up_share <= 1
    if figures.judged_s:
        assert figures.long_look_aways <= figures.look_aways
        # Nobody can look away for 3 s more than 1200 times in an hour.
        longest_per_h = 3600 / PARAMS.encounters.long_s
        long_per_h = numbers_of(sums)[Number.LONG_LOOK_AWAYS_PER_H]
        assert long_per_h is not None
        assert long_per_h <= longest_per_h + 1e-9


@given(few_looks, heard)
@settings(max_examples=25)
def test_every_value_lies_in_its_own_interval(
    pieces: Sequence[Look], presence: Sequence[bool | None]
) -> None:
    """Of minutes whose customers are known for a part of the time only."""
    stream = looks([piece for _ in range(8) for piece in pieces])[::4]
    length_s = stream[-1].t_ns / NS_PER_S
    changes = [
        PresenceChange(ns_from_s(length_s * index / len(presence)), present)
        for index, present in enumerate(presence)
    ]
    cells = booked(fold(together(stream, changes)).events, 0, 10 * NS_PER_S)
    for basis in Basis:
        units = [each for each in (cell.sums(basis) for cell in cells.values()) if each.speaks]
        values = numbers_of(total_sums(units, basis))
        for number, interval in intervals(units, Unit.FIVE_MINUTES).items():
            value = values[number]
            if value is None:  # beyond every latency that was seen
                assert interval.high is None, number
            else:
                assert interval.low <= value + 1e-9, number
                assert interval.high is None or value <= interval.high + 1e-9, number
