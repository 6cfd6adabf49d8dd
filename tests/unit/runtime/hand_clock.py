"""A clock moved by hand, and a real database beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs

FRONT = CounterId("front")
BACK = CounterId("back")
MORNING = datetime(2026, 3, 2, 10, tzinfo=UTC)


class HandClock:
    """A clock moved by hand; monotonic time and wall-clock time can part."""

    def __init__(self, start: datetime = MORNING) -> None:
        self.utc = utc(start)
        self.mono = Ns(0)

    def monotonic_ns(self) -> Ns:
        return self.mono

    def utc_ns(self) -> UtcNs:
        return self.utc

    def forward(self, seconds: float) -> None:
        self.mono = Ns(self.mono + round(seconds * NS_PER_S))
        self.utc = UtcNs(self.utc + round(seconds * NS_PER_S))

    def ago(self, seconds: float) -> UtcNs:
        return UtcNs(self.utc - round(seconds * NS_PER_S))


def utc(moment: datetime) -> UtcNs:
    return UtcNs(round(moment.timestamp()) * NS_PER_S)


def store_in(folder: Path) -> SqlStore:
    return open_store(f"sqlite:///{folder / 'shop.db'}", "site")
