from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.basis import Basis
from monitor.metrics.atoms import Atom, atoms, closed_until
from monitor.metrics.publication import PublishedSpan, publish, published
from monitor.metrics.rollup import Span, Summed
from monitor.metrics.rule_ledger import always
from monitor.metrics.suppression import PublishParams, Withheld, verdict
from monitor.metrics.volumes import Volumes
from monitor.units import UtcNs, ns_from_s
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
    all_of,
    days,
    hours_of,
    tagged,
)

PARAMS = PublishParams()
RULES = always(PARAMS, MADRID)
WEEK = days(MONDAY, 7)
AFTER = WEEK.end_utc_ns


def day(index: int, *volumes: Volume, first_hour: int = 9) -> tuple[Summed, ...]:
    cells = hours_of(days(MONDAY + timedelta(days=index), 1))
    return tagged(cells[first_hour : first_hour + len(volumes)], volumes)


def cut(hours: Sequence[Summed], closed: UtcNs = AFTER) -> list[list[Span]]:
    return [list(atom.hours) for atom in atoms(hours, RULES, closed)]


def spans_of(*hours: Summed) -> list[Span]:
    return [hour.span for hour in hours]


def test_busy_hours_stand_alone_and_quiet_ones_wait_for_one_another() -> None:
    nine, ten, eleven, twelve, one = day(0, QUIET, BUSY, QUIET, BUSY, QUIET)
    # 2 + 2 + 2 encounters pass the five that are needed.
    assert cut([nine, ten, eleven, twelve, one]) == [
        spans_of(nine, eleven, one),
        spans_of(ten),
        spans_of(twelve),
    ]


def test_leftovers_of_days_wait_for_those_of_other_days() -> None:
    monday = day(0, QUIET, QUIET)
    tuesday = day(1, BUSY, QUIET)
    wednesday = day(2, QUIET)
    assert cut([*monday, *tuesday, *wednesday]) == [
        spans_of(*monday, tuesday[1]),
        spans_of(tuesday[0]),
    ]


def test_leftovers_of_a_week_stay_hidden() -> None:
    sunday, monday = day(6, QUIET, QUIET), day(7, QUIET)
    assert cut([*sunday, *monday], days(MONDAY, 14).end_utc_ns) == []


def test_the_blind_and_the_empty_stay_hidden_and_spoil_nothing() -> None:
    nine, ten, eleven, twelve, one = day(0, QUIET, BLIND, NOBODY, QUIET, QUIET)
    assert cut([nine, ten, eleven, twelve, one]) == [spans_of(nine, twelve, one)]


def test_hours_of_two_bases_do_not_wait_together() -> None:
    hours = day(0, QUIET, BRIEF, QUIET, BRIEF, OPEN, BRIEF, QUIET)
    nine, ten, eleven, twelve, one, two, three = hours
    found = atoms(hours, RULES, AFTER)
    # 250 + 250 + 250 s pass the ten minutes.
    assert [list(atom.hours) for atom in found] == [
        spans_of(nine, eleven, three),
        spans_of(ten, twelve, two),
        spans_of(one),
    ]
    assert [atom.content.basis for atom in found] == [Basis.PRESENT, Basis.ALL, Basis.ALL]


def test_open_hours_are_left_out_until_what_was_measured_has_arrived() -> None:
    hours = day(0, BUSY, BUSY)
    end = hours[1].span.end_utc_ns
    at_the_end = closed_until(end, PARAMS)
    later = closed_until(UtcNs(end + ns_from_s(300)), PARAMS)
    assert cut(hours, at_the_end) == [spans_of(hours[0])]
    assert cut(hours, later) == [spans_of(hours[0]), spans_of(hours[1])]


def test_a_day_hands_its_leftovers_on_when_it_ends() -> None:
    hours = (*day(0, QUIET), *day(1, QUIET), *day(2, QUIET))
    end_of_wednesday = days(MONDAY, 3).end_utc_ns
    assert cut(hours, UtcNs(end_of_wednesday - 1)) == []
    assert cut(hours, end_of_wednesday) == [spans_of(*hours)]


def test_whole_weeks() -> None:
    thursday = days(MONDAY + timedelta(days=3), 1)
    assert RULES.whole_weeks(thursday) == WEEK
    over = Span(thursday.start_utc_ns, UtcNs(WEEK.end_utc_ns + 1))
    assert RULES.whole_weeks(over) == days(MONDAY, 14)
    assert RULES.whole_weeks(Span(AFTER, AFTER)) == days(MONDAY + timedelta(days=7), 7)


