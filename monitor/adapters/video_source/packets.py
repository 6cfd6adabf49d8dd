"""What crosses from the process that fetches a camera's video to the one that decodes it.

First the description of the stream, then its packets as the camera coded them; nothing else. A
record is one byte that says what it is, numbers in a fixed layout (little-endian), and bytes that
are for the decoder alone. Nothing that arrives can carry code, and what does not fit the layout is
refused.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, get_args

Codec = Literal["h264", "hevc", "mjpeg", "mpeg4", "mpeg2video", "vp8", "vp9"]
"""FFmpeg's names of what is decoded from a network camera. All others stay closed: they are old,
rarely used, and so the likeliest to be broken into."""

CODECS: Final[tuple[Codec, ...]] = get_args(Codec)

MAX_BYTES: Final = 32_000_000
"""Of one record: a picture of the largest size that is accepted, coded whole, takes less."""

_SETUP_MAX: Final = 65_536
_DESCRIBED: Final = struct.Struct("<BBiiiiiiI")
_PACKET: Final = struct.Struct("<B?q")
_DESCRIBED_TAG, _PACKET_TAG = 1, 2


@dataclass(frozen=True, slots=True)
class StreamDescription:
    """What the connection says of its video.

    Attributes:
        codec: how it is coded.
        setup: what the decoder needs besides the packets (FFmpeg's extradata); may be empty.
        time_base: seconds in one unit of the packets' times.
        rate_per_s: pictures per second as claimed, None where nothing is.
        pixel_ratio: width over height of one pixel, None where nothing is said.
    """

    codec: Codec
    setup: bytes
    time_base: Fraction
    rate_per_s: Fraction | None
    pixel_ratio: Fraction | None


@dataclass(frozen=True, slots=True)
class CodedPacket:
    """A piece of coded video; `pts` is its presentation time in units of the time base."""

    data: bytes
    pts: int | None


def encode_description(description: StreamDescription) -> bytes:
    """Description to bytes. Raises `ValueError` for a setup that is too long to be one."""
    if len(description.setup) > _SETUP_MAX:
        raise ValueError(f"a setup of {len(description.setup)} bytes")
    ratios = (description.time_base, description.rate_per_s, description.pixel_ratio)
    numbers = [number for ratio in ratios for number in _pair(ratio)]
    head = _DESCRIBED.pack(
        _DESCRIBED_TAG, CODECS.index(description.codec), *numbers, len(description.setup)
    )
    return head + description.setup


def decode_description(data: bytes) -> StreamDescription:
    """Bytes to description. Raises `ValueError` for what `encode_description` never makes."""
    try:
        tag: int
        codec: int
        numbers: list[int]
        length: int
        tag, codec, *numbers, length = _DESCRIBED.unpack(data[: _DESCRIBED.size])
        setup = data[_DESCRIBED.size :]
        time_base, rate, pixel = (
            _ratio(above, below) for above, below in zip(numbers[::2], numbers[1::2], strict=True)
        )
        if tag != _DESCRIBED_TAG or len(setup) != length or length > _SETUP_MAX or not time_base:
            raise ValueError("no description")
        return StreamDescription(CODECS[codec], setup, time_base, rate, pixel)
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from None


def encode_packet(data: bytes, pts: int | None) -> bytes:
    """Packet to bytes."""
    return _PACKET.pack(_PACKET_TAG, pts is not None, pts or 0) + data


def decode_packet(data: bytes) -> CodedPacket:
    """Bytes to packet. Raises `ValueError` for what `encode_packet` never makes."""
    try:
        tag, timed, pts = _PACKET.unpack(data[: _PACKET.size])
    except struct.error as error:
        raise ValueError(str(error)) from None
    if tag != _PACKET_TAG:
        raise ValueError("no packet")
    return CodedPacket(data[_PACKET.size :], pts if timed else None)


def _pair(ratio: Fraction | None) -> tuple[int, int]:
    return (0, 0) if ratio is None else (ratio.numerator, ratio.denominator)


def _ratio(above: int, below: int) -> Fraction | None:
    return Fraction(above, below) if above > 0 and below > 0 else None
