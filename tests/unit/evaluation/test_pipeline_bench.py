from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from monitor.adapters.clock import SystemClock
from monitor.errors import MostradorError, SourceError
from monitor.evaluation.child_process import run
from monitor.evaluation.pipeline_bench import bench_pipeline
from tests.mannequin import Beat, Script, frames, write_clip
from tests.mannequin.clip import SCENE


def test_counts_the_cpu_time_of_the_child_alone() -> None:
    busy = "n = 0\nfor i in range(6_000_000):\n    n += i\nprint(n)"
    worked = run((sys.executable, "-c", busy))
    waited = run((sys.executable, "-c", "import time; time.sleep(0.3); print('awake')"))
    assert worked.output.strip() == str(sum(range(6_000_000)))
    assert waited.output == "awake\n"
    assert worked.cpu_s > 2 * waited.cpu_s, "sleep is no work"


def test_a_child_that_fails_is_quoted() -> None:
    with pytest.raises(MostradorError, match="failed: mended by nobody"):
        run((sys.executable, "-c", "raise SystemExit('first\\nmended by nobody')"))


def test_a_clip_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.mp4: is not there: accepted is a video file"):
        bench_pipeline([tmp_path / "gone.mp4"], 1, SystemClock(), ())


def test_every_loop_sees_every_frame_of_every_clip(tmp_path: Path) -> None:
    clip, other = tmp_path / "short.mp4", tmp_path / "shorter.mp4"
    script = Script(length_s=2.0, beats=(Beat(0.0),))
    assert write_clip(clip, frames(script, SCENE, 10.0), 10.0) == 20
    shorter = Script(length_s=1.0, beats=(Beat(0.0),))
    assert write_clip(other, frames(shorter, SCENE, 10.0), 10.0) == 10
    command = (sys.executable, "-m", "monitor", "bench", "pipeline", "--rounds", "1", "--json")
    done = subprocess.run(
        [*command, clip, other],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    assert {name: loop["frames"] for name, loop in found["loops"].items()} == {
        "decode": 30,
        "facemesh": 30,
        "analyze": 30,
    }
    assert found["target_ratio"] == 1.1
    assert [(each["name"], each["frames"]) for each in found["clips"]] == [
        ("short.mp4", 20),
        ("shorter.mp4", 10),
    ]
    cost = {name: loop["cpu_per_frame_with_start_ms"] for name, loop in found["loops"].items()}
    whole = found["whole_ratio"]["median"]
    assert whole == pytest.approx(cost["analyze"]["median"] / cost["facemesh"]["median"], abs=0.01)
    assert found["rounds"] == 1
    assert found["ratio"]["least"] <= found["ratio"]["median"] <= found["ratio"]["most"]
    assert all(loop["start_cpu_s"]["median"] > 0 for loop in found["loops"].values())
    wholes = [each["whole_ratio"]["median"] for each in found["clips"]]
    assert min(wholes) - 0.001 <= whole <= max(wholes) + 0.001, "one number for all lies between"
