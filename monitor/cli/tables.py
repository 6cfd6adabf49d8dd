"""Tables on standard output, whole at every width: no number is ever cut short.

Where the terminal is too narrow for a table's columns, their words wrap; where even single words do
not fit, each row becomes a block of lines. Away from a terminal a table is as wide as it needs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Final

from monitor.cli.output import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

_ANY_WIDTH: Final = 100_000
_LEAST_FOLDED: Final = 20
"""A column of sentences (`overflow="fold"`) is never narrower, in characters."""


def print_table(table: Table) -> None:
    """Print a table. Texts in it are taken as they are, brackets and all."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    room = Console().width if terminal else _ANY_WIDTH
    # Into a text of our own, never to standard output: what that refuses is for `say` to tell.
    drawn = StringIO()
    wide = Console(
        file=drawn,
        force_terminal=terminal,
        highlight=False,
        markup=False,
        emoji=False,
        width=room,
    )
    if _fit(table, wide, room) or _fit(_close(table), wide, room):
        wide.print(table)
    else:
        for line in _blocks(table):
            wide.print(line, soft_wrap=True)
    say(drawn.getvalue().removesuffix("\n"))


def _fit(table: Table, console: Console, room: int) -> bool:
    """Give each column the width that its words need; False where there is no room for them."""
    from rich.measure import Measurement

    widths = [_longest(table, column) for column in table.columns]
    least = [_least(table, column) for column in table.columns]
    options = console.options.update(width=_ANY_WIDTH)
    around = Measurement.get(console, options, table).maximum - sum(widths)
    while sum(widths) + around > room:
        widest = max(range(len(widths)), key=lambda at: widths[at] - least[at], default=None)
        if widest is None or widths[widest] <= least[widest]:
            return False
        widths[widest] -= 1
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return True


def _close(table: Table) -> Table:
    """With one space between columns in the place of three."""
    table.padding = 0
    return table


def _longest(table: Table, column: Column) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, _texts(table, column)), default=0)


def _least(table: Table, column: Column) -> int:
    """As wide as the longest word, numbers with what stands beside them whole."""
    from rich.cells import cell_len

    whole = list(_texts(table, column))
    if column.overflow == "fold":
        return min(_LEAST_FOLDED, _longest(table, column))
    header = whole[:1] if table.show_header else []
    words = [word for text in header for word in text.split()]
    for text in whole[len(header) :]:
        words += [text] if column.justify == "right" or column.no_wrap else text.split()
    return max(map(cell_len, words), default=0)


def _texts(table: Table, column: Column) -> Iterator[str]:
    if table.show_header:
        yield _plain(column.header)
    yield from map(_plain, column.cells)


def _plain(cell: object) -> str:
    return str(cell)


def _blocks(table: Table) -> Iterator[str | Text]:
    """Each row as lines: what it is, then a line for each number that it has."""
    if table.title is not None:
        yield f"{_plain(table.title)}\n"
    names = [_plain(column.header) if table.show_header else "" for column in table.columns]
    for cells in zip(*(column.cells for column in table.columns), strict=True):
        yield from _block(names, list(map(_plain, cells)))
        yield ""
    if table.caption is not None:
        yield _plain(table.caption)


def _block(names: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    yield f"{names[0]} {cells[0]}".strip()
    pad = max(map(len, names[1:]), default=0)
    for name, cell in zip(names[1:], cells[1:], strict=True):
        if cell:
            yield f"  {name:{pad}}  {cell}" if pad else f"  {cell}"
