"""What anybody may see of a counter's history: sums of whole atoms, over any span.

Every published number over a span is worked out from the sum of the atoms that lie wholly inside
it. So no difference of published numbers shows less than an atom, and an atom passes the rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.attention.basis import Basis
from monitor.metrics.atoms import Atom
from monitor.metrics.rollup import Span, Summed
from monitor.metrics.rule_ledger import RuleLedger
from monitor.metrics.sums import Sums, total_sums
from monitor.metrics.suppression import SHOWN, Verdict, Withheld, verdict
from monitor.metrics.volumes import Volumes, volumes_of
from monitor.units import UtcNs, s_from_ns


@dataclass(frozen=True, slots=True)
class PublishedSpan:
    """What is published of one span.

    Attributes:
        span: the span that was asked for.
        volumes: how much was measured in all of it; always told.
        content: what the eyes did, None when it is withheld.
        verdict: why it is withheld; its reason is None when it is not.
        atoms: those that were summed.
        left_out_s: time with somebody there (with a customer, where presence is known) that the
            content does not speak about.
        told_share: the part of that time which it does speak about, from 0 to 1; None without any.
    """

    span: Span
    volumes: Volumes
    content: Sums | None
    verdict: Verdict
    atoms: tuple[Atom, ...] = ()
    left_out_s: float = 0.0
    told_share: float | None = None


def published(
    asked: Sequence[Summed], atoms: Sequence[Atom], rules: RuleLedger, closed_utc_ns: UtcNs
) -> tuple[PublishedSpan, ...]:
    """What is published of each span.

    Args:
        asked: spans with the sums of all that was measured in them; only their volumes are told.
        atoms: of whole weeks around them, ordered by their first hour.
        rules: every rule that was in force.
        closed_utc_ns: the moment that the atoms were made with.
    """
    measured = [(each.span, volumes_of(each.bucket)) for each in asked]
    return published_of(measured, atoms, rules, closed_utc_ns)


def published_of(
    asked: Sequence[tuple[Span, Volumes]],
    atoms: Sequence[Atom],
    rules: RuleLedger,
    closed_utc_ns: UtcNs,
) -> tuple[PublishedSpan, ...]:
    """The same from the volumes alone: no more is told of what was asked."""
    starts = [atom.start_utc_ns for atom in atoms]
    return tuple(
        publish(span, volumes, _inside(span, atoms, starts), rules, closed_utc_ns)
        for span, volumes in asked
    )


def publish(
    span: Span,
    volumes: Volumes,
    inside: Sequence[Atom],
    rules: RuleLedger,
    closed_utc_ns: UtcNs,
) -> PublishedSpan:
    """What is published of one span, or of one cell of a heat map, from the atoms inside it.

    Where atoms of both bases lie inside, those of the one with more time speak and the others are
    left out: numbers about different times do not mix.
    """
    basis = _weightiest(inside) if inside else volumes.basis
    chosen = tuple(atom for atom in inside if atom.content.basis is basis)
    content = total_sums((atom.content for atom in chosen), basis) if chosen else None
    return _publish(span, volumes, chosen, content, rules, closed_utc_ns)


def continued(
    shown: PublishedSpan,
    span: Span,
    volumes: Volumes,
    rules: RuleLedger,
    closed_utc_ns: UtcNs,
) -> PublishedSpan:
    """The same atoms while their span goes on: nothing but its volumes has grown."""
    return _publish(span, volumes, shown.atoms, shown.content, rules, closed_utc_ns)


def _publish(
    span: Span,
    volumes: Volumes,
    chosen: tuple[Atom, ...],
    content: Sums | None,
    rules: RuleLedger,
    closed_utc_ns: UtcNs,
) -> PublishedSpan:
    basis = volumes.basis if content is None else content.basis
    seen_ns = volumes.seen_ns(basis)
    told_ns = sum(atom.volumes.seen_ns(basis) for atom in chosen)
    return PublishedSpan(
        span=span,
        volumes=volumes,
        content=content,
        verdict=SHOWN if chosen else _why_not(span, volumes, rules, closed_utc_ns),
        atoms=chosen,
        left_out_s=s_from_ns(max(seen_ns - told_ns, 0)),
        told_share=min(told_ns / seen_ns, 1.0) if seen_ns else None,
    )


def _inside(span: Span, atoms: Sequence[Atom], starts: Sequence[int]) -> tuple[Atom, ...]:
    first = bisect_left(starts, span.start_utc_ns)
    last = bisect_left(starts, span.end_utc_ns)
    return tuple(atom for atom in atoms[first:last] if atom.within(span))


def _weightiest(inside: Sequence[Atom]) -> Basis:
    weights = {
        basis: sum(atom.volumes.measured_ns for atom in inside if atom.content.basis is basis)
        for basis in Basis
    }
    return max(weights, key=lambda basis: weights[basis])


def _why_not(span: Span, volumes: Volumes, rules: RuleLedger, closed_utc_ns: UtcNs) -> Verdict:
    said = verdict(volumes, rules.needed(span))
    if said.reason is not None:
        return said
    if span.end_utc_ns > closed_utc_ns:
        return Verdict(Withheld.NOT_CLOSED)
    return Verdict(Withheld.WITH_NEIGHBOURS)
