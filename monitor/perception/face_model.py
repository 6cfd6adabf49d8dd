"""An average face in millimetres, for head pose.

Source: FaceMesh landmarks of scikit-image's public-domain portrait of an astronaut, averaged over
five rotations of the picture, made symmetric by averaging with their own mirror image, scaled to a
distance of 63 mm between the pupils, and turned so that the line from the top of the forehead
(landmark 10) to the chin (152) leans back by 4 degrees: so stands a head that looks straight ahead,
on the mannequin and on average over people who look into a camera. `tests/fitting/face_model.py`
makes the numbers. Eyelids, brows, lips and jaw are left out: they move without the head.

Head frame (see `monitor.geometry.rotation`): x towards the image's right on a face that looks into
the lens, y down, z into the head; origin between the eyes' corners.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_POINTS: Final = (
    (33, -44.4, -1.0, 2.6),
    (133, -16.9, 1.0, -2.6),
    (362, 16.9, 1.0, -2.6),
    (263, 44.4, -1.0, 2.6),
    (168, 0.0, -7.1, -18.8),
    (6, 0.0, 0.6, -23.3),
    (197, 0.0, 7.6, -28.4),
    (195, 0.0, 13.9, -33.8),
    (5, 0.0, 20.7, -39.5),
    (4, 0.0, 29.5, -42.0),
    (1, 0.0, 36.3, -40.1),
    (10, 0.0, -53.8, -14.4),
    (109, -18.9, -53.2, -12.7),
    (338, 18.9, -53.2, -12.7),
    (67, -34.8, -50.0, -6.6),
    (297, 34.8, -50.0, -6.6),
    (103, -49.3, -43.4, 4.1),
    (332, 49.3, -43.4, 4.1),
    (54, -58.4, -33.8, 15.9),
    (284, 58.4, -33.8, 15.9),
    (21, -63.8, -22.1, 27.4),
    (251, 63.8, -22.1, 27.4),
    (162, -66.7, -9.6, 39.7),
    (389, 66.7, -9.6, 39.7),
    (127, -67.8, 5.5, 49.5),
    (356, 67.8, 5.6, 49.5),
    (234, -67.3, 19.7, 53.9),
    (454, 67.3, 19.7, 53.9),
    (93, -66.4, 33.9, 54.5),
    (323, 66.4, 33.9, 54.5),
    (98, -19.7, 37.5, -16.5),
    (327, 19.7, 37.5, -16.5),
    (8, 0.0, -14.8, -18.7),
    (151, 0.0, -38.9, -17.5),
    (9, 0.0, -23.3, -19.8),
    (108, -16.6, -39.1, -16.1),
    (337, 16.6, -39.1, -16.1),
    (69, -31.1, -38.3, -11.7),
    (299, 31.1, -38.3, -11.7),
    (227, -66.9, 17.8, 32.7),
    (447, 66.9, 17.8, 32.7),
    (116, -61.8, 14.2, 14.7),
    (345, 61.8, 14.2, 14.7),
    (143, -59.9, 3.7, 16.2),
    (372, 59.9, 3.7, 16.2),
)

RIGID_INDICES: Final[NDArray[np.intp]] = np.array([point[0] for point in _POINTS])
"""Landmark numbers, shape (45,)."""

RIGID_POINTS_MM: Final[NDArray[np.float64]] = np.array([point[1:] for point in _POINTS])
"""Their places in the head frame, shape (45, 3)."""

RIGID_INDICES.setflags(write=False)
RIGID_POINTS_MM.setflags(write=False)
