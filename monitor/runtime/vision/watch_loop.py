"""What a vision worker does from frame to frame: newest frame in, one small record out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.perception.observation import Observation
from monitor.ports import CameraOrder, Clock, CustomerDetector, Frame, FrameSource
from monitor.runtime.vision.observer import Models, Observer, ZoneWatch
from monitor.runtime.vision.pacing import Pacer
from monitor.runtime.vision.repeats import RepeatWatch
from monitor.runtime.vision.sighting import Sighting
from monitor.runtime.vision.upright_watch import UprightWatch
from monitor.runtime.vision.wire import Beat, Ended, Message, Upright
from monitor.units import NS_PER_S, Ns

Look = Callable[[Frame], Message | None]
"""What is asked of a frame; None where there is nothing to say of it."""


def looks(
    order: CameraOrder, models: Models | None, customers: CustomerDetector | None
) -> tuple[Look, ...]:
    """What is asked of every frame, in order.

    `models` look at the attendant, `customers` looks for customers in the order's zone; None where
    the order wants no such look.
    """
    wanted: list[Look] = []
    if models is not None:
        observer = Observer(models, order.perception, order.field_of_view_rad)
        wanted += [observer.observe, Sighting(observer.last_faces).look]
    if customers is not None and order.zone is not None:
        wanted.append(ZoneWatch(customers, order.zone, order.zone_rate_per_s).watch)
    return tuple(wanted)


def watch(
    source: FrameSource,
    order: CameraOrder,
    wanted: Sequence[Look],
    clock: Clock,
    send: Callable[[Message], None],
    repeats: RepeatWatch | None = None,
    upright: UprightWatch | None = None,
) -> None:
    """Look at every frame until the source ends. Raises what `source` raises when it is lost.

    `repeats` keeps back what a frozen picture says; None where a picture may stand still: a file.
    Once `upright` knows that the picture does not stand upright, nothing more is said of it.
    """
    pacer = Pacer(order.rate_per_s, clock)
    beat_ns = Ns(0)
    while True:
        frame = source.read()
        if frame is None:
            send(Ended(source.ended_early))
            return
        answers = [answer for look in wanted if (answer := look(frame)) is not None]
        if upright is not None and _has_face(answers):
            known = upright.turn_deg is not None
            turn_deg = upright.look(frame)
            if not known and turn_deg is not None:
                send(Upright(turn_deg))
        if upright is not None and upright.turn_deg:
            answers = []
        for answer in answers if repeats is None else repeats.sift(frame, answers):
            send(answer)
        del frame
        now_ns = clock.monotonic_ns()
        if now_ns - beat_ns >= NS_PER_S:
            send(Beat(now_ns, source.dropped))
            beat_ns = now_ns
        if not order.every_frame:
            pacer.wait()


def _has_face(messages: Sequence[Message]) -> bool:
    return any(isinstance(each, Observation) and each.face is not None for each in messages)
