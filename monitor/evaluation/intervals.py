"""95 % intervals by bootstrap over clips or persons, never over frames.

Frames of one clip are alike, so resampling them would promise far too much. Whole clips (or
persons) are drawn with replacement, as many as there are, and the number is worked out anew; the
interval reaches from the 2.5th to the 97.5th percentile of what comes out. The draws are seeded, so
equal input gives equal intervals.

Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993 (percentile interval).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 1000
SEED: Final = 20260101
LEAST_UNITS: Final = 3
CONFIDENCE: Final = 0.95

Numbers = Mapping[str, float | None]
Picked = Sequence[int]
"""Which unit stands at each place; as many as there are units."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals by the name of the number; `reason` says why there are none."""

    found: Mapping[str, Interval]
    reason: str | None


def bootstrap(units: int, unit_name: str, numbers: Callable[[Picked], Numbers]) -> Intervals:
    """Intervals of several numbers at once.

    Args:
        units: how many clips or persons there are.
        unit_name: what they are, in the plural.
        numbers: works the numbers out from the picked units; None where one is not defined. Such
            draws are left out. A number that fewer than three units have anything to say about
            (somebody is absent in one clip only, say) gets no interval, and neither does one that
            never changes: none wrong in few clips is no proof that none ever will be.
    """
    if units < LEAST_UNITS:
        return Intervals({}, f"fewer than {LEAST_UNITS} {unit_name}: an interval would say nothing")
    alone = [numbers([unit]) for unit in range(units)]
    uniform = np.random.default_rng(SEED).random((RESAMPLES, units))
    draws: NDArray[np.int64] = np.floor(uniform * units).astype(np.int64)
    drawn: dict[str, list[float]] = {}
    for draw in draws:
        picked = [int(unit) for unit in draw]
        for name, value in numbers(picked).items():
            if value is not None:
                drawn.setdefault(name, []).append(value)
    edge = 100.0 * (1.0 - CONFIDENCE) / 2.0
    found: dict[str, Interval] = {}
    for name, values in drawn.items():
        telling = sum(each.get(name) is not None for each in alone)
        if telling >= LEAST_UNITS and min(values) < max(values):
            low, high = np.percentile(values, [edge, 100.0 - edge])
            found[name] = Interval(float(low), float(high))
    return Intervals(found, None)
