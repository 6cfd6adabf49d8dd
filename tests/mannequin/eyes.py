"""Lids that follow the eyes, and eyeballs that turn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.mannequin.angles import Array, angles_deg
from tests.mannequin.portrait import (
    EYEBALL_MM,
    EYES,
    LOWER_FOLDS,
    REST_PITCH_DEG,
    UPPER_FOLDS,
    Head,
)

UPPER_GAIN = 0.85
"""Degrees the upper lid turns about the eyeball for each degree of the eye's pitch."""
LOWER_GAIN = 0.45
NARROWEST_DEG = 9.0
"""Lids of an open eye do not come nearer than this, however far down it looks."""
MEETING = 0.12
"""Where shut lids meet, as a share of the opening above the lower lid."""
FULLY_LOWERED_DEG = 28.0
IRIS_MM, PUPIL_MM = 5.85, 1.8
SCLERA = np.array([212.0, 196.0, 186.0])
CARUNCLE = np.array([196.0, 138.0, 120.0])
IRIS = np.array([96.0, 64.0, 42.0])
LIMBUS = np.array([46.0, 32.0, 26.0])
PUPIL = np.array([14.0, 11.0, 10.0])


@dataclass(frozen=True, slots=True)
class Lids:
    """How this person's lids stand when the eyes are open.

    Attributes:
        opening: of the usual opening, both lids nearer to one another below 1.
        upper_lower_deg: the upper lid hangs lower by so much, about the eyeball (ptosis).
    """

    opening: float = 1.0
    upper_lower_deg: float = 0.0


USUAL_LIDS = Lids()


def move_lids(
    head: Head, gazes_in_head: Array, openness: float, lids: Lids = USUAL_LIDS
) -> tuple[Array, float]:
    """Vertices in the head frame, shape (n, 3) mm, with the lids where these eyes want them.

    `gazes_in_head` has shape (2, 3), unit vectors; `openness` 1 is as open as the gaze asks, 0
    shut. Also returns how far the upper lids came down, 0 to 1.
    """
    vertices = head.vertices_mm.copy()
    lowered = 0.0
    for side, (_, _, upper, lower, _) in enumerate(EYES):
        centre = head.eyeballs_mm[side]
        pitch_deg = angles_deg(gazes_in_head[side])[1] - REST_PITCH_DEG
        corners = vertices[list(EYES[side][:2])]
        weight = _weight(vertices[list(upper), 0], corners[:, 0])
        top = _elevation_deg(vertices[list(upper)], centre)
        bottom = _elevation_deg(vertices[list(lower)], centre)
        new_top = top + UPPER_GAIN * pitch_deg * weight
        new_bottom = bottom + LOWER_GAIN * pitch_deg * weight
        new_top = np.maximum(new_top, new_bottom + np.minimum(NARROWEST_DEG * weight, top - bottom))
        narrower = (1.0 - lids.opening) / 2 * (new_top - new_bottom)
        new_top, new_bottom = new_top - narrower, new_bottom + narrower
        lowest_top = new_bottom + np.minimum(NARROWEST_DEG * weight, new_top - new_bottom)
        new_top = np.maximum(new_top - lids.upper_lower_deg * weight, lowest_top)
        meeting = new_bottom + MEETING * (new_top - new_bottom)
        new_top = meeting + openness * (new_top - meeting)
        new_bottom = meeting + openness * (new_bottom - meeting)
        turn_top, turn_bottom = new_top - top, new_bottom - bottom
        _turn(vertices, upper, centre, turn_top)
        _turn(vertices, lower, centre, turn_bottom)
        _turn(vertices, UPPER_FOLDS[side][0], centre, 0.4 * turn_top)
        _turn(vertices, UPPER_FOLDS[side][1], centre, 0.08 * turn_top)
        _turn(vertices, LOWER_FOLDS[side], centre, 0.3 * turn_bottom)
        lowered += float(np.clip(-turn_top[3] / FULLY_LOWERED_DEG, 0.0, 1.0)) / 2
    return vertices, lowered


def _weight(x: Array, corners_x: Array) -> Array:
    middle, half = corners_x.mean(), abs(corners_x[1] - corners_x[0]) / 2
    return np.clip(1.0 - np.abs((x - middle) / half) ** 2.5, 0.0, 1.0)


