"""What Mostrador says about labelled clips and stills: the very code of `mostrador analyze`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from monitor.attention.state import State
from monitor.errors import DatasetError, SourceError
from monitor.evaluation.dataset import Dataset, GazePoint, LabelledClip, Moment, PoseStill
from monitor.evaluation.table import Row
from monitor.metrics.buckets import Bucket
from monitor.perception.observation import FaceReading
from monitor.runtime.offline.analysis import Analysis, AnalyzedSample, Analyzer
from monitor.units import NS_PER_MS, NS_PER_S, ns_from_s

Progress = Callable[[str, int, int | None], None]
"""Called with what is being measured, frames or stills done, and how many are expected."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The settled state at one labelled moment, and the reading of the frame nearest to it."""

    moment: Moment
    state: State
    face: FaceReading | None


@dataclass(frozen=True, slots=True)
class StateStretch:
    """Frames in a row in one state, in seconds from the start of the clip."""

    start_s: float
    end_s: float
    state: State


@dataclass(frozen=True, slots=True)
class ClipAnswers:
    """One clip, measured. `bucket` and `stretches` tell of the whole clip, labelled or not."""

    name: str
    duration_s: float
    bucket: Bucket
    stretches: tuple[StateStretch, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """One still of a gaze point; no face: none was found."""

    point: GazePoint
    face: FaceReading | None


@dataclass(frozen=True, slots=True)
class PoseAnswer:
    """One still of a head pose; no face: none was found."""

    still: PoseStill
    face: FaceReading | None


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything in a dataset, measured."""

    clips: tuple[ClipAnswers, ...]
    gaze_points: tuple[PointAnswer, ...]
    poses: tuple[PoseAnswer, ...]


def measure(dataset: Dataset, analyzer: Analyzer, on_progress: Progress | None = None) -> Measured:
    """Run the analysis over everything labelled, in order.

    Raises:
        DatasetError: a file cannot be measured, or a label lies beyond its clip.
    """
    tell = on_progress or _silent
    clips = tuple(_clip(clip, analyzer, tell) for clip in dataset.clips)
    points: list[PointAnswer] = []
    for point in dataset.gaze_points:
        points.append(PointAnswer(point, _still(point.path, point.row, analyzer)))
        tell("gaze points", len(points), len(dataset.gaze_points))
    poses: list[PoseAnswer] = []
    for still in dataset.poses:
        poses.append(PoseAnswer(still, _still(still.path, still.row, analyzer)))
        tell("poses", len(poses), len(dataset.poses))
    return Measured(clips, tuple(points), tuple(poses))


def _silent(_what: str, _done: int, _expected: int | None) -> None:
    pass


def _clip(clip: LabelledClip, analyzer: Analyzer, tell: Progress) -> ClipAnswers:
    row = clip.moments[0].row
    analysis = _analysis(
        clip.path, row, analyzer, lambda done, expected: tell(clip.name, done, expected)
    )
    return ClipAnswers(
        name=clip.name,
        duration_s=analysis.duration_ns / NS_PER_S,
        bucket=analysis.bucket,
        stretches=_stretches(analysis),
        answers=answers(clip, analysis),
    )


def answers(clip: LabelledClip, analysis: Analysis) -> tuple[Answer, ...]:
    """The state at each labelled moment: that of the frame nearest in time, the earlier of two.

    Raises:
        DatasetError: a label lies beyond the end of the clip.
    """
    samples = analysis.samples
    start_ns = samples[0].observation.t_ns
    times_ns = [sample.observation.t_ns - start_ns for sample in samples]
    found: list[Answer] = []
    for moment in clip.moments:
        if moment.t_s * NS_PER_S - analysis.duration_ns > 0.5:
            # Rounded down, so that the number given is itself accepted.
            ends_s = analysis.duration_ns // NS_PER_MS / 1000
            raise moment.row.refusal(
                f"t_s is {moment.t_s:g}, beyond the end of {clip.name}: accepted is a number from "
                f"0 to {ends_s:.3f}"
            )
        sample = _nearest(samples, times_ns, ns_from_s(moment.t_s))
        found.append(Answer(moment, sample.state, sample.observation.face))
    return tuple(found)


def _stretches(analysis: Analysis) -> tuple[StateStretch, ...]:
    start_ns = analysis.samples[0].observation.t_ns
    runs = [list(run) for _, run in groupby(analysis.samples, key=lambda sample: sample.state)]
    begins_s = [(run[0].observation.t_ns - start_ns) / NS_PER_S for run in runs]
    ends_s = (*begins_s[1:], analysis.duration_ns / NS_PER_S)
    return tuple(
        StateStretch(begin_s, end_s, run[0].state)
        for begin_s, end_s, run in zip(begins_s, ends_s, runs, strict=True)
    )


def _nearest(samples: tuple[AnalyzedSample, ...], times_ns: list[int], t_ns: int) -> AnalyzedSample:
    after = min(bisect_left(times_ns, t_ns), len(samples) - 1)
    before = max(after - 1, 0)
    return samples[before if t_ns - times_ns[before] <= times_ns[after] - t_ns else after]


def _still(path: Path, row: Row, analyzer: Analyzer) -> FaceReading | None:
    analysis = _analysis(path, row, analyzer, None)
    if not analysis.still:
        raise row.refusal(f"{path.name} is a video: accepted is a still image")
    return analysis.samples[0].observation.face


def _analysis(
    path: Path,
    row: Row,
    analyzer: Analyzer,
    on_progress: Callable[[int, int | None], None] | None,
) -> Analysis:
    # An absolute path: a file of the name "0" would be read as a camera otherwise.
    try:
        return analyzer.analyze(str(path.resolve()), on_progress)
    except SourceError as error:
        raise DatasetError(f"{row.table}, line {row.line}: {error}") from None
