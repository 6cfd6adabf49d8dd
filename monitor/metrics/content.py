"""A span's sums in two parts: volumes, which anybody may see, and content, which is published.

Volumes say how much was measured. Content says where the eyes were. What looking down means depends
on whether a customer is there, so content is of one kind of time only, its basis: the time with a
customer present, where presence was known for at least half of the measured time, else all time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from monitor.attention.state import SHARED_AREAS, Area, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.tallies import (
    DurationTally,
    EncounterTally,
    total_encounters,
    total_glances,
)

_STATES: Final = MappingProxyType({area: State(area) for area in Area})
"""The state of looking at each area."""


class Basis(StrEnum):
    """The time that content is about."""

    PRESENT = "present"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Volumes:
    """How much was measured in a span, whatever the eyes did; never withheld.

    Attributes:
        judged_ns: gaze was known.
        unknown_ns: a face was there and could not be judged.
        absent_ns: nobody was at the counter.
        paused_ns: measuring was switched off.
        gap_ns: no sample at all.
        practice_ns: a training session ran.
        presence_known_ns: it was known whether a customer was present.
        present_seen_ns: a customer was present and so was a face, judged or not.
        present_judged_ns: the part of it in which gaze was known.
        encounters: those that ended in the span.
    """

    judged_ns: int = 0
    unknown_ns: int = 0
    absent_ns: int = 0
    paused_ns: int = 0
    gap_ns: int = 0
    practice_ns: int = 0
    presence_known_ns: int = 0
    present_seen_ns: int = 0
    present_judged_ns: int = 0
    encounters: int = 0

    @property
    def measured_ns(self) -> int:
        """The camera worked and nobody had switched it off."""
        return self.judged_ns + self.unknown_ns + self.absent_ns

    @property
    def coverage(self) -> float | None:
        """judged / (judged + unknown) of all time, None when nobody was there."""
        return _ratio(self.judged_ns, self.judged_ns + self.unknown_ns)

    @property
    def encounters_per_h(self) -> float | None:
        """The load: encounters per hour in which presence was known, None without any."""
        hours = self.presence_known_ns / 3.6e12
        return self.encounters / hours if hours else None

    @property
    def basis(self) -> Basis:
        """The customer's time, where presence was known for half of the measured time or more."""
        known = self.presence_known_ns > 0 and 2 * self.presence_known_ns >= self.measured_ns
        return Basis.PRESENT if known else Basis.ALL

    def seen_ns(self, basis: Basis) -> int:
        """Time of this basis in which a face was there."""
        present = basis is Basis.PRESENT
        return self.present_seen_ns if present else self.judged_ns + self.unknown_ns


@dataclass(frozen=True, slots=True)
class Content:
    """Where the eyes were, in the time of one basis. Adds up like a bucket.

    Attributes:
        basis: what time this is about.
        area_ns: judged nanoseconds per area; areas never looked at are left out.
        unknown_ns: time in which gaze could not be judged.
        inferred_ns: the part of `device` inferred from a face lost; 0 for the customer's time, of
            which it is not kept.
        glances: one tally per area; areas without a glance are left out.
        long_look_aways, prolonged_look_aways, splits, tasks, checked_tasks: as in a bucket.
        encounters: what is kept of those that ended in the span.
    """

    basis: Basis = Basis.ALL
    area_ns: Mapping[Area, int] = field(default_factory=dict[Area, int])
    unknown_ns: int = 0
    inferred_ns: int = 0
    glances: Mapping[Area, DurationTally] = field(default_factory=dict[Area, DurationTally])
    long_look_aways: int = 0
    prolonged_look_aways: int = 0
    splits: int = 0
    tasks: int = 0
    checked_tasks: int = 0
    encounters: EncounterTally = field(default_factory=EncounterTally)

    @property
    def judged_ns(self) -> int:
        """Nanoseconds in which gaze was known."""
        return sum(self.area_ns.values())

    @property
    def shared_ns(self) -> int:
        """The part of it that shares are about."""
        return sum(ns for area, ns in self.area_ns.items() if area in SHARED_AREAS)

    @property
    def customer_gaze_share(self) -> float | None:
        """customer / (customer + device + work + elsewhere), None when nothing was judged."""
        return self.share_of(Area.CUSTOMER)

    @property
    def coverage(self) -> float | None:
        """judged / (judged + unknown), None when nobody was there."""
        judged_ns = self.judged_ns
        return _ratio(judged_ns, judged_ns + self.unknown_ns)

    @property
    def speaks(self) -> bool:
        """Somebody was there, or an encounter ended: a unit that can be drawn for an interval."""
        return self.coverage is not None or self.encounters.count > 0

    def share_of(self, area: Area) -> float | None:
        """The part of the shared time spent on an area, None without any, or of another area."""
        return _ratio(self.area_ns.get(area, 0), self.shared_ns) if area in SHARED_AREAS else None


