"""`[site.opening]`: when the shop is open, day by day."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Final

from pydantic import AfterValidator, model_validator

from monitor.errors import Cause, Unaccepted, because
from monitor.metrics.opening import DAY_MIN, WEEK_MIN, OpeningHours, OpenSpan
from monitor.settings.table import Table

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$")
_TO_MIDNIGHT: Final = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-24:00$")


def _spans(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        _minutes(text)
    return texts


_Spans = Annotated[tuple[str, ...], AfterValidator(_spans)]


class OpeningSettings(Table):
    """`[site.opening]`: spans like "09:00-14:00" for each day; none at all means always open."""

    mon: _Spans = ()
    tue: _Spans = ()
    wed: _Spans = ()
    thu: _Spans = ()
    fri: _Spans = ()
    sat: _Spans = ()
    sun: _Spans = ()

    @property
    def hours(self) -> OpeningHours:
        """The spans in minutes of the week, in order."""
        return OpeningHours(tuple(span for span, _ in self._told()))

    @model_validator(mode="after")
    def _apart(self) -> OpeningSettings:
        told = self._told()
        if not told:
            return self
        first, text = told[0]
        again = OpenSpan(first.from_min + WEEK_MIN, first.until_min + WEEK_MIN)
        for (span, one), (after, other) in pairwise((*told, (again, text))):
            if span.until_min > after.from_min:
                raise Unaccepted(_overlap(one, other))
        return self

    def _told(self) -> list[tuple[OpenSpan, str]]:
        """Every span in order, and how it is written."""
        told: list[tuple[OpenSpan, str]] = []
        for index, day in enumerate(DAYS):
            texts: tuple[str, ...] = getattr(self, day)
            for text in texts:
                start, end = _minutes(text)
                span = OpenSpan(start + index * DAY_MIN, end + index * DAY_MIN)
                told.append((span, f"{day} {text}"))
        return sorted(told, key=lambda each: each[0].from_min)


def _overlap(one: str, other: str) -> Cause:
    (day, hours), (other_day, other_hours) = one.split(" "), other.split(" ")
    return because("hours_apart", day=day, one=hours, other_day=other_day, other=other_hours)


def _minutes(text: str) -> tuple[int, int]:
    """Start and end of a span in minutes of its day; an end on the next day is beyond 24 h."""
    found = _SPAN.match(text) or _TO_MIDNIGHT.match(text)
    numbers = [int(part) for part in found.groups()] if found else []
    start = numbers[0] * 60 + numbers[1] if numbers else 0
    end = numbers[2] * 60 + numbers[3] if len(numbers) == 4 else DAY_MIN
    if found is None or start == end:
        shown = text if len(text) <= 20 else f"{text[:20]}…"
        raise Unaccepted(because("hours", given=shown))
    return start, end if end > start else end + DAY_MIN
