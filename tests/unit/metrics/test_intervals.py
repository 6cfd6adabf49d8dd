from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.basis import Basis
from monitor.attention.state import Area, State
from monitor.metrics.atoms import atoms
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.figures import Number, latency, numbers_of
from monitor.metrics.intervals import Interval, edge_of, ends_of, intervals, span_intervals
from monitor.metrics.publication import PublishedSpan, published
from monitor.metrics.resampling import (
    OF_CUSTOMERS,
    Unit,
    draws,
    latencies_s,
    spread_of,
)
from monitor.metrics.rollup import Span
from monitor.metrics.rule_ledger import always
from monitor.metrics.sums import Sums, total_sums
from monitor.metrics.suppression import PublishParams
from monitor.metrics.tallies import EncounterTally
from monitor.units import NS_PER_S, UtcNs
from tests.buckets import flat_bucket
from tests.unit.metrics.hours import BUSY, MADRID, MONDAY, QUIET, all_of, days, hour, hours_of
from tests.unit.metrics.test_figures import seconds, tally

RULES = always(PublishParams(), MADRID)


def unit(customer_s: float, device_s: float, basis: Basis = Basis.PRESENT) -> Sums:
    return Sums(
        basis=basis,
        state_ns=seconds(customer=customer_s, device=device_s, unknown=device_s / 4),
        glances={Area.DEVICE: tally(*[1.0] * int(device_s))},
        long_look_aways=int(device_s) // 10,
        prolonged_look_aways=int(device_s) // 30,
        splits=int(device_s) // 25,
        tasks=int(device_s) // 10,
        checked_tasks=int(device_s) // 20,
        encounters=EncounterTally(
            lengths=tally(60, 60, 60),
            first_look=tally(device_s / 10, device_s / 5),
            returns=tally(device_s / 10, 3),
            never_looked_up=int(device_s > 30),
        ),
    )


UNITS = [unit(60 - each, each) for each in (5, 10, 20, 25, 30, 40, 50, 55)]


def test_equal_input_gives_equal_intervals() -> None:
    assert intervals(UNITS, Unit.MINUTES) == intervals(list(UNITS), Unit.MINUTES)
    assert set(intervals(UNITS, Unit.MINUTES)) >= {
        Number.CUSTOMER_GAZE_SHARE,
        Number.FIRST_LOOK_MEDIAN_S,
        Number.RETURN_MEDIAN_S,
        Number.LOOK_AWAYS_PER_MIN,
        Number.CHECK_BACK_SHARE,
    }


def test_an_interval_holds_its_number_and_says_what_was_drawn() -> None:
    numbers = numbers_of(total_sums(UNITS, Basis.PRESENT))
    for number, found in intervals(UNITS, Unit.MINUTES).items():
        value = numbers[number]
        assert (found.unit, found.units) == (Unit.MINUTES, 8)
        if value is not None:
            assert found.low <= value
            assert found.high is None or value <= found.high


def test_the_mean_of_shares_has_the_width_that_statistics_say() -> None:
    """Equal weights: the share is a mean of 100, with a standard error of 0.3 / 10."""
    parts = np.clip(np.random.default_rng(1).normal(0.5, 0.3, 100), -5, 5)
    parts = 0.5 + (parts - parts.mean()) / parts.std() * 0.3
    many = [Sums(Basis.ALL, seconds(customer=10 + p, device=9 - p)) for p in parts]
    found = intervals(many, Unit.MINUTES)[Number.CUSTOMER_GAZE_SHARE]
    assert found.high is not None
    assert (found.high - found.low) == pytest.approx(2 * 1.96 * 0.03 / 19, rel=0.1)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_few_units_say_nothing(count: int) -> None:
    assert intervals(UNITS[:count], Unit.HOURS) == {}


def test_a_number_few_units_know_of_gets_none() -> None:
    quiet = [replace(each, tasks=0, checked_tasks=0) for each in UNITS[:4]]
    assert Number.CHECK_BACK_SHARE not in intervals([*quiet, *UNITS[4:]], Unit.MINUTES)
    assert Number.CUSTOMER_GAZE_SHARE in intervals([*quiet, *UNITS[4:]], Unit.MINUTES)


def test_what_never_changes_gets_none() -> None:
    same = [unit(30, 30)] * 9
    assert Number.CUSTOMER_GAZE_SHARE not in intervals(same, Unit.MINUTES)


def test_without_presence_nothing_that_needs_it() -> None:
    unknown = [unit(60 - each, each, Basis.ALL) for each in (5, 10, 20, 30, 40)]
    assert not OF_CUSTOMERS & set(intervals(unknown, Unit.MINUTES))


def test_the_upper_end_may_lie_beyond() -> None:
    censored = [
        replace(each, encounters=EncounterTally(lengths=tally(9, 9, 9), first_look=tally(1, 2)))
        for each in UNITS[:3]
    ] + [replace(each, encounters=EncounterTally(lengths=tally(9, 9))) for each in UNITS[:2]]
    found = intervals(censored, Unit.MINUTES)[Number.FIRST_LOOK_MEDIAN_S]
    assert 0 < found.low <= 2
    assert found.high is None


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([1.0] * 100, None),
        ([float(each) for each in range(101)], (2.0, 98.0)),
        ([float(each) for each in range(95)] + [math.nan] * 5, (2.0, 92.0)),
        ([float(each) for each in range(94)] + [math.nan] * 6, None),
        ([math.nan] * 9, None),
        ([0.0] * 50 + [math.inf] * 50, (0.0, math.inf)),
        ([0.0] * 2 + [math.inf] * 98, None),
        ([-math.inf] * 50 + [0.0] * 50, (-math.inf, 0.0)),
    ],
)
def test_ends(values: list[float], ends: tuple[float, float] | None) -> None:
    assert ends_of(np.array(values), 10**9) == ends


