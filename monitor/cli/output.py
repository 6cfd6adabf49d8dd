"""How the command line speaks: results on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import MostradorError

if TYPE_CHECKING:
    from rich.console import Console


def say(text: str) -> None:
    """One line of result."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_error(text: str) -> None:
    """One or more clear sentences about what went wrong."""
    sys.stderr.write("".join(f"mostrador: {line}\n" for line in text.splitlines()))
    sys.stderr.flush()


def table_console() -> Console:
    """A console for tables on standard output; never wraps numbers when piped."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def progress_console() -> Console:
    """A console for progress on standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a failure leaves the old one, or none, never half a file.

    Raises:
        MostradorError: one sentence with the path.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise MostradorError(f"{path}: cannot be written ({error.strerror})") from None
