"""MediaPipe's bundled models, opened without a word, and what they say of one picture."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator
from importlib import resources
from typing import Any, Final

import numpy as np

from monitor.adapters.face_landmarker.face_mesh import SURFACE_COUNT, mirrored_points
from monitor.adapters.face_landmarker.mesh_graph import MeshGraph, Points, on_calling_thread
from monitor.errors import ModelError
from monitor.ports import Image

_MODEL_FILES: Final = (
    "face_landmark/face_landmark_front_cpu.binarypb",
    "face_landmark/face_landmark_with_attention.tflite",
    "face_detection/face_detection_short_range.tflite",
    "face_detection/face_detection_short_range_cpu.binarypb",
    "face_detection/face_detection_full_range_sparse.tflite",
    "face_detection/face_detection_full_range_cpu.binarypb",
)
_BLACK: Final = np.zeros((64, 64, 3), np.uint8)
_BLACK.setflags(write=False)

Look = Callable[[Image], list[Any]]
"""From a picture to the faces in it."""
LookWith = Callable[[Any], Look]


class Noise:
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


class QuietModel:
    """One of MediaPipe's models, opened when it is first asked, that keeps its comments to itself.

    They come while it opens and at the first face it finds. `make` opens it, `look_with` gives what
    finds faces with it in a picture.
    """

    def __init__(self, make: Callable[[], Any], look_with: LookWith, noise: Noise) -> None:
        self._make = make
        self._look_with = look_with
        self._noise = noise
        self._model: Any = None
        self._look: Look | None = None
        self._spoken = False

    def open(self) -> None:
        """Open it now; raises `ModelError` when that fails."""
        self._opened_with(_BLACK)

    def find(self, image: Image) -> list[Any]:
        """The faces it finds in one picture."""
        if self._look is None:
            found = self._opened_with(image)
        elif self._spoken:
            return self._look(image)
        else:
            with self._noise.hushed():
                found = self._look(image)
        self._spoken = bool(found)
        return found

    def _opened_with(self, image: Image) -> list[Any]:
        """Open it, and look at a first picture: only that shows whether its files can be read."""
        try:
            with self._noise.hushed():
                model = self._make()
                look = self._look_with(model)
                found = look(image)
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"A face model of MediaPipe cannot be loaded: {error}") from error
        self._model, self._look = model, look
        return found

    def lose_track(self) -> None:
        """Forget the face it follows; MediaPipe's own reset would load every model again."""
        if self._model is not None:
            self._model.process(_BLACK)

    def close(self) -> None:
        """Release it; safe to call twice."""
        if self._model is not None:
            self._model.close()
            self._model = self._look = None


class Models:
    """The models that find faces. The everyday one is open; the others open when needed."""

    def __init__(self, *, still: bool, faces_max: int, search_score: float) -> None:
        try:
            # Imported here because it takes long, and because an error has a sentence here.
            from monitor.adapters.face_landmarker.solutions import SOLUTIONS  # noqa: PLC0415
        except ImportError as error:
            raise ModelError(
                f"MediaPipe, which finds faces, cannot be imported: {error}"
            ) from error
        _require_files()
        self._noise = Noise()

        def mesh(faces: int) -> QuietModel:
            return QuietModel(
                lambda: on_calling_thread(SOLUTIONS.face_mesh.FaceMesh)(
                    static_image_mode=still, max_num_faces=faces, refine_landmarks=True
                ),
                lambda mesh: MeshGraph(mesh).faces,
                self._noise,
            )

        def detector(model: int, score: float) -> QuietModel:
            return QuietModel(
                lambda: on_calling_thread(SOLUTIONS.face_detection.FaceDetection)(
                    model_selection=model, min_detection_confidence=score
                ),
                lambda detector: lambda image: list(detector.process(image).detections or ()),
                self._noise,
            )

        self.single = mesh(1)
        self.several = mesh(faces_max)
        self.close_up = mesh(1)
        self.survey = detector(0, 0.5)
        self.far = detector(1, search_score)
        try:
            (self.several if still else self.single).open()
        except ModelError:
            self.close()
            raise

    def close(self) -> None:
        """Release all; safe to call twice."""
        for model in (self.single, self.several, self.close_up, self.survey, self.far):
            model.close()
        self._noise.close()


def _require_files() -> None:
    """Raise `ModelError` for a model that is not in the wheel, before it is needed."""
    modules = resources.files("mediapipe") / "modules"
    for name in _MODEL_FILES:
        if not (modules / name).is_file():
            raise ModelError(
                f"The face model {name} is not in the installed MediaPipe: accepted is its"
                " release 0.10.21 (0.10.18 on Linux arm64), which holds it"
            )


def detections(detector: QuietModel, image: Image) -> list[Any]:
    """Faces that a detector sees, the surest first."""
    return sorted(detector.find(image), key=lambda each: -each.score[0])


def run_mesh(mesh: QuietModel, image: Image) -> list[Points]:
    """Landmarks of each face, in pixels of `image`."""
    if min(image.shape[:2]) < 2:
        return []
    return mesh.find(image)


def run_both_ways(mesh: QuietModel, image: Image) -> list[Points]:
    """Each face's landmarks, averaged with those of the same face in the mirrored image."""
    found = run_mesh(mesh, image)
    if not found:
        return []
    flipped = run_mesh(mesh, np.ascontiguousarray(image[:, ::-1]))
    turned_back = [mirrored_points(points, image.shape[1]) for points in flipped]
    return [_mean_with_twin(points, turned_back) for points in found]


def _mean_with_twin(points: Points, others: list[Points]) -> Points:
    """Mean with the nearest of `others`, unless even that is another face."""
    far_px = 0.1 * float(np.ptp(points[:SURFACE_COUNT, 0]))
    twins = [(float(np.abs(other - points)[:, :2].mean()), other) for other in others]
    distance_px, twin = min(twins, key=lambda pair: pair[0], default=(far_px, points))
    return (points + twin) / 2.0 if distance_px < far_px else points
