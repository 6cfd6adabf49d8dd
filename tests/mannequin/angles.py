"""The mannequin's own statement of the angle convention, apart from the product's on purpose.

Camera frame: x right, y down, z away from the lens. Head frame: origin between the two eyeballs,
x towards the image's right when the face looks into the lens, y down, z into the head, so the face
looks along -z. Angles are taken about the line from the eyes to the lens: yaw positive towards the
image's right, pitch positive up, roll positive clockwise as seen in the image.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def direction(yaw_deg: float, pitch_deg: float) -> Array:
    """Unit vector, shape (3,), of an angle pair; 0/0 is -z, towards the lens."""
    yaw, pitch = math.radians(yaw_deg), math.radians(pitch_deg)
    return np.array(
        [math.sin(yaw) * math.cos(pitch), -math.sin(pitch), -math.cos(yaw) * math.cos(pitch)]
    )


def angles_deg(vector: Array) -> tuple[float, float]:
    """Yaw and pitch in degrees of a vector of any length; the inverse of `direction`."""
    x, y, z = (float(part) for part in vector)
    return math.degrees(math.atan2(x, -z)), math.degrees(math.atan2(-y, math.hypot(x, z)))


def rotation(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Array:
    """Shape (3, 3): yaw about y, after pitch about x, after roll about the face's own axis."""
    yaw, pitch, roll = (math.radians(angle) for angle in (yaw_deg, pitch_deg, roll_deg))
    cy, sy = math.cos(yaw), math.sin(yaw)
    cp, sp = math.cos(pitch), math.sin(pitch)
    cr, sr = math.cos(roll), math.sin(roll)
    about_y = np.array([[cy, 0.0, -sy], [0.0, 1.0, 0.0], [sy, 0.0, cy]])
    about_x = np.array([[1.0, 0.0, 0.0], [0.0, cp, sp], [0.0, -sp, cp]])
    about_z = np.array([[cr, -sr, 0.0], [sr, cr, 0.0], [0.0, 0.0, 1.0]])
    return np.linalg.multi_dot([about_y, about_x, about_z])


def camera_from_sight(eyes_mm: Array) -> Array:
    """Shape (3, 3): turns angles about the line from the eyes to the lens into the camera frame."""
    yaw_deg, pitch_deg = angles_deg(-eyes_mm)
    return rotation(yaw_deg, pitch_deg, 0.0)
