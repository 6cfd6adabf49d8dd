"""Pictures of a person whose head pose, gaze and eyelids are known."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.mannequin.angles import Array, camera_from_sight, direction, rotation
from tests.mannequin.eyes import eye_strips, move_lids, shade_eye
from tests.mannequin.portrait import Head, head
from tests.mannequin.scene import Image, Scene, add_body, add_counter, expose, project, wall
from tests.mannequin.skin import texture, texture_place
from tests.mannequin.wear import PLAIN, Features, add_glasses, add_phone

PIVOT_MM = np.array([0.0, 45.0, 85.0])
"""Head frame: where the skull turns on the neck."""
Pixels = NDArray[np.intp]

FINE = 2
"""Samples across one pixel of the head."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Commanded truth, in degrees about the line from the eyes to the lens; 0/0 is into the lens.

    Attributes:
        head_yaw_deg, gaze_yaw_deg: positive towards the image's right.
        head_pitch_deg, gaze_pitch_deg: positive up.
        head_roll_deg: positive clockwise as seen in the image.
        openness: 1 lids as open as the gaze's height asks, 0 shut.
        shift_mm: the whole person, from the scene's place, camera frame.
    """

    head_yaw_deg: float = 0.0
    head_pitch_deg: float = 0.0
    head_roll_deg: float = 0.0
    gaze_yaw_deg: float = 0.0
    gaze_pitch_deg: float = 0.0
    openness: float = 1.0
    shift_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)


def placement(pose: Pose, scene: Scene) -> tuple[Array, Array]:
    """camera_from_head, shape (3, 3), and the place between the eyes, shape (3,) mm, camera frame.

    The skull turns on the neck, so the eyes move, and with them the line that angles are about:
    the few rounds below settle both.
    """
    pivot = scene.eyes_mm + np.array(pose.shift_mm) + PIVOT_MM
    turn = rotation(pose.head_yaw_deg, pose.head_pitch_deg, pose.head_roll_deg)
    eyes = pivot - PIVOT_MM
    camera_from_head = turn
    for _ in range(8):
        camera_from_head = camera_from_sight(eyes) @ turn
        eyes = pivot - camera_from_head @ PIVOT_MM
    return camera_from_head, eyes


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody in the picture.

    Attributes:
        pose: what this person does.
        features: what this person looks like, and holds.
        place_mm: the place between the eyes, head straight, camera frame; None is the scene's own.
        before_counter: on the customers' side, so that the counter does not hide the body.
    """

    pose: Pose
    features: Features = PLAIN
    place_mm: tuple[float, float, float] | None = None
    before_counter: bool = False

    def scene(self, scene: Scene) -> Scene:
        """The same camera with this person's place."""
        if self.place_mm is None:
            return scene
        x_mm, y_mm, z_mm = self.place_mm
        return replace(scene, offset_x_mm=x_mm, offset_y_mm=y_mm, distance_mm=z_mm)


def render(pose: Pose, scene: Scene | None = None, features: Features = PLAIN) -> Image:
    """The person in the shop, shape (height, width, 3), uint8, RGB; the same on every call."""
    return picture((Figure(pose, features),), scene)


def absent(scene: Scene | None = None) -> Image:
    """The shop with nobody in it, shape (height, width, 3), uint8, RGB."""
    return picture((), scene)


def picture(figures: Sequence[Figure], scene: Scene | None = None) -> Image:
    """The shop with these people, the nearer before the farther ones; as `render`."""
    scene = scene or Scene()
    image = wall(scene)
    behind = [figure for figure in figures if not figure.before_counter]
    before = [figure for figure in figures if figure.before_counter]
    for figure in sorted(behind, key=lambda figure: -figure.scene(scene).distance_mm):
        _add_figure(image, figure, scene)
    add_counter(image, scene)
    for figure in sorted(before, key=lambda figure: -figure.scene(scene).distance_mm):
        _add_figure(image, figure, scene)
    return expose(image, scene)


def eyes_px(figure: Figure, scene: Scene) -> Array:
    """Shape (2,): where the place between the eyes is in the picture."""
    return project(placement(figure.pose, figure.scene(scene))[1][None], scene)[0]


