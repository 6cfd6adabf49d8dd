"""`mostrador analyze --presence`, run for real."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cv2
import pytest

from monitor.samples import CLIP
from tests.cli.test_commands import mostrador, one_sentence


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's first five seconds: the attendant looks at the customer all along."""
    path = tmp_path_factory.mktemp("clips") / "visited.mp4"
    source = cv2.VideoCapture(str(CLIP))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 15, (640, 480))
    for _ in range(75):
        writer.write(source.read()[1])
    writer.release()
    return path


def visits(folder: Path, text: str) -> Path:
    path = folder / "visits.csv"
    path.write_text(f"t_s,present\n{text}")
    return path


def test_a_clip_with_its_visits_gives_encounters_and_without_them_none(
    short_clip: Path, tmp_path: Path
) -> None:
    path = visits(tmp_path, "0,0\n1,1\n4,0\n")
    told = json.loads(mostrador("analyze", short_clip, "--presence", path, "--json").stdout)
    (encounter,) = told.pop("encounters")
    assert list(encounter) == [
        "start_s",
        "end_s",
        "duration_s",
        "whole",
        "states_s",
        "first_look_s",
        "longest_look_away_s",
        "returns",
        "return_median_s",
        "looked_up",
        "splits",
        "coverage",
    ]
    assert (encounter["start_s"], encounter["end_s"], encounter["whole"]) == (1, 4, True)
    assert encounter["states_s"]["customer"] == 3
    assert (encounter["first_look_s"], encounter["returns"]) == (0, 0)
    assert told == json.loads(mostrador("analyze", short_clip, "--json").stdout)


def test_encounters_stand_in_a_table(short_clip: Path, tmp_path: Path) -> None:
    done = mostrador("analyze", short_clip, "--presence", visits(tmp_path, "1,1\n4,0\n"))
    assert "Encounters, in seconds" in done.stdout
    # From, to, first look, longest look-away, returns, looked up.
    assert re.search(r"1\.0 +4\.0 +0\.0 +0\.0 +0 +yes", done.stdout)


def test_what_cannot_be_presence_gets_one_clear_sentence(short_clip: Path, tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    cv2.imwrite(str(still), cv2.VideoCapture(str(short_clip)).read()[1])
    path = visits(tmp_path, "0,maybe\n")
    said = one_sentence(mostrador("analyze", short_clip, "--presence", path))
    assert f"{path}, line 2" in said
    assert "1 or 0" in said
    path = visits(tmp_path, "0,1\n")
    assert "one clip" in one_sentence(mostrador("analyze", short_clip, still, "--presence", path))
    assert str(still) in one_sentence(mostrador("analyze", still, "--presence", path))
