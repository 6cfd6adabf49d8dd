"""A snapshot as values that JSON knows, for outputs that write it as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import cast

from monitor.snapshot.counter import CounterSnapshot

Plain = Mapping[str, "Plain"] | str | float | bool | None


def plain(snapshot: CounterSnapshot) -> Plain:
    """All of it: records and mappings as dictionaries, names as text, times in ISO 8601."""
    return _plain(snapshot)


def _plain(value: object) -> Plain:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        held = cast("Mapping[object, object]", value)
        return {str(key): _plain(each) for key, each in held.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)