def _elevation_deg(points: Array, centre: Array) -> Array:
    away = points - centre
    return np.degrees(np.arctan2(-away[:, 1], -away[:, 2]))


def _turn(vertices: Array, which: tuple[int, ...], centre: Array, up_deg: Array) -> None:
    rows = list(which)
    away = vertices[rows] - centre
    cos, sin = np.cos(np.radians(up_deg)), np.sin(np.radians(up_deg))
    y = away[:, 1] * cos + away[:, 2] * sin
    z = -away[:, 1] * sin + away[:, 2] * cos
    vertices[rows] = centre + np.column_stack([away[:, 0], y, z])


def eye_strips() -> tuple[NDArray[np.int32], Array, NDArray[np.int32]]:
    """Triangles that fill the openings, with across/down coordinates per corner and the side.

    Returns:
        triangles (k, 3) of vertex numbers; coordinates (k, 3, 2): 0 at the outer corner to 1 at the
        inner, 0 at the upper lid to 1 at the lower; sides (k,).
    """
    triangles, places, sides = [], [], []
    for side, (outer, inner, upper, lower, _) in enumerate(EYES):
        tops, bottoms = (outer, *upper, inner), (outer, *lower, inner)
        for i in range(len(tops) - 1):
            u, v = i / (len(tops) - 1), (i + 1) / (len(tops) - 1)
            quad = ((tops[i], (u, 0)), (tops[i + 1], (v, 0)), (bottoms[i + 1], (v, 1)),
                    (bottoms[i], (u, 1)))  # fmt: skip
            for pick in ((0, 1, 2), (0, 2, 3)):
                triangles.append([quad[k][0] for k in pick])
                places.append([quad[k][1] for k in pick])
                sides.append(side)
    return (
        np.array(triangles, np.int32),
        np.array(places, np.float64),
        np.array(sides, np.int32),
    )


def shade_eye(rays: Array, camera: Array, centre: Array, gaze: Array, place: Array) -> Array:
    """Colours, shape (k, 3) 0-255, of an eyeball met by rays; all in the head frame.

    Args:
        rays: shape (k, 3), unit vectors from the camera.
        camera: shape (3,) mm.
        centre: shape (3,) mm, of the eyeball.
        gaze: shape (3,), unit vector of the eye's axis.
        place: shape (k, 2), across and down the opening, for the shade of the lids.
    """
    away = camera - centre
    along = rays @ away
    inside = along**2 - (away @ away - EYEBALL_MM**2)
    depth = -along - np.sqrt(np.maximum(inside, 0.0))
    normal = away + rays * depth[:, None]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)

    off_axis_mm = EYEBALL_MM * np.sqrt(np.maximum(1.0 - (normal @ gaze) ** 2, 0.0))
    off_axis_mm = np.where(normal @ gaze > 0.0, off_axis_mm, EYEBALL_MM)
    corner = _ramp(np.abs(place[:, 0] - 0.5), 0.32, 0.5)
    nasal = _ramp(place[:, 0], 0.86, 1.0)[:, None]
    colour = SCLERA * (1.0 - 0.3 * corner[:, None])
    colour = colour * (1.0 - nasal) + CARUNCLE * nasal
    colour = _blend(colour, LIMBUS, 1.0 - _ramp(off_axis_mm, IRIS_MM - 0.2, IRIS_MM + 0.5))
    colour = _blend(colour, IRIS, 1.0 - _ramp(off_axis_mm, IRIS_MM - 1.4, IRIS_MM - 0.5))
    colour = _blend(colour, PUPIL, 1.0 - _ramp(off_axis_mm, PUPIL_MM - 0.3, PUPIL_MM + 0.3))
    lamp = gaze * math.cos(0.32) + np.array([-0.22, -0.22, 0.0])
    glint = _ramp(normal @ (lamp / np.linalg.norm(lamp)), 0.994, 0.998)
    shade = 0.5 + 0.5 * _ramp(place[:, 1], -0.1, 0.45)
    return _blend(colour * shade[:, None], np.full(3, 235.0), 0.85 * glint)


def _ramp(values: Array, low: float, high: float) -> Array:
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def _blend(under: Array, over: Array, share: Array) -> Array:
    return under + (over - under) * share[:, None]
