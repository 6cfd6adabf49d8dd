"""Lock, open a real network camera, seal, read: what a vision worker does with an RTSP camera."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.ports import RESTRICTIONS
from tests.real_cameras import RtspCamera

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests/unit/adapters/locked_process.py"


@pytest.mark.needs("landlock", "rtsp-server")
def test_a_locked_process_reads_its_camera(tmp_path: Path) -> None:
    with RtspCamera() as camera:
        done = subprocess.run(
            # By name, so that the look-up has to work under the lock too.
            [
                sys.executable,
                str(SCRIPT),
                "stream",
                tmp_path,
                f"rtsp://localhost:{camera.port}/live",
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
            timeout=200,
        )
    assert done.returncode == 0, done.stderr.decode()
    answer = json.loads(done.stdout)
    assert len(answer["stamps"]) == 10
    assert answer["report"]["claimed"] == sorted(RESTRICTIONS)
    assert answer["proof"]["proved"]
    assert set(map(tuple, answer["threads"])) == {("1", "3")}, "all have every filter"
