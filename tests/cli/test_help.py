"""What `--help` says: whole, in plain text, at the width of a terminal."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from monitor.cli import app

COMMANDS = (
    "demo|check-config|doctor|serve|calibrate|report|backup|restore|analyze|evaluate|bench|"
    "bench store|bench ingest|bench pipeline"
).split("|")


def said(*arguments: str) -> list[str]:
    done = CliRunner().invoke(app, [*arguments, "--help"], env={"COLUMNS": "80"})
    assert done.exit_code == 0
    return done.output.splitlines()


def test_each_command_is_a_line_and_no_sentence_is_cut() -> None:
    lines = said()
    assert max(map(len, lines)) <= 80
    told = [line.split()[0] for line in lines[lines.index("Commands:") + 1 :] if line]
    assert told == [each for each in COMMANDS if " " not in each]
    assert not any(line.endswith("...") for line in lines[lines.index("Commands:") :])


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_plain_text_in_80_columns(command: str) -> None:
    lines = said(*command.split())
    assert max(map(len, lines)) <= 80
    text = "\n".join(lines)
    assert "<bool>" not in text
    assert "<int" not in text
    assert not any(mark in text for mark in "│╭─")


def test_paragraphs_are_filled() -> None:
    """They broke where the source breaks, and again at the width."""
    lines = said("demo")
    start = next(at for at, line in enumerate(lines) if "The sample is drawn" in line)
    words = len(lines[start + 1].split()[0])
    assert len(lines[start]) + 1 + words > 78
    assert len(lines[start + 1]) > 60
