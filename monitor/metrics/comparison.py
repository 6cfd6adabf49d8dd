"""Two spans or two sessions side by side: the difference of each number, and whether it tells.

The interval of a difference comes from those of the two sides (`estimates`; MOVER, G. Y. Zou and A.
Donner, Construction of Confidence Limits About Effect Measures, Statistics in Medicine 27, 2008),
with the degrees of freedom of both (B. L. Welch, Biometrika 34, 1947). Twelve numbers are compared
at once, and each alone would seem to have changed once in twenty times by chance. So which ones
tell is decided for all together, by the false-discovery rate (Y. Benjamini and Y. Hochberg,
Controlling the False Discovery Rate, Journal of the Royal Statistical Society B 57, 1995): of
twenty comparisons of what did not change, one says that anything did.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.attention.basis import Basis
from monitor.errors import BadRequest, because
from monitor.metrics.buckets import Bucket
from monitor.metrics.estimates import ERROR, Ends, Estimate, critical, estimates
from monitor.metrics.figures import Number, numbers_of
from monitor.metrics.publication import PublishedSpan
from monitor.metrics.sampling_units import BLOCK_S, Unit, block_sums, units_of
from monitor.metrics.sums import Sums, total_sums
from monitor.metrics.volumes import total_volumes, volumes_of

_SURE: Final = 1e-6
"""No difference is asked to be surer than this."""


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
        tells: more or less when the interval leaves 0 out and the test of all numbers together
            agrees.
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
        unit: what each side was taken to consist of; `units`: how many there were.
        block_s: how long a block is, None where the unit is another.
        differences: one for each number.
    """

    basis: Basis
    unit: tuple[Unit, Unit]
    units: tuple[int, int]
    block_s: float | None
    differences: tuple[Difference, ...]


def compare_spans(one: PublishedSpan, other: PublishedSpan) -> Comparison:
    """Two published spans.

    Raises:
        BadRequest: one of them is withheld, or they are about different times.
    """
    if one.content is None or other.content is None:
        raise BadRequest(because("span_withheld"))
    basis = one.content.basis
    if other.content.basis is not basis:
        raise BadRequest(because("bases_differ"))
    unit, first = units_of(one)
    other_unit, second = units_of(other)
    differences = _differences(
        estimates(first, unit), estimates(second, other_unit), (one.content, other.content)
    )
    sizes = (len(first), len(second))
    return Comparison(basis, (unit, other_unit), sizes, None, differences)


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
    differences = _differences(estimates(first, Unit.BLOCKS), estimates(second, Unit.BLOCKS), both)
    sizes = (len(first), len(second))
    return Comparison(basis, (Unit.BLOCKS, Unit.BLOCKS), sizes, block_s, differences)


def _differences(
    ours: Mapping[Number, Estimate], theirs: Mapping[Number, Estimate], both: tuple[Sums, Sums]
) -> tuple[Difference, ...]:
    one, other = (numbers_of(content) for content in both)
    pairs = {number: (ours[number], theirs[number]) for number in ours if number in theirs}
    changed = _changed(pairs)
    result: list[Difference] = []
    for number in Number:
        low, high = -math.inf, math.inf
        if number in pairs:
            low, high = _difference(*pairs[number], ERROR, _free(*pairs[number]))
        before, after = one[number], other[number]
        result.append(
            Difference(
                number=number,
                one=before,
                other=after,
                difference=None if before is None or after is None else after - before,
                low=None if math.isinf(low) else low,
                high=None if math.isinf(high) else high,
                tells=_tells(low, high) if number in changed else Tells.CANNOT_TELL,
            )
        )
    return tuple(result)


def _difference(one: Estimate, other: Estimate, error: float, free: float) -> Ends:
    """The ends of other minus one, with so many degrees of freedom; infinite ones are open."""
    (low, high), (other_low, other_high) = one.ends(error, free), other.ends(error, free)
    if math.isinf(one.value) or math.isinf(other.value):
        return other_low - high, other_high - low
    difference = other.value - one.value
    return (
        difference - math.hypot(other.value - other_low, high - one.value),
        difference + math.hypot(other_high - other.value, one.value - low),
    )


def _free(one: Estimate, other: Estimate) -> float:
    """Degrees of freedom of a difference, after Welch; widths stand for standard errors."""
    parts = [
        ((high - low) / critical(ERROR, each.free)) ** 2
        for each in (one, other)
        for low, high in (each.ends(),)
    ]
    if not all(map(math.isfinite, parts)) or not sum(parts):
        return min(one.free, other.free)
    unsure = sum(part**2 / each.free for part, each in zip(parts, (one, other), strict=True))
    return sum(parts) ** 2 / unsure if unsure else math.inf


def _changed(pairs: Mapping[Number, tuple[Estimate, Estimate]]) -> frozenset[Number]:
    """The numbers that differ, by the false-discovery rate of all of them."""
    chances = sorted((_chance(*pair), number) for number, pair in pairs.items())
    passed = [
        rank for rank, (chance, _) in enumerate(chances, 1) if chance <= ERROR * rank / len(chances)
    ]
    return frozenset(number for _, number in chances[: max(passed, default=0)])


def _chance(one: Estimate, other: Estimate) -> float:
    """The p-value: the least error at which the interval of the difference leaves out 0."""
    free = _free(one, other)
    least, most = _SURE, 1.0 - _SURE
    if _holds_zero(_difference(one, other, most, free)):
        return 1.0
    if not _holds_zero(_difference(one, other, least, free)):
        return least
    for _ in range(40):
        middle = math.sqrt(least * most)
        least, most = (
            (middle, most)
            if _holds_zero(_difference(one, other, middle, free))
            else (least, middle)
        )
    return most


def _holds_zero(ends: Ends) -> bool:
    return ends[0] <= 0 <= ends[1]


def _tells(low: float, high: float) -> Tells:
    if low <= 0 <= high:
        return Tells.CANNOT_TELL
    return Tells.MORE if low > 0 else Tells.LESS
