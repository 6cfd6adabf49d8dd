"""Reads the query of a request: which names it may hold, which span of time it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request
from fastapi.params import Depends as Dependency

from api.problems import invalid_parameter, known_names, unknown_counter
from api.served import find_counter
from monitor.errors import because
from monitor.metrics.buckets import MINUTE_NS, minute_of
from monitor.metrics.rollup import Span, Step, local_time, start_of_day, utc_of
from monitor.runtime.counter.live_counter import CounterInfo
from monitor.runtime.site.service import Runtime
from monitor.settings import CounterSettings
from monitor.units import NS_PER_S, CounterId, UtcNs

AskedCounter = Annotated[
    str | None, Query(description="May be left out where there is one counter.")
]
"""A counter in the query; `one_counter` finds it."""

LONGEST_DAYS: Final = MappingProxyType(
    {Step.MINUTE: 7, Step.HOUR: 62, Step.DAY: 400, Step.WEEK: 400, Step.MONTH: 400}
)
"""Longest span of an answer, by the length of its buckets."""

_TIME: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?P<offset>Z|[+-]\d\d:\d\d)?)?"
)
_WEEK: Final = re.compile(r"(?P<year>[0-9]{4})-?W(?P<week>[0-9]{2})")
YEARS: Final = range(2000, 2100)
# A day on which the clock is set back has 25 hours, and is no reason to refuse a week.
_SLACK_NS: Final = 2 * 3600 * NS_PER_S
_DAY_NS: Final = 24 * 3600 * NS_PER_S


def only(*names: str) -> Dependency:
    """A dependency that refuses every parameter but these: a typo must not pass for an answer."""
    accepted = ", ".join(names) or "no parameter at all"

    async def check(request: Request) -> None:
        seen: set[str] = set()
        for name, value in request.query_params.multi_items():
            if name not in names:
                raise invalid_parameter(name, value, because("nothing_but", names=accepted))
            if name in seen:
                raise invalid_parameter(name, value, because("once"))
            seen.add(name)

    checked: Callable[[Request], object] = check
    return Depends(checked)


def settings_of(runtime: Runtime, counter: CounterId) -> CounterSettings:
    """What the settings say of a counter. Raises `Refusal` where they do not know it any more."""
    for found in runtime.settings.counters:
        if found.id == counter:
            return found
    raise unknown_counter(counter, [each.id for each in runtime.settings.counters])


def one_counter(runtime: Runtime, counter: str | None) -> CounterInfo:
    """The counter of that name, or the only one there is. Raises `Refusal`."""
    if counter is not None:
        return find_counter(runtime, counter)
    known = runtime.counters()
    if len(known) != 1:
        names = [each.counter for each in known]
        raise invalid_parameter("counter", None, known_names(names))
    return known[0]


def asked_span(
    from_text: str | None, to_text: str | None, step: Step, now_utc_ns: UtcNs, zone: ZoneInfo
) -> Span:
    """The span that a query asks for, in whole minutes: today unless it says otherwise.

    A day alone means its first moment. Without `to`, the span ends with today; without `from`, it
    begins with the day in which it ends.

    Raises:
        Refusal: naming the parameter, what was given and what is accepted.
    """
    today = local_time(now_utc_ns, zone).date()
    end = _moment("to", to_text, zone) if to_text is not None else None
    start = _moment("from", from_text, zone) if from_text is not None else None
    if end is None:
        end = start_of_day(today + timedelta(days=1), zone)
        if start is not None and start >= end:
            raise invalid_parameter("from", from_text, because("before_tomorrow"))
    if start is None:
        start = start_of_day(local_time(end - 1, zone).date(), zone)
    return _checked(Span(minute_of(start), minute_of(end + MINUTE_NS - 1)), to_text, step, zone)


def named_span(names: tuple[str, str], given: tuple[str, str], zone: ZoneInfo) -> Span:
    """A span of which both ends are named, in whole minutes, of at most 400 days.

    Raises:
        Refusal: naming the parameter, what was given and what is accepted.
    """
    start, end = (_moment(name, text, zone) for name, text in zip(names, given, strict=True))
    span = Span(minute_of(start), minute_of(end + MINUTE_NS - 1))
    if span.duration_ns <= 0:
        begin = local_time(span.start_utc_ns, zone).isoformat()
        raise invalid_parameter(names[1], given[1], because("after", field=names[0], time=begin))
    longest = LONGEST_DAYS[Step.DAY]
    if span.duration_ns > longest * _DAY_NS + _SLACK_NS:
        asked = f"{span.duration_ns / _DAY_NS:.1f} days"
        raise invalid_parameter(", ".join(names), asked, because("span_days", days=longest))
    return span


def whole_weeks_until(now_utc_ns: UtcNs, zone: ZoneInfo, weeks: int) -> Span:
    """The last so many ISO weeks, the one that runs left out."""
    today = local_time(now_utc_ns, zone).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(days=7 * weeks)
    return Span(start_of_day(first, zone), start_of_day(monday, zone))


def week_start(text: str) -> date | None:
    """The Monday of an ISO week like 2026-W13; None when it is none."""
    found = _WEEK.fullmatch(text.strip())
    if found is None or int(found["year"]) not in YEARS:
        return None
    try:
        return date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
    except ValueError:
        return None


def asked_week(text: str) -> date:
    """The same. Raises `Refusal`."""
    found = week_start(text)
    if found is None:
        raise invalid_parameter("week", text, because("week"))
    return found


def _checked(span: Span, to_text: str | None, step: Step, zone: ZoneInfo) -> Span:
    if span.duration_ns <= 0:
        begin = local_time(span.start_utc_ns, zone).isoformat()
        raise invalid_parameter("to", to_text, because("after", field="from", time=begin))
    longest = LONGEST_DAYS[step]
    if span.duration_ns > longest * _DAY_NS + _SLACK_NS:
        limits = ", ".join(f"{days} days by {each}" for each, days in LONGEST_DAYS.items())
        asked = f"{span.duration_ns / _DAY_NS:.1f} days by {step}"
        raise invalid_parameter(
            "from, to", asked, because("span_days_by", days=longest, limits=limits)
        )
    return span


def _moment(field: str, given: str, zone: ZoneInfo) -> UtcNs:
    # A plus sign that was not escaped arrives as a space.
    found = _TIME.fullmatch(re.sub(r" (?=\d\d:\d\d$)(?<=:\d\d )", "+", given.strip()))
    refusal = invalid_parameter(field, given, because("time"))
    if found is None:
        raise refusal
    try:
        day = date.fromisoformat(found["day"])
        moment = datetime.fromisoformat(f"{day}T{found['time'] or '00:00'}{found['offset'] or ''}")
    except ValueError:
        raise refusal from None
    if day.year not in YEARS:
        raise refusal
    if found["time"] is None:
        return start_of_day(day, zone)
    return utc_of(moment if found["offset"] else moment.replace(tzinfo=zone))
