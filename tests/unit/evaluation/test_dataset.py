from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DatasetError
from monitor.evaluation.dataset import Part, Seen, Sureness, read_dataset

CLIPS = "clip,t_s,viewer_a,viewer_b"
GAZE = "file,person,session,screen_x,screen_y,yaw_deg,pitch_deg"
POSES = "file,person,yaw_deg,pitch_deg,roll_deg"
STILLS = "file,person,class"
SURE = f"{CLIPS},sure_a,sure_b"


def folder(where: Path, name: str, *lines: str, files: tuple[str, ...] = ("a.mp4",)) -> Path:
    inside = where / name if name else where
    inside.mkdir(parents=True, exist_ok=True)
    for each in files:
        (inside / each).touch()
    (inside / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return inside


def test_reads_all_three_parts(tmp_path: Path) -> None:
    folder(tmp_path, "clips", CLIPS, "a.mp4,0.25,customer,closed", "a.mp4,0,absent,absent")
    folder(tmp_path, "gaze_points", GAZE, "s.png,p1,1,0.5,0.1,3,-4", files=("s.png",))
    folder(tmp_path, "poses", POSES, "s.png,p1,3,-4,1.5", files=("s.png",))
    found = read_dataset(tmp_path)
    (clip,) = found.clips
    assert clip.name == "a.mp4"
    assert [moment.t_s for moment in clip.moments] == [0.0, 0.25]
    assert clip.moments[0].agreed is Seen.ABSENT
    assert clip.moments[1].agreed is None
    assert found.gaze_points[0].pitch_deg == -4.0
    assert found.poses[0].roll_deg == 1.5


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ((CLIPS, "a.mp4,0,customer,customer"), Part.CLIPS),
        ((GAZE, "a.mp4,p1,1,0.5,0.1,3,-4"), Part.GAZE_POINTS),
        ((POSES, "a.mp4,p1,3,-4,1"), Part.POSES),
        ((STILLS, "a.mp4,s1,near_lens"), Part.STILLS),
    ],
)
def test_a_folder_may_be_one_of_the_parts_itself(
    tmp_path: Path, lines: tuple[str, ...], part: Part
) -> None:
    found = read_dataset(folder(tmp_path, "mine", *lines))
    held = {Part.CLIPS: found.clips, Part.GAZE_POINTS: found.gaze_points, Part.POSES: found.poses}
    held[Part.STILLS] = found.stills
    assert [each for each, labels in held.items() if labels] == [part]


def test_further_columns_say_more(tmp_path: Path) -> None:
    rows = ("a.mp4,0,device,device,2,1,ana,0.5,0.25", "a.mp4,1,absent,absent,2,2,ana,,")
    inside = folder(tmp_path, "clips", f"{SURE},person,face_x,face_y", *rows)
    (clip,) = read_dataset(inside).clips
    assert (clip.person, clip.settings) == ("ana", None)
    assert [moment.sureness for moment in clip.moments] == [Sureness.FAIRLY, Sureness.SURE]
    assert [moment.eyes_xy for moment in clip.moments] == [(0.5, 0.25), None]
    (inside / "a.toml").touch()
    assert read_dataset(inside).clips[0].settings == inside / "a.toml"


def test_without_them_all_are_sure_and_a_clip_is_a_person(tmp_path: Path) -> None:
    (clip,) = read_dataset(folder(tmp_path, "clips", CLIPS, "a.mp4,0,device,device")).clips
    assert (clip.person, clip.moments[0].sureness) == ("a.mp4", Sureness.SURE)


def test_only_leaves_out_the_rest(tmp_path: Path) -> None:
    folder(tmp_path, "clips", CLIPS, "nobody looks at this line")
    folder(tmp_path, "poses", POSES, "s.png,p1,3,-4,1.5", files=("s.png",))
    assert read_dataset(tmp_path, Part.POSES).poses
    with pytest.raises(DatasetError, match="holds nothing of gaze_points to evaluate"):
        read_dataset(tmp_path, Part.GAZE_POINTS)


