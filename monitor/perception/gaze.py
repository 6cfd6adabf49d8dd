"""Gaze of one face: head pose, irises and lids together."""

from __future__ import annotations

import math
from dataclasses import dataclass

from monitor.perception.eye_shape import EyesShape
from monitor.perception.head_pose import HeadPose
from monitor.units import deg_from_rad, rad_from_deg


@dataclass(frozen=True, slots=True)
class GazeParams:
    """Weights of the gaze model, fitted to what one landmark model shows.

    Yaw is the head's plus `yaw_per_mm_deg` for each millimetre of the irises' sideways place.
    Pitch is `pitch_of_head` of the head's, plus the weights of the irises' and both lids' heights,
    plus `pitch_rest_deg`. The lower lid tells a narrowed eye, whose lower lid rises, from one that
    looks down, whose lids both sink.

    Weights fitted to noisy measures read a gaze far down as less far down than it is; below
    `pitch_bend_deg` the reading is steepened by `pitch_steepening`. The border of the device area
    lies there, where too shallow a reading would miss the device.

    `sigma_yaw_deg` and `sigma_pitch_deg` are the spread of the errors on people the weights were
    not chosen on; `sigma_per_mm_deg` is added, in squares, for each millimetre by which the two
    eyes disagree.
    """

    yaw_per_mm_deg: float
    pitch_of_head: float
    pitch_per_iris_mm_deg: float
    pitch_per_upper_mm_deg: float
    pitch_per_lower_mm_deg: float
    pitch_rest_deg: float
    pitch_bend_deg: float
    pitch_steepening: float
    sigma_yaw_deg: float
    sigma_pitch_deg: float
    sigma_per_mm_deg: float


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


def estimate_gaze(eyes: EyesShape, head: HeadPose, params: GazeParams) -> Gaze:
    """Gaze of one face whose lids are open enough to show where it looks."""
    yaw_deg = deg_from_rad(head.yaw_rad) + params.yaw_per_mm_deg * eyes.mean("iris_x_mm")
    pitch_deg = (
        params.pitch_of_head * deg_from_rad(head.pitch_rad)
        + params.pitch_per_iris_mm_deg * eyes.mean("iris_y_mm")
        + params.pitch_per_upper_mm_deg * eyes.mean("upper_mm")
        + params.pitch_per_lower_mm_deg * eyes.mean("lower_mm")
        + params.pitch_rest_deg
    )
    steep = params.pitch_steepening if pitch_deg < params.pitch_bend_deg else 1.0
    pitch_deg = params.pitch_bend_deg + steep * (pitch_deg - params.pitch_bend_deg)
    across_mm = abs(eyes.left.iris_x_mm - eyes.right.iris_x_mm)
    upright_mm = abs(eyes.left.iris_y_mm - eyes.right.iris_y_mm)
    return Gaze(
        yaw_rad=rad_from_deg(yaw_deg),
        pitch_rad=rad_from_deg(pitch_deg),
        sigma_yaw_rad=rad_from_deg(
            math.hypot(params.sigma_yaw_deg, params.sigma_per_mm_deg * across_mm)
        ),
        sigma_pitch_rad=rad_from_deg(
            steep * math.hypot(params.sigma_pitch_deg, params.sigma_per_mm_deg * upright_mm)
        ),
    )
