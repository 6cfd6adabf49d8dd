"""The whole way: a small labelled folder of the mannequin, the command, its JSON and its page."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from monitor.cli.evaluation_tables import print_figures
from monitor.errors import DatasetError
from monitor.evaluation.dataset import read_dataset
from monitor.evaluation.evaluation import evaluate
from monitor.evaluation.json_report import json_text
from monitor.evaluation.measure import measure
from monitor.evaluation.tables import tables as tables_of
from monitor.runtime.offline.analysis import Analyzer
from monitor.settings import core_params, load_settings
from tests.mannequin import (
    Absence,
    Beat,
    Pose,
    Script,
    absent,
    frames,
    render,
    truth,
    write_clip,
)
from tests.mannequin.clip import SCENE

FPS = 10.0
SCRIPT = Script(
    length_s=4.0,
    beats=(Beat(0.0), Beat(1.2, head_pitch_deg=-17.0, gaze_pitch_deg=-40.0), Beat(2.2)),
    absences=(Absence(2.6, 9.0),),
)
LABELLED = truth(SCRIPT, FPS)[::2]
POINTS = ((-12.0, -2.0, 0.1), (12.0, -2.0, 0.1), (-12.0, -20.0, 0.9), (12.0, -20.0, 0.9))
HEADS = ((0.0, 0.0, 0.0), (20.0, 0.0, 0.0), (-15.0, 5.0, 4.0))


def write_rows(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header.split(","), *rows])


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("labelled")
    clips, points, poses = (folder / name for name in ("clips", "gaze_points", "poses"))
    for each in (clips, points, poses):
        each.mkdir()
    write_clip(clips / "story.mp4", frames(SCRIPT, SCENE, FPS), FPS)
    write_rows(
        clips / "labels.csv",
        "clip,t_s,viewer_a,viewer_b",
        [("story.mp4", f"{row.t_s:.2f}", row.state, row.state) for row in LABELLED],
    )
    rows: list[Sequence[object]] = []
    for index, (yaw, pitch, screen_y) in enumerate(POINTS):
        picture = render(Pose(yaw / 2, pitch / 2, 0.0, yaw, pitch), SCENE)
        Pillow.fromarray(picture).save(points / f"{index}.png")
        rows.append((f"{index}.png", "doll", 1, 0.5, screen_y, yaw, pitch))
    header = "file,person,session,screen_x,screen_y,yaw_deg,pitch_deg"
    write_rows(points / "labels.csv", header, rows)
    rows = []
    for index, head in enumerate(HEADS):
        picture = render(Pose(*head, head[0], head[1]), SCENE)
        Pillow.fromarray(picture).save(poses / f"{index}.png")
        rows.append((f"{index}.png", "doll", *head))
    write_rows(poses / "labels.csv", "file,person,yaw_deg,pitch_deg,roll_deg", rows)
    return folder


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Analyzer]:
    settings = load_settings(None, {})
    counter = settings.counters[0]
    made = Analyzer(counter, core_params(settings, counter))
    yield made
    made.close()


@pytest.fixture(scope="module")
def printed(labelled: Path) -> tuple[str, str]:
    """What the command prints, and its page."""
    page = labelled.parent / "report.html"
    command = [sys.executable, "-m", "monitor", "evaluate", labelled, "--json", "--html", page]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, page.read_text("utf-8")


def test_the_answers_are_those_of_analyze(
    printed: tuple[str, str], labelled: Path, analyzer: Analyzer
) -> None:
    clips = json.loads(printed[0])["folders"][0]["clips"]
    samples = analyzer.analyze(str(labelled / "clips" / "story.mp4")).samples
    wanted = Counter(
        (row.state, sample.state.value)
        for row, sample in zip(truth(SCRIPT, FPS), samples, strict=True)
        if row in LABELLED
    )
    found = {
        (said, answered): count
        for said, row in clips["confusion"].items()
        for answered, count in row.items()
        if count
    }
    assert found == wanted
    assert clips["overall"]["moments"] == clips["overall"]["judged_truth"] == len(LABELLED)
    assert clips["overall"]["kappa"]["between_viewers"]["all"] == 1.0
    assert clips["no_intervals_because"].startswith("fewer than 3 persons or clips")
    assert found["customer", "customer"] >= 5
    assert found["absent", "absent"] >= 2


def test_stills_are_measured(printed: tuple[str, str]) -> None:
    found: dict[str, Any] = json.loads(printed[0])["folders"][0]
    gaze, poses = found["gaze_points"], found["poses"]
    assert gaze["per_person"]["doll"]["stills"] == 4
    assert gaze["overall"]["row_auc"] == 1.0
    assert gaze["per_person"]["doll"]["yaw"]["r"] > 0.9
    assert poses["overall"]["found"] == 1.0
    assert poses["overall"]["yaw_mae_deg"] < 6.0
    assert poses["per_person"]["doll"]["roll"]["r"] > 0.9


def test_the_page_tells_the_same(printed: tuple[str, str]) -> None:
    text, page = printed
    overall = json.loads(text)["folders"][0]["clips"]["overall"]
    assert f"{100 * overall['accuracy']:.1f} %" in page
    assert f"{overall['macro_f1']:.2f}" in page
    assert "story.mp4" in page
    assert "--customer-tint" in page, "the dashboard's own colours"


def test_again_gives_the_same_bytes_and_tables_tell_the_same(
    printed: tuple[str, str],
    labelled: Path,
    analyzer: Analyzer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told: list[str] = []
    dataset = read_dataset(labelled)
    measured = measure(
        dataset, lambda _: analyzer, lambda what, done, _: told.append(f"{what} {done}")
    )
    again = evaluate(dataset, measured)
    assert json_text([again]) + "\n" == printed[0]
    assert told[0] == "story.mp4 1"
    assert told[-1] == f"poses {len(HEADS)}"
    print_figures(tables_of([again]))
    tables = capsys.readouterr().out
    (found,) = json.loads(printed[0])["folders"]
    assert f"{found['poses']['overall']['yaw_mae_deg']:.2f}" in tables
    assert f"{found['gaze_points']['overall']['pitch_mae_deg']:.2f}" in tables
    assert f"{100 * found['clips']['overall']['accuracy']:.1f} %" in tables


def test_one_sentence_where_a_file_is_wrong(
    labelled: Path, tmp_path: Path, analyzer: Analyzer
) -> None:
    (tmp_path / "story.mp4").write_bytes((labelled / "clips" / "story.mp4").read_bytes())
    (tmp_path / "broken.png").write_bytes(b"no picture at all")
    table = tmp_path / "labels.csv"

    def complaint(header: str, *row: object) -> str:
        write_rows(table, header, [row])
        with pytest.raises(DatasetError) as caught:
            measure(read_dataset(tmp_path), lambda _: analyzer)
        assert "\n" not in str(caught.value)
        assert str(caught.value).startswith(f"{table}, line 2: ")
        return str(caught.value)

    clips, poses = "clip,t_s,viewer_a,viewer_b", "file,person,yaw_deg,pitch_deg,roll_deg"
    said = complaint(clips, "story.mp4", "4.01", "customer", "customer")
    assert "t_s is 4.01, beyond the end of story.mp4: accepted is a number from 0 to 4.000" in said
    assert "broken.png" in complaint(poses, "broken.png", "doll", 0, 0, 0)
    said = complaint(poses, "story.mp4", "doll", 0, 0, 0)
    assert "story.mp4 is a video: accepted is a still image" in said


@pytest.fixture(scope="module")
def counter(labelled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same story at a counter whose customers stand far to the side, and three stills."""
    folder = tmp_path_factory.mktemp("counter")
    clips, stills = folder / "clips", folder / "stills"
    clips.mkdir()
    stills.mkdir()
    (clips / "aside.mp4").write_bytes((labelled / "clips" / "story.mp4").read_bytes())
    (clips / "aside.toml").write_text(
        "[[counters]]\nreference_yaw_deg = 40\ncalibrated = true\n", encoding="utf-8"
    )
    write_rows(
        clips / "labels.csv",
        "clip,t_s,viewer_a,viewer_b,sure_a,sure_b,person,face_x,face_y",
        [
            ("aside.mp4", "0.4", "elsewhere", "elsewhere", 2, 2, "doll", 0.5, 0.46),
            ("aside.mp4", "0.6", "elsewhere", "elsewhere", 1, 2, "doll", 0.9, 0.46),
        ],
    )
    for name, pose in (("lens", Pose()), ("near", Pose(gaze_pitch_deg=-4.0)), ("away", None)):
        picture = render(pose, SCENE) if pose else absent(SCENE)
        Pillow.fromarray(picture).save(stills / f"{name}.png")
    write_rows(
        stills / "labels.csv",
        "file,person,class",
        [
            ("lens.png", "doll", "at_lens"),
            ("near.png", "doll", "near_lens"),
            ("away.png", "nobody", "not_at_lens"),
        ],
    )
    return folder


