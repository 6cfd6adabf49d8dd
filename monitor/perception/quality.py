"""Whether one face in one frame can be judged at all, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.perception.eye_shape import EyesShape
from monitor.perception.head_pose import HeadPose
from monitor.perception.landmarks import FaceLandmarks


class Doubt(StrEnum):
    """Why a face cannot be judged."""

    TOO_SMALL = "too_small"
    TOO_TURNED = "too_turned"
    BLURRED = "blurred"
    DARK = "dark"
    COVERED = "covered"
    INCONSISTENT = "inconsistent"
    LIFELESS = "lifeless"
    """It never moves or blinks (`life`): the one doubt that no single frame gives."""


@dataclass(frozen=True, slots=True)
class QualityParams:
    """Where judging ends, for what one landmark model shows.

    Attributes:
        face_width_min_px: narrower faces show too little of the eyes.
        yaw_max_rad, pitch_max_rad: a head turned or bent further shows too little of them too.
        misfit_max_mm: landmarks further from an average face than any face is.
        misfit_good_mm: what a clear face shows; `score` falls from here to `misfit_max_mm`.
        iris_min_mm, iris_max_mm: outside, the mesh has not found an iris.
        luma_min: mean brightness of the eye region, 0 to 255.
        contrast_min: standard deviation of the same.
        sharpness_min: share of the steps between its pixels, grain apart, that a blur takes away in
            the weaker direction, whatever the light.
        asymmetry_max_mm: the eyes' irises may not disagree by more, sideways.
    """

    face_width_min_px: float
    yaw_max_rad: float
    pitch_max_rad: float
    misfit_max_mm: float
    misfit_good_mm: float
    iris_min_mm: float
    iris_max_mm: float
    luma_min: float
    contrast_min: float
    sharpness_min: float
    asymmetry_max_mm: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How far to trust this frame's gaze: `score` 0 to 1, and the reason when not judgeable."""

    score: float
    judgeable: bool
    doubt: Doubt | None


def estimate_quality(
    landmarks: FaceLandmarks,
    face_width_px: float,
    head: HeadPose,
    eyes: EyesShape,
    params: QualityParams,
    *,
    irises_hidden: bool = False,
) -> Quality:
    """Judge one face. Patch measures that are None are not held against it.

    With `irises_hidden` by the lids, where the mesh guesses them to be is not held against it.
    """
    doubt = _doubt(landmarks, face_width_px, head, eyes, params, irises_hidden=irises_hidden)
    if doubt is not None:
        return Quality(score=0.0, judgeable=False, doubt=doubt)
    return Quality(_score(face_width_px, head, params), judgeable=True, doubt=None)


def _doubt(
    landmarks: FaceLandmarks,
    face_width_px: float,
    head: HeadPose,
    eyes: EyesShape,
    params: QualityParams,
    *,
    irises_hidden: bool,
) -> Doubt | None:
    """The first reason that holds, the plainest first."""
    turned = abs(head.yaw_rad) > params.yaw_max_rad or abs(head.pitch_rad) > params.pitch_max_rad
    iris_mm = eyes.mean("iris_mm")
    irises_astray = (
        not params.iris_min_mm <= iris_mm <= params.iris_max_mm
        or abs(eyes.left.iris_x_mm - eyes.right.iris_x_mm) > params.asymmetry_max_mm
    )
    inconsistent = head.misfit_mm > params.misfit_max_mm or (irises_astray and not irises_hidden)
    reasons = (
        (face_width_px < params.face_width_min_px, Doubt.TOO_SMALL),
        (turned, Doubt.TOO_TURNED),
        (_under(landmarks.patch_luma, params.luma_min), Doubt.DARK),
        (_under(landmarks.patch_contrast, params.contrast_min), Doubt.COVERED),
        (_under(landmarks.patch_sharpness, params.sharpness_min), Doubt.BLURRED),
        (inconsistent, Doubt.INCONSISTENT),
    )
    return next((doubt for holds, doubt in reasons if holds), None)


def _under(measured: float | None, least: float) -> bool:
    return measured is not None and measured < least


def _score(face_width_px: float, head: HeadPose, params: QualityParams) -> float:
    """Product of how near each measure stands to its limit, 0 to 1."""
    size = min(1.0, face_width_px / (3.0 * params.face_width_min_px))
    turn = 1.0 - (abs(head.yaw_rad) / params.yaw_max_rad) ** 2
    excess = max(0.0, head.misfit_mm - params.misfit_good_mm)
    fit = 1.0 - excess / (params.misfit_max_mm - params.misfit_good_mm)
    return max(0.0, min(1.0, size * turn * fit))
