"""A live source: a thread grabs without pause, the newest frame wins.

All calls into the grabber, opening and closing included, happen on the one thread. So a library
that hangs (OpenCV's `grab` can) costs the caller a time-out and an error, never its life.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from monitor.adapters.video_source.options import SourceInfo, SourceOptions
from monitor.adapters.video_source.picture import check_size
from monitor.errors import Cause, SourceError, SourceLost
from monitor.ports import Clock, Frame, Image
from monitor.units import Ns, ns_from_s

_CLOSE_WAIT_S = 1.0


class Grabber(Protocol):
    """What the reader thread drives."""

    @property
    def info(self) -> SourceInfo:
        """What it says about itself; known once open."""
        ...

    def grab(self) -> bool | None:
        """Wait for the next frame: True, None at an end that is no failure, False if lost."""
        ...

    def retrieve(self) -> Image | None:
        """The frame last grabbed, or None if it cannot be decoded."""
        ...

    def close(self) -> None:
        """Release what it holds."""
        ...


OpenGrabber = Callable[[threading.Event], Grabber]
"""Opens a grabber, blocking; the event is set when a wait should end. Raises `SourceError`."""


class LiveSource:
    """Frames of a camera as they come. `monitor.ports.FrameSource`.

    `read` gives the first frame grabbed after it was called, so its age is the time since the
    grab alone; frames that pass while nobody asks are counted in `dropped`.
    """

    def __init__(
        self, redacted: str, open_grabber: OpenGrabber, options: SourceOptions, clock: Clock
    ) -> None:
        """Open and wait for the first frame. Raises `SourceError` in bounded time."""
        self._redacted = redacted
        self._options = options
        self._clock = clock
        self._state = threading.Condition()
        self._stop = threading.Event()
        self._info: SourceInfo | None = None
        self._fresh: Frame | None = None
        self._wanted = True
        self._ended = False
        self._failure: SourceError | None = None
        self._dropped = 0
        self.ended_early = False
        self._thread = threading.Thread(
            target=self._run, args=(open_grabber,), name="frame reader", daemon=True
        )
        self._thread.start()
        with self._state:
            settled = self._state.wait_for(
                lambda: self._info is not None or self._ended, options.open_timeout_s + 1.0
            )
            if settled and self._info is not None:
                return
            failure = self._failure
        self.close()
        raise failure or SourceError(
            f"{redacted}: no picture within {options.open_timeout_s:g} s: accepted is a camera "
            "that is switched on and reachable",
            Cause("picture_missing"),
        )

    @property
    def info(self) -> SourceInfo:
        """What the source says about itself."""
        assert self._info is not None, "an open source has been described"
        return self._info

    @property
    def dropped(self) -> int:
        """Frames grabbed so far that nobody asked for."""
        return self._dropped

    def read(self) -> Frame | None:
        """The next frame to come, or None at the end of a clip. Raises `SourceLost`."""
        with self._state:
            self._wanted = True
            if self._fresh is not None:
                # The picture of the opening, or of a read that gave up: it is old by now.
                self._fresh = None
                self._dropped += 1
            self._state.wait_for(
                lambda: self._fresh is not None or self._ended, self._options.read_timeout_s
            )
            frame, self._fresh = self._fresh, None
            if frame is not None:
                return frame
            if self._failure is not None:
                raise self._failure
            if self._ended:
                return None
        raise self._silent()

    def close(self) -> None:
        """Stop grabbing; safe to call twice. A thread that hangs in a library is left behind."""
        self._stop.set()
        if self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_WAIT_S)

    def _run(self, open_grabber: OpenGrabber) -> None:
        failure: SourceError | None = SourceLost(
            f"{self._redacted}: reading it failed", Cause("pictures_stopped")
        )
        try:
            grabber = open_grabber(self._stop)
            try:
                failure = self._grab_until_stopped(grabber)
            finally:
                grabber.close()
        except SourceError as error:
            failure = error
        finally:
            with self._state:
                self._failure = failure
                self._ended = True
                self._state.notify_all()

    def _silent(self) -> SourceLost:
        return SourceLost(
            f"{self._redacted}: no picture for {self._options.read_timeout_s:g} s",
            Cause("pictures_silent"),
        )

    def _grab_until_stopped(self, grabber: Grabber) -> SourceError | None:
        index = -1
        patience_ns = ns_from_s(self._options.read_timeout_s)
        while not self._stop.is_set():
            asked_ns = self._clock.monotonic_ns()
            grabbed = grabber.grab()
            t_ns = self._clock.monotonic_ns()
            if grabbed is None or self._stop.is_set():
                return None
            if not grabbed:
                return self._no_picture(index, waited_in_vain=t_ns - asked_ns >= patience_ns)
            index += 1
            if index > 0 and t_ns - asked_ns >= patience_ns:
                # FFmpeg gave up waiting, and hands out what its decoder had held back: it is old.
                return self._silent()
            resized = self._offer(grabber, index, t_ns)
            if resized is not None:
                return resized
        return None

    def _no_picture(self, index: int, *, waited_in_vain: bool) -> SourceError:
        """Why no picture came after the one of this index, -1 before the first."""
        if index < 0:
            return SourceError(
                f"{self._redacted}: it opened but sent no picture: accepted is a camera that is "
                "switched on and sends video",
                Cause("picture_missing"),
            )
        if waited_in_vain:
            return self._silent()
        return SourceLost(
            f"{self._redacted}: it stopped sending pictures", Cause("pictures_stopped")
        )

    def _offer(self, grabber: Grabber, index: int, t_ns: Ns) -> SourceLost | None:
        """Hand over the frame last grabbed, if it is wanted; what ends the source, if it does."""
        # Read without the lock: being one frame late in noticing a request does no harm.
        image = grabber.retrieve() if self._wanted else None
        if image is not None and self._info is None:
            check_size(image.shape[0], image.shape[1], self._redacted)
        if image is not None and self._info is not None:
            before_px = (self._info.width_px, self._info.height_px)
            now_px = (image.shape[1], image.shape[0])
            if now_px != before_px:
                # What is known of the picture (where people are, how the lens sees) is of the old.
                return SourceLost(
                    f"{self._redacted}: the picture changed from {before_px[0]}x{before_px[1]} to "
                    f"{now_px[0]}x{now_px[1]} px: it is opened again",
                    Cause("picture_resized"),
                )
        with self._state:
            if image is None:
                self._dropped += 1
                return None
            self._info = self._info or grabber.info
            self._fresh = Frame(t_ns, index, image)
            self._wanted = False
            self._state.notify_all()
        return None
