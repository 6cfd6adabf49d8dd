"""Scores gaze points, head poses and stills of people who do something known, person by person.

A still without a face counts against the found rate, a still whose gaze is not told counts against
the judged rate; neither enters an error, a correlation or an AUC. Overall numbers are plain means
over persons, so that somebody with many stills does not outweigh the others. Shares of stills are
over all stills of a class: most of those people are there once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from monitor.attention.state import State
from monitor.evaluation.agreement import ratio
from monitor.evaluation.angle_error import AngleError, angle_error, separation_auc
from monitor.evaluation.dataset import Looks, Zero
from monitor.evaluation.intervals import Intervals, Numbers, Picked, bootstrap
from monitor.evaluation.measure import PointAnswer, PoseAnswer, StillAnswer
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
    zero_known: bool


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


@dataclass(frozen=True, slots=True)
class ClassScore:
    """All stills on which somebody does the same. `answers`: stills by what was answered."""

    looks: Looks
    stills: int
    persons: int
    answers: Mapping[State, int]
    device_by_person: Mapping[str, tuple[int, int]]
    """Of each person with several such stills: those answered `device`, and all."""

    def share(self, state: State) -> float:
        """The part of the stills answered so."""
        return self.answers.get(state, 0) / self.stills


@dataclass(frozen=True, slots=True)
class StillScore:
    """All stills by class, in the order of `Looks`; intervals by the names of the JSON."""

    classes: tuple[ClassScore, ...]
    intervals: Intervals


def score_stills(answers: Sequence[StillAnswer]) -> StillScore:
    """Score measured stills, at least one."""
    persons = _grouped(answers, lambda answer: answer.still.person)
    groups = list(persons.values())

    def numbers(picked: Picked) -> Numbers:
        return _class_shares([answer for unit in picked for answer in groups[unit]])

    classes = _grouped(answers, lambda answer: answer.still.looks.value)
    return StillScore(
        tuple(_class_score(looks, classes[looks]) for looks in Looks if looks in classes),
        bootstrap(len(groups), "persons", numbers),
    )


def class_share_name(looks: Looks, state: State) -> str:
    """What the share of an answer in a class is called in the JSON."""
    return f"{looks.value}_as_{state.value}"


def _class_score(looks: Looks, answers: Sequence[StillAnswer]) -> ClassScore:
    persons = _grouped(answers, lambda answer: answer.still.person)
    return ClassScore(
        looks=looks,
        stills=len(answers),
        persons=len(persons),
        answers=Counter(answer.state for answer in answers),
        device_by_person={
            person: (sum(each.state is State.DEVICE for each in group), len(group))
            for person, group in persons.items()
            if len(group) > 1
        },
    )


def _class_shares(answers: Sequence[StillAnswer]) -> Numbers:
    stills = Counter(answer.still.looks for answer in answers)
    counts = Counter((answer.still.looks, answer.state) for answer in answers)
    return {
        class_share_name(looks, state): ratio(counts[looks, state], stills[looks])
        for looks in Looks
        for state in State
    }


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
    sessions = [point.session for point, _ in judged]
    zero_known = all(each.point.zero is Zero.LENS for each in answers)
    return PersonGaze(
        person=person,
        stills=len(answers),
        found=ratio(sum(each.face is not None for each in answers), len(answers)),
        judged=ratio(len(judged), len(answers)),
        yaw=angle_error(
            [deg_from_rad(gaze.yaw_rad) for _, gaze in judged],
            [point.yaw_deg for point, _ in judged],
            sessions,
            zero_known=zero_known,
        ),
        pitch=angle_error(
            [pitch for _, pitch in pitches],
            [point.pitch_deg for point, _ in judged],
            sessions,
            zero_known=zero_known,
        ),
        row_auc=separation_auc(top, bottom),
        top_row=len(top),
        bottom_row=len(bottom),
        zero_known=zero_known,
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
        "yaw_mae_within_sessions_deg": person.yaw.mae_within_sessions_deg,
        "pitch_mae_within_sessions_deg": person.pitch.mae_within_sessions_deg,
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
