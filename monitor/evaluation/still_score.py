"""Scores gaze points and head poses, person by person.

A still without a face counts against the found rate, a still whose gaze is not told counts against
the judged rate; neither enters an error, a correlation or an AUC. Overall numbers are plain means
over persons, so that somebody with many stills does not outweigh the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from monitor.evaluation.agreement import ratio
from monitor.evaluation.angle_error import AngleError, angle_error, separation_auc
from monitor.evaluation.intervals import Intervals, Numbers, Picked, bootstrap
from monitor.evaluation.measure import PointAnswer, PoseAnswer
from monitor.units import deg_from_rad

_A = TypeVar("_A")

TOP_ROW_BELOW: Final = 0.2
BOTTOM_ROW_ABOVE: Final = 0.8


@dataclass(frozen=True, slots=True)
class PersonGaze:
    """One person's gaze points.

    `row_auc` is the chance that measured pitch is higher for a point of the top row (screen_y under
    0.2) than for one of the bottom row (over 0.8).
    """

    person: str
    stills: int
    found: float | None
    judged: float | None
    yaw: AngleError
    pitch: AngleError
    row_auc: float | None
    top_row: int
    bottom_row: int


@dataclass(frozen=True, slots=True)
class PersonPose:
    """One person's head poses."""

    person: str
    stills: int
    found: float | None
    yaw: AngleError
    pitch: AngleError
    roll: AngleError


@dataclass(frozen=True, slots=True)
class GazeScore:
    """All gaze points: by person, and means over persons by the names of the JSON."""

    answers: tuple[PointAnswer, ...]
    persons: tuple[PersonGaze, ...]
    overall: Numbers
    intervals: Intervals


@dataclass(frozen=True, slots=True)
class PoseScore:
    """All head poses: by person, and means over persons by the names of the JSON."""

    persons: tuple[PersonPose, ...]
    overall: Numbers
    intervals: Intervals


def score_gaze(answers: Sequence[PointAnswer]) -> GazeScore:
    """Score measured gaze points, at least one."""
    groups = _grouped(answers, lambda answer: answer.point.person)
    persons = tuple(_person_gaze(name, group) for name, group in groups.items())
    named = [_gaze_numbers(person) for person in persons]
    return GazeScore(tuple(answers), persons, _means(named), _intervals(named))


def score_poses(answers: Sequence[PoseAnswer]) -> PoseScore:
    """Score measured head poses, at least one."""
    groups = _grouped(answers, lambda answer: answer.still.person)
    persons = tuple(_person_pose(name, group) for name, group in groups.items())
    named = [_pose_numbers(person) for person in persons]
    return PoseScore(persons, _means(named), _intervals(named))


def _person_gaze(person: str, answers: Sequence[PointAnswer]) -> PersonGaze:
    judged = [(each.point, each.face.gaze) for each in answers if each.face and each.face.gaze]
    pitches = [(point.screen_y, deg_from_rad(gaze.pitch_rad)) for point, gaze in judged]
    top = [pitch for y, pitch in pitches if y < TOP_ROW_BELOW]
    bottom = [pitch for y, pitch in pitches if y > BOTTOM_ROW_ABOVE]
    return PersonGaze(
        person=person,
        stills=len(answers),
        found=ratio(sum(each.face is not None for each in answers), len(answers)),
        judged=ratio(len(judged), len(answers)),
        yaw=angle_error(
            [deg_from_rad(gaze.yaw_rad) for _, gaze in judged],
            [point.yaw_deg for point, _ in judged],
        ),
        pitch=angle_error(
            [pitch for _, pitch in pitches], [point.pitch_deg for point, _ in judged]
        ),
        row_auc=separation_auc(top, bottom),
        top_row=len(top),
        bottom_row=len(bottom),
    )


def _person_pose(person: str, answers: Sequence[PoseAnswer]) -> PersonPose:
    found = [(each.still, each.face.head) for each in answers if each.face]
    return PersonPose(
        person=person,
        stills=len(answers),
        found=ratio(len(found), len(answers)),
        yaw=angle_error(
            [deg_from_rad(head.yaw_rad) for _, head in found], [still.yaw_deg for still, _ in found]
        ),
        pitch=angle_error(
            [deg_from_rad(head.pitch_rad) for _, head in found],
            [still.pitch_deg for still, _ in found],
        ),
        roll=angle_error(
            [deg_from_rad(head.roll_rad) for _, head in found],
            [still.roll_deg for still, _ in found],
        ),
    )


def _gaze_numbers(person: PersonGaze) -> Numbers:
    return {
        "found": person.found,
        "judged": person.judged,
        "yaw_mae_deg": person.yaw.mae_deg,
        "pitch_mae_deg": person.pitch.mae_deg,
        "yaw_mae_without_offset_deg": person.yaw.mae_without_offset_deg,
        "pitch_mae_without_offset_deg": person.pitch.mae_without_offset_deg,
        "yaw_r": person.yaw.r,
        "pitch_r": person.pitch.r,
        "row_auc": person.row_auc,
    }


def _pose_numbers(person: PersonPose) -> Numbers:
    return {
        "found": person.found,
        "yaw_mae_deg": person.yaw.mae_deg,
        "pitch_mae_deg": person.pitch.mae_deg,
        "roll_mae_deg": person.roll.mae_deg,
    }


def _means(named: Sequence[Numbers]) -> Numbers:
    means: dict[str, float | None] = {}
    for name in named[0]:
        values = [value for numbers in named if (value := numbers[name]) is not None]
        means[name] = sum(values) / len(values) if values else None
    return means


def _intervals(named: Sequence[Numbers]) -> Intervals:
    def numbers(picked: Picked) -> Numbers:
        return _means([named[unit] for unit in picked])

    return bootstrap(len(named), "persons", numbers)


def _grouped(answers: Sequence[_A], key: Callable[[_A], str]) -> dict[str, list[_A]]:
    """By person, in order of their names."""
    groups: dict[str, list[_A]] = {}
    for answer in answers:
        groups.setdefault(key(answer), []).append(answer)
    return dict(sorted(groups.items()))
