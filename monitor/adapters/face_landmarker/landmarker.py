"""Which model looks at which picture, and when.

One tracked face is the common case and costs one FaceMesh run per picture. Two things are added,
both rationed by the pictures' own time so that they cost little:

- a survey now and then: is somebody else in the picture? While so, all are followed, and the core
  chooses the attendant;
- a search when no face is found: the full-range detector looks for small and far faces, and
  FaceMesh then follows an enlarged crop around the one it found.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from monitor.adapters.face_landmarker.face_mesh import FACE_MESH, SURFACE_COUNT
from monitor.adapters.face_landmarker.models import (
    Models,
    Points,
    detections,
    run_both_ways,
    run_mesh,
)
from monitor.adapters.face_landmarker.picture import Crop, crop_around, measured_face
from monitor.perception.face_model import FaceModel
from monitor.perception.landmarks import FaceLandmarks
from monitor.ports import Image
from monitor.units import Ns, ns_from_s


@dataclass(frozen=True, slots=True)
class LandmarkerParams:
    """How faces are looked for.

    Attributes:
        faces_max: faces followed at once when there are several.
        survey_every_s: how often a picture with one face is searched for others.
        alone_after_s: with nobody else for so long, one face is followed again.
        search_first_s, search_most_s: pause between searches for small faces; it doubles from the
            first to the second while nothing is found.
        search_score: least score of a small face, 0 to 1.
        crop_faces: side of the crop around a small face, in widths of that face.
        crop_px: side to which the crop is enlarged.
        step_s: what one picture stands for when no time is given with it.
    """

    faces_max: int = 3
    survey_every_s: float = 1.0
    alone_after_s: float = 2.0
    search_first_s: float = 0.4
    search_most_s: float = 1.6
    search_score: float = 0.6
    crop_faces: float = 3.0
    crop_px: int = 384
    step_s: float = 1.0 / 15.0


class MediaPipeFaceLandmarker:
    """Fulfils `monitor.ports.FaceLandmarker`. Not for several threads at once.

    Deterministic: the same pictures with the same times give the same landmarks. With `still`,
    every picture stands alone and is read twice, as it is and mirrored: the mean of both is free of
    the mesh's own lean to one side. Otherwise faces are followed from one picture to the next.
    """

    def __init__(self, *, still: bool = False, params: LandmarkerParams | None = None) -> None:
        """Open the model; raises `ModelError` when one is missing or broken."""
        self._still = still
        self._params = params or LandmarkerParams()
        self._models = Models(
            still=still,
            faces_max=self._params.faces_max,
            search_score=self._params.search_score,
        )
        self._crowd = still
        self._crop: Crop | None = None
        self._now_ns = 0
        self._surveyed_ns = 0
        self._company_ns = 0
        self._search_at_ns = 0
        self._search_pause_s = self._params.search_first_s

    @property
    def model(self) -> FaceModel:
        """FaceMesh's."""
        return FACE_MESH

    def detect(self, image: Image, t_ns: Ns | None = None) -> tuple[FaceLandmarks, ...]:
        """All faces found, in no particular order; empty when there is none.

        Args:
            image: shape (height, width, 3), uint8, RGB.
            t_ns: when it was taken; rations the extra work. Without it pictures count as evenly
                spaced.
        """
        now_ns = self._now_ns + ns_from_s(self._params.step_s) if t_ns is None else t_ns
        if now_ns < self._now_ns:  # a clip that starts again
            self._surveyed_ns = self._company_ns = self._search_at_ns = now_ns
        self._now_ns = now_ns
        image = np.ascontiguousarray(image)
        return tuple(measured_face(points, image) for points in self._find(image))

    def close(self) -> None:
        """Release the models; safe to call twice."""
        self._models.close()

    def _find(self, image: Image) -> list[Points]:
        if self._crop is not None:
            found = self._follow_crop(image, self._crop)
            if found:
                return found
            self._crop = None
        mesh = self._models.several if self._crowd else self._models.single
        found = run_both_ways(mesh, image) if self._still else run_mesh(mesh, image)
        if not found:
            return self._search(image)
        self._search_pause_s = self._params.search_first_s
        self._search_at_ns = self._now_ns
        if not self._still:
            self._mind_company(image, len(found))
        return found

    def _mind_company(self, image: Image, found: int) -> None:
        """Choose between following one face and following all."""
        params = self._params
        if self._crowd:
            if found > 1:
                self._company_ns = self._now_ns
            elif self._now_ns - self._company_ns > ns_from_s(params.alone_after_s):
                self._crowd = False
                self._models.single.lose_track()
        elif self._now_ns - self._surveyed_ns >= ns_from_s(params.survey_every_s):
            self._surveyed_ns = self._now_ns
            if len(detections(self._models.survey, image)) > 1:
                self._crowd = True
                self._company_ns = self._now_ns
                self._models.several.lose_track()

    def _search(self, image: Image) -> list[Points]:
        """Look for a small face, if it is time to."""
        if not self._still and self._now_ns < self._search_at_ns:
            return []
        for detection in detections(self._models.far, image):
            crop = crop_around(
                detection, image, faces=self._params.crop_faces, side_px=self._params.crop_px
            )
            self._models.close_up.lose_track()
            found = self._follow_crop(image, crop)
            if found:
                self._crop = None if self._still else crop
                return found
        self._search_at_ns = self._now_ns + ns_from_s(self._search_pause_s)
        self._search_pause_s = min(2.0 * self._search_pause_s, self._params.search_most_s)
        return []

    def _follow_crop(self, image: Image, crop: Crop) -> list[Points]:
        """The face in the crop; none when it comes near the crop's edge or outgrows it."""
        part = image[crop.top : crop.bottom, crop.left : crop.right]
        height, width = part.shape[:2]
        size = (max(1, round(width * crop.zoom)), max(1, round(height * crop.zoom)))
        enlarged = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC)
        corner = np.array([crop.left, crop.top, 0.0])
        inside: list[Points] = []
        for found in run_mesh(self._models.close_up, np.asarray(enlarged, np.uint8)):
            points = found / crop.zoom
            left, right = (
                float(points[:SURFACE_COUNT, 0].min()),
                float(points[:SURFACE_COUNT, 0].max()),
            )
            room = min((left + right) / 2.0, width - (left + right) / 2.0)
            if right - left < 1.6 * room:
                inside.append(points + corner)
        return inside
