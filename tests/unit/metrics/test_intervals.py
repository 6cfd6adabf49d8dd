from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from monitor.attention.basis import Basis
from monitor.attention.state import Area
from monitor.metrics.atoms import atoms
from monitor.metrics.estimates import critical, encounter_estimates
from monitor.metrics.figures import Number, numbers_of
from monitor.metrics.intervals import intervals, span_intervals
from monitor.metrics.publication import PublishedSpan, published
from monitor.metrics.rule_ledger import always
from monitor.metrics.sampling_units import Unit
from monitor.metrics.sums import Sums, total_sums
from monitor.metrics.suppression import PublishParams
from monitor.metrics.tallies import EncounterTally
from tests.unit.metrics.hours import BUSY, MADRID, MONDAY, QUIET, all_of, days, hour, hours_of
from tests.unit.metrics.test_figures import seconds, tally

RULES = always(PublishParams(), MADRID)
OF_CUSTOMERS = {
    Number.FIRST_LOOK_MEDIAN_S,
    Number.FIRST_LOOK_P90_S,
    Number.RETURN_MEDIAN_S,
    Number.NEVER_LOOKED_UP_SHARE,
    Number.SPLITS_PER_H,
}
"""What needs to know when a customer is present."""


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


def test_every_number_has_an_interval_that_holds_it_and_says_what_it_comes_from() -> None:
    numbers = numbers_of(total_sums(UNITS, Basis.PRESENT))
    found = intervals(UNITS, Unit.BLOCKS)
    # A third of the encounters has no first look: nothing is known of the 90th percentile.
    assert set(found) == set(Number) - {Number.FIRST_LOOK_P90_S}
    for number, interval in found.items():
        value = numbers[number]
        # In the first part there is no task.
        units = 7 if number is Number.CHECK_BACK_SHARE else 8
        assert (interval.unit, interval.units) == (Unit.BLOCKS, units), number
        assert value is not None
        assert interval.low <= value, number
        assert interval.high is None or value <= interval.high, number


def test_equal_input_gives_equal_intervals_in_any_order() -> None:
    found, back = intervals(UNITS, Unit.BLOCKS), intervals(UNITS[::-1], Unit.BLOCKS)
    assert set(found) == set(back)
    for number, interval in found.items():
        assert interval.low == pytest.approx(back[number].low)


def test_the_mean_of_shares_has_the_width_that_statistics_say() -> None:
    """Equal weights: the share is a mean of 100, with a standard error of 0.3 / 10."""
    parts = np.clip(np.random.default_rng(1).normal(0.5, 0.3, 100), -5, 5)
    parts = 0.5 + (parts - parts.mean()) / parts.std(ddof=1) * 0.3
    many = [Sums(Basis.ALL, seconds(customer=10 + p, device=9 - p)) for p in parts]
    found = intervals(many, Unit.BLOCKS)[Number.CUSTOMER_GAZE_SHARE]
    assert found.high is not None
    # Student's t of 99 degrees of freedom is 1.984.
    assert (found.high - found.low) == pytest.approx(2 * 1.984 * 0.03 / 19, rel=1e-3)


def test_encounters_one_by_one_have_wilsons_interval() -> None:
    """13 of 27, worked out by hand: 0.3074 to 0.6601."""
    met = EncounterTally(lengths=tally(*[60.0] * 27), never_looked_up=13)
    low, high = encounter_estimates(met)[Number.NEVER_LOOKED_UP_SHARE].ends()
    assert (low, high) == (pytest.approx(0.3074, abs=5e-4), pytest.approx(0.6601, abs=5e-4))


def test_none_of_many_is_no_proof_that_none_ever_will_be() -> None:
    met = EncounterTally(lengths=tally(*[60.0] * 40))
    low, high = encounter_estimates(met)[Number.NEVER_LOOKED_UP_SHARE].ends()
    assert low == 0.0
    # Wilson: z^2 / (n + z^2).
    assert high == pytest.approx(3.8415 / 43.8415, abs=1e-4)


def test_a_rate_without_any_event_has_an_upper_end() -> None:
    quiet = [Sums(Basis.ALL, seconds(customer=3000 + each)) for each in range(6)]
    found = intervals(quiet, Unit.HOURS)[Number.PROLONGED_LOOK_AWAYS_PER_H]
    assert found.low == 0.0
    assert found.high is not None
    assert found.high == pytest.approx(3.8415 / (6 * 3002.5 / 3600), rel=1e-3)


