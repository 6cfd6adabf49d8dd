"""Somebody who sees all that is published, at any time, tries to work out what is hidden.

Every published number is a sum over hours, so the attacker keeps, of each, which hours are in it (a
row over cells: each hour once for its time with customers and once for all its time) and solves for
sets of cells whose sum follows from the rows. The attack succeeds when such a set does not pass
the rule. Rules that look sensible are attacked too, and fall.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.attention.basis import Basis
from monitor.attention.state import Area, Reason
from monitor.metrics.atoms import Atom, atoms
from monitor.metrics.figures import figures_of
from monitor.metrics.intervals import span_intervals
from monitor.metrics.publication import PublishedSpan, publish, published
from monitor.metrics.rollup import Span, Summed
from monitor.metrics.sums import total_sums
from monitor.metrics.suppression import verdict
from monitor.metrics.volumes import total_volumes, volumes_of
from monitor.metrics.week import hours_of_week
from monitor.units import UtcNs
from tests.unit.metrics.attacker import PARAMS, RULES, Row, attack, passes
from tests.unit.metrics.hours import (
    BLIND,
    BRIEF,
    BUSY,
    MADRID,
    MONDAY,
    NOBODY,
    OPEN,
    QUIET,
    Volume,
    days,
    hour,
    hours_of,
    tagged,
)

OPENING = [
    span for index in range(10) for span in hours_of(days(MONDAY + timedelta(days=index), 1))[9:13]
]
"""Four hours on each of ten days, which belong to two weeks."""

NO_SUMS = hour(OPENING[0], NOBODY).bucket
"""The sums of a span tell its volumes, which are no secret; the attacker reads content."""

Cut = Callable[[Sequence[Summed], UtcNs], Sequence[Atom]]
Publish = Callable[[Summed, Sequence[Summed], Sequence[Atom], UtcNs], PublishedSpan]


# --- what there is to see -------------------------------------------------------------------------


def by_the_rule(hours: Sequence[Summed], closed: UtcNs) -> Sequence[Atom]:
    return atoms(hours, RULES, closed)


def from_atoms(
    asked: Summed, _: Sequence[Summed], found: Sequence[Atom], closed: UtcNs
) -> PublishedSpan:
    return published([asked], found, RULES, closed)[0]


def everything(
    hours: Sequence[Summed],
    moments: Iterable[UtcNs],
    rule: Cut = by_the_rule,
    out: Publish = from_atoms,
) -> Iterator[PublishedSpan]:
    """All spans from any hour to any hour, spans that cut hours, and the heat map, each time."""
    for closed in moments:
        found = rule(hours, closed)
        for first, last in combinations(range(len(hours) + 1), 2):
            within = Span(hours[first].span.start_utc_ns, hours[last - 1].span.end_utc_ns)
            yield out(Summed(within, NO_SUMS), hours[first:last], found, closed)
            halved = Span(UtcNs(within.start_utc_ns + 1), within.end_utc_ns)
            yield out(Summed(halved, NO_SUMS), hours[first + 1 : last], found, closed)
        for cell in hours_of_week(hours, found, MADRID, RULES, closed):
            yield cell.shown


def rows(shown: Iterable[PublishedSpan]) -> set[Row]:
    """Which cells are in each published sum, as the tags of their glances tell.

    The seconds of each reason are of the same cells, and of no other.
    """
    found: set[Row] = set()
    for content in (each.content for each in shown):
        if content is not None:
            row = frozenset(content.glances[Area.CUSTOMER].bins)
            assert content.reason_ns[Reason.LIDS] == sum(1 << cell for cell in row)
            found.add(row)
    return found


# --- the rule stands -----------------------------------------------------------------------------

volumes = st.lists(
    st.sampled_from([BUSY, QUIET, QUIET, QUIET, NOBODY, BLIND, OPEN, BRIEF, BRIEF]),
    min_size=8,
    max_size=36,
)
moments = st.lists(st.sampled_from([span.end_utc_ns for span in OPENING]), max_size=3)
AT_LAST = days(MONDAY, 14).end_utc_ns


@settings(max_examples=60, deadline=None)
@given(volumes, moments)
def test_nothing_hidden_follows_from_what_is_published(
    held: list[Volume], read_at: list[UtcNs]
) -> None:
    hours = tagged(OPENING[: len(held)], held)
    seen = rows(everything(hours, [*read_at, AT_LAST]))
    assert attack(seen, hours) == []
    told = {cell for row in seen for cell in row}
    # Both kinds of time of an hour would show, as their difference, the time without customers.
    assert not any({2 * index, 2 * index + 1} <= told for index in range(len(hours)))
    # And no cleverer set either: every class of cells passes by itself, and so do their unions.
    for cell in told:
        alike = frozenset.intersection(*(row for row in seen if cell in row))
        others = {other for row in seen if cell not in row for other in row}
        assert passes(alike - others, hours)


# --- rules that fall ------------------------------------------------------------------------------


def plain_sums(
    asked: Summed, hours: Sequence[Summed], _: Sequence[Atom], __: UtcNs
) -> PublishedSpan:
    """Each span judged by itself, as if there were no others."""
    volumes = total_volumes(volumes_of(each.bucket) for each in hours)
    said = verdict(volumes, PARAMS)
    basis = volumes.basis
    content = total_sums((each.bucket.sums(basis) for each in hours), basis)
    return PublishedSpan(asked.span, volumes, None if said.reason else content, said)


def test_plain_sums_fall() -> None:
    hours = tagged(OPENING[:3], [BUSY, QUIET, BUSY])
    found = attack(rows(everything(hours, [AT_LAST], out=plain_sums)), hours)
    # The quiet hour between two busy ones: nine to eleven less nine to ten.
    assert frozenset({3}) in found
    assert attack(rows(everything(hours, [AT_LAST])), hours) == []


def test_leftovers_that_join_an_atom_of_the_morning_fall() -> None:
    """The evening's leftovers added to the last atom: read at noon, and again at night."""

    def joining(hours: Sequence[Summed], closed: UtcNs) -> Sequence[Atom]:
        closed_hours = [each for each in hours if each.span.end_utc_ns <= closed]
        first, rest = closed_hours[:1], closed_hours[1:]
        joined = first if closed < AT_LAST else [*first, *rest]
        volumes = [volumes_of(each.bucket) for each in joined]
        contents = [each.bucket.sums(Basis.PRESENT) for each in joined]
        spans = tuple(each.span for each in joined)
        return [Atom(spans, total_volumes(volumes), total_sums(contents, Basis.PRESENT))]

    hours = tagged(OPENING[:3], [BUSY, QUIET, QUIET])
    noon = hours[0].span.end_utc_ns
    found = attack(rows(everything(hours, [noon, AT_LAST], rule=joining)), hours)
    assert frozenset({3, 5}) in found
    # Read once, it would have stood.
    assert attack(rows(everything(hours, [AT_LAST], rule=joining)), hours) == []
    assert attack(rows(everything(hours, [noon, AT_LAST])), hours) == []


