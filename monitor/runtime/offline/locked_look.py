"""Files of other people, looked at by a locked process: numbers come back, no picture.

The process is the one that watches cameras, with the same lock and the same limits. A file that
crashes a decoder ends that process, and is refused in a sentence.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final

from monitor.adapters.clock import SystemClock
from monitor.addresses import parse_address
from monitor.errors import Cause, SourceError, WorkerError
from monitor.geometry.camera import Camera, camera_with_field_of_view
from monitor.perception.observation import Observation
from monitor.ports import CameraOrder
from monitor.runtime.counter.camera_orders import camera_order
from monitor.runtime.vision.child import Body, Child
from monitor.runtime.vision.fork_server import start_fork_server
from monitor.runtime.vision.wire import Ended, Message, Opened, Problem
from monitor.runtime.vision.worker import VISION, look_at_stills
from monitor.settings import CounterSettings
from monitor.units import NS_PER_S, rad_from_deg

_TURN_S: Final = 0.5
_PATIENCE_NS: Final = 300 * NS_PER_S
"""A picture that takes longer is one made to hold the process up, on any machine."""
_STILL_BYTES_MAX: Final = 300_000_000
"""The largest picture that is accepted takes less in any format."""
_KILL_S: Final = 3.0

Progress = Callable[[int, int | None], None]
"""Called with frames done and frames expected, None when the clip does not say."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file gave.

    Attributes:
        observations: one per picture, in order.
        camera: that of the first picture.
        ended_early: the file broke off before its end.
    """

    observations: tuple[Observation, ...]
    camera: Camera
    ended_early: bool


class LockedLook:
    """Looks at files with one counter's settings. Close it in the end."""

    def __init__(self, counter: CounterSettings) -> None:
        self._counter = counter
        self._stills: _Process | None = None

    def clip(self, address: str, on_progress: Progress | None) -> Looked:
        """Every frame of a video file. Raises `SourceError`."""
        process = _Process(VISION.run, self._order(address), None)
        observations: list[Observation] = []
        opened: Opened | None = None
        try:
            for message in process.messages(address):
                match message:
                    case Opened():
                        opened = message
                    case Observation():
                        observations.append(message)
                        if on_progress is not None and opened is not None:
                            on_progress(len(observations), opened.frame_count)
                    case Ended(early) if opened is not None:
                        return Looked(tuple(observations), self._camera(opened), early)
                    case _:
                        continue
        finally:
            process.end()
        raise _nothing(address)

    def still(self, address: str) -> Looked:
        """A still image, judged by itself. Raises `SourceError`."""
        path = Path(parse_address(address).target)
        if path.stat().st_size > _STILL_BYTES_MAX:
            raise SourceError(
                f"{address}: the image is of {path.stat().st_size / 1e6:.0f} MB: accepted is up to "
                f"{_STILL_BYTES_MAX / 1e6:.0f} MB",
                Cause("picture_large"),
            )
        if self._stills is None:
            ours, theirs = multiprocessing.Pipe(duplex=False)
            self._stills = _Process(look_at_stills, self._order(address), ours, theirs)
        try:
            self._stills.hand(address, path.read_bytes())
            opened: Opened | None = None
            for message in self._stills.messages(address):
                match message:
                    case Opened():
                        opened = message
                    case Observation() if opened is not None:
                        return Looked((message,), self._camera(opened), ended_early=False)
                    case _:
                        continue
        except BaseException:
            # What it was asked is not answered yet: the next question must not get that answer.
            self.close()
            raise
        raise _nothing(address)

    def close(self) -> None:
        """End what still runs; safe to call twice."""
        if self._stills is not None:
            self._stills.end()
            self._stills = None

    def _order(self, address: str) -> CameraOrder:
        # A recording of a camera that hangs on its side lies on its side as well.
        live = camera_order(self._counter)
        return replace(live, address=address, loop=False, every_frame=True, zone=None)

    def _camera(self, opened: Opened) -> Camera:
        view_rad = rad_from_deg(self._counter.field_of_view_deg)
        return camera_with_field_of_view(opened.width_px, opened.height_px, view_rad)


class _Process:
    """One locked process, and the pipe by which it is given pictures, if any."""

    def __init__(
        self,
        body: Body,
        order: CameraOrder,
        handed: Connection | None,
        giving: Connection | None = None,
    ) -> None:
        start_fork_server(VISION.preloaded)
        self._clock = SystemClock()
        self._giving = giving
        try:
            self._child = Child("analysis", "the process", body, order, handed, self._clock)
        except WorkerError as error:
            raise SourceError(str(error), Cause("worker_unstarted")) from None
        finally:
            if handed is not None:
                handed.close()

    def hand(self, name: str, data: bytes) -> None:
        """Give it a still. Raises `SourceError` where it has ended."""
        assert self._giving is not None, "made to be given stills"
        try:
            self._giving.send_bytes(name.encode() + b"\0" + data)
        except OSError:
            raise _ended(name, "it has ended") from None

    def messages(self, address: str) -> Iterator[Message]:
        """What it says of a file, as it comes. Raises `SourceError` for what it says last."""
        heard_ns = self._clock.monotonic_ns()
        while True:
            ready = wait(self._child.open_ends, _TURN_S)
            try:
                message = self._child.heard(ready)
            except WorkerError as error:
                raise _ended(address, str(error)) from None
            now_ns = self._clock.monotonic_ns()
            if message is not None:
                heard_ns = now_ns
            elif now_ns - heard_ns > _PATIENCE_NS:
                raise _ended(address, f"no answer within {_PATIENCE_NS // NS_PER_S} s")
            match message:
                case None:
                    continue
                case Problem(text, cause):
                    raise SourceError(text, Cause(cause))
                case _:
                    yield message

    def end(self) -> None:
        """Kill it: it has nothing to save."""
        if self._giving is not None:
            self._giving.close()
        process = self._child.process
        process.kill()
        process.join(_KILL_S)
        self._child.close()


def _ended(address: str, how: str) -> SourceError:
    return SourceError(
        f"{address}: whoever decodes it did not come to an end ({how}): accepted is a file that is "
        "whole and of a usual size",
        Cause("worker_ended"),
    )


def _nothing(address: str) -> SourceError:
    return SourceError(f"{address}: holds no picture that can be read")
