"""A shop whose settings stand in a file, as the one counter of somebody who sets up has them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from monitor.units import CounterId
from tests.browser.played_shop import PlayedCounter, Running, running

MAIN = CounterId("main")
TEXT = '# The shop.\n[[counters]]\nid = "main"  # ours\ncamera = "0"\n'


def settings_file(folder: Path) -> Path:
    """The file, as a person wrote it."""
    path = folder / "mostrador.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@contextmanager
def stored_shop(folder: Path, file: Path) -> Generator[Running]:
    """Its counter is not calibrated."""
    with running(
        folder, PlayedCounter(MAIN, "Farmacia", calibrated=False), settings_file=file
    ) as service:
        yield service
