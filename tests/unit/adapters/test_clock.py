from __future__ import annotations

import subprocess
import sys
import time

import pytest

from monitor.adapters.clock import SystemClock
from monitor.ports import Clock


def test_reads_the_machines_clocks() -> None:
    clock: Clock = SystemClock()
    assert time.monotonic_ns() <= clock.monotonic_ns() <= time.monotonic_ns()
    before_ns, now_ns, after_ns = time.time_ns(), clock.utc_ns(), time.time_ns()
    assert before_ns - 10**9 < now_ns < after_ns + 10**9


@pytest.mark.skipif(sys.platform == "win32", reason="each process has a base of its own there")
def test_monotonic_time_is_one_for_all_processes() -> None:
    """A frame is stamped in the worker and aged in its parent."""
    clock = SystemClock()
    before_ns = clock.monotonic_ns()
    code = "import time; print(time.monotonic_ns())"
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert before_ns < int(there.stdout) < clock.monotonic_ns()
