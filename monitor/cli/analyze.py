"""`mostrador analyze`: recorded clips and stills to numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.output import progress_console, say_error, say_json, write_whole
from monitor.cli.tables import print_table
from monitor.errors import MostradorError, SourceError, UsageError

if TYPE_CHECKING:
    from monitor.attention.presence import PresenceChange
    from monitor.runtime.offline.analysis import Analysis, Analyzer


def analyze(
    clips: list[str] = typer.Argument(
        ..., metavar="CLIP", help="Video files or still images.", show_default=False
    ),
    as_json: bool = typer.Option(
        False, "--json", help="Print JSON: an object for one clip, a list for several."
    ),
    samples: Path | None = typer.Option(
        None, "--samples", metavar="OUT.csv", help="Write a row per frame."
    ),
    presence: Path | None = typer.Option(
        None,
        "--presence",
        metavar="FILE.csv",
        help="When customers were there in the clip: t_s,present. Gives the encounters.",
    ),
    config: Path | None = typer.Option(
        None, "--config", metavar="FILE", help="Settings (TOML); the first counter's are used."
    ),
    session: str | None = typer.Option(
        None,
        "--session",
        metavar="NAME",
        help="Keep the numbers of one clip as a training session of this name.",
    ),
    note: str = typer.Option("", "--note", metavar="TEXT", help="What to remember about it."),
) -> None:
    """Measure recorded clips: every frame, the same answer each time.

    Nothing but the numbers is kept. A file that cannot be read is named, and the others are done.
    With --session your own settings are used, if any, and their database: the film stays where it
    is.
    """
    import os

    from monitor.runtime.offline.analysis import Analyzer
    from monitor.runtime.offline.presence_file import read_presence
    from monitor.runtime.offline.report import json_text, samples_csv
    from monitor.runtime.vision.fork_server import stop_fork_server
    from monitor.settings import core_params, file_in_use, load_settings

    if session is not None or note:
        _check_session(session, note, clips)
    if presence is not None and len(clips) > 1:
        raise UsageError(f"--presence with {len(clips)} clips: accepted is one clip, its own")
    changes = () if presence is None else read_presence(presence)
    settings = load_settings(config if session is None else file_in_use(config), os.environ)
    counter = settings.counters[0]
    analyzer = Analyzer(counter, core_params(settings, counter))
    analyses: list[Analysis] = []
    failed = 0
    for clip in clips:
        try:
            analysis = _analyze_one(clip, analyzer, changes)
        except SourceError as error:
            say_error(str(error))
            failed += 1
            continue
        if analysis.ended_early:
            say_error(f"{clip}: the file breaks off before its end; what could be read is measured")
        analyses.append(analysis)
    analyzer.close()
    stop_fork_server()
    if samples is not None and analyses:
        try:
            write_whole(samples, samples_csv(analyses, with_clip=len(clips) > 1))
        except MostradorError as error:
            # What took minutes to measure is said all the same.
            say_error(str(error))
            failed += 1
    try:
        if as_json and (analyses or len(clips) > 1):
            say_json(json_text(analyses, as_list=len(clips) > 1))
        elif analyses and not as_json:
            _print_table(analyses)
            _print_encounters(analyses)
    finally:
        # Kept even where it could not be said, as on a full disk behind standard output.
        if session is not None and analyses:
            from monitor.runtime.offline.session_import import import_session

            made = import_session(settings, counter, analyses[0], session, note)
            say_error(f"kept as the training session {made.name!r}, {made.session_id}")
    if failed:
        raise typer.Exit(1)


def _check_session(name: str | None, note: str, clips: list[str]) -> None:
    """Before anything is measured, which may take long."""
    from monitor.runtime.site.session_texts import checked_name, checked_note

    if name is None:
        raise UsageError("--note is a session's: accepted is it together with --session NAME")
    if len(clips) != 1:
        raise UsageError(
            f"--session with {len(clips)} clips: accepted is one clip, each is a session of its own"
        )
    checked_name(name)
    checked_note(note)


def _analyze_one(clip: str, analyzer: Analyzer, presence: Sequence[PresenceChange]) -> Analysis:
    console = progress_console()
    if not console.is_terminal:
        return analyzer.analyze(clip, presence=presence)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        Remaining(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(Path(clip).name, total=None)
        return analyzer.analyze(
            clip, lambda done, expected: bar.update(task, completed=done, total=expected), presence
        )


def _print_table(analyses: list[Analysis]) -> None:
    from rich import box
    from rich.table import Table

    from monitor.attention.state import MEASURED
    from monitor.units import s_from_ns

    table = Table(box=box.SIMPLE_HEAD, title="Where gaze went, in seconds", title_justify="left")
    table.add_column("clip")
    for name in ("length", *(state.value for state in MEASURED), "customer share", "coverage"):
        table.add_column(name, justify="right")
    for analysis in analyses:
        sums = analysis.bucket.all
        seconds = (f"{s_from_ns(sums.state_ns.get(state, 0)):.1f}" for state in MEASURED)
        table.add_row(
            analysis.clip,
            f"{s_from_ns(analysis.duration_ns):.1f}",
            *seconds,
            _percent(sums.customer_gaze_share),
            _percent(sums.coverage),
        )
    print_table(table)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _print_encounters(analyses: list[Analysis]) -> None:
    from rich import box
    from rich.table import Table

    from monitor.units import s_from_ns

    told = [each for analysis in analyses for each in analysis.encounters]
    if not told:
        return
    table = Table(box=box.SIMPLE_HEAD, title="Encounters, in seconds", title_justify="left")
    for name in ("from", "to", "first look", "longest look-away", "returns", "looked up"):
        table.add_column(name, justify="right")
    start_ns = analyses[0].samples[0].observation.t_ns
    for each in told:
        first_ns = each.first_look_ns
        table.add_row(
            f"{s_from_ns(each.start_ns - start_ns):.1f}",
            f"{s_from_ns(each.end_ns - start_ns):.1f}",
            "–" if first_ns is None else f"{s_from_ns(first_ns):.1f}",
            f"{s_from_ns(each.longest_look_away_ns):.1f}",
            f"{len(each.returns_ns)}",
            "yes" if each.looked_up else "no",
        )
    print_table(table)
