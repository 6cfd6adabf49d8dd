"""Faces and their landmarks by MediaPipe's FaceMesh.

One tracked face is the common case and costs one FaceMesh run per picture. Two things are added,
both rationed by the pictures' own time so that they cost little:

- a survey now and then: is somebody else in the picture? While so, all are followed, and the core
  chooses the attendant;
- a search when no face is found: the full-range detector looks for small and far faces, and
  FaceMesh then follows an enlarged crop around the one it found.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from monitor.errors import ModelError
from monitor.perception.landmarks import LANDMARK_COUNT, FaceLandmarks
from monitor.ports import Image
from monitor.units import Ns, ns_from_s

_LANDMARK_BYTES: Final = 17
_LANDMARK_TAGS: Final = (0x0A, 0x0F, 0x0D, 0x15, 0x1D)
_EYE_REGION: Final = (33, 133, 362, 263, 159, 145, 386, 374, 70, 300)
_PATCH_SIZE: Final = (96, 32)

Points = NDArray[np.float64]
"""Shape (478, 3), pixels of the picture they were found in."""


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


@dataclass(frozen=True, slots=True)
class _Crop:
    """Part of a picture, in its pixels, and how much it is enlarged."""

    left: int
    top: int
    right: int
    bottom: int
    zoom: float


class MediaPipeFaceLandmarker:
    """Fulfils `monitor.ports.FaceLandmarker`. Not for several threads at once.

    Deterministic: the same pictures with the same times give the same landmarks. With `still`,
    every picture stands alone; otherwise faces are followed from one picture to the next.
    """

    def __init__(self, *, still: bool = False, params: LandmarkerParams | None = None) -> None:
        """Load the models; raises `ModelError` when one is missing or broken."""
        self._still = still
        self._params = params or LandmarkerParams()
        self._noise = _Noise()
        try:
            with self._noise.hushed():
                self._models = _Models(still=still, params=self._params)
        except ModelError:
            self._noise.close()
            raise
        self._spoken = False
        self._crowd = still
        self._crop: _Crop | None = None
        self._now_ns = 0
        self._surveyed_ns = 0
        self._company_ns = 0
        self._search_at_ns = 0
        self._search_pause_s = self._params.search_first_s

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
        if self._spoken:
            found = self._find(image)
        else:  # FaceMesh speaks up once more, at the first face it meets
            with self._noise.hushed():
                found = self._find(image)
            self._spoken = bool(found)
        return tuple(_face(points, image) for points in found)

    def close(self) -> None:
        """Release the models; safe to call twice."""
        self._models.close()
        self._noise.close()

    def _find(self, image: Image) -> list[Points]:
        if self._crop is not None:
            found = self._follow_crop(image, self._crop)
            if found:
                return found
            self._crop = None
        found = _run(self._models.several if self._crowd else self._models.single, image)
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
                self._models.single.reset()
        elif self._now_ns - self._surveyed_ns >= ns_from_s(params.survey_every_s):
            self._surveyed_ns = self._now_ns
            if len(_detections(self._models.survey, image)) > 1:
                self._crowd = True
                self._company_ns = self._now_ns
                self._models.several.reset()

    def _search(self, image: Image) -> list[Points]:
        """Look for a small face, if it is time to."""
        if not self._still and self._now_ns < self._search_at_ns:
            return []
        for detection in _detections(self._models.far, image):
            crop = _crop_around(detection, image, self._params)
            self._models.close_up.reset()
            found = self._follow_crop(image, crop)
            if found:
                self._crop = None if self._still else crop
                return found
        self._search_at_ns = self._now_ns + ns_from_s(self._search_pause_s)
        self._search_pause_s = min(2.0 * self._search_pause_s, self._params.search_most_s)
        return []

    def _follow_crop(self, image: Image, crop: _Crop) -> list[Points]:
        """The face in the crop; none when it comes near the crop's edge or outgrows it."""
        part = image[crop.top : crop.bottom, crop.left : crop.right]
        height, width = part.shape[:2]
        size = (max(1, round(width * crop.zoom)), max(1, round(height * crop.zoom)))
        enlarged = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC)
        corner = np.array([crop.left, crop.top, 0.0])
        inside: list[Points] = []
        for found in _run(self._models.close_up, np.asarray(enlarged, np.uint8)):
            points = found / crop.zoom
            left, right = float(points[:468, 0].min()), float(points[:468, 0].max())
            room = min((left + right) / 2.0, width - (left + right) / 2.0)
            if right - left < 1.6 * room:
                inside.append(points + corner)
        return inside


class _Noise:
    """The native libraries' chatter on standard error, which no setting of theirs turns off."""

    def __init__(self) -> None:
        # A pipe that nobody reads: unlike the null device, a locked process may write to it.
        self._fds = os.pipe()
        os.set_blocking(self._fds[1], False)
        self._open = True

    @contextlib.contextmanager
    def hushed(self) -> Generator[None]:
        """Let it speak into the pipe meanwhile."""
        kept = os.dup(2)
        os.dup2(self._fds[1], 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)

    def close(self) -> None:
        """Release the pipe; safe to call twice."""
        if self._open:
            self._open = False
            for descriptor in self._fds:
                os.close(descriptor)