def shown(hours: Sequence[Summed], within: Span, closed: UtcNs = AFTER) -> PublishedSpan:
    found = atoms(hours, RULES, closed)
    return published([all_of(within, hours)], found, RULES, closed)[0]


def test_a_span_tells_the_atoms_inside_and_what_it_leaves_out() -> None:
    hours = day(0, QUIET, BUSY, QUIET, BLIND)
    told = shown(hours, days(MONDAY, 1))
    assert told.content is not None
    assert told.content.encounters.count == 9
    assert [atom.hours for atom in told.atoms] == [(hours[1].span,)]
    # Two quiet hours of 600 s with a customer, and the blind one's 100 s.
    assert told.left_out_s == 1300
    assert told.told_share == pytest.approx(600 / 1900)
    assert (told.volumes.encounters, told.verdict.reason) == (22, None)


@pytest.mark.parametrize(
    ("volumes", "reason", "needed", "had"),
    [
        ([QUIET], Withheld.TOO_FEW_ENCOUNTERS, 5, 2),
        ([BRIEF], Withheld.TOO_LITTLE_TIME, 600, 250),
        ([BLIND], Withheld.LOW_COVERAGE, 0.7, 0.6),
        ([NOBODY], Withheld.NOBODY_THERE, None, None),
    ],
)
def test_why_a_span_is_withheld(
    volumes: list[Volume], reason: Withheld, needed: float | None, had: float | None
) -> None:
    told = shown(day(0, *volumes), days(MONDAY, 1))
    assert told.content is None
    said = told.verdict
    assert (said.reason, said.needed, said.had) == (reason, needed, had)


def test_a_span_that_cuts_an_atom_says_so() -> None:
    hours = day(0, QUIET, QUIET, QUIET, QUIET, QUIET, QUIET)
    # 9 to 12 is one atom, 12 to 15 another; 10 to 13 would pass, and holds neither.
    middle = Span(hours[1].span.start_utc_ns, hours[3].span.end_utc_ns)
    assert shown(hours, middle).verdict.reason is Withheld.WITH_NEIGHBOURS
    running = hours[3].span.end_utc_ns
    assert shown(hours, middle, UtcNs(running - 1)).verdict.reason is Withheld.NOT_CLOSED


def test_numbers_of_different_times_do_not_mix() -> None:
    hours = day(0, OPEN, OPEN, BUSY)
    told = shown(hours, days(MONDAY, 1))
    assert told.content is not None
    assert (told.content.basis, told.content.judged_ns) == (Basis.ALL, ns_from_s(1800))
    # The busy hour's 1200 s of all time are not told.
    assert told.left_out_s == 1200


def test_nothing_inside() -> None:
    nothing = publish(WEEK, Volumes(), (), RULES, AFTER)
    assert (nothing.content, nothing.verdict.reason) == (None, Withheld.NOBODY_THERE)
    assert (nothing.left_out_s, nothing.told_share) == (0, None)


volumes = st.lists(
    st.sampled_from([BUSY, QUIET, QUIET, NOBODY, BLIND, OPEN, BRIEF]), min_size=1, max_size=60
)
HOURS = [span for index in range(8) for span in hours_of(days(MONDAY, 10))[index * 24 :][9:19]]


def week(given: Sequence[Volume]) -> tuple[Summed, ...]:
    return tagged(HOURS[: len(given)], given)


@given(volumes)
def test_atoms_are_disjoint_and_pass(given_volumes: list[Volume]) -> None:
    hours = week(given_volumes)
    found = atoms(hours, RULES, UtcNs(2**62))
    inside = [span for atom in found for span in atom.hours]
    assert len(set(inside)) == len(inside)
    assert set(inside) <= {hour.span for hour in hours}
    assert [atom.start_utc_ns for atom in found] == sorted(atom.start_utc_ns for atom in found)
    for atom in found:
        assert verdict(atom.volumes, PARAMS, atom.content.basis).reason is None
        assert len({RULES.whole_weeks(span) for span in atom.hours}) == 1


@given(volumes, st.data())
def test_what_was_published_never_changes(given_volumes: list[Volume], data: st.DataObject) -> None:
    hours = week(given_volumes)
    moments = st.sampled_from([hour.span.end_utc_ns for hour in hours])
    early, late = sorted((data.draw(moments), data.draw(moments)))
    before: set[tuple[Span, ...]] = {each.hours for each in _at(hours, early)}
    assert before <= {each.hours for each in _at(hours, late)}


def _at(hours: Sequence[Summed], closed: UtcNs) -> tuple[Atom, ...]:
    return atoms(hours, RULES, closed)
