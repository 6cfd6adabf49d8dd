from __future__ import annotations

import pytest

from monitor.evaluation.angle_error import angle_error, pearson_r, separation_auc


def test_errors_worked_by_hand() -> None:
    error = angle_error([12.0, -3.0, 6.0, 9.0], [10.0, -5.0, 0.0, 11.0])
    # off by +2, +2, +6, -2: mean +2, and without it 0, 0, 4, 4
    assert error.mae_deg == pytest.approx(3.0)
    assert error.bias_deg == pytest.approx(2.0)
    assert error.mae_without_offset_deg == pytest.approx(2.0)


def test_the_short_way_round_is_taken() -> None:
    error = angle_error([179.0, -178.0, 5.0], [-179.0, 178.0, 5.0])
    assert error.mae_deg == pytest.approx(2.0)
    assert error.bias_deg == pytest.approx(2.0 / 3.0)


def test_nothing_measured_is_no_number() -> None:
    error = angle_error([], [])
    assert (error.mae_deg, error.bias_deg, error.mae_without_offset_deg, error.r) == (None,) * 4


def test_correlation_worked_by_hand() -> None:
    # deviations -1 0 1 and -2 1 1: 3 / sqrt(2 * 6)
    assert pearson_r([1.0, 2.0, 3.0], [0.0, 3.0, 3.0]) == pytest.approx(3.0 / 12.0**0.5)
    assert pearson_r([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]) == pytest.approx(-1.0)


def test_correlation_needs_three_pairs_that_change() -> None:
    assert pearson_r([1.0, 2.0], [1.0, 2.0]) is None
    assert pearson_r([1.0, 2.0, 3.0], [4.0, 4.0, 4.0]) is None


def test_auc_worked_by_hand_ties_counting_half() -> None:
    # 3 beats all three; 1 beats 0, ties with 1 and loses to 2
    assert separation_auc([3.0, 1.0], [0.0, 1.0, 2.0]) == pytest.approx((3 + 1 + 0.5) / 6)
    assert separation_auc([5.0], [1.0, 2.0]) == 1.0
    assert separation_auc([0.0], [1.0, 2.0]) == 0.0
    assert separation_auc([], [1.0]) is None
