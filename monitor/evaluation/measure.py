"""What Mostrador says about labelled clips and stills: the very code of `mostrador analyze`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from monitor.attention.state import State
from monitor.errors import DatasetError, SourceError
from monitor.evaluation.dataset import (
    ClassStill,
    Dataset,
    GazePoint,
    LabelledClip,
    Moment,
    PoseStill,
)
from monitor.evaluation.label_rows import Row
from monitor.geometry.camera import Camera
from monitor.metrics.buckets import Bucket
from monitor.perception.observation import FaceReading
from monitor.runtime.offline.analysis import Analysis, AnalyzedSample, Analyzer
from monitor.units import NS_PER_MS, NS_PER_S, ns_from_s

Progress = Callable[[str, int, int | None], None]
"""Called with what is being measured, frames or stills done, and how many are expected."""
AnalyzerFor = Callable[[Path | None], Analyzer]
"""The analyzer with the settings of a file, for None with those that everything else gets."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The settled state at one labelled moment, and the reading of the frame nearest to it.

    `eyes_xy`: where in the picture the eyes of the face read are, as fractions of its width and
    height from the top left; None without a face. `face_width` is that face's, as a fraction of the
    picture's width.
    """

    moment: Moment
    state: State
    face: FaceReading | None
    eyes_xy: tuple[float, float] | None = None
    face_width: float | None = None


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
    person: str
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
class StillAnswer:
    """One still of somebody of whom it is known what they look at."""

    still: ClassStill
    state: State


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything in a dataset, measured."""

    clips: tuple[ClipAnswers, ...]
    gaze_points: tuple[PointAnswer, ...]
    poses: tuple[PoseAnswer, ...]
    stills: tuple[StillAnswer, ...]


def measure(
    dataset: Dataset, analyzer_for: AnalyzerFor, on_progress: Progress | None = None
) -> Measured:
    """Run the analysis over everything labelled, in order.

    Raises:
        DatasetError: a file cannot be measured, or a label lies beyond its clip.
    """
    tell = on_progress or _silent
    clips = tuple(_clip(clip, analyzer_for(clip.settings), tell) for clip in dataset.clips)
    analyzer = analyzer_for(None)
    points: list[PointAnswer] = []
    for point in dataset.gaze_points:
        points.append(PointAnswer(point, _still(point.path, point.row, analyzer).observation.face))
        tell("gaze points", len(points), len(dataset.gaze_points))
    poses: list[PoseAnswer] = []
    for pose in dataset.poses:
        poses.append(PoseAnswer(pose, _still(pose.path, pose.row, analyzer).observation.face))
        tell("poses", len(poses), len(dataset.poses))
    stills: list[StillAnswer] = []
    for still in dataset.stills:
        stills.append(StillAnswer(still, _still(still.path, still.row, analyzer).state))
        tell("stills", len(stills), len(dataset.stills))
    return Measured(clips, tuple(points), tuple(poses), tuple(stills))


def _silent(_what: str, _done: int, _expected: int | None) -> None:
    pass


def _clip(clip: LabelledClip, analyzer: Analyzer, tell: Progress) -> ClipAnswers:
    row = clip.moments[0].row
    analysis = _analysis(
        clip.path, row, analyzer, lambda done, expected: tell(clip.name, done, expected)
    )
    return ClipAnswers(
        name=clip.name,
        person=clip.person,
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
    given: list[Answer] = []
    for moment in clip.moments:
        if moment.t_s * NS_PER_S - analysis.duration_ns > 0.5:
            # Rounded down, so that the number given is itself accepted.
            ends_s = analysis.duration_ns // NS_PER_MS / 1000
            raise moment.row.refusal(
                f"t_s is {moment.t_s:g}, beyond the end of {clip.name}: accepted is a number from "
                f"0 to {ends_s:.3f}"
            )
        sample = _nearest(samples, times_ns, ns_from_s(moment.t_s))
        face = sample.observation.face
        eyes_xy = face_width = None
        if face is not None and analysis.camera is not None:
            eyes_xy = _eyes_xy(face, analysis.camera)
            face_width = face.face_width_px / analysis.camera.width_px
        given.append(Answer(moment, sample.state, face, eyes_xy, face_width))
    return tuple(given)


def _eyes_xy(face: FaceReading, camera: Camera) -> tuple[float, float]:
    (centre_x, centre_y), head = camera.centre_px, face.head
    return (
        (centre_x + camera.focal_px * head.x_mm / head.z_mm) / camera.width_px,
        (centre_y + camera.focal_px * head.y_mm / head.z_mm) / camera.height_px,
    )


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


def _still(path: Path, row: Row, analyzer: Analyzer) -> AnalyzedSample:
    analysis = _analysis(path, row, analyzer, None)
    if not analysis.still:
        raise row.refusal(f"{path.name} is a video: accepted is a still image")
    return analysis.samples[0]


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
