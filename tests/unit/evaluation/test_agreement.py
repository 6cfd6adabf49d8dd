from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.evaluation.agreement import cohens_kappa, ratio, regrouped, state_score


def test_kappa_of_a_table_worked_by_hand() -> None:
    # Agreement 35/50 = 0.7; by chance (25*30 + 25*20) / 2500 = 0.5; (0.7 - 0.5) / 0.5 = 0.4
    assert cohens_kappa(np.array([[20, 5], [10, 15]])) == pytest.approx(0.4)


def test_kappa_of_three_words_worked_by_hand() -> None:
    # Agreement 43/60; by chance (20*24 + 20*18 + 20*18) / 3600 = 1/3
    table = np.array([[15, 3, 2], [4, 14, 2], [5, 1, 14]])
    assert cohens_kappa(table) == pytest.approx((43 / 60 - 1 / 3) / (2 / 3))


def test_kappa_is_not_defined_where_chance_explains_all() -> None:
    assert cohens_kappa(np.array([[7, 0], [0, 0]])) is None
    assert cohens_kappa(np.zeros((3, 3), np.int64)) is None


def test_kappa_of_no_agreement_beyond_chance_is_nought() -> None:
    assert cohens_kappa(np.array([[6, 2], [9, 3]])) == pytest.approx(0.0)


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=4, max_size=4))
def test_kappa_does_not_care_who_is_who(rows: list[list[int]]) -> None:
    table = np.array(rows)
    kappa, turned = cohens_kappa(table), cohens_kappa(table.T)
    assert (kappa is None) == (turned is None)
    if kappa is not None:
        assert kappa == pytest.approx(turned)
        assert kappa <= 1.0 + 1e-12


def test_precision_recall_and_f1_worked_by_hand() -> None:
    # Truth down, answers across, the last column being "unknown".
    table = np.array([[6, 1, 1], [2, 4, 0]])
    first = state_score(table, 0, 0)
    assert (first.truth, first.answered) == (8, 8)
    assert first.precision == pytest.approx(6 / 8)
    assert first.recall == pytest.approx(6 / 8)
    assert first.f1 == pytest.approx(2 * 6 / 16)
    second = state_score(table, 1, 1)
    assert second.precision == pytest.approx(4 / 5)
    assert second.recall == pytest.approx(4 / 6)
    precision, recall = 4 / 5, 4 / 6
    assert second.f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_a_state_missed_altogether_scores_nought_and_one_that_never_was_scores_nothing() -> None:
    table = np.array([[0, 3, 0], [0, 5, 0], [0, 0, 0]])
    assert state_score(table, 0, 0).f1 == 0.0
    assert state_score(table, 0, 0).precision is None
    assert state_score(table, 2, 2).f1 is None


def test_regrouping_merges_and_leaves_out() -> None:
    table = np.array([[1, 2, 3], [4, 5, 6]])
    merged = regrouped(table, (0, 1), (0, 1, 1), 2)
    assert merged.tolist() == [[1, 5], [4, 11]]
    less = regrouped(table, (0, None), (0, 1, None), 2)
    assert less.tolist() == [[1, 2], [0, 0]]


def test_nothing_over_nothing_is_nothing() -> None:
    assert ratio(0, 0) is None
    assert ratio(1, 4) == 0.25
