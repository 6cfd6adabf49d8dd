"""Makes `Sights` of pictures: some a second, for the page on which a camera is set up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.perception.landmarks import FaceLandmarks
from monitor.ports import Frame, Image
from monitor.snapshot.sights import BOXES_MAX, Box, Sights
from monitor.units import NS_PER_S, Ns

_PAUSE_NS: Final = NS_PER_S // 3
_COLUMNS, _ROWS = 16, 9
_POINTS: Final = 6
"""So many points a side are compared in each cell."""
_CHANGE_MIN: Final = 8.0
"""Mean change of a cell's green, 0 to 255; grain of a dark picture changes it by 2 to 4."""


class Sighting:
    """Looks at every third part of a second. `faces` gives those of the picture just looked at."""

    def __init__(self, faces: Callable[[], Sequence[FaceLandmarks]]) -> None:
        self._faces = faces
        self._due_ns = Ns(0)
        self._before: NDArray[np.float32] | None = None

    def look(self, frame: Frame) -> Sights | None:
        """What is to be seen, None while it is not time to look."""
        if 0 < self._due_ns - frame.t_ns <= _PAUSE_NS:
            return None
        self._due_ns = Ns(frame.t_ns + _PAUSE_NS)
        now = _points(frame.image)
        before, self._before = self._before, now
        movement = () if before is None else _joined(_changed(before, now))
        faces = tuple(_box(face) for face in self._faces()[:BOXES_MAX])
        return Sights(frame.t_ns, faces, movement[:BOXES_MAX])


def _points(image: Image) -> NDArray[np.float32]:
    """Green of an even grid of points, (rows, points, columns, points)."""
    height_px, width_px = image.shape[:2]
    rows = np.linspace(0, height_px - 1, _ROWS * _POINTS).astype(np.intp)
    columns = np.linspace(0, width_px - 1, _COLUMNS * _POINTS).astype(np.intp)
    green = image[rows][:, columns, 1].astype(np.float32)
    return green.reshape(_ROWS, _POINTS, _COLUMNS, _POINTS)


def _changed(before: NDArray[np.float32], now: NDArray[np.float32]) -> NDArray[np.bool_]:
    # A lamp that is switched on, or exposure, changes all cells alike: that is no movement.
    steps = now - before
    steps = steps - np.median(steps)
    return np.asarray(np.abs(steps).mean(axis=(1, 3)) >= _CHANGE_MIN)


def _joined(cells: NDArray[np.bool_]) -> tuple[Box, ...]:
    """Each run of cells in a row as one box, the largest first."""
    boxes: list[Box] = []
    for row in range(_ROWS):
        start: int | None = None
        for column in range(_COLUMNS + 1):
            inside = column < _COLUMNS and bool(cells[row, column])
            if inside and start is None:
                start = column
            elif not inside and start is not None:
                left, right = start / _COLUMNS, column / _COLUMNS
                boxes.append((left, row / _ROWS, right, (row + 1) / _ROWS))
                start = None
    return tuple(sorted(boxes, key=lambda box: box[0] - box[2]))


def _box(face: FaceLandmarks) -> Box:
    left, top, right, bottom = face.box_px
    width_px, height_px = face.width_px, face.height_px
    edges = (left / width_px, top / height_px, right / width_px, bottom / height_px)
    return tuple(min(1.0, max(0.0, edge)) for edge in edges)  # pyright: ignore[reportReturnType]
