"""The columns of exported rows, out of the very records that the API answers with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from api.exports.table import Cell
from api.schemas.figures import Estimate, Figures
from api.schemas.metrics import SpanFigures, Volumes
from api.schemas.numbers import GlanceFigures, Share
from monitor.attention.state import ATTENDED, Area, Reason
from monitor.metrics.figures import FIRST_LOOKS, Number
from monitor.metrics.rollup import local_time

START: Final = ("start_local", "start_utc", "time_zone")
VOLUMES: Final = tuple(Volumes.model_fields)
RULE: Final = ("withheld", "needed", "had", "left_out_s", "basis")
STATES: Final = tuple(f"{state.value}_in_basis_s" for state in ATTENDED)
REASONS: Final = tuple(f"unknown_{reason.value}_in_basis_s" for reason in Reason)
_IN_BASIS: Final = MappingProxyType({Number.COVERAGE: "coverage_in_basis"})
"""Volumes tell the coverage of the whole span; this one is of the published part."""


def _column(number: Number) -> str:
    return _IN_BASIS.get(number, number.value)


def _columns(number: Number) -> tuple[str, ...]:
    """Its value and the ends of its interval; of a first look also why there may be no value."""
    column = _column(number)
    beyond = (f"{column.removesuffix('_s')}_beyond",) if number in FIRST_LOOKS else ()
    return (column, f"{column}_low", f"{column}_high", *beyond)


NUMBERS: Final = tuple(column for number in Number for column in _columns(number))
COUNTS: Final = (
    "longest_customer_s",
    "look_aways",
    "long_look_aways",
    "prolonged_look_aways",
    "first_looks",
    "returns",
    "never_looked_up",
    "splits",
    "tasks",
    "checked_tasks",
)
GLANCES: Final = tuple(
    f"{area}_glance{column}"
    for area in Area
    for column in ("s", "s_per_min", "_mean_s", "_median_s", "_p85_s", "_longest_s")
)
CONTENT: Final = (*RULE, *STATES, *NUMBERS, *COUNTS, *GLANCES, *REASONS)
ENCOUNTERS: Final = (
    "encounters",
    "encounters_per_h",
    "presence_known_s",
    *RULE,
    *(
        column
        for column in NUMBERS
        if column.startswith(("first_look", "return", "never_looked", "check_back", "splits"))
    ),
    "first_looks",
    "returns",
    "never_looked_up",
    "splits",
)


def start_cells(utc_ns: int, zone: ZoneInfo) -> dict[str, Cell]:
    """A moment on the clock of the site and in UTC, as spreadsheets read times."""
    return {
        "start_local": f"{local_time(utc_ns, zone):%Y-%m-%d %H:%M:%S}",
        "start_utc": f"{local_time(utc_ns, ZoneInfo('UTC')):%Y-%m-%d %H:%M:%S}",
        "time_zone": zone.key,
    }


def volume_cells(told: Volumes) -> dict[str, Cell]:
    """How much was measured."""
    return {name: getattr(told, name) for name in VOLUMES}


def content_cells(told: SpanFigures) -> dict[str, Cell]:
    """What the eyes did, as far as it is published; empty cells where it is withheld."""
    found: dict[str, Cell] = dict.fromkeys(CONTENT)
    found |= _rule(told.customer_gaze_share)
    found |= {"left_out_s": told.left_out_s, "basis": told.basis}
    if told.state_s is not None:
        found |= {
            column: getattr(told.state_s, column.removesuffix("_in_basis_s")) for column in STATES
        }
    if told.reason_s is not None:
        found |= zip(REASONS, (told.reason_s[reason] for reason in Reason), strict=True)
    if told.figures is not None:
        found |= figure_cells(told.figures)
    for area, glances in (told.glances or {}).items():
        found |= _glances(area, glances)
    return found


def figure_cells(told: Figures) -> dict[str, Cell]:
    """Every number with the ends of its interval, and the counts."""
    found: dict[str, Cell] = {}
    for number in Number:
        estimate: Estimate = getattr(told, number.value)
        interval = estimate.interval
        ends = (None, None) if interval is None else (interval.low, interval.high)
        # Of most numbers nothing can be beyond: they have no column for it.
        found |= zip(_columns(number), (estimate.value, *ends, estimate.beyond), strict=False)
    return found | {name: getattr(told, name) for name in COUNTS}


def row(columns: tuple[str, ...], cells: Mapping[str, Cell]) -> tuple[Cell, ...]:
    """The cells in the order of the columns."""
    return tuple(cells[column] for column in columns)


def _rule(told: Share) -> dict[str, Cell]:
    return {"withheld": told.reason, "needed": told.needed, "had": told.had}


def _glances(area: Area, told: GlanceFigures) -> dict[str, Cell]:
    return {
        f"{area}_glances": told.count,
        f"{area}_glances_per_min": told.rate_per_min,
        f"{area}_glance_mean_s": told.mean_s,
        f"{area}_glance_median_s": told.median_s,
        f"{area}_glance_p85_s": told.p85_s,
        f"{area}_glance_longest_s": told.longest_s,
    }
