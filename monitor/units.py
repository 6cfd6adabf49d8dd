"""Distinct types for quantities that are easily mixed up, and the only conversions between them."""

from __future__ import annotations

import math
from typing import NewType

Ns = NewType("Ns", int)
"""A monotonic time or a duration in nanoseconds. Only differences mean anything."""

UtcNs = NewType("UtcNs", int)
"""Nanoseconds since 1970-01-01T00:00:00Z."""

CounterId = NewType("CounterId", str)
"""Name of one counter within a site, as written in the settings."""

AoiId = NewType("AoiId", str)
"""Name of one area of interest of a counter."""

NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000


def ns_from_s(seconds: float) -> Ns:
    """Nearest whole nanosecond to a number of seconds."""
    return Ns(round(seconds * NS_PER_S))


def s_from_ns(ns: int) -> float:
    """Seconds as a float."""
    return ns / NS_PER_S


def ms_from_ns(ns: int) -> float:
    """Milliseconds as a float."""
    return ns / NS_PER_MS


def rad_from_deg(degrees: float) -> float:
    """Radians from degrees."""
    return math.radians(degrees)


def deg_from_rad(radians: float) -> float:
    """Degrees from radians."""
    return math.degrees(radians)
