"""The public-domain astronaut portrait of scikit-image as a textured head in millimetres."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.mannequin.angles import Array, direction

IPD_MM = 62.0
"""Distance of the pupils, which fixes the scale: the mean of women."""
EYEBALL_MM = 12.0
IRIS_DEPTH_MM = 10.5
"""From the eyeball's centre to the plane of the iris."""
REST_PITCH_DEG = 3.0
"""How far up the eyes were turned in the head when the portrait was taken."""

EYE_RELIEF_MM = 10.0
"""How much further ahead of their corners the eyes are drawn than FaceMesh's depth has them.

From one frontal portrait FaceMesh flattens the eyes, so that the heights of lids and irises over
the line of the corners would change by 0.055 mm for each degree of the head's pitch. Two real
people's, read by FaceMesh, change by 0.00 and 0.02; with this relief the mannequin's do as well.
"""

# Corner, then upper and lower lid from the outer to the inner corner, as FaceMesh numbers them.
EYES = (
    (33, 133, (246, 161, 160, 159, 158, 157, 173), (7, 163, 144, 145, 153, 154, 155), 468),
    (263, 362, (466, 388, 387, 386, 385, 384, 398), (249, 390, 373, 374, 380, 381, 382), 473),
)
UPPER_FOLDS = (
    ((247, 30, 29, 27, 28, 56, 190), (113, 225, 224, 223, 222, 221, 189)),
    ((467, 260, 259, 257, 258, 286, 414), (342, 445, 444, 443, 442, 441, 413)),
)
LOWER_FOLDS = (
    (25, 110, 24, 23, 22, 26, 112),
    (255, 339, 254, 253, 252, 256, 341),
)
MOUTH = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
MIRRORED = ((33, 263), (133, 362), (61, 291), (234, 454), (127, 356), (70, 300), (172, 397))
FOREHEAD, CHIN = 10, 152

# Outline of hair, ears and jaw in the portrait, in its pixels.
HEAD_OUTLINE_PX = np.array(
    [
        (180, 133), (176, 122), (164, 110), (157, 98), (156, 76), (159, 60), (169, 50), (186, 38),
        (194, 29), (211, 20), (232, 17), (251, 21), (267, 29), (282, 40), (292, 53), (298, 70),
        (299, 88), (295, 104), (287, 117), (275, 131), (266, 141), (261, 153), (256, 166),
        (250, 178), (240, 183), (223, 186), (206, 184), (194, 177), (188, 163), (185, 148),
    ],
    dtype=np.float64,
)  # fmt: skip
CENTRE_PX = (226.0, 112.0)
FRONT_RINGS = 6
BACK_RINGS = 5


@dataclass(frozen=True, slots=True)
class Head:
    """The head at rest.

    Attributes:
        vertices_mm: shape (n, 3), head frame; the first 468 are FaceMesh's.
        texture_px: shape (n, 2), where each vertex takes its colour from in the portrait.
        triangles: shape (m, 3), int, skin and hair, wound either way.
        eyeballs_mm: shape (2, 3), centres, image-left eye first.
        mm_per_px: scale of the portrait.
        origin_px: shape (2,), place between the eyes in the portrait.
        photo: shape (512, 512, 3), uint8, RGB.
    """

    vertices_mm: Array
    texture_px: Array
    triangles: NDArray[np.int32]
    eyeballs_mm: Array
    mm_per_px: float
    origin_px: Array
    photo: NDArray[np.uint8]


@functools.cache
def head() -> Head:
    """The head, made on first use: one run of FaceMesh over the portrait."""
    photo, points, mesh_edges, oval_edges = _measure()
    scale = IPD_MM / float(np.linalg.norm(points[468] - points[473]))
    axes = _head_axes(points)
    ahead = axes @ direction(0.0, REST_PITCH_DEG)
    eyeballs = np.array([_iris(points, eye, scale) for eye in EYES])
    eyeballs -= ahead * IRIS_DEPTH_MM / scale
    origin = eyeballs.mean(axis=0)

    rings, ring_texture, ring_triangles = _shell(points, _loop(oval_edges))
    vertices = np.vstack([points[:468], rings])
    triangles = np.vstack([_face_triangles(mesh_edges), ring_triangles])
    vertices_mm = (vertices - origin) @ axes * scale
    _bring_eyes_forward(vertices_mm)
    return Head(
        vertices_mm=vertices_mm,
        texture_px=np.vstack([points[:468, :2], ring_texture]),
        triangles=triangles.astype(np.int32),
        eyeballs_mm=(eyeballs - origin) @ axes * scale - (0.0, 0.0, EYE_RELIEF_MM),
        mm_per_px=scale,
        origin_px=origin[:2],
        photo=photo,
    )


def _bring_eyes_forward(vertices_mm: Array) -> None:
    """Move lids and the skin around them ahead; the corners stay."""
    for (outer, inner, *lids, _), upper, lower in zip(EYES, UPPER_FOLDS, LOWER_FOLDS, strict=True):
        x_mm = vertices_mm[[outer, inner], 0]
        for rows, part in ((lids[0], 1.0), (lids[1], 1.0), (upper[0], 0.7), (lower, 0.5)):
            across = np.abs(vertices_mm[list(rows), 0] - x_mm.mean()) / (np.ptp(x_mm) / 2)
            share = part * np.clip(1.0 - across**2.5, 0.0, 1.0)
            vertices_mm[list(rows), 2] -= EYE_RELIEF_MM * share


