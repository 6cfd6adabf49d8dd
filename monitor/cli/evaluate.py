"""`mostrador evaluate`: how right the answers are, on clips and stills that people labelled."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.output import progress_console, say_json, write_whole
from monitor.errors import MostradorError

if TYPE_CHECKING:
    from monitor.evaluation.measure import Progress


class Only(StrEnum):
    """What `--only` takes."""

    CLIPS = "clips"
    GAZE = "gaze"
    POSES = "poses"


def evaluate(
    folder: Path = typer.Argument(
        ...,
        metavar="DIR",
        help="A labelled folder: clips/, gaze_points/ or poses/ with labels.csv, or one of them.",
        show_default=False,
    ),
    as_json: bool = typer.Option(False, "--json", help="Print every number as one JSON object."),
    html: Path | None = typer.Option(
        None, "--html", metavar="OUT.html", help="Write a report page, complete in one file."
    ),
    only: Only | None = typer.Option(None, "--only", help="Leave out the other parts."),
    config: Path | None = typer.Option(
        None, "--config", metavar="FILE", help="Settings (TOML); the first counter's are used."
    ),
) -> None:
    """Measure labelled clips and stills, and say how right the answers are.

    The answers are those of `mostrador analyze`. docs/labelling.md says how to label your own
    clips. No picture is kept or shown.
    """
    import os

    from monitor.evaluation.dataset import Part, read_dataset
    from monitor.evaluation.evaluation import evaluate as score
    from monitor.evaluation.json_report import json_text
    from monitor.evaluation.measure import measure
    from monitor.runtime.offline.analysis import Analyzer
    from monitor.settings import core_params, load_settings

    if html is not None and (html.is_dir() or not html.parent.is_dir()):
        # Found out now, not after minutes of measuring.
        raise MostradorError(f"{html}: accepted is a file in a folder that is there")
    parts = {Only.CLIPS: Part.CLIPS, Only.GAZE: Part.GAZE_POINTS, Only.POSES: Part.POSES}
    dataset = read_dataset(folder, parts[only] if only else None)
    settings = load_settings(config, os.environ)
    counter = settings.counters[0]
    analyzer = Analyzer(counter, core_params(settings, counter))
    try:
        with _progress() as on_progress:
            measured = measure(dataset, analyzer, on_progress)
    finally:
        analyzer.close()
    evaluation = score(dataset, measured)
    try:
        if as_json:
            say_json(json_text(evaluation))
        else:
            from monitor.cli.evaluation_tables import print_tables

            print_tables(evaluation)
    finally:
        # What took minutes to measure is said even where the page finds no room, and the page
        # is written even where nothing can be said.
        if html is not None:
            from importlib.resources import files

            from monitor.evaluation.page import html_text

            tokens = files("api").joinpath("dashboard", "shared", "tokens.css").read_text("utf-8")
            write_whole(html, html_text(evaluation, tokens))


@contextmanager
def _progress() -> Generator[Progress | None]:
    """A bar per clip on standard error while it is a terminal."""
    console = progress_console()
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=None)

        def tell(what: str, done: int, expected: int | None) -> None:
            bars.update(task, description=what, completed=done, total=expected)

        yield tell
