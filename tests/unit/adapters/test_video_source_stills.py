from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import Playback, SourceOptions, open_source
from monitor.errors import SourceError
from monitor.ports import Image
from tests.numbered_clips import number_of, numbered_picture


def still(path: Path, playback: Playback = Playback.EVERY_FRAME) -> Image:
    source = open_source(str(path), SourceOptions(playback), SystemClock())
    frame = source.read()
    assert frame is not None
    assert (frame.t_ns, frame.index) == (0, 0)
    assert source.read() is None
    assert (source.info.frame_count, source.info.live, source.dropped) == (1, False, 0)
    assert (source.info.height_px, source.info.width_px) == frame.image.shape[:2]
    assert (frame.image.dtype, frame.image.shape[2]) == (np.uint8, 3)
    source.close()
    source.close()
    return frame.image


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "bmp", "tiff"])
@pytest.mark.parametrize("playback", [Playback.EVERY_FRAME, Playback.AS_CAMERA])
def test_reads_a_still(tmp_path: Path, ending: str, playback: Playback) -> None:
    path = tmp_path / f"still.{ending}"
    Pillow.fromarray(numbered_picture(1234, 321, 241)).save(path)
    image = still(path, playback)
    assert image.shape == (241, 321, 3)
    assert number_of(image) == 1234
    red, _, blue = (int(value) for value in image[100, 100])
    assert red > 200
    assert blue < 60


def test_goes_by_the_content_not_by_the_name(tmp_path: Path) -> None:
    path = tmp_path / "still.mp4"
    Pillow.fromarray(numbered_picture(5)).save(path, format="PNG")
    assert number_of(still(path)) == 5


@pytest.mark.parametrize(
    ("orientation", "undo"), [(1, 0), (3, 180), (6, 270), (8, 90)], ids=["as is", "3", "6", "8"]
)
def test_turns_a_phones_photo_upright(tmp_path: Path, orientation: int, undo: int) -> None:
    upright = Pillow.fromarray(numbered_picture(77))
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "photo.jpg"
    upright.rotate(-undo, expand=True).save(path, exif=exif)
    image = still(path)
    assert image.shape == (240, 320, 3)
    assert number_of(image) == 77


@pytest.mark.parametrize("full_scale", [1023, 4095, 65535])
def test_brings_16_bits_down_to_8_by_the_depth_in_use(tmp_path: Path, full_scale: int) -> None:
    ramp = np.linspace(0, full_scale, 256).astype(np.uint16)
    path = tmp_path / "deep.png"
    assert cv2.imwrite(str(path), np.tile(ramp, (64, 1)))
    image = still(path)
    assert np.abs(image[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_a_grey_picture_becomes_rgb(tmp_path: Path) -> None:
    path = tmp_path / "grey.png"
    Pillow.fromarray(np.full((50, 60), 99, np.uint8)).save(path)
    assert (still(path) == 99).all()


def test_a_16_bit_colour_picture_keeps_its_colours(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    picture = np.zeros((50, 60, 3), np.uint16)
    picture[:, :, 2] = 65535
    assert cv2.imwrite(str(path), picture)
    assert (still(path) == (255, 0, 0)).all()


def test_a_transparent_picture_is_laid_on_white(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    picture = np.zeros((50, 60, 4), np.uint8)
    picture[:, :30] = (255, 0, 0, 255)
    picture[:, 30:] = (0, 0, 0, 0)
    Pillow.fromarray(picture, "RGBA").save(path)
    image = still(path)
    assert (image[:, :30] == (255, 0, 0)).all()
    assert (image[:, 30:] == 255).all()


def test_a_still_can_stand_in_for_a_camera(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    Pillow.fromarray(numbered_picture(9)).save(path)
    clock = SystemClock()
    source = open_source(str(path), SourceOptions(Playback.AS_LOOPING_CAMERA), clock)
    before_ns = clock.monotonic_ns()
    frames = [source.read() for _ in range(3)]
    source.close()
    stamps = [frame.t_ns for frame in frames if frame is not None]
    assert len(stamps) == 3
    assert before_ns < stamps[0] < stamps[1] < stamps[2]
    assert source.info.live


@pytest.mark.parametrize("size_px", [(1, 1), (31, 400), (400, 31)])
def test_refuses_a_picture_too_small_for_a_face(tmp_path: Path, size_px: tuple[int, int]) -> None:
    path = tmp_path / "tiny.png"
    Pillow.new("RGB", size_px).save(path)
    with pytest.raises(SourceError, match=rf"{size_px[0]}x{size_px[1]} px: accepted is 32x32"):
        open_source(str(path), SourceOptions(), SystemClock())


@pytest.mark.parametrize("ending", ["png", "webp"])
def test_refuses_a_picture_cut_short(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"cut.{ending}"
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    Pillow.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(SourceError, match=r"cut\.\w+: the image cannot be decoded"):
        open_source(str(path), SourceOptions(), SystemClock())


def test_refuses_a_picture_of_fractions(tmp_path: Path) -> None:
    path = tmp_path / "float.tiff"
    assert cv2.imwrite(str(path), np.zeros((50, 50, 3), np.float32))
    with pytest.raises(SourceError, match="has float32 pixels: accepted are 8 or 16 bits"):
        open_source(str(path), SourceOptions(), SystemClock())
