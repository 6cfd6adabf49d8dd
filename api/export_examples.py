"""Worked examples of exported files."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from api.exports.columns import START, row, start_cells
from api.exports.table import Table, csv_bytes, json_bytes

_COLUMNS: Final = (*START, "judged_s", "coverage", "withheld", "customer_gaze_share")
_MORNING_NS: Final = 1_774_771_200 * 1_000_000_000
_START: Final = start_cells(_MORNING_NS, ZoneInfo("Europe/Madrid"))
_TOLD: Final = {"judged_s": 1557.0, "coverage": 0.9105, "withheld": None}
_TABLE: Final = Table(
    "hours",
    _COLUMNS,
    [row(_COLUMNS, {**_START, **_TOLD, "customer_gaze_share": 0.5841})],
    {"counter": "main", "time_zone": "Europe/Madrid"},
)

CSV: Final = csv_bytes(_TABLE).decode()
JSON: Final = json_bytes(_TABLE).decode()
