from __future__ import annotations

import os
import sys
import wave
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import Playback, SourceOptions, open_source
from monitor.adapters.video_source.clip import PresentationClock
from monitor.adapters.video_source.picture import plausible_fps
from monitor.errors import FailureName, SourceError
from monitor.ports import Frame, Image
from monitor.units import Ns
from tests.numbered_clips import (
    index_first,
    number_of,
    retime_clip,
    rotate_clip,
    write_bare_jpegs,
    write_clip,
)

MS = 1_000_000


def frames_of(path: Path) -> Iterator[Frame]:
    source = open_source(str(path), SourceOptions(), SystemClock())
    while (frame := source.read()) is not None:
        yield frame
    assert source.read() is None, "the end stays the end"
    source.close()
    source.close()
    assert source.read() is None


def is_red(picture: Image, row: int, column: int) -> bool:
    red, green, blue = (int(value) for value in picture[row, column])
    return red > 180 and green < 80 and blue < 80


@pytest.mark.parametrize(
    ("ending", "codec"),
    [("mp4", "mp4v"), ("mov", "mp4v"), ("avi", "MJPG"), ("mkv", "mp4v"), ("webm", "VP80")],
)
def test_gives_every_frame_once_with_its_presentation_time(
    tmp_path: Path, ending: str, codec: str
) -> None:
    path = write_clip(tmp_path / f"clip.{ending}", codec=codec)
    frames = list(frames_of(path))
    assert [number_of(frame.image) for frame in frames] == list(range(30))
    assert [frame.index for frame in frames] == list(range(30))
    assert [frame.t_ns for frame in frames] == [40 * MS * index for index in range(30)]
    assert frames[0].image.dtype == "uint8"
    assert is_red(frames[0].image, 100, 100), "red comes first: RGB"