class _Models:
    """MediaPipe's models, loaded and run once so that nothing is read later."""

    def __init__(self, *, still: bool, params: LandmarkerParams) -> None:
        os.environ.setdefault("GLOG_minloglevel", "3")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        self._open: list[Any] = []
        black = np.zeros((64, 64, 3), np.uint8)
        try:
            solutions = importlib.import_module("mediapipe").solutions

            def mesh(faces: int) -> Any:  # noqa: ANN401 - MediaPipe has no types
                return self._keep(
                    solutions.face_mesh.FaceMesh(
                        static_image_mode=still, max_num_faces=faces, refine_landmarks=True
                    )
                )

            def detector(model: int, score: float) -> Any:  # noqa: ANN401 - as above
                return self._keep(
                    solutions.face_detection.FaceDetection(
                        model_selection=model, min_detection_confidence=score
                    )
                )

            self.single = mesh(1)
            self.several = mesh(params.faces_max)
            self.close_up = mesh(1)
            self.survey = detector(0, 0.5)
            self.far = detector(1, params.search_score)
            for model in self._open:
                model.process(black)
                model.reset()
        except ImportError as error:
            raise ModelError(
                f"MediaPipe, which finds faces, cannot be imported: {error}"
            ) from error
        except (RuntimeError, ValueError, OSError) as error:
            self.close()
            raise ModelError(f"A face model of MediaPipe cannot be loaded: {error}") from error

    def _keep(self, model: Any) -> Any:  # noqa: ANN401 - as above
        self._open.append(model)
        return model

    def close(self) -> None:
        """Release all; safe to call twice."""
        while self._open:
            self._open.pop().close()


def _detections(detector: Any, image: Image) -> list[Any]:  # noqa: ANN401 - MediaPipe has no types
    """Faces that a detector sees, the surest first."""
    found = detector.process(image).detections or ()
    return sorted(found, key=lambda each: -each.score[0])


def _crop_around(detection: Any, image: Image, params: LandmarkerParams) -> _Crop:  # noqa: ANN401
    box = detection.location_data.relative_bounding_box
    height, width = image.shape[:2]
    face_px = max(8.0, box.width * width, box.height * height)
    half = face_px * params.crop_faces / 2.0
    x, y = (box.xmin + box.width / 2.0) * width, (box.ymin + box.height / 2.0) * height
    left, top = max(0, round(x - half)), max(0, round(y - half))
    right, bottom = min(width, round(x + half)), min(height, round(y + half))
    return _Crop(left, top, right, bottom, max(1.0, params.crop_px / (2.0 * half)))


def _run(mesh: Any, image: Image) -> list[Points]:  # noqa: ANN401 - MediaPipe has no types
    """Landmarks of each face, in pixels of `image`."""
    if min(image.shape[:2]) < 2:
        return []
    faces = mesh.process(image).multi_face_landmarks or ()
    height, width = image.shape[:2]
    scale = np.array([width, height, width], np.float64)
    return [_points(face) * scale for face in faces]


def _points(face: Any) -> Points:  # noqa: ANN401 - MediaPipe has no types
    """Coordinates as MediaPipe gives them, as fractions of the picture.

    Read from the message's own bytes (a tag and a length, then three tagged 32-bit floats, for each
    landmark): asking for 1434 attributes one by one would cost a tenth of FaceMesh itself.
    """
    raw: bytes = face.SerializeToString()
    if len(raw) == LANDMARK_COUNT * _LANDMARK_BYTES:
        rows = np.frombuffer(raw, np.uint8).reshape(LANDMARK_COUNT, _LANDMARK_BYTES)
        if (rows[:, [0, 1, 2, 7, 12]] == _LANDMARK_TAGS).all():
            floats = np.ascontiguousarray(rows[:, [3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16]])
            return floats.view("<f4").astype(np.float64)
    return np.array([(point.x, point.y, point.z) for point in face.landmark], np.float64)


def _face(points: Points, image: Image) -> FaceLandmarks:
    luma, contrast, sharpness = _measure_patch(points, image)
    height, width = image.shape[:2]
    return FaceLandmarks(
        points_px=points,
        width_px=width,
        height_px=height,
        patch_luma=luma,
        patch_contrast=contrast,
        patch_sharpness=sharpness,
    )


def _measure_patch(
    points: Points, image: Image
) -> tuple[float, float, float] | tuple[None, None, None]:
    """Brightness, contrast and sharpness around the eyes; None for eyes outside the picture."""
    region = points[list(_EYE_REGION), :2]
    height, width = image.shape[:2]
    left, top = (max(0, int(value)) for value in region.min(axis=0))
    right, bottom = (int(value) + 1 for value in region.max(axis=0))
    part = image[top : min(bottom, height), left : min(right, width)]
    if min(part.shape[:2]) < 2:
        return None, None, None
    patch = cv2.resize(part, _PATCH_SIZE, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY)
    mean, deviation = cv2.meanStdDev(grey)
    edges = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_32F))[1]
    return float(mean[0, 0]), float(deviation[0, 0]), float(edges[0, 0]) ** 2
