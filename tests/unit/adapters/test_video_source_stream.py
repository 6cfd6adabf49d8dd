"""What a stream says beside its pixels: their shape, the size of its pictures, and its limits."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Header

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import OpenSource, Playback, SourceOptions, open_source
from monitor.adapters.video_source.stream import square_size
from monitor.errors import SourceError, SourceLost
from monitor.ports import Image
from tests.numbered_clips import numbered_picture
from tests.real_cameras import MjpegCamera, RtspCamera

CLOCK = SystemClock()
PATIENT = SourceOptions(open_timeout_s=60.0, read_timeout_s=60.0)


def disc(width_px: int, height_px: int, pixel: float) -> Image:
    """A white disc on black, as a camera with such pixels sees it: squeezed."""
    picture = np.zeros((height_px, width_px, 3), np.uint8)
    radius = height_px * min(1.0, pixel) / 3
    axes = (round(radius / pixel), round(radius))
    cv2.ellipse(picture, (width_px // 2, height_px // 2), axes, 0, 0, 360, (255, 255, 255), -1)
    return picture


def film(path: Path, picture: Image, ratio: str) -> Path:
    """A second of this picture, whose stream says how wide its pixels are."""
    height_px, width_px = picture.shape[:2]
    raw = f"-f rawvideo -pix_fmt rgb24 -s {width_px}x{height_px} -r 10 -i -"
    coded = f"-vf setsar={ratio} -c:v libx264 -pix_fmt yuv420p"
    subprocess.run(
        ["ffmpeg", "-loglevel", "error", *raw.split(), *coded.split(), str(path)],
        input=picture.tobytes() * 10,
        check=True,
    )
    return path


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize(
    ("size_px", "ratio", "shown_px"),
    [
        ((704, 576), "16/11", (1024, 576)),
        ((704, 288), "8/11", (704, 396)),
        ((640, 480), "4/3", (853, 480)),
        ((640, 480), "1/1", (640, 480)),
        ((640, 480), "0/1", (640, 480)),
    ],
)
def test_a_disc_is_round_whatever_the_pixels_are(
    tmp_path: Path, size_px: tuple[int, int], ratio: str, shown_px: tuple[int, int]
) -> None:
    pixel = float(Fraction(ratio)) or 1.0
    path = film(tmp_path / "disc.mp4", disc(*size_px, pixel), ratio)
    source = open_source(str(path), SourceOptions(), CLOCK)
    frame = source.read()
    source.close()
    assert frame is not None
    assert (source.info.width_px, source.info.height_px) == shown_px
    assert frame.image.shape == (shown_px[1], shown_px[0], 3)
    rows, columns = np.nonzero(frame.image[:, :, 1] > 127)
    assert np.ptp(columns) == pytest.approx(np.ptp(rows), rel=0.02)


@given(
    st.integers(32, 4000),
    st.integers(32, 4000),
    st.none() | st.fractions(min_value=0, max_value=100, max_denominator=1000),
)
def test_square_pixels_lose_nothing(width: int, height: int, pixel: Fraction | None) -> None:
    square_width, square_height = square_size(width, height, pixel)
    assert square_width >= width
    assert square_height >= height
    if pixel is not None and Fraction(1, 4) <= pixel <= 4:
        shape = width * pixel / height
        assert abs(square_width / square_height - float(shape)) <= 0.02 * float(shape) + 0.05


def read_to_the_end(source: OpenSource) -> None:
    while source.read() is not None:
        pass


def jpeg(picture: Image) -> bytes:
    ok, coded = cv2.imencode(".jpg", picture)
    assert ok
    return coded.tobytes()


def test_a_camera_that_changes_its_size_is_opened_again() -> None:
    small, large = jpeg(numbered_picture(1)), jpeg(numbered_picture(1, 640, 480))
    with MjpegCamera(jpeg_of=lambda number: large if number < 40 else small) as camera:
        source = open_source(f"http://127.0.0.1:{camera.port}/v", PATIENT, CLOCK)
        assert (source.info.width_px, source.info.height_px) == (640, 480)
        with pytest.raises(
            SourceLost, match="from 640x480 to 320x240 px: it is opened again"
        ) as lost:
            read_to_the_end(source)
        assert lost.value.cause.name == "picture_resized"
        source.close()


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("playback", list(Playback))
def test_a_picture_beyond_all_measure_is_refused_before_it_is_decoded(
    tmp_path: Path, playback: Playback
) -> None:
    path = tmp_path / "huge.mkv"
    drawn = "-loglevel error -f lavfi -i color=s=16000x9000:d=0.1:r=10 -c:v mjpeg"
    subprocess.run(["ffmpeg", *drawn.split(), str(path)], check=True)
    with pytest.raises(SourceError, match="16000x9000 px: accepted is up to") as caught:
        open_source(str(path), SourceOptions(playback), CLOCK)
    assert caught.value.cause.name == "picture_large"


def test_a_huge_still_is_refused_by_its_header(tmp_path: Path) -> None:
    """A file of some kilobytes; decoding it took gigabytes, and ended the process."""
    path = tmp_path / "huge.png"
    Header.new("L", (26_770, 26_770)).save(path)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(SourceError, match="26770x26770 px: accepted is up to") as caught:
        open_source(str(path), SourceOptions(), CLOCK)
    assert caught.value.cause.name == "picture_large"


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"\xff\xd8\xff\xc0\x00\x11\x08" + (9000).to_bytes(2) + (16000).to_bytes(2), "16000x9000"),
        (jpeg(numbered_picture(1)) + b"\xff\xda" * 69_000, "more passes"),
    ],
)
def test_a_camera_that_sends_such_jpegs_is_refused(picture: bytes, said: str) -> None:
    whole = jpeg(numbered_picture(1))
    with MjpegCamera(jpeg_of=lambda number: whole if number < 60 else picture + whole) as camera:
        source = open_source(f"http://127.0.0.1:{camera.port}/v", PATIENT, CLOCK)
        with pytest.raises(SourceError, match=said) as caught:
            read_to_the_end(source)
        assert caught.value.cause.name == "picture_large"
        source.close()


@pytest.mark.needs("rtsp-server")
def test_an_rtsp_camera_gives_pictures() -> None:
    with RtspCamera(size_px=(640, 480)) as camera:
        source = open_source(f"rtsp://127.0.0.1:{camera.port}/live", PATIENT, CLOCK)
        frames = [source.read() for _ in range(5)]
        source.close()
    assert all(frame is not None and frame.image.shape == (480, 640, 3) for frame in frames)
