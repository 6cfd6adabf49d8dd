"""What an interval is worked out from: parts of a span that say little about one another.

Frames of one glance are alike, and so are minutes with one customer, hours of one day. Parts that
hang together promise more than they know, so the part is chosen by the length of the span:

- a week and longer: days, because shops differ from day to day more than from hour to hour;
- shorter: the published atoms (an hour, or quiet hours together), and the encounters themselves for
  numbers about encounters (first looks, those never looked up at). So a single hour has intervals
  of these alone;
- the own view of today: blocks of five minutes, longer than most encounters;
- a session: blocks of 30 s, the window of split attention and longer than most glances.

Days, atoms and counts of encounters are published themselves. So the interval of a published span
follows from what everybody sees, and says nothing of an hour that is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from monitor.attention.basis import Basis
from monitor.metrics.atoms import Atom
from monitor.metrics.buckets import Bucket, total
from monitor.metrics.publication import PublishedSpan
from monitor.metrics.sums import Sums, total_sums
from monitor.units import ns_from_s

BLOCK_S: Final = 30.0
"""How long a block of a session is. A role-play of five minutes has ten."""

FIVE_MINUTES_S: Final = 300.0
SHORTEST_BY_DAYS_S: Final = 7 * 86400.0 - 3600.0
"""A week with the clock set forward."""

_DAY_NS: Final = ns_from_s(86400.0)


class Unit(StrEnum):
    """What an interval is worked out from."""

    ENCOUNTERS = "encounters"
    FIVE_MINUTES = "five_minutes"
    HOURS = "hours"
    DAYS = "days"
    BLOCKS = "blocks"


LEAST_UNITS: Final = 5
"""With fewer there is no interval."""


def units_of(shown: PublishedSpan) -> tuple[Unit, tuple[Sums, ...]]:
    """The parts of a published span; none while it is withheld."""
    content = shown.content
    if content is None:
        return Unit.HOURS, ()
    if shown.span.duration_ns >= ns_from_s(SHORTEST_BY_DAYS_S):
        return Unit.DAYS, _days(shown.atoms, shown.span.start_utc_ns, content.basis)
    return Unit.HOURS, tuple(atom.content for atom in shown.atoms)


def five_minutes(minutes: Sequence[Bucket], basis: Basis) -> tuple[Sums, ...]:
    """Minutes, in order, summed into blocks of five; blocks with nobody there left out."""
    return tuple(each for each in blocks(minutes, basis, FIVE_MINUTES_S) if each.speaks)


def blocks(buckets: Sequence[Bucket], basis: Basis, block_s: float = BLOCK_S) -> tuple[Sums, ...]:
    """Seconds or minutes, in order, summed into blocks from the first one on; no empty blocks."""
    return tuple(each.sums(basis) for each in block_sums(buckets, block_s))


def block_sums(buckets: Sequence[Bucket], block_s: float = BLOCK_S) -> tuple[Bucket, ...]:
    """The sum of each block, with the start of its first bucket.

    Buckets add up, so they may stand for their parts wherever blocks of this length are taken.
    """
    grouped: dict[int, list[Bucket]] = {}
    block_ns = ns_from_s(block_s)
    for bucket in buckets:
        place = (bucket.start_utc_ns - buckets[0].start_utc_ns) // block_ns
        grouped.setdefault(place, []).append(bucket)
    return tuple(total(group, group[0].start_utc_ns) for group in grouped.values())


def _days(atoms: Iterable[Atom], start_utc_ns: int, basis: Basis) -> tuple[Sums, ...]:
    """The atoms summed by day from the start of the span; one of several days counts in its first.

    Days of 24 hours: where the clock was set in between, their borders move by an hour of the
    night.
    """
    grouped: dict[int, list[Sums]] = {}
    for atom in atoms:
        grouped.setdefault((atom.start_utc_ns - start_utc_ns) // _DAY_NS, []).append(atom.content)
    return tuple(total_sums(group, basis) for group in grouped.values())
