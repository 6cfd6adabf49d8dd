"""How long things are kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetentionParams:
    """What is older goes. For encounters and sessions these are also the longest accepted.

    Attributes:
        minutes_days: minute buckets; hours stand for them afterwards.
        hours_months: hour buckets.
        encounters_hours: single encounters; afterwards only their sums are left.
        sessions_days: training sessions, which can be removed at any time before.
    """

    minutes_days: int = 30
    hours_months: int = 13
    encounters_hours: int = 72
    sessions_days: int = 90
