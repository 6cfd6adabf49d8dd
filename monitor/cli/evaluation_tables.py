"""An evaluation as tables on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich import box
from rich.table import Table

from monitor.cli.output import say
from monitor.cli.tables import print_table
from monitor.evaluation.clip_score import ANSWERS, TRUTHS

if TYPE_CHECKING:
    from monitor.evaluation.angle_error import AngleError
    from monitor.evaluation.clip_score import ClipsScore, Kappas
    from monitor.evaluation.evaluation import Evaluation
    from monitor.evaluation.intervals import Intervals
    from monitor.evaluation.still_score import GazeScore, PoseScore

_NOTHING: Final = "–"
"""A number that is not defined."""


def print_tables(evaluation: Evaluation) -> None:
    """Print every part that the folder holds."""
    if evaluation.clips:
        _print_clips(evaluation.clips)
    if evaluation.gaze_points:
        _print_gaze(evaluation.gaze_points)
    if evaluation.poses:
        _print_poses(evaluation.poses)
    say("Intervals are 95 %, by bootstrap over clips or persons. docs/labelling.md defines it all.")


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", caption_justify="left")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _print_clips(score: ClipsScore) -> None:
    overall, intervals = score.overall, score.intervals
    states = _table(
        f"States where both viewers agree ({overall.judged_truth} judged moments of "
        f"{overall.moments}, {_clips(len(score.clips))})",
        *("state", "precision", "recall", "F1", "95 %", "truth", "answered"),
    )
    for seen, found in overall.states.items():
        states.add_row(
            seen.value,
            _number(found.precision),
            _number(found.recall),
            _number(found.f1),
            _interval(intervals, f"f1_{seen.value}"),
            str(found.truth),
            str(found.answered),
        )
    print_table(states)

    summary = _table("Overall", "", "value", "95 %")
    summary.add_row("macro F1", _number(overall.macro_f1), _interval(intervals, "macro_f1"))
    for label, name, value in (
        ("accuracy", "accuracy", overall.accuracy),
        ("wrong among judged answers", "wrong_among_judged", overall.wrong_among_judged),
        ("closed eyes read as device", "closed_read_as_device", overall.closed_read_as_device),
        ("face found, where somebody is there", "face_found", overall.face_found),
        ("coverage", "coverage", overall.coverage),
    ):
        summary.add_row(label, _percent(value), _interval(intervals, name, percent=True))
    summary.add_row(
        "customer share error, mean of clips, points",
        _size(score.share_error_mean),
        _interval(intervals, "share_error_mean_points"),
    )
    summary.add_row("customer share error, worst clip, points", _size(score.share_error_worst), "")
    for label, name, kappas in (
        ("kappa with the agreed labels", "kappa_agreed", overall.kappa_agreed),
        ("kappa with viewer a", "kappa_viewer_a", overall.kappa_viewer_a),
        ("kappa with viewer b", "kappa_viewer_b", overall.kappa_viewer_b),
        ("kappa of the viewers with each other", "kappa_viewers", overall.kappa_viewers),
    ):
        summary.add_row(label, _kappa(kappas), _interval(intervals, name))
    if intervals.reason:
        summary.caption = f"no intervals: {intervals.reason}"
    print_table(summary)
    say("  kappa in brackets: over the moments that both sides judge; then, without the")
    say("  moments of shut eyes that inherit the state before because they are a blink")

    confusion = _table(
        "Confusion where both viewers agree: truth down, answer across",
        "truth",
        *(answer.value for answer in ANSWERS),
    )
    for row, truth in enumerate(TRUTHS):
        counts = (str(int(count)) if count else "·" for count in score.counts.agreed[row])
        confusion.add_row(truth.value, *counts)
    print_table(confusion)

    clips = _table(
        "Clip by clip",
        "clip",
        *("judged", "accuracy", "wrong", "share true", "answered", "error", "face", "coverage"),
    )
    for clip, found in zip(score.clips, score.per_clip, strict=True):
        clips.add_row(
            clip.name,
            str(found.judged_truth),
            _percent(found.accuracy),
            _percent(found.wrong_among_judged),
            _percent(found.share_true),
            _percent(found.share_answered),
            _points(found.share_error),
            _percent(found.face_found),
            _percent(found.coverage),
        )
    print_table(clips)


def _print_gaze(score: GazeScore) -> None:
    table = _table(
        "Gaze points, degrees",
        "person",
        *("stills", "found", "judged", "yaw MAE", "bias", "r", "no offset"),
        *("pitch MAE", "bias", "r", "no offset", "row AUC"),
    )
    for person in score.persons:
        table.add_row(
            person.person,
            str(person.stills),
            _percent(person.found),
            _percent(person.judged),
            *_angle(person.yaw),
            *_angle(person.pitch),
            _number(person.row_auc, 3),
        )
    overall = score.overall
    table.add_section()
    table.add_row(
        "mean",
        "",
        _percent(overall["found"]),
        _percent(overall["judged"]),
        *(_number(overall["yaw_mae_deg"]), "", _number(overall["yaw_r"])),
        _number(overall["yaw_mae_without_offset_deg"]),
        *(_number(overall["pitch_mae_deg"]), "", _number(overall["pitch_r"])),
        _number(overall["pitch_mae_without_offset_deg"]),
        _number(overall["row_auc"], 3),
    )
    print_table(table)
    say("  (no offset: mean absolute error once the person's own constant offset is taken off)")
    _say_intervals(score.intervals)


def _print_poses(score: PoseScore) -> None:
    table = _table(
        "Head poses, mean absolute error and bias in degrees",
        "person",
        *("stills", "found", "yaw MAE", "bias", "pitch MAE", "bias", "roll MAE", "bias"),
    )
    for person in score.persons:
        angles = (person.yaw, person.pitch, person.roll)
        table.add_row(
            person.person,
            str(person.stills),
            _percent(person.found),
            *(text for angle in angles for text in _angle(angle)[:2]),
        )
    overall = score.overall
    table.add_section()
    means = (_number(overall[f"{name}_mae_deg"]) for name in ("yaw", "pitch", "roll"))
    table.add_row(
        "mean",
        "",
        _percent(overall["found"]),
        *(text for mean in means for text in (mean, "")),
    )
    print_table(table)
    _say_intervals(score.intervals)


def _say_intervals(intervals: Intervals) -> None:
    if intervals.reason:
        say(f"  no intervals: {intervals.reason}")
    for name, found in intervals.found.items():
        say(f"  {name.replace('_', ' ')}: {found.low:.2f} to {found.high:.2f}")


def _clips(count: int) -> str:
    return "1 clip" if count == 1 else f"{count} clips"


def _angle(error: AngleError) -> tuple[str, str, str, str]:
    return (
        _number(error.mae_deg),
        _NOTHING if error.bias_deg is None else f"{error.bias_deg:+.2f}",
        _number(error.r),
        _number(error.mae_without_offset_deg),
    )


def _kappa(kappas: Kappas) -> str:
    beside = (_number(kappas.judged), _number(kappas.without_blinks))
    return f"{_number(kappas.all)} ({', '.join(each for each in beside if each != _NOTHING)})"


def _number(value: float | None, digits: int = 2) -> str:
    return _NOTHING if value is None else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return _NOTHING if value is None else f"{value:.1%}"


def _points(value: float | None) -> str:
    return _NOTHING if value is None else f"{100 * value:+.1f}"


def _size(value: float | None) -> str:
    return _NOTHING if value is None else f"{100 * value:.1f}"


def _interval(intervals: Intervals, name: str, *, percent: bool = False) -> str:
    found = intervals.found.get(name)
    if found is None:
        return ""
    return (
        f"{found.low:.1%} to {found.high:.1%}"
        if percent
        else f"{found.low:.2f} to {found.high:.2f}"
    )
