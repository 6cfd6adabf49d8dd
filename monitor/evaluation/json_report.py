"""An evaluation as JSON, rounded: equal input gives equal bytes.

`docs/labelling.md` says what every name means.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from monitor import __version__
from monitor.evaluation.agreement import StateScore
from monitor.evaluation.angle_error import AngleError
from monitor.evaluation.clip_score import (
    ANSWERS,
    TRUTHS,
    ByLevel,
    ClipFigures,
    ClipsScore,
    Closures,
    Kappas,
)
from monitor.evaluation.dataset import Seen, Sureness
from monitor.evaluation.evaluation import Evaluation, FaultSpell, fault_spells
from monitor.evaluation.intervals import CONFIDENCE, RESAMPLES, SEED, Intervals, Numbers
from monitor.evaluation.measure import Answer
from monitor.evaluation.still_score import GazeScore, PoseScore, StillScore
from monitor.units import deg_from_rad

_DIGITS: Final = 4
_SURENESS_NAMES: Final = {
    Sureness.GUESSED: "all",
    Sureness.FAIRLY: "fairly_sure",
    Sureness.SURE: "sure",
}

Object = dict[str, Any]


def json_text(evaluations: Sequence[Evaluation]) -> str:
    """One or several folders as one JSON object."""
    return json.dumps(as_object(evaluations), indent=2, ensure_ascii=False)


def as_object(evaluations: Sequence[Evaluation]) -> Object:
    """One or several folders, ready for JSON."""
    return {
        "version": __version__,
        "bootstrap": {"resamples": RESAMPLES, "seed": SEED, "confidence": CONFIDENCE},
        "folders": [_folder(evaluation) for evaluation in evaluations],
    }


def _folder(evaluation: Evaluation) -> Object:
    """One folder; a part that it does not hold is None."""
    clips, gaze, poses = evaluation.clips, evaluation.gaze_points, evaluation.poses
    stills = evaluation.stills
    return {
        "folder": evaluation.folder,
        "clips": None if clips is None else _clips(clips),
        "stills": None if stills is None else _stills(stills),
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
        "by_sureness": {
            _SURENESS_NAMES[level]: {
                **_figures(score.overall_by_level[level]),
                **_intervals(score.intervals_by_level[level]),
            }
            for level in score.levels
        },
        "worst_person": _worst_person(score),
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
            clip.name: {
                "person": clip.person,
                "duration_s": _rounded(clip.duration_s),
                **_by_level(levels),
            }
            for clip, levels in zip(score.clips, score.per_clip, strict=True)
        },
        "per_person": {
            person.person: {"clips": list(person.clips), **_by_level(person.levels)}
            for person in score.persons
        },
        "faults": [_fault(spell) for spell in fault_spells(score.clips)],
    }


def _by_level(levels: ByLevel) -> Object:
    """All figures over all moments, and the main ones over those of which viewers are surer."""
    return {
        **_figures(levels[Sureness.GUESSED]),
        "by_sureness": {
            _SURENESS_NAMES[level]: {
                "judged_truth": found.judged_truth,
                "macro_f1": _rounded(found.macro_f1),
                "accuracy": _rounded(found.accuracy),
                "wrong_among_judged": _rounded(found.wrong_among_judged),
            }
            for level, found in levels.items()
        },
    }


def _worst_person(score: ClipsScore) -> Object | None:
    worst = score.worst_person
    if worst is None:
        return None
    found = worst.levels[Sureness.GUESSED]
    return {
        "person": worst.person,
        "customer_moments": found.states[Seen.CUSTOMER].truth,
        "customer_read_as_device": _rounded(found.customer_read_as_device),
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
        "closures": {
            "short": _closures(found.closures_short),
            "long": _closures(found.closures_long),
        },
        "customer_read_as_device": _rounded(found.customer_read_as_device),
        "device_not_judged": _rounded(found.device_not_judged),
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
        "right_face": _rounded(found.right_face),
        "coverage": _rounded(found.coverage),
    }


def _closures(closures: Closures) -> Object:
    return {
        "moments": closures.moments,
        "read_as_device": _rounded(closures.read_as_device),
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


def _stills(score: StillScore) -> Object:
    return {
        "per_class": {
            each.looks.value: {
                "stills": each.stills,
                "persons": each.persons,
                "answers": {state.value: each.answers.get(state, 0) for state in ANSWERS},
                "shares": {state.value: _rounded(each.share(state)) for state in ANSWERS},
                "device_by_person": {
                    person: {"device": device, "stills": stills}
                    for person, (device, stills) in each.device_by_person.items()
                },
            }
            for each in score.classes
        },
        **_intervals(score.intervals),
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
                "zero_known": person.zero_known,
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
        "mae_within_sessions_deg": _rounded(error.mae_within_sessions_deg),
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
