"""Can this face be judged (stub to be replaced at once)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Doubt(StrEnum):
    """Why a face cannot be judged."""

    TOO_SMALL = "too_small"
    TOO_TURNED = "too_turned"
    BLURRED = "blurred"
    DARK = "dark"
    COVERED = "covered"
    INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class Quality:
    """How far to trust this frame's gaze: `score` 0 to 1, and the reason when not judgeable."""

    score: float
    judgeable: bool
    doubt: Doubt | None
