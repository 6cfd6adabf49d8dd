"""What a file is, by its first bytes: OpenCV's own answer to a wrong file is only "no".

Text is refused before FFmpeg sees it: a playlist could make it open other files and addresses.
Signatures: the registered media types' own specifications (ISO 14496-12 for boxes).
"""

from __future__ import annotations

import codecs
import os
from enum import Enum
from pathlib import Path

from monitor.addresses import ACCEPTED_ADDRESSES
from monitor.errors import Cause, SourceError

_HEAD_BYTES = 4096
_MOTION_JPEG_ENDINGS = (".mjpeg", ".mjpg")
_APPLE_STILLS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


class FileKind(Enum):
    """The two sorts of files that can be read."""

    STILL = "still"
    CLIP = "clip"


def kind_of_file(path: str) -> FileKind:
    """Whether a file is a still or (by exclusion) a clip. Raises `SourceError` if neither."""
    file_path = Path(path)
    try:
        # Even to look at a name is refused in a folder that may not be entered.
        if file_path.is_dir():
            raise SourceError(
                f"{path}: is a folder: accepted is a video file or a still image",
                Cause("clip_folder"),
            )
        _refuse_what_would_hang_or_crash(file_path)
        with file_path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise SourceError(
            f"{path}: no such file: accepted are {ACCEPTED_ADDRESSES}", Cause("clip_missing")
        ) from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise SourceError(
            f"{path}: cannot be read ({reason.lower()}): accepted is a file that the user "
            "running this may read",
            Cause("clip_unreadable"),
        ) from error
    if not head:
        raise SourceError(
            f"{path}: is empty: accepted is a video file or a still image", Cause("clip_empty")
        )
    if _is_still(head) and not path.lower().endswith(_MOTION_JPEG_ENDINGS):
        return FileKind.STILL
    sort = _unusable_sort(head)
    if sort is not None:
        raise SourceError(
            f"{path}: is {sort}: accepted is a video file (mp4, mov, mkv, webm, avi) or a still "
            "image (jpg, png, webp, bmp, tiff)",
            Cause("clip_format"),
        )
    return FileKind.CLIP


def _refuse_what_would_hang_or_crash(path: Path) -> None:
    """A pipe is waited for without end; a name that is no UTF-8 ends OpenCV's whole process."""
    if path.exists() and not path.is_file():
        raise SourceError(
            f"{path}: is a pipe or a device: accepted is a video file or a still image",
            Cause("clip_unreadable"),
        )
    name = str(path.absolute())
    if not name.isascii() and name != name.encode("utf-8", "replace").decode("utf-8"):
        raise SourceError(
            f"{str(path)!a}: the name is not in UTF-8: accepted is a file of another name",
            Cause("clip_unreadable"),
        )


def lacks_index(path: str) -> bool:
    """True for an MP4 or MOV file that was cut short before its index (`moov`) was written."""
    with Path(path).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        first = file.read(8)[4:]
        if first not in (b"ftyp", b"mdat", b"wide", b"free"):
            return False
        position = 0
        while position < size:
            file.seek(position)
            head = file.read(16)
            if head[4:8] == b"moov":
                return False
            length = int.from_bytes(head[:4], "big")
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            if length < 8:
                break
            position += length
    return True


def _is_still(head: bytes) -> bool:
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*"))
        or (head.startswith(b"BM") and head[6:10] == b"\0\0\0\0")
        or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")
    )


def _unusable_sort(head: bytes) -> str | None:
    """Name of a sort of file that is known not to hold video, or None."""
    if head.startswith(b"PK\x03\x04"):
        return "a zip archive"
    if head.startswith(b"%PDF"):
        return "a PDF document"
    if head.startswith((b"ID3", b"fLaC")) or head[8:12] == b"WAVE" or head[4:11] == b"ftypM4A":
        return "an audio file"
    if head[4:8] == b"ftyp" and head[8:12] in _APPLE_STILLS:
        return "a HEIC or AVIF still"
    if _is_text(head):
        return "a text file"
    return None


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    # Decoded in steps: the last character may be cut in two by the length of the head.
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(head)
    except UnicodeDecodeError:
        return False
    readable = sum(character.isprintable() or character.isspace() for character in text)
    return readable >= 0.95 * len(text)