def test_reads_what_a_spreadsheet_writes(tmp_path: Path) -> None:
    inside = folder(tmp_path, "clips", CLIPS)
    text = f"\ufeff{CLIPS},note\r\n a.mp4 ,0.5,customer,customer,side door\r\n\r\n,,,,\r\n"
    (inside / "labels.csv").write_text(text, encoding="utf-8", newline="")
    assert read_dataset(inside).clips[0].moments[0].t_s == 0.5


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("clip,t_s,viewer_a", "a.mp4,0,customer"), "line 1: misses the column viewer_b: accepted"),
        ((CLIPS,), "holds no labels"),
        ((), "is of no known kind|is empty"),
        (
            (CLIPS, "a.mp4,0,phone,customer"),
            "line 2: viewer_a is 'phone': accepted are customer, d",
        ),
        ((CLIPS, "a.mp4,0,customer,"), "line 2: viewer_b is empty"),
        ((CLIPS, "a.mp4,0,customer"), "line 2: holds 3 values: accepted are 4"),
        (
            (CLIPS, "a.mp4,soon,customer,customer"),
            "line 2: t_s is 'soon': accepted is a number of 0",
        ),
        ((CLIPS, "a.mp4,-1,customer,customer"), "line 2: t_s is '-1'"),
        ((CLIPS, "a.mp4,nan,customer,customer"), "line 2: t_s is 'nan'"),
        ((CLIPS, "", "b.mp4,0,customer,customer"), "line 3: clip is 'b.mp4', and there is no such"),
        (
            (CLIPS, "../a.mp4,0,customer,customer"),
            "line 2: clip is '../a.mp4': accepted is the name",
        ),
        (
            (CLIPS, "a.mp4,0,customer,customer", "a.mp4,0.0,device,device"),
            "line 3: a.mp4 at 0 s is labelled in line 2 already",
        ),
        (
            (GAZE, "a.mp4,p1,1,1.2,0,0,0"),
            "line 2: screen_x is '1.2': accepted is a number from 0 to",
        ),
        ((GAZE, "a.mp4,,1,0.2,0,0,0"), "line 2: person is empty"),
        ((POSES, "a.mp4,p1,0,91,0"), "line 2: pitch_deg is '91': accepted is a number from -90 to"),
        ((CLIPS, "a.mp4,1_0,customer,customer"), "line 2: t_s is '1_0': accepted is a number"),
        ((CLIPS, "a.mp4,٣,customer,customer"), "line 2: t_s is '٣': accepted is a number"),
        ((f"{CLIPS},t_s", "a.mp4,0,customer,customer,1"), "line 1: names the column t_s twice"),
        ((CLIPS, '"a.mp4,0,customer,customer'), "line 2: unexpected end of data: accepted is a"),
        ((CLIPS.replace(",", ";"), "a.mp4;0"), "line 1: the values are parted by semicolons: acc"),
        ((CLIPS.replace(",", "\t"), "a.mp4\t0"), "line 1: the values are parted by tabs: accepted"),
        ((SURE, "a.mp4,0,device,device,2,3"), "line 2: sure_b is '3': accepted are 0, 1, 2"),
        ((SURE, "a.mp4,0,device,device,2,"), "line 2: sure_b is empty"),
        ((f"{SURE},sure_a", "a.mp4,0,device,device,2,2,1"), "line 1: names the column sure_a tw"),
        (
            (f"{CLIPS},person", "a.mp4,0,device,device,ana", "a.mp4,1,device,device,ben"),
            "line 3: person is 'ben' and was 'ana' in a.mp4 before: accepted is one person per",
        ),
        (
            (f"{CLIPS},face_x,face_y", "a.mp4,0,device,device,0.5,"),
            "line 2: face_x stands alone: accepted are face_x and face_y, or neither",
        ),
        (
            (f"{CLIPS},face_x,face_y", "a.mp4,0,device,device,320,0.5"),
            "line 2: face_x is '320': accepted is a number from 0 to 1",
        ),
        ((STILLS, "a.mp4,s1,asleep"), "line 2: class is 'asleep': accepted are at_lens, not_at_l"),
        (
            (f"{GAZE},zero", "a.mp4,p1,1,0.5,0.1,3,-4,screen"),
            "line 2: zero is 'screen': accepted are lens, unknown",
        ),
        (("what,else", "1,2"), "line 1: is of no known kind: accepted are the columns clip,t_s"),
    ],
)
def test_says_which_line_is_wrong(tmp_path: Path, lines: tuple[str, ...], says: str) -> None:
    inside = folder(tmp_path, "mine", *lines)
    with pytest.raises(DatasetError, match=says) as caught:
        read_dataset(inside)
    assert str(inside / "labels.csv") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_infinite_time_is_beyond_every_clip(tmp_path: Path) -> None:
    inside = folder(tmp_path, "mine", CLIPS, "a.mp4,inf,customer,customer")
    with pytest.raises(DatasetError, match="line 2: t_s is 'inf'"):
        read_dataset(inside)


def test_a_folder_without_anything(tmp_path: Path) -> None:
    with pytest.raises(
        DatasetError, match=r"nothing to evaluate: accepted is a folder with .*clips"
    ):
        read_dataset(tmp_path)
    with pytest.raises(DatasetError, match="is no folder"):
        read_dataset(tmp_path / "gone")
    (tmp_path / "clips").mkdir()
    with pytest.raises(
        DatasetError, match=r"clips: has no labels.csv: accepted is one with clip,t"
    ):
        read_dataset(tmp_path)
    with pytest.raises(DatasetError, match=r"clips: has no labels.csv"):
        read_dataset(tmp_path / "clips")


def test_a_table_that_is_no_text(tmp_path: Path) -> None:
    inside = folder(tmp_path, "clips")
    (inside / "labels.csv").write_bytes(b"clip,t_s\xff\xfe\n")
    with pytest.raises(DatasetError, match=r"labels\.csv, line 1: is not text in UTF-8: accepted"):
        read_dataset(inside)
    (inside / "labels.csv").unlink()
    (inside / "labels.csv").mkdir()
    with pytest.raises(DatasetError, match=r"has no labels\.csv"):
        read_dataset(inside)
