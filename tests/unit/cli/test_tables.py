"""No number is cut short, however narrow the terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich import box
from rich.table import Table

from monitor.cli.tables import print_table


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def seen(self) -> str:
        """Without what makes it bold."""
        return re.sub(r"\x1b\[[0-9;]*m", "", self.getvalue())


def wide_table() -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="All of it", title_justify="left")
    table.add_column("clip")
    for name in ("accuracy", "share true", "wrong among judged", "coverage"):
        table.add_column(name, justify="right")
    table.add_row("[red]monday.mp4", "100.0%", "0.25 (0.10 to 0.40)", "", "99.9%")
    table.add_row("[/x] :smile:", "98.7%", "0.50 (0.45 to 0.55)", "3.2%", "70.1%")
    return table


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 200])
def test_every_text_is_whole_at_every_width(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    print_table(wide_table())
    said = terminal.seen()
    assert "…" not in said
    for text in ("100.0%", "(0.10 to 0.40)", "99.9%", "3.2%", "70.1%", "accuracy", "coverage"):
        assert text in said
    for text in ("[red]monday.mp4", "[/x]", ":smile:"):
        assert text in said, "taken as it is"
    if columns >= 60:
        assert max(map(len, said.splitlines())) <= columns
    assert ("\n  accuracy" in said) == (columns < 80), "a block per row where nothing else fits"


def test_away_from_a_terminal_it_is_as_wide_as_it_needs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    table = wide_table()
    table.add_row("c" * 150, "1.0%", "", "", "")
    print_table(table)
    lines = capsys.readouterr().out.splitlines()
    assert any("c" * 150 in line and "1.0%" in line for line in lines)


def test_sentences_fold(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "40")
    table = Table(box=box.SIMPLE_HEAD, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("database", "x" * 70)
    print_table(table)
    assert terminal.seen().count("x") == 70
    assert max(map(len, terminal.seen().splitlines())) <= 40
