"""The vision worker's entry: the only process of a live counter that holds a frame.

Started by a fork server that has the models' libraries loaded. It locks itself before it opens its
source, proves the lock, loads the models and hands all to the loop. It ends by itself when its
parent is gone. Beside `compose` and the offline commands it alone names adapters.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final

from monitor.adapters.clock import SystemClock
from monitor.adapters.face_landmarker import LandmarkerParams, MediaPipeFaceLandmarker
from monitor.adapters.presence import MediaPipeCustomers, MediaPipePresence
from monitor.adapters.sandbox import LockReport, LockRequest, confine, lock_status
from monitor.adapters.video_source import (
    BrowserSource,
    OpenSource,
    Playback,
    SourceOptions,
    StillSource,
    decoded_still,
    masked,
    open_source,
    turned,
)
from monitor.addresses import SourceKind, parse_address
from monitor.errors import MostradorError, SourceError, failure_of
from monitor.ports import CameraOrder
from monitor.runtime.vision.fetcher import fetch
from monitor.runtime.vision.fork_server import WorkerBody
from monitor.runtime.vision.observer import Models, Observer
from monitor.runtime.vision.repeats import RepeatWatch
from monitor.runtime.vision.upright_watch import UprightWatch
from monitor.runtime.vision.watch_loop import looks, watch
from monitor.runtime.vision.wire import Locked, Message, Opened, Problem, encode

_Send = Callable[[Message], None]


def load_models(attendants: int = 1, *, still: bool = False) -> Models:
    """Load the bundled models. Raises `ModelError`. With `still` no picture influences the next.

    One face more than there are attendants is followed, so that a stranger takes nobody's.
    """
    faces_max = max(LandmarkerParams().faces_max, attendants + 1)
    landmarker = MediaPipeFaceLandmarker(still=still, params=LandmarkerParams(faces_max=faces_max))
    return Models(landmarker, MediaPipePresence())


def run(
    order: CameraOrder, pipe: Connection, text: Connection, frames: Connection | None = None
) -> None:
    """Body of the worker process.

    What it has to say goes to `pipe`, its standard streams go to `text`. `frames` brings the
    pictures where a browser is the camera, and the packets of a network camera.
    """
    address = parse_address(order.address)
    readable = (address.target,) if address.kind is SourceKind.FILE else ()
    request = LockRequest(device_paths=address.device_paths, readable=readable)
    pipes = (pipe,) if frames is None else (pipe, frames)
    report = confine(request, text.fileno(), (each.fileno() for each in pipes))

    def send(message: Message) -> None:
        pipe.send_bytes(encode(message))

    try:
        _watch(order, report, send, frames)
    except (BrokenPipeError, ConnectionResetError):
        return  # the parent is gone, and with it the reason to look
    except MostradorError as error:
        _last_words(pipe, Problem(str(error), failure_of(error)))


def look_at_stills(
    order: CameraOrder, pipe: Connection, text: Connection, stills: Connection
) -> None:
    """Body of a process that looks at stills, each by itself, until there are no more.

    A still comes by `stills` as the name of its file, a zero and its bytes. The answer is the size
    of the picture and what was seen in it, or why there is none.
    """
    report = confine(LockRequest(), text.fileno(), (pipe.fileno(), stills.fileno()))

    def send(message: Message) -> None:
        pipe.send_bytes(encode(message))

    try:
        send(Locked(lock_status(report)))
        models = load_models(order.perception.attendants, still=True)
        while True:
            name, _, data = stills.recv_bytes().partition(b"\0")
            try:
                image = decoded_still(data, name.decode())
            except SourceError as error:
                send(Problem(str(error), failure_of(error)))
                continue
            source = masked(turned(StillSource(image), order.turn_deg), order.masks)
            send(Opened(source.info.width_px, source.info.height_px))
            observer = Observer(models, order.perception, order.field_of_view_rad)
            frame = source.read()
            assert frame is not None, "a still is one frame"
            send(observer.observe(frame))
    except MostradorError as error:
        _last_words(pipe, Problem(str(error), failure_of(error)))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # there are no more


def _last_words(pipe: Connection, problem: Problem) -> None:
    try:
        pipe.send_bytes(encode(problem))
    except (BrokenPipeError, ConnectionResetError):
        return  # nobody is left to tell


def _watch(order: CameraOrder, report: LockReport, send: _Send, frames: Connection | None) -> None:
    address = parse_address(order.address)
    send(Locked(lock_status(report)))
    options = SourceOptions(
        _playback(order), order.open_timeout_s, order.read_timeout_s, turn_deg=order.turn_deg
    )
    clock = SystemClock()
    source: OpenSource = (
        turned(BrowserSource(frames, options, clock), order.turn_deg)
        if frames is not None and address.kind is SourceKind.BROWSER
        else open_source(order.address, options, clock, frames)
    )
    source = masked(source, order.masks)
    try:
        info = source.info
        send(Opened(info.width_px, info.height_px, info.frame_count))
        models = None if order.presence_only else load_models(order.perception.attendants)
        customers = None if order.zone is None else MediaPipeCustomers()
        repeats = RepeatWatch(coded_whole=source.info.coded_whole) if address.is_camera else None
        upright = None
        if address.is_camera and not order.presence_only:
            upright = UprightWatch(
                lambda: MediaPipeFaceLandmarker(still=True), order.field_of_view_rad
            )
        watch(source, order, looks(order, models, customers), clock, send, repeats, upright)
    finally:
        source.close()


def _playback(order: CameraOrder) -> Playback:
    if order.every_frame:
        return Playback.EVERY_FRAME
    return Playback.AS_LOOPING_CAMERA if order.loop else Playback.AS_CAMERA


VISION: Final = WorkerBody(
    run, fetch, ("monitor.runtime.vision.worker", "monitor.adapters.face_landmarker.solutions")
)
"""What a supervisor keeps alive.

MediaPipe must be among what is preloaded: its import makes folders in a fresh home, which a locked
worker cannot.
"""
