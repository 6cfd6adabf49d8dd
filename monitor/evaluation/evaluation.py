"""A dataset measured and scored, and the moments that went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from monitor.attention.state import State
from monitor.errors import DatasetError
from monitor.evaluation.clip_score import JUDGED, ClipsScore, score_clips
from monitor.evaluation.dataset import Dataset, Seen
from monitor.evaluation.measure import Answer, ClipAnswers, Measured
from monitor.evaluation.still_score import (
    GazeScore,
    PoseScore,
    StillScore,
    score_gaze,
    score_poses,
    score_stills,
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All scores of one folder; None for what it does not hold. `folder` is what to call it."""

    folder: str
    clips: ClipsScore | None
    gaze_points: GazeScore | None
    poses: PoseScore | None
    stills: StillScore | None = None


class Fault(StrEnum):
    """How an answer can fall short."""

    WRONG = "wrong"
    """A state other than the one both viewers saw."""
    CLOSED_AS_DEVICE = "closed read as device"
    MISSED = "missed"
    """`unknown`, where both viewers could tell."""


@dataclass(frozen=True, slots=True)
class FaultSpell:
    """Labelled moments in a row that fell short in the same way, `moments` of one clip."""

    clip: str
    fault: Fault
    truth: Seen
    state: State
    answers: tuple[Answer, ...]

    @property
    def first_s(self) -> float:
        """Time of the first moment in the clip."""
        return self.answers[0].moment.t_s

    @property
    def last_s(self) -> float:
        """Time of the last moment in the clip."""
        return self.answers[-1].moment.t_s


def evaluate(dataset: Dataset, measured: Measured, name: str | None = None) -> Evaluation:
    """Score what was measured. Without a name the folder's own is taken."""
    return Evaluation(
        folder=name or dataset.folder.resolve().name,
        clips=score_clips(measured.clips) if measured.clips else None,
        gaze_points=score_gaze(measured.gaze_points) if measured.gaze_points else None,
        poses=score_poses(measured.poses) if measured.poses else None,
        stills=score_stills(measured.stills) if measured.stills else None,
    )


def folder_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """What to call each: its own name, or where two have the same one, its whole path.

    Raises:
        DatasetError: a folder is given twice.
    """
    places = [folder.resolve() for folder in folders]
    names = [place.name for place in places]
    for folder, place in zip(folders, places, strict=True):
        if places.count(place) > 1:
            raise DatasetError(f"{folder}: is given twice: accepted is each folder once")
    return tuple(
        str(place) if names.count(name) > 1 or not name else name
        for place, name in zip(places, names, strict=True)
    )


def fault_spells(clips: Sequence[ClipAnswers]) -> tuple[FaultSpell, ...]:
    """Everything that fell short, clip by clip in order of time."""
    return tuple(spell for clip in clips for spell in _spells(clip))


def worst_first(spells: Sequence[FaultSpell]) -> tuple[FaultSpell, ...]:
    """Wrong before missed, then the longest first, then by clip and time."""
    return tuple(
        sorted(
            spells,
            key=lambda each: (
                each.fault is Fault.MISSED,
                -len(each.answers),
                each.clip,
                each.first_s,
            ),
        )
    )


def _spells(clip: ClipAnswers) -> list[FaultSpell]:
    spells: list[FaultSpell] = []
    open_spell = False
    for answer in clip.answers:
        truth = answer.moment.agreed
        fault = None if truth is None else fault_of(truth, answer.state)
        if truth is None or fault is None:
            open_spell = False
            continue
        last = spells[-1] if open_spell else None
        if last and (last.fault, last.truth, last.state) == (fault, truth, answer.state):
            spells[-1] = FaultSpell(clip.name, fault, truth, answer.state, (*last.answers, answer))
        else:
            spells.append(FaultSpell(clip.name, fault, truth, answer.state, (answer,)))
        open_spell = True
    return spells


def fault_of(truth: Seen, state: State) -> Fault | None:
    """What is wrong with an answer, None if nothing is."""
    if truth is Seen.CLOSED and state is State.DEVICE:
        return Fault.CLOSED_AS_DEVICE
    if truth not in JUDGED or state.value == truth.value:
        return None
    return Fault.MISSED if state is State.UNKNOWN else Fault.WRONG
