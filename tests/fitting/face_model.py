"""The average face: `python -m tests.fitting.face_model` prints the adapter's `RIGID_POINTS`.

FaceMesh's landmarks of the public-domain portrait that scikit-image carries, over five rotations of
the picture; each shape laid over their mean; the mean averaged with its own mirror image.
"""

from __future__ import annotations

import math
import sys

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.adapters.face_landmarker.face_mesh import PARTNERS, RIGID_POINTS

TURNS_DEG = (-15.0, -8.0, 0.0, 8.0, 15.0)
PUPILS_MM = 63.0
LEAN_BACK_DEG = 4.0
FOREHEAD, CHIN, CORNERS, PUPILS = 10, 152, [33, 133, 362, 263], (468, 473)

Points = NDArray[np.float64]


def found_shapes() -> list[Points]:
    """Landmarks in each rotation of the portrait, each shape (478, 3) in pixels."""
    portrait = data.astronaut()
    height, width = portrait.shape[:2]
    shapes: list[Points] = []
    for turn in TURNS_DEG:
        around = cv2.getRotationMatrix2D((224.0, 110.0), turn, 1.0)
        turned = cv2.warpAffine(portrait, around, (width, height), borderMode=cv2.BORDER_REPLICATE)
        landmarker = MediaPipeFaceLandmarker()
        picture = np.asarray(turned, np.uint8)
        found = [landmarker.detect(picture) for _ in range(4)]  # until the crop has settled
        landmarker.close()
        shapes.append(found[-1][0].points_px)
    return shapes


def laid_over(shape: Points, goal: Points) -> Points:
    """`shape` after the similarity transform that brings it nearest to `goal` (Umeyama 1991)."""
    centre, goal_centre = shape.mean(axis=0), goal.mean(axis=0)
    left, strength, right = np.linalg.svd((goal - goal_centre).T @ (shape - centre))
    signs = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    scale = float(strength @ signs) / float(np.sum((shape - centre) ** 2))
    return goal_centre + scale * (shape - centre) @ ((left * signs) @ right).T


def average_face_mm() -> Points:
    """All 478 landmarks in the head frame, shape (478, 3)."""
    shapes = found_shapes()
    mean = shapes[len(shapes) // 2]
    for _ in range(3):
        mean = np.mean([laid_over(shape, mean) for shape in shapes], axis=0)
    mirror = (mean * (-1.0, 1.0, 1.0))[PARTNERS]
    even = (mean + laid_over(mirror, mean)) / 2.0
    across = even[PARTNERS] - even
    across *= np.sign(across[:, :1])
    right = across.sum(axis=0)
    right /= np.linalg.norm(right)
    down = even[CHIN] - even[FOREHEAD]
    down -= right * (down @ right)
    down /= np.linalg.norm(down)
    upright = (even - even[CORNERS].mean(axis=0)) @ np.array([right, down, np.cross(right, down)]).T
    upright *= PUPILS_MM / np.linalg.norm(upright[PUPILS[0]] - upright[PUPILS[1]])
    lean = math.radians(LEAN_BACK_DEG)
    cosine, sine = math.cos(lean), math.sin(lean)
    return upright @ np.array([[1, 0, 0], [0, cosine, sine], [0, -sine, cosine]])


def main() -> None:
    """Print the rigid points, and how far they are from those in use."""
    numbers = [number for number, *_ in RIGID_POINTS]
    points = average_face_mm()[numbers]
    for number, place in zip(numbers, points, strict=True):
        sys.stdout.write(f"    ({number}, {place[0]:.1f}, {place[1]:.1f}, {place[2]:.1f}),\n")
    off = float(np.abs(points - [place for _, *place in RIGID_POINTS]).max())
    sys.stdout.write(f"furthest from the numbers in use: {off:.2f} mm\n")


if __name__ == "__main__":
    main()
