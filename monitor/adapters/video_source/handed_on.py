"""The video of a network camera as the process that decodes it gets it: packet by packet, from a
pipe, without a connection of its own.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from av.codec import CodecContext
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext

from monitor.adapters.video_source.connection import CameraConnection, open_connection
from monitor.adapters.video_source.options import SourceOptions
from monitor.adapters.video_source.packets import (
    MAX_BYTES,
    StreamDescription,
    decode_description,
    decode_packet,
)
from monitor.adapters.video_source.picture import plausible_fps
from monitor.adapters.video_source.refusals import no_video
from monitor.adapters.video_source.stream import Stream
from monitor.addresses import SourceAddress
from monitor.errors import Cause, SourceError, SourceLost
from monitor.ports import Clock
from monitor.units import Ns, ns_from_s


def open_handed_on(
    address: SourceAddress, options: SourceOptions, clock: Clock, packets: Connection | None
) -> Stream:
    """A network camera's video. Raises `SourceError`.

    `packets` is where they come from; None where this process, which nobody has locked, is to
    connect by itself. `clock` bounds the wait for the first picture: where no key frame comes,
    packets never end.
    """
    end_ns = Ns(clock.monotonic_ns() + ns_from_s(options.open_timeout_s))
    pipe = _connected_here(address, options, clock) if packets is None else packets
    description = _described(pipe, address, options.open_timeout_s)

    def overdue() -> SourceError | None:
        if clock.monotonic_ns() < end_ns:
            return None
        return no_video(address, "key_frame_missing", options.open_timeout_s)

    rate = description.rate_per_s
    return Stream(
        _decoder(description),
        _received(pipe, description, address.redacted),
        address.redacted,
        pipe.close,
        time_base=description.time_base,
        nominal_fps=None if rate is None else plausible_fps(float(rate)),
        pixel_ratio=description.pixel_ratio,
        overdue=overdue,
    )


def _described(pipe: Connection, address: SourceAddress, wait_s: float) -> StreamDescription:
    try:
        if not pipe.poll(wait_s):
            raise no_video(address, "video_missing", wait_s)
        return decode_description(pipe.recv_bytes(MAX_BYTES))
    except (EOFError, OSError):
        raise SourceLost(
            f"{address.redacted}: the connection to it has ended", Cause("pictures_stopped")
        ) from None
    except ValueError:
        raise _nonsense(address.redacted) from None


def _received(
    pipe: Connection, description: StreamDescription, where: str
) -> Iterator[Packet[Any]]:
    """Every packet as it comes, until the other end hangs up."""
    while True:
        try:
            coded = decode_packet(pipe.recv_bytes(MAX_BYTES))
        except (EOFError, OSError):
            return
        except ValueError:
            raise _nonsense(where) from None
        packet: Packet[Any] = Packet(coded.data)
        packet.pts = coded.pts
        packet.time_base = description.time_base
        yield packet


def _nonsense(where: str) -> SourceError:
    return SourceError(
        f"{where}: what connects to it handed on something without sense", Cause("worker_broken")
    )


def _decoder(description: StreamDescription) -> VideoCodecContext:
    context = CodecContext.create(description.codec, "r")
    assert isinstance(context, VideoCodecContext), "all of them are of video"
    if description.setup:
        context.extradata = description.setup
    # Of a camera, what no other picture needs is not decoded (B-frames).
    context.skip_frame = "NONREF"
    return context


def _connected_here(address: SourceAddress, options: SourceOptions, clock: Clock) -> Connection:
    connection = open_connection(address, options, clock)
    ours, theirs = multiprocessing.Pipe(duplex=False)
    thread = threading.Thread(
        target=_hand_on, args=(connection, theirs), name="camera connection", daemon=True
    )
    thread.start()
    return ours


def _hand_on(connection: CameraConnection, pipe: Connection) -> None:
    try:
        connection.hand_on(pipe.send_bytes)
    finally:
        connection.close()
        pipe.close()
