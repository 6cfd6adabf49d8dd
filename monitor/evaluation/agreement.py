"""Agreement between two sets of words about the same moments, from their table of counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
"""Shape (rows, columns), int64: how often the row's word met the column's."""


@dataclass(frozen=True, slots=True)
class StateScore:
    """How well one state is found. None where the number is not defined (nothing to divide by)."""

    precision: float | None
    recall: float | None
    f1: float | None
    truth: int
    """Moments that are this state."""
    answered: int
    """Moments that were called so."""


def ratio(part: float, whole: float) -> float | None:
    """part / whole, None for 0 / 0."""
    return float(part) / float(whole) if whole else None


def state_score(counts: Counts, row: int, column: int) -> StateScore:
    """Precision, recall and F1 of the state that is row `row` of the truth and column `column`.

    F1 is 2 hits / (truth + answered), which is 0 for a state that was missed altogether, and None
    only where it neither occurs nor was answered.
    """
    hits, truth, answered = counts[row, column], counts[row].sum(), counts[:, column].sum()
    return StateScore(
        precision=ratio(hits, answered),
        recall=ratio(hits, truth),
        f1=ratio(2 * hits, truth + answered),
        truth=int(truth),
        answered=int(answered),
    )


def cohens_kappa(counts: Counts) -> float | None:
    """Cohen's kappa of a square table, agreement beyond chance; None where chance explains all.

    Source: J. Cohen, A coefficient of agreement for nominal scales, 1960.
    """
    total = int(counts.sum())
    if total == 0:
        return None
    seen = float(np.trace(counts)) / total
    by_chance = float(counts.sum(axis=1) @ counts.sum(axis=0)) / total**2
    return None if by_chance >= 1.0 else (seen - by_chance) / (1.0 - by_chance)


def regrouped(
    counts: Counts, rows: tuple[int | None, ...], columns: tuple[int | None, ...], size: int
) -> Counts:
    """A square table of `size` groups.

    Args:
        counts: shape (len(rows), len(columns)).
        rows: the group of each row, None to leave it out.
        columns: the same for the columns.
        size: number of groups.
    """
    square = np.zeros((size, size), np.int64)
    for row, to_row in enumerate(rows):
        for column, to_column in enumerate(columns):
            if to_row is not None and to_column is not None:
                square[to_row, to_column] += counts[row, column]
    return square
