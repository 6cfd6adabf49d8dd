from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.basis import Basis
from monitor.attention.state import Area
from monitor.errors import BadRequest
from monitor.metrics.duration_bins import BIN_EDGES_NS
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import EncounterTally
from monitor.metrics.what_if import Bounds, Measured, Thresholds, what_if
from monitor.units import ns_from_s, s_from_ns
from tests.unit.metrics.test_figures import seconds, tally

AWAY_S = (0.3, 1, 2, 2.5, 3.1, 3.1, 6.5, 12)
HELD = Sums(
    basis=Basis.PRESENT,
    state_ns=seconds(customer=60, device=40),
    glances={Area.DEVICE: tally(*AWAY_S), Area.CUSTOMER: tally(0.3, 0.3, 20, 30)},
    long_look_aways=4,
    prolonged_look_aways=2,
    encounters=EncounterTally(
        lengths=tally(30, 30, 30, 30), first_look=tally(0, 1, 5), returns=tally(0.1, 3, 8)
    ),
)


def test_an_edge_is_exact() -> None:
    found = what_if(HELD, Thresholds(long_s=2, over_s=2))
    assert found.long_look_aways == Bounds(6, 6)
    assert Bounds(6, 6).exact
    below = replace(HELD, glances={Area.DEVICE: tally(1.9, 2)})
    assert what_if(below, Thresholds(long_s=2)).long_look_aways == Bounds(1, 1)
    assert found.over_share == {Area.DEVICE: Bounds(0.75, 0.75), Area.CUSTOMER: Bounds(0.5, 0.5)}


def test_between_two_edges_one_bin_is_in_doubt() -> None:
    # 2.825 to 3.170 s is one bin: nobody knows whether what lies in it reached 3.05 s.
    found = what_if(HELD, Thresholds(long_s=3.05))
    assert found.long_look_aways == Bounds(2, 4)
    assert not Bounds(2, 4).exact


def test_what_was_measured_is_exact() -> None:
    found = what_if(HELD, Thresholds(long_s=3, prolonged_s=6))
    assert (found.long_look_aways, found.prolonged_look_aways) == (Bounds(4, 4), Bounds(2, 2))
    other = what_if(HELD, Thresholds(long_s=3), Measured(long_s=4))
    assert other.long_look_aways == Bounds(2, 4)


def test_longer_than_the_longest_is_none() -> None:
    assert what_if(HELD, Thresholds(long_s=12.1, prolonged_s=13)).long_look_aways == Bounds(0, 0)


def test_a_higher_minimum_for_glances() -> None:
    found = what_if(HELD, Thresholds(glance_min_s=2))
    assert found.glances == {Area.DEVICE: Bounds(6, 6), Area.CUSTOMER: Bounds(2, 2)}
    share = found.customer_glance_share
    assert share is not None
    # 50.6 s of glances, of which the two short ones held between 0.56 and 0.64 s, over 100 s.
    assert share.low <= 0.5 <= share.high
    assert share.high - share.low < 0.002
    assert what_if(HELD, Thresholds(glance_min_s=0.2)).glances == {
        Area.DEVICE: Bounds(8, 8),
        Area.CUSTOMER: Bounds(4, 4),
    }


def test_first_looks_and_returns() -> None:
    found = what_if(HELD, Thresholds(first_look_within_s=2, return_over_s=2))
    # Two of four within 2 s: one took 5 s, one never came.
    assert found.first_look_within_share == Bounds(0.5, 0.5)
    assert found.slow_return_share == Bounds(2 / 3, 2 / 3)
    # The first bin holds what is shorter too, so that even its edge leaves it in doubt.
    assert what_if(HELD, Thresholds(return_over_s=0.2)).slow_return_share == Bounds(2 / 3, 1)


def test_what_was_not_asked_is_not_answered() -> None:
    found = what_if(HELD, Thresholds())
    assert {getattr(found, name) for name in found.__slots__} == {None}
    empty = what_if(
        Sums(Basis.PRESENT), Thresholds(glance_min_s=1, first_look_within_s=1, return_over_s=1)
    )
    assert (empty.customer_glance_share, empty.first_look_within_share) == (None, None)
    assert empty.slow_return_share is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Thresholds(long_s=0.1), "long_s is 0.1 s: from what is kept, 0.2 s to 2000 s can be"),
        (
            Thresholds(glance_min_s=2001),
            "glance_min_s is 2001 s: from what is kept, 0.2 s",
        ),
        (Thresholds(long_s=float("nan")), "long_s is nan"),
        (
            Thresholds(long_s=7),
            "prolonged_s is 6 s and long_s is 7 s: a prolonged look-away is",
        ),
    ],
)
def test_refused(asked: Thresholds, said: str) -> None:
    with pytest.raises(BadRequest, match=f"^{re.escape(said)}"):
        what_if(HELD, asked)


def test_refused_where_customers_are_not_known() -> None:
    with pytest.raises(BadRequest, match="first_look_within_s cannot be answered here"):
        what_if(replace(HELD, basis=Basis.ALL), Thresholds(first_look_within_s=1))


def test_thresholds_in_force_give_the_plain_numbers() -> None:
    """Of the customers' time too, where a clipped glance may lie in the first bin."""
    measured = Measured(3.0, 6.0, 0.3)
    found = what_if(HELD, Thresholds(long_s=3.0, prolonged_s=6.0, glance_min_s=0.3), measured)
    assert found.long_look_aways == Bounds(4, 4)
    assert found.prolonged_look_aways == Bounds(2, 2)
    assert found.glances == {
        area: Bounds(each.count, each.count) for area, each in HELD.glances.items()
    }
    share = HELD.glances[Area.CUSTOMER].total_ns / HELD.judged_ns
    assert found.customer_glance_share == Bounds(share, share)


lengths = st.lists(st.floats(0.2, 100), max_size=12)
thresholds = st.floats(0.2, 120) | st.sampled_from([s_from_ns(edge) for edge in BIN_EDGES_NS[:50]])


@given(lengths, thresholds)
def test_the_truth_lies_between_the_bounds(lengths_s: list[float], asked_s: float) -> None:
    content = Sums(
        basis=Basis.ALL,
        state_ns=seconds(customer=max(sum(lengths_s), 1)),
        glances={Area.DEVICE: tally(*lengths_s), Area.CUSTOMER: tally(*lengths_s)},
    )
    found = what_if(content, Thresholds(long_s=asked_s, prolonged_s=2000, glance_min_s=asked_s))
    kept = [each for each in lengths_s if ns_from_s(each) >= ns_from_s(asked_s)]
    assert found.long_look_aways is not None
    assert found.glances is not None
    share = found.customer_glance_share
    assert share is not None
    if asked_s != 3:
        assert found.long_look_aways.low <= len(kept) <= found.long_look_aways.high
    assert found.glances[Area.DEVICE].low <= len(kept) <= found.glances[Area.DEVICE].high
    true_share = sum(kept) / max(sum(lengths_s), 1)
    assert share.low - 1e-9 <= true_share <= share.high + 1e-9
    if ns_from_s(asked_s) in BIN_EDGES_NS:
        assert found.glances[Area.DEVICE].exact
