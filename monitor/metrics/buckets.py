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
from typing import Final, TypeVar

from monitor.attention.state import Area, Glance, State, StateSpan
from monitor.metrics.duration_bins import bin_of
from monitor.units import NS_PER_S, UtcNs

_K = TypeVar("_K")
_V = TypeVar("_V")

MINUTE_NS: Final = 60 * NS_PER_S

JUDGED: Final = frozenset({State.CUSTOMER, State.DEVICE, State.WORK, State.ELSEWHERE})
"""States that enter the customer-gaze share."""


def _frozen(items: Mapping[_K, _V]) -> Mapping[_K, _V]:
    return MappingProxyType(dict(items))


@dataclass(frozen=True, slots=True)
class GlanceTally:
    """Glances of one area that ended in the span.

    `bins` maps an index of `duration_bins` to the number of glances in it; empty bins are left out.
    """

    count: int = 0
    total_ns: int = 0
    longest_ns: int = 0
    bins: Mapping[int, int] = field(default_factory=dict[int, int])

    def plus(self, other: GlanceTally) -> GlanceTally:
        """Both together."""
        bins = dict(self.bins)
        for index, count in other.bins.items():
            bins[index] = bins.get(index, 0) + count
        return GlanceTally(
            self.count + other.count,
            self.total_ns + other.total_ns,
            max(self.longest_ns, other.longest_ns),
            _frozen(bins),
        )

    def with_glance(self, dwell_ns: int) -> GlanceTally:
        """One glance more."""
        return self.plus(GlanceTally(1, dwell_ns, dwell_ns, {bin_of(dwell_ns): 1}))


@dataclass(frozen=True, slots=True)
class Bucket:
    """Sums over one span of one counter.

    Attributes:
        start_utc_ns: where the span starts; its length is the caller's (a minute, an hour, a day).
        state_ns: nanoseconds per state; states that did not occur are left out.
        inferred_ns: the part of `device` that was inferred from a face lost while going down.
        gap_ns: time without any sample (camera lost, program stopped between two samples).
        samples: frames judged.
        glances: one tally per area; areas without a glance are left out.
    """

    start_utc_ns: UtcNs
    state_ns: Mapping[State, int] = field(default_factory=dict[State, int])
    inferred_ns: int = 0
    gap_ns: int = 0
    samples: int = 0
    glances: Mapping[Area, GlanceTally] = field(default_factory=dict[Area, GlanceTally])

    def plus(self, other: Bucket) -> Bucket:
        """Both together; the start is the earlier one's."""
        state_ns = dict(self.state_ns)
        for state, ns in other.state_ns.items():
            state_ns[state] = state_ns.get(state, 0) + ns
        glances = dict(self.glances)
        for area, tally in other.glances.items():
            glances[area] = glances[area].plus(tally) if area in glances else tally
        return Bucket(
            UtcNs(min(self.start_utc_ns, other.start_utc_ns)),
            _frozen(state_ns),
            self.inferred_ns + other.inferred_ns,
            self.gap_ns + other.gap_ns,
            self.samples + other.samples,
            _frozen(glances),
        )

    @property
    def judged_ns(self) -> int:
        """Nanoseconds in which gaze was known."""
        return sum(ns for state, ns in self.state_ns.items() if state in JUDGED)

    @property
    def customer_gaze_share(self) -> float | None:
        """customer / (customer + device + work + elsewhere), None when nothing was judged."""
        judged = self.judged_ns
        return self.state_ns.get(State.CUSTOMER, 0) / judged if judged else None

    @property
    def coverage(self) -> float | None:
        """judged / (judged + unknown), None when nobody was there."""
        judged = self.judged_ns
        seen = judged + self.state_ns.get(State.UNKNOWN, 0)
        return judged / seen if seen else None


def total(buckets: Iterable[Bucket], start_utc_ns: UtcNs) -> Bucket:
    """Sum of buckets, starting at `start_utc_ns`; an empty bucket when there are none."""
    result = Bucket(start_utc_ns)
    for bucket in buckets:
        result = result.plus(bucket)
    return replace(result, start_utc_ns=start_utc_ns)


def minute_of(utc_ns: int) -> UtcNs:
    """Start of the minute that holds this moment."""
    return UtcNs(utc_ns - utc_ns % MINUTE_NS)


def bucket_of_glance(glance: Glance) -> Bucket:
    """The bucket of one glance (stamps in UTC), in the minute in which it ends."""
    tally = GlanceTally().with_glance(glance.dwell_ns)
    return Bucket(minute_of(glance.offset_ns - 1), glances=_frozen({glance.area: tally}))


def buckets_of_span(span: StateSpan) -> tuple[Bucket, ...]:
    """The buckets of one span (stamps in UTC), cut at every minute border."""
    buckets: list[Bucket] = []
    for start, end in _minutes(span.start_ns, span.end_ns):
        ns = end - start
        inferred_ns = ns if span.inferred else 0
        buckets.append(Bucket(minute_of(start), _frozen({span.state: ns}), inferred_ns))
    return tuple(buckets)


def buckets_of_gap(start_ns: int, end_ns: int) -> tuple[Bucket, ...]:
    """The buckets of a gap (stamps in UTC), cut at every minute border."""
    return tuple(
        Bucket(minute_of(start), gap_ns=end - start) for start, end in _minutes(start_ns, end_ns)
    )


def _minutes(start_ns: int, end_ns: int) -> Iterable[tuple[int, int]]:
    while start_ns < end_ns:
        border = minute_of(start_ns) + MINUTE_NS
        cut = min(border, end_ns)
        yield start_ns, cut
        start_ns = cut
