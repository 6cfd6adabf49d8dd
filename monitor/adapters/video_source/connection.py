"""The connection to a network camera: opened and taken apart into packets, nothing decoded.

The process that does this handles no picture. FFmpeg is told to open no decoder, not even to find
out what the stream holds, and the camera's sound is not asked for.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import av
import av.logging
from av.container import InputContainer
from av.error import (
    FFmpegError,
    HTTPForbiddenError,
    HTTPNotFoundError,
    HTTPUnauthorizedError,
)

from monitor.adapters.video_source.network import check_reachable
from monitor.adapters.video_source.options import SourceOptions
from monitor.adapters.video_source.packets import (
    CODECS,
    Codec,
    StreamDescription,
    encode_description,
    encode_packet,
)
from monitor.adapters.video_source.refusals import login_refused, no_video, why_no_video
from monitor.addresses import SourceAddress, SourceKind
from monitor.ports import Clock
from monitor.units import Ns, s_from_ns

# FFmpeg writes whole addresses, passwords included, to standard error when something fails.
av.logging.set_level(None)

_ASKING_S: Final = (0.4, 2.0)
"""How long each question why nothing came may take, at least and at most: a few are asked, and the
opening may have had all its time."""
_QUESTIONS: Final = 4
_SLACK_S: Final = 1.0
"""The process that decodes says first that nothing comes any more."""

_NO_DECODER: Final = {
    "codec_whitelist": "none",
    # What the stream holds is known from its description; its pictures tell the decoder the rest.
    "analyzeduration": "100000",
    "fpsprobesize": "0",
}
# A playlist may name other files or hosts; only the protocols needed are allowed.
_OPTIONS: Final = {
    SourceKind.RTSP: {"allowed_media_types": "video"},
    SourceKind.HTTP: {"protocol_whitelist": "http,https,tcp,tls"},
}
_CODEC_BY_NAME: Final[Mapping[str, Codec]] = MappingProxyType({name: name for name in CODECS})
_STILL_FORMATS: Final = ("_pipe", "image2")
"""FFmpeg's names for a single picture, however it came."""
_LISTS: Final = frozenset({"hls", "dash", "concat"})
"""FFmpeg's names for what is a list of further addresses."""


class CameraConnection:
    """An open connection. Not thread-safe.

    Attributes:
        description: of the video that comes through it.
        connects_again: it goes on connecting, for its address is a list of addresses.
    """

    def __init__(self, container: InputContainer, description: StreamDescription) -> None:
        self._container = container
        self.description = description
        self.connects_again = bool(_LISTS & set(container.format.name.split(",")))

    def hand_on(self, send: Callable[[bytes], None]) -> None:
        """Send the description, then every packet, until the camera stops or `send` raises
        `OSError`: whoever decodes is gone.
        """
        try:
            send(encode_description(self.description))
            for packet in self._container.demux(self._container.streams.video[0]):
                if packet.size:
                    send(encode_packet(bytes(packet), packet.pts))
        except (FFmpegError, OSError):
            return

    def close(self) -> None:
        """Hang up; safe to call twice."""
        self._container.close()


def open_connection(
    address: SourceAddress, options: SourceOptions, clock: Clock
) -> CameraConnection:
    """Connect to a network camera. Raises `SourceError` in bounded time."""
    check_reachable(address, options.open_timeout_s)
    began_ns = clock.monotonic_ns()
    opening_s = options.open_timeout_s
    try:
        with _without_proxy():
            container = av.open(
                address.target,
                options=_OPTIONS[address.kind] | _NO_DECODER | _transport(address),
                timeout=(opening_s, options.read_timeout_s + _SLACK_S),
            )
    except (HTTPUnauthorizedError, HTTPForbiddenError):
        raise login_refused(address) from None
    except HTTPNotFoundError:
        raise no_video(address, "path_unknown") from None
    except (FFmpegError, OSError) as error:
        left_s = opening_s - s_from_ns(Ns(clock.monotonic_ns() - began_ns))
        why = why_no_video(address, _asking_s(left_s), opening_s)
        if why.cause.name == "video_missing" and error.errno == errno.EPROTONOSUPPORT:
            why = no_video(address, "tcp_refused")
        raise why from None
    description = _description(container)
    if description is not None and not container.format.name.endswith(_STILL_FORMATS):
        return CameraConnection(container, description)
    kinds = ", ".join(sorted({each.type for each in container.streams}))
    has_video = bool(container.streams.video)
    container.close()
    if not kinds:  # of its streams none was asked for
        raise why_no_video(address, _asking_s(opening_s), opening_s)
    if not has_video:
        raise no_video(address, "content_other", what=kinds)
    if description is not None:
        raise no_video(address, "still_picture")
    raise no_video(address, "video_missing", opening_s)


def _transport(address: SourceAddress) -> dict[str, str]:
    """Never both: a camera that refuses TCP must not make this process open sockets for UDP."""
    if address.kind is not SourceKind.RTSP:
        return {}
    return {"rtsp_transport": "udp" if address.over_udp else "tcp"}


def _asking_s(left_s: float) -> float:
    return min(max(left_s / _QUESTIONS, _ASKING_S[0]), _ASKING_S[1])


def _description(container: InputContainer) -> StreamDescription | None:
    """None where there is no video, or one that is not decoded here."""
    if not container.streams.video:
        return None
    stream = container.streams.video[0]
    context = stream.codec_context
    codec = _CODEC_BY_NAME.get(context.name)
    if codec is None:
        return None
    return StreamDescription(
        codec=codec,
        setup=bytes(context.extradata or b""),
        time_base=stream.time_base or Fraction(1, av.time_base),
        rate_per_s=stream.average_rate,
        pixel_ratio=context.sample_aspect_ratio,
    )


@contextmanager
def _without_proxy() -> Generator[None]:
    """A picture must not travel through a machine that nobody named in the settings."""
    before = os.environ.get("no_proxy")
    os.environ["no_proxy"] = "*"
    try:
        yield
    finally:
        if before is None:
            del os.environ["no_proxy"]
        else:
            os.environ["no_proxy"] = before
