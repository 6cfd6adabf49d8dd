"""Head pose by PnP (stub to be replaced at once)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Where the head is and which way it faces.

    Angles are relative to the line of sight from the head to the lens: 0/0 looks into the lens,
    yaw positive towards the image's right, pitch positive up, roll positive clockwise as seen in
    the image. Position is in the camera frame (x right, y down, z away), of the point between the
    eyes.
    """

    yaw_rad: float
    pitch_rad: float
    roll_rad: float
    x_mm: float
    y_mm: float
    z_mm: float
