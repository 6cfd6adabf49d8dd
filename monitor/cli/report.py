"""`mostrador report`: the weekly report as a file, while Mostrador may be running."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from monitor.cli.output import say, write_whole
from monitor.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from monitor.settings import CounterSettings, Settings

_Choice = TypeVar("_Choice", bound=StrEnum)


def report(
    week: str | None = typer.Option(
        None, "--week", metavar="2026-W13", help="ISO week. Default: the last whole one."
    ),
    counter: str | None = typer.Option(
        None, "--counter", metavar="ID", help="May be left out where there is one counter."
    ),
    lang: str = typer.Option("es", "--lang", metavar="es|en", help="Language of the report."),
    reader: str = typer.Option(
        "owner", "--for", metavar="owner|trainer", help="How it goes, or how well."
    ),
    out: Path | None = typer.Option(
        None, "--out", metavar="FILE.html", help="Where to. Default: mostrador-ID-WEEK.html here."
    ),
    config: Path | None = typer.Option(
        None, "--config", metavar="FILE", help="Settings (TOML). Default: your own, if any."
    ),
) -> None:
    """Write the weekly report as a page for paper. It loads nothing and holds numbers alone."""
    from zoneinfo import ZoneInfo

    from api.messages import Lang
    from api.query import week_start, whole_weeks_until
    from api.report.contents import Subject, gather, week_of
    from api.report.page import Reader, report_page
    from monitor.metrics.rollup import local_time
    from monitor.runtime.offline.archive import Archive
    from monitor.settings import core_params, file_in_use, load_settings
    from monitor.units import CounterId

    settings = load_settings(file_in_use(config), os.environ)
    chosen = _counter(settings, counter)
    language, whom = _one_of(Lang, "--lang", lang), _one_of(Reader, "--for", reader)
    zone = ZoneInfo(settings.site.time_zone)
    asked = None if week is None else _monday(week_start(week), week)
    archive = Archive(settings)
    try:
        last = whole_weeks_until(archive.clock.utc_ns(), zone, 1)
        monday = asked or local_time(last.start_utc_ns, zone).date()
        subject = Subject(
            site=settings.site.name,
            counter=CounterId(chosen.id),
            name=chosen.shown_name,
            zone=zone,
            calibrated=chosen.calibrated,
            params=core_params(settings, chosen),
        )
        sessions = archive.sessions(subject.counter, week_of(monday, zone))
        if whom is not Reader.TRAINER:
            sessions = ()
        page = report_page(gather(archive, subject, monday, sessions), whom, language)
    finally:
        archive.close()
    year, number, _ = monday.isocalendar()
    file = out or Path(f"mostrador-{chosen.id}-{year}-W{number:02d}.html")
    write_whole(file, page)
    say(f"{file}: {year}-W{number:02d}, {chosen.shown_name}. Open it in a browser and print it.")


def _counter(settings: Settings, asked: str | None) -> CounterSettings:
    known = ", ".join(each.id for each in settings.counters)
    if asked is None:
        if len(settings.counters) > 1:
            raise UsageError(f"--counter is missing: accepted is one of {known}")
        return next(iter(settings.counters))
    for each in settings.counters:
        if each.id == asked:
            return each
    raise UsageError(f"--counter {asked}: no counter has this name; accepted: {known}")


def _monday(found: date | None, week: str) -> date:
    if found is None:
        raise UsageError(f"--week {week}: accepted is an ISO week like 2026-W13, from 2000 to 2099")
    return found


def _one_of(kind: type[_Choice], option: str, given: str) -> _Choice:
    try:
        return kind(given)
    except ValueError:
        accepted = " or ".join(kind)
        raise UsageError(f"{option} {given}: accepted is {accepted}") from None
