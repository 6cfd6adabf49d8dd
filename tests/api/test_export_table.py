"""Cells, bytes and what a spreadsheet makes of them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from api.exports.table import Cell, Decimal, Table, csv_bytes, json_bytes


def table(*cells: Cell) -> Table:
    return Table("notes", ("at_s", *(f"c{i}" for i in range(1, len(cells)))), [cells], {"a": 1})


def read(content: bytes, delimiter: str = ",") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.example","look")',
        "=1+1",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "=cmd|'/C calc'!A0",
    ],
)
def test_no_text_becomes_a_formula(text: str) -> None:
    (_, (cell,)) = read(csv_bytes(table(text)))
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", ["plain", "a=b", "2026-03-29T10:00:00+02:00", "'=1", "", " =1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert read(csv_bytes(table(text, 1)))[1][0] == text


def test_quotes_and_separators_cannot_open_a_new_cell() -> None:
    text = 'x","=1+1\r\n=2+2;=3'
    for decimal, delimiter in ((Decimal.POINT, ","), (Decimal.COMMA, ";")):
        assert read(csv_bytes(table(text, 1), decimal), delimiter)[1] == [text, "1"]


def test_numbers_stay_numbers() -> None:
    row = (-1.5, 0, 1_234_567.25, 0.1, True, None)
    assert read(csv_bytes(table(*row)))[1] == ["-1.5", "0", "1234567.25", "0.1", "true", ""]
    commas = read(csv_bytes(table(*row), Decimal.COMMA), ";")[1]
    assert commas == ["-1,5", "0", "1234567,25", "0,1", "true", ""]


def test_the_mark_stands_only_where_a_spreadsheet_needs_it() -> None:
    assert csv_bytes(table("Bakery")) == b"at_s\r\nBakery\r\n"
    assert csv_bytes(table("Panadería")) == b"\xef\xbb\xbfat_s\r\nPanader\xc3\xada\r\n"


def test_json_holds_facts_and_rows_by_name() -> None:
    told = json.loads(json_bytes(table("=1", -2.5, None)))
    assert told == {
        "series": "notes",
        "a": 1,
        "rows": [{"at_s": "=1", "c1": -2.5, "c2": None}],
    }
    assert json.loads(json_bytes(Table("none", ("a",), []))) == {"series": "none", "rows": []}


def test_a_row_that_does_not_fit_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        json_bytes(Table("t", ("a",), [(1, 2)]))
