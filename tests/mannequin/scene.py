"""The camera, and what it sees when nobody is there."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.mannequin.angles import Array
from tests.mannequin.portrait import Head, head

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Scene:
    """A pinhole camera without distortion, looking level at a counter.

    Attributes:
        width_px, height_px: size of the picture.
        fov_deg: horizontal angle of view.
        distance_mm: depth of the place between the eyes, head straight.
        offset_x_mm, offset_y_mm: the same place, right of and below the camera's axis.
        light: 1 as in the portrait; 0.15 is a dark shop.
        blur_px: standard deviation of the lens's blur.
        motion_px: length of a sideways smear, as of a head that moves while the shutter is open.
        noise: standard deviation of the sensor's noise, grey levels of 255.
        seed: of the noise.
    """

    width_px: int = 640
    height_px: int = 480
    fov_deg: float = 60.0
    distance_mm: float = 650.0
    offset_x_mm: float = 0.0
    offset_y_mm: float = -20.0
    light: float = 1.0
    blur_px: float = 0.0
    motion_px: int = 0
    noise: float = 0.0
    seed: int = 0

    @property
    def focal_px(self) -> float:
        return self.width_px / 2 / math.tan(math.radians(self.fov_deg) / 2)

    @property
    def eyes_mm(self) -> Array:
        """Camera frame, shape (3,): the place between the eyes, head straight."""
        return np.array([self.offset_x_mm, self.offset_y_mm, self.distance_mm])


def camera_matrix(scene: Scene) -> Array:
    """Shape (3, 3): pixels (of which whole numbers are centres) from the camera frame."""
    return np.array(
        [
            [scene.focal_px, 0.0, (scene.width_px - 1) / 2],
            [0.0, scene.focal_px, (scene.height_px - 1) / 2],
            [0.0, 0.0, 1.0],
        ]
    )


def project(points_mm: Array, scene: Scene) -> Array:
    """Shape (n, 2) pixels of points, shape (n, 3) mm in the camera frame."""
    seen = points_mm @ camera_matrix(scene).T
    return seen[:, :2] / seen[:, 2:]


@functools.lru_cache(maxsize=8)
def _wall(width_px: int, height_px: int) -> Image:
    """An unsharp shop: a bright wall, shelves with goods, a doorway."""
    rng = np.random.default_rng(5)
    across = np.linspace(0.0, 1.0, 320)[None, :, None]
    down = np.linspace(0.0, 1.0, 240)[:, None, None]
    wall = np.array([196.0, 190.0, 178.0]) * (1.0 - 0.16 * down) * (0.9 + 0.12 * across)
    small = np.ascontiguousarray(np.clip(wall, 0, 255).astype(np.uint8))
    for shelf_y in (46, 100, 154):
        x = 8
        while x < 118:
            wide, tall = int(rng.integers(7, 18)), int(rng.integers(16, 40))
            colour = tuple(int(c) for c in rng.integers(70, 205, 3))
            cv2.rectangle(small, (x, shelf_y - tall), (x + wide, shelf_y), colour, -1)
            x += wide + int(rng.integers(1, 5))
        cv2.rectangle(small, (0, shelf_y), (126, shelf_y + 4), (124, 96, 70), -1)
    cv2.rectangle(small, (236, 20), (306, 240), (168, 178, 184), -1)
    cv2.rectangle(small, (242, 28), (300, 240), (214, 220, 220), -1)
    blurred = cv2.GaussianBlur(small, (0, 0), 3.0)
    size = (width_px, height_px)
    return np.asarray(cv2.resize(blurred, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def wall(scene: Scene) -> Image:
    """Shape (height, width, 3): a fresh copy of the empty shop, before light and lens."""
    return _wall(scene.width_px, scene.height_px).copy()


# Shoulders and chest in the portrait, its pixels; what the head hid is filled by the neck.
BODY_OUTLINE_PX = np.array(
    [
        (192, 128), (188, 152), (180, 155), (162, 156), (142, 163), (127, 178), (117, 196),
        (114, 212), (92, 228), (72, 250), (58, 270), (46, 292), (38, 318), (30, 350), (23, 390),
        (22, 420), (26, 455), (34, 511), (362, 511), (362, 345), (357, 318), (349, 288),
        (338, 264), (324, 250), (306, 240), (303, 224), (292, 202), (276, 188), (262, 178),
        (257, 152), (254, 128),
    ]
)  # fmt: skip
COUNTER_PX = 342.0
"""Height of the counter's edge in the portrait's pixels: it hides what she holds."""


@functools.cache
def _body() -> tuple[Image, NDArray[np.float32]]:
    photo = head().photo.copy()
    skin = cv2.resize(photo[181:184, 197:246].mean(axis=0)[None], (71, 1))[0]
    rows = np.arange(112, 184)
    shade = np.interp(rows, [112, 150, 183], [0.42, 0.6, 0.86])
    photo[112:184, 187:258] = (skin[None] * shade[:, None, None]).astype(np.uint8)
    mask = np.zeros(photo.shape[:2], np.uint8)
    cv2.fillPoly(mask, [BODY_OUTLINE_PX.astype(np.int32)], (255.0,), cv2.LINE_AA)
    soft = cv2.GaussianBlur(mask, (0, 0), 0.8).astype(np.float32) / 255.0
    return photo, soft


def add_body(
    image: Image,
    scene: Scene,
    eyes_mm: Array,
    tone: tuple[float, float, float] = (1.0, 1.0, 1.0),
) -> None:
    """Draw neck, shoulders and chest into `image`, upright, under eyes that are at `eyes_mm`."""
    model = head()
    photo, mask = _body()
    matrix = _photo_to_image(model, scene, eyes_mm)
    corners = np.array([BODY_OUTLINE_PX.min(axis=0) - 4, BODY_OUTLINE_PX.max(axis=0) + 4])
    left, top = np.floor(corners[0] @ matrix[:, :2].T + matrix[:, 2]).astype(int)
    right, bottom = np.ceil(corners[1] @ matrix[:, :2].T + matrix[:, 2]).astype(int) + 1
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(right, scene.width_px), min(bottom, scene.height_px)
    if right <= left or bottom <= top:
        return
    size = (right - left, bottom - top)
    matrix[:, 2] -= (left, top)
    colour = cv2.warpAffine(photo, matrix, size, flags=cv2.INTER_LINEAR)
    share = cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR)[..., None]
    part = image[top:bottom, left:right]
    part[:] = (part * (1.0 - share) + colour * np.array(tone, np.float32) * share).astype(np.uint8)


def add_counter(image: Image, scene: Scene) -> None:
    """Draw the counter's edge and front over whoever stands behind it."""
    matrix = _photo_to_image(head(), scene, scene.eyes_mm)
    edge = round(float(matrix[1, 1] * COUNTER_PX + matrix[1, 2]))
    thick = max(2, round(float(matrix[1, 1] * 14)))
    if edge >= scene.height_px:
        return
    edge = max(edge, 0)
    image[edge : edge + thick] = (172, 140, 104)
    front = image[edge + thick :]
    shade = np.linspace(1.0, 0.75, len(front))[:, None, None] if len(front) else 1.0
    front[:] = (np.array([128.0, 98.0, 70.0]) * shade).astype(np.uint8)


def _photo_to_image(model: Head, scene: Scene, eyes_mm: Array) -> Array:
    depth = float(eyes_mm[2]) + 45.0
    scale = scene.focal_px * model.mm_per_px / depth
    place = project(eyes_mm[None] + np.array([0.0, 0.0, 45.0]), scene)[0]
    shift = place - scale * model.origin_px
    return np.array([[scale, 0.0, shift[0]], [0.0, scale, shift[1]]])


def expose(image: Image, scene: Scene) -> Image:
    """The picture after the blurs, the light and the sensor's noise."""
    if scene.blur_px > 0.0:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), scene.blur_px), np.uint8)
    if scene.motion_px > 1:
        image = np.asarray(cv2.blur(image, (scene.motion_px, 1)), np.uint8)
    if scene.light == 1.0 and scene.noise == 0.0:
        return image
    value = image.astype(np.float32) * scene.light
    if scene.noise > 0.0:
        rng = np.random.default_rng(scene.seed)
        value += scene.noise * rng.standard_normal(value.shape, dtype=np.float32)
    return np.clip(value + 0.5, 0, 255).astype(np.uint8)
