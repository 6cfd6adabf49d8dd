"""Reads a `labels.csv` row by row; whatever is wrong is named with its line."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Final

from monitor.errors import DatasetError

_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_OTHER_MARKS: Final = MappingProxyType({";": "semicolons", "\t": "tabs"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `line` counts from 1, the header being 1."""

    table: Path
    line: int
    values: Mapping[str, str]

    def refusal(self, what: str) -> DatasetError:
        """The error that says `what` is wrong with this row."""
        return DatasetError(f"{self.table}, line {self.line}: {what}")

    def text(self, column: str) -> str:
        """What stands there, never empty. Raises `DatasetError`."""
        text = self.values[column]
        if not text:
            raise self.refusal(f"{column} is empty: accepted is a value in every column")
        return text

    def number(self, column: str, least: float, most: float) -> float:
        """A number from `least` to `most`. Raises `DatasetError`."""
        text = self.text(column)
        # Python reads 1_0 as ten, and the digits of every script.
        number = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not (math.isfinite(number) and least <= number <= most):
            accepted = f"a number from {least:g} to {most:g}, with a decimal point"
            if math.isinf(most):
                accepted = f"a number of {least:g} or more, with a decimal point"
            raise self.refusal(f"{column} is {text!r}: accepted is {accepted}")
        return number

    def choice(self, column: str, accepted: Sequence[str]) -> str:
        """One of the words of `accepted`. Raises `DatasetError`."""
        text = self.text(column)
        if text not in accepted:
            raise self.refusal(f"{column} is {text!r}: accepted are {', '.join(accepted)}")
        return text

    def file(self, column: str) -> Path:
        """A file that lies in the table's own folder. Raises `DatasetError`."""
        name = self.text(column)
        if PurePath(name).name != name or name in {".", ".."}:
            raise self.refusal(f"{column} is {name!r}: accepted is the name of a file beside it")
        path = self.table.parent / name
        if not path.is_file():
            raise self.refusal(
                f"{column} is {name!r}, and there is no such file: accepted is the name of a file "
                f"in {self.table.parent}"
            )
        return path


def read_header(table: Path) -> tuple[str, ...]:
    """Names of the columns. Raises `DatasetError`."""
    lines = _lines(table)
    return tuple(lines[0][1]) if lines else ()


def read_table(table: Path, columns: Sequence[str], further: Sequence[str] = ()) -> tuple[Row, ...]:
    """All rows, in order; a table must have `columns` and may have `further` and any others.

    Raises:
        DatasetError: the file cannot be read, a column is missing, a row is too short or too long,
            or there is no row at all.
    """
    lines = _lines(table)
    accepted = f"accepted is a header with {','.join(columns)}"
    if not lines:
        raise DatasetError(f"{table}: is empty: {accepted}, then a row per label")
    header_line, header = lines[0]
    where = f"{table}, line {header_line}"
    missing = [column for column in columns if column not in header]
    if missing:
        kind = "column" if len(missing) == 1 else "columns"
        raise DatasetError(f"{where}: misses the {kind} {', '.join(missing)}: {accepted}")
    for column in (*columns, *further):
        if header.count(column) > 1:
            raise DatasetError(f"{where}: names the column {column} twice: accepted is once")
    rows: list[Row] = []
    for line, values in lines[1:]:
        if len(values) != len(header):
            raise DatasetError(
                f"{table}, line {line}: holds {len(values)} values: accepted are {len(header)}, "
                "one per column of the header, parted by commas"
            )
        rows.append(Row(table, line, dict(zip(header, values, strict=True))))
    if not rows:
        raise DatasetError(f"{table}: holds no labels: accepted is a row per label")
    return tuple(rows)


def _lines(table: Path) -> list[tuple[int, list[str]]]:
    """Line number and stripped values of each line that is not blank."""
    accepted = "accepted is a CSV file in UTF-8"
    try:
        content = table.read_bytes()
    except OSError as error:
        raise DatasetError(f"{table}: cannot be read ({error.strerror}): {accepted}") from None
    try:
        # Spreadsheets put a byte order mark first.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DatasetError(f"{table}, line {line}: is not text in UTF-8: {accepted}") from None
    header = text.lstrip().split("\n", 1)[0]
    for mark, name in _OTHER_MARKS.items():
        if mark in header and "," not in header:
            # What a spreadsheet saves as CSV where numbers have a decimal comma.
            raise DatasetError(
                f"{table}, line 1: the values are parted by {name}: accepted are commas, and a "
                "decimal point in numbers"
            )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [
            (reader.line_num, [value.strip() for value in values])
            for values in reader
            if any(value.strip() for value in values)
        ]
    except csv.Error as error:
        raise DatasetError(f"{table}, line {reader.line_num}: {error}: {accepted}") from None
