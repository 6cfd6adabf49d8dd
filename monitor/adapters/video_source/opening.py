"""From an address to an open source."""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from monitor.adapters.video_source.cameras import find_cameras
from monitor.adapters.video_source.changed import turned
from monitor.adapters.video_source.clip import ClipSource
from monitor.adapters.video_source.grabbers import CameraGrabber, ClipGrabber, StillGrabber
from monitor.adapters.video_source.headers import FileKind, kind_of_file
from monitor.adapters.video_source.live import LiveSource
from monitor.adapters.video_source.network import check_reachable
from monitor.adapters.video_source.options import OpenSource, Playback, SourceOptions
from monitor.adapters.video_source.still import StillSource, load_still
from monitor.addresses import SourceAddress, SourceKind, parse_address
from monitor.errors import Cause, SourceError
from monitor.ports import Clock

_ANSWER_S: Final = 1.0


def open_source(
    address: str, options: SourceOptions, clock: Clock, packets: Connection | None = None
) -> OpenSource:
    """Open a camera, clip or still and wait for its first frame.

    `clock` stamps the frames of a live source at the grab. `packets` brings the video of a network
    camera where another process connects to it (`open_connection`); without it, this one does.
    Raises `SourceError` with one sentence, in bounded time, when there is nothing to be had.
    """
    return turned(_open(parse_address(address), options, clock, packets), options.turn_deg)


def _open(
    parsed: SourceAddress, options: SourceOptions, clock: Clock, packets: Connection | None
) -> OpenSource:
    if parsed.kind is SourceKind.WEBCAM:
        _check_webcam(parsed)
    if parsed.kind is SourceKind.BROWSER:
        raise SourceError(
            f"{parsed.redacted} a browser sends its pictures to a running service alone, for the "
            "camera of a counter (mostrador serve, then the page /camera)",
            Cause("browser_unasked"),
        )
    if parsed.is_camera:
        return LiveSource(
            parsed.redacted,
            lambda stop: CameraGrabber(parsed, options, clock, stop, packets),
            options,
            clock,
        )
    return _open_file(parsed, options, clock)


def camera_answers(address: str) -> bool:
    """Whether a camera that was away is there again, asked in a second or so.

    A network camera answers when its port takes a connection, a webcam when its device node is
    there. True says nothing of whether it sends pictures.
    """
    parsed = parse_address(address)
    if parsed.kind is SourceKind.WEBCAM:
        return sys.platform != "linux" or Path(parsed.target).exists()
    try:
        check_reachable(parsed, _ANSWER_S)
    except SourceError:
        return False
    return True


def _open_file(address: SourceAddress, options: SourceOptions, clock: Clock) -> OpenSource:
    path = address.target
    loop = options.playback is Playback.AS_LOOPING_CAMERA
    if kind_of_file(path) is FileKind.STILL:
        if not loop:
            return StillSource(load_still(path))
        return LiveSource(path, lambda stop: StillGrabber(path, stop), options, clock)
    if options.playback is Playback.EVERY_FRAME:
        return ClipSource(path)
    return LiveSource(path, lambda stop: ClipGrabber(path, clock, stop, loop=loop), options, clock)


def _check_webcam(address: SourceAddress) -> None:
    """Tell a missing camera from a forbidden one, where the device nodes can be seen."""
    if sys.platform != "linux":
        return
    if not Path(address.target).exists():
        found = ", ".join(f"{each.address} ({each.name})" for each in find_cameras()) or "none"
        raise SourceError(
            f"{address.redacted}: there is no such camera: found on this machine: {found}",
            Cause("webcam_missing"),
        )
    if not os.access(address.target, os.R_OK | os.W_OK):
        raise SourceError(
            f"{address.redacted}: permission denied on {address.target}: the user running this "
            'must be in the group "video"',
            Cause("webcam_forbidden"),
        )
