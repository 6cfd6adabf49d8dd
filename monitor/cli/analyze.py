"""`mostrador analyze`: recorded clips and stills to numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.output import progress_console, say, say_error, table_console, write_whole
from monitor.errors import SourceError

if TYPE_CHECKING:
    from monitor.runtime.analysis import Analysis, Analyzer


def analyze(
    clips: list[str] = typer.Argument(
        ..., metavar="CLIP...", help="Video files or still images.", show_default=False
    ),
    as_json: bool = typer.Option(
        False, "--json", help="Print JSON: an object for one clip, a list for several."
    ),
    samples: Path | None = typer.Option(
        None, "--samples", metavar="OUT.csv", help="Write a row per frame."
    ),
    config: Path | None = typer.Option(
        None, "--config", metavar="FILE", help="Settings (TOML); the first counter's are used."
    ),
) -> None:
    """Measure recorded clips: every frame, the same answer each time.

    Nothing but the numbers is kept. A file that cannot be read is named, and the others are done.
    """
    import os

    from monitor.runtime.analysis import Analyzer
    from monitor.runtime.report import json_text, samples_csv
    from monitor.settings import core_params, load_settings

    settings = load_settings(config, os.environ)
    counter = settings.counters[0]
    analyzer = Analyzer(counter, core_params(settings, counter))
    analyses: list[Analysis] = []
    failed = 0
    for clip in clips:
        try:
            analysis = _analyze_one(clip, analyzer)
        except SourceError as error:
            say_error(str(error))
            failed += 1
            continue
        if analysis.ended_early:
            say_error(f"{clip}: the file breaks off before its end; what could be read is measured")
        analyses.append(analysis)
    analyzer.close()
    if samples is not None and analyses:
        write_whole(samples, samples_csv(analyses, with_clip=len(clips) > 1))
    if as_json and (analyses or len(clips) > 1):
        say(json_text(analyses, as_list=len(clips) > 1))
    elif analyses and not as_json:
        _print_table(analyses)
    if failed:
        raise typer.Exit(1)


def _analyze_one(clip: str, analyzer: Analyzer) -> Analysis:
    console = progress_console()
    if not console.is_terminal:
        return analyzer.analyze(clip)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(Path(clip).name, total=None)
        return analyzer.analyze(
            clip, lambda done, expected: bar.update(task, completed=done, total=expected)
        )


def _print_table(analyses: list[Analysis]) -> None:
    from rich import box
    from rich.table import Table

    from monitor.attention.state import State
    from monitor.units import s_from_ns

    shown = (
        State.CUSTOMER,
        State.DEVICE,
        State.WORK,
        State.ELSEWHERE,
        State.UNKNOWN,
        State.ABSENT,
    )
    table = Table(box=box.SIMPLE_HEAD, title="Where gaze went, in seconds", title_justify="left")
    table.add_column("clip")
    for name in ("length", *(state.value for state in shown), "customer share", "coverage"):
        table.add_column(name, justify="right")
    for analysis in analyses:
        bucket = analysis.bucket
        seconds = (f"{s_from_ns(bucket.state_ns.get(state, 0)):.1f}" for state in shown)
        table.add_row(
            analysis.clip,
            f"{s_from_ns(analysis.duration_ns):.1f}",
            *seconds,
            _percent(bucket.customer_gaze_share),
            _percent(bucket.coverage),
        )
    table_console().print(table)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
