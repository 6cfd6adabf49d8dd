"""Every table of an evaluation, one row per folder and what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from monitor.attention.state import State
from monitor.evaluation.angle_error import AngleError
from monitor.evaluation.clip_score import (
    ANSWERS,
    IN_MACRO_F1,
    SHORT_CLOSURE_S,
    TRUTHS,
    ClipFigures,
    ClipsScore,
    Kappas,
)
from monitor.evaluation.dataset import Seen, Sureness
from monitor.evaluation.evaluation import Evaluation
from monitor.evaluation.figure_table import (
    NONE,
    FigureTable,
    interval_text,
    number,
    percent,
    percent_of,
    points,
    signed,
    signed_points,
)
from monitor.evaluation.intervals import Intervals
from monitor.evaluation.still_score import GazeScore, PoseScore, StillScore, class_share_name

SURENESS_WORDS: Final = {
    Sureness.GUESSED: "all agreed",
    Sureness.FAIRLY: "both fairly sure",
    Sureness.SURE: "both sure",
}
CLOSURE_WORD: Final = f"closed up to {SHORT_CLOSURE_S:g} s as device"
_CLIP_NOTE: Final = (
    "Intervals are 95 %, by bootstrap over persons or clips. A miss is the answer unknown: it "
    "lowers recall and F1 and is no wrong answer."
)


def tables(evaluations: Sequence[Evaluation]) -> tuple[FigureTable, ...]:
    """All tables of one or several folders; none for what no folder holds."""
    clips = [(each.folder, each.clips) for each in evaluations if each.clips]
    further = (_persons(clips), _states(clips), _kappas(clips)) if clips else ()
    return (*main_tables(evaluations), *further)


def main_tables(evaluations: Sequence[Evaluation]) -> tuple[FigureTable, ...]:
    """Those of whole folders: what is read first."""
    made: list[FigureTable] = []
    clips = [(each.folder, each.clips) for each in evaluations if each.clips]
    if clips:
        made += [_summary(clips), _looks_down(clips), _confusion(clips)]
    stills = [(each.folder, each.stills) for each in evaluations if each.stills]
    if stills:
        made.append(_stills(stills))
    gaze = [(each.folder, each.gaze_points) for each in evaluations if each.gaze_points]
    if gaze:
        made += [_gaze(gaze), _means("Gaze points", [(name, s.intervals) for name, s in gaze])]
    poses = [(each.folder, each.poses) for each in evaluations if each.poses]
    if poses:
        made += [_poses(poses), _means("Head poses", [(name, s.intervals) for name, s in poses])]
    return tuple(table for table in made if table.rows)


_Clips = Sequence[tuple[str, ClipsScore]]


def _levels(clips: _Clips) -> Iterator[tuple[str, str, ClipsScore, ClipFigures, Intervals]]:
    """Folder, which moments, score, figures and intervals, one for each row."""
    for folder, score in clips:
        for level in score.levels:
            found, intervals = score.overall_by_level[level], score.intervals_by_level[level]
            yield folder, SURENESS_WORDS[level], score, found, intervals


def _summary(clips: _Clips) -> FigureTable:
    rows = [
        (
            *(folder, moments, str(found.judged_truth)),
            *(number(found.macro_f1), interval_text(intervals, "macro_f1")),
            *(number(found.states[seen].f1) for seen in IN_MACRO_F1),
            percent(found.accuracy),
            percent(found.wrong_among_judged),
            interval_text(intervals, "wrong_among_judged", percent),
            percent(found.face_found),
            percent(found.coverage),
        )
        for folder, moments, _, found, intervals in _levels(clips)
    ]
    return FigureTable(
        "Clips, where both viewers agree",
        (
            *("folder", "moments", "judged", "macro F1", "95 %"),
            *(f"F1 {seen.value}" for seen in IN_MACRO_F1),
            *("accuracy", "wrong among judged", "95 %", "face found", "coverage"),
        ),
        tuple(rows),
        words=2,
        note=_CLIP_NOTE,
    )


def _looks_down(clips: _Clips) -> FigureTable:
    rows = [
        (
            *(folder, moments),
            percent_of(found.states[Seen.DEVICE].recall, found.states[Seen.DEVICE].truth),
            interval_text(intervals, "device_recall", percent),
            percent(found.states[Seen.DEVICE].precision),
            percent(found.device_not_judged),
            percent(found.customer_read_as_device),
            percent_of(found.closures_short.read_as_device, found.closures_short.moments),
            percent_of(found.closures_long.read_as_device, found.closures_long.moments),
            points(score.share_error_mean),
            points(score.share_error_worst),
            *_worst(score),
            percent(found.right_face),
        )
        for folder, moments, score, found, intervals in _levels(clips)
    ]
    return FigureTable(
        "Looking down at a device",
        (
            *("folder", "moments", "device recall", "95 %", "precision", "device as unknown"),
            *("customer as device", CLOSURE_WORD, "longer"),
            *("share error, mean of clips, points", "worst clip"),
            *("worst person", "customer as device", "right face"),
        ),
        tuple(rows),
        words=2,
        note="The worst person looks at the customer and is read as device; over all moments.",
    )


def _worst(score: ClipsScore) -> tuple[str, str]:
    worst = score.worst_person
    if worst is None:
        return NONE, NONE
    found = worst.levels[Sureness.GUESSED]
    if not found.customer_read_as_device:
        return "nobody", percent(0.0)
    moments = found.states[Seen.CUSTOMER].truth
    return worst.person, percent_of(found.customer_read_as_device, moments)


def _confusion(clips: _Clips) -> FigureTable:
    rows = [
        (
            *(folder, truth.value),
            *(str(int(count)) if count else "·" for count in score.counts.agreed[row]),
        )
        for folder, score in clips
        for row, truth in enumerate(TRUTHS)
        if truth is not Seen.WORK or score.counts.agreed[row].sum()
    ]
    return FigureTable(
        "What was taken for what: truth down, answer across",
        ("folder", "truth", *(answer.value for answer in ANSWERS)),
        tuple(rows),
        words=2,
    )


def _persons(clips: _Clips) -> FigureTable:
    rows = [
        (
            *(folder, person.person, str(found.judged_truth)),
            *(percent(person.levels.get(level, found).accuracy) for level in Sureness),
            percent(found.wrong_among_judged),
            percent_of(found.states[Seen.DEVICE].recall, found.states[Seen.DEVICE].truth),
            percent_of(found.customer_read_as_device, found.states[Seen.CUSTOMER].truth),
            *(percent(found.share_true), percent(found.share_answered)),
            *(signed_points(found.share_error), percent(found.face_found)),
            percent(found.coverage),
        )
        for folder, score in clips
        for person in score.persons
        for found in (person.levels[Sureness.GUESSED],)
    ]
    return FigureTable(
        "Person by person, or clip by clip where nobody says who is who",
        (
            *("folder", "person or clip", "judged", "accuracy", "fairly sure", "sure"),
            *("wrong", "device recall", "customer as device", "share true", "answered"),
            *("error, points", "face found", "coverage"),
        ),
        tuple(rows),
        words=2,
    )


def _states(clips: _Clips) -> FigureTable:
    rows = [
        (
            *(folder, seen.value, number(state.precision), number(state.recall)),
            *(number(state.f1), interval_text(score.intervals, f"f1_{seen.value}")),
            *(str(state.truth), str(state.answered)),
        )
        for folder, score in clips
        for seen, state in score.overall.states.items()
        if seen is not Seen.WORK or state.truth or state.answered
    ]
    missing = [
        f"{folder}: {each.intervals.reason}" for folder, each in clips if each.intervals.reason
    ]
    return FigureTable(
        "State by state, all agreed moments",
        ("folder", "state", "precision", "recall", "F1", "95 %", "truth", "answered"),
        tuple(rows),
        words=2,
        note=f"No intervals for {'; '.join(missing)}." if missing else "",
    )


def _kappas(clips: _Clips) -> FigureTable:
    rows = [
        (folder, name, *_kappa(kappas), interval_text(score.intervals, key))
        for folder, score in clips
        for name, key, kappas in (
            ("the agreed labels", "kappa_agreed", score.overall.kappa_agreed),
            ("viewer a", "kappa_viewer_a", score.overall.kappa_viewer_a),
            ("viewer b", "kappa_viewer_b", score.overall.kappa_viewer_b),
            ("the viewers with each other", "kappa_viewers", score.overall.kappa_viewers),
        )
    ]
    return FigureTable(
        "Cohen's kappa",
        ("folder", "with", "all moments", "judged by both", "without blinks", "95 %"),
        tuple(rows),
        words=2,
        note=(
            "Without blinks: without the moments of shut eyes that inherit the state before, as a "
            "blink must. The interval is that of all moments."
        ),
    )


def _kappa(kappas: Kappas) -> tuple[str, str, str]:
    return number(kappas.all), number(kappas.judged), number(kappas.without_blinks)


def _stills(stills: Sequence[tuple[str, StillScore]]) -> FigureTable:
    states = [state for state in ANSWERS if state is not State.WORK or _answered(stills, state)]
    rows = [
        (
            *(folder, each.looks.value, str(each.stills), str(each.persons)),
            *(percent(each.share(state)) for state in states),
            interval_text(score.intervals, class_share_name(each.looks, State.CUSTOMER), percent),
            interval_text(score.intervals, class_share_name(each.looks, State.DEVICE), percent),
        )
        for folder, score in stills
        for each in score.classes
    ]
    return FigureTable(
        "Stills: what was answered, by what people do",
        (
            *("folder", "class", "stills", "persons", *(state.value for state in states)),
            *("customer, 95 %", "device, 95 %"),
        ),
        tuple(rows),
        words=2,
    )


def _answered(stills: Sequence[tuple[str, StillScore]], state: State) -> bool:
    return any(each.answers.get(state) for _, score in stills for each in score.classes)


def _gaze(gaze: Sequence[tuple[str, GazeScore]]) -> FigureTable:
    rows: list[tuple[str, ...]] = []
    for folder, score in gaze:
        rows += [
            (
                *(folder, person.person, str(person.stills)),
                *(percent(person.found), percent(person.judged)),
                *_angle(person.yaw),
                *_angle(person.pitch),
                number(person.row_auc, 3),
            )
            for person in score.persons
        ]
        mean = score.overall
        rows.append(
            (
                *(folder, "mean", "", percent(mean["found"]), percent(mean["judged"])),
                *(
                    text
                    for angle in ("yaw", "pitch")
                    for text in (
                        number(mean[f"{angle}_mae_deg"]),
                        "",
                        number(mean[f"{angle}_mae_without_offset_deg"]),
                        number(mean[f"{angle}_mae_within_sessions_deg"]),
                        number(mean[f"{angle}_r"]),
                    )
                ),
                number(mean["row_auc"], 3),
            )
        )
    return FigureTable(
        "Gaze points, degrees",
        (
            *("folder", "person", "stills", "found", "judged"),
            *("yaw MAE", "bias", "no offset", "in sessions", "r"),
            *("pitch MAE", "bias", "no offset", "in sessions", "r", "row AUC"),
        ),
        tuple(rows),
        words=2,
        note=(
            "No offset: mean absolute error once the person's own constant offset is taken off; in "
            "sessions: once each session's is. Where the labels' zero is not the lens, only what "
            "stands without offset counts."
            + _no_intervals([(folder, score.intervals) for folder, score in gaze])
        ),
    )


def _angle(error: AngleError) -> tuple[str, str, str, str, str]:
    return (
        number(error.mae_deg),
        signed(error.bias_deg),
        number(error.mae_without_offset_deg),
        number(error.mae_within_sessions_deg),
        number(error.r),
    )


def _poses(poses: Sequence[tuple[str, PoseScore]]) -> FigureTable:
    rows: list[tuple[str, ...]] = []
    for folder, score in poses:
        rows += [
            (
                *(folder, person.person, str(person.stills), percent(person.found)),
                *(
                    text
                    for angle in (person.yaw, person.pitch, person.roll)
                    for text in (number(angle.mae_deg), signed(angle.bias_deg))
                ),
            )
            for person in score.persons
        ]
        mean = score.overall
        errors = (number(mean[f"{name}_mae_deg"]) for name in ("yaw", "pitch", "roll"))
        rows.append(
            (
                *(folder, "mean", "", percent(mean["found"])),
                *(text for error in errors for text in (error, "")),
            )
        )
    return FigureTable(
        "Head poses, mean absolute error and bias in degrees",
        (
            *("folder", "person", "stills", "found", "yaw MAE", "bias"),
            *("pitch MAE", "bias", "roll MAE", "bias"),
        ),
        tuple(rows),
        words=2,
        note=_no_intervals([(folder, score.intervals) for folder, score in poses]).strip(),
    )


def _means(what: str, folders: Sequence[tuple[str, Intervals]]) -> FigureTable:
    """The intervals of means over persons; no row where three persons are not at hand."""
    rows = [
        (folder, name.removesuffix("_deg").replace("_", " "), interval_text(intervals, name))
        for folder, intervals in folders
        for name in intervals.found
    ]
    return FigureTable(
        f"{what}: intervals",
        ("folder", "mean over persons", "95 %"),
        tuple(rows),
        words=2,
    )


def _no_intervals(folders: Sequence[tuple[str, Intervals]]) -> str:
    """Why some folders have none, as a sentence after another one; empty where all have some."""
    reasons = [
        f"{folder}: {intervals.reason or 'nothing differs from person to person'}"
        for folder, intervals in folders
        if not intervals.found
    ]
    return f" No intervals for {'; '.join(reasons)}." if reasons else ""
