from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.basis import Basis
from monitor.attention.state import AREA_OF, SHARED, Area, State
from monitor.metrics import sums as sums_module
from monitor.metrics.figures import Latency, Number, figures_of, latency, numbers_of
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.units import UtcNs, ns_from_s
from tests.buckets import flat_bucket


def tally(*lengths_s: float) -> DurationTally:
    result = DurationTally()
    for length_s in lengths_s:
        result = result.with_duration(ns_from_s(length_s))
    return result


def seconds(**state_s: float) -> dict[State, int]:
    return {State(name): ns_from_s(each) for name, each in state_s.items()}


SERVED = Sums(
    basis=Basis.PRESENT,
    # Ten judged minutes.
    state_ns=seconds(customer=360, device=180, work=60, unknown=200),
    glances={
        Area.CUSTOMER: tally(10, 20, 40),
        Area.DEVICE: tally(1, 1.5, 2, 3, 7),
    },
    long_look_aways=2,
    prolonged_look_aways=1,
    splits=1,
    tasks=4,
    checked_tasks=3,
    encounters=EncounterTally(
        lengths=tally(60, 60, 60, 60, 60, 60, 60, 60),
        first_look=tally(0, 0, 1, 2, 4, 5),
        returns=tally(1, 2, 5),
        never_looked_up=1,
    ),
)


def test_a_state_that_counts_against_nobody_is_in_no_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_work = SHARED - {State.WORK}
    shared_areas = frozenset(AREA_OF[each] for each in without_work)
    monkeypatch.setattr(sums_module, "SHARED", without_work)
    monkeypatch.setattr(sums_module, "SHARED_AREAS", shared_areas)
    found = figures_of(SERVED)
    assert (found.judged_s, found.coverage) == (600, 0.75)
    assert found.area_share[Area.WORK] is None
    assert found.customer_gaze_share == pytest.approx(0.6 / 0.9)
    sums = {State.CUSTOMER: 60, State.DEVICE: 30, State.WORK: 10}
    assert flat_bucket(UtcNs(0), sums).all.customer_gaze_share == pytest.approx(0.6 / 0.9)


def test_numbers_of_a_span() -> None:
    found = figures_of(SERVED)
    assert (found.judged_s, found.coverage) == (600, 0.75)
    assert found.customer_gaze_share == 0.6
    told = {Area.CUSTOMER: 0.6, Area.DEVICE: 0.3, Area.WORK: 0.1}
    assert found.area_share == dict.fromkeys(Area, 0.0) | told
    assert found.longest_customer_s == 40
    assert (found.look_aways, found.look_aways_per_min) == (5, 0.5)
    assert (found.long_look_aways, found.prolonged_look_aways, found.splits) == (2, 1, 1)
    assert (found.tasks, found.checked_tasks, found.check_back_share) == (4, 3, 0.75)
    assert (found.never_looked_up, found.never_looked_up_share) == (1, 0.125)
    assert (found.encounters, found.first_looks, found.returns) == (8, 6, 3)


def test_glances_of_an_area() -> None:
    device = figures_of(SERVED).glances[Area.DEVICE]
    assert (device.count, device.rate_per_min) == (5, 0.5)
    assert (device.total_s, device.longest_s) == (14.5, 7)
    assert device.mean_s == pytest.approx(2.9)
    assert device.median_s == pytest.approx(2, rel=0.13)
    assert device.p85_s == pytest.approx(7, rel=0.13)
    assert device.over_2s_share == 0.6  # two seconds are over two seconds
    work = figures_of(SERVED).glances[Area.WORK]
    assert (work.count, work.rate_per_min, work.mean_s, work.median_s) == (0, 0, None, None)
    assert (work.p85_s, work.over_2s_share) == (None, None)


def test_encounters_without_a_look_count_as_longer_than_any() -> None:
    """Of eight, six were looked at: the fourth of eight waited 2 s, the eighth's 90 % is beyond."""
    found = figures_of(SERVED)
    assert found.first_look_median is not None
    assert found.first_look_median.value_s == pytest.approx(2, rel=0.13)
    assert found.first_look_p90 == Latency(None, beyond=True)
    # Among those looked at alone the median would be the third's: 1 s.
    alone = latency(SERVED.encounters.first_look, 0.5, 6).value_s
    assert alone == pytest.approx(1, rel=0.13)


@pytest.mark.parametrize(
    ("latencies_s", "count", "fraction", "found"),
    [
        ([], 0, 0.5, Latency(None)),
        ([], 3, 0.5, Latency(None, beyond=True)),
        ([0, 0, 0, 0], 4, 0.5, Latency(0.0)),  # eyes that were there already, not 0.2 s
        ([9], 2, 0.5, Latency(9.0)),  # the last that is not beyond
        ([9], 3, 0.5, Latency(None, beyond=True)),
    ],
)
def test_latency(latencies_s: list[float], count: int, fraction: float, found: Latency) -> None:
    assert latency(tally(*latencies_s), fraction, count) == found


def test_what_needs_customers_is_left_out_where_they_are_not_known() -> None:
    found = figures_of(Sums(Basis.ALL, seconds(customer=30, device=30), splits=0))
    assert (found.first_look_median, found.first_look_p90, found.return_median) == (None,) * 3
    assert (found.never_looked_up, found.never_looked_up_share, found.splits) == (None,) * 3
    assert found.customer_gaze_share == 0.5


def test_nothing_at_all() -> None:
    found = figures_of(Sums(Basis.PRESENT))
    assert (found.customer_gaze_share, found.coverage, found.look_aways_per_min) == (None,) * 3
    assert found.first_look_median == Latency(None)
    assert set(numbers_of(Sums(Basis.ALL)).values()) == {None}


def test_numbers_to_compare() -> None:
    numbers = numbers_of(SERVED)
    assert set(numbers) == set(Number)
    assert numbers[Number.CUSTOMER_GAZE_SHARE] == 0.6
    assert numbers[Number.DEVICE_SHARE] == 0.3
    assert numbers[Number.LOOK_AWAYS_PER_MIN] == 0.5
    assert numbers[Number.LONG_LOOK_AWAYS_PER_H] == pytest.approx(12)
    assert numbers[Number.SPLITS_PER_H] == pytest.approx(6)
    assert numbers[Number.FIRST_LOOK_P90_S] is None


def exact_latency_s(latencies_s: Iterable[float], count: int, fraction: float) -> float | None:
    """The smallest latency that at least `fraction` of `count` do not exceed."""
    for rank, latency_s in enumerate(sorted(latencies_s), 1):
        if rank >= fraction * count:
            return latency_s
    return None


@given(
    st.lists(st.floats(0, 1500), max_size=12),
    st.integers(0, 6),
    st.sampled_from([0.5, 0.9]),
)
def test_latency_from_bins_is_near_the_exact_one(
    latencies_s: list[float], censored: int, fraction: float
) -> None:
    count = len(latencies_s) + censored
    found = latency(tally(*latencies_s), fraction, count)
    exact = exact_latency_s(latencies_s, count, fraction)
    assert (found.value_s is None) == (exact is None)
    assert found.beyond == (exact is None and count > 0)
    if found.value_s is not None and exact is not None:
        assert found.value_s == pytest.approx(exact, rel=0.123, abs=0.225)
