"""Whether somebody is there, by MediaPipe's bundled detectors.

By a face near or far, else by the pose model. One look costs as much as several runs of FaceMesh.
Of the attendant, when no landmarks were found: between looks the last answer holds, and while the
answer stays the same the looks grow rarer. Of customers each look is answered by itself, and
whoever asks decides how often.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import cv2
import numpy as np

from monitor.errors import ModelError
from monitor.ports import Image
from monitor.units import Ns, ns_from_s

_MODEL_FILES: Final = (
    "pose_landmark/pose_landmark_cpu.binarypb",
    "pose_landmark/pose_landmark_full.tflite",
    "pose_detection/pose_detection.tflite",
    "face_detection/face_detection_full_range_sparse.tflite",
    "face_detection/face_detection_full_range_cpu.binarypb",
)


@dataclass(frozen=True, slots=True)
class PresenceParams:
    """How often and how surely somebody is looked for.

    Attributes:
        first_pause_s, most_pause_s: an answer holds for the first; the pause doubles up to the
            second while the answer stays the same.
        forget_s: not asked for so long, the next question is answered afresh.
        face_score: least score of a face, 0 to 1.
        shoulder_min: least visibility of a shoulder, 0 to 1.
        side_px: longer side to which the picture is shrunk.
        step_s: what one picture stands for when no time is given with it.
    """

    first_pause_s: float = 0.3
    most_pause_s: float = 2.4
    forget_s: float = 0.5
    face_score: float = 0.6
    shoulder_min: float = 0.5
    side_px: int = 384
    step_s: float = 1.0 / 15.0


class MediaPipePresence:
    """Fulfils `monitor.ports.PersonDetector`. Not for several threads at once."""

    def __init__(self, params: PresenceParams | None = None) -> None:
        """Look for the models, which open when first asked; `ModelError` when one is missing."""
        self._params = params or PresenceParams()
        self._people = _People(self._params)
        self._now_ns = 0
        self._asked_ns: int | None = None
        self._look_at_ns = 0
        self._pause_s = self._params.first_pause_s
        self._answer = False

    def detect(self, image: Image, t_ns: Ns | None = None) -> bool:
        """True when a person is seen.

        Args:
            image: shape (height, width, 3), uint8, RGB.
            t_ns: when it was taken; rations the looks. Without it pictures count as evenly spaced.
        """
        params = self._params
        self._now_ns = self._now_ns + ns_from_s(params.step_s) if t_ns is None else t_ns
        idle_ns = None if self._asked_ns is None else self._now_ns - self._asked_ns
        afresh = idle_ns is None or not 0 <= idle_ns <= ns_from_s(params.forget_s)
        self._asked_ns = self._now_ns
        if afresh or self._now_ns >= self._look_at_ns:
            answer = self._people.seen(image)
            if answer == self._answer and not afresh:
                self._pause_s = min(2.0 * self._pause_s, params.most_pause_s)
            else:
                self._pause_s = params.first_pause_s
            self._answer = answer
            self._look_at_ns = self._now_ns + ns_from_s(self._pause_s)
        return self._answer

    def close(self) -> None:
        """Release the models; safe to call twice."""
        self._people.close()


class MediaPipeCustomers:
    """Whether anybody is in a picture: a yes or no, and nothing else. Not for several threads."""

    def __init__(self, params: PresenceParams | None = None) -> None:
        """Look for the models, which open when first asked; `ModelError` when one is missing."""
        self._people = _People(params or PresenceParams())

    def look(self, image: Image) -> bool:
        """True when a face or a body is seen in this very picture.

        `image` as for `MediaPipePresence.detect`.
        """
        return self._people.seen(image)

    def close(self) -> None:
        """Release the models; safe to call twice."""
        self._people.close()


class _People:
    """Finds a face near or far, which is cheap to see, else a body: each misses some people.

    A face seen from the side is one to this model, though no landmarks can be laid over it; a head
    turned right away has none, and in a close picture there are no shoulders.
    """

    def __init__(self, params: PresenceParams) -> None:
        _require_files(_MODEL_FILES)
        self._params = params
        self._pose: Any = None
        self._pose_spoken = False
        self._faces: Any = None
        self._faces_spoken = False

    def seen(self, image: Image) -> bool:
        """True when somebody is in the picture."""
        if min(image.shape[:2]) < 2:
            return False
        return self._face_is_seen(np.ascontiguousarray(image)) or self._body_is_seen(image)

    def close(self) -> None:
        for model in (self._pose, self._faces):
            if model is not None:
                model.close()
        self._pose = self._faces = None

    def _face_is_seen(self, image: Image) -> bool:
        if self._faces is None:
            self._faces, seen = _opened_faces(image, self._params.face_score)
        elif self._faces_spoken:
            seen = self._faces.process(image)
        else:
            with _hushed():
                seen = self._faces.process(image)
        found = bool(seen.detections)
        self._faces_spoken = self._faces_spoken or found
        return found

    def _body_is_seen(self, image: Image) -> bool:
        height, width = image.shape[:2]
        shrink = min(1.0, self._params.side_px / max(height, width))
        size = (max(2, round(width * shrink)), max(2, round(height * shrink)))
        small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        if self._pose is None:
            self._pose, seen = _opened_pose(small)
        elif self._pose_spoken:
            seen = self._pose.process(small)
        else:  # the second of its models speaks up when it first has something to do
            with _hushed():
                seen = self._pose.process(small)
        landmarks = seen.pose_landmarks
        self._pose_spoken = self._pose_spoken or landmarks is not None
        if landmarks is None:
            return False
        shoulders = landmarks.landmark[11], landmarks.landmark[12]
        return any(each.visibility >= self._params.shoulder_min for each in shoulders)


def _require_files(names: Iterable[str]) -> None:
    """Raise `ModelError` for a model that is not in the wheel, before it is needed."""
    try:
        modules = resources.files("mediapipe") / "modules"
    except ImportError as error:
        raise ModelError(f"MediaPipe, which finds people, cannot be imported: {error}") from error
    for name in names:
        if not (modules / name).is_file():
            raise ModelError(
                f"The model {name} is not in the installed MediaPipe: accepted is its"
                " release 0.10.21 (0.10.18 on Linux arm64), which holds it"
            )


def _opened_pose(image: Image) -> tuple[Any, Any]:
    """The pose model, loaded, and what it says of a first picture."""
    return _opened(
        "pose", image, lambda all_: all_.pose.Pose(static_image_mode=True, model_complexity=1)
    )


def _opened_faces(image: Image, score: float) -> tuple[Any, Any]:
    """The detector of faces near and far, loaded, and what it says of a first picture."""
    return _opened(
        "face",
        image,
        lambda all_: all_.face_detection.FaceDetection(
            model_selection=1, min_detection_confidence=score
        ),
    )


def _opened(name: str, image: Image, make: Callable[[Any], Any]) -> tuple[Any, Any]:
    """A model and its first answer: only that shows whether its files can be read."""
    os.environ.setdefault("GLOG_minloglevel", "3")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with _hushed():
            model = make(importlib.import_module("mediapipe").solutions)
            return model, model.process(image)
    except ImportError as error:
        raise ModelError(f"MediaPipe, which finds people, cannot be imported: {error}") from error
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(f"The {name} model of MediaPipe cannot be loaded: {error}") from error


@contextlib.contextmanager
def _hushed() -> Generator[None]:
    """Let the native libraries speak into a pipe: no setting of theirs turns the chatter off."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    kept = os.dup(2)
    os.dup2(writer, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        for descriptor in (kept, reader, writer):
            os.close(descriptor)
