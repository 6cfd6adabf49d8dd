"""What tells people apart, and what they wear and hold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.mannequin.angles import Array
from tests.mannequin.eyes import USUAL_LIDS, Lids
from tests.mannequin.portrait import head
from tests.mannequin.scene import Image, Scene, project

RIM_MM = (25.0, 19.0)
"""Half width and half height of a lens."""
RIM_AHEAD_MM = 25.0
"""From the eyeball's centre to the lens."""
RIM_WIDE_MM = 2.6
EAR_MM = (74.0, -2.0, 78.0)
FRAME = (38, 30, 28)
PHONE_MM = (74.0, 152.0)
PHONE_AHEAD_MM = 230.0
"""How far before the face a phone is held."""
PHONE = (26, 27, 32)
SKIN = (196, 150, 128)
_SHIFT = 4


@dataclass(frozen=True, slots=True)
class Features:
    """What somebody looks like.

    Attributes:
        lids: how they stand when the eyes are open.
        glasses: with dark rims, and a reflection on each lens.
        tone: factors for red, green and blue of skin, hair and clothes.
        phone_top_mm: a phone is held before the face, its upper edge so far below the eyes as the
            camera sees it; None is no phone.
    """

    lids: Lids = USUAL_LIDS
    glasses: bool = False
    tone: tuple[float, float, float] = (1.0, 1.0, 1.0)
    phone_top_mm: float | None = None


PLAIN = Features()


def add_glasses(image: Image, scene: Scene, camera_from_head: Array, eyes_mm: Array) -> None:
    """Draw glasses onto a head; the angles are the head's."""
    turn = np.linspace(0.0, 2.0 * math.pi, 48, endpoint=False)
    scale = scene.focal_px / float(eyes_mm[2])
    wide = max(1, round(RIM_WIDE_MM * scale))

    def pixels(points_mm: Array) -> Array:
        return project(points_mm @ camera_from_head.T + eyes_mm, scene)

    inner: list[Array] = []
    centres: list[Array] = list(head().eyeballs_mm)
    for centre in centres:
        side = math.copysign(1.0, centre[0])
        rim: Array = np.asarray(centre) + np.column_stack(
            [
                RIM_MM[0] * np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** 0.7,
                RIM_MM[1] * np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** 0.7 + 2.0,
                np.full(len(turn), -RIM_AHEAD_MM),
            ]
        )
        _shine(image, pixels(rim))
        _line(image, pixels(rim), wide, closed=True)
        inner.append(centre + np.array([-side * RIM_MM[0], -3.0, -RIM_AHEAD_MM]))
        hinge = centre + np.array([side * RIM_MM[0], -6.0, -RIM_AHEAD_MM])
        outward = camera_from_head @ np.array([side, 0.0, 0.0])
        if outward @ -eyes_mm > -0.25 * float(np.linalg.norm(eyes_mm)):
            ear = np.array([side * EAR_MM[0], *EAR_MM[1:]])
            _line(image, pixels(np.array([hinge, ear])), wide, closed=False)
    _line(image, pixels(np.array(inner)), wide, closed=False)


def _shine(image: Image, rim_px: Array) -> None:
    """A pale band across a lens, as of a window behind the camera."""
    low, high = rim_px.min(axis=0), rim_px.max(axis=0)
    across = high - low
    band = low + across * np.array([(0.5, 0.04), (0.78, 0.04), (0.5, 0.96), (0.22, 0.96)])
    sheet = image.copy()
    cv2.fillPoly(sheet, [_fixed(band)], (236.0, 240.0, 246.0), cv2.LINE_AA, _SHIFT)
    image[:] = cv2.addWeighted(sheet, 0.3, image, 0.7, 0.0)


def _line(image: Image, points_px: Array, wide: int, *, closed: bool) -> None:
    cv2.polylines(image, [_fixed(points_px)], closed, FRAME, wide, cv2.LINE_AA, _SHIFT)


def _fixed(points_px: Array) -> NDArray[np.int32]:
    return np.round(points_px * (1 << _SHIFT)).astype(np.int32)


def add_phone(image: Image, scene: Scene, eyes_mm: Array, top_mm: float) -> None:
    """Draw a phone and the hand that holds it before a face whose eyes are at `eyes_mm`."""
    x_px, y_px = project(eyes_mm[None], scene)[0]
    per_mm = scene.focal_px / float(eyes_mm[2])
    near = float(eyes_mm[2]) / (float(eyes_mm[2]) - PHONE_AHEAD_MM)
    half, tall = PHONE_MM[0] / 2 * per_mm * near, PHONE_MM[1] * per_mm * near
    top = y_px + top_mm * per_mm
    corners: Array = np.array([(-half, 0.0), (half, 0.0), (half, tall), (-half, tall)])
    place: Array = np.array([x_px, top])
    palm: Array = place + np.array([0.0, 0.82 * tall])
    size = (round(1.3 * half), round(0.34 * tall))
    cv2.ellipse(image, _whole(palm), size, 0.0, 0.0, 360.0, SKIN, -1, cv2.LINE_AA)
    cv2.fillPoly(image, [_fixed(corners + place)], PHONE, cv2.LINE_AA, _SHIFT)
    for side in (-1.0, 1.0):
        for down in (0.45, 0.58, 0.71):
            finger: Array = place + np.array([side * half, down * tall])
            cv2.ellipse(
                *(image, _whole(finger), (round(0.16 * half), round(0.05 * tall))),
                *(0.0, 0.0, 360.0, SKIN, -1, cv2.LINE_AA),
            )


def _whole(point_px: Array) -> tuple[int, int]:
    return round(float(point_px[0])), round(float(point_px[1]))
