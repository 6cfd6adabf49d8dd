"""Encounters as rows of the tables, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from monitor.adapters.sql_store.schema import state_column
from monitor.attention.encounters import Encounter
from monitor.attention.state import State
from monitor.units import Ns

_STATE_COLUMNS: Final = tuple((state, state_column(state)) for state in State)

VISIT: Final = (
    "start_utc_ns",
    "end_utc_ns",
    "first_look_ns",
    "longest_look_away_ns",
    "returns_ns",
    "looked_up",
    "splits",
    "whole",
    *(name for _state, name in _STATE_COLUMNS),
)
"""The columns of an encounter, in the order in which rows are read."""


def visit_row(key: Mapping[str, Any], encounter: Encounter) -> dict[str, Any]:
    """All columns of an encounter."""
    return {
        **key,
        "start_utc_ns": encounter.start_ns,
        "end_utc_ns": encounter.end_ns,
        "first_look_ns": encounter.first_look_ns,
        "longest_look_away_ns": encounter.longest_look_away_ns,
        "returns_ns": json.dumps(encounter.returns_ns) if encounter.returns_ns else None,
        "looked_up": encounter.looked_up,
        "splits": encounter.splits,
        "whole": encounter.whole,
        **{name: encounter.state_ns.get(state) or None for state, name in _STATE_COLUMNS},
    }


def encounter_of(row: Sequence[Any]) -> Encounter:
    """The encounter of a row whose columns are those of `VISIT`."""
    start, end, first_look_ns, longest_ns, returns, looked_up, splits, whole, *times = row
    found = {state: ns for state, ns in zip(State, times, strict=True) if ns}
    return Encounter(
        Ns(start),
        Ns(end),
        MappingProxyType(found),
        first_look_ns,
        longest_ns,
        tuple(json.loads(returns)) if returns else (),
        looked_up,
        splits,
        whole,
    )
