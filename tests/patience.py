"""Waiting for the thing itself, and asking how long it took only where that means something.

A machine may be busy, three times slower than this one, or stopped for some seconds in the middle
of a test. So a wait ends when what it waits for is there, its limit is one that only a hang
reaches, and a time is asserted on a quiet machine alone:
`TIMES=yes make test ARGS="-n 0 tests/live"`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

PATIENCE_S = 120.0
"""Nothing that works takes so long; two such waits fit into the time that a test has."""

_TURN_S = 0.02


def wait_until(is_so: Callable[[], object], seen: Callable[[], object] = lambda: "") -> None:
    """Look again and again until it is so. `seen` says in the failure what there was instead."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline_s, seen()
        time.sleep(_TURN_S)


def times_count() -> bool:
    """Was this run asked to look at times, on a machine that does nothing else?"""
    return os.environ.get("TIMES", "").lower() in {"1", "true", "yes"}


@contextmanager
def within(limit_s: float) -> Generator[None]:
    """What is done in the block takes less than this, where times count."""
    began_s = time.monotonic()
    yield
    took_s = time.monotonic() - began_s
    assert took_s < limit_s or not times_count(), f"took {took_s:.2f} s of {limit_s} s"