def _add_figure(image: Image, figure: Figure, scene: Scene) -> None:
    own, pose, features = figure.scene(scene), figure.pose, figure.features
    add_body(image, own, own.eyes_mm + np.array(pose.shift_mm), features.tone)
    _add_head(image, pose, own, features)
    camera_from_head, eyes_mm = placement(pose, own)
    if features.glasses:
        add_glasses(image, own, camera_from_head, eyes_mm)
    if features.phone_top_mm is not None:
        add_phone(image, own, eyes_mm, features.phone_top_mm)


def pose_grid(
    yaws_deg: Sequence[float] = (-30.0, -15.0, 0.0, 15.0, 30.0),
    pitches_deg: Sequence[float] = (-25.0, -12.5, 0.0, 12.5, 25.0),
    *,
    gaze: str = "with head",
) -> Iterator[Pose]:
    """Head poses, yaw by yaw. `gaze`: "with head" looks where the face points, "lens" at the lens.

    "eyes" keeps the head still and turns the eyes alone through the same angles.
    """
    for yaw in yaws_deg:
        for pitch in pitches_deg:
            if gaze == "eyes":
                yield Pose(gaze_yaw_deg=yaw, gaze_pitch_deg=pitch)
            elif gaze == "lens":
                yield Pose(head_yaw_deg=yaw, head_pitch_deg=pitch)
            else:
                yield Pose(yaw, pitch, 0.0, yaw, pitch)


