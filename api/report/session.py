"""A training session in the report: its bands, in colours and in words, its numbers, its notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from api.report.charts import ribbon
from api.report.contents import ReportedSession
from api.report.language import Language
from api.report.numbers import estimate, range_text, value_text
from api.schemas.compare import SessionDetail
from monitor.attention.state import State
from monitor.markup import Markup, element
from monitor.metrics.figures import Number

_STATES: Final = (*(state.value for state in State), "gap")


def session_article(reported: ReportedSession, numbers: Sequence[Number], say: Language) -> Markup:
    """A session: when, what it was about, its bands, numbers with intervals, and notes."""
    detail = reported.detail
    session = detail.session
    facts = say(
        "report.sessions.facts",
        when=say.moment(session.start),
        length=say.length(session.duration_s),
        source=say(f"report.source.{session.source}"),
    )
    shown = [
        element(
            "li",
            f"{say(f'number.{n}')}: {value_text(told, n, say)} ({range_text(told, n, say)})",
        )
        for n in numbers
        if (told := estimate(detail.figures, n)) and (told.value is not None or told.beyond)
    ]
    notes = [
        element("li", say("report.sessions.note", at=say.place(note.at_s), text=note.text))
        for note in detail.notes
    ]
    return element(
        "article",
        element("h3", session.name),
        element("p", facts, class_="quiet"),
        element("p", session.note) if session.note else None,
        ribbon(reported.bands, say),
        element("p", _states(detail, say), class_="quiet"),
        element("ul", *shown, *notes, class_="facts"),
    )


def _states(detail: SessionDetail, say: Language) -> str:
    """What the bands show, in words: how much of the time each state took."""
    measured_s: dict[str, float] = detail.state_s.model_dump()
    held = [(state, measured_s.get(state, detail.volumes.gap_s)) for state in _STATES]
    whole = sum(value_s for _, value_s in held) or 1.0
    return ", ".join(
        f"{say(f'state.{state}')} {say.percent(value_s / whole)}"
        for state, value_s in held
        if value_s / whole >= 0.005
    )


def legend(say: Language) -> Markup:
    """Which colour is which state."""
    items = [
        element(
            "li",
            element(
                "svg",
                element("rect", width=12.0, height=12.0, class_=state),
                viewBox="0 0 12 12",
                aria_hidden="true",
            ),
            say(f"state.{state}"),
        )
        for state in _STATES
    ]
    return element("ul", *items, class_="legend")
