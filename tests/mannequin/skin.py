"""What the head wears: the portrait, overgrown at its outline, with eyelids that can be lowered."""

from __future__ import annotations

import functools

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.mannequin.angles import Array
from tests.mannequin.portrait import EYES, HEAD_OUTLINE_PX, UPPER_FOLDS, head

LEFT_PX, TOP_PX, RIGHT_PX, BOTTOM_PX = 148, 8, 308, 196
"""The part of the portrait that is used."""
FINER = 4
"""Texture pixels across one of the portrait."""
LASHES_PX = 0.7
"""Width, in the portrait, of the dark rim that stays with a lowered lid."""

CREASE_PX = 0.8
"""How far above FaceMesh's fold the smooth skin of a lowered lid reaches."""


def texture_place(portrait_px: Array) -> Array:
    """Texture pixels of places in the portrait, both shape (n, 2)."""
    return (portrait_px - (LEFT_PX, TOP_PX) + 0.5) * FINER - 0.5


def texture(lowered: float) -> NDArray[np.uint8]:
    """RGB, uint8; `lowered` 0 to 1 smooths the crease out of the upper lids as they come down."""
    wide_open, down = _textures()
    if lowered <= 0.0:
        return wide_open
    mixed = cv2.addWeighted(down, lowered, wide_open, 1.0 - lowered, 0.0)
    return np.asarray(mixed, np.uint8)


@functools.cache
def _textures() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    part = _overgrow(head().photo)[TOP_PX:BOTTOM_PX, LEFT_PX:RIGHT_PX]
    fine = cv2.resize(part, None, fx=FINER, fy=FINER, interpolation=cv2.INTER_CUBIC)
    down = fine.astype(np.float32)
    for (outer, inner, upper, _, _), (fold, brow) in zip(EYES, UPPER_FOLDS, strict=True):
        margin = _line((outer, *upper, inner)) - np.array([0.0, LASHES_PX * FINER])
        crease = _line(fold) - np.array([0.0, CREASE_PX * FINER])
        lid = np.vstack([margin, crease[::-1]])
        mask = np.zeros(fine.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(lid).astype(np.int32)], (255.0,))
        share = cv2.GaussianBlur(mask, (0, 0), 0.5 * FINER).astype(np.float32)[..., None] / 280.0
        above = np.round((_line(fold) + _line(brow)) / 2).astype(int)
        tone = np.percentile(fine[above[:, 1], above[:, 0]], 65, axis=0) * (1.02, 0.96, 0.94)
        down = down * (1.0 - share) + tone * share
    return np.asarray(fine, np.uint8), np.clip(down, 0, 255).astype(np.uint8)


def _line(landmarks: tuple[int, ...]) -> Array:
    return texture_place(head().texture_px[list(landmarks)])


def _overgrow(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The portrait, each pixel outside the head's outline coloured as those nearest inside."""
    inside = np.zeros(photo.shape[:2], np.uint8)
    cv2.fillPoly(inside, [HEAD_OUTLINE_PX.astype(np.int32)], (1.0,))
    inside = np.asarray(cv2.erode(inside, np.ones((5, 5), np.uint8)), np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(
        1 - inside, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    labels = np.asarray(nearest, np.int32)
    colour_of = np.zeros((int(labels.max()) + 1, 3), np.uint8)
    rows, columns = np.nonzero(inside)
    colour_of[labels[rows, columns]] = cv2.medianBlur(photo, 3)[rows, columns]
    overgrown = np.where(inside[..., None] > 0, photo, colour_of[labels])
    smooth = np.asarray(cv2.GaussianBlur(overgrown, (0, 0), 4.0), np.uint8)
    return np.where(inside[..., None] > 0, photo, smooth)
