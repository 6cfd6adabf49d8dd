"""Fixed logarithmic bins for lengths of time, so that counts add up over any span.

Twenty bins per factor of ten from 0.2 s: edges at 0.2, 0.224, 0.252 ... 2.0 ... 20 ... 2000 s. 2 s
is an edge, so "share over 2 s" is exact. The first bin holds all that is shorter too (latencies;
a glance never is), the last one all that is longer.

A percentile read from the bins lies in the very bin that holds the exact one. So it is off by at
most `PERCENTILE_ERROR` of the exact one (12.2 %), or by 0.224 s where that is below 0.224 s. Above
2000 s, over half an hour, it is only known to lie between that and the longest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Final

from monitor.units import NS_PER_S, ns_from_s

FIRST_EDGE_S: Final = 0.2
BINS_PER_DECADE: Final = 20
DECADES: Final = 4
BIN_EDGES_NS: Final[tuple[int, ...]] = tuple(
    ns_from_s(FIRST_EDGE_S * 10 ** (index / BINS_PER_DECADE))
    for index in range(DECADES * BINS_PER_DECADE + 1)
)
"""Lower edge of each bin; bin i holds edge[i] <= dwell < edge[i + 1], the last one all above."""

PERCENTILE_ERROR: Final = 10 ** (1 / BINS_PER_DECADE) - 1
"""The most that a percentile read from the bins is off, as a part of the exact one."""


def bin_of(dwell_ns: int) -> int:
    """Index of the bin that holds a dwell time; shorter than the first edge counts in the first."""
    return max(bisect_right(BIN_EDGES_NS, dwell_ns) - 1, 0)


def percentile_s(bins: Mapping[int, int], fraction: float, longest_ns: int) -> float | None:
    """The dwell time below which `fraction` of the glances lie, in seconds; None without glances.

    Interpolated on the logarithm within its bin, and never above the longest glance.
    """
    count = sum(bins.values())
    if count == 0:
        return None
    rank = fraction * count
    below = 0
    for index in sorted(bins):
        inside = bins[index]
        if below + inside >= rank:
            low_s = BIN_EDGES_NS[index] / NS_PER_S
            ratio = 10 ** (1 / BINS_PER_DECADE)
            return min(low_s * ratio ** ((rank - below) / inside), longest_ns / NS_PER_S)
        below += inside
    return longest_ns / NS_PER_S


def count_over(bins: Mapping[int, int], dwell_ns: int) -> int:
    """Glances in bins that start at or above `dwell_ns` (exact when it is an edge)."""
    return sum(count for index, count in bins.items() if BIN_EDGES_NS[index] >= dwell_ns)
