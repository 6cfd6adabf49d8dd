"""What the reader thread of a live source drives: a camera, or a file played as if it were one."""

from __future__ import annotations

import threading
from multiprocessing.connection import Connection

from monitor.adapters.video_source.clip import PresentationClock, clip_info, opened_clip
from monitor.adapters.video_source.handed_on import open_handed_on
from monitor.adapters.video_source.headers import kind_of_file
from monitor.adapters.video_source.options import SourceInfo, SourceOptions
from monitor.adapters.video_source.still import load_still
from monitor.adapters.video_source.stream import Stream
from monitor.adapters.video_source.webcam import open_webcam
from monitor.addresses import SourceAddress, SourceKind
from monitor.ports import Clock, Image
from monitor.units import Ns, ns_from_s, s_from_ns

_STILL_FPS = 10.0
_LATE_NS = ns_from_s(1.0)
_BACKLOG_FPS = 50.0
_LONGEST_BACKLOG_NS = ns_from_s(3.0)


class CameraGrabber:
    """A webcam or network camera."""

    def __init__(
        self,
        address: SourceAddress,
        options: SourceOptions,
        clock: Clock,
        stop: threading.Event,
        packets: Connection | None = None,
    ) -> None:
        """`packets` is where those of a network camera come from, see `open_handed_on`."""
        self._capture = (
            open_webcam(address, options)
            if address.kind is SourceKind.WEBCAM
            else open_handed_on(address, options, clock, packets)
        )
        self._info: SourceInfo | None = None
        if address.host is not None:
            self._skip_backlog(clock, stop)

    @property
    def info(self) -> SourceInfo:
        """Known after the first `retrieve`."""
        assert self._info is not None, "described by its first frame"
        return self._info

    def grab(self) -> bool | None:
        """Wait for the next frame; False when the camera stopped answering."""
        return self._capture.grab()

    def retrieve(self) -> Image | None:
        """The frame last grabbed."""
        image = self._capture.retrieve()
        if image is not None and self._info is None:
            height, width = image.shape[:2]
            self._info = SourceInfo(
                width,
                height,
                self._capture.nominal_fps,
                None,
                None,
                live=True,
                coded_whole=self._capture.coded_whole,
            )
        return image

    def close(self) -> None:
        """Release the camera."""
        self._capture.close()

    def _skip_backlog(self, clock: Clock, stop: threading.Event) -> None:
        """Pass over what FFmpeg kept while it was finding out what the stream holds.

        That is up to some seconds of old frames, given out as fast as they are asked for; a stamp
        at the grab would call them new. A frame that had to be waited for ends the backlog.
        """
        wait_ns = ns_from_s(0.5 / (self._capture.nominal_fps or _BACKLOG_FPS))
        now_ns = clock.monotonic_ns()
        end_ns = now_ns + _LONGEST_BACKLOG_NS
        while now_ns < end_ns and not stop.is_set() and self._capture.grab():
            before_ns, now_ns = now_ns, clock.monotonic_ns()
            if now_ns - before_ns >= wait_ns:
                return


class ClipGrabber:
    """A clip at its own speed, once or for ever."""

    def __init__(self, path: str, clock: Clock, stop: threading.Event, *, loop: bool) -> None:
        self._path = path
        self._clock = clock
        self._stop = stop
        self._loop = loop
        self._capture: Stream
        self._first: Image | None
        self._start(clock.monotonic_ns())
        assert self._first is not None
        self.info = clip_info(self._capture, self._first, live=True)

    def grab(self) -> bool | None:
        """Wait until the next frame is due; None at the end."""
        if self._is_new:
            self._is_new = False
        else:
            self._first = None
            if not self._capture.grab():
                if not self._loop:
                    return None
                # The first frame of the next round is due when the last one has been shown.
                self._capture.close()
                self._start(Ns(self._due_ns + self._last_step_ns))
                self._is_new = False
        t_ns = self._times.stamp(self._capture.position_ns())
        due_ns = Ns(self._started_ns + t_ns)
        self._last_step_ns = Ns(max(0, due_ns - self._due_ns)) or self._last_step_ns
        self._due_ns = due_ns
        late_ns = self._clock.monotonic_ns() - due_ns
        if late_ns > _LATE_NS:
            # The machine slept or is too slow: go on from here instead of rushing after it.
            self._started_ns = Ns(self._started_ns + late_ns)
            self._due_ns = Ns(due_ns + late_ns)
        elif late_ns < 0:
            self._stop.wait(s_from_ns(-late_ns))
        return True

    def retrieve(self) -> Image | None:
        """The frame last grabbed."""
        return self._first if self._first is not None else self._capture.retrieve()

    def close(self) -> None:
        """Release the file."""
        self._capture.close()

    def _start(self, at_ns: Ns) -> None:
        kind_of_file(self._path)  # says what is wrong when the file is gone by the next round
        self._capture, self._first = opened_clip(self._path)
        self._times = PresentationClock(self._capture.nominal_fps)
        self._last_step_ns = ns_from_s(1.0 / (self._capture.nominal_fps or 30.0))
        self._started_ns = at_ns
        self._due_ns = at_ns
        self._is_new = True


class StillGrabber:
    """A still as a camera in front of which nothing moves: the same picture ten times a second."""

    def __init__(self, path: str, stop: threading.Event) -> None:
        self._image = load_still(path)
        self._stop = stop
        height, width = self._image.shape[:2]
        self.info = SourceInfo(width, height, _STILL_FPS, None, None, live=True)

    def grab(self) -> bool | None:
        """Wait a tenth of a second."""
        self._stop.wait(1.0 / _STILL_FPS)
        return True

    def retrieve(self) -> Image | None:
        """A copy, as a camera would give."""
        return self._image.copy()

    def close(self) -> None:
        """Nothing to release."""
