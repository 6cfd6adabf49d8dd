"""A labelled folder: what may lie in it, and what people said about it.

The layout is written down for users in `docs/labelling.md`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from monitor.errors import DatasetError
from monitor.evaluation.table import Row, read_header, read_table

LABELS: Final = "labels.csv"


class Seen(StrEnum):
    """What a viewer says about one moment of a clip, from the still at that time."""

    CUSTOMER = "customer"
    DEVICE = "device"
    ELSEWHERE = "elsewhere"
    ABSENT = "absent"
    CLOSED = "closed"
    UNJUDGEABLE = "unjudgeable"


class Part(StrEnum):
    """The kinds of labelled material; the values are the names of the folders."""

    CLIPS = "clips"
    GAZE_POINTS = "gaze_points"
    POSES = "poses"


COLUMNS: Final = {
    Part.CLIPS: ("clip", "t_s", "viewer_a", "viewer_b"),
    Part.GAZE_POINTS: (
        *("file", "person", "session", "screen_x", "screen_y"),
        *("yaw_deg", "pitch_deg"),
    ),
    Part.POSES: ("file", "person", "yaw_deg", "pitch_deg", "roll_deg"),
}
_TELLING_COLUMN: Final = {
    Part.CLIPS: "clip",
    Part.GAZE_POINTS: "screen_y",
    Part.POSES: "roll_deg",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One labelled time of a clip. `row` is where it stands."""

    t_s: float
    viewer_a: Seen
    viewer_b: Seen
    row: Row

    @property
    def agreed(self) -> Seen | None:
        """What both viewers say, None when they differ."""
        return self.viewer_a if self.viewer_a is self.viewer_b else None


@dataclass(frozen=True, slots=True)
class LabelledClip:
    """A clip and its labelled moments, in order of time."""

    path: Path
    moments: tuple[Moment, ...]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class GazePoint:
    """A still and the point looked at.

    `screen_x`, `screen_y` are fractions of the screen, 0/0 top left as the person sees it. The
    angles are degrees, 0/0 into the lens, yaw positive towards the image's right, pitch up.
    """

    path: Path
    person: str
    screen_x: float
    screen_y: float
    yaw_deg: float
    pitch_deg: float
    row: Row


@dataclass(frozen=True, slots=True)
class PoseStill:
    """A still and the head's pose in degrees, roll positive clockwise as seen in the image."""

    path: Path
    person: str
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    row: Row


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything labelled in one folder; what is not there is empty."""

    folder: Path
    clips: tuple[LabelledClip, ...]
    gaze_points: tuple[GazePoint, ...]
    poses: tuple[PoseStill, ...]


_T = TypeVar("_T")


def read_dataset(folder: Path, only: Part | None = None) -> Dataset:
    """Read a folder that holds labelled parts, or that is itself one of them.

    Args:
        folder: holds `clips/`, `gaze_points/` or `poses/`, each with its `labels.csv`; or a
            `labels.csv` of its own, whose columns tell what it is.
        only: leave out the other parts.

    Raises:
        DatasetError: something is wrong with the folder or a line of a table.
    """
    if not folder.is_dir():
        raise DatasetError(f"{folder}: is no folder: accepted is {_accepted()}")
    tables = _tables(folder)
    if only is not None:
        tables = {part: table for part, table in tables.items() if part is only}
    if not tables:
        wanted = f" of {only.value}" if only else ""
        raise DatasetError(
            f"{folder}: holds nothing{wanted} to evaluate: accepted is {_accepted()}"
        )

    def rows(part: Part, read: Callable[[Sequence[Row]], tuple[_T, ...]]) -> tuple[_T, ...]:
        return read(read_table(tables[part], COLUMNS[part])) if part in tables else ()

    return Dataset(
        folder=folder,
        clips=rows(Part.CLIPS, _clips),
        gaze_points=rows(Part.GAZE_POINTS, lambda found: tuple(map(_gaze_point, found))),
        poses=rows(Part.POSES, lambda found: tuple(map(_pose, found))),
    )


def _accepted() -> str:
    folders = ", ".join(f"{part.value}/" for part in Part)
    return f"a folder with one or more of {folders}, each with its {LABELS}, or one of these itself"


def _tables(folder: Path) -> dict[Part, Path]:
    own = folder / LABELS
    if own.is_file():
        header = read_header(own)
        for part, column in _TELLING_COLUMN.items():
            if column in header or folder.resolve().name == part.value:
                return {part: own}
        kinds = "; ".join(",".join(columns) for columns in COLUMNS.values())
        raise DatasetError(f"{own}, line 1: is of no known kind: accepted are the columns {kinds}")
    tables: dict[Part, Path] = {}
    for part in Part:
        inside = folder / part.value
        if not inside.is_dir():
            continue
        table = inside / LABELS
        if not table.is_file():
            raise DatasetError(
                f"{inside}: has no {LABELS}: accepted is one with {','.join(COLUMNS[part])}"
            )
        tables[part] = table
    if not tables and folder.resolve().name in {part.value for part in Part}:
        columns = ",".join(COLUMNS[Part(folder.resolve().name)])
        raise DatasetError(f"{folder}: has no {LABELS}: accepted is one with {columns}")
    return tables


def _clips(rows: Sequence[Row]) -> tuple[LabelledClip, ...]:
    words = tuple(seen.value for seen in Seen)
    moments: dict[Path, list[Moment]] = {}
    first: dict[tuple[Path, float], int] = {}
    for row in rows:
        path = row.file("clip")
        t_s = row.number("t_s", 0.0, math.inf)
        earlier = first.setdefault((path, t_s), row.line)
        if earlier != row.line:
            raise row.refusal(
                f"{path.name} at {t_s:g} s is labelled in line {earlier} already: accepted is one "
                "row per clip and time"
            )
        viewer_a, viewer_b = (Seen(row.choice(name, words)) for name in ("viewer_a", "viewer_b"))
        moments.setdefault(path, []).append(Moment(t_s, viewer_a, viewer_b, row))
    return tuple(
        LabelledClip(path, tuple(sorted(found, key=lambda moment: moment.t_s)))
        for path, found in sorted(moments.items())
    )


def _gaze_point(row: Row) -> GazePoint:
    row.text("session")
    return GazePoint(
        path=row.file("file"),
        person=row.text("person"),
        screen_x=row.number("screen_x", 0.0, 1.0),
        screen_y=row.number("screen_y", 0.0, 1.0),
        yaw_deg=row.number("yaw_deg", -180.0, 180.0),
        pitch_deg=row.number("pitch_deg", -90.0, 90.0),
        row=row,
    )


def _pose(row: Row) -> PoseStill:
    return PoseStill(
        path=row.file("file"),
        person=row.text("person"),
        yaw_deg=row.number("yaw_deg", -180.0, 180.0),
        pitch_deg=row.number("pitch_deg", -90.0, 90.0),
        roll_deg=row.number("roll_deg", -180.0, 180.0),
        row=row,
    )