def test_a_median_lies_between_lengths_of_the_right_ranks() -> None:
    """Of 40 the ends lie near the 14th and the 26th, by the binomial distribution."""
    lengths = [1.05**each for each in range(40)]
    met = EncounterTally(lengths=tally(*[60.0] * 40), first_look=tally(*lengths))
    low, high = encounter_estimates(met)[Number.FIRST_LOOK_MEDIAN_S].ends()
    assert lengths[12] <= low <= lengths[15]
    assert lengths[24] <= high <= lengths[27]


def test_the_ninetieth_percentile_of_few_is_open_above() -> None:
    """All of ten lie below the 90th percentile in 35 % of the cases."""
    met = EncounterTally(lengths=tally(*[60.0] * 10), first_look=tally(*range(1, 11)))
    estimate = encounter_estimates(met)[Number.FIRST_LOOK_P90_S]
    low, high = estimate.ends()
    assert math.isinf(high)
    # With one end open the other may be as near as it is to leave 5 % out.
    assert 6.0 <= low <= 8.5
    assert low > estimate.ends(0.025)[0]


@pytest.mark.parametrize("count", [0, 1, 4])
def test_few_units_say_nothing(count: int) -> None:
    assert intervals(UNITS[:count], Unit.DAYS) == {}


def test_a_number_few_units_know_of_gets_none() -> None:
    quiet = [replace(each, tasks=0, checked_tasks=0) for each in UNITS[:4]]
    assert Number.CHECK_BACK_SHARE not in intervals([*quiet, *UNITS[4:]], Unit.BLOCKS)
    assert Number.CUSTOMER_GAZE_SHARE in intervals([*quiet, *UNITS[4:]], Unit.BLOCKS)


def test_a_share_of_time_that_never_changes_gets_none() -> None:
    same = [unit(30, 30)] * 9
    assert Number.CUSTOMER_GAZE_SHARE not in intervals(same, Unit.BLOCKS)


def test_without_presence_nothing_that_needs_it() -> None:
    unknown = [unit(60 - each, each, Basis.ALL) for each in (5, 10, 20, 30, 40)]
    assert not OF_CUSTOMERS & set(intervals(unknown, Unit.BLOCKS))


def test_the_upper_end_may_lie_beyond() -> None:
    censored = [
        replace(each, encounters=EncounterTally(lengths=tally(9, 9, 9), first_look=tally(1, 2)))
        for each in UNITS[:3]
    ] + [replace(each, encounters=EncounterTally(lengths=tally(9, 9))) for each in UNITS[:2]]
    found = intervals(censored, Unit.BLOCKS)[Number.FIRST_LOOK_MEDIAN_S]
    assert 0 <= found.low <= 2
    assert found.high is None


def test_the_fewer_the_degrees_of_freedom_the_wider() -> None:
    table = {4: 2.776, 7: 2.365, 29: 2.045, math.inf: 1.960}
    assert {free: critical(0.05, free) for free in table} == pytest.approx(table, rel=0.003)


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


def test_a_week_comes_from_its_days() -> None:
    found = span_intervals(shown(0, 7))
    share = found[Number.CUSTOMER_GAZE_SHARE]
    # Five days; two quiet hours are hidden, and three are published with the day of the first.
    assert (share.unit, share.units) == (Unit.DAYS, 5)
    assert found[Number.FIRST_LOOK_MEDIAN_S].unit is Unit.DAYS
    assert share.high is not None
    assert 0.3 <= share.low < share.high <= 0.7


def test_less_than_a_week_comes_from_its_hours_and_first_looks_from_encounters() -> None:
    found = span_intervals(shown(0, 5))
    share = found[Number.CUSTOMER_GAZE_SHARE]
    # 15 busy hours, and the quiet ones of three days together; two days' are hidden.
    assert (share.unit, share.units) == (Unit.HOURS, 16)
    assert found[Number.FIRST_LOOK_MEDIAN_S].unit is Unit.ENCOUNTERS


def test_a_day_of_few_hours_has_intervals_of_its_encounters_alone() -> None:
    found = span_intervals(shown(1, 1))
    assert {each.unit for each in found.values()} == {Unit.ENCOUNTERS}
    never = found[Number.NEVER_LOOKED_UP_SHARE]
    assert never.units == 27
    assert never.high is not None
    assert (never.low, never.high) == (
        pytest.approx(0.307, abs=2e-3),
        pytest.approx(0.66, abs=2e-3),
    )


def test_what_is_withheld_has_none() -> None:
    nothing = shown(5, 1)
    assert nothing.content is None
    assert span_intervals(nothing) == {}
