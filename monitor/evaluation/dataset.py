"""A labelled folder: what may lie in it, and what people said about it.

The layout is written down for users in `docs/labelling.md`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Final, TypeVar

from monitor.errors import DatasetError
from monitor.evaluation.label_rows import Row, read_header, read_table

LABELS: Final = "labels.csv"
SETTINGS_SUFFIX: Final = ".toml"
"""A file of a clip's name with this ending holds the settings for that clip alone."""


class Seen(StrEnum):
    """What a viewer says about one moment of a clip, from the still at that time."""

    CUSTOMER = "customer"
    DEVICE = "device"
    ELSEWHERE = "elsewhere"
    ABSENT = "absent"
    WORK = "work"
    CLOSED = "closed"
    UNJUDGEABLE = "unjudgeable"


class Part(StrEnum):
    """The kinds of labelled material; the values are the names of the folders."""

    CLIPS = "clips"
    GAZE_POINTS = "gaze_points"
    POSES = "poses"
    STILLS = "stills"


class Sureness(IntEnum):
    """How sure the less sure of the two viewers is; each level holds those above it."""

    GUESSED = 0
    FAIRLY = 1
    SURE = 2


class Looks(StrEnum):
    """What somebody does on a still of the part `stills`."""

    AT_LENS = "at_lens"
    NOT_AT_LENS = "not_at_lens"
    PHONE = "phone"
    NEAR_LENS = "near_lens"
    NEAR_LENS_NODDING = "near_lens_nodding"


class Zero(StrEnum):
    """Where 0/0 of a gaze point is: into the lens, or somewhere that nobody measured."""

    LENS = "lens"
    UNKNOWN = "unknown"


COLUMNS: Final = {
    Part.CLIPS: ("clip", "t_s", "viewer_a", "viewer_b"),
    Part.GAZE_POINTS: (
        *("file", "person", "session", "screen_x", "screen_y"),
        *("yaw_deg", "pitch_deg"),
    ),
    Part.POSES: ("file", "person", "yaw_deg", "pitch_deg", "roll_deg"),
    Part.STILLS: ("file", "person", "class"),
}
"""What a table must have."""
FURTHER_COLUMNS: Final = {
    Part.CLIPS: ("sure_a", "sure_b", "person", "face_x", "face_y"),
    Part.GAZE_POINTS: ("zero",),
    Part.POSES: (),
    Part.STILLS: (),
}
"""What it may have besides."""
_TELLING_COLUMN: Final = {
    Part.CLIPS: "clip",
    Part.GAZE_POINTS: "screen_y",
    Part.POSES: "roll_deg",
    Part.STILLS: "class",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One labelled time of a clip. `row` is where it stands.

    `sureness` is the most that a table without such columns can say. `eyes_xy`: where in the
    picture the attendant's eyes are, as fractions of its width and height from the top left.
    """

    t_s: float
    viewer_a: Seen
    viewer_b: Seen
    row: Row
    sureness: Sureness = Sureness.SURE
    eyes_xy: tuple[float, float] | None = None

    @property
    def agreed(self) -> Seen | None:
        """What both viewers say, None when they differ."""
        return self.viewer_a if self.viewer_a is self.viewer_b else None


@dataclass(frozen=True, slots=True)
class LabelledClip:
    """A clip and its labelled moments, in order of time.

    `person` is who is seen, the clip's own name where the table does not say. `settings` is the
    file with which this clip alone is measured.
    """

    path: Path
    moments: tuple[Moment, ...]
    person: str
    settings: Path | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class GazePoint:
    """A still and the point looked at.

    `screen_x`, `screen_y` are fractions of the screen, 0/0 top left as the person sees it. The
    angles are degrees, yaw positive towards the image's right, pitch up; `zero` is where 0/0 is.
    The camera stands still within a session.
    """

    path: Path
    person: str
    session: str
    screen_x: float
    screen_y: float
    yaw_deg: float
    pitch_deg: float
    row: Row
    zero: Zero = Zero.LENS


@dataclass(frozen=True, slots=True)
class ClassStill:
    """A still of somebody of whom it is known what they look at."""

    path: Path
    person: str
    looks: Looks
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
    stills: tuple[ClassStill, ...]


_T = TypeVar("_T")


def read_dataset(folder: Path, only: Part | None = None) -> Dataset:
    """Read a folder that holds labelled parts, or that is itself one of them.

    Args:
        folder: holds `clips/`, `gaze_points/`, `poses/` or `stills/`, each with its `labels.csv`;
            or a `labels.csv` of its own, whose columns tell what it is.
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
        if part not in tables:
            return ()
        return read(read_table(tables[part], COLUMNS[part], FURTHER_COLUMNS[part]))

    return Dataset(
        folder=folder,
        clips=rows(Part.CLIPS, _clips),
        gaze_points=rows(Part.GAZE_POINTS, lambda read: tuple(map(_gaze_point, read))),
        poses=rows(Part.POSES, lambda read: tuple(map(_pose, read))),
        stills=rows(Part.STILLS, lambda read: tuple(map(_still, read))),
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
    persons: dict[Path, str] = {}
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
        person = row.text("person") if "person" in row.values else path.name
        if persons.setdefault(path, person) != person:
            raise row.refusal(
                f"person is {person!r} and was {persons[path]!r} in {path.name} before: accepted "
                "is one person per clip, the one who is measured"
            )
        viewer_a, viewer_b = (Seen(row.choice(name, words)) for name in ("viewer_a", "viewer_b"))
        moment = Moment(t_s, viewer_a, viewer_b, row, _sureness(row), _eyes_xy(row))
        moments.setdefault(path, []).append(moment)
    return tuple(
        LabelledClip(
            path,
            tuple(sorted(labelled, key=lambda moment: moment.t_s)),
            persons[path],
            _own_settings(path),
        )
        for path, labelled in sorted(moments.items())
    )


def _sureness(row: Row) -> Sureness:
    levels = [
        Sureness(int(row.choice(name, [str(level.value) for level in Sureness])))
        for name in ("sure_a", "sure_b")
        if name in row.values
    ]
    return min(levels, default=Sureness.SURE)


def _eyes_xy(row: Row) -> tuple[float, float] | None:
    """Both or neither; empty where nobody is there."""
    given = [name for name in ("face_x", "face_y") if row.values.get(name)]
    if not given:
        return None
    if len(given) == 1:
        raise row.refusal(f"{given[0]} stands alone: accepted are face_x and face_y, or neither")
    return row.number("face_x", 0.0, 1.0), row.number("face_y", 0.0, 1.0)


def _own_settings(clip: Path) -> Path | None:
    beside = clip.with_suffix(SETTINGS_SUFFIX)
    return beside if beside.is_file() else None


def _gaze_point(row: Row) -> GazePoint:
    zeros = tuple(zero.value for zero in Zero)
    return GazePoint(
        path=row.file("file"),
        person=row.text("person"),
        session=row.text("session"),
        screen_x=row.number("screen_x", 0.0, 1.0),
        screen_y=row.number("screen_y", 0.0, 1.0),
        yaw_deg=row.number("yaw_deg", -180.0, 180.0),
        pitch_deg=row.number("pitch_deg", -90.0, 90.0),
        row=row,
        zero=Zero(row.choice("zero", zeros)) if "zero" in row.values else Zero.LENS,
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


def _still(row: Row) -> ClassStill:
    return ClassStill(
        path=row.file("file"),
        person=row.text("person"),
        looks=Looks(row.choice("class", tuple(looks.value for looks in Looks))),
        row=row,
    )
