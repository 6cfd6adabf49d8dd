"""The weekly report as one page for paper: nothing is loaded, nothing runs."""

from __future__ import annotations

import base64
import hashlib
from enum import StrEnum
from importlib.resources import files
from typing import Final

from api.report.charts import days_chart, glances_chart, week_chart
from api.report.contents import Contents
from api.report.language import Lang, Language
from api.report.numbers import (
    estimate,
    load_tile,
    number_table,
    range_text,
    tile,
    value_text,
    withheld_text,
)
from api.report.session import legend, session_article
from api.schemas.thresholds import thresholds
from monitor import __version__
from monitor.markup import Markup, element
from monitor.metrics.advice import Advice
from monitor.metrics.figures import Number

OWNER_NUMBERS: Final = (
    Number.CUSTOMER_GAZE_SHARE,
    Number.FIRST_LOOK_MEDIAN_S,
    Number.NEVER_LOOKED_UP_SHARE,
)
TRAINER_NUMBERS: Final = (
    Number.FIRST_LOOK_MEDIAN_S,
    Number.RETURN_MEDIAN_S,
    Number.CHECK_BACK_SHARE,
    Number.NEVER_LOOKED_UP_SHARE,
)
SESSION_NUMBERS: Final = (Number.CUSTOMER_GAZE_SHARE, Number.COVERAGE, *TRAINER_NUMBERS)


class Reader(StrEnum):
    """For whom a report is made."""

    OWNER = "owner"
    TRAINER = "trainer"


def stylesheet() -> str:
    """The report's own sheet."""
    return files("api.report").joinpath("page.css").read_text("utf-8")