def test_reads_the_same_twice(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    first, second = list(frames_of(path)), list(frames_of(path))
    assert [frame.t_ns for frame in first] == [frame.t_ns for frame in second]
    assert all((a.image == b.image).all() for a, b in zip(first, second, strict=True))


def test_says_what_the_container_claims(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", frames=50, fps=12.5, size_px=(322, 242))
    source = open_source(str(path), SourceOptions(), SystemClock())
    info = source.info
    assert (info.width_px, info.height_px) == (322, 242)
    assert (info.nominal_fps, info.frame_count, info.duration_s) == (12.5, 50, 4.0)
    assert not info.live
    source.close()


@pytest.mark.parametrize("size_px", [(321, 241), (33, 47), (1279, 719)])
def test_reads_odd_sizes(tmp_path: Path, size_px: tuple[int, int]) -> None:
    path = write_bare_jpegs(tmp_path / "clip.mjpeg", 5, size_px)
    frames = list(frames_of(path))
    assert [number_of(frame.image) for frame in frames] == list(range(5))
    assert all(frame.image.shape == (size_px[1], size_px[0], 3) for frame in frames)


@pytest.mark.parametrize(
    ("clockwise_deg", "shape", "red_at"),
    [
        (90, (320, 240, 3), (160, 140)),
        (180, (240, 320, 3), (140, 160)),
        (270, (320, 240, 3), (160, 100)),
    ],
)
def test_turns_a_phones_clip_upright(
    tmp_path: Path, clockwise_deg: int, shape: tuple[int, ...], red_at: tuple[int, int]
) -> None:
    path = rotate_clip(write_clip(tmp_path / "phone.mp4"), clockwise_deg)
    frames = list(frames_of(path))
    assert len(frames) == 30
    assert frames[0].image.shape == shape
    opposite = (shape[0] - 1 - red_at[0], shape[1] - 1 - red_at[1])
    assert is_red(frames[0].image, *red_at)
    assert not is_red(frames[0].image, *opposite)
    source = open_source(str(path), SourceOptions(), SystemClock())
    assert (source.info.height_px, source.info.width_px) == shape[:2]
    source.close()


def test_keeps_the_times_of_a_variable_frame_rate(tmp_path: Path) -> None:
    # 25 frames per second are 512 ticks of 1/12800 s each.
    path = retime_clip(write_clip(tmp_path / "vfr.mp4", frames=8), [512, 1024, 256, 2560] * 2)
    stamps_ms = [frame.t_ns / MS for frame in frames_of(path)]
    assert stamps_ms == [0, 40, 120, 140, 340, 380, 460, 480]


def test_gives_times_to_a_clip_that_has_none(tmp_path: Path) -> None:
    path = retime_clip(write_clip(tmp_path / "still_time.mp4", frames=6), [0] * 6)
    frames = list(frames_of(path))
    stamps = [frame.t_ns for frame in frames]
    assert len(frames) == 6
    assert all(later > earlier for earlier, later in pairwise(stamps))


def test_reads_a_clip_with_neither_rate_nor_times_nor_length(tmp_path: Path) -> None:
    frames = list(frames_of(write_bare_jpegs(tmp_path / "clip.mjpeg", 6)))
    assert [number_of(frame.image) for frame in frames] == list(range(6))
    assert [frame.t_ns for frame in frames] == [40 * MS * index for index in range(6)]


@given(
    st.lists(st.none() | st.integers(-(10**15), 10**15).map(Ns), max_size=40),
    st.none() | st.just(25.0),
)
def test_stamps_increase_whatever_a_file_claims(claims: list[Ns | None], fps: float | None) -> None:
    clock = PresentationClock(fps)
    stamps = [clock.stamp(claim) for claim in claims]
    assert stamps[:1] in ([], [0])
    assert all(0 < b - a <= 60_000 * MS for a, b in pairwise(stamps))


def test_stamps_fall_back_to_the_rate_and_then_to_a_thirtieth() -> None:
    known, unknown = PresentationClock(25.0), PresentationClock(None)
    assert [known.stamp(None) for _ in range(3)] == [0, 40 * MS, 80 * MS]
    assert [unknown.stamp(Ns(0)) for _ in range(3)] == [0, 33_333_333, 66_666_666]
    joined = PresentationClock(25.0)
    claims = [Ns(1000 * MS), Ns(1040 * MS), Ns(0), Ns(100 * MS)]
    assert [joined.stamp(claim) / MS for claim in claims] == [0, 40, 80, 180]


@pytest.mark.parametrize("claimed", [0.0, -1.0, float("nan"), float("inf"), 90000.0])
def test_believes_no_impossible_frame_rate(claimed: float) -> None:
    assert plausible_fps(claimed) is None
    assert plausible_fps(29.97) == 29.97


# --- bad input ------------------------------------------------------------------------------------


def refusal(path: Path, why: FailureName) -> str:
    with pytest.raises(SourceError) as caught:
        open_source(str(path), SourceOptions(), SystemClock())
    text = str(caught.value)
    assert text.startswith(str(path)), "it says where"
    assert "accepted" in text, "it says what would do"
    assert caught.value.cause.name == why
    assert "\n" not in text
    return text


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "nothing.mp4", "clip_missing")


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path, "clip_folder")


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    """Even to ask what it is fails; in a worker that was a traceback."""
    assert "file name too long" in refusal(tmp_path / ("a" * 300), "clip_unreadable")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert "is a pipe" in refusal(tmp_path / "pipe.mp4", "clip_unreadable")


