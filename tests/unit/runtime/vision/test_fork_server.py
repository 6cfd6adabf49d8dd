"""The process from which workers are forked: nobody breaks it off, and nobody needs it for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HEARD = """
import signal
from multiprocessing import forkserver
from pathlib import Path
from monitor.runtime.vision.fork_server import start_fork_server
start_fork_server(())
held = Path(f"/proc/{forkserver._forkserver._forkserver_pid}/status").read_text()
blocked = int(held.partition("SigBlk:")[2].split()[0], 16)
print(bool(blocked >> (signal.SIGINT - 1) & 1), signal.pthread_sigmask(signal.SIG_BLOCK, ()))
"""
ENDED = """
import time
from dataclasses import replace
from monitor.adapters.clock import SystemClock
from monitor.ports import CameraCallbacks, CameraOrder
from monitor.runtime.vision.supervisor import Supervisor
from monitor.runtime.vision.worker import VISION
order = CameraOrder("nothing.mp4", 10.0, False, 1.0, 1.0, 1.0)
told = lambda *_: None
callbacks = CameraCallbacks(told, told, told, told)
body = replace(VISION, preloaded=("ends_at_once",))
watched = Supervisor("front", order, SystemClock(), callbacks, body)
watched.start()
deadline = time.monotonic() + 60
while watched.status().restarts < 2 and time.monotonic() < deadline:
    time.sleep(0.05)
print(watched.status().restarts >= 2, watched.status().problem)
watched.stop()
"""


def said(script: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        cwd=ROOT,
        timeout=120,
        check=True,
    ).stdout.strip()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel tells it on Linux")
def test_it_does_not_hear_ctrl_c_and_its_parent_does() -> None:
    assert said(HEARD) == "True set()"


def test_where_it_ends_the_worker_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "ends_at_once.py").write_text("import os\nos._exit(3)\n")
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    problem = "the vision worker cannot be started (its fork server ended)"
    assert said(ENDED, PYTHONPATH=path) == f"True {problem}"
