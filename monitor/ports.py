"""What the core asks of the outside world, as protocols: adapters fulfil them, or a test does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span
from monitor.perception.landmarks import FaceLandmarks
from monitor.units import CounterId, Ns, UtcNs

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

    def read(self) -> Frame | None:
        """Next frame (live: the newest), or None at the end of a clip. Raises `SourceLost`."""
        ...

    def close(self) -> None:
        """Release it; safe to call twice."""
        ...


class FaceLandmarker(Protocol):
    """Finds faces and their landmarks in one image."""

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


class Clock(Protocol):
    """Time, so that tests can bring their own."""

    def monotonic_ns(self) -> Ns:
        """Monotonic time, the same base as `Frame.t_ns` of a live source."""
        ...

    def utc_ns(self) -> UtcNs:
        """Wall-clock time."""
        ...


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What health and `doctor` say about the database.

    Attributes:
        address: path of the file, or URL of the server without its password.
        revision: version of the schema.
        size_bytes: what it takes on the disk, None where the server does not say.
        oldest_utc_ns: start of the oldest minute kept, None while there is none.
        newest_utc_ns: start of the newest one.
    """

    address: str
    revision: str
    size_bytes: int | None
    oldest_utc_ns: UtcNs | None
    newest_utc_ns: UtcNs | None


class MetricsStore(Protocol):
    """Keeps buckets. One writer at a time; every write is an idempotent upsert of whole minutes.

    Every method may be called from any thread, and raises `StoreError` when the database cannot be
    used; a write that fails leaves nothing behind and may be tried again.
    """

    def upsert_minutes(self, counter: CounterId, buckets: Sequence[Bucket]) -> None:
        """Write each minute bucket in place of what stood there, all or none."""
        ...

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Minute buckets with start <= bucket < end, in order; minutes without data left out."""
        ...

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Bucket, ...]:
        """The sum of the minutes that start in each span, in order; spans without any left out.

        `spans` are in order and do not overlap.
        """
        ...

    def info(self) -> StoreInfo:
        """Where it is, how big, and what span it holds."""
        ...

    def close(self) -> None:
        """Release the database; safe to call twice."""
        ...
