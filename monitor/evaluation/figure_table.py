"""A table of figures as text, and how single figures are written; the terminal, Markdown and the
page show the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.evaluation.intervals import Intervals

NONE: Final = "–"
"""A number that is not defined."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Rows of text under names of columns.

    Attributes:
        title: what is shown.
        columns: their names.
        rows: as many texts each as there are columns.
        words: how many columns from the left hold words; the others hold numbers.
        note: what a reader must know besides, empty where there is nothing.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    note: str = ""


def number(value: float | None, digits: int = 2) -> str:
    """A number, a dash for None."""
    return NONE if value is None else _minus(f"{value:.{digits}f}")


def signed(value: float | None, digits: int = 2) -> str:
    """A number with its sign."""
    return NONE if value is None else _minus(f"{value:+.{digits}f}")


def percent(value: float | None) -> str:
    """A fraction as percent."""
    return NONE if value is None else f"{100 * value:.1f} %"


def points(value: float | None) -> str:
    """The size of a difference of fractions in percentage points."""
    return NONE if value is None else f"{100 * abs(value):.1f}"


def signed_points(value: float | None) -> str:
    """A difference of fractions in percentage points, with its sign."""
    return signed(None if value is None else 100 * value, 1)


def percent_of(value: float | None, moments: int) -> str:
    """A fraction as percent, and of how many."""
    return NONE if value is None else f"{percent(value)} of {moments}"


def counted(count: int, what: str) -> str:
    """How many there are of something, named in the singular."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def interval_text(
    intervals: Intervals, name: str, shown: Callable[[float | None], str] = number
) -> str:
    """An interval, or nothing where there is none."""
    interval = intervals.found.get(name)
    return "" if interval is None else f"{shown(interval.low)} to {shown(interval.high)}"


def markdown(table: FigureTable) -> str:
    """The table in Markdown, with its title as a paragraph above and its note below."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    rule = ["---" if at < table.words else "---:" for at in range(len(table.columns))]
    parts = [f"**{table.title}**", ""]
    parts += [line(table.columns), line(rule), *map(line, table.rows)]
    if table.note:
        parts += ["", table.note]
    return "\n".join(parts)


def _minus(text: str) -> str:
    """The sign that is as wide as a plus; none before a nought."""
    return text.replace("-", "−") if text.strip("-+0.") else text.replace("-", "")
