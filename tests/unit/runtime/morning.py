"""The morning on which most tests of the runtime play: its clock, and a real database beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.ports.scripted_clock import ScriptedClock
from monitor.units import NS_PER_S, CounterId, UtcNs

FRONT = CounterId("front")
BACK = CounterId("back")
MORNING = datetime(2026, 3, 2, 10, tzinfo=UTC)


def clock_at(start: datetime = MORNING) -> ScriptedClock:
    """A clock that stands there until it is moved."""
    return ScriptedClock(utc(start))


def utc(moment: datetime) -> UtcNs:
    return UtcNs(round(moment.timestamp()) * NS_PER_S)


def store_in(folder: Path) -> SqlStore:
    return open_store(f"sqlite:///{folder / 'shop.db'}", "site")
