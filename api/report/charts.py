"""Charts of the report: where each mark stands. Each is said in words or a table beside it.

The page's templates draw them as SVG.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from api.report.language import Language
from api.schemas.context import WeekCell
from api.schemas.metrics import SpanFigures
from monitor.attention.state import Area
from monitor.metrics.duration_bins import BINS_PER_DECADE, FIRST_EDGE_S
from monitor.metrics.replay import Band

_LEFT: Final = 44.0
_DAY_WIDTH: Final = 84.0
_DAYS_HEIGHT: Final = 150.0
_CELL_WIDTH: Final = 84.0
_CELL_HEIGHT: Final = 30.0
# Dark figures must be read on all of it.
_PALEST: Final = 0.05
_DEPTH: Final = 0.55


@dataclass(frozen=True, slots=True)
class Mark:
    """One element of a drawing: `rect`, `line` or `text`, where it stands, and what it says."""

    kind: str
    attributes: Mapping[str, str]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in its own units. `stretched`: it fills its place whatever its proportions."""

    width: float
    height: float
    label: str
    marks: tuple[Mark, ...]
    stretched: bool = False


def days_chart(days: Mapping[date, SpanFigures], monday: date, say: Language) -> Drawing:
    """A bar per day, its interval as a whisker; a day without a number says so."""
    bottom = 14.0 + _DAYS_HEIGHT
    parts: list[Mark] = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = bottom - share * _DAYS_HEIGHT
        parts.append(_mark("line", x1=_LEFT, x2=_LEFT + 7 * _DAY_WIDTH, y1=y, y2=y, class_="grid"))
        parts.append(_text(_LEFT - 6, y + 4, say.percent(share), "axis end"))
    for index in range(7):
        day = monday + timedelta(days=index)
        middle = _LEFT + (index + 0.5) * _DAY_WIDTH
        label = f"{say(f'report.weekday.{index + 1}')} {day.day}"
        parts.append(_text(middle, bottom + 18, label, "axis mid"))
        parts += _bar(days.get(day), middle, bottom, say)
    width, height = _LEFT + 7 * _DAY_WIDTH + 4, bottom + 26
    return _drawing(width, height, say("report.days.chart"), parts)


def _bar(told: SpanFigures | None, middle: float, bottom: float, say: Language) -> list[Mark]:
    share = None if told is None else told.customer_gaze_share
    if share is None or share.value is None:
        words = (
            "history.heat_blank" if told is None or not told.measured_s else "history.not_enough"
        )
        return [_text(middle, bottom - 8, say(words), "axis mid")]
    height = share.value * _DAYS_HEIGHT
    parts = [
        _mark(
            "rect", x=middle - 22, y=bottom - height, width=44.0, height=height, class_="customer"
        )
    ]
    interval, label_y = share.interval, bottom - height - 6
    if interval is not None and interval.high is not None:
        high, low = (bottom - end * _DAYS_HEIGHT for end in (interval.high, interval.low))
        parts.append(_mark("line", x1=middle, x2=middle, y1=high, y2=low, class_="whisker"))
        parts += [
            _mark("line", x1=middle - 6, x2=middle + 6, y1=y, y2=y, class_="whisker")
            for y in (high, low)
        ]
        label_y = high - 6
    return [*parts, _text(middle, label_y, say.percent(share.value), "value mid")]


def week_chart(cells: Sequence[WeekCell], say: Language) -> Drawing:
    """The hours of the week as a heat map: share in colour and number, load below it."""
    known = {(cell.weekday, cell.hour): cell for cell in cells if cell.measured_s > 0}
    hours = sorted({hour for _, hour in known})
    parts = [
        _text(_LEFT + (day - 0.5) * _CELL_WIDTH, 12, say(f"report.weekday.{day}"), "axis mid")
        for day in range(1, 8)
    ]
    for index, hour in enumerate(hours):
        y = 20 + index * _CELL_HEIGHT
        parts.append(_text(_LEFT - 6, y + _CELL_HEIGHT / 2 + 4, f"{hour:02d}:00", "axis end"))
        for day in range(1, 8):
            cell = known.get((day, hour))
            if cell is not None:
                parts += _cell(cell, _LEFT + (day - 1) * _CELL_WIDTH, y, say)
    height = 24 + len(hours) * _CELL_HEIGHT
    return _drawing(_LEFT + 7 * _CELL_WIDTH + 4, height, say("report.week.chart"), parts)


