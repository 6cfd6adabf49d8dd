"""Files are looked at by a locked process: the same numbers, and no harm from what it meets."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image as Picture
from skimage import data

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import SourceOptions, open_source
from monitor.errors import SourceError
from monitor.perception.observation import Observation
from monitor.runtime.offline.locked_look import LockedLook
from monitor.runtime.vision.observer import Observer
from monitor.runtime.vision.worker import load_models
from monitor.settings import CounterSettings, perception_params
from monitor.units import rad_from_deg
from tests.numbered_clips import write_clip

COUNTER = CounterSettings()


@pytest.fixture
def look() -> Iterator[LockedLook]:
    looking = LockedLook(COUNTER)
    yield looking
    looking.close()


@pytest.fixture
def portrait(tmp_path: Path) -> Path:
    path = tmp_path / "portrait.png"
    Picture.fromarray(data.astronaut()).save(path)
    return path


def looked_at_here(path: Path, *, still: bool) -> tuple[Observation, ...]:
    source = open_source(str(path), SourceOptions(), SystemClock())
    models = load_models(still=still)
    view_rad = rad_from_deg(COUNTER.field_of_view_deg)
    observer = Observer(models, perception_params(COUNTER), view_rad)
    observations: list[Observation] = []
    while (frame := source.read()) is not None:
        observations.append(observer.observe(frame))
    source.close()
    models.close()
    return tuple(observations)


def test_a_clip_gives_the_same_numbers_as_without_a_process(
    look: LockedLook, tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=10)
    told: list[tuple[int, int | None]] = []
    looked = look.clip(str(clip), lambda done, expected: told.append((done, expected)))
    assert looked.observations == looked_at_here(clip, still=False)
    assert (looked.camera.width_px, looked.camera.height_px) == (320, 240)
    assert told == [(done, 10) for done in range(1, 11)]
    assert not looked.ended_early


def test_every_still_stands_alone(look: LockedLook, portrait: Path) -> None:
    first, again = (look.still(str(portrait)) for _ in range(2))
    assert first == again
    assert first.observations[0].face is not None
    assert first.observations == looked_at_here(portrait, still=True)


def test_a_still_that_is_refused_spoils_no_other(look: LockedLook, portrait: Path) -> None:
    broken = portrait.with_name("broken.png")
    broken.write_bytes(portrait.read_bytes()[:2000])
    before = look.still(str(portrait))
    with pytest.raises(SourceError, match=r"broken\.png: the image cannot be decoded"):
        look.still(str(broken))
    assert look.still(str(portrait)) == before


def test_a_huge_picture_in_a_small_file_is_refused_by_its_header(
    look: LockedLook, tmp_path: Path
) -> None:
    """26,770 pixels each way: such a file of 0.7 MB once ended the whole program."""
    header = struct.pack(">IIBBBBB", 26_770, 26_770, 8, 2, 0, 0, 0)
    huge = tmp_path / "huge.png"
    pieces = [_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(bytes(9))), _chunk(b"IEND")]
    huge.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(pieces))
    with pytest.raises(SourceError, match="26770x26770 px: accepted is up to") as caught:
        look.still(str(huge))
    assert caught.value.cause.name == "picture_large"


def _chunk(kind: bytes, content: bytes = b"") -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def test_a_decoder_that_crashes_takes_nobody_with_it(look: LockedLook, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=300)

    def crash(done: int, _: int | None) -> None:
        if done == 1:
            (process,) = multiprocessing.active_children()
            assert process.pid is not None
            os.kill(process.pid, signal.SIGSEGV)

    with pytest.raises(SourceError, match=r"clip\.mp4: whoever decodes it .*ended unexpectedly"):
        look.clip(str(clip), crash)
    assert look.clip(str(write_clip(tmp_path / "other.mp4", frames=3)), None).observations


@pytest.mark.needs("landlock")
def test_a_clip_that_leads_to_another_file_is_not_followed(
    look: LockedLook, tmp_path: Path
) -> None:
    """The process may read the file it was given, and none beside it."""
    clip = write_clip(tmp_path / "clip.mp4", frames=3)
    moved = shutil.copy(clip, tmp_path / "moved.mp4")
    assert look.clip(str(clip), None).observations
    (tmp_path / "list.ffconcat").write_text(f"ffconcat version 1.0\nfile {Path(moved).name}\n")
    with pytest.raises(SourceError):
        look.clip(str(tmp_path / "list.ffconcat"), None)
