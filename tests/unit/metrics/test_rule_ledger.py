"""What the past is judged by, whatever is set later."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.metrics.atoms import Atom, atoms, closed_until
from monitor.metrics.publication import published
from monitor.metrics.rollup import Span, Step, Summed, spans, start_of_day, utc_of
from monitor.metrics.rule_ledger import RuleInForce, RuleLedger, always, rule_ledger
from monitor.metrics.suppression import PublishParams, Withheld
from monitor.units import NS_PER_S, UtcNs, ns_from_s
from tests.unit.metrics.attacker import Row, attack
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

USUAL: Final = PublishParams()
LOOSE: Final = PublishParams(0.1, 60.0, 1)
NOTHING: Final = PublishParams(0.0, 0.0, 0)
STRICT: Final = PublishParams(0.9, 3000.0, 9)
AZORES, KOLKATA = ZoneInfo("Atlantic/Azores"), ZoneInfo("Asia/Kolkata")
ANGELES, AUCKLAND = ZoneInfo("America/Los_Angeles"), ZoneInfo("Pacific/Auckland")
NOON: Final = utc_of(datetime(2026, 10, 19, 12, tzinfo=MADRID))
HOUR_NS: Final = 3600 * NS_PER_S
USUALLY: Final = always(USUAL, MADRID)
OPENING: Final = hours_of(days(MONDAY, 1))[9:13] + hours_of(days(MONDAY + timedelta(1), 1))[9:13]


def after(hours: float, since: UtcNs = NOON) -> UtcNs:
    return UtcNs(since + round(hours * HOUR_NS))


def the_hour(start: UtcNs) -> Span:
    return Span(start, UtcNs(start + HOUR_NS))


# --- which rule counts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("set_at_h", "judged_by"),
    [
        (-0.5, LOOSE),
        (0.0, LOOSE),
        (0.5, USUAL),
        # The hour is over, but not closed yet.
        (1.05, USUAL),
        (2.0, USUAL),
    ],
)
def test_a_looser_rule_counts_for_hours_that_begin_with_it(
    set_at_h: float, judged_by: PublishParams
) -> None:
    ledger = USUALLY.followed_by(LOOSE, MADRID, after(set_at_h))
    assert ledger.strictest(the_hour(NOON)) == judged_by


@pytest.mark.parametrize(("set_at_h", "judged_by"), [(0.5, STRICT), (1.05, STRICT), (1.1, USUAL)])
def test_a_stricter_rule_counts_for_hours_that_are_not_closed(
    set_at_h: float, judged_by: PublishParams
) -> None:
    ledger = USUALLY.followed_by(STRICT, MADRID, after(set_at_h))
    assert ledger.strictest(the_hour(NOON)) == judged_by
    assert ledger.needed(the_hour(NOON)) == STRICT, "to be seen it must pass the rule of now too"


def test_of_several_rules_the_strictest_of_each_threshold_counts() -> None:
    ledger = USUALLY
    for minute, (coverage, encounters) in enumerate([(0.9, 1), (0.1, 8), (0.5, 2)]):
        params = PublishParams(coverage, 600.0, encounters)
        ledger = ledger.followed_by(params, MADRID, after(minute / 60))
    assert ledger.strictest(the_hour(NOON)) == PublishParams(0.9, 600.0, 8)
    assert ledger.strictest(the_hour(after(1))) == PublishParams(0.5, 600.0, 2)


def test_setting_the_same_again_adds_nothing_and_the_order_stands() -> None:
    assert USUALLY.followed_by(USUAL, MADRID, NOON) is USUALLY
    once = USUALLY.followed_by(LOOSE, MADRID, NOON)
    back = once.followed_by(STRICT, MADRID, after(-5))
    since = [rule.since_utc_ns for rule in back.rules]
    assert since == sorted(set(since)), "though the clock was set back"


def test_whoever_reads_in_the_moment_of_a_change_reads_no_other_hour() -> None:
    """Somebody still goes by the ledger of before while the new rule is being written down."""
    closing = after(1, UtcNs(NOON + ns_from_s(USUAL.settle_s)))
    changed = USUALLY.followed_by(STRICT, MADRID, UtcNs(closing - NS_PER_S))
    assert changed.strictest(the_hour(NOON)) == USUALLY.strictest(the_hour(NOON))


# --- which zone counts ----------------------------------------------------------------------------


def test_the_hour_that_runs_is_finished_in_the_zone_before() -> None:
    ledger = USUALLY.followed_by(USUAL, KOLKATA, after(0.4))
    cut = ledger.hours(Span(after(-1), after(3.5)))
    lengths = [each.duration_ns / HOUR_NS for each in cut]
    assert lengths == [1, 1, 0.5, 1, 1]
    assert [ledger.start_of_hour(each.end_utc_ns - 1) for each in cut] == [
        each.start_utc_ns for each in cut
    ]
    assert ledger.now.zone is KOLKATA


def test_a_zone_that_is_taken_back_within_the_hour_has_no_hour() -> None:
    ledger = USUALLY.followed_by(USUAL, KOLKATA, after(0.2)).followed_by(USUAL, MADRID, after(0.4))
    assert ledger.zones == USUALLY.zones
    within = days(MONDAY, 7)
    assert ledger.hours(within) == spans(within, Step.HOUR, MADRID)


def test_weeks_and_days_end_where_the_zone_changes() -> None:
    ledger = USUALLY.followed_by(USUAL, AUCKLAND, after(0.4))
    border = after(1)
    week = ledger.whole_weeks(the_hour(NOON))
    assert (week.start_utc_ns, week.end_utc_ns) == (start_of_day(MONDAY, MADRID), border)
    following = ledger.whole_weeks(the_hour(border))
    # In Auckland Tuesday has begun.
    assert following.start_utc_ns == border
    assert following.end_utc_ns == start_of_day(MONDAY + timedelta(days=7), AUCKLAND)
    assert ledger.whole_weeks(Span(NOON, after(2))) == Span(week.start_utc_ns, following.end_utc_ns)
    before, later = ledger.day(NOON), ledger.day(border)
    assert (before.date, before.end_utc_ns) == (MONDAY, border)
    assert later.date == MONDAY + timedelta(days=1)
    assert before.week != later.week


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        # There the day began later than here.
        (AZORES, datetime(2026, 10, 20, 2, tzinfo=MADRID)),
        # There it is still yesterday.
        (ANGELES, datetime(2026, 10, 20, tzinfo=MADRID)),
        # There the day began before ours, of which it was still yesterday here.
        (AUCKLAND, datetime(2026, 10, 20, tzinfo=MADRID)),
    ],
)
def test_today_does_not_reach_back_over_a_day_that_is_over(zone: ZoneInfo, start: datetime) -> None:
    now = utc_of(datetime(2026, 10, 20, 3, tzinfo=MADRID))
    moved = USUALLY.followed_by(USUAL, zone, now)
    assert moved.today(now).start_utc_ns == utc_of(start)
    # Nor does the way back open it.
    back = moved.followed_by(USUAL, MADRID, after(1, now))
    assert back.today(after(1, now)).start_utc_ns >= utc_of(start)
    assert moved.today(after(48, now)) == always(USUAL, zone).today(after(48, now))


# --- the past only ever shrinks -------------------------------------------------------------------

rules = st.lists(
    st.tuples(
        st.floats(0, 40),
        st.builds(
            PublishParams,
            st.sampled_from([0.1, 0.7, 0.95]),
            st.sampled_from([60.0, 600.0, 2000.0]),
            st.sampled_from([1, 3, 5, 9]),
        ),
        st.sampled_from([MADRID, KOLKATA, ANGELES, AUCKLAND]),
    ),
    max_size=4,
)
volumes = st.lists(
    st.sampled_from([BUSY, QUIET, QUIET, QUIET, NOBODY, BLIND, OPEN, BRIEF, BRIEF]),
    min_size=8,
    max_size=8,
)


def summed(ledger: RuleLedger, held: list[Volume]) -> list[Summed]:
    """Something happened in each opening hour, in the very middle of it: whole in any zone's."""
    middles = [UtcNs((each.start_utc_ns + each.end_utc_ns) // 2 - 1) for each in OPENING]
    found: dict[Span, Summed] = {}
    for cut in ledger.hours(ledger.whole_weeks(Span(OPENING[0].start_utc_ns, after(40)))):
        for index, middle in enumerate(middles):
            if cut.start_utc_ns <= middle < cut.end_utc_ns:
                assert cut not in found
                found[cut] = hour(cut, held[index], tag=2 * index)
    return list(found.values())


def shown(ledger: RuleLedger, held: list[Volume], now: UtcNs) -> tuple[Atom, ...]:
    return atoms(summed(ledger, held), ledger, closed_until(now, ledger.now.params))


def rows(found: tuple[Atom, ...]) -> set[Row]:
    tallies = (tally for atom in found for tally in atom.content.glances.values())
    return {frozenset(tally.bins) for tally in tallies}


@settings(max_examples=60, deadline=None)
@given(volumes, rules)
def test_whatever_is_set_the_past_only_ever_shrinks(
    held: list[Volume], changes: list[tuple[float, PublishParams, ZoneInfo]]
) -> None:
    """Somebody reads just before and just after every change, and all that was read adds up."""
    ledger = USUALLY
    read: set[Row] = set()
    for at_h, params, zone in sorted(changes, key=lambda each: each[0]):
        now = after(at_h)
        before = shown(ledger, held, now)
        # Whatever was hidden meanwhile by a stricter rule included.
        ever = shown(ledger.followed_by(NOTHING, ledger.now.zone, now), held, now)
        ledger = ledger.followed_by(params, zone, now)
        later = shown(ledger, held, now)
        for some in (before, later):
            assert {each.hours for each in some} <= {each.hours for each in ever}
        read |= rows(before) | rows(later)
    last = shown(ledger, held, after(24 * 30))
    read |= rows(last)
    # Each hour is in one atom at most, whenever it was read.
    assert sum(len(row) for row in read) == len({cell for row in read for cell in row})
    if not changes:
        assert attack(read, tagged(OPENING, held)) == []


def test_judged_by_the_rule_of_now_alone_it_falls() -> None:
    """What the program did: set to 1, read, and set back."""
    held = [BUSY, QUIET, BUSY, QUIET, NOBODY, NOBODY, NOBODY, NOBODY]
    now = after(40)
    loose = always(LOOSE, MADRID)
    read = rows(shown(USUALLY, held, now)) | rows(shown(loose, held, now))
    assert frozenset({3}) in attack(read, tagged(OPENING, held))
    changed = USUALLY.followed_by(LOOSE, MADRID, now)
    assert shown(changed, held, now) == shown(USUALLY, held, now)


def test_a_pool_is_judged_by_the_strictest_of_its_hours() -> None:
    held = [QUIET, QUIET, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY]
    three = PublishParams(min_encounters=3)
    between = UtcNs(OPENING[0].end_utc_ns + ns_from_s(600))
    assert rows(shown(always(three, MADRID), held, after(40))) == {frozenset({1, 3})}
    assert shown(USUALLY.followed_by(three, MADRID, between), held, after(40)) == ()


def test_the_reason_names_what_was_needed_then() -> None:
    held = hour(OPENING[0], QUIET)
    ledger = USUALLY.followed_by(LOOSE, MADRID, after(40))
    (told,) = published([held], (), ledger, after(40))
    assert told.verdict.reason is Withheld.TOO_FEW_ENCOUNTERS
    assert (told.verdict.needed, told.verdict.had) == (5, 2)


def test_the_first_rule_counts_for_all_before_it() -> None:
    ledger = rule_ledger([RuleInForce(NOON, STRICT, MADRID)])
    assert ledger.strictest(the_hour(after(-100))) == STRICT
    assert ledger.day(start_of_day(date(2001, 1, 1), MADRID)).date == date(2001, 1, 1)
