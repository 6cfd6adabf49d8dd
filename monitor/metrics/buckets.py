"""Additive aggregates: what one counter did in one span of time, as sums.

Every number adds up, and the longest of lengths takes the greater, so a bucket of an hour is
exactly the sum of its minutes under any grouping. Seconds stand in the minute they fell in; a
glance is booked, whole, in the minute in which it ends (until then nobody knows its length), so a
closed minute never changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from monitor.attention.basis import Basis
from monitor.metrics.sums import NO_SUMS, Sums, total_sums
from monitor.units import NS_PER_S, UtcNs

MINUTE_NS: Final = 60 * NS_PER_S


@dataclass(frozen=True, slots=True)
class Bucket:
    """Sums over one span of one counter.

    Attributes:
        start_utc_ns: where the span starts; its length is the caller's (a minute, an hour, a day).
        all: the sums of all time.
        present: the sums of the time in which a customer was known to be there.
        presence_known_ns: time in which it was known whether a customer was present.
        gap_ns: time without any sample (camera lost, program stopped between two samples).
        samples: frames judged.
        practice_ns: time of a training session, of which nothing else is counted here.
    """

    start_utc_ns: UtcNs
    all: Sums = NO_SUMS[Basis.ALL]
    present: Sums = NO_SUMS[Basis.PRESENT]
    presence_known_ns: int = 0
    gap_ns: int = 0
    samples: int = 0
    practice_ns: int = 0

    def plus(self, other: Bucket) -> Bucket:
        """Both together; the start is the earlier one's."""
        return total((self, other), min(self.start_utc_ns, other.start_utc_ns))

    def sums(self, basis: Basis) -> Sums:
        """The sums of the time of a basis."""
        return self.present if basis is Basis.PRESENT else self.all


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
    return Bucket(
        start_utc_ns=start_utc_ns,
        all=total_sums((part.all for part in parts), Basis.ALL),
        present=total_sums((part.present for part in parts), Basis.PRESENT),
        presence_known_ns=sum(part.presence_known_ns for part in parts),
        gap_ns=sum(part.gap_ns for part in parts),
        samples=sum(part.samples for part in parts),
        practice_ns=sum(part.practice_ns for part in parts),
    )


def minute_of(utc_ns: int) -> UtcNs:
    """Start of the minute that holds this moment."""
    return UtcNs(utc_ns - utc_ns % MINUTE_NS)
