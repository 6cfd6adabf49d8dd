"""Words, numbers, times and days of a report in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from api.messages import Lang, words_in

_NARROW: Final = "\u202f"
"""A narrow space that does not break."""


@dataclass(frozen=True, slots=True)
class Language:
    """How things are said in one language.

    Attributes:
        lang: the language.
        thresholds: those in force by the name that texts give them, as on the wire.
    """

    lang: Lang
    thresholds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def __call__(self, key: str, **values: str) -> str:
        """The words of a key, its gaps filled."""
        standing = {name: self.exact(value) for name, value in self.thresholds.items()}
        return words_in(self.lang)[key].format(**{**standing, **values})

    def exact(self, value: float) -> str:
        """A number with the decimals that it has."""
        return self.number(value, len(f"{value:.3f}".rstrip("0").partition(".")[2]))

    def number(self, value: float, places: int = 0) -> str:
        """A number as it is written there."""
        text = f"{value:.{places}f}"
        return text.replace(".", ",") if self.lang is Lang.ES else text

    def percent(self, share: float, places: int = 0) -> str:
        """A share from 0 to 1."""
        gap = _NARROW if self.lang is Lang.ES else ""
        return f"{self.number(100 * share, places)}{gap}%"

    def seconds(self, value_s: float) -> str:
        """A short time."""
        return f"{self.number(value_s, 1 if value_s < 60 else 0)}{_NARROW}s"

    def duration(self, value_s: float) -> str:
        """A long time, in hours and minutes."""
        minutes = round(value_s / 60)
        if minutes < 1:
            return self.seconds(value_s)
        hours, rest = divmod(minutes, 60)
        told = [f"{hours}{_NARROW}h"] if hours else []
        if rest or not hours:
            told.append(f"{rest}{_NARROW}min")
        return " ".join(told)

    def length(self, value_s: float) -> str:
        """How long something of some minutes lasted, to the second."""
        minutes, rest = divmod(round(value_s), 60)
        if minutes >= 60:
            return self.duration(value_s)
        told = [f"{minutes}{_NARROW}min"] if minutes else []
        if rest or not minutes:
            told.append(f"{rest}{_NARROW}s")
        return " ".join(told)

    def place(self, at_s: float) -> str:
        """A moment of a session, as the page of its replay writes it."""
        minutes, rest = divmod(int(at_s + 1e-6), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

    def day(self, day: date) -> str:
        """A day of the year."""
        return self("report.day", day=str(day.day), month=self(f"report.month.{day.month}"))

    def moment(self, moment: datetime) -> str:
        """A day and a time of the day."""
        day = self.day(moment.date())
        return self("report.moment", day=day, year=str(moment.year), time=f"{moment:%H:%M}")

    def week(self, monday: date) -> str:
        """An ISO week with its ends."""
        year, week, _ = monday.isocalendar()
        ends = {"start": self.day(monday), "end": self.day(monday + timedelta(days=6))}
        return self("report.week", week=str(week), year=str(year), **ends)
