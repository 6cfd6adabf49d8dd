"""The command line as a person meets it: run for real, in a process of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from monitor.attention.state import Reason
from monitor.samples import CLIP
from tests.answering_cameras import AnsweringCamera, http_answer
from tests.real_cameras import MjpegCamera


def mostrador(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program, away from any terminal."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MOSTRADOR_")}
    return subprocess.run(
        [sys.executable, "-m", "monitor", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**kept, **environment},
        timeout=200,
        check=False,
    )


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What was said about a failure: one line, no traceback, exit code 1."""
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's first five seconds, the customer alone."""
    path = tmp_path_factory.mktemp("clips") / "short.mp4"
    source = cv2.VideoCapture(str(CLIP))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 15, (640, 480))
    for _ in range(75):
        writer.write(source.read()[1])
    writer.release()
    return path


@pytest.fixture(scope="module")
def still(short_clip: Path) -> Path:
    path = short_clip.with_name("still.png")
    cv2.imwrite(str(path), cv2.VideoCapture(str(short_clip)).read()[1])
    return path


def test_help_names_every_command_without_loading_the_models() -> None:
    done = mostrador("--help")
    assert done.returncode == 0
    for command in ("demo", "serve", "analyze", "check-config", "doctor"):
        assert command in done.stdout
    heavy = "'cv2', 'mediapipe', 'fastapi', 'numpy', 'sqlalchemy', 'pydantic'"
    probe = f"import sys, monitor.cli; print([m for m in ({heavy}) if m in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_analyze_gives_the_documented_json(short_clip: Path) -> None:
    done = mostrador("analyze", short_clip, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert list(report) == [
        "clip",
        "duration_s",
        "frames",
        "fps",
        "states_s",
        "unknown_s",
        "customer_gaze_share",
        "coverage",
        "glances",
    ]
    assert (report["clip"], report["frames"]) == ("short.mp4", 75)
    assert report["duration_s"] == pytest.approx(5.0, abs=0.01)
    assert report["fps"] == pytest.approx(15.0, abs=0.05)
    states = report["states_s"]
    assert list(states) == ["customer", "device", "work", "elsewhere", "unknown", "absent"]
    assert sum(states.values()) == pytest.approx(report["duration_s"], abs=0.01)
    assert states["customer"] > 4.5
    assert list(report["unknown_s"]) == [each.value for each in Reason]
    assert sum(report["unknown_s"].values()) == pytest.approx(states["unknown"], abs=0.01)
    assert report["customer_gaze_share"] > 0.9
    assert report["glances"]["customer"]["count"] >= 1
    assert report["glances"]["device"]["mean_s"] is None


def test_analyze_twice_gives_the_same_bytes(short_clip: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    outputs = {
        mostrador("analyze", short_clip, "--json", "--samples", each).stdout
        for each in (first, second)
    }
    assert len(outputs) == 1
    assert first.read_bytes() == second.read_bytes()


def test_samples_have_a_row_per_frame_and_the_documented_columns(
    short_clip: Path, still: Path, tmp_path: Path
) -> None:
    out = tmp_path / "rows.csv"
    assert mostrador("analyze", short_clip, still, "--samples", out).returncode == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    columns = (
        "clip,t_s,state,face,gaze_yaw_deg,gaze_pitch_deg,head_yaw_deg,head_pitch_deg,"
        "head_roll_deg,eye_openness,quality,inferred,reason"
    )
    assert out.read_text().splitlines()[0] == columns
    assert [row["clip"] for row in rows] == ["short.mp4"] * 75 + ["still.png"]
    assert rows[-1]["state"] == "customer"
    assert all(bool(row["reason"]) == (row["state"] == "unknown") for row in rows)
    assert {row["inferred"] for row in rows} <= {"0", "1"}
    assert abs(float(rows[-1]["gaze_pitch_deg"])) < 15
    assert mostrador("analyze", still, "--samples", out).returncode == 0
    assert out.read_text().splitlines()[0] == columns.removeprefix("clip,")


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_done(
    short_clip: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "notes.mp4"
    bad.write_text("not a video")
    done = mostrador("analyze", bad, short_clip, "--json")
    assert done.returncode == 1
    assert str(bad) in done.stderr
    assert [report["clip"] for report in json.loads(done.stdout)] == ["short.mp4"]


def _bad_clips(folder: Path) -> dict[str, Path]:
    files = {
        name: folder / f"{name}.mp4" for name in ("missing", "empty", "text", "folder", "tiny")
    }
    files["empty"].touch()
    files["text"].write_text("these are words\n" * 100)
    files["folder"].mkdir()
    files["tiny"] = folder / "tiny.png"
    cv2.imwrite(str(files["tiny"]), np.zeros((1, 1, 3), np.uint8))
    return files


@pytest.mark.parametrize("name", ["missing", "empty", "text", "folder", "tiny"])
def test_a_bad_clip_gets_one_clear_sentence(name: str, tmp_path: Path) -> None:
    path = _bad_clips(tmp_path)[name]
    assert str(path) in one_sentence(mostrador("analyze", path))


def test_a_camera_cannot_be_analyzed() -> None:
    said = one_sentence(mostrador("analyze", "rtsp://me:hunter2@127.0.0.1/x"))
    assert "has no end" in said
    assert "hunter2" not in said


def test_a_report_that_cannot_be_written_leaves_nothing_behind(still: Path, tmp_path: Path) -> None:
    out = tmp_path / "no" / "rows.csv"
    assert str(out) in one_sentence(mostrador("analyze", still, "--samples", out))
    folder = tmp_path / "rows.csv"
    folder.mkdir()
    assert str(folder) in one_sentence(mostrador("analyze", still, "--samples", folder))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["rows.csv"]


def test_check_config_says_good_or_names_the_mistake(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(
        '[server]\npublic_url = "https://counter.example"\n'
        '[[counters]]\nid = "front"\ncamera = "rtsp://me:hunter2@10.0.0.7/main"\n'
        '[counters.presence]\nkind = "camera"\ncamera = "rtsp://me:hunter2@10.0.0.8/door"\n'
    )
    done = mostrador("check-config", file)
    assert done.returncode == 0
    assert "good" in done.stdout
    assert "hunter2" not in done.stdout
    assert "front: camera for customers rtsp://me:***@10.0.0.8/door" in done.stdout
    assert "areas: customer, device\n" in done.stdout
    assert "at https://counter.example." in done.stdout
    file.write_text("[server]\nprot = 1\n")
    assert f"{file}, line 2: server.prot is not a setting" in one_sentence(
        mostrador("check-config", file)
    )


@pytest.mark.needs("landlock")
def test_doctor_looks_at_everything(tmp_path: Path, short_clip: Path, still: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(
        f'[store]\nurl = "sqlite:///{tmp_path / "shop.db"}"\n'
        f'[[counters]]\ncamera = "{short_clip}"\n'
        f'[counters.presence]\nkind = "camera"\ncamera = "{still}"\n'
        '[[counters]]\nid = "phone"\ncamera = "browser:"\n'
    )
    done = mostrador("doctor", "--config", file)
    for what in ("cameras found", "camera of counter", "models", "lock", "database", "time zone"):
        assert what in done.stdout
    assert "camera for customers of counter" in done.stdout
    assert "a browser that opens the page /camera" in done.stdout
    assert done.stdout.count("640x480") == 2
    assert done.returncode == 0, done.stdout
    file.write_text(file.read_text().replace(str(short_clip), "/dev/video99"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    failed = mostrador(
        "doctor", "--config", file, MOSTRADOR_SERVER__PUBLIC_URL=f"https://localhost:{free}"
    )
    assert one_sentence(failed).endswith("camera of counter, page for other devices")


@pytest.mark.needs("landlock")
def test_doctor_opens_a_camera_under_the_lock_of_the_service(tmp_path: Path) -> None:
    """One that sends callers on to another port works for any player, and never for `serve`."""
    with MjpegCamera() as behind:
        there = f"http://127.0.0.1:{behind.port}/v"
        with AnsweringCamera(lambda _: http_answer("302 Found", Location=there)) as camera:
            file = tmp_path / "shop.toml"
            file.write_text(
                f'[store]\nurl = "sqlite:///{tmp_path / "shop.db"}"\n'
                f'[[counters]]\ncamera = "http://127.0.0.1:{camera.port}/v"\n'
            )
            failed = mostrador("doctor", "--config", file, COLUMNS="200")
    assert f"the camera sends callers on to {there}" in failed.stdout
    assert one_sentence(failed).endswith("need attention: camera of counter")


def test_a_database_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "shop.db"
    folder.mkdir()
    done = mostrador("demo", "--no-browser", MOSTRADOR_STORE__URL=f"sqlite:///{folder}")
    assert str(folder) in one_sentence(done)


def test_help_fits_a_narrow_terminal() -> None:
    done = mostrador("analyze", "--help", COLUMNS="60")
    assert max(map(len, done.stdout.splitlines())) <= 60
    assert re.search(r"--samples", done.stdout)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("check-config config/default.toml", "mostrador: standard output: cannot be written (No"),
        ("--help", "mostrador: No space left on device"),
    ],
)
def test_a_full_disk_behind_standard_output_one_sentence(command: str, said: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *command.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            # What is held back is written once more at the very end.
            env={key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"},
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert len(done.stderr.splitlines()) == 1


def test_a_terminal_without_unicode_gets_its_table(still: Path) -> None:
    done = mostrador("analyze", still, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "still.png" in done.stdout


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs started meanwhile take Ctrl-C, even where these tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_a_calibration_without_a_word(short_clip: Path, tmp_path: Path) -> None:
    """It reaches every process of the group, one of which is loading its libraries just then."""
    settings = tmp_path / "shop.toml"
    settings.write_text('[site]\nname = "Sol"\n')
    process = subprocess.Popen(
        [
            sys.executable,
            *"-m monitor calibrate --yes".split(),
            "--source",
            str(short_clip),
            "--config",
            str(settings),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    asked = process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")
    assert asked == "Look at where customers' faces are ...\n"
    assert settings.read_text() == '[site]\nname = "Sol"\n'