def test_several_folders_stand_side_by_side(labelled: Path, counter: Path) -> None:
    command = [sys.executable, "-m", "monitor", "evaluate", labelled, counter, "--markdown"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in done.stdout.splitlines()
        if line.startswith("|")
    ]
    summary = [row[:3] for row in rows if row[1] in {"all agreed", "both fairly sure"}]
    assert summary[:3] == [
        [labelled.name, "all agreed", str(len(LABELLED))],
        [counter.name, "all agreed", "2"],
        [counter.name, "both fairly sure", "2"],
    ]
    persons = {row[1]: row for row in rows if row[0] == counter.name and row[1] == "doll"}
    # With its own settings: into the lens is elsewhere there, without them it is customer.
    assert persons["doll"][2:4] == ["2", "100.0 %"]
    right_face = [row[-1] for row in rows if row[:2] == [counter.name, "all agreed"]]
    assert right_face == [right_face[0], "50.0 %"]
    stills = {row[1]: row[2:9] for row in rows if row[1] in {"at_lens", "near_lens", "not_at_lens"}}
    assert stills["at_lens"][:3] == stills["near_lens"][:3] == ["1", "1", "100.0 %"]
    assert stills["not_at_lens"][5] == "100.0 %", "nobody is there"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["labelled", "labelled"], "is given twice: accepted is each folder once"),
        (["labelled", "gone"], "gone: is no folder: accepted is a folder with one or more of"),
        (["labelled", "--json", "--markdown"], "--json with --markdown: accepted is one of them"),
        (["broken"], "a.toml, line 2: counters[0].pitch is"),
    ],
)
def test_what_cannot_be_evaluated_is_said_before_anything_is_measured(
    labelled: Path, tmp_path: Path, arguments: list[str], says: str
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "a.mp4").write_bytes(b"")
    (broken / "a.toml").write_text("[[counters]]\npitch = 3\n", encoding="utf-8")
    write_rows(
        broken / "labels.csv", "clip,t_s,viewer_a,viewer_b", [("a.mp4", 0, "device", "device")]
    )
    folders = {"labelled": labelled, "gone": tmp_path / "gone", "broken": broken}
    command = [sys.executable, "-m", "monitor", "evaluate"]
    command += [str(folders.get(each, each)) for each in arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
