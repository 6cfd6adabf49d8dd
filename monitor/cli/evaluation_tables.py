"""Tables of figures on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.cli.output import say
from monitor.cli.tables import print_table

if TYPE_CHECKING:
    from monitor.evaluation.figure_table import FigureTable


def print_figures(tables: Sequence[FigureTable]) -> None:
    """Print tables one below the other, each with its note."""
    from rich import box
    from rich.table import Table

    for figures in tables:
        table = Table(
            box=box.SIMPLE_HEAD, title=figures.title, title_justify="left", caption_justify="left"
        )
        for at, name in enumerate(figures.columns):
            table.add_column(name, justify="left" if at < figures.words else "right")
        for row in figures.rows:
            table.add_row(*row)
        print_table(table)
        if figures.note:
            say(f"  {figures.note}")