def test_the_fewer_the_units_the_wider() -> None:
    # Student's t of 4, 7, 29 and endless degrees of freedom: 2.776, 2.365, 2.045, 1.960.
    expected = {5: 0.00095, 8: 0.0057, 30: 0.0188, 10**9: 0.025}
    assert {units: edge_of(units) for units in expected} == pytest.approx(expected, rel=0.04)
    values = np.arange(1001.0)
    assert ends_of(values, 8) == (6.0, 994.0)


@given(
    st.lists(st.lists(st.floats(0, 3000), max_size=6), min_size=1, max_size=5),
    st.integers(0, 5),
    st.sampled_from([0.5, 0.85, 0.9]),
)
def test_many_latencies_at_once_are_those_one_by_one(
    latencies: Sequence[Sequence[float]], censored: int, fraction: float
) -> None:
    tallies = [tally(*each) for each in latencies]
    together = tallies[0]
    for each in tallies[1:]:
        together = together.plus(each)
    count = together.count + censored
    spread = spread_of(tallies, np.ones((1, len(tallies))))
    found = float(latencies_s(spread, np.array([float(count)]), fraction)[0])
    alone = latency(together, fraction, count)
    if alone.value_s is None:
        assert math.isinf(found) if alone.beyond else math.isnan(found)
    else:
        assert found == pytest.approx(alone.value_s)


def test_every_number_is_drawn_as_it_is_told() -> None:
    """Units that are all alike: each draw must be the number itself."""
    drawn = draws([UNITS[5]] * 6)
    told = numbers_of(UNITS[5])
    assert set(drawn) == set(Number)
    for number, values in drawn.items():
        value = told[number]
        assert np.allclose(values, math.inf if value is None else value), number


def shown(first: int, count: int) -> PublishedSpan:
    hours = [
        hour(hours_of(days(MONDAY + timedelta(days=day), 1))[clock], volume, customer=0.1 * clock)
        for day in range(5)
        for clock, volume in ((3, BUSY), (4, QUIET), (5, BUSY), (7, BUSY))
    ]
    end = days(MONDAY, 7).end_utc_ns
    within = days(MONDAY + timedelta(days=first), count)
    found = atoms(hours, RULES, end)
    return published([all_of(within, hours)], found, RULES, end)[0]


def minutes_of(span: Span) -> list[Bucket]:
    return [
        flat_bucket(
            UtcNs(start),
            {State.CUSTOMER: (index % 7) * NS_PER_S, State.DEVICE: 10 * NS_PER_S},
            presence_known_ns=60 * NS_PER_S,
            present_ns={State.CUSTOMER: (index % 7) * NS_PER_S, State.DEVICE: 9 * NS_PER_S},
        )
        for index, start in enumerate(range(span.start_utc_ns, span.end_utc_ns, MINUTE_NS))
    ]


def test_a_week_is_drawn_over_its_atoms() -> None:
    found = span_intervals(shown(0, 5))
    share = found[Number.CUSTOMER_GAZE_SHARE]
    # 15 busy hours, and the quiet ones of three days together; two days' are hidden.
    assert (share.unit, share.units) == (Unit.HOURS, 16)
    assert share.high is not None
    assert 0.3 <= share.low < share.high <= 0.7


def test_a_day_is_drawn_over_its_minutes_and_first_looks_over_encounters() -> None:
    day = shown(1, 1)
    found = span_intervals(day, minutes_of(day.span))
    share = found[Number.CUSTOMER_GAZE_SHARE]
    # Three busy hours; the quiet one is published with those of other days.
    assert (share.unit, share.units) == (Unit.MINUTES, 180)
    assert found[Number.FIRST_LOOK_MEDIAN_S].unit is Unit.ENCOUNTERS
    never = found[Number.NEVER_LOOKED_UP_SHARE]
    assert (never.unit, never.units) == (Unit.ENCOUNTERS, 27)
    assert never.high is not None
    # 13 of 27 encounters: 0.48 give or take 1.96 standard errors of 0.096.
    assert never.low == pytest.approx(0.48 - 0.19, abs=0.04)
    assert never.high == pytest.approx(0.48 + 0.19, abs=0.04)
    # Ends over minutes are no finer than two decimals.
    for end in (share.low, share.high):
        assert end is not None
        assert 100 * end == pytest.approx(round(100 * end))


def test_a_week_is_never_drawn_over_minutes() -> None:
    week = shown(0, 5)
    assert span_intervals(week, minutes_of(week.span)) == span_intervals(week)


def test_what_is_withheld_has_none() -> None:
    nothing = shown(5, 1)
    assert nothing.content is None
    assert span_intervals(nothing, minutes_of(nothing.span)) == {}


def test_ends_over_minutes_reach_outwards() -> None:
    day = shown(1, 1)
    told = {hour for atom in day.atoms for hour in atom.hours}
    minutes = [
        each
        for each in minutes_of(day.span)
        if any(hour.start_utc_ns <= each.start_utc_ns < hour.end_utc_ns for hour in told)
    ]
    found = span_intervals(day, minutes)[Number.CUSTOMER_GAZE_SHARE]
    exact = intervals([each.sums(Basis.PRESENT) for each in minutes], Unit.MINUTES)
    fine: Interval = exact[Number.CUSTOMER_GAZE_SHARE]
    assert fine.high is not None
    assert found.high is not None
    assert found.low <= fine.low < fine.high <= found.high
    assert found.high - found.low < fine.high - fine.low + 0.02 + 1e-9
