"""Pictures of a camera that is mounted on its head or on its side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from monitor.adapters.clock import SystemClock
from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.adapters.video_source import Playback, SourceOptions, open_source
from monitor.perception.upright import proposed_turn_deg
from monitor.ports import TURNS, Frame, turn_of
from monitor.runtime.vision.upright_watch import UprightWatch
from monitor.samples import CLIP
from monitor.units import NS_PER_S, Ns, rad_from_deg
from tests.numbered_clips import number_of, write_clip

CLOCK = SystemClock()


@pytest.mark.parametrize("playback", list(Playback))
@pytest.mark.parametrize(
    ("turn_deg", "size_px", "corner"),
    [(90, (240, 320), (0, -1)), (180, (320, 240), (-1, -1)), (270, (240, 320), (-1, 0))],
)
def test_every_picture_is_turned_clockwise(
    tmp_path: Path,
    playback: Playback,
    turn_deg: int,
    size_px: tuple[int, int],
    corner: tuple[int, int],
) -> None:
    path = write_clip(tmp_path / "clip.mp4")
    options = SourceOptions(playback, open_timeout_s=60.0, read_timeout_s=60.0)
    plain = open_source(str(path), options, CLOCK)
    source = open_source(str(path), replace(options, turn_deg=turn_deg), CLOCK)
    assert (source.info.width_px, source.info.height_px) == size_px
    frame, first = source.read(), plain.read()
    assert frame is not None
    assert first is not None
    assert frame.image.shape == (size_px[1], size_px[0], 3)
    upright = np.rot90(frame.image, turn_deg // 90)
    assert number_of(upright) == frame.index
    # The top left corner of the plain picture is here now.
    if frame.index == first.index:
        assert (frame.image[corner] == first.image[0, 0]).all()
    source.close()
    plain.close()


def test_turns_have_names() -> None:
    assert [turn_of(90 * quarters) for quarters in range(5)] == [*TURNS, "none"]


@pytest.mark.parametrize("mounted_deg", [0, 90, 180, 270])
def test_a_camera_that_does_not_hang_upright_is_noticed(mounted_deg: int) -> None:
    """The picture comes turned; what is proposed turns it back."""
    source = open_source(str(CLIP), SourceOptions(turn_deg=mounted_deg), CLOCK)
    watch = UprightWatch(lambda: MediaPipeFaceLandmarker(still=True), rad_from_deg(62.0))
    while (frame := source.read()) is not None and watch.look(frame) is None:
        pass
    source.close()
    watch.close()
    assert watch.turn_deg == -mounted_deg % 360


def test_an_empty_place_says_nothing() -> None:
    watch = UprightWatch(lambda: MediaPipeFaceLandmarker(still=True), rad_from_deg(62.0))
    empty = np.full((240, 320, 3), 90, np.uint8)
    for number in range(40):
        assert watch.look(Frame(Ns(number * NS_PER_S), number, empty)) is None
    watch.close()
    assert proposed_turn_deg([(None, None, None, None)] * 7) is None
