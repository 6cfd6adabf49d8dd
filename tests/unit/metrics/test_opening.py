"""Opening hours on the clock on the wall, over both changes of that clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.metrics.opening import OpeningHours, OpenSpan, is_open
from monitor.metrics.rollup import utc_of
from monitor.units import NS_PER_S, UtcNs

MADRID = ZoneInfo("Europe/Madrid")
DAY = 24 * 60
WEEKDAYS = OpeningHours(
    tuple(
        OpenSpan(day * DAY + start * 60, day * DAY + end * 60)
        for day in range(5)
        for start, end in ((9, 14), (17, 20))
    )
)
NIGHTS = OpeningHours(
    tuple(OpenSpan(day * DAY + 22 * 60, (day + 1) * DAY + 2 * 60 + 30) for day in range(7))
)


def at(text: str, zone: ZoneInfo = MADRID, fold: int = 0) -> UtcNs:
    return utc_of(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold))


def utc(text: str) -> UtcNs:
    return utc_of(datetime.fromisoformat(text).replace(tzinfo=UTC))


def changes(hours: OpeningHours, start: UtcNs, count: int, zone: ZoneInfo = MADRID) -> list[str]:
    """The next moments of change, to ten minutes, UTC, and what it is from then on."""
    told: list[str] = []
    moment, now = start, is_open(hours, start, zone)
    while len(told) < count:
        moment = UtcNs(moment + 600 * NS_PER_S)
        assert moment < start + 15 * DAY * 60 * NS_PER_S
        if is_open(hours, moment, zone) is not now:
            now = not now
            when = datetime.fromtimestamp(moment // NS_PER_S, UTC)
            told.append(f"{when:%d %H:%M} {'open' if now else 'shut'}")
    return told


def test_without_hours_it_is_always_open() -> None:
    assert is_open(OpeningHours(), at("2026-03-01T03:00"), MADRID)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-16T08:59:59.999999", False),
        ("2026-11-16T09:00", True),
        ("2026-11-16T13:59:59.999999", True),
        ("2026-11-16T14:00", False),
        ("2026-11-20T19:59", True),
        ("2026-11-21T10:00", False),
    ],
)
def test_a_week_of_two_spans_a_day(when: str, expected: bool) -> None:
    assert is_open(WEEKDAYS, at(when), MADRID) is expected


def test_the_weekend_is_passed_over() -> None:
    told = changes(WEEKDAYS, at("2026-11-20T18:00"), 3)
    assert told == ["20 19:00 shut", "23 08:00 open", "23 13:00 shut"]


def test_a_night_ends_on_the_day_after_and_sundays_on_monday() -> None:
    assert is_open(NIGHTS, at("2026-11-23T02:29"), MADRID)
    assert not is_open(NIGHTS, at("2026-11-23T02:30"), MADRID)
    assert changes(NIGHTS, at("2026-11-22T20:00"), 2) == ["22 21:00 open", "23 01:30 shut"]


def test_the_clock_going_forward_takes_an_hour_of_the_night() -> None:
    """29 March 2026: 02:00 becomes 03:00, so 02:30 never comes: shut at the jump, 01:00 UTC."""
    told = changes(NIGHTS, utc("2026-03-28T20:00"), 4)
    assert told == ["28 21:00 open", "29 01:00 shut", "29 20:00 open", "30 00:30 shut"]
    assert is_open(NIGHTS, utc("2026-03-29T00:59:59"), MADRID)
    assert not is_open(NIGHTS, utc("2026-03-29T01:00"), MADRID)
    by_day = changes(WEEKDAYS, utc("2026-03-27T16:30"), 3)
    assert by_day == ["27 19:00 shut", "30 07:00 open", "30 12:00 shut"]


def test_the_clock_going_back_shuts_the_first_time_it_shows_the_hour() -> None:
    """25 October 2026: 03:00 becomes 02:00; 02:30 comes at 00:30 UTC and again at 01:30 UTC."""
    told = changes(NIGHTS, utc("2026-10-24T18:00"), 4)
    assert told == ["24 20:00 open", "25 00:30 shut", "25 21:00 open", "26 01:30 shut"]
    assert not is_open(NIGHTS, at("2026-10-25T02:15", fold=1), MADRID)
    assert is_open(NIGHTS, at("2026-10-25T02:15", fold=0), MADRID)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-03-28", ["28 23:00 open", "29 22:00 shut"]),
        ("2026-10-24", ["24 22:00 open", "25 23:00 shut"]),
        ("2026-11-21", ["21 23:00 open", "22 23:00 shut"]),
    ],
)
def test_a_day_that_is_open_from_midnight_to_midnight_has_23_or_25_hours(
    day: str, told: list[str]
) -> None:
    sunday = OpeningHours((OpenSpan(6 * DAY, 7 * DAY),))
    assert changes(sunday, utc(f"{day}T12:00"), 2) == told


def test_a_span_that_the_clock_skips_does_not_happen_that_day() -> None:
    early = OpeningHours((OpenSpan(6 * DAY + 130, 6 * DAY + 170),))
    assert changes(early, utc("2026-03-28T12:00"), 1) == ["05 00:10 open"]
    assert not is_open(early, utc("2026-03-29T01:10"), MADRID)


def test_midnight_itself_can_be_skipped() -> None:
    """Santiago de Chile went from Saturday 24:00 to Sunday 01:00 on 6 September 2026."""
    zone = ZoneInfo("America/Santiago")
    sunday = OpeningHours((OpenSpan(6 * DAY, 6 * DAY + 120),))
    assert changes(sunday, utc("2026-09-05T12:00"), 2, zone) == ["06 04:00 open", "06 05:00 shut"]


def test_open_day_and_night_never_changes() -> None:
    touching = OpeningHours(tuple(OpenSpan(day * DAY, (day + 1) * DAY) for day in range(7)))
    for fold in (0, 1):
        assert is_open(touching, at("2026-10-25T02:30", fold=fold), MADRID)
        assert is_open(touching, at("2026-10-25T00:00", fold=fold), MADRID)


def test_spans_that_touch_are_one() -> None:
    hours = OpeningHours((OpenSpan(540, 840), OpenSpan(840, 900)))
    assert changes(hours, at("2026-11-23T10:00"), 1) == ["23 14:00 shut"]


moments = st.integers(utc("2026-01-01"), utc("2027-01-01")).map(UtcNs)
zones = st.sampled_from(["Europe/Madrid", "America/Santiago", "Australia/Lord_Howe", "UTC"])


@st.composite
def weeks(draw: st.DrawFn) -> OpeningHours:
    borders = sorted(draw(st.sets(st.integers(0, 7 * DAY - 1), min_size=2, max_size=12)))
    pairs = zip(borders[::2], borders[1::2], strict=False)
    spans = [OpenSpan(start, end) for start, end in pairs]
    if draw(st.booleans()) and len(borders) % 2:
        spans.append(OpenSpan(borders[-1], 7 * DAY + borders[0]))
    return OpeningHours(tuple(spans))


@given(weeks(), moments, zones)
def test_it_is_what_the_clock_on_the_wall_shows(
    hours: OpeningHours, moment: UtcNs, name: str
) -> None:
    zone = ZoneInfo(name)
    local = datetime.fromtimestamp(moment // NS_PER_S, zone)
    # What the clock shows twice is told above.
    assume(local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset())
    minute = local.weekday() * DAY + local.hour * 60 + local.minute
    inside = any(
        span.from_min <= at_min < span.until_min
        for span in hours.spans
        for at_min in (minute, minute + 7 * DAY)
    )
    assert is_open(hours, moment, zone) is inside
