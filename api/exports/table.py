"""A series as a table, and its bytes as CSV or JSON.

A CSV file is opened in a spreadsheet, which takes a cell that begins with one of `= + - @`, a tab
or a line break for a formula, whoever wrote it. So such a text gets an apostrophe in front, the
spreadsheet's own mark for "this is text". Numbers are written as numbers, negative ones too.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

Cell = str | int | float | bool | None

_BOM: Final = "\ufeff"
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


class Decimal(StrEnum):
    """How a spreadsheet of one's language writes numbers."""

    POINT = "point"
    COMMA = "comma"


@dataclass(frozen=True, slots=True)
class Table:
    """A series.

    Attributes:
        name: of the series, and of the file.
        facts: what is true of the whole of it; stands in JSON above the rows.
        columns: names that end in their unit.
        rows: as wide as `columns`; None where nothing is told.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    facts: Mapping[str, Cell] = field(default_factory=dict[str, Cell])


def csv_bytes(table: Table, decimal: Decimal = Decimal.POINT) -> bytes:
    """Comma-separated, lines ended as RFC 4180 has it; with `COMMA` parted by semicolons.

    A byte order mark stands in front only where the file holds a letter beyond ASCII: without it
    spreadsheets on Windows read "Panadería" in their old code page; where there is none, the mark
    would only be in the way of programs.
    """
    comma = decimal is Decimal.COMMA
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if comma else ",", lineterminator="\r\n")
    writer.writerow([_plain(name, decimal) for name in table.columns])
    for row in table.rows:
        writer.writerow([_plain(cell, decimal) for cell in row])
    content = text.getvalue()
    return (content if content.isascii() else _BOM + content).encode()


def json_bytes(table: Table) -> bytes:
    """One object: the facts, and a row per line with the columns' names."""
    head = json.dumps({"series": table.name, **table.facts}, ensure_ascii=False, allow_nan=False)
    rows = ",\n".join(
        json.dumps(dict(zip(table.columns, row, strict=True)), ensure_ascii=False, allow_nan=False)
        for row in table.rows
    )
    return f'{head[:-1]}, "rows": [\n{rows}\n]}}\n'.encode()


def _plain(cell: Cell, decimal: Decimal) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        # repr is the shortest text that reads back as the same number: no grouping, no rounding.
        number = repr(cell)
        return number.replace(".", ",") if decimal is Decimal.COMMA else number
    return f"'{cell}" if _FORMULA.match(cell) else cell
