"""Looks in a camera's first pictures with a face whether they stand upright."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from monitor.geometry.camera import camera_with_field_of_view
from monitor.perception.attendant import Place, choose_attendant
from monitor.perception.head_pose import HeadPose, estimate_head_pose
from monitor.perception.upright import UprightLook, UprightParams, proposed_turn_deg
from monitor.ports import FaceLandmarker, Frame, Image
from monitor.units import NS_PER_S, Ns

_PARAMS: Final = UprightParams()
_PAUSE_NS: Final = NS_PER_S // 2
_LATER_NS: Final = 10 * NS_PER_S
"""Where the first looks do not tell: four searches for a face cost as much as half a second's."""


class UprightWatch:
    """Compares each look with the same picture turned by one, two and three quarters.

    Once it is known how the picture stands, nothing is looked at any more.
    """

    def __init__(
        self,
        load: Callable[[], FaceLandmarker],
        field_of_view_rad: float,
        params: UprightParams = _PARAMS,
    ) -> None:
        """`load` gives a landmarker that takes each picture by itself; this watch closes it.

        It is loaded for the first look alone: that takes memory, and a counter may be empty.
        """
        self._load: Callable[[], FaceLandmarker] | None = load
        self._landmarker: FaceLandmarker | None = None
        self._field_of_view_rad = field_of_view_rad
        self._params = params
        self._looks: list[UprightLook] = []
        self._due_ns = Ns(0)
        self.turn_deg: int | None = None
        """How far the picture must be turned clockwise; None while that is not known."""

    def look(self, frame: Frame) -> int | None:
        """Take one picture; `turn_deg`, as far as it is known now."""
        if self._load is None or frame.t_ns < self._due_ns:
            return self.turn_deg
        landmarker = self._landmarker = self._landmarker or self._load()
        many = len(self._looks) >= self._params.looks
        self._due_ns = Ns(frame.t_ns + (_LATER_NS if many else _PAUSE_NS))
        look = (
            self._head(landmarker, frame.image, 0),
            self._head(landmarker, frame.image, 1),
            self._head(landmarker, frame.image, 2),
            self._head(landmarker, frame.image, 3),
        )
        if not any(look):
            return None
        self._looks.append(look)
        self.turn_deg = proposed_turn_deg(self._looks, self._params)
        if self.turn_deg is not None:
            self.close()
        return self.turn_deg

    def close(self) -> None:
        """Release the model and look no more; safe to call twice."""
        self._load = None
        if self._landmarker is not None:
            self._landmarker.close()
            self._landmarker = None

    def _head(self, landmarker: FaceLandmarker, image: Image, quarters: int) -> HeadPose | None:
        image = np.ascontiguousarray(np.rot90(image, -quarters))
        face = choose_attendant(landmarker.detect(image), Place(), None)
        if face is None:
            return None
        height_px, width_px = image.shape[:2]
        camera = camera_with_field_of_view(width_px, height_px, self._field_of_view_rad)
        return estimate_head_pose(face, camera, landmarker.model.head_pose)
