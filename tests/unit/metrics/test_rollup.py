from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.state import State
from monitor.metrics.buckets import MINUTE_NS, Bucket, total
from monitor.metrics.rollup import (
    Span,
    Step,
    local_time,
    roll_up,
    spans,
    start_of_day,
    start_of_hour,
    utc_of,
)
from monitor.units import NS_PER_S, UtcNs
from tests.buckets import flat_bucket

HOUR_NS = 60 * MINUTE_NS
MADRID = ZoneInfo("Europe/Madrid")
ZONES = (
    UTC,
    MADRID,
    ZoneInfo("Asia/Kolkata"),
    ZoneInfo("Asia/Kathmandu"),
    ZoneInfo("America/Santiago"),  # the clock changes at midnight
    ZoneInfo("America/Havana"),
    ZoneInfo("Australia/Lord_Howe"),  # by half an hour
    ZoneInfo("Pacific/Chatham"),  # at a quarter to
    ZoneInfo("Pacific/Apia"),  # had no 30 December 2011
)


def whole_day(day: date, zone: tzinfo) -> Span:
    return Span(start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone))


def minutes(span: Span) -> list[Bucket]:
    starts = range(span.start_utc_ns, span.end_utc_ns, MINUTE_NS)
    return [flat_bucket(UtcNs(each), {State.CUSTOMER: 1}, samples=1) for each in starts]


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 28), "Europe/Madrid", 24),
        (date(2026, 3, 29), "Europe/Madrid", 23),
        (date(2026, 10, 25), "Europe/Madrid", 25),
        (date(2026, 9, 6), "America/Santiago", 23),  # begins at one o'clock
        (date(2026, 4, 4), "America/Santiago", 25),  # its last hour comes twice
        (date(2026, 10, 4), "Australia/Lord_Howe", 23.5),
        (date(2026, 4, 5), "Australia/Lord_Howe", 24.5),
    ],
)
def test_length_of_days(day: date, zone: str, hours: float) -> None:
    where = ZoneInfo(zone)
    assert whole_day(day, where).duration_ns == hours * HOUR_NS
    around = Span(
        start_of_day(day - timedelta(days=1), where), start_of_day(day + timedelta(days=2), where)
    )
    assert whole_day(day, where) in spans(around, Step.DAY, where)
    assert len(spans(around, Step.DAY, where)) == 3


@pytest.mark.parametrize(("day", "count"), [(29, 23), (28, 24)])
def test_hours_of_a_day_in_march(day: int, count: int) -> None:
    hours = spans(whole_day(date(2026, 3, day), MADRID), Step.HOUR, MADRID)
    assert len(hours) == count
    shown = [local_time(each.start_utc_ns, MADRID).hour for each in hours]
    assert (2 in shown) is (day == 28)


def test_hours_of_the_day_on_which_one_comes_twice() -> None:
    hours = spans(whole_day(date(2026, 10, 25), MADRID), Step.HOUR, MADRID)
    shown = [local_time(each.start_utc_ns, MADRID).isoformat() for each in hours]
    assert len(set(shown)) == 25
    assert shown[2:4] == ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"]


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize(
    "day", [date(2026, 3, 29), date(2026, 4, 5), date(2026, 9, 27), date(2026, 10, 4)]
)
def test_all_of_an_hour_is_of_one_hour_of_the_clock(day: date, zone: tzinfo) -> None:
    """Also where the clock changes within an hour of its own."""
    for hour in spans(whole_day(day, zone), Step.HOUR, zone):
        middle = (hour.start_utc_ns + hour.end_utc_ns) // 2
        moments = (hour.start_utc_ns, middle, hour.end_utc_ns - 1)
        assert {start_of_hour(each, zone) for each in moments} == {hour.start_utc_ns}
        shown = {local_time(each, zone).replace(minute=0, second=0) for each in moments[:2]}
        assert len(shown) == 1


