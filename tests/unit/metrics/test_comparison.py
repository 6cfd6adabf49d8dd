from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.attention.basis import Basis
from monitor.attention.state import State
from monitor.errors import BadRequest
from monitor.metrics.atoms import atoms
from monitor.metrics.buckets import Bucket, total
from monitor.metrics.comparison import (
    Comparison,
    Difference,
    Tells,
    compare_sessions,
    compare_spans,
)
from monitor.metrics.figures import Number
from monitor.metrics.publication import PublishedSpan, published
from monitor.metrics.rule_ledger import always
from monitor.metrics.sampling_units import Unit, block_sums, blocks
from monitor.metrics.sums import total_sums
from monitor.metrics.suppression import PublishParams
from monitor.metrics.tallies import EncounterTally
from monitor.units import NS_PER_S, UtcNs
from tests.buckets import flat_bucket, with_present
from tests.unit.metrics.hours import (
    BUSY,
    MADRID,
    MONDAY,
    OPEN,
    Volume,
    all_of,
    days,
    hour,
    hours_of,
)
from tests.unit.metrics.test_figures import tally

RULES = always(PublishParams(), MADRID)
START = 1_790_000_000 * NS_PER_S


def session(length_s: int, customer: Callable[[int], bool], *, known: bool = True) -> list[Bucket]:
    """Seconds that look at the customer or at the device."""
    return [
        flat_bucket(
            UtcNs(START + second * NS_PER_S),
            {State.CUSTOMER if customer(second) else State.DEVICE: NS_PER_S},
            presence_known_ns=NS_PER_S if known else 0,
            present_ns={State.CUSTOMER if customer(second) else State.DEVICE: NS_PER_S}
            if known
            else {},
        )
        for second in range(length_s)
    ]


def of(found: Comparison, number: Number) -> Difference:
    (each,) = [each for each in found.differences if each.number is number]
    return each


