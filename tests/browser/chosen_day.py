"""The day on which every played shop is open, and every browser in front of it.

A working day, a while before noon: yesterday, last Monday and the minutes of today are what a test
expects them to be, whenever it runs.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from playwright.sync_api import BrowserContext

from monitor.units import NS_PER_S, UtcNs

BEGINS = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
"""A Wednesday, in the time zone of the played shops too."""

_BEGAN_NS = time.monotonic_ns()
_MOVED = """
const ahead = %d, Machine = Date;
globalThis.Date = class extends Machine {
    constructor(...given) { given.length ? super(...given) : super(Machine.now() + ahead); }
    static now() { return Machine.now() + ahead; }
};
"""


def utc_ns() -> UtcNs:
    """Now, on the chosen day; time goes on from where it begins."""
    begins_ns = round(BEGINS.timestamp()) * NS_PER_S
    return UtcNs(begins_ns + time.monotonic_ns() - _BEGAN_NS)


def on_the_day(context: BrowserContext) -> BrowserContext:
    """Have the pages of a browser's context take it for that day."""
    ahead_ms = (utc_ns() - time.time_ns()) // 1_000_000
    context.add_init_script(_MOVED % ahead_ms)
    return context
