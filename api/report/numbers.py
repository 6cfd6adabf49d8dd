"""The report's numbers in words: a value, how sure it is, and what it was the week before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from api.report.contents import Contents
from api.report.language import Language
from api.schemas.compare import DifferenceState
from api.schemas.figures import Estimate, Figures
from api.schemas.metrics import SpanFigures
from api.schemas.numbers import IntervalState, Share
from monitor.attention.state import Reason
from monitor.metrics.figures import Number
from monitor.metrics.suppression import Withheld

LATENCIES: Final = frozenset(
    {Number.FIRST_LOOK_MEDIAN_S, Number.FIRST_LOOK_P90_S, Number.RETURN_MEDIAN_S}
)


MEANINGS: Final = frozenset(
    {Number.CUSTOMER_GAZE_SHARE, Number.FIRST_LOOK_MEDIAN_S, Number.NEVER_LOOKED_UP_SHARE}
)
"""Numbers that a tile explains."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number large: its name, its value, what stands below it small, and what it means."""

    name: str
    value: str
    notes: tuple[str, ...]
    meaning: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it is about, and its cells."""

    head: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the heads of its columns, its rows."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def tile(number: Number, contents: Contents, say: Language) -> Tile:
    """One number large, with its interval and its change."""
    told = estimate(contents.whole.figures, number)
    return Tile(
        say(f"number.{number}"),
        value_text(told, number, say),
        (interval_text(told, number, say), change_text(contents, number, say)),
        say(f"report.meaning.{number}") if number in MEANINGS else None,
    )


def load_tile(contents: Contents, say: Language) -> Tile:
    """How busy it was."""

    def per_h(told: SpanFigures) -> str:
        load = told.encounters_per_h
        return (
            say("report.none") if load is None else say("history.per_h", value=say.number(load, 1))
        )

    return Tile(
        say("history.col_load"),
        per_h(contents.whole),
        (
            f"{say('history.col_encounters')}: {contents.whole.encounters}",
            say("report.before", value=per_h(contents.before)),
        ),
        say("report.meaning.load"),
    )


def number_table(contents: Contents, numbers: Sequence[Number], say: Language) -> Table:
    """Numbers as a table."""
    heads = (
        "history.col_number",
        "report.table.value",
        "history.col_interval",
        "report.table.before",
        "history.col_tells",
    )
    return Table(
        tuple(say(each) for each in heads),
        tuple(
            Row(
                say(f"number.{number}"),
                (
                    value_text(estimate(contents.whole.figures, number), number, say),
                    range_text(estimate(contents.whole.figures, number), number, say),
                    value_text(estimate(contents.before.figures, number), number, say),
                    _tells_text(contents, number, say),
                ),
            )
            for number in numbers
        ),
    )


def estimate(figures: Figures | None, number: Number) -> Estimate | None:
    """A number of a span, None while the span is withheld."""
    found: Estimate | None = None if figures is None else getattr(figures, number.value)
    return found


def value_text(told: Estimate | None, number: Number, say: Language) -> str:
    """A value with its unit, or why there is none."""
    if told is None:
        return say("history.not_enough")
    if told.value is None:
        return say("figure.beyond") if told.beyond else say("report.none")
    return shown(number, say)(told.value)


def interval_text(told: Estimate | None, number: Number, say: Language) -> str:
    """Where it lies with 95 % certainty, as a line of its own."""
    found = range_text(told, number, say)
    sure = told is not None and told.interval is not None
    return say("report.interval", range=found) if found and sure else found


def range_text(told: Estimate | None, number: Number, say: Language) -> str:
    """The ends of its interval."""
    if told is None or (told.value is None and not told.beyond):
        return ""
    found: IntervalState | None = told.interval
    if found is None:
        return say("figure.no_interval")
    one = shown(number, say)
    if found.high is None:
        return say("figure.interval_open", low=one(found.low))
    return say("figure.interval", low=one(found.low), high=one(found.high))


def change_text(contents: Contents, number: Number, say: Language) -> str:
    """What it was the week before, and whether that tells."""
    before = value_text(estimate(contents.before.figures, number), number, say)
    found = _difference(contents, number)
    told = say("report.before", value=before)
    return f"{told}." if found is None else f"{told}; {say(f'report.change.{found.tells}')}."


def shown(number: Number, say: Language) -> Callable[[float], str]:
    """How a value of this number is written."""
    if number in LATENCIES:
        return say.seconds
    if number.value.endswith("_share") or number is Number.COVERAGE:
        return say.percent
    return lambda value: say.number(value, 1)


def mostly_why(told: SpanFigures) -> Reason | None:
    """What stood in the way for most of `unknown`; None where it is withheld, or none was."""
    reason_s = told.reason_s
    if reason_s is None or not any(reason_s.values()):
        return None
    return max(reason_s, key=reason_s.__getitem__)


def withheld_text(share: Share, say: Language) -> str:
    """Why a span is withheld, with the threshold it missed."""
    reason, needed, had = share.reason, share.needed or 0.0, share.had or 0.0
    if reason is None:
        return ""
    one: Callable[[float], str] = say.number
    if reason is Withheld.LOW_COVERAGE:
        one = say.percent
    elif reason is Withheld.TOO_LITTLE_TIME:
        one = say.duration
    return say(f"report.withheld.{reason}", needed=one(needed), had=one(had))


def _tells_text(contents: Contents, number: Number, say: Language) -> str:
    found = _difference(contents, number)
    return "" if found is None else say(f"history.tells.{found.tells}")


def _difference(contents: Contents, number: Number) -> DifferenceState | None:
    found = contents.differences.get(number)
    return None if found is None or found.difference is None else found
