"""An average face in millimetres, for head pose.

Source: FaceMesh landmarks of scikit-image's public-domain portrait of an astronaut, averaged over
five rotations of the picture, made symmetric by averaging with their own mirror image, scaled to a
distance of 63 mm between the pupils, and turned so that the top of the forehead (landmark 10)
stands above the chin (152). `tools/face_model.py` makes the numbers. Eyelids, brows, lips and jaw
are left out: they move without the head.

Head frame (see `monitor.geometry.rotation`): x towards the image's right on a face that looks into
the lens, y down, z into the head; origin between the eyes' corners.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_POINTS: Final = (
    (33, -44.4, -0.8, 2.7),
    (133, -16.9, 0.8, -2.7),
    (362, 16.9, 0.8, -2.7),
    (263, 44.4, -0.8, 2.7),
    (168, 0.0, -8.4, -18.3),
    (6, 0.0, -1.1, -23.3),
    (197, 0.0, 5.6, -28.8),
    (195, 0.0, 11.5, -34.6),
    (5, 0.0, 17.9, -40.8),
    (4, 0.0, 26.5, -44.0),
    (1, 0.0, 33.4, -42.6),
    (10, 0.0, -54.7, -10.6),
    (109, -18.9, -54.0, -9.0),
    (338, 18.9, -54.0, -9.0),
    (67, -34.8, -50.4, -3.1),
    (297, 34.8, -50.4, -3.1),
    (103, -49.3, -43.0, 7.1),
    (332, 49.3, -43.0, 7.1),
    (54, -58.4, -32.6, 18.2),
    (284, 58.4, -32.6, 18.2),
    (21, -63.8, -20.1, 28.8),
    (251, 63.8, -20.1, 28.8),
    (162, -66.7, -6.8, 40.3),
    (389, 66.7, -6.8, 40.3),
    (127, -67.8, 9.0, 49.0),
    (356, 67.8, 9.0, 49.0),
    (234, -67.3, 23.4, 52.4),
    (454, 67.3, 23.4, 52.4),
    (93, -66.4, 37.6, 52.0),
    (323, 66.4, 37.6, 52.0),
    (98, -19.7, 36.3, -19.0),
    (327, 19.7, 36.3, -19.0),
    (8, 0.0, -16.1, -17.6),
    (151, 0.0, -40.1, -14.8),
    (9, 0.0, -24.6, -18.2),
    (108, -16.6, -40.1, -13.3),
    (337, 16.6, -40.1, -13.3),
    (69, -31.1, -39.0, -9.0),
    (299, 31.1, -39.0, -9.0),
    (227, -66.9, 20.0, 31.4),
    (447, 66.9, 20.0, 31.4),
    (116, -61.8, 15.2, 13.6),
    (345, 61.8, 15.2, 13.6),
    (143, -59.9, 4.8, 15.9),
    (372, 59.9, 4.8, 15.9),
)

RIGID_INDICES: Final[NDArray[np.intp]] = np.array([point[0] for point in _POINTS])
"""Landmark numbers, shape (45,)."""

RIGID_POINTS_MM: Final[NDArray[np.float64]] = np.array([point[1:] for point in _POINTS])
"""Their places in the head frame, shape (45, 3)."""

RIGID_INDICES.setflags(write=False)
RIGID_POINTS_MM.setflags(write=False)
