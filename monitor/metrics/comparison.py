"""Two spans or two sessions side by side: the difference of each number, and whether it tells.

Both sides are drawn anew, each by itself; the interval of the difference is read from what comes
out (`intervals`), as for the side with fewer units. Where it holds 0, nobody can tell. Of twenty
numbers that did not change, one will seem to have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from monitor.attention.basis import Basis
from monitor.errors import BadRequest, because
from monitor.metrics.buckets import Bucket, total
from monitor.metrics.figures import Number, numbers_of
from monitor.metrics.intervals import ends_of, outwards, units_of
from monitor.metrics.publication import PublishedSpan
from monitor.metrics.resampling import SEED, Unit, draws
from monitor.metrics.sums import Sums, total_sums
from monitor.metrics.volumes import total_volumes, volumes_of
from monitor.units import ns_from_s

BLOCK_S: Final = 30.0
"""Seconds of one glance hang together, so sessions are drawn in blocks this long: the window of
split attention, and far longer than most glances. A role-play of five minutes has ten."""


class Tells(StrEnum):
    """What can be said of the other against the one."""

    MORE = "more"
    LESS = "less"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Difference:
    """One number on both sides.

    Attributes:
        number: which.
        one, other: its values, None where it is not defined.
        difference: other minus one, None where either is missing.
        low, high: its 95 % interval, both None where there are too few units. One alone is None
            where it is open on that side: a latency there is beyond all that were seen.
        tells: more or less when the interval leaves 0 out.
    """

    number: Number
    one: float | None
    other: float | None
    difference: float | None
    low: float | None
    high: float | None
    tells: Tells


@dataclass(frozen=True, slots=True)
class Comparison:
    """All numbers of two sides.

    Attributes:
        basis: the time that both are about.
        unit: what was drawn; `units`: how many on each side.
        block_s: how long a block is, None where the unit is another.
        differences: one for each number.
    """

    basis: Basis
    unit: Unit
    units: tuple[int, int]
    block_s: float | None
    differences: tuple[Difference, ...]


def compare_spans(
    one: PublishedSpan,
    other: PublishedSpan,
    minutes: tuple[Sequence[Bucket], Sequence[Bucket]] = ((), ()),
) -> Comparison:
    """Two published spans.

    Args:
        one, other: what is published of them.
        minutes: the minute buckets of each, where both last up to a day. Ends over minutes are
            rounded (`outwards`), and it is those that tell or do not.

    Raises:
        BadRequest: one of them is withheld, or they are about different times.
    """
    if one.content is None or other.content is None:
        raise BadRequest(because("span_withheld"))
    basis = one.content.basis
    if other.content.basis is not basis:
        raise BadRequest(because("bases_differ"))
    unit, first = units_of(one, minutes[0])
    other_unit, second = units_of(other, minutes[1])
    if unit is not other_unit:
        unit, first = units_of(one)
        unit, second = units_of(other)
    found = _differences(first, second, (one.content, other.content), unit)
    return Comparison(basis, unit, (len(first), len(second)), None, found)


def compare_sessions(
    one: Sequence[Bucket], other: Sequence[Bucket], block_s: float = BLOCK_S
) -> Comparison:
    """Two sessions, from their seconds in order; empty ones have no numbers.

    About the time with a customer present where that is known in both, else about all time.
    """
    sums = block_sums(one, block_s), block_sums(other, block_s)
    known = (total_volumes(map(volumes_of, each)).basis for each in sums)
    basis = Basis.PRESENT if all(each is Basis.PRESENT for each in known) else Basis.ALL
    first, second = (tuple(each.sums(basis) for each in side) for side in sums)
    both = (total_sums(first, basis), total_sums(second, basis))
    found = _differences(first, second, both, Unit.BLOCKS)
    return Comparison(basis, Unit.BLOCKS, (len(first), len(second)), block_s, found)


def blocks(seconds: Sequence[Bucket], basis: Basis, block_s: float = BLOCK_S) -> tuple[Sums, ...]:
    """Seconds, in order, summed into blocks from the first one on; empty blocks left out."""
    return tuple(each.sums(basis) for each in block_sums(seconds, block_s))


def block_sums(seconds: Sequence[Bucket], block_s: float = BLOCK_S) -> tuple[Bucket, ...]:
    """The sum of each block of seconds, with the start of its first second.

    Buckets add up, so they may stand for the seconds wherever blocks of this length are drawn.
    """
    grouped: dict[int, list[Bucket]] = {}
    block_ns = ns_from_s(block_s)
    for second in seconds:
        place = (second.start_utc_ns - seconds[0].start_utc_ns) // block_ns
        grouped.setdefault(place, []).append(second)
    return tuple(total(group, group[0].start_utc_ns) for group in grouped.values())


def _differences(
    first: Sequence[Sums],
    second: Sequence[Sums],
    both: tuple[Sums, Sums],
    unit: Unit,
) -> tuple[Difference, ...]:
    one, other = (numbers_of(content) for content in both)
    drawn, drawn_other = draws(first), draws(second, SEED + 1)
    fewest = min(len(first), len(second))
    found: list[Difference] = []
    for number in Number:
        ends = None
        if number in drawn and number in drawn_other:
            # Beyond on both sides is infinite minus infinite: not defined, and counted as such.
            with np.errstate(invalid="ignore"):
                ends = ends_of(drawn_other[number] - drawn[number], fewest)
            if ends is not None and unit is Unit.MINUTES:
                ends = outwards(*ends)
        low, high = (None, None) if ends is None else ends
        before, after = one[number], other[number]
        found.append(
            Difference(
                number=number,
                one=before,
                other=after,
                difference=None if before is None or after is None else after - before,
                low=None if low is None or math.isinf(low) else low,
                high=None if high is None or math.isinf(high) else high,
                tells=_tells(low, high),
            )
        )
    return tuple(found)


def _tells(low: float | None, high: float | None) -> Tells:
    if low is None or high is None or low <= 0 <= high:
        return Tells.CANNOT_TELL
    return Tells.MORE if low > 0 else Tells.LESS
