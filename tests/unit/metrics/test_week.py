from __future__ import annotations

from datetime import timedelta

from monitor.metrics.atoms import atoms
from monitor.metrics.rollup import Summed
from monitor.metrics.rule_ledger import always
from monitor.metrics.suppression import PublishParams, Withheld
from monitor.metrics.week import HourOfWeek, hours_of_week
from monitor.units import UtcNs
from tests.unit.metrics.hours import BUSY, MADRID, MONDAY, QUIET, days, hour, hours_of

RULES = always(PublishParams(), MADRID)
AT_LAST = days(MONDAY, 14).end_utc_ns
NINE, TEN, ELEVEN = 9, 10, 11


def at(day: int, clock: int) -> int:
    return 24 * day + clock


def cells(hours: list[Summed], closed: UtcNs = AT_LAST) -> dict[tuple[int, int], HourOfWeek]:
    found = atoms(hours, RULES, closed)
    week = hours_of_week(hours, found, MADRID, RULES, closed)
    assert [(each.weekday, each.hour) for each in week] == sorted(
        (each.weekday, each.hour) for each in week
    )
    return {(each.weekday, each.hour): each for each in week}


def test_a_cell_sums_its_hour_over_the_weeks_and_no_other() -> None:
    first, second = hours_of(days(MONDAY, 1)), hours_of(days(MONDAY + timedelta(days=7), 1))
    hours = [
        hour(first[NINE], BUSY, customer=0.2),
        hour(first[TEN], QUIET),
        hour(first[ELEVEN], QUIET),
        hour(second[NINE], BUSY, customer=0.6),
        hour(second[TEN], QUIET),
        hour(second[ELEVEN], BUSY, customer=1.0),
    ]
    found = cells(hours)
    assert set(found) == {(0, NINE), (0, TEN), (0, ELEVEN)}
    nine, ten, eleven = (found[0, clock].shown for clock in (NINE, TEN, ELEVEN))
    assert nine.content is not None
    assert nine.content.customer_gaze_share == 0.4
    assert found[0, NINE].hours == 2
    # One hour of load each, whatever is published.
    assert (nine.volumes.encounters_per_h, ten.volumes.encounters_per_h) == (9, 2)
    assert (ten.content, ten.verdict.reason) == (None, Withheld.TOO_FEW_ENCOUNTERS)
    # The first week's quiet eleven is left out, and said so.
    assert eleven.content is not None
    assert eleven.content.customer_gaze_share == 1.0
    assert (eleven.left_out_s, eleven.told_share) == (600, 0.5)


def test_quiet_hours_that_are_published_together_stand_in_no_cell() -> None:
    """Three times two encounters: enough for the cell by itself, were it asked about alone."""
    hours = [
        hour(hours_of(days(MONDAY + timedelta(days=7 * week), 1))[clock], QUIET)
        for week in range(2)
        for clock in (NINE, TEN, ELEVEN)
    ]
    hours += [hour(hours_of(days(MONDAY + timedelta(days=14), 1))[NINE], QUIET)]
    found = cells(hours, days(MONDAY, 21).end_utc_ns)
    assert found[0, NINE].shown.content is None
    assert found[0, NINE].shown.verdict.reason is Withheld.WITH_NEIGHBOURS


def test_an_hour_that_comes_twice_counts_twice() -> None:
    sunday = hours_of(days(MONDAY + timedelta(days=6), 1))
    found = cells([hour(span, BUSY) for span in sunday[1:5]])
    assert {cell: each.hours for cell, each in found.items()} == {(6, 1): 1, (6, 2): 2, (6, 3): 1}
    shown = found[6, 2].shown
    assert shown.content is not None
    assert shown.content.encounters.count == 18


def test_open_hours_are_left_out() -> None:
    span = hours_of(days(MONDAY, 1))[NINE]
    assert cells([hour(span, BUSY)], UtcNs(span.end_utc_ns - 1)) == {}
