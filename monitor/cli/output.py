"""How the command line speaks: results on standard output, everything else on standard error."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import MostradorError

if TYPE_CHECKING:
    from rich.console import Console


def ready_streams() -> None:
    """Let standard output take every text: what its encoding lacks becomes a question mark.

    A stream that was closed by whoever started the program takes everything and keeps nothing.
    """
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    stdout: object = sys.stdout
    if isinstance(stdout, io.TextIOWrapper):
        stdout.reconfigure(errors="replace")


def say(text: str) -> None:
    """One line of result. Raises `MostradorError` when it cannot be written (a full disk)."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_standard_output()
        raise MostradorError(
            f"standard output: cannot be written ({error.strerror}); what came so far is cut short"
        ) from None


def drop_standard_output() -> None:
    """Nothing more can be said there: silence the interpreter's own last flush of what is left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_json(text: str) -> None:
    """A JSON text, which stays the same JSON whatever the encoding of standard output."""
    encoding = (sys.stdout.encoding or "ascii").lower()
    plain = all(not 0xD800 <= ord(each) <= 0xDFFF for each in text)
    if plain and encoding.replace("-", "").startswith("utf"):
        say(text)
    else:
        say("".join(each if each.isascii() else json.dumps(each)[1:-1] for each in text))


def say_error(text: str) -> None:
    """One or more clear sentences about what went wrong."""
    sys.stderr.write("".join(f"mostrador: {line}\n" for line in text.splitlines()))
    sys.stderr.flush()


def progress_console() -> Console:
    """A console for progress on standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, emoji=False)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a failure leaves the old one, or none, never half a file.

    A link stays a link, and what is no file (a pipe, /dev/stdout) is written to as it is.

    Raises:
        MostradorError: one sentence with the path.
    """
    content = text.encode("utf-8", errors="replace")
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                stream.write(content)
            return
        target = path.resolve()
        beside = target.with_name(f".{target.name}.part")
        try:
            beside.write_bytes(content)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise MostradorError(f"{path}: cannot be written ({error.strerror})") from None
