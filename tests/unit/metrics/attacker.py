"""Somebody who knows sums over hours, and solves for sums over sets that are too small.

A row is the set of cells in one published sum: each hour twice, once for all its time and once for
its time with customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from monitor.attention.basis import Basis
from monitor.metrics.rollup import Summed
from monitor.metrics.rule_ledger import always
from monitor.metrics.suppression import PublishParams, verdict
from monitor.metrics.volumes import total_volumes, volumes_of
from tests.unit.metrics.hours import MADRID

PARAMS = PublishParams()
RULES = always(PARAMS, MADRID)
Row = frozenset[int]


def attack(seen: set[Row], hours: Sequence[Summed]) -> list[Row]:
    """Sets of cells that do not pass the rule and whose sum follows from what was seen.

    Cells that come up in the same rows cannot be told apart, so any set that follows is made of
    whole classes of such cells. All sets of one and of two classes are tried.
    """
    ordered = sorted(seen, key=sorted)
    matrix = np.array([[cell in row for cell in range(2 * len(hours))] for row in ordered], float)
    if not matrix.size:
        return []
    alike: dict[bytes, set[int]] = {}
    for cell in range(matrix.shape[1]):
        if matrix[:, cell].any():
            alike.setdefault(matrix[:, cell].tobytes(), set()).add(cell)
    _, strengths, directions = np.linalg.svd(matrix, full_matrices=False)
    directions = directions[strengths > 1e-9 * strengths[0]]
    classes = [frozenset(cells) for cells in alike.values()]
    tried = [*classes, *(one | other for one, other in combinations(classes, 2))]
    return [cells for cells in tried if not passes(cells, hours) and follows(cells, directions)]


def follows(cells: Row, directions: np.ndarray) -> bool:
    wanted = np.zeros(directions.shape[1])
    wanted[list(cells)] = 1
    return bool(np.abs(wanted - directions.T @ (directions @ wanted)).max() < 1e-6)


def passes(cells: Row, hours: Sequence[Summed]) -> bool:
    """Whether a set is big enough: all of one kind of time, and the rule is content with it."""
    kinds = {Basis.PRESENT if cell % 2 else Basis.ALL for cell in cells}
    held = total_volumes(volumes_of(hours[cell // 2].bucket) for cell in cells)
    if kinds == {Basis.PRESENT, Basis.ALL}:
        # Kinds of time are never added, so both parts must be big enough by themselves.
        parts = (frozenset(c for c in cells if c % 2 == odd) for odd in (0, 1))
        return all(passes(part, hours) for part in parts)
    return verdict(held, PARAMS, kinds.pop()).reason is None
