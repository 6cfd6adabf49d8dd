"""An evaluation as one page that needs nothing else: no network, no picture of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from monitor import __version__
from monitor.attention.state import State
from monitor.evaluation.charts import timeline
from monitor.evaluation.clip_score import TRUTHS, ClipFigures, ClipsScore
from monitor.evaluation.dataset import Seen, Sureness
from monitor.evaluation.evaluation import Evaluation
from monitor.evaluation.page_confusion import confusion_section
from monitor.evaluation.page_faults import fault_section
from monitor.evaluation.page_figures import (
    counted,
    figure,
    interval_text,
    number,
    percent,
    points,
    signed_points,
    state_word,
    table,
)
from monitor.evaluation.page_stills import gaze_section, pose_section
from monitor.markup import Markup, element, joined

_MARK: Final = Markup(
    '<svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">'
    '<path d="M16 12 6.5 23h19z" fill="var(--customer)" fill-opacity=".25"/>'
    '<circle cx="16" cy="9.5" r="4" fill="var(--customer)"/>'
    '<path d="M5 25h22" stroke="var(--customer)" stroke-width="2.5" stroke-linecap="round"/></svg>'
)
_THEME: Final = Markup(
    "<script>(()=>{const r=document.documentElement,q=matchMedia('(prefers-color-scheme:dark)');"
    "const s=d=>{r.dataset.theme=d?'dark':'light'};s(q.matches);"
    "q.addEventListener('change',e=>s(e.matches));"
    # Paper is light.
    "let w;addEventListener('beforeprint',()=>{w=r.dataset.theme;s(false)});"
    "addEventListener('afterprint',()=>{s(w==='dark')});addEventListener('DOMContentLoaded',()=>{"
    "const b=document.getElementById('theme');b.hidden=false;"
    "b.addEventListener('click',()=>s(r.dataset.theme!=='dark'))})})()</script>"
)
_COUNTING: Final = (
    (
        "Judged truth",
        "moments that both viewers call customer, device, elsewhere or absent. Precision, recall, "
        "F1, accuracy and macro F1 are over these alone.",
    ),
    (
        "unknown",
        "as the answer to judged truth is a miss: it lowers recall, F1 and accuracy. It is no "
        "wrong answer: wrong among judged is wrong answers over answers other than unknown.",
    ),
    (
        "Closed eyes and what nobody could judge",
        "enter none of these. They stand in the table, and closed eyes read as device have a rate "
        "of their own.",
    ),
    (
        "Kappa",
        "is Cohen's, over all moments, with closed, unjudgeable and unknown as one word, so that "
        "answers and viewers can be compared; “judged by both” leaves those moments out.",
    ),
    (
        "Customer share",
        "customer / (customer + device + work + elsewhere), of judged truth and of the answers to "
        "the same moments.",
    ),
    (
        "Intervals",
        "95 %, by bootstrap over whole clips or persons, never over frames; none where fewer than "
        "three have anything to say, or where all say the same.",
    ),
)


def html_text(evaluations: Sequence[Evaluation], tokens_css: str) -> str:
    """The whole page.

    Args:
        evaluations: what to show, folder by folder.
        tokens_css: the dashboard's colours and sizes, light and dark, as custom properties.
    """
    css = tokens_css + files("monitor.evaluation").joinpath("page.css").read_text("utf-8")
    title = f"Mostrador, evaluated on {', '.join(each.folder for each in evaluations)}"
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Markup(css)),
        _THEME,
    )
    body = element(
        "body",
        element(
            "header",
            _MARK,
            "Mostrador",
            element("button", "Light or dark", id="theme", type="button", hidden="hidden"),
        ),
        element(
            "main",
            element("div", element("h1", title), class_="opening"),
            *(_folder_sections(each) for each in evaluations),
            _counting_section(),
        ),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _folder_sections(evaluation: Evaluation) -> Markup:
    clips, gaze, poses = evaluation.clips, evaluation.gaze_points, evaluation.poses
    return joined(
        element("p", _opening(evaluation)),
        *(_clip_sections(clips) if clips else ()),
        gaze_section(gaze) if gaze else None,
        pose_section(poses) if poses else None,
    )


def _opening(evaluation: Evaluation) -> str:
    parts: list[str] = []
    if evaluation.clips:
        moments = counted(evaluation.clips.overall.moments, "labelled moment")
        parts.append(f"{counted(len(evaluation.clips.clips), 'clip')} with {moments}")
    if evaluation.gaze_points:
        parts.append(counted(len(evaluation.gaze_points.answers), "gaze point"))
    if evaluation.poses:
        stills = sum(person.stills for person in evaluation.poses.persons)
        parts.append(counted(stills, "head pose"))
    return (
        f"Version {__version__} against {', '.join(parts)}. The answers are those of “mostrador "
        "analyze”. This page holds numbers alone: no picture of anybody."
    )


def _clip_sections(score: ClipsScore) -> tuple[Markup, ...]:
    return (
        _summary_section(score),
        confusion_section(score),
        fault_section(score.clips),
        _timeline_section(score),
    )


def _summary_section(score: ClipsScore) -> Markup:
    overall, ci = score.overall, score.intervals
    closed = int(score.counts.agreed[TRUTHS.index(Seen.CLOSED)].sum())
    shown = (
        figure(
            "macro F1 over four states", number(overall.macro_f1), interval_text(ci, "macro_f1")
        ),
        figure("accuracy", percent(overall.accuracy), interval_text(ci, "accuracy", percent)),
        figure(
            "wrong among judged answers",
            percent(overall.wrong_among_judged),
            interval_text(ci, "wrong_among_judged", percent),
        ),
        figure(
            "closed eyes read as device",
            percent(overall.closed_read_as_device),
            interval_text(ci, "closed_read_as_device", percent)
            or f"of {counted(closed, 'moment')}",
        ),
        figure(
            "kappa with viewer a, viewer b",
            f"{number(overall.kappa_viewer_a.all)}, {number(overall.kappa_viewer_b.all)}",
            f"judged by both: {number(overall.kappa_viewer_a.judged)}, "
            f"{number(overall.kappa_viewer_b.judged)}; without blinks: "
            f"{number(overall.kappa_viewer_a.without_blinks)}, "
            f"{number(overall.kappa_viewer_b.without_blinks)}",
        ),
        figure(
            "kappa of the viewers with each other",
            number(overall.kappa_viewers.all),
            f"judged by both: {number(overall.kappa_viewers.judged)}",
        ),
        figure(
            "customer share error, mean of clips",
            points(score.share_error_mean),
            f"worst clip {points(score.share_error_worst)}",
        ),
        figure(
            "coverage",
            percent(overall.coverage),
            f"face found {percent(overall.face_found)}",
        ),
    )
    rows = [
        (
            state_word(seen.value),
            *(number(found.precision), number(found.recall), number(found.f1)),
            interval_text(ci, f"f1_{seen.value}"),
            *(str(found.truth), str(found.answered)),
        )
        for seen, found in overall.states.items()
    ]
    return element(
        "section",
        element("h2", "Where both viewers agree"),
        element("dl", *shown, class_="figures"),
        table(
            "By state", ("state", "precision", "recall", "F1", "95 %", "truth", "answered"), rows
        ),
        element("p", f"No intervals: {ci.reason}.", class_="note") if ci.reason else None,
    )


def _timeline_section(score: ClipsScore) -> Markup:
    seen = {stretch.state for clip in score.clips for stretch in clip.stretches}
    words = [truth.value for truth in TRUTHS if truth is not Seen.UNJUDGEABLE]
    words += [State.WORK.value] if State.WORK in seen else []
    legend = element(
        "div",
        *map(state_word, words),
        state_word(State.UNKNOWN.value, "unjudgeable, unknown"),
        class_="legend",
    )
    clips = (
        element(
            "div",
            element(
                "div",
                element("h3", clip.name),
                element("p", _about(found[Sureness.GUESSED])),
                class_="clip-head",
            ),
            timeline(clip),
            class_="clip",
        )
        for clip, found in zip(score.clips, score.per_clip, strict=True)
    )
    return element(
        "section",
        element("h2", "Over time"),
        element(
            "p",
            "Labels stand for the time around their moment, answers for every frame. The thin line "
            "marks moments on which the viewers agree and the answer fell short: dark where it was "
            "wrong, pale where it was unknown.",
            class_="note",
        ),
        legend,
        *clips,
    )


def _about(found: ClipFigures) -> str:
    return (
        f"accuracy {percent(found.accuracy)} · wrong among judged "
        f"{percent(found.wrong_among_judged)} · customer share {percent(found.share_true)} true, "
        f"{percent(found.share_answered)} answered ({signed_points(found.share_error)}) · "
        f"coverage {percent(found.coverage)}"
    )


def _counting_section() -> Markup:
    entries = (joined(element("dt", term), element("dd", meaning)) for term, meaning in _COUNTING)
    return element(
        "section",
        element("h2", "How this is counted"),
        element("dl", *(element("div", entry) for entry in entries), class_="counting"),
    )
