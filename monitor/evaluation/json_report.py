"""An evaluation as JSON, rounded: equal input gives equal bytes.

`docs/labelling.md` says what every name means.
"""

from __future__ import annotations

import json
from typing import Any, Final

from monitor import __version__
from monitor.evaluation.agreement import StateScore
from monitor.evaluation.angle_error import AngleError
from monitor.evaluation.clip_score import ANSWERS, TRUTHS, ClipFigures, ClipsScore, Kappas
from monitor.evaluation.evaluation import Evaluation, FaultSpell, fault_spells
from monitor.evaluation.intervals import CONFIDENCE, RESAMPLES, SEED, Intervals, Numbers
from monitor.evaluation.measure import Answer
from monitor.evaluation.still_score import GazeScore, PoseScore
from monitor.units import deg_from_rad

_DIGITS: Final = 4

Object = dict[str, Any]


def json_text(evaluation: Evaluation) -> str:
    """The whole evaluation as one JSON object."""
    return json.dumps(as_object(evaluation), indent=2, ensure_ascii=False)


def as_object(evaluation: Evaluation) -> Object:
    """The whole evaluation, ready for JSON; a part that the folder does not hold is None."""
    clips, gaze, poses = evaluation.clips, evaluation.gaze_points, evaluation.poses
    return {
        "folder": evaluation.folder,
        "version": __version__,
        "bootstrap": {"resamples": RESAMPLES, "seed": SEED, "confidence": CONFIDENCE},
        "clips": None if clips is None else _clips(clips),
        "gaze_points": None if gaze is None else _gaze(gaze),
        "poses": None if poses is None else _poses(poses),
    }


def _clips(score: ClipsScore) -> Object:
    return {
        "overall": {
            **_figures(score.overall),
            "share_error_mean_points": _points(score.share_error_mean),
            "share_error_worst_points": _points(score.share_error_worst),
        },
        **_intervals(score.intervals),
        "confusion": {
            truth.value: {
                answer.value: int(score.counts.agreed[row, column])
                for column, answer in enumerate(ANSWERS)
            }
            for row, truth in enumerate(TRUTHS)
        },
        "viewers": {
            truth.value: {
                other.value: int(score.counts.viewers[row, column])
                for column, other in enumerate(TRUTHS)
            }
            for row, truth in enumerate(TRUTHS)
        },
        "per_clip": {
            clip.name: {"duration_s": _rounded(clip.duration_s), **_figures(found)}
            for clip, found in zip(score.clips, score.per_clip, strict=True)
        },
        "faults": [_fault(spell) for spell in fault_spells(score.clips)],
    }


def _figures(found: ClipFigures) -> Object:
    return {
        "moments": found.moments,
        "agreed": found.agreed,
        "judged_truth": found.judged_truth,
        "macro_f1": _rounded(found.macro_f1),
        "accuracy": _rounded(found.accuracy),
        "wrong_among_judged": _rounded(found.wrong_among_judged),
        "closed_read_as_device": _rounded(found.closed_read_as_device),
        "kappa": {
            "agreed": _kappa(found.kappa_agreed),
            "viewer_a": _kappa(found.kappa_viewer_a),
            "viewer_b": _kappa(found.kappa_viewer_b),
            "between_viewers": {
                "all": _rounded(found.kappa_viewers.all),
                "judged": _rounded(found.kappa_viewers.judged),
            },
        },
        "states": {seen.value: _state(score) for seen, score in found.states.items()},
        "customer_share_true": _rounded(found.share_true),
        "customer_share_answered": _rounded(found.share_answered),
        "customer_share_error_points": _points(found.share_error),
        "face_found": _rounded(found.face_found),
        "coverage": _rounded(found.coverage),
    }


def _kappa(kappas: Kappas) -> Object:
    return {
        "all": _rounded(kappas.all),
        "judged": _rounded(kappas.judged),
        "without_blinks": _rounded(kappas.without_blinks),
    }


def _state(score: StateScore) -> Object:
    return {
        "precision": _rounded(score.precision),
        "recall": _rounded(score.recall),
        "f1": _rounded(score.f1),
        "truth": score.truth,
        "answered": score.answered,
    }


def _fault(spell: FaultSpell) -> Object:
    return {
        "clip": spell.clip,
        "first_s": _rounded(spell.first_s),
        "last_s": _rounded(spell.last_s),
        "fault": spell.fault.value,
        "truth": spell.truth.value,
        "answer": spell.state.value,
        "moments": [_moment(answer) for answer in spell.answers],
    }


def _moment(answer: Answer) -> Object:
    face = answer.face
    gaze = face.gaze if face else None
    return {
        "t_s": _rounded(answer.moment.t_s),
        "gaze_yaw_deg": None if gaze is None else _rounded(deg_from_rad(gaze.yaw_rad), 2),
        "gaze_pitch_deg": None if gaze is None else _rounded(deg_from_rad(gaze.pitch_rad), 2),
        "head_yaw_deg": None if face is None else _rounded(deg_from_rad(face.head.yaw_rad), 2),
        "head_pitch_deg": None if face is None else _rounded(deg_from_rad(face.head.pitch_rad), 2),
        "eye_openness": None if face is None else _rounded(face.eyelids.openness, 3),
        "quality": None if face is None else _rounded(face.quality.score, 3),
    }


def _gaze(score: GazeScore) -> Object:
    return {
        "overall": _numbers(score.overall),
        **_intervals(score.intervals),
        "per_person": {
            person.person: {
                "stills": person.stills,
                "found": _rounded(person.found),
                "judged": _rounded(person.judged),
                "yaw": _angle(person.yaw),
                "pitch": _angle(person.pitch),
                "row_auc": _rounded(person.row_auc),
                "top_row": person.top_row,
                "bottom_row": person.bottom_row,
            }
            for person in score.persons
        },
    }


def _poses(score: PoseScore) -> Object:
    return {
        "overall": _numbers(score.overall),
        **_intervals(score.intervals),
        "per_person": {
            person.person: {
                "stills": person.stills,
                "found": _rounded(person.found),
                "yaw": _angle(person.yaw),
                "pitch": _angle(person.pitch),
                "roll": _angle(person.roll),
            }
            for person in score.persons
        },
    }


def _angle(error: AngleError) -> Object:
    return {
        "mae_deg": _rounded(error.mae_deg),
        "bias_deg": _rounded(error.bias_deg),
        "mae_without_offset_deg": _rounded(error.mae_without_offset_deg),
        "r": _rounded(error.r),
    }


def _intervals(intervals: Intervals) -> Object:
    return {
        "intervals": {
            name: [_rounded(interval.low), _rounded(interval.high)]
            for name, interval in intervals.found.items()
        },
        "no_intervals_because": intervals.reason,
    }


def _numbers(numbers: Numbers) -> Object:
    return {name: _rounded(value) for name, value in numbers.items()}


def _points(share: float | None) -> float | None:
    return None if share is None else round(100.0 * share, 2)


def _rounded(value: float | None, digits: int = _DIGITS) -> float | None:
    return None if value is None else round(value, digits)
