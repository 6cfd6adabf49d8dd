"""Children of a bench: none outlives whoever waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_PRESSED_ONCE_IT_RUNS = """
import signal, sys
from pathlib import Path
from monitor.evaluation.child_process import run

child = Path(sys.argv[1])

def look(*_):
    if child.exists() and child.read_text():
        raise KeyboardInterrupt

signal.signal(signal.SIGALRM, look)
signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
try:
    code = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
    run([sys.executable, "-c", code, str(child)])
except KeyboardInterrupt:
    signal.setitimer(signal.ITIMER_REAL, 0)
    print("interrupted")
"""


def test_ctrl_c_ends_the_child_too(tmp_path: Path) -> None:
    child = tmp_path / "pid"
    done = subprocess.run(
        [sys.executable, "-c", _PRESSED_ONCE_IT_RUNS, child],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(child.read_text()), 0)