def mostly(parts: int) -> Callable[[int], bool]:
    """On the customer for `parts` of ten seconds, give or take a second per half minute."""
    return lambda second: second % 10 < parts + (second // 30) % 3 - 1


def test_a_clear_difference_tells() -> None:
    found = compare_sessions(session(600, mostly(3)), session(450, mostly(7)))
    share = of(found, Number.CUSTOMER_GAZE_SHARE)
    assert (share.one, share.other) == (pytest.approx(0.3, abs=0.01), 0.7)
    assert share.difference == pytest.approx(0.4, abs=0.01)
    assert share.tells is Tells.MORE
    assert share.low is not None
    assert share.high is not None
    assert 0.3 < share.low < 0.4 < share.high < 0.5
    back = compare_sessions(session(450, mostly(7)), session(600, mostly(3)))
    assert of(back, Number.CUSTOMER_GAZE_SHARE).tells is Tells.LESS
    assert (found.unit, found.units, found.block_s) == ((Unit.BLOCKS, Unit.BLOCKS), (20, 15), 30)
    assert [each.number for each in found.differences] == list(Number)


def test_like_and_like_cannot_be_told_apart() -> None:
    share = of(
        compare_sessions(session(600, mostly(5)), session(570, mostly(5))),
        Number.CUSTOMER_GAZE_SHARE,
    )
    assert share.difference == pytest.approx(0, abs=0.01)
    assert share.tells is Tells.CANNOT_TELL
    assert share.low is not None


def test_both_sides_are_drawn_by_themselves() -> None:
    same = session(600, mostly(5))
    share = of(compare_sessions(same, same), Number.CUSTOMER_GAZE_SHARE)
    assert share.low is not None
    assert share.high is not None
    assert share.low < 0 < share.high


def test_short_sessions_have_a_difference_and_no_interval() -> None:
    share = of(
        compare_sessions(session(100, mostly(2)), session(600, mostly(8))),
        Number.CUSTOMER_GAZE_SHARE,
    )
    assert (share.low, share.high, share.tells) == (None, None, Tells.CANNOT_TELL)
    assert share.difference is not None


def test_an_empty_session_has_no_numbers() -> None:
    found = compare_sessions([], session(600, mostly(5)))
    share = of(found, Number.CUSTOMER_GAZE_SHARE)
    assert (share.one, share.difference, share.tells) == (None, None, Tells.CANNOT_TELL)
    assert found.units == (0, 20)


def test_seconds_hang_together_in_blocks() -> None:
    """One stretch on the customer and one on the device: second by second it would look sure."""
    one = session(300, lambda second: second < 140)
    other = session(300, lambda second: second < 190)
    share = of(compare_sessions(one, other), Number.CUSTOMER_GAZE_SHARE)
    assert share.difference == pytest.approx(1 / 6)
    assert share.tells is Tells.CANNOT_TELL
    by_second = of(compare_sessions(one, other, block_s=1), Number.CUSTOMER_GAZE_SHARE)
    assert by_second.tells is Tells.MORE


def test_both_are_about_the_same_time() -> None:
    known, unknown = session(600, mostly(3)), session(600, mostly(3), known=False)
    assert compare_sessions(known, known).basis is Basis.PRESENT
    found = compare_sessions(known, unknown)
    assert found.basis is Basis.ALL
    assert of(found, Number.FIRST_LOOK_MEDIAN_S).one is None


def test_blocks_start_with_the_first_second_and_lose_nothing() -> None:
    seconds = session(95, mostly(5))[20:]
    del seconds[30:60]
    found = blocks(seconds, Basis.PRESENT)
    assert [each.judged_ns // NS_PER_S for each in found] == [30, 15]
    assert total_sums(found, Basis.PRESENT).judged_ns == 45 * NS_PER_S
    assert blocks([], Basis.ALL) == ()


def test_sums_of_blocks_stand_for_their_seconds() -> None:
    """Also where seconds are missing, so that a block's sum begins later than the block."""
    one, other = session(310, mostly(3))[7:], session(250, mostly(9))[3:]
    del one[15:40], other[55:70], other[100:101]
    sums = block_sums(one), block_sums(other)
    assert compare_sessions(*sums) == compare_sessions(one, other)
    assert total(sums[0], one[0].start_utc_ns) == total(one, one[0].start_utc_ns)


def test_latencies_beyond_on_one_side_leave_that_end_open() -> None:
    """Of every five encounters of the other, three were not looked at."""

    def met(wait_s: float, looked: Callable[[int], bool]) -> list[Bucket]:
        seconds = session(600, mostly(5))
        tallies = [
            EncounterTally(tally(20), tally(wait_s + 0.05 * index) if looked(index) else tally())
            for index in range(len(seconds) // 30)
        ]
        for index, each in enumerate(tallies):
            seconds[30 * index] = with_present(seconds[30 * index], encounters=each)
        return seconds

    always = met(1, lambda _: True)
    at_times = met(5, lambda index: index % 5 < 2)
    median = of(compare_sessions(always, at_times), Number.FIRST_LOOK_MEDIAN_S)
    assert median.low is not None
    assert (median.high, median.tells) == (None, Tells.MORE)
    back = of(compare_sessions(at_times, always), Number.FIRST_LOOK_MEDIAN_S)
    assert back.high is not None
    assert (back.low, back.tells) == (None, Tells.LESS)
    both = of(compare_sessions(at_times, at_times), Number.FIRST_LOOK_MEDIAN_S)
    assert both.tells is Tells.CANNOT_TELL


def span(first: int, volume: Volume, customer: float) -> PublishedSpan:
    within = days(MONDAY + timedelta(days=first), 1)
    hours = [
        hour(each, volume, customer + 0.02 * (index % 3))
        for index, each in enumerate(hours_of(within)[9:17])
    ]
    end = days(MONDAY, 7).end_utc_ns
    found = atoms(hours, RULES, end)
    return published([all_of(within, hours)], found, RULES, end)[0]


def test_two_days() -> None:
    found = compare_spans(span(0, BUSY, 0.3), span(1, BUSY, 0.5))
    assert (found.unit, found.units, found.basis) == (
        (Unit.HOURS, Unit.HOURS),
        (8, 8),
        Basis.PRESENT,
    )
    share = of(found, Number.CUSTOMER_GAZE_SHARE)
    assert share.difference == pytest.approx(0.2)
    assert share.tells is Tells.MORE
    assert of(found, Number.DEVICE_SHARE).tells is Tells.LESS
    assert of(found, Number.COVERAGE).tells is Tells.CANNOT_TELL


def test_one_number_that_seems_to_differ_among_twelve_does_not_tell() -> None:
    """Its interval leaves 0 out by a little, and the eleven others do not differ at all."""
    one, other = session(600, mostly(5)), session(600, mostly(5))
    for index in range(0, 600, 30):
        one[index] = with_present(one[index], splits=int(index % 90 == 0))
        other[index] = with_present(other[index], splits=int(index % 60 == 0) + int(index == 30))
    splits = of(compare_sessions(one, other), Number.SPLITS_PER_H)
    alone = splits.low is not None and splits.low > 0
    assert splits.tells is Tells.CANNOT_TELL, (splits, alone)


def test_what_cannot_be_compared() -> None:
    day, other = span(0, BUSY, 0.3), span(1, OPEN, 0.3)
    with pytest.raises(BadRequest, match="about different times and cannot be compared"):
        compare_spans(day, other)
    hidden = replace(other, content=None)
    with pytest.raises(BadRequest, match="one of the two spans is withheld"):
        compare_spans(day, hidden)