def test_atoms_cut_anew_for_every_span_fall() -> None:
    """What an answer would do that asked for the hours of its own span only."""

    def anew(
        asked: Summed, hours: Sequence[Summed], _: Sequence[Atom], closed: UtcNs
    ) -> PublishedSpan:
        volumes = volumes_of(asked.bucket)
        return publish(asked.span, volumes, by_the_rule(hours, closed), RULES, closed)

    hours = tagged(OPENING[:3], [QUIET, QUIET, replace(QUIET, met=4)])
    found = attack(rows(everything(hours, [AT_LAST], out=anew)), hours)
    assert frozenset({1}) in found
    assert attack(rows(everything(hours, [AT_LAST])), hours) == []


# --- nothing at all depends on what is hidden -----------------------------------------------------

Shown = tuple[object, ...]


def shown(hours: Sequence[Summed], out: Publish = from_atoms) -> list[Shown]:
    """Everything that goes out: verdicts, content, figures and intervals over hours."""
    return [
        (
            each.span,
            each.verdict,
            each.content,
            each.left_out_s,
            each.content and figures_of(each.content),
            dict(span_intervals(each)),
        )
        for each in everything(hours, [AT_LAST], out=out)
    ]


def looking(held: Sequence[Volume], customer: Sequence[float]) -> list[Summed]:
    cells = zip(OPENING, held, customer, strict=False)
    return [hour(span, volume, part) for span, volume, part in cells]


def elsewhere(hours: Sequence[Summed], customer: Sequence[float]) -> list[float]:
    """The eyes turned over in hidden hours, and changed about within every atom."""
    places = {each.span: index for index, each in enumerate(hours)}
    other = [1 - part for part in customer]
    for atom in by_the_rule(hours, AT_LAST):
        pool = [places[span] for span in atom.hours]
        for place, source in zip(pool, [*pool[1:], *pool[:1]], strict=True):
            other[place] = customer[source]
    return other


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([BUSY, QUIET, BLIND, OPEN, BRIEF]), st.floats(0, 1)),
        min_size=1,
        max_size=14,
    )
)
def test_nothing_shown_depends_on_what_is_hidden(given_hours: list[tuple[Volume, float]]) -> None:
    held = [volume for volume, _ in given_hours]
    customer = [round(part, 2) for _, part in given_hours]
    hours = looking(held, customer)
    assert shown(looking(held, elsewhere(hours, customer))) == shown(hours)


def test_with_plain_sums_it_does_depend() -> None:
    held, customer = [BUSY, QUIET], [0.5, 0.1]
    hours = looking(held, customer)
    other = looking(held, elsewhere(hours, customer))
    assert elsewhere(hours, customer) == [0.5, 0.9]
    assert shown(other, plain_sums) != shown(hours, plain_sums)
