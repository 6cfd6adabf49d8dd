"""The weekly report as one page for paper: nothing is loaded, nothing runs."""

from __future__ import annotations

import base64
import hashlib
from enum import StrEnum
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.report.charts import days_chart, glances_chart, week_chart
from api.report.contents import Contents
from api.report.language import Lang, Language
from api.report.numbers import (
    Row,
    Table,
    estimate,
    load_tile,
    mostly_why,
    number_table,
    range_text,
    tile,
    value_text,
    withheld_text,
)
from api.report.session import legend, session_article
from api.schemas.thresholds import thresholds
from monitor import __version__
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
    templates = Environment(
        loader=PackageLoader("api.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    told = _for_owner if reader is Reader.OWNER else _for_trainer
    measured = bool(contents.days or contents.sessions)
    return templates.get_template("page.html.jinja").render(
        say=say,
        lang=lang.value,
        reader=reader.value,
        title=f"{say(f'report.title.{reader}')} · {contents.subject.name}",
        site=contents.subject.site,
        week=say.week(contents.monday),
        css=stylesheet(),
        policy=policy(),
        standing=_standing(contents, say) if measured else (say("report.nothing"), ""),
        numbers=number_table(contents, tuple(Number), say) if measured else None,
        foot=_foot(contents, say),
        **(told(contents, say) if measured else {}),
    )


def _for_owner(contents: Contents, say: Language) -> dict[str, object]:
    return {
        "tiles": [tile(each, contents, say) for each in OWNER_NUMBERS] + [load_tile(contents, say)],
        "days": days_chart(contents.days, contents.monday, say),
        "day_table": _days(contents, say),
        "week_chart": week_chart(contents.cells, say),
        "advice": _advice(contents, say),
    }


def _for_trainer(contents: Contents, say: Language) -> dict[str, object]:
    return {
        "tiles": [tile(each, contents, say) for each in TRAINER_NUMBERS],
        "sessions": [session_article(each, SESSION_NUMBERS, say) for each in contents.sessions],
        "legend": legend(say),
        "glances": glances_chart(contents.bins, contents.subject.params.encounters.long_s, say),
    }


def _standing(contents: Contents, say: Language) -> tuple[str, str]:
    """What the numbers are about, how much is behind them, and what is left out.

    Returns:
        What is said with emphasis, and what follows it; either may be empty.
    """
    whole = contents.whole
    if whole.figures is None:
        return say("history.not_enough"), f": {withheld_text(whole.customer_gaze_share, say)}."
    coverage = value_text(estimate(whole.figures, Number.COVERAGE), Number.COVERAGE, say)
    told = [
        say(f"figure.basis.{whole.figures.basis}"),
        f"{say('history.judged')}: {say.duration(whole.figures.judged_s)}. "
        f"{say('number.coverage')}: {coverage}.",
    ]
    why = mostly_why(whole)
    if why is not None:
        told.append(say("reason.most", reason=say(f"reason.{why}")))
    if whole.left_out_s >= 60:
        told.append(say("report.left_out", time=say.duration(whole.left_out_s)))
    return "", " ".join(told)


def _days(contents: Contents, say: Language) -> Table:
    """The same as a table, load and coverage beside it."""
    heads = (
        say("history.col_day"),
        say("number.customer_gaze_share"),
        say("history.col_interval"),
        say("number.coverage"),
        say("history.col_encounters"),
        say("report.load.head"),
    )
    rows: list[Row] = []
    for day, told in contents.days.items():
        share = estimate(told.figures, Number.CUSTOMER_GAZE_SHARE)
        value = value_text(share, Number.CUSTOMER_GAZE_SHARE, say)
        if told.basis is None:
            value = f"{value}: {withheld_text(told.customer_gaze_share, say)}"
        coverage = estimate(told.figures, Number.COVERAGE)
        load = told.encounters_per_h
        cells = (
            value,
            range_text(share, Number.CUSTOMER_GAZE_SHARE, say),
            value_text(coverage, Number.COVERAGE, say) if coverage else "",
            str(told.encounters),
            "" if load is None else say.number(load, 1),
        )
        rows.append(Row(f"{say(f'report.weekday.{day.isoweekday()}')} {day.day}", cells))
    return Table(heads, tuple(rows))


def _advice(contents: Contents, say: Language) -> list[tuple[str, str]]:
    """Each with the class that it is marked by."""
    if not contents.subject.calibrated:
        return [("", say("report.advice.uncalibrated"))]
    if not contents.advice:
        return [("", say("report.advice.none"))]
    return [(each.level.value, _advised(each, say)) for each in contents.advice]


def _advised(advice: Advice, say: Language) -> str:
    angle = "report.angle.at_least" if advice.at_least else "unit.deg"
    return say(
        f"report.advice.{advice.level}",
        name=advice.name,
        angle=say(angle, value=say.number(advice.below_deg)),
        share=say.percent(advice.share),
    )


def _foot(contents: Contents, say: Language) -> tuple[str, ...]:
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
    return say("report.looking"), say("report.promise"), told, made
