"""Two sessions or two spans side by side, and a session by itself, on the wire."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import Field

from api.schemas.metrics import SpanFigures, published_figures, span_figures
from api.schemas.numbers import Wire
from api.schemas.sessions import NoteState, SessionState, note_state
from monitor.attention.basis import Basis
from monitor.metrics.buckets import total
from monitor.metrics.comparison import Comparison, Tells
from monitor.metrics.figures import Number
from monitor.metrics.intervals import intervals
from monitor.metrics.rollup import Span, local_time
from monitor.metrics.sampling_units import Unit, block_sums
from monitor.metrics.session import Session, SessionRecord
from monitor.metrics.volumes import volumes_of
from monitor.runtime.counter.publishing import Published
from monitor.snapshot.figures import whole
from monitor.units import UtcNs, ns_from_s

_PLACES: Final = 4


class SessionDetail(Wire):
    """A session with its numbers, shown whole."""

    session: SessionState = Field(description="What it is.")
    sums: SpanFigures = Field(
        description="Every number, of the time with a customer where that is known. Intervals "
        "come from blocks of 30 s."
    )
    all_time: SpanFigures = Field(description="The same of all time, with and without a customer.")
    notes: list[NoteState] = Field(description="In order of time.")


class DifferenceState(Wire):
    """One number on both sides."""

    number: Number = Field(description="Its name in `figures`, which ends in its unit.")
    a: float | None = Field(description="On the one side; null where it is not defined.")
    b: float | None = Field(description="On the other side.")
    difference: float | None = Field(description="b minus a; null where either is missing.")
    low: float | None = Field(description="Lower end of its 95 % interval; null: none, or open.")
    high: float | None = Field(description="Upper end.")
    tells: Tells = Field(
        description="`more` or `less` only where the difference is too large for chance although "
        "all numbers are compared at once (false-discovery rate of 5 %); an interval that leaves 0 "
        "out is not enough."
    )


class ComparisonState(Wire):
    """All numbers of two sides."""

    basis: Basis = Field(description="The time that both sides are about.")
    unit_a: Unit = Field(description="The parts of the one side that intervals come from.")
    unit_b: Unit = Field(description="Those of the other side.")
    units_a: int = Field(description="How many there were on the one side.")
    units_b: int = Field(description="How many on the other.")
    block_s: float | None = Field(description="How long a block is, seconds.")
    differences: list[DifferenceState] = Field(description="One for each number.")


class SessionComparison(Wire):
    """Two sessions side by side."""

    a: SessionDetail = Field(description="The one.")
    b: SessionDetail = Field(description="The other.")
    comparison: ComparisonState = Field(description="b against a.")


class SpanSide(Wire):
    """One of two spans."""

    from_: datetime = Field(alias="from", description="Start, on the clock of the site.")
    to: datetime = Field(description="End, itself left out.")
    figures: SpanFigures = Field(description="What is published of it.")


class NotCompared(StrEnum):
    """Why there is no comparison."""

    WITHHELD = "withheld"
    DIFFERENT_TIMES = "different_times"


class SpanComparison(Wire):
    """Two spans of one counter side by side."""

    counter: str = Field(description="Name of the counter.")
    time_zone: str = Field(description="IANA name of the counter's zone.")
    a: SpanSide = Field(description="The one.")
    b: SpanSide = Field(description="The other.")
    comparison: ComparisonState | None = Field(
        description="b against a; null where `reason` says why."
    )
    reason: NotCompared | None = Field(
        description="Why there is none. `withheld`: one of the two is; `different_times`: in one "
        "of them it is known when customers were there, and in the other it is not."
    )


def session_detail(told: SessionState, session: Session, record: SessionRecord) -> SessionDetail:
    """The wire form of all that a session comes to."""
    sums = block_sums(record.seconds)
    bucket = total(sums, session.start_utc_ns)
    basis = volumes_of(bucket).basis
    span = Span(session.start_utc_ns, UtcNs(session.start_utc_ns + ns_from_s(told.duration_s)))
    drawn = intervals(tuple(each.sums(basis) for each in sums), Unit.BLOCKS)
    return SessionDetail(
        session=told,
        sums=span_figures(whole(span, bucket, intervals=drawn)),
        all_time=span_figures(whole(span, bucket, basis=Basis.ALL)),
        notes=[note_state(session, note) for note in record.notes],
    )


def comparison_state(found: Comparison) -> ComparisonState:
    """The wire form of a comparison."""
    return ComparisonState(
        basis=found.basis,
        unit_a=found.unit[0],
        unit_b=found.unit[1],
        units_a=found.units[0],
        units_b=found.units[1],
        block_s=found.block_s,
        differences=[
            DifferenceState(
                number=each.number,
                a=_rounded(each.one),
                b=_rounded(each.other),
                difference=_rounded(each.difference),
                low=_rounded(each.low),
                high=_rounded(each.high),
                tells=each.tells,
            )
            for each in found.differences
        ],
    )


def span_side(told: Published, zone: ZoneInfo) -> SpanSide:
    """The wire form of one side."""
    within = told.shown.span
    return SpanSide(
        to=local_time(within.end_utc_ns, zone),
        figures=published_figures(told),
        **{"from": local_time(within.start_utc_ns, zone)},
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _PLACES)