def test_half_an_hour_that_is_skipped() -> None:
    """On Lord Howe, on 4 October 2026, the clock goes from 02:00 to 02:30."""
    zone = ZoneInfo("Australia/Lord_Howe")
    hours = spans(whole_day(date(2026, 10, 4), zone), Step.HOUR, zone)
    lengths_min = [hour.duration_ns // MINUTE_NS for hour in hours]
    assert lengths_min == [60, 60, 30, *[60] * 21]
    after = utc_of(datetime(2026, 10, 4, 2, 40, tzinfo=zone))
    assert start_of_hour(after, zone) == hours[2].start_utc_ns


def test_a_clock_set_back_from_just_after_midnight() -> None:
    """In St John's, at 00:01 on 7 November 2010, it was 23:01 of the 6th again."""
    zone = ZoneInfo("America/St_Johns")
    days = spans(Span(*(start_of_day(date(2010, 11, d), zone) for d in (6, 9))), Step.DAY, zone)
    assert [each.duration_ns // HOUR_NS for each in days] == [24, 25, 24]
    late = utc_of(datetime(2010, 11, 6, 23, 30, fold=1, tzinfo=zone))
    after = spans(Span(late, days[-1].end_utc_ns), Step.DAY, zone)
    assert [each.end_utc_ns for each in after] == [each.end_utc_ns for each in days[1:]]


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    within = Span(
        utc_of(datetime(2026, 2, 27, tzinfo=MADRID)), utc_of(datetime(2026, 3, 31, tzinfo=MADRID))
    )
    weeks, months = (spans(within, step, MADRID) for step in (Step.WEEK, Step.MONTH))
    assert [local_time(each.start_utc_ns, MADRID).day for each in weeks] == [27, 2, 9, 16, 23, 30]
    # The week in which the clock goes forward has an hour less.
    assert [each.duration_ns // HOUR_NS for each in weeks] == [72, 168, 168, 168, 167, 24]
    assert [each.duration_ns // HOUR_NS for each in months] == [48, 30 * 24 - 1]
    december = Span(
        utc_of(datetime(2026, 12, 31, tzinfo=MADRID)), utc_of(datetime(2027, 1, 2, tzinfo=MADRID))
    )
    assert [each.duration_ns // HOUR_NS for each in spans(december, Step.MONTH, MADRID)] == [24, 24]


def test_ends_are_cut() -> None:
    start = utc_of(datetime(2026, 3, 28, 10, 20, tzinfo=MADRID))
    cut = spans(Span(start, UtcNs(start + HOUR_NS)), Step.HOUR, MADRID)
    assert [each.duration_ns // MINUTE_NS for each in cut] == [40, 20]
    assert spans(Span(start, start), Step.DAY, MADRID) == ()


def test_what_lies_outside_is_left_out() -> None:
    day = whole_day(date(2026, 3, 28), MADRID)
    inside = spans(Span(UtcNs(day.start_utc_ns + HOUR_NS), day.end_utc_ns), Step.HOUR, MADRID)
    summed = roll_up(minutes(day), [inside[0], inside[5]])
    assert [each.span for each in summed] == [inside[0], inside[5]]
    assert [each.bucket.samples for each in summed] == [60, 60]
    assert [each.bucket.start_utc_ns for each in summed] == [
        inside[0].start_utc_ns,
        inside[5].start_utc_ns,
    ]
    assert roll_up([], inside) == ()


@given(
    st.integers(1_262_304_000, 1_893_456_000),
    st.integers(1, 4 * 1440),
    st.sampled_from(Step),
    st.sampled_from(ZONES),
)
def test_spans_follow_one_another_and_lose_nothing(
    start_s: int, length_min: int, step: Step, zone: tzinfo
) -> None:
    start = UtcNs(start_s // 60 * MINUTE_NS)
    within = Span(start, UtcNs(start + length_min * MINUTE_NS))
    cut = spans(within, step, zone)
    assert cut[0].start_utc_ns == within.start_utc_ns
    assert cut[-1].end_utc_ns == within.end_utc_ns
    assert all(a.end_utc_ns == b.start_utc_ns for a, b in pairwise(cut))
    assert all(each.duration_ns > 0 for each in cut)
    for each in cut[1:]:
        local = local_time(each.start_utc_ns, zone)
        assert local.second == 0
        if step is Step.DAY:
            before = local_time(each.start_utc_ns - 1, zone)
            assert before.date() < local.date()
    buckets = minutes(within)
    summed = roll_up(buckets, cut)
    assert total((each.bucket for each in summed), start) == total(buckets, start)
    assert sum(each.bucket.samples for each in summed) == length_min


@given(st.integers(0, 4 * 10**9), st.sampled_from(ZONES))
def test_local_time_and_back(utc_s: int, zone: tzinfo) -> None:
    assert utc_of(local_time(utc_s * NS_PER_S, zone)) == utc_s * NS_PER_S
