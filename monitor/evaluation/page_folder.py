"""What the report page shows of one folder, as texts and numbers for its templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from monitor.attention.state import State
from monitor.evaluation.charts import Dot, Scatter, Timeline, scatter, timeline
from monitor.evaluation.clip_score import ANSWERS, JUDGED, TRUTHS, ClipFigures, ClipsScore
from monitor.evaluation.dataset import Seen, Sureness
from monitor.evaluation.evaluation import (
    Evaluation,
    Fault,
    FaultSpell,
    fault_spells,
    worst_first,
)
from monitor.evaluation.figure_table import (
    counted,
    interval_text,
    number,
    percent,
    percent_of,
    points,
    signed,
    signed_points,
)
from monitor.evaluation.measure import ClipAnswers, PointAnswer
from monitor.evaluation.still_score import BOTTOM_ROW_ABOVE, TOP_ROW_BELOW, GazeScore
from monitor.perception.observation import FaceReading
from monitor.units import deg_from_rad

_FAULTS_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """One large number with its name."""

    label: str
    value: str
    beside: str


@dataclass(frozen=True, slots=True)
class HeatCell:
    """How often a truth got an answer; `shade` is how dark the cell is, 0 to 1."""

    count: str
    part: str
    kind: str
    shade: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """All answers to one truth."""

    truth: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Truth down, answer across; a cell is the darker the larger its part of the row is."""

    answers: tuple[str, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class FaultRow:
    """Moments in a row that fell short alike."""

    clip: str
    time: str
    truth: str
    answer: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Faults:
    """The worst moments, wrong ones first, the longest first."""

    note: str
    columns: tuple[str, ...]
    rows: tuple[FaultRow, ...]


@dataclass(frozen=True, slots=True)
class ClipTimeline:
    """One clip over time."""

    name: str
    about: str
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class ClipsView:
    """What is shown of a folder's clips."""

    figures: tuple[Figure, ...]
    heat: Heat
    faults: Faults
    legend: tuple[str, ...]
    timelines: tuple[ClipTimeline, ...]


@dataclass(frozen=True, slots=True)
class FolderView:
    """What is shown of a folder; `clips` is None and `plots` empty where it holds none."""

    name: str
    opening: str
    clips: ClipsView | None
    plots: tuple[Scatter, ...]


def folder_view(evaluation: Evaluation) -> FolderView:
    """Everything that the page shows of one folder by itself."""
    clips, gaze = evaluation.clips, evaluation.gaze_points
    return FolderView(
        name=evaluation.folder,
        opening=_opening(evaluation),
        clips=_clips(clips) if clips else None,
        plots=_plots(gaze) if gaze else (),
    )


def _opening(evaluation: Evaluation) -> str:
    parts: list[str] = []
    if evaluation.clips:
        moments = counted(evaluation.clips.overall.moments, "labelled moment")
        parts.append(f"{counted(len(evaluation.clips.clips), 'clip')} with {moments}")
    if evaluation.stills:
        parts.append(counted(sum(each.stills for each in evaluation.stills.classes), "still"))
    if evaluation.gaze_points:
        parts.append(counted(len(evaluation.gaze_points.answers), "gaze point"))
    if evaluation.poses:
        stills = sum(person.stills for person in evaluation.poses.persons)
        parts.append(counted(stills, "head pose"))
    return f"{evaluation.folder}: {', '.join(parts)}."


def _clips(score: ClipsScore) -> ClipsView:
    seen = {stretch.state for clip in score.clips for stretch in clip.stretches}
    labelled = {
        word
        for clip in score.clips
        for answer in clip.answers
        for word in (answer.moment.viewer_a, answer.moment.viewer_b)
    }
    with_work = State.WORK in seen or Seen.WORK in labelled
    return ClipsView(
        figures=_figures(score),
        heat=_heat(score),
        faults=_faults(score.clips),
        legend=tuple(
            truth.value
            for truth in TRUTHS
            if truth is not Seen.UNJUDGEABLE and (truth is not Seen.WORK or with_work)
        ),
        timelines=tuple(
            ClipTimeline(clip.name, _about(levels[Sureness.GUESSED]), timeline(clip))
            for clip, levels in zip(score.clips, score.per_clip, strict=True)
        ),
    )


def _figures(score: ClipsScore) -> tuple[Figure, ...]:
    overall, intervals = score.overall, score.intervals
    device = overall.states[Seen.DEVICE]
    short, long = overall.closures_short, overall.closures_long
    worst = score.worst_person
    return (
        Figure(
            "macro F1 over four states",
            number(overall.macro_f1),
            interval_text(intervals, "macro_f1"),
        ),
        Figure(
            "looks down that are found",
            percent(device.recall),
            interval_text(intervals, "device_recall", percent) or f"of {device.truth}",
        ),
        Figure(
            "wrong among judged answers",
            percent(overall.wrong_among_judged),
            interval_text(intervals, "wrong_among_judged", percent),
        ),
        Figure(
            "customer read as device, worst person",
            percent(worst.levels[Sureness.GUESSED].customer_read_as_device if worst else None),
            worst.person if worst else "",
        ),
        Figure(
            "closed eyes read as device",
            percent(overall.closed_read_as_device),
            f"up to 1 s {percent_of(short.read_as_device, short.moments)}, longer "
            f"{percent_of(long.read_as_device, long.moments)}",
        ),
        Figure(
            "kappa with viewer a, viewer b",
            f"{number(overall.kappa_viewer_a.all)}, {number(overall.kappa_viewer_b.all)}",
            f"of the viewers with each other {number(overall.kappa_viewers.all)}",
        ),
        Figure(
            "customer share error, mean of clips",
            f"{points(score.share_error_mean)} points",
            f"worst clip {points(score.share_error_worst)} points",
        ),
        Figure(
            "coverage",
            percent(overall.coverage),
            f"face found {percent(overall.face_found)}",
        ),
    )


def _about(found: ClipFigures) -> str:
    return (
        f"accuracy {percent(found.accuracy)} · wrong among judged "
        f"{percent(found.wrong_among_judged)} · customer share {percent(found.share_true)} true, "
        f"{percent(found.share_answered)} answered ({signed_points(found.share_error)} points) · "
        f"coverage {percent(found.coverage)}"
    )


def _heat(score: ClipsScore) -> Heat:
    counts = score.counts.agreed
    columns = [
        (at, state)
        for at, state in enumerate(ANSWERS)
        if state is not State.WORK or counts[:, at].sum()
    ]
    rows: list[HeatRow] = []
    for at, truth in enumerate(TRUTHS):
        total = int(counts[at].sum())
        if truth is Seen.WORK and not total:
            continue
        cells = (_cell(truth, state, int(counts[at, column]), total) for column, state in columns)
        rows.append(HeatRow(truth.value, tuple(cells)))
    return Heat(tuple(state.value for _, state in columns), tuple(rows))


def _cell(truth: Seen, state: State, count: int, total: int) -> HeatCell:
    part = count / total if total else 0.0
    kind = "right" if truth.value == state.value else "wrong"
    if truth not in JUDGED or state is State.UNKNOWN:
        kind = "apart"
    if truth is Seen.CLOSED and state is State.DEVICE:
        kind = "wrong"
    if not count:
        return HeatCell("–", "", f"{kind} none", "0")
    shade, deep = _shade(part)
    return HeatCell(
        count=str(count),
        part="<1 %" if part < 0.01 else f"{100 * part:.0f} %",
        kind=f"{kind} deep" if deep else kind,
        shade=f"{shade:.3f}",
    )


def _shade(part: float) -> tuple[float, bool]:
    """How dark a cell is, 0 to 1, and whether its text must be light for it.

    A single moment among hundreds has to be seen too, and no cell may be of the middling darkness
    on which neither dark nor light text can be read.
    """
    deep = part >= 0.5
    return (0.85 + 0.3 * (part - 0.5) if deep else 0.12 + 0.66 * part), deep


def _faults(clips: Sequence[ClipAnswers]) -> Faults:
    spells = worst_first(fault_spells(clips))
    wrong = sum(len(spell.answers) for spell in spells if spell.fault is not Fault.MISSED)
    missed = sum(len(spell.answers) for spell in spells if spell.fault is Fault.MISSED)
    rest = len(spells) - _FAULTS_SHOWN
    more = f" {rest} shorter lines are left out; --json has them all." if rest > 0 else ""
    return Faults(
        note=(
            f"{wrong} moments were answered wrong and {missed} with unknown, among those on which "
            "the viewers agree. Moments in a row are one line; angles and openness of the lids are "
            f"medians over them.{more}"
        ),
        columns=(
            *("clip", "time", "truth", "answer", "moments"),
            *("gaze yaw", "gaze pitch", "head yaw", "head pitch", "lids open"),
        ),
        rows=tuple(map(_fault_row, spells[:_FAULTS_SHOWN])),
    )


def _fault_row(spell: FaultSpell) -> FaultRow:
    time = f"{spell.first_s:.2f} s"
    if spell.last_s > spell.first_s:
        time = f"{spell.first_s:.2f} to {spell.last_s:.2f} s"
    return FaultRow(
        clip=spell.clip,
        time=time,
        truth=spell.truth.value,
        answer=spell.state.value,
        numbers=(
            str(len(spell.answers)),
            signed(_median(spell, lambda face: _deg(face.gaze.yaw_rad if face.gaze else None)), 0),
            signed(
                _median(spell, lambda face: _deg(face.gaze.pitch_rad if face.gaze else None)), 0
            ),
            signed(_median(spell, lambda face: _deg(face.head.yaw_rad)), 0),
            signed(_median(spell, lambda face: _deg(face.head.pitch_rad)), 0),
            number(_median(spell, lambda face: face.eyelids.openness)),
        ),
    )


def _deg(radians: float | None) -> float | None:
    return None if radians is None else deg_from_rad(radians)


def _median(spell: FaultSpell, read: Callable[[FaceReading], float | None]) -> float | None:
    faces = [answer.face for answer in spell.answers if answer.face]
    values = [value for face in faces if (value := read(face)) is not None]
    return median(values) if values else None


def _plots(score: GazeScore) -> tuple[Scatter, ...]:
    plots: list[Scatter] = []
    for person in score.persons:
        answers = [answer for answer in score.answers if answer.point.person == person.person]
        for angle in ("yaw", "pitch"):
            dots = [dot for answer in answers if (dot := _dot(answer, yaw=angle == "yaw"))]
            plots.append(scatter(f"{person.person}, {angle}", dots))
    return tuple(plots)


def _dot(answer: PointAnswer, *, yaw: bool) -> Dot | None:
    if answer.face is None or answer.face.gaze is None:
        return None
    point, gaze = answer.point, answer.face.gaze
    true_deg = point.yaw_deg if yaw else point.pitch_deg
    measured_deg = deg_from_rad(gaze.yaw_rad if yaw else gaze.pitch_rad)
    row = "between"
    if point.screen_y < TOP_ROW_BELOW:
        row = "top"
    elif point.screen_y > BOTTOM_ROW_ABOVE:
        row = "bottom"
    title = f"{point.path.name}: true {true_deg:.1f}, measured {measured_deg:.1f}"
    return Dot(true_deg, measured_deg, row, title)
