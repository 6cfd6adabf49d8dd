"""Additive aggregates: what one counter did in one span of time, as sums.

Every field but `longest_ns` adds up, and `longest_ns` takes the greater, so a bucket of an hour is
exactly the sum of its minutes under any grouping. Seconds stand in the minute they fell in; a
glance is booked, whole, in the minute in which it ends (until then nobody knows its length), so a
closed minute never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from monitor.attention.state import JUDGED, SHARED, Area, State
from monitor.metrics.tallies import (
    DurationTally,
    EncounterTally,
    total_encounters,
    total_glances,
)
from monitor.units import NS_PER_S, UtcNs

MINUTE_NS: Final = 60 * NS_PER_S


def _summed(parts: Iterable[Mapping[State, int]]) -> Mapping[State, int]:
    result: dict[State, int] = {}
    for part in parts:
        for state, ns in part.items():
            result[state] = result.get(state, 0) + ns
    return MappingProxyType(result)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Sums over one span of one counter.

    Attributes:
        start_utc_ns: where the span starts; its length is the caller's (a minute, an hour, a day).
        state_ns: nanoseconds per state; states that did not occur are left out.
        inferred_ns: the part of `device` that was inferred: the eyes were not seen.
        gap_ns: time without any sample (camera lost, program stopped between two samples).
        samples: frames judged.
        glances: one tally per area; areas without a glance are left out.
        presence_known_ns: time in which it was known whether a customer was present.
        present_ns: nanoseconds per state with a customer present; a part of `state_ns`.
        present_glances: dwell within encounters, per area; a glance that reaches over the border of
            an encounter counts with the part inside.
        long_look_aways: device glances of `EncounterParams.long_s` or more: inside encounters where
            presence is known.
        prolonged_look_aways: the same of `prolonged_s` or more.
        splits: episodes of split attention.
        tasks: device or work attention over `check_s`, as check-back counts it.
        checked_tasks: those in which the eyes came back to the customer at least that often.
        encounters: those that ended in the span.
        practice_ns: time of a training session, of which nothing else is counted here.
    """

    start_utc_ns: UtcNs
    state_ns: Mapping[State, int] = field(default_factory=dict[State, int])
    inferred_ns: int = 0
    gap_ns: int = 0
    samples: int = 0
    glances: Mapping[Area, DurationTally] = field(default_factory=dict[Area, DurationTally])
    presence_known_ns: int = 0
    present_ns: Mapping[State, int] = field(default_factory=dict[State, int])
    present_glances: Mapping[Area, DurationTally] = field(default_factory=dict[Area, DurationTally])
    long_look_aways: int = 0
    prolonged_look_aways: int = 0
    splits: int = 0
    tasks: int = 0
    checked_tasks: int = 0
    encounters: EncounterTally = field(default_factory=EncounterTally)
    practice_ns: int = 0

    def plus(self, other: Bucket) -> Bucket:
        """Both together; the start is the earlier one's."""
        return total((self, other), min(self.start_utc_ns, other.start_utc_ns))

    @property
    def judged_ns(self) -> int:
        """Nanoseconds in which gaze was known."""
        return sum(ns for state, ns in self.state_ns.items() if state in JUDGED)

    @property
    def customer_gaze_share(self) -> float | None:
        """customer / (customer + device + work + elsewhere), None when nothing was judged."""
        shared = sum(ns for state, ns in self.state_ns.items() if state in SHARED)
        return self.state_ns.get(State.CUSTOMER, 0) / shared if shared else None

    @property
    def coverage(self) -> float | None:
        """judged / (judged + unknown), None when nobody was there."""
        judged = self.judged_ns
        seen = judged + self.state_ns.get(State.UNKNOWN, 0)
        return judged / seen if seen else None


def total(buckets: Iterable[Bucket], start_utc_ns: UtcNs) -> Bucket:
    """Sum of buckets, starting at `start_utc_ns`; an empty bucket when there are none."""
    parts = tuple(buckets)
    if len(parts) == 1:
        alone = parts[0]
        return (
            alone
            if alone.start_utc_ns == start_utc_ns
            else replace(alone, start_utc_ns=start_utc_ns)
        )
    # Field by field over all of them: adding pair by pair copies the tallies each time.
    return Bucket(
        start_utc_ns=start_utc_ns,
        state_ns=_summed(part.state_ns for part in parts),
        inferred_ns=sum(part.inferred_ns for part in parts),
        gap_ns=sum(part.gap_ns for part in parts),
        samples=sum(part.samples for part in parts),
        glances=total_glances(part.glances for part in parts),
        presence_known_ns=sum(part.presence_known_ns for part in parts),
        present_ns=_summed(part.present_ns for part in parts),
        present_glances=total_glances(part.present_glances for part in parts),
        long_look_aways=sum(part.long_look_aways for part in parts),
        prolonged_look_aways=sum(part.prolonged_look_aways for part in parts),
        splits=sum(part.splits for part in parts),
        tasks=sum(part.tasks for part in parts),
        checked_tasks=sum(part.checked_tasks for part in parts),
        encounters=total_encounters([part.encounters for part in parts]),
        practice_ns=sum(part.practice_ns for part in parts),
    )


def minute_of(utc_ns: int) -> UtcNs:
    """Start of the minute that holds this moment."""
    return UtcNs(utc_ns - utc_ns % MINUTE_NS)
