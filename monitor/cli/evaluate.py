"""`mostrador evaluate`: how right the answers are, on clips and stills that people labelled."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.output import progress_console, say, say_json, write_whole
from monitor.errors import MostradorError, UsageError

if TYPE_CHECKING:
    from monitor.evaluation.evaluation import Evaluation
    from monitor.evaluation.measure import AnalyzerFor, Progress


class Only(StrEnum):
    """What `--only` takes."""

    CLIPS = "clips"
    GAZE = "gaze"
    POSES = "poses"
    STILLS = "stills"


def evaluate(
    folders: list[Path] = typer.Argument(
        ...,
        metavar="DIR",
        help="Labelled folders: clips/, stills/, gaze_points/ or poses/ with labels.csv in each, "
        "or one of them.",
        show_default=False,
    ),
    as_json: bool = typer.Option(False, "--json", help="Print every number as one JSON object."),
    as_markdown: bool = typer.Option(False, "--markdown", help="Print the tables as Markdown."),
    html: Path | None = typer.Option(
        None, "--html", metavar="OUT.html", help="Write a report page, complete in one file."
    ),
    only: Only | None = typer.Option(None, "--only", help="Leave out the other parts."),
    config: Path | None = typer.Option(
        None, "--config", metavar="FILE", help="Settings (TOML); the first counter's are used."
    ),
) -> None:
    """Measure labelled clips and stills, and say how right the answers are.

    Several folders stand side by side, each measured by itself. The answers are those of
    `mostrador analyze`. docs/labelling.md says how to label your own clips. No picture is kept or
    shown.
    """
    if as_json and as_markdown:
        raise UsageError("--json with --markdown: accepted is one of them")
    if html is not None and (html.is_dir() or not html.parent.is_dir()):
        # Found out now, not after minutes of measuring.
        raise MostradorError(f"{html}: accepted is a file in a folder that is there")
    evaluations = evaluated(folders, only, config)
    try:
        if as_json:
            from monitor.evaluation.json_report import json_text

            say_json(json_text(evaluations))
        else:
            from monitor.cli.evaluation_tables import print_figures
            from monitor.evaluation.figure_table import markdown
            from monitor.evaluation.tables import tables

            made = tables(evaluations)
            if as_markdown:
                say("\n\n".join(map(markdown, made)))
            else:
                print_figures(made)
                say("docs/labelling.md says what every number means.")
    finally:
        # What took minutes to measure is said even where the page finds no room, and the page
        # is written even where nothing can be said.
        if html is not None:
            from importlib.resources import files

            from monitor.evaluation.page import html_text

            tokens = files("api").joinpath("dashboard", "shared", "tokens.css").read_text("utf-8")
            write_whole(html, html_text(evaluations, tokens))


def evaluated(
    folders: Sequence[Path], only: Only | None = None, config: Path | None = None
) -> list[Evaluation]:
    """Measure and score folders, one after the other; all are read before the first is measured.

    Raises:
        DatasetError: a folder, a table or a file in it cannot be used.
        SettingsError: neither can the settings, or those of a clip.
    """
    from monitor.evaluation.dataset import Part, read_dataset
    from monitor.evaluation.evaluation import evaluate as score
    from monitor.evaluation.evaluation import folder_names
    from monitor.evaluation.measure import measure

    parts = {
        Only.CLIPS: Part.CLIPS,
        Only.GAZE: Part.GAZE_POINTS,
        Only.POSES: Part.POSES,
        Only.STILLS: Part.STILLS,
    }
    names = folder_names(folders)
    datasets = [read_dataset(folder, parts[only] if only else None) for folder in folders]
    own = {clip.settings for dataset in datasets for clip in dataset.clips if clip.settings}
    with _analyzers(config, sorted(own)) as analyzer_for, _progress() as on_progress:
        return [
            score(dataset, measure(dataset, analyzer_for, on_progress), name)
            for dataset, name in zip(datasets, names, strict=True)
        ]


@contextmanager
def _analyzers(config: Path | None, own: Sequence[Path]) -> Generator[AnalyzerFor]:
    """Analyzers by the file of their settings, each made and its settings checked at once."""
    import os

    from monitor.runtime.offline.analysis import Analyzer
    from monitor.settings import core_params, load_settings

    def analyzer(path: Path | None) -> Analyzer:
        settings = load_settings(path, os.environ)
        counter = settings.counters[0]
        if path is None:
            # Viewers say who looks into the lens: there is no doubt where customers stand.
            counter = counter.model_copy(update={"reference_doubt_deg": 0.0})
        return Analyzer(counter, core_params(settings, counter))

    everyday = analyzer(config)
    made = {path: analyzer(path) for path in own}
    try:
        yield lambda path: everyday if path is None else made[path]
    finally:
        for each in (everyday, *made.values()):
            each.close()


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