def policy() -> str:
    """What the page may do: apply its own sheet, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def report_page(contents: Contents, reader: Reader, lang: Lang) -> str:
    """The whole page, in one language."""
    say = Language(lang, thresholds(contents.subject.params).model_dump())
    subject = contents.subject
    title = f"{say(f'report.title.{reader}')} · {subject.name}"
    head = element(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy()}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        element("title", title),
        element("style", Markup(stylesheet())),
    )
    opening = element(
        "header",
        element("p", f"Mostrador · {subject.site}", class_="quiet"),
        element("h1", title),
        element("p", say.week(contents.monday), class_="week"),
    )
    if not contents.days and not contents.sessions:
        parts = (element("p", element("strong", say("report.nothing")), class_="standing"),)
    else:
        told = _for_owner if reader is Reader.OWNER else _for_trainer
        parts = (_standing(contents, say), *told(contents, say))
    body = element("body", element("main", opening, *parts, _foot(contents, say)))
    return f"<!doctype html>\n{element('html', head, body, lang=lang.value)}\n"


def _for_owner(contents: Contents, say: Language) -> tuple[Markup, ...]:
    tiles = [tile(number, contents, say) for number in OWNER_NUMBERS]
    return (
        _section(
            say("history.summary"), element("div", *tiles, load_tile(contents, say), class_="tiles")
        ),
        _section(
            say("history.series_of.days"),
            _wide(say("history.series_of.days"), days_chart(contents.days, contents.monday, say)),
            _days(contents, say),
        ),
        _section(
            say("history.heat"),
            element("p", say("report.week.text")),
            _wide(say("history.heat"), week_chart(contents.cells, say)),
        ),
        _section(say("history.advice"), *_advice(contents, say)),
        _section(say("report.table.title"), number_table(contents, tuple(Number), say)),
    )


def _for_trainer(contents: Contents, say: Language) -> tuple[Markup, ...]:
    tiles = [tile(number, contents, say) for number in TRAINER_NUMBERS]
    sessions = [session_article(each, SESSION_NUMBERS, say) for each in contents.sessions]
    chart, title = (
        glances_chart(contents.bins, contents.subject.params.encounters.long_s, say),
        say("report.glances.title"),
    )
    return (
        _section(
            say("report.quality.title"),
            element("p", say("report.quality.text")),
            element("div", *tiles, class_="tiles"),
        ),
        _section(
            say("report.sessions.title"),
            *(sessions or (element("p", say("report.sessions.none")),)),
            legend(say) if sessions else None,
            element("p", say("report.sessions.sure"), class_="quiet") if sessions else None,
        ),
        _section(title, element("p", say("report.glances.text")), _wide(title, chart))
        if chart
        else Markup(""),
        _section(say("report.table.title"), number_table(contents, tuple(Number), say)),
    )


def _section(title: str, *children: Markup | None) -> Markup:
    return element("section", element("h2", title), *children, class_="part")


def _wide(title: str, chart: Markup) -> Markup:
    """A chart that a phone scrolls sideways rather than shrink its words."""
    return element("div", chart, class_="wide", role="group", aria_label=title, tabindex="0")


def _standing(contents: Contents, say: Language) -> Markup:
    """What the numbers are about, how much is behind them, and what is left out."""
    whole = contents.whole
    if whole.figures is None:
        reason = withheld_text(whole.customer_gaze_share, say)
        return element(
            "p", element("strong", say("history.not_enough")), f": {reason}.", class_="standing"
        )
    coverage = value_text(estimate(whole.figures, Number.COVERAGE), Number.COVERAGE, say)
    told = [
        say(f"figure.basis.{whole.figures.basis}"),
        f"{say('history.judged')}: {say.duration(whole.figures.judged_s)}. "
        f"{say('number.coverage')}: {coverage}.",
    ]
    if whole.left_out_s >= 60:
        told.append(say("report.left_out", time=say.duration(whole.left_out_s)))
    return element("p", " ".join(told), class_="standing")


def _days(contents: Contents, say: Language) -> Markup:
    """The same as a table, load and coverage beside it."""
    heads = (
        say("history.col_day"),
        say("number.customer_gaze_share"),
        say("history.col_interval"),
        say("number.coverage"),
        say("history.col_encounters"),
        say("report.load.head"),
    )
    rows: list[Markup] = []
    for day, told in contents.days.items():
        share = estimate(told.figures, Number.CUSTOMER_GAZE_SHARE)
        value = value_text(share, Number.CUSTOMER_GAZE_SHARE, say)
        if told.basis is None:
            value = f"{value}: {withheld_text(told.customer_gaze_share, say)}"
        coverage = estimate(told.figures, Number.COVERAGE)
        load = told.encounters_per_h
        rows.append(
            element(
                "tr",
                element(
                    "th", f"{say(f'report.weekday.{day.isoweekday()}')} {day.day}", scope="row"
                ),
                element("td", value),
                element("td", range_text(share, Number.CUSTOMER_GAZE_SHARE, say)),
                element("td", value_text(coverage, Number.COVERAGE, say) if coverage else ""),
                element("td", str(told.encounters)),
                element("td", "" if load is None else say.number(load, 1)),
            )
        )
    head = element("tr", *(element("th", each, scope="col") for each in heads))
    return element("table", element("thead", head), element("tbody", *rows))


def _advice(contents: Contents, say: Language) -> list[Markup]:
    if not contents.subject.calibrated:
        return [element("p", say("report.advice.uncalibrated"))]
    if not contents.advice:
        return [element("p", say("report.advice.none"))]
    return [element("p", _advised(each, say), class_=each.level.value) for each in contents.advice]


def _advised(advice: Advice, say: Language) -> str:
    angle = "report.angle.at_least" if advice.at_least else "unit.deg"
    return say(
        f"report.advice.{advice.level}",
        name=advice.name,
        angle=say(angle, value=say.number(advice.below_deg)),
        share=say.percent(advice.share),
    )


def _foot(contents: Contents, say: Language) -> Markup:
    rule = contents.rule
    told = say(
        "report.rule",
        coverage=say.percent(rule.min_coverage),
        encounters=str(rule.min_encounters),
        time=say.duration(rule.min_judged_s),
    )
    made = say(
        "report.made",
        when=say.moment(contents.made),
        zone=contents.subject.zone.key,
        version=__version__,
    )
    return element(
        "footer",
        *(
            element("p", each)
            for each in (say("report.looking"), say("report.promise"), told, made)
        ),
    )
