"""The convention for yaw, pitch and roll, and the only code that turns angles into rotations.

Frames, all right-handed, in millimetres:

- camera: x to the image's right, y down, z away from the lens along the optical axis.
- sight: origin at the head, z along the line from the lens through the head and beyond, x level
  with the image's rows, towards its right. Looking along -z is looking into the lens.
- head: x towards the image's right when the head faces the lens (the person's own left), y down
  the face, z into the head; the face looks along -z.

Angles are taken in the sight frame: 0/0 looks into the lens wherever in the picture the head is.
Yaw is positive towards the image's right, pitch positive up, roll positive clockwise as seen in the
image. A head with angles (yaw, pitch, roll) has

    sight_from_head = Ry(-yaw) Rx(-pitch) Rz(roll)

so yaw and pitch are those of the direction the face looks in.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
"""Shape (3,), float64."""

Matrix = NDArray[np.float64]
"""Shape (3, 3), float64; a rotation unless said otherwise."""

Row = tuple[float, float, float]
Rows = tuple[Row, Row, Row]
"""A rotation in plain numbers. Right after a neural network has run, the product of two takes a
third of what it takes as arrays (docs/accuracy.md, "Cost")."""


def sight_from_head(yaw_rad: float, pitch_rad: float, roll_rad: float) -> Rows:
    """Rotation with the given angles."""
    cy, sy = math.cos(yaw_rad), math.sin(yaw_rad)
    cp, sp = math.cos(pitch_rad), math.sin(pitch_rad)
    cr, sr = math.cos(roll_rad), math.sin(roll_rad)
    return (
        (cy * cr + sy * sp * sr, sy * sp * cr - cy * sr, -sy * cp),
        (cp * sr, cp * cr, sp),
        (sy * cr - cy * sp * sr, -sy * sr - cy * sp * cr, cy * cp),
    )


def product(left: Rows, right: Rows) -> Rows:
    """The matrix product of two rotations."""
    a, b, c = right

    def row(of: Row) -> Row:
        x, y, z = of
        return (
            x * a[0] + y * b[0] + z * c[0],
            x * a[1] + y * b[1] + z * c[1],
            x * a[2] + y * b[2] + z * c[2],
        )

    return row(left[0]), row(left[1]), row(left[2])


def turned_back(rotation: Rows) -> Rows:
    """The inverse of a rotation: its columns as rows."""
    (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = rotation
    return (xx, yx, zx), (xy, yy, zy), (xz, yz, zz)


def angles_of_rotation(rotation: Matrix | Rows) -> tuple[float, float, float]:
    """Yaw, pitch, roll in radians of a `sight_from_head`; inverse of that function.

    Pitch lies within ±pi/2. Straight up or down yaw and roll are one, and what they are is chance.
    """
    (_, _, x), (sine, cosine, y), (_, _, z) = rotation
    yaw, pitch = angles_of_direction((-x, -y, -z))
    return yaw, pitch, math.atan2(sine, cosine)


def angles_of_direction(direction: Vector | Row) -> tuple[float, float]:
    """Yaw and pitch in radians of a direction (any length) in the sight frame."""
    x, y, z = (float(value) for value in direction)
    level = math.hypot(x, z)
    yaw = 0.0 if level < 1e-12 else math.atan2(x, -z)
    return yaw, math.atan2(-y, level)


def direction_of_angles(yaw_rad: float, pitch_rad: float) -> Vector:
    """Unit direction in the sight frame, shape (3,); inverse of `angles_of_direction`."""
    level = math.cos(pitch_rad)
    return np.array([math.sin(yaw_rad) * level, -math.sin(pitch_rad), -math.cos(yaw_rad) * level])


def camera_from_sight(x: float, y: float, z: float) -> Rows:
    """Rotation from the sight frame of a head at this place (camera frame) to the camera frame.

    The place, in any unit, must not lie on the camera's vertical axis (z = x = 0), where no head
    can be seen.
    """
    level, length = math.hypot(x, z), math.hypot(x, y, z)
    return (
        (z / level, -x * y / (level * length), x / length),
        (0.0, level / length, y / length),
        (-x / level, -y * z / (level * length), z / length),
    )
