"""What the core knows of the model that finds landmarks: nothing but this record.

The adapter of a landmark model supplies it. Which number a point has, which points move with the
head alone, and every constant that was fitted to that model's readings stand in it; no other module
of the core names a point or counts them.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.perception.eye_shape import EyeShapeParams
from monitor.perception.eyelids import EyelidsParams
from monitor.perception.gaze import GazeParams
from monitor.perception.head_pose import HeadPoseParams
from monitor.perception.life import LifeParams
from monitor.perception.quality import QualityParams


@dataclass(frozen=True, slots=True)
class FaceModel:
    """How the landmarks of one model are read, stage by stage."""

    head_pose: HeadPoseParams
    eye_shape: EyeShapeParams
    eyelids: EyelidsParams
    gaze: GazeParams
    quality: QualityParams
    life: LifeParams
