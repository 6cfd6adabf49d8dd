"""The shape of both eyes with the head's pose taken out: irises and lids in millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.geometry.camera import Camera
from monitor.perception.head_pose import HeadPose, camera_from_head
from monitor.perception.landmarks import FaceLandmarks


@dataclass(frozen=True, slots=True)
class EyePoints:
    """Landmark numbers of one eye. The lids run from the outer corner to the inner one."""

    outer: int
    inner: int
    upper: tuple[int, int, int]
    lower: tuple[int, int, int]
    iris: int
    iris_rim: tuple[int, int, int, int]

    @property
    def numbers(self) -> tuple[int, ...]:
        """All of them, in the order in which `measure_eyes` reads them."""
        return (self.outer, self.inner, *self.upper, *self.lower, self.iris, *self.iris_rim)


@dataclass(frozen=True, slots=True)
class EyeDepths:
    """Where the points of an eye lie on the average face, z in the head frame."""

    outer_mm: float
    inner_mm: float
    lids_mm: float
    iris_mm: float


@dataclass(frozen=True, slots=True)
class EyesPoints:
    """The landmarks of both eyes, the image's left one first, and the depth of each in the head."""

    numbers: NDArray[np.intp]
    depths_mm: tuple[float, ...]


def eyes_points(left: EyePoints, right: EyePoints, depths: EyeDepths) -> EyesPoints:
    """The landmarks of two eyes, named as seen in the image."""
    numbers = np.array([*left.numbers, *right.numbers])
    numbers.setflags(write=False)
    of_eye = (depths.outer_mm, depths.inner_mm, *(depths.lids_mm,) * 6, *(depths.iris_mm,) * 5)
    return EyesPoints(numbers, of_eye * 2)


@dataclass(frozen=True, slots=True)
class EyeShape:
    """One eye in the head frame, measured from the line between its corners.

    Attributes:
        iris_x_mm: iris centre from the middle of the corners, positive towards the image's right
            of a face that looks into the lens.
        iris_y_mm: iris centre from the line of the corners, positive down.
        upper_mm, lower_mm: middle of the lids from the same line, positive down.
        width_mm: corner to corner.
        iris_mm: diameter of the iris (11.7 mm in nearly all adults: a check on scale and fit).
        weight: how squarely the eye is seen, 0 (turned away) to 1.
    """

    iris_x_mm: float
    iris_y_mm: float
    upper_mm: float
    lower_mm: float
    width_mm: float
    iris_mm: float
    weight: float

    @property
    def opening_mm(self) -> float:
        """Height between the lids."""
        return self.lower_mm - self.upper_mm


@dataclass(frozen=True, slots=True)
class EyesShape:
    """Both eyes, named as seen in the image."""

    left: EyeShape
    right: EyeShape

    def mean(self, name: str) -> float:
        """One measure of both eyes, each by its weight."""
        total = self.left.weight + self.right.weight
        left, right = getattr(self.left, name), getattr(self.right, name)
        return float((left * self.left.weight + right * self.right.weight) / total)


@dataclass(frozen=True, slots=True)
class EyeShapeParams:
    """Which landmarks are the eyes', and when an eye is too turned to count.

    Attributes:
        points: the eyes' landmarks.
        full_view_rad: an eye turned from the line of sight by up to this counts in full.
        no_view_rad: beyond this it hardly counts; between the two, in proportion.
        least_weight: what remains of an eye beyond `no_view_rad`.
    """

    points: EyesPoints
    full_view_rad: float = math.radians(15.0)
    no_view_rad: float = math.radians(50.0)
    least_weight: float = 0.05


def measure_eyes(
    landmarks: FaceLandmarks,
    head: HeadPose,
    camera: Camera,
    params: EyeShapeParams,
) -> EyesShape:
    """Eyes of one face: every landmark's ray, met with the plane it lies in on an average head.

    The eye on the far side of a turned head weighs less: the nose hides it and the model guesses.
    """
    (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = camera_from_head(head)
    x_mm, y_mm, z_mm = head.x_mm, head.y_mm, head.z_mm
    lens_x = -(xx * x_mm + yx * y_mm + zx * z_mm)
    lens_y = -(xy * x_mm + yy * y_mm + zy * z_mm)
    lens_z = -(xz * x_mm + yz * y_mm + zz * z_mm)
    (centre_x, centre_y), focal = camera.centre_px, camera.focal_px
    points: list[list[float]] = landmarks.points_px.take(params.points.numbers, axis=0).tolist()
    places: list[tuple[float, float]] = []
    for (across, down, _), depth_mm in zip(points, params.points.depths_mm, strict=True):
        right, below = (across - centre_x) / focal, (down - centre_y) / focal
        reach = (depth_mm - lens_z) / (right * xz + below * yz + zz)
        places.append(
            (
                lens_x + (right * xx + below * yx + zx) * reach,
                lens_y + (right * xy + below * yy + zy) * reach,
            )
        )
    half = len(places) // 2
    return EyesShape(
        _eye(places[:half], outward=-1.0, weight=_weight(-head.yaw_rad, params)),
        _eye(places[half:], outward=1.0, weight=_weight(head.yaw_rad, params)),
    )


def _eye(places: list[tuple[float, float]], *, outward: float, weight: float) -> EyeShape:
    """One eye from its landmarks' places in the head frame (mm), ordered as `EyePoints.numbers`."""
    left, right = (places[0], places[1]) if outward < 0.0 else (places[1], places[0])
    width = math.dist(left, right)
    along_x, along_y = (right[0] - left[0]) / width, (right[1] - left[1]) / width
    middle_x, middle_y = (left[0] + right[0]) / 2.0, (left[1] + right[1]) / 2.0

    def below(place: tuple[float, float]) -> float:
        return (place[1] - middle_y) * along_x - (place[0] - middle_x) * along_y

    iris, rim = places[8], places[9:13]
    return EyeShape(
        iris_x_mm=(iris[0] - middle_x) * along_x + (iris[1] - middle_y) * along_y,
        iris_y_mm=below(iris),
        upper_mm=sum(map(below, places[2:5])) / 3.0,
        lower_mm=sum(map(below, places[5:8])) / 3.0,
        width_mm=width,
        iris_mm=(math.dist(rim[0], rim[2]) + math.dist(rim[1], rim[3])) / 2.0,
        weight=weight,
    )


def _weight(turned_away_rad: float, params: EyeShapeParams) -> float:
    """Weight of an eye whose side of the head is turned away by so much (negative: towards us)."""
    span = params.no_view_rad - params.full_view_rad
    seen = (params.no_view_rad - max(turned_away_rad, 0.0)) / span
    return min(1.0, max(params.least_weight, seen))
