"""A live picture that repeats to the last bit: the camera, or what is before it, is frozen.

A sensor has noise, and a living face moves, so a real picture changes. Measured on 28 clips of
people (`python -m tests.fitting.repeats`, 2026-11-30): none repeats as it is. Coded again as badly
as x264 can (480 lines, CRF 48), the longest exact repetition lasts 0.9 s; at 60 kbit/s, 0.2 s.

An empty scene may repeat for long where the coder leaves out what did not change. So without a face
a repetition counts only where each picture is coded whole. A dark picture may be black all over,
and says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.perception.observation import Observation
from monitor.ports import Frame, Image
from monitor.runtime.vision.wire import Frozen, Message
from monitor.units import Ns, ns_from_s

_STEP_PX = 3
"""Every third pixel of every third row, green alone, is compared: 90 kB of a 720p picture."""


@dataclass(frozen=True, slots=True)
class RepeatParams:
    """When a picture that repeats is a frozen one.

    Attributes:
        frozen_after_s: a repetition this long is no life. Well above the longest that people give,
            and below the 5 s in which a frozen camera must be reported.
        contrast_min: a picture whose brightness (0 to 255) spreads less is blank.
    """

    frozen_after_s: float = 4.0
    contrast_min: float = 2.0


class RepeatWatch:
    """Holds back what is said of repeated pictures until it is known whether they are frozen.

    Once a new picture comes, what was held back is let go, in order. Once `frozen_after_s` is
    over, it is thrown away: the time since the first repetition was never measured.
    """

    def __init__(self, *, coded_whole: bool, params: RepeatParams = RepeatParams()) -> None:
        """`coded_whole`: each picture is coded by itself, as those of a webcam are."""
        self._coded_whole = coded_whole
        self._params = params
        self._sample: NDArray[np.uint8] | None = None
        self._since_ns: Ns | None = None
        self._held: list[Message] = []
        self._frozen = False

    def sift(self, frame: Frame, messages: list[Message]) -> list[Message]:
        """What may be sent now, of the messages about this frame and those before."""
        if not self._repeats(frame.image):
            return self._let_go(messages)
        if self._frozen:
            return []
        if not self._suspicious(messages):
            return self._let_go(messages)
        if self._since_ns is None:
            self._since_ns = frame.t_ns
        if frame.t_ns - self._since_ns >= ns_from_s(self._params.frozen_after_s):
            self._frozen = True
            self._held = []
            return [Frozen(self._since_ns)]
        self._held.extend(messages)
        return []

    def _let_go(self, messages: list[Message]) -> list[Message]:
        held, self._held = self._held, []
        self._since_ns, self._frozen = None, False
        return [*held, *messages]

    def _repeats(self, image: Image) -> bool:
        sample = image[::_STEP_PX, ::_STEP_PX, 1]
        if self._sample is not None and np.array_equal(sample, self._sample):
            return True
        self._sample = sample.copy()
        return False

    def _suspicious(self, messages: list[Message]) -> bool:
        """Whether this repetition is one that no living scene gives."""
        faces = any(
            isinstance(message, Observation) and message.face is not None for message in messages
        )
        if faces or self._held:
            return True
        assert self._sample is not None, "a picture repeats another"
        return self._coded_whole and float(self._sample.std()) >= self._params.contrast_min