def _cell(cell: WeekCell, x: float, y: float, say: Language) -> list[Mark]:
    box = {"x": x + 1, "y": y + 1, "width": _CELL_WIDTH - 2, "height": _CELL_HEIGHT - 2}
    middle, value = x + _CELL_WIDTH / 2, cell.customer_gaze_share.value
    if value is None:
        return [_mark("rect", **box, class_="empty"), _text(middle, y + 19, "·", "axis mid")]
    parts = [
        _mark("rect", **box, class_="paper"),
        _mark("rect", **box, class_="customer", fill_opacity=_PALEST + _DEPTH * value),
    ]
    load = cell.encounters_per_h
    parts.append(
        _text(middle, y + (14 if load is not None else 19), say.number(100 * value), "value mid")
    )
    if load is not None:
        small = say("history.per_h", value=say.number(load))
        parts.append(_text(middle, y + 25, small, "small mid"))
    return parts


def glances_chart(
    bins: Mapping[Area, Mapping[int, int]], long_s: float, say: Language
) -> Drawing | None:
    """Looks by their length: the customer above the line, the device below; a line at `long_s`.

    None where nobody looked at either.
    """
    shown = (Area.CUSTOMER, Area.DEVICE)
    indices = sorted({index for area in shown for index in bins.get(area, {})})
    if not indices:
        return None
    first, last = indices[0], indices[-1]
    most = max(count for area in shown for count in bins.get(area, {}).values())
    width = 588.0 / (last - first + 1)
    middle, half = 104.0, 84.0
    parts: list[Mark] = []
    for area, sign in ((Area.CUSTOMER, -1), (Area.DEVICE, 1)):
        for index, count in sorted(bins.get(area, {}).items()):
            height = half * count / most
            x, y = _LEFT + (index - first) * width, middle - height if sign < 0 else middle
            parts.append(
                _mark("rect", x=x + 0.5, y=y, width=width - 1, height=height, class_=area.value)
            )
        y = middle + sign * half + (-4 if sign < 0 else 2)
        parts.append(_text(_LEFT + 588, y, say(f"state.{area.value}"), "axis end"))
    long_x = _LEFT + (_place(long_s) - first) * width
    parts.append(_mark("line", x1=long_x, x2=long_x, y1=14.0, y2=194.0, class_="whisker"))
    for length_s in (0.2, 0.5, 1, 2, 5, 10, 20, 60):
        place = _place(length_s)
        if first <= place <= last + 1:
            x = _LEFT + (place - first) * width
            text = f"{say.number(length_s, 0 if length_s >= 1 else 1)} s"
            parts.append(_text(x, 212, text, "axis mid"))
    parts.append(_mark("line", x1=_LEFT, x2=_LEFT + 588, y1=middle, y2=middle, class_="axis-line"))
    return _drawing(_LEFT + 610, 218, say("report.glances.chart"), parts)


def _place(length_s: float) -> float:
    """Where a length lies among the bins, as a number of bins."""
    return BINS_PER_DECADE * math.log10(length_s / FIRST_EDGE_S)


def ribbon(bands: Sequence[Band], say: Language) -> Drawing | None:
    """A session as bands in time; None where it has no length."""
    length_ns = bands[-1].end_ns if bands else 0
    if not length_ns:
        return None
    width = 632.0
    parts = [
        _mark(
            "rect",
            x=width * band.start_ns / length_ns,
            y=0.0,
            width=width * (band.end_ns - band.start_ns) / length_ns,
            height=22.0,
            class_="gap" if band.state is None else band.state.value,
        )
        for band in bands
    ]
    return Drawing(width, 22, say("report.sessions.chart"), tuple(parts), stretched=True)


def _mark(kind: str, class_: str, **places: float) -> Mark:
    written = {
        name.replace("_", "-"): f"{at:.2f}".rstrip("0").rstrip(".") for name, at in places.items()
    }
    return Mark(kind, {**written, "class": class_})


def _text(x: float, y: float, text: str, class_: str) -> Mark:
    return replace(_mark("text", class_, x=x, y=y), text=text)


def _drawing(width: float, height: float, label: str, marks: Sequence[Mark]) -> Drawing:
    return Drawing(width, height, label, tuple(marks))