@functools.cache
def _surface() -> tuple[NDArray[np.int32], Array, Array, NDArray[np.int32]]:
    """All triangles, texture places (m, 3, 2), outward signs (m,), eye side per triangle or -1."""
    model = head()
    eye_triangles, eye_places, eye_sides = eye_strips()
    triangles = np.vstack([model.triangles, eye_triangles])
    places = np.concatenate([model.texture_px[model.triangles], eye_places])
    sides = np.concatenate([np.full(len(model.triangles), -1, np.int32), eye_sides])
    corners = model.vertices_mm[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    outward = corners.mean(axis=1) - np.array([0.0, 10.0, 70.0])
    return triangles, places, np.sign(np.sum(normals * outward, axis=1)), sides


def _add_head(image: Image, pose: Pose, scene: Scene, features: Features) -> None:
    model = head()
    camera_from_head, eyes_mm = placement(pose, scene)
    gazes = _gazes_in_head(model, pose, camera_from_head, eyes_mm)
    in_head, lowered = move_lids(model, gazes, pose.openness, features.lids)
    vertices = in_head @ camera_from_head.T + eyes_mm
    pixels = project(vertices, scene)
    left, top = np.maximum(np.floor(pixels.min(axis=0)).astype(int) - 2, 0)
    right, bottom = np.ceil(pixels.max(axis=0)).astype(int) + 3
    right, bottom = min(right, scene.width_px), min(bottom, scene.height_px)
    if right <= left or bottom <= top:
        return
    fine = (pixels - (left, top) + 0.5) * FINE - 0.5
    number = _triangle_numbers(vertices, fine, ((bottom - top) * FINE, (right - left) * FINE))
    colour = _colours(number, fine, lowered)
    _paint_eyes(colour, number, fine, (left, top), scene, camera_from_head, eyes_mm, gazes)

    size = (right - left, bottom - top)
    colour *= np.array(features.tone, np.float32)
    cover = (number >= 0).astype(np.float32)
    share = cv2.resize(cover, size, interpolation=cv2.INTER_AREA)[..., None]
    mixed = cv2.resize(colour * cover[..., None], size, interpolation=cv2.INTER_AREA)
    part = image[top:bottom, left:right]
    part[:] = np.clip(part * (1.0 - share) + mixed + 0.5, 0, 255).astype(np.uint8)


def _gazes_in_head(model: Head, pose: Pose, camera_from_head: Array, eyes_mm: Array) -> Array:
    """Shape (2, 3): each eye turns to one point, as far away as the lens, along the gaze."""
    ahead = camera_from_sight(eyes_mm) @ direction(pose.gaze_yaw_deg, pose.gaze_pitch_deg)
    target = camera_from_head.T @ (ahead * np.linalg.norm(eyes_mm))
    gazes = target - model.eyeballs_mm
    return gazes / np.linalg.norm(gazes, axis=1, keepdims=True)


def _triangle_numbers(vertices: Array, fine: Array, shape: tuple[int, int]) -> NDArray[np.int32]:
    """Which triangle each fine pixel shows, -1 for none; far ones are painted first."""
    triangles, _, signs, _ = _surface()
    corners = vertices[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    middles = corners.mean(axis=1)
    facing = np.flatnonzero(np.sum(normals * middles, axis=1) * signs < 0.0)
    order = facing[np.argsort(-np.linalg.norm(middles[facing], axis=1), kind="stable")]
    number = np.full(shape, -1, np.int32)
    places = np.round(fine[triangles] * 16.0).astype(np.int32)
    for t in order.tolist():
        cv2.fillConvexPoly(number, places[t], t, cv2.LINE_8, 4)
    return number


def _inside(
    number: NDArray[np.int32], fine: Array, wanted: NDArray[np.bool_]
) -> tuple[Pixels, Pixels, Array]:
    """Rows, columns and texture places of the fine pixels whose triangle is wanted."""
    triangles, places, _, _ = _surface()
    rows, columns = np.nonzero((number >= 0) & wanted[number])
    shown = number[rows, columns]
    seen = np.zeros(len(triangles), bool)
    seen[shown] = True
    used = np.flatnonzero(seen)
    which = (np.cumsum(seen) - 1)[shown]
    corners = np.concatenate([fine[triangles[used]], np.ones((len(used), 3, 1))], axis=2)
    corners[np.abs(_determinants(corners)) < 1e-6, 0, 0] += 1e-2
    per_pixel = (_inverses(corners) @ places[used])[which]
    spot = per_pixel[:, 0] * columns[:, None] + per_pixel[:, 1] * rows[:, None] + per_pixel[:, 2]
    return rows, columns, np.asarray(spot, np.float64)


def _determinants(matrices: Array) -> Array:
    """Shape (n,) of matrices (n, 3, 3): many small ones go faster by hand."""
    return np.asarray(np.sum(matrices[:, 0] * _cross(matrices[:, 1], matrices[:, 2]), axis=1))


def _inverses(matrices: Array) -> Array:
    """Shape (n, 3, 3): columns are the cross products of the other two rows (Cramer)."""
    a, b, c = matrices[:, 0], matrices[:, 1], matrices[:, 2]
    columns = np.stack([_cross(b, c), _cross(c, a), _cross(a, b)], axis=2)
    return columns / _determinants(matrices)[:, None, None]


def _cross(one: Array, other: Array) -> Array:
    (ax, ay, az), (bx, by, bz) = one.T, other.T
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=1)


def _colours(number: NDArray[np.int32], fine: Array, lowered: float) -> NDArray[np.float32]:
    rows, columns, spot = _inside(number, fine, _surface()[3] < 0)
    x_map = np.zeros(number.shape, np.float32)
    y_map = np.zeros(number.shape, np.float32)
    place = texture_place(spot)
    x_map[rows, columns], y_map[rows, columns] = place[:, 0], place[:, 1]
    colour = cv2.remap(
        texture(lowered), x_map, y_map, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return colour.astype(np.float32)


def _paint_eyes(
    colour: NDArray[np.float32],
    number: NDArray[np.int32],
    fine: Array,
    corner_px: tuple[int, int],
    scene: Scene,
    camera_from_head: Array,
    eyes_mm: Array,
    gazes: Array,
) -> None:
    model, sides = head(), _surface()[3]
    for side in (0, 1):
        rows, columns, spot = _inside(number, fine, sides == side)
        if not len(rows):
            continue
        x = (columns + 0.5) / FINE - 0.5 + corner_px[0] - (scene.width_px - 1) / 2
        y = (rows + 0.5) / FINE - 0.5 + corner_px[1] - (scene.height_px - 1) / 2
        rays = np.column_stack([x, y, np.full(len(rows), scene.focal_px)]) @ camera_from_head
        rays /= np.linalg.norm(rays, axis=1, keepdims=True)
        camera = -eyes_mm @ camera_from_head
        shaded = shade_eye(rays, camera, model.eyeballs_mm[side], gazes[side], spot)
        colour[rows, columns] = shaded
