"""The drawings of the report page, as SVG: states over time, and measured against true angles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from monitor.evaluation.evaluation import Fault, fault_of
from monitor.evaluation.measure import Answer, ClipAnswers
from monitor.markup import Markup, element, joined

_WIDTH: Final = 1000.0
_AXIS_STEPS_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)

_PLOT: Final = 260.0
_LEFT: Final = 38.0
_BELOW: Final = 34.0
_ABOVE: Final = 6.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One still: true and measured angle in degrees, and what the dot stands for."""

    true_deg: float
    measured_deg: float
    row: str
    title: str


def timeline(clip: ClipAnswers) -> Markup:
    """What both viewers said, what was answered, and where it fell short, over the clip's time."""
    length_s = max(clip.duration_s, clip.answers[-1].moment.t_s, 1e-3)
    spans = _moment_spans(clip.answers, length_s)
    viewer_a = [(*span, answer.moment.viewer_a.value) for span, answer in spans]
    viewer_b = [(*span, answer.moment.viewer_b.value) for span, answer in spans]
    answered = [(each.start_s, each.end_s, each.state.value) for each in clip.stretches]
    faults: list[tuple[float, float, str]] = []
    for span, answer in spans:
        truth = answer.moment.agreed
        fault = None if truth is None else fault_of(truth, answer.state)
        if fault is not None:
            faults.append((*span, "missed" if fault is Fault.MISSED else "wrong"))
    return element(
        "div",
        _band("viewer a", viewer_a, length_s),
        _band("viewer b", viewer_b, length_s),
        _band("Mostrador", answered, length_s),
        _band("fell short", faults, length_s, class_="faults"),
        element("span"),
        _axis(length_s),
        class_="timeline",
    )


def _moment_spans(
    answers: Sequence[Answer], length_s: float
) -> list[tuple[tuple[float, float], Answer]]:
    """Each moment stands for the time up to half way to its neighbours, 0.5 s at most."""
    times = [answer.moment.t_s for answer in answers]
    apart = [later - earlier for earlier, later in pairwise(times)]
    before = [min(apart, default=0.25), *apart]
    after = [*apart, min(apart, default=0.25)]
    return [
        ((max(0.0, t - min(b / 2, 0.5)), min(length_s, t + min(a / 2, 0.5))), answer)
        for t, b, a, answer in zip(times, before, after, answers, strict=True)
    ]


def _band(
    name: str, spans: Sequence[tuple[float, float, str]], length_s: float, class_: str | None = None
) -> Markup:
    """A coloured stretch per span; neighbours of one word are one stretch."""
    merged: list[tuple[float, float, str]] = []
    for start_s, end_s, word in spans:
        if merged and merged[-1][2] == word and start_s - merged[-1][1] < 1e-6:
            merged[-1] = (merged[-1][0], end_s, word)
        else:
            merged.append((start_s, end_s, word))
    scale = _WIDTH / length_s
    stretches = (
        element(
            "rect",
            element("title", f"{word}, {start_s:.2f} to {end_s:.2f} s"),
            x=start_s * scale,
            y=0.0,
            width=(end_s - start_s) * scale,
            height=10.0,
            data_state=word,
        )
        for start_s, end_s, word in merged
    )
    drawing = element(
        "svg",
        *stretches,
        viewBox=f"0 0 {_WIDTH:g} 10",
        preserveAspectRatio="none",
        role="img",
        aria_label=f"{name}: " + (", ".join(dict.fromkeys(each[2] for each in merged)) or "none"),
        class_=f"band {class_}" if class_ else "band",
    )
    return joined(element("span", name, class_="band-name"), drawing)


def _axis(length_s: float) -> Markup:
    step_s = next((step for step in _AXIS_STEPS_S if length_s / step <= 9.0), 1200.0)
    ticks = (
        element(
            "span", f"{index * step_s:g} s", style=f"left:{100 * index * step_s / length_s:.2f}%"
        )
        for index in range(int(length_s / step_s) + 1)
        # A label that would run over the edge is left out.
        if index == 0 or index * step_s <= 0.97 * length_s
    )
    return element("div", *ticks, class_="axis", aria_hidden="true")


def scatter(title: str, dots: Sequence[Dot]) -> Markup:
    """Measured against true angle, both axes alike, with the line on which they are equal."""
    values = [value for dot in dots for value in (dot.true_deg, dot.measured_deg)]
    low, high = (min(values), max(values)) if values else (-10.0, 10.0)
    step = next(each for each in (5.0, 10.0, 20.0, 30.0, 90.0) if (high - low) / each <= 7.0)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    if high <= low:
        high = low + step

    def x(value: float) -> float:
        return _LEFT + _PLOT * (value - low) / (high - low)

    def y(value: float) -> float:
        return _ABOVE + _PLOT * (high - value) / (high - low)

    parts: list[Markup] = []
    for index in range(round((high - low) / step) + 1):
        tick = low + index * step
        kind = "zero" if tick == 0.0 else "grid"
        parts += [
            element("line", x1=x(tick), x2=x(tick), y1=y(low), y2=y(high), class_=kind),
            element("line", x1=x(low), x2=x(high), y1=y(tick), y2=y(tick), class_=kind),
            element("text", _signed(tick), x=x(tick), y=y(low) + 14, text_anchor="middle"),
            element("text", _signed(tick), x=_LEFT - 6, y=y(tick) + 4, text_anchor="end"),
        ]
    parts.append(element("line", x1=x(low), y1=y(low), x2=x(high), y2=y(high), class_="equal"))
    parts += [
        element(
            "circle",
            element("title", dot.title),
            cx=x(dot.true_deg),
            cy=y(dot.measured_deg),
            r=3.0,
            class_=f"dot {dot.row}",
        )
        for dot in dots
    ]
    parts.append(
        element(
            *("text", "true, degrees"),
            x=_LEFT + _PLOT / 2,
            y=_ABOVE + _PLOT + _BELOW - 5,
            text_anchor="middle",
        )
    )
    drawing = element(
        "svg",
        *parts,
        viewBox=f"0 0 {_LEFT + _PLOT + 8:g} {_ABOVE + _PLOT + _BELOW:g}",
        role="img",
        aria_label=f"{title}, measured over true, {len(dots)} stills",
        class_="scatter",
    )
    return element("figure", element("figcaption", title), drawing)


def _signed(value: float) -> str:
    return f"{value:g}".replace("-", "−")
