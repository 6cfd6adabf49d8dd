"""Calibrating for real: a clip of the mannequin, the locked worker, the program, the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.settings import load_settings
from tests.live.services import ASK_S, serving
from tests.mannequin import Pose, Scene, render, write_clip
from tests.mannequin.scene import Image
from tests.patience import wait_until

ROOT = Path(__file__).resolve().parents[2]
RATE = 8.0
SCENE = Scene(width_px=480, height_px=360)
# Towards customers who stand a little above the camera, and far down at a device.
UP = {"head_yaw_deg": 3.0, "head_pitch_deg": 4.0, "gaze_yaw_deg": 4.0, "gaze_pitch_deg": 6.0}
DOWN = {"head_yaw_deg": 2.0, "head_pitch_deg": -28.0, "gaze_yaw_deg": 2.0, "gaze_pitch_deg": -60.0}
TEXT = """\
# The corner shop.
[store]
url = "sqlite:///{folder}/shop.db"   # beside it

# By the door.
[[counters]]
id = "front"   # the only one
camera = "{clip}"
loop = true
rate_per_s = 8
read_timeout_s = 60
"""


def looks(angles: dict[str, Any], seconds: float) -> Iterator[Image]:
    """Somebody who sways a little and blinks once."""
    swaying: list[Image] = []
    for roll in (-1.0, 0.0, 1.0, 0.0):
        place: dict[str, Any] = {"head_roll_deg": roll, "shift_mm": (roll * 2, 0.0, 0.0)}
        swaying.append(render(Pose(**angles | place), SCENE))
    blinking: dict[str, Any] = {"openness": 0.0}
    shut = render(Pose(**angles | blinking), SCENE)
    for index in range(round(seconds * RATE)):
        yield shut if index == 36 else swaying[index % 4]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """8.4 s towards customers, 8.4 s at the device."""
    path = tmp_path_factory.mktemp("clips") / "both.mp4"
    write_clip(path, (*looks(UP, 8.4), *looks(DOWN, 8.4)), RATE)
    return path


@pytest.fixture(scope="module")
def one_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same place all the time."""
    path = tmp_path_factory.mktemp("clips") / "one.mp4"
    write_clip(path, looks(UP, 17.0), RATE)
    return path


@pytest.fixture
def file(tmp_path: Path, clip: Path) -> Path:
    path = tmp_path / "shop.toml"
    path.write_text(TEXT.format(folder=tmp_path, clip=clip), encoding="utf-8")
    return path


def mostrador(
    home: Path, *arguments: str | Path, cwd: Path = Path()
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
    return subprocess.run(
        [sys.executable, "-m", "monitor", *map(str, arguments)],
        env={**environment, "HOME": str(home), "PYTHONPATH": str(ROOT)},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=200,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_a_clip_calibrates_a_counter_and_the_file_keeps_its_comments(
    tmp_path: Path, clip: Path, file: Path
) -> None:
    before = file.read_text(encoding="utf-8")
    asked = mostrador(tmp_path, "calibrate", "--config", file)
    assert asked.returncode == 0, asked.stderr
    assert "Look at where customers' faces are" in asked.stderr
    assert "Look at the device" in asked.stderr
    assert "Quality: good" in asked.stdout
    # Nobody is there to say yes, so nothing is stored.
    assert "Not stored" in asked.stdout
    assert file.read_text(encoding="utf-8") == before

    done = mostrador(tmp_path, "calibrate", "--config", file, "--yes")
    assert done.returncode == 0, done.stderr
    assert f"Stored in {file}" in done.stdout
    # A clip has its own time: however busy the computer, it gives the same numbers.
    assert done.stdout.split("Quality")[0] == asked.stdout.split("Quality")[0]
    after = file.read_text(encoding="utf-8")
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    counter = load_settings(file, {}).counters[0]
    assert counter.calibrated
    assert counter.calibrated_at is not None
    assert abs(counter.reference_yaw_deg - 4) < 10
    assert [area.name for area in counter.areas] == ["customer", "device"]
    # Measured by its own calibration, the clip is what it shows.
    read = mostrador(tmp_path, "analyze", clip, "--json", "--config", file)
    states = json.loads(read.stdout)["states_s"]
    assert states["customer"] == pytest.approx(8.4, abs=0.6)
    assert states["device"] == pytest.approx(8.4, abs=0.6)


def test_the_users_own_file_is_made_and_used(tmp_path: Path, clip: Path) -> None:
    done = mostrador(tmp_path, "calibrate", "--source", clip.name, "--yes", cwd=clip.parent)
    assert done.returncode == 0, done.stderr
    own = Path(done.stdout.rsplit("Stored in ", 1)[1].split(";")[0])
    assert own.is_relative_to(tmp_path)
    assert load_settings(own, {}).counters[0].camera == str(clip)
    again = mostrador(tmp_path, "calibrate", "--yes", "--counter", "side")
    assert again.returncode == 1
    assert "no counter 'side'" in again.stderr
    assert mostrador(tmp_path, "check-config", own).returncode == 0


def test_refusals_are_one_sentence_and_leave_the_file(
    tmp_path: Path, one_place: Path, file: Path
) -> None:
    before = file.read_bytes()

    def refused(*arguments: str | Path, before_looking: bool = False) -> str:
        done = mostrador(tmp_path, "calibrate", "--config", file, "--yes", *arguments)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert file.read_bytes() == before
        assert ("Look at" not in done.stderr) == before_looking
        return next(each for each in done.stderr.splitlines() if each.startswith("mostrador: "))

    assert "customer and device cannot be told apart" in refused("--source", one_place)
    assert "the clip is over; goods was not looked at" in refused("--work", "goods")
    assert "seconds = 1 s: accepted are 3 s to 30 s" in refused(
        "--seconds", "1", before_looking=True
    )
    assert "no-such.mp4" in refused("--source", "no-such.mp4")
    file.chmod(0o444)
    assert f"{file}: is read-only" in refused(before_looking=True)


def look(home: str) -> Any:
    return httpx.get(home, timeout=ASK_S).json()


def test_a_running_service_takes_a_calibration_over(tmp_path: Path, file: Path) -> None:
    def word(service: Any) -> Any:
        (found,) = service.get("/now")
        return found

    with serving(file, tmp_path) as service:
        assert word(service)["calibration"]["calibrated"] is False
        home = f"{service.url}/api/v1/counters/front/calibration"
        assert httpx.post(home, json={"seconds_s": 3}, timeout=ASK_S).status_code == 200
        step = httpx.post(f"{home}/steps/customer", json={}, timeout=ASK_S)
        assert step.status_code == 200
        # The clip goes on as it does: whatever it shows, the worker's samples arrive, and a place
        # may be read, or refused, before anybody looks.
        wait_until(
            lambda: any(look(home)[name] for name in ("collected_s", "readings", "refused")),
            lambda: look(home),
        )
        done = mostrador(tmp_path, "calibrate", "--config", file, "--yes")
        assert done.returncode == 0, done.stderr
        wait_until(lambda: word(service)["calibrated"], lambda: word(service))
        told = word(service)
        assert told["calibration"]["calibrated"] is True
        assert told["calibration"]["calibrated_utc"] is not None
        assert told["camera"]["restarts"] == 0
        assert service.get("/counters")[0]["calibrated"] is True
        # The one under way began before: its file is another one now.
        refused = httpx.post(f"{home}/accept", json={}, timeout=ASK_S)
        assert refused.status_code in {409, 503}