def volumes_of(bucket: Bucket) -> Volumes:
    """How much was measured in a bucket."""
    state_ns = bucket.state_ns
    present_judged_ns = sum(bucket.present_ns.get(state, 0) for state in _STATES.values())
    return Volumes(
        judged_ns=bucket.judged_ns,
        unknown_ns=state_ns.get(State.UNKNOWN, 0),
        absent_ns=state_ns.get(State.ABSENT, 0),
        paused_ns=state_ns.get(State.PAUSED, 0),
        gap_ns=bucket.gap_ns,
        practice_ns=bucket.practice_ns,
        presence_known_ns=bucket.presence_known_ns,
        present_seen_ns=present_judged_ns + bucket.present_ns.get(State.UNKNOWN, 0),
        present_judged_ns=present_judged_ns,
        encounters=bucket.encounters.count,
    )


def total_volumes(volumes: Iterable[Volumes]) -> Volumes:
    """The sum of volumes."""
    parts = tuple(volumes)
    return Volumes(
        judged_ns=sum(part.judged_ns for part in parts),
        unknown_ns=sum(part.unknown_ns for part in parts),
        absent_ns=sum(part.absent_ns for part in parts),
        paused_ns=sum(part.paused_ns for part in parts),
        gap_ns=sum(part.gap_ns for part in parts),
        practice_ns=sum(part.practice_ns for part in parts),
        presence_known_ns=sum(part.presence_known_ns for part in parts),
        present_seen_ns=sum(part.present_seen_ns for part in parts),
        present_judged_ns=sum(part.present_judged_ns for part in parts),
        encounters=sum(part.encounters for part in parts),
    )


def content_of(bucket: Bucket, basis: Basis | None = None) -> Content:
    """What the eyes did, in the time of a basis; None lets the bucket choose it.

    Units of one span (its minutes, say) must be told the span's basis, or they cannot be added.
    """
    basis = volumes_of(bucket).basis if basis is None else basis
    present = basis is Basis.PRESENT
    state_ns = bucket.present_ns if present else bucket.state_ns
    judged = ((area, state_ns.get(state, 0)) for area, state in _STATES.items())
    return Content(
        basis=basis,
        area_ns=MappingProxyType({area: ns for area, ns in judged if ns}),
        unknown_ns=state_ns.get(State.UNKNOWN, 0),
        inferred_ns=0 if present else bucket.inferred_ns,
        glances=bucket.present_glances if present else bucket.glances,
        long_look_aways=bucket.long_look_aways,
        prolonged_look_aways=bucket.prolonged_look_aways,
        splits=bucket.splits,
        tasks=bucket.tasks,
        checked_tasks=bucket.checked_tasks,
        encounters=bucket.encounters,
    )


def total_content(contents: Iterable[Content], basis: Basis) -> Content:
    """The sum of contents of one basis; empty when there are none.

    Raises:
        ValueError: two bases were mixed.
    """
    parts = tuple(contents)
    if any(part.basis is not basis for part in parts):
        raise ValueError(f"content of another basis cannot be added to {basis.value}")
    if len(parts) == 1:
        return parts[0]
    found = [area for area in Area if any(area in part.area_ns for part in parts)]
    return Content(
        basis=basis,
        area_ns=MappingProxyType(
            {area: sum(part.area_ns.get(area, 0) for part in parts) for area in found}
        ),
        unknown_ns=sum(part.unknown_ns for part in parts),
        inferred_ns=sum(part.inferred_ns for part in parts),
        glances=total_glances(part.glances for part in parts),
        long_look_aways=sum(part.long_look_aways for part in parts),
        prolonged_look_aways=sum(part.prolonged_look_aways for part in parts),
        splits=sum(part.splits for part in parts),
        tasks=sum(part.tasks for part in parts),
        checked_tasks=sum(part.checked_tasks for part in parts),
        encounters=total_encounters([part.encounters for part in parts]),
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
