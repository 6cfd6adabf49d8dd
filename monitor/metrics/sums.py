"""Where the eyes were and what came of it, as sums over the time of one basis.

Every field adds up, so sums over a span are exactly those of its parts, however it is cut. Every
number that is worked out from sums has its numerator and its denominator from the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeVar

from monitor.attention.basis import Basis
from monitor.attention.state import JUDGED, SHARED, SHARED_AREAS, Area, Reason, State
from monitor.metrics.tallies import (
    NO_ENCOUNTERS,
    DurationTally,
    EncounterTally,
    total_encounters,
    total_glances,
)

_Name = TypeVar("_Name", State, Reason)

_STATES: Final = MappingProxyType({area: State(area) for area in Area})
"""The state of looking at each area."""


def _no_time() -> Mapping[State, int]:
    return MappingProxyType({})


def _no_reasons() -> Mapping[Reason, int]:
    return MappingProxyType({})


def _no_glances() -> Mapping[Area, DurationTally]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over a span, of the time of one basis.

    Attributes:
        basis: what time this is about.
        state_ns: nanoseconds per state; states that did not occur are left out.
        inferred_ns: the part of `device` that was inferred: the eyes were not seen.
        glances: one tally per area; areas without a glance are left out. Of the customers' time, a
            glance that reaches over the border of an encounter counts with the part inside.
        long_look_aways: device glances, as in `glances`, of `EncounterParams.long_s` or more.
        prolonged_look_aways: the same of `prolonged_s` or more.
        tasks: device or work attention over `check_s`, as check-back counts it.
        checked_tasks: those in which the eyes came back to the customer at least that often.
        reason_ns: the time of `unknown` by what stood in the way; reasons that did not occur are
            left out.
        splits: episodes of split attention. Like `encounters`, of the customers' time alone: in
            the sums of all time there are none.
        encounters: those that ended in the span.
    """

    basis: Basis
    state_ns: Mapping[State, int] = field(default_factory=_no_time)
    inferred_ns: int = 0
    glances: Mapping[Area, DurationTally] = field(default_factory=_no_glances)
    long_look_aways: int = 0
    prolonged_look_aways: int = 0
    tasks: int = 0
    checked_tasks: int = 0
    reason_ns: Mapping[Reason, int] = field(default_factory=_no_reasons)
    splits: int = 0
    encounters: EncounterTally = NO_ENCOUNTERS

    @property
    def judged_ns(self) -> int:
        """Nanoseconds in which gaze was known."""
        return sum(ns for state, ns in self.state_ns.items() if state in JUDGED)

    @property
    def unknown_ns(self) -> int:
        """Nanoseconds in which a face was there and could not be judged."""
        return self.state_ns.get(State.UNKNOWN, 0)

    @property
    def shared_ns(self) -> int:
        """The part of the judged time that shares are about."""
        return sum(ns for state, ns in self.state_ns.items() if state in SHARED)

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

    def area_ns(self, area: Area) -> int:
        """Nanoseconds of looking at an area."""
        return self.state_ns.get(_STATES[area], 0)

    def share_of(self, area: Area) -> float | None:
        """The part of the shared time spent on an area, None without any, or of another area."""
        return _ratio(self.area_ns(area), self.shared_ns) if area in SHARED_AREAS else None


NO_SUMS: Final = MappingProxyType({basis: Sums(basis) for basis in Basis})
"""The sums of nothing, of each basis."""


def total_sums(sums: Iterable[Sums], basis: Basis) -> Sums:
    """The sum of sums of one basis.

    Raises:
        ValueError: two bases were mixed.
    """
    nothing = NO_SUMS[basis]
    # Most parts of a minute concern one basis or none: what is nothing is not worth adding.
    parts = [each for each in sums if each is not nothing]
    if any(part.basis is not basis for part in parts):
        raise ValueError(f"sums of another basis cannot be added to those of {basis.value}")
    if len(parts) < 2:
        return parts[0] if parts else nothing
    # Field by field over all of them: adding pair by pair copies the tallies each time.
    return Sums(
        basis=basis,
        state_ns=_summed(part.state_ns for part in parts),
        inferred_ns=sum(part.inferred_ns for part in parts),
        glances=total_glances(part.glances for part in parts),
        long_look_aways=sum(part.long_look_aways for part in parts),
        prolonged_look_aways=sum(part.prolonged_look_aways for part in parts),
        tasks=sum(part.tasks for part in parts),
        checked_tasks=sum(part.checked_tasks for part in parts),
        reason_ns=_summed(part.reason_ns for part in parts),
        splits=sum(part.splits for part in parts),
        encounters=total_encounters([part.encounters for part in parts]),
    )


def _summed(parts: Iterable[Mapping[_Name, int]]) -> Mapping[_Name, int]:
    result: dict[_Name, int] = {}
    for part in parts:
        for name, ns in part.items():
            result[name] = result.get(name, 0) + ns
    return MappingProxyType(result)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
