"""Gaze of one face (stub to be replaced at once)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gaze:
    """Where the eyes look, both together, relative to the line from the eyes to the lens.

    0/0 is into the lens, yaw positive towards the image's right, pitch positive up. `sigma_*` is
    one standard deviation of the estimate's error.
    """

    yaw_rad: float
    pitch_rad: float
    sigma_yaw_rad: float
    sigma_pitch_rad: float
