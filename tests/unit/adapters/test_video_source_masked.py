"""Parts of a picture that nobody is to look at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import Playback, SourceOptions, masked, open_source
from monitor.perception.attendant import Zone
from tests.numbered_clips import write_clip

MASKS = (Zone(0.0, 0.5, 0.25, 1.0), Zone(0.9, 0.0, 1.0, 0.1))


@pytest.mark.parametrize("playback", list(Playback))
def test_every_picture_is_blanked_there_and_nowhere_else(
    tmp_path: Path, playback: Playback
) -> None:
    options = SourceOptions(playback, open_timeout_s=60.0, read_timeout_s=60.0)
    path = str(write_clip(tmp_path / "clip.mp4"))
    source = masked(open_source(path, options, SystemClock()), MASKS)
    assert (source.info.width_px, source.info.height_px) == (320, 240)
    for _ in range(5):
        frame = source.read()
        assert frame is not None
        assert not frame.image[120:, :80].any()
        assert not frame.image[:24, 288:].any()
        assert (frame.image[130:, 90:, 2] > 128).all(), "the lower half is blue"
        assert frame.image[70:110, :, 0].min() > 128, "the upper half is red"
    source.close()


def test_after_the_picture_was_turned(tmp_path: Path) -> None:
    options = SourceOptions(turn_deg=90)
    path = str(write_clip(tmp_path / "clip.mp4"))
    source = masked(open_source(path, options, SystemClock()), [Zone(0.5, 0.0, 1.0, 1.0)])
    frame = source.read()
    assert frame is not None
    assert frame.image.shape == (320, 240, 3)
    assert not frame.image[:, 120:].any()
    assert np.abs(frame.image[:, :110].astype(int)).sum(axis=2).min() > 100
    source.close()


def test_without_masks_nothing_stands_between(tmp_path: Path) -> None:
    source = open_source(str(write_clip(tmp_path / "clip.mp4")), SourceOptions(), SystemClock())
    assert masked(source, ()) is source
    source.close()