@pytest.mark.skipif(sys.platform == "darwin", reason="every name there is in UTF-8")
def test_a_name_from_an_old_camera(tmp_path: Path) -> None:
    """OpenCV would end the whole process, without a word."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/c\xe1mara.mp4"))
    path.write_bytes(write_clip(tmp_path / "plain.mp4", frames=2).read_bytes())
    with pytest.raises(SourceError, match=r"c\\udce1mara.mp4': the name is not in UTF-8: accepted"):
        open_source(str(path), SourceOptions(), SystemClock())


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "is empty" in refusal(path, "clip_empty")


def test_an_unreadable_file(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "secret.mp4", frames=2)
    path.chmod(0)
    if os.access(path, os.R_OK):
        path = Path("/proc/self/mem")  # the superuser reads everything but this
    assert "cannot be read" in refusal(path, "clip_unreadable")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"This is a shopping list.\nMilk\nEggs\n" * 200, "a text file"),
        ("Año de la piña — 50 €\n".encode() * 300, "a text file"),
        (b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.ts\n", "a text file"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "a text file"),
        (b"%PDF-1.7\n\0\0", "a PDF document"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC or AVIF still"),
        (b"ID3\x04\0\0\0\0\0\0" + b"\0" * 100, "an audio file"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0isom", "an audio file"),
        (os.urandom(5000), "no video that can be decoded"),
        (b"\0" * 5000, "no video that can be decoded"),
    ],
)
def test_a_file_that_is_no_video(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    assert said in refusal(path, "clip_format")


def test_a_zip_archive(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "hello")
    assert "a zip archive" in refusal(path, "clip_format")


def test_a_sound_recording(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * 8000)
    assert "an audio file" in refusal(path, "clip_format")


def test_a_film_container_with_sound_alone(tmp_path: Path) -> None:
    # The track of a real clip, declared to be sound: no picture is left.
    path = write_clip(tmp_path / "sound.mp4")
    path.write_bytes(path.read_bytes().replace(b"vide", b"soun").replace(b"vmhd", b"smhd"))
    assert "no video" in refusal(path, "clip_format")


def test_a_clip_without_frames(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "none.mp4", frames=0)
    assert "decoded" in refusal(path, "clip_format")


def test_a_clip_cut_before_its_index(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "cut.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "cut short before its index" in refusal(path, "clip_broken")


def test_a_clip_cut_after_its_index_plays_as_far_as_it_goes(tmp_path: Path) -> None:
    path = index_first(write_clip(tmp_path / "cut.mp4", frames=100))
    assert len(list(frames_of(path))) == 100, "the moved index is sound"
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    source = open_source(str(path), SourceOptions(), SystemClock())
    read = 0
    while source.read() is not None:
        read += 1
    assert 20 < read < 80
    assert source.ended_early
    source.close()


def test_a_whole_clip_does_not_end_early(tmp_path: Path) -> None:
    source = open_source(str(write_clip(tmp_path / "clip.mp4")), SourceOptions(), SystemClock())
    while source.read() is not None:
        assert not source.ended_early
    assert not source.ended_early
    source.close()


def test_a_clip_with_noise_in_the_middle_is_read_to_the_end(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "noise.avi", frames=60, codec="MJPG")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = bytes(3000)
    path.write_bytes(content)
    numbers = [number_of(frame.image) for frame in frames_of(path)]
    assert numbers[0] == 0
    assert len(numbers) > 50


@pytest.mark.parametrize("size_px", [(2, 2), (16, 240)])
def test_a_clip_too_small_for_a_face(tmp_path: Path, size_px: tuple[int, int]) -> None:
    path = write_clip(tmp_path / "tiny.avi", frames=2, size_px=size_px, codec="MJPG")
    assert f"{size_px[0]}x{size_px[1]} px" in refusal(path, "picture_small")


@pytest.mark.parametrize("playback", list(Playback))
def test_bad_files_are_refused_in_every_way_of_playing(tmp_path: Path, playback: Playback) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(os.urandom(5000))
    with pytest.raises(SourceError, match="no video that can be decoded"):
        open_source(str(path), SourceOptions(playback), SystemClock())


def test_a_colon_in_the_name_is_no_protocol(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clip(tmp_path / "clip.mp4").rename(tmp_path / "http:clip 100%.mp4")
    monkeypatch.chdir(tmp_path)
    assert len(list(frames_of(Path("http:clip 100%.mp4")))) == 30
