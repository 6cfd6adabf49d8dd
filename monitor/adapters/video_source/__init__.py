"""Cameras, streams, clips and stills as `monitor.ports.FrameSource`.

    source = open_source("rtsp://user:secret@10.0.0.7/main", SourceOptions(), clock)

Only inside a vision worker, `analyze` and tests: here frames exist.
"""

from monitor.adapters.video_source.browser import BrowserSource
from monitor.adapters.video_source.cameras import find_cameras
from monitor.adapters.video_source.changed import masked, turned
from monitor.adapters.video_source.connection import CameraConnection, open_connection
from monitor.adapters.video_source.headers import FileKind, kind_of_file
from monitor.adapters.video_source.opening import camera_answers, open_source
from monitor.adapters.video_source.options import (
    MIN_SIDE_PX,
    OpenSource,
    Playback,
    SourceInfo,
    SourceOptions,
)
from monitor.adapters.video_source.still import StillSource, decoded_still

__all__ = [
    "MIN_SIDE_PX",
    "BrowserSource",
    "CameraConnection",
    "FileKind",
    "OpenSource",
    "Playback",
    "SourceInfo",
    "SourceOptions",
    "StillSource",
    "camera_answers",
    "decoded_still",
    "find_cameras",
    "kind_of_file",
    "masked",
    "open_connection",
    "open_source",
    "turned",
]
