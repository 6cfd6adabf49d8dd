"""How much was measured in a span, whatever the eyes did: what anybody may see.

What the eyes did is told of the time of one basis (`sums`). What looking down means depends on
whether a customer is there, so it is the time with a customer present, where presence was known for
at least half of the measured time, else all time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.attention.basis import Basis
from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.metrics.sums import Sums


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


def volumes_of(bucket: Bucket) -> Volumes:
    """How much was measured in a bucket."""
    state_ns, present_judged_ns = bucket.all.state_ns, bucket.present.judged_ns
    return Volumes(
        judged_ns=bucket.all.judged_ns,
        unknown_ns=bucket.all.unknown_ns,
        absent_ns=state_ns.get(State.ABSENT, 0),
        paused_ns=state_ns.get(State.PAUSED, 0),
        gap_ns=bucket.gap_ns,
        practice_ns=bucket.practice_ns,
        presence_known_ns=bucket.presence_known_ns,
        present_seen_ns=present_judged_ns + bucket.present.unknown_ns,
        present_judged_ns=present_judged_ns,
        encounters=bucket.present.encounters.count,
    )


def sums_of(bucket: Bucket, basis: Basis | None = None) -> Sums:
    """The sums of the time of a basis; None lets the bucket choose it.

    Units of one span (its minutes, say) must be told the span's basis, or they cannot be added.
    """
    return bucket.sums(volumes_of(bucket).basis if basis is None else basis)


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


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