def _measure() -> tuple[NDArray[np.uint8], Array, Any, Any]:
    import mediapipe as mp
    import skimage.data

    photo = skimage.data.astronaut()
    face_mesh: Any = mp.solutions.face_mesh  # pyright: ignore[reportAttributeAccessIssue]
    with face_mesh.FaceMesh(
        static_image_mode=True, refine_landmarks=True, max_num_faces=1
    ) as landmarker:
        larger = cv2.resize(photo, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC)
        found = landmarker.process(larger).multi_face_landmarks[0].landmark
    points = np.array([(p.x, p.y, p.z) for p in found], dtype=np.float64) * photo.shape[1]
    points[:, :2] -= 0.5
    return photo, points, face_mesh.FACEMESH_TESSELATION, face_mesh.FACEMESH_FACE_OVAL


def _iris(points: Array, eye: tuple[Any, ...], scale: float) -> Array:
    """Portrait pixels, shape (3,): FaceMesh's place of the iris, 1 mm behind the lids."""
    upper, lower, iris = eye[2], eye[3], eye[4]
    depth = points[[upper[3], lower[3]], 2].mean() + 1.0 / scale
    return np.array([*points[iris, :2], depth])


def _head_axes(points: Array) -> Array:
    """Shape (3, 3), columns x, y, z of the head in the portrait: across, down the face, inwards."""
    x = np.sum([points[right] - points[left] for left, right in MIRRORED], axis=0)
    x /= np.linalg.norm(x)
    y = points[CHIN] - points[FOREHEAD]
    y -= x * (x @ y)
    y /= np.linalg.norm(y)
    return np.column_stack([x, y, np.cross(x, y)])


def _loop(edges: Any) -> list[int]:
    following = dict(edges)
    loop = [FOREHEAD]
    while following[loop[-1]] != FOREHEAD:
        loop.append(following[loop[-1]])
    return loop


def _face_triangles(edges: Any) -> NDArray[np.int64]:
    """Triangles of FaceMesh's published edges; the eyes stay open, the mouth is closed by a fan."""
    near: dict[int, set[int]] = {}
    for a, b in edges:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    found = {tuple(sorted((a, b, c))) for a, b in edges for c in near[a] & near[b]}
    lids = [{outer, inner, *upper, *lower} for outer, inner, upper, lower, _ in EYES]
    kept = [t for t in sorted(found) if not any(set(t) <= ring for ring in lids)]
    mouth = [(MOUTH[0], a, b) for a, b in pairwise(MOUTH[1:])]
    return np.array(kept + mouth)


def _shell(points: Array, oval: list[int]) -> tuple[Array, Array, NDArray[np.int64]]:
    """Hair, ears and the back of the head: rings from the face's oval round to behind.

    Each ring point leaves the oval along a ray in the image, bulging like a quarter of an ellipse
    up to the outline of the head, and comes back behind it. The back wears the front's hair.
    """
    start = points[oval]
    outline = HEAD_OUTLINE_PX - CENTRE_PX
    angle = np.arctan2(outline[:, 1], outline[:, 0])
    radius = np.hypot(outline[:, 0], outline[:, 1])
    order = np.argsort(angle)
    away = start[:, :2] - CENTRE_PX
    bearing = np.arctan2(away[:, 1], away[:, 0])
    reach = np.interp(bearing, angle[order], radius[order], period=2 * np.pi)
    reach = np.maximum(reach, np.hypot(away[:, 0], away[:, 1]) * 1.03)
    rim = np.column_stack([np.cos(bearing), np.sin(bearing)]) * reach[:, None] + CENTRE_PX

    deep = float(points[[234, 454], 2].mean()) + 8.0
    rim_z = np.maximum(start[:, 2] + 18.0, deep)
    below = np.clip((away[:, 1] - 25.0) / 40.0, 0.0, 1.0)
    rim_z = rim_z * (1.0 - below) + (start[:, 2] + 34.0) * below

    rings, texture = [], []
    for step in np.linspace(0.0, 1.0, FRONT_RINGS + 1)[1:] * np.pi / 2:
        xy = start[:, :2] + (rim - start[:, :2]) * np.sin(step)
        z = start[:, 2] + (rim_z - start[:, 2]) * (1.0 - np.cos(step))
        rings.append(np.column_stack([xy, z]))
        texture.append(xy)
    middle = np.array([CENTRE_PX[0], CENTRE_PX[1] - 20.0])
    for step in np.linspace(0.0, 1.0, BACK_RINGS + 1)[1:] * np.pi / 2:
        xy = middle + (rim - middle) * np.cos(step)
        z = rim_z + 62.0 * np.sin(step)
        rings.append(np.column_stack([xy, z]))
        texture.append(rim + (start[:, :2] - rim) * 0.85 * (1.0 - np.cos(step)))

    count, triangles = len(oval), []
    for ring in range(FRONT_RINGS + BACK_RINGS):
        for i in range(count):
            j = (i + 1) % count
            inner = (
                (oval[i], oval[j])
                if ring == 0
                else tuple(468 + (ring - 1) * count + k for k in (i, j))
            )
            outer = tuple(468 + ring * count + k for k in (i, j))
            triangles += [(inner[0], inner[1], outer[0]), (inner[1], outer[1], outer[0])]
    return np.vstack(rings), np.vstack(texture), np.array(triangles)
