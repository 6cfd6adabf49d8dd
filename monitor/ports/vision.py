"""Cameras, models and time, as the core asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from monitor.perception.face_model import FaceModel
from monitor.perception.landmarks import FaceLandmarks
from monitor.units import Ns, UtcNs

Image = NDArray[np.uint8]
"""Shape (height, width, 3), uint8, RGB, upright (any rotation flag of the file already applied)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture and its stamp; lives only inside a vision worker or `analyze`.

    `t_ns` is the monotonic time of the grab for a live source, and the presentation time from the
    clip's start for a clip read frame by frame. `index` counts grabbed frames from 0. A still image
    has `t_ns` 0.
    """

    t_ns: Ns
    index: int
    image: Image


class FrameSource(Protocol):
    """A camera, stream, clip or still, already open."""

    @property
    def dropped(self) -> int:
        """Frames grabbed so far that nobody took; 0 unless live."""
        ...

    @property
    def ended_early(self) -> bool:
        """True once a clip ended before the number of frames that it promised."""
        ...

    def read(self) -> Frame | None:
        """Next frame (live: the newest), or None at the end of a clip. Raises `SourceLost`."""
        ...

    def close(self) -> None:
        """Release it; safe to call twice."""
        ...


class FaceLandmarker(Protocol):
    """Finds faces and their landmarks in one image."""

    @property
    def model(self) -> FaceModel:
        """How its landmarks are read."""
        ...

    def detect(self, image: Image, t_ns: Ns | None = None) -> tuple[FaceLandmarks, ...]:
        """All faces found, in no particular order; empty when there is none.

        `t_ns` is the image's stamp, by which extra work is rationed; None: evenly spaced images.
        """
        ...

    def close(self) -> None:
        """Release the model."""
        ...


class PersonDetector(Protocol):
    """Says whether somebody is there although no face was found."""

    def detect(self, image: Image, t_ns: Ns | None = None) -> bool:
        """True when a person is seen. `t_ns` as for `FaceLandmarker`: between looks the last
        answer holds.
        """
        ...

    def close(self) -> None:
        """Release the model."""
        ...


class CustomerDetector(Protocol):
    """Says whether a customer is seen in one image, each answered by itself."""

    def look(self, image: Image) -> bool:
        """True when somebody is seen."""
        ...

    def close(self) -> None:
        """Release the models; safe to call twice."""
        ...


class Clock(Protocol):
    """Time, so that tests can bring their own."""

    def monotonic_ns(self) -> Ns:
        """Monotonic time, the same base as `Frame.t_ns` of a live source."""
        ...

    def utc_ns(self) -> UtcNs:
        """Wall-clock time."""
        ...
