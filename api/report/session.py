"""A training session in the report: bands in colours and in words, numbers, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.report.charts import Drawing, ribbon
from api.report.contents import ReportedSession
from api.report.language import Language
from api.report.numbers import estimate, range_text, value_text
from api.schemas.compare import SessionDetail
from monitor.attention.state import State
from monitor.metrics.figures import Number

_STATES: Final = (*(state.value for state in State), "gap")


@dataclass(frozen=True, slots=True)
class Article:
    """What is said of a session; `facts` are its numbers, then its notes."""

    name: str
    when: str
    about: str
    ribbon: Drawing | None
    states: str
    facts: tuple[str, ...]


def session_article(reported: ReportedSession, numbers: Sequence[Number], say: Language) -> Article:
    """A session: when, what it was about, its bands, numbers with intervals, and notes."""
    detail = reported.detail
    session = detail.session
    when = say(
        "report.sessions.facts",
        when=say.moment(session.start),
        length=say.length(session.duration_s),
        source=say(f"report.source.{session.source}"),
    )
    shown = [
        f"{say(f'number.{n}')}: {value_text(told, n, say)} ({range_text(told, n, say)})"
        for n in numbers
        if (told := estimate(detail.sums.figures, n)) and (told.value is not None or told.beyond)
    ]
    notes = [
        say("report.sessions.note", at=say.place(note.at_s), text=note.text)
        for note in detail.notes
    ]
    return Article(
        session.name,
        when,
        session.note,
        ribbon(reported.bands, say),
        _states(detail, say),
        (*shown, *notes),
    )


def _states(detail: SessionDetail, say: Language) -> str:
    """What the bands show, in words: how much of the time each state took."""
    told = detail.all_time
    measured_s: dict[str, float] = {} if told.state_s is None else told.state_s.model_dump()
    held = [(state, measured_s.get(state, told.gap_s)) for state in _STATES]
    whole = sum(value_s for _, value_s in held) or 1.0
    return ", ".join(
        f"{say(f'state.{state}')} {say.percent(value_s / whole)}"
        for state, value_s in held
        if value_s / whole >= 0.005
    )


def legend(say: Language) -> tuple[tuple[str, str], ...]:
    """Which colour is which state: each with its words."""
    return tuple((state, say(f"state.{state}")) for state in _STATES)
