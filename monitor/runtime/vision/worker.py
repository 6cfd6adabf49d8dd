"""The vision worker: the only process of a live counter that holds a frame.

Started by a fork server that has the models' libraries loaded. It locks itself before it opens its
source, proves the lock, then loops: newest frame in, one small record out. It ends by itself when
its parent is gone.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from monitor.adapters.clock import SystemClock
from monitor.adapters.sandbox import LockReport, LockRequest, Proof, lock, seal, self_test
from monitor.adapters.video_source import (
    BrowserSource,
    OpenSource,
    Playback,
    SourceOptions,
    open_source,
)
from monitor.addresses import parse_address
from monitor.errors import MostradorError, failure_of
from monitor.perception.attendant import Zone
from monitor.perception.observation import PerceptionParams
from monitor.ports import Frame
from monitor.runtime.vision.camera_status import LockStatus
from monitor.runtime.vision.observer import Observer, ZoneWatch, load_models
from monitor.runtime.vision.pacing import Pacer
from monitor.runtime.vision.wire import Beat, Ended, Locked, Message, Opened, Problem, encode
from monitor.units import NS_PER_S, Ns


@dataclass(frozen=True, slots=True)
class WorkerOrder:
    """What one worker is to do. `address` may hold a password: it goes in, and never back.

    With `every_frame`, a clip is read frame by frame as fast as it goes, and stamped with its own
    times; otherwise it plays as if it were a camera. Where there is a `zone`, customers are looked
    for in that part of the picture; with `presence_only`, nothing else is looked at.
    """

    address: str
    rate_per_s: float
    loop: bool
    open_timeout_s: float
    read_timeout_s: float
    field_of_view_rad: float
    perception: PerceptionParams = field(default_factory=PerceptionParams)
    every_frame: bool = False
    zone: Zone | None = None
    zone_rate_per_s: float = 2.0
    presence_only: bool = False


_Send = Callable[[Message], None]
_Look = Callable[[Frame], Message | None]


def run(order: WorkerOrder, pipe: Connection, frames: Connection | None = None) -> None:
    """Body of the worker process. `frames` brings the pictures where a browser is the camera."""
    # The parent decides when to stop, and then kills: there is nothing here to save. A Ctrl-C, or
    # a service manager, reaches the whole group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def send(message: Message) -> None:
        pipe.send_bytes(encode(message))

    try:
        _watch(order, send, frames)
    except (BrokenPipeError, ConnectionResetError):
        return  # the parent is gone, and with it the reason to look
    except MostradorError as error:
        _last_words(pipe, Problem(str(error), failure_of(error)))


def _last_words(pipe: Connection, problem: Problem) -> None:
    try:
        pipe.send_bytes(encode(problem))
    except (BrokenPipeError, ConnectionResetError):
        return  # nobody is left to tell


def _watch(order: WorkerOrder, send: _Send, frames: Connection | None) -> None:
    address = parse_address(order.address)
    report = lock(LockRequest(address.device_paths, address.tcp_ports))
    options = SourceOptions(_playback(order), order.open_timeout_s, order.read_timeout_s)
    clock = SystemClock()
    source: OpenSource = (
        BrowserSource(frames, options, clock)
        if frames is not None
        else open_source(order.address, options, clock)
    )
    try:
        report = seal(report)
        send(Locked(lock_status(report, self_test(report))))
        send(Opened(source.info.width_px, source.info.height_px))
        looks = _looks(order)
        pacer = Pacer(order.rate_per_s, clock)
        beat_ns = Ns(0)
        while True:
            frame = source.read()
            if frame is None:
                send(Ended())
                return
            for look in looks:
                answer = look(frame)
                if answer is not None:
                    send(answer)
            del frame
            now_ns = clock.monotonic_ns()
            if now_ns - beat_ns >= NS_PER_S:
                send(Beat(now_ns, source.dropped))
                beat_ns = now_ns
            if not order.every_frame:
                pacer.wait()
    finally:
        source.close()


def _looks(order: WorkerOrder) -> tuple[_Look, ...]:
    """What is asked of every frame, in order; None where there is nothing to say of it."""
    looks: list[_Look] = []
    if not order.presence_only:
        models = load_models(order.perception.attendants)
        looks.append(Observer(models, order.perception, order.field_of_view_rad).observe)
    if order.zone is not None:
        looks.append(ZoneWatch(order.zone, order.zone_rate_per_s).watch)
    return tuple(looks)


def _playback(order: WorkerOrder) -> Playback:
    if order.every_frame:
        return Playback.EVERY_FRAME
    return Playback.AS_LOOPING_CAMERA if order.loop else Playback.AS_CAMERA


def lock_status(report: LockReport, proof: Proof) -> LockStatus:
    """What was claimed by the lock and then refused when tried."""
    files = report.files_write_denied and proof.file_write is True
    network = report.tcp_connect_denied and report.udp_denied and proof.tcp_connect is True
    reason, lack = report.reason, report.lack
    if reason is None and not (report.enforced and files and network):
        reason, lack = "a forbidden act went through when it was tried", "went_through"
    return LockStatus(report.enforced and proof.proved, files, network, reason, lack)
