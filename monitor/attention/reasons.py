"""Why a sample is `unknown`: the one thing that stands in the way of a judgement."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from monitor.perception.observation import Observation
from monitor.perception.quality import Doubt


class Reason(StrEnum):
    """What stands in the way."""

    NO_FACE = "no_face"
    """Somebody is there, and no face is seen."""
    TOO_SMALL = "too_small"
    TURNED = "turned"
    DARK = "dark"
    BLURRED = "blurred"
    COVERED = "covered"
    LIDS = "lids"
    """They hide the eyes, and nothing says that the eyes look down."""
    EYES_DISAGREE = "eyes_disagree"
    UNSETTLED = "unsettled"
    """Gaze was seen in this sample, and did not hold long enough to count."""


_OF_DOUBT: Final = MappingProxyType(
    {
        Doubt.TOO_SMALL: Reason.TOO_SMALL,
        Doubt.TOO_TURNED: Reason.TURNED,
        Doubt.BLURRED: Reason.BLURRED,
        Doubt.DARK: Reason.DARK,
        Doubt.COVERED: Reason.COVERED,
        Doubt.INCONSISTENT: Reason.EYES_DISAGREE,
    }
)


def reason_of(observation: Observation) -> Reason:
    """The reason of a sample in whose time the state is `unknown`."""
    face = observation.face
    if face is None:
        return Reason.NO_FACE
    if face.quality.doubt is not None:
        return _OF_DOUBT[face.quality.doubt]
    return Reason.LIDS if face.gaze is None else Reason.UNSETTLED
