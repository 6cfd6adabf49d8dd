"""Whether somebody is there although no face was found, by MediaPipe's pose model.

One look costs as much as several runs of FaceMesh. Between looks the last answer holds, and while
the answer stays the same the looks grow rarer.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Generator
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
)


@dataclass(frozen=True, slots=True)
class PresenceParams:
    """How often and how surely somebody is looked for.

    Attributes:
        first_pause_s, most_pause_s: an answer holds for the first; the pause doubles up to the
            second while the answer stays the same.
        forget_s: not asked for so long, the next question is answered afresh.
        shoulder_min: least visibility of a shoulder, 0 to 1.
        side_px: longer side to which the picture is shrunk.
        step_s: what one picture stands for when no time is given with it.
    """

    first_pause_s: float = 0.3
    most_pause_s: float = 2.4
    forget_s: float = 0.5
    shoulder_min: float = 0.5
    side_px: int = 384
    step_s: float = 1.0 / 15.0


class MediaPipePresence:
    """Fulfils `monitor.ports.PersonDetector`. Not for several threads at once."""

    def __init__(self, params: PresenceParams | None = None) -> None:
        """Look for the model, which opens when first asked; `ModelError` when it is missing."""
        self._params = params or PresenceParams()
        _require_files()
        self._pose: Any = None
        self._spoken = False
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
            answer = self._look(image)
            if answer == self._answer and not afresh:
                self._pause_s = min(2.0 * self._pause_s, params.most_pause_s)
            else:
                self._pause_s = params.first_pause_s
            self._answer = answer
            self._look_at_ns = self._now_ns + ns_from_s(self._pause_s)
        return self._answer

    def close(self) -> None:
        """Release the model; safe to call twice."""
        if self._pose is not None:
            self._pose.close()
            self._pose = None

    def _look(self, image: Image) -> bool:
        height, width = image.shape[:2]
        if min(height, width) < 2:
            return False
        shrink = min(1.0, self._params.side_px / max(height, width))
        size = (max(2, round(width * shrink)), max(2, round(height * shrink)))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        if self._pose is None:
            self._pose = _open_pose()
        if self._spoken:
            landmarks = self._pose.process(small).pose_landmarks
        else:  # the second of its models speaks up when it first has something to do
            with _hushed():
                landmarks = self._pose.process(small).pose_landmarks
            self._spoken = landmarks is not None
        if landmarks is None:
            return False
        shoulders = landmarks.landmark[11], landmarks.landmark[12]
        return any(each.visibility >= self._params.shoulder_min for each in shoulders)


def _require_files() -> None:
    """Raise `ModelError` for a model that is not in the wheel, before it is needed."""
    try:
        modules = resources.files("mediapipe") / "modules"
    except ImportError as error:
        raise ModelError(f"MediaPipe, which finds people, cannot be imported: {error}") from error
    for name in _MODEL_FILES:
        if not (modules / name).is_file():
            raise ModelError(
                f"The pose model {name} is not in the installed MediaPipe: accepted is its"
                " release 0.10.21 (0.10.18 on Linux arm64), which holds it"
            )


def _open_pose() -> Any:  # noqa: ANN401 - MediaPipe has no types
    """The pose model, loaded."""
    os.environ.setdefault("GLOG_minloglevel", "3")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with _hushed():
            solutions = importlib.import_module("mediapipe").solutions
            pose = solutions.pose.Pose(static_image_mode=True, model_complexity=1)
            pose.process(np.zeros((64, 64, 3), np.uint8))
    except ImportError as error:
        raise ModelError(f"MediaPipe, which finds people, cannot be imported: {error}") from error
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(f"The pose model of MediaPipe cannot be loaded: {error}") from error
    return pose


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
