"""When a customer was there in a recorded clip, as somebody wrote it down: `t_s,present`.

Each line says that from `t_s` seconds into the clip on a customer was there (1) or was not (0).
Before the first line nobody knows.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Final

from monitor.attention.presence import PresenceChange
from monitor.errors import SourceError
from monitor.units import ns_from_s

COLUMNS: Final = ("t_s", "present")
_PRESENT: Final = {"0": False, "1": True}.get
_MAX_BYTES: Final = 1_000_000
_ACCEPTED: Final = "t_s in seconds from the clip's start, in order, and present as 1 or 0"


def read_presence(path: Path) -> tuple[PresenceChange, ...]:
    """Read a clip's presence events, in order; stamps count from the clip's start.

    Raises:
        SourceError: the file cannot be read, or a line of it says nothing sensible.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise SourceError(f"{path}: is too big for a list of visits: accepted is up to 1 MB")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: is no text: accepted is a CSV file in UTF-8") from error
    lines = csv.reader(text.splitlines())
    header: list[str] = next(lines, list[str]())
    if tuple(cell.strip() for cell in header) != COLUMNS:
        raise SourceError(f"{path}, line 1: accepted are the columns {','.join(COLUMNS)}")
    changes: list[PresenceChange] = []
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                changes.append(_change(cells, f"{path}, line {lines.line_num}", changes))
    except csv.Error as error:
        raise SourceError(f"{path}, line {lines.line_num}: {error}: accepted is CSV") from error
    if not changes:
        raise SourceError(f"{path}: says nothing: accepted is a line per change, {_ACCEPTED}")
    return tuple(changes)


def _change(cells: list[str], where: str, before: list[PresenceChange]) -> PresenceChange:
    if len(cells) != len(COLUMNS):
        raise SourceError(f"{where}: has {len(cells)} values: accepted are two, {_ACCEPTED}")
    said, present = cells[0].strip(), _PRESENT(cells[1].strip())
    if present is None:
        raise SourceError(f"{where}: present = {cells[1]!r}: accepted is 1 or 0")
    t_s = _seconds(said)
    if t_s is None:
        raise SourceError(f"{where}: t_s = {said!r}: accepted are seconds of 0 or more, as in 12.5")
    t_ns = ns_from_s(t_s)
    if before and t_ns <= before[-1].t_ns:
        raise SourceError(
            f"{where}: t_s = {said} is not after the line before: accepted is {_ACCEPTED}"
        )
    return PresenceChange(t_ns, present)


def _seconds(text: str) -> float | None:
    """A clip is shorter than a day; anything longer is no time in one."""
    try:
        t_s = float(text)
    except ValueError:
        return None
    return t_s if math.isfinite(t_s) and 0 <= t_s <= 86_400 else None
