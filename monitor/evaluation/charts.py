"""Where the lines and marks of the report page stand: states over time, and measured over true
angles. The page's templates draw them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from monitor.evaluation.evaluation import Fault, fault_of
from monitor.evaluation.measure import Answer, ClipAnswers

WIDTH: Final = 1000.0
"""Of a band, in its own units."""
_AXIS_STEPS_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)

_PLOT: Final = 260.0
_LEFT: Final = 38.0
_BELOW: Final = 34.0
_ABOVE: Final = 6.0

_Spans = Sequence[tuple[float, float, str]]
"""Start and end in seconds, and a word."""


@dataclass(frozen=True, slots=True)
class BandPart:
    """A stretch of a band in one word."""

    x: float
    width: float
    word: str
    title: str


@dataclass(frozen=True, slots=True)
class Band:
    """One line of words over a clip's time. `words`: those that occur; `faults`: the thin line."""

    name: str
    words: str
    parts: tuple[BandPart, ...]
    faults: bool = False


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A time on the axis, `left` percent from its start."""

    text: str
    left: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """What both viewers said, what was answered, and where it fell short."""

    bands: tuple[Band, ...]
    ticks: tuple[TimeTick, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """One still: true and measured angle in degrees, and what the dot stands for."""

    true_deg: float
    measured_deg: float
    row: str
    title: str


@dataclass(frozen=True, slots=True)
class PlacedDot:
    """A dot where it is drawn."""

    x: float
    y: float
    row: str
    title: str


@dataclass(frozen=True, slots=True)
class AngleTick:
    """An angle on both axes."""

    x: float
    y: float
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Scatter:
    """Measured over true angle, both axes alike. All places are in the drawing's own units."""

    title: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[AngleTick, ...]
    dots: tuple[PlacedDot, ...]


def timeline(clip: ClipAnswers) -> Timeline:
    """The bands of one clip."""
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
    return Timeline(
        (
            _band("viewer a", viewer_a, length_s),
            _band("viewer b", viewer_b, length_s),
            _band("Mostrador", answered, length_s),
            _band("fell short", faults, length_s, faults=True),
        ),
        _axis(length_s),
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


def _band(name: str, spans: _Spans, length_s: float, *, faults: bool = False) -> Band:
    """A coloured stretch per span; neighbours of one word are one stretch."""
    merged: list[tuple[float, float, str]] = []
    for start_s, end_s, word in spans:
        if merged and merged[-1][2] == word and start_s - merged[-1][1] < 1e-6:
            merged[-1] = (merged[-1][0], end_s, word)
        else:
            merged.append((start_s, end_s, word))
    scale = WIDTH / length_s
    return Band(
        name=name,
        words=", ".join(dict.fromkeys(word for _, _, word in merged)) or "none",
        parts=tuple(
            BandPart(
                x=round(start_s * scale, 2),
                width=round((end_s - start_s) * scale, 2),
                word=word,
                title=f"{word}, {start_s:.2f} to {end_s:.2f} s",
            )
            for start_s, end_s, word in merged
        ),
        faults=faults,
    )


def _axis(length_s: float) -> tuple[TimeTick, ...]:
    step_s = next((step for step in _AXIS_STEPS_S if length_s / step <= 9.0), 1200.0)
    return tuple(
        TimeTick(f"{index * step_s:g} s", round(100 * index * step_s / length_s, 2))
        for index in range(int(length_s / step_s) + 1)
        # A label that would run over the edge is left out.
        if index == 0 or index * step_s <= 0.97 * length_s
    )


def scatter(title: str, dots: Sequence[Dot]) -> Scatter:
    """Measured over true angle, with room for all dots."""
    values = [value for dot in dots for value in (dot.true_deg, dot.measured_deg)]
    low, high = (min(values), max(values)) if values else (-10.0, 10.0)
    step = next(each for each in (5.0, 10.0, 20.0, 30.0, 90.0) if (high - low) / each <= 7.0)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    if high <= low:
        high = low + step

    def x(value: float) -> float:
        return round(_LEFT + _PLOT * (value - low) / (high - low), 2)

    def y(value: float) -> float:
        return round(_ABOVE + _PLOT * (high - value) / (high - low), 2)

    angles = [low + index * step for index in range(round((high - low) / step) + 1)]
    return Scatter(
        title=title,
        width=_LEFT + _PLOT + 8,
        height=_ABOVE + _PLOT + _BELOW,
        left=_LEFT,
        right=_LEFT + _PLOT,
        top=_ABOVE,
        bottom=_ABOVE + _PLOT,
        ticks=tuple(
            AngleTick(
                x(angle),
                y(angle),
                f"{angle:g}".replace("-", "−"),
                "zero" if angle == 0.0 else "grid",
            )
            for angle in angles
        ),
        dots=tuple(
            PlacedDot(x(dot.true_deg), y(dot.measured_deg), dot.row, dot.title) for dot in dots
        ),
    )
