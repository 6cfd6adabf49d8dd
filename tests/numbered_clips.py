"""Real clips whose every frame carries its own number, and the surgery that makes them awkward."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from monitor.ports import Image

_BITS = 12


def numbered_picture(number: int, width_px: int = 320, height_px: int = 240) -> Image:
    """RGB, red above and blue below; the upper half has the number as black and white blocks."""
    picture = np.zeros((height_px, width_px, 3), np.uint8)
    picture[: height_px // 2] = (255, 0, 0)
    picture[height_px // 2 :] = (0, 0, 255)
    for bit, columns in enumerate(np.array_split(np.arange(width_px), _BITS)):
        picture[: height_px // 4, columns] = 255 if number >> bit & 1 else 0
    return picture


def number_of(picture: Image) -> int:
    """The number that a `numbered_picture` carries, after any lossy coding."""
    row = picture[picture.shape[0] // 8].mean(axis=1)
    parts = np.array_split(np.arange(picture.shape[1]), _BITS)
    return sum(1 << bit for bit, columns in enumerate(parts) if row[columns].mean() > 127)


def write_clip(
    path: Path,
    frames: int = 30,
    fps: float = 25.0,
    size_px: tuple[int, int] = (320, 240),
    codec: str = "mp4v",
) -> Path:
    """A clip of numbered pictures; the ending of `path` chooses the container."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), fps, size_px)
    assert writer.isOpened()
    for number in range(frames):
        picture = numbered_picture(number, *size_px)
        writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    writer.release()
    return path


def write_bare_jpegs(path: Path, frames: int, size_px: tuple[int, int] = (320, 240)) -> Path:
    """JPEGs in a row: no rate, no times, no length, any size. What some cameras write."""
    pictures: list[bytes] = []
    for number in range(frames):
        ok, jpeg = cv2.imencode(".jpg", numbered_picture(number, *size_px)[:, :, ::-1])
        assert ok
        pictures.append(jpeg.tobytes())
    path.write_bytes(b"".join(pictures))
    return path


def rotate_clip(path: Path, clockwise_deg: int) -> Path:
    """Let the MP4's display matrix turn the picture, as a phone held sideways does."""
    content = bytearray(path.read_bytes())
    one = 1 << 16
    matrix = {90: (0, one, -one, 0), 180: (-one, 0, 0, -one), 270: (0, -one, one, 0)}[clockwise_deg]
    a, b, c, d = matrix
    # Version 0 of the box: kind and flags, three times, two reserved words, duration, 16 bytes.
    place = content.index(b"tkhd") + 4 + 4 + 20 + 8 + 8
    struct.pack_into(">9i", content, place, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(content)
    return path


def retime_clip(path: Path, durations: Sequence[int]) -> Path:
    """Give each frame of an MP4 its own duration, in ticks of the track's time scale."""
    content = path.read_bytes()
    assert content.index(b"mdat") < content.index(b"moov"), "growing moov would move the pictures"
    table = struct.pack(">II", 0, len(durations))
    table += b"".join(struct.pack(">II", 1, duration) for duration in durations)
    start = content.index(b"stts") - 4
    old_length = int.from_bytes(content[start : start + 4], "big")
    box = struct.pack(">I", 8 + len(table)) + b"stts" + table
    grown = bytearray(content[:start] + box + content[start + old_length :])
    for parent in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        place = grown.index(parent, content.index(b"moov")) - 4
        length = struct.unpack_from(">I", grown, place)[0]
        struct.pack_into(">I", grown, place, length + len(box) - old_length)
    # An edit list would still cut the track at its old length.
    path.write_bytes(grown.replace(b"edts", b"free"))
    return path


def index_first(path: Path) -> Path:
    """Move the MP4's index before its pictures, so that a cut loses pictures alone."""
    content = path.read_bytes()
    moov = content.index(b"moov") - 4
    index = bytearray(content[moov:])
    place = index.index(b"stco") + 8
    (count,) = struct.unpack_from(">I", index, place)
    first_box = int.from_bytes(content[:4], "big")
    for entry in range(count):
        at = place + 4 + 4 * entry
        (offset,) = struct.unpack_from(">I", index, at)
        struct.pack_into(">I", index, at, offset + len(index))
    path.write_bytes(content[:first_box] + index + content[first_box:moov])
    return path
