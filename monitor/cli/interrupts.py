"""Ctrl-C: it ends what runs, wherever that is, without a word and without breaking more."""

from __future__ import annotations

import atexit
import signal
import sys
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED: Final = 130
"""Exit code of a program that Ctrl-C ended, as shells count it."""
_SOON_S: Final = 0.05
_PATIENT: Final = 2
"""So often Ctrl-C waits for a library to come to a good place; pressed once more, it does not."""
_FRAGILE: Final = ("/mediapipe/", "/sqlalchemy/pool/")
"""Folders of code in which nothing may be raised from outside."""


def noted_interrupts() -> threading.Event:
    """Set once Ctrl-C was pressed; `KeyboardInterrupt` is raised where that breaks no library."""
    pressed = threading.Event()
    say_unraised = sys.unraisablehook
    patience = iter(range(_PATIENT))

    def interrupt(number: int, frame: FrameType | None) -> None:
        pressed.set()
        safe = _first_safe(frame)
        if safe is not None and safe is not frame and next(patience, None) is not None:
            _raise_at_next_line(safe)
        else:
            signal.default_int_handler(number, frame)

    def unraised(unraisable: sys.UnraisableHookArgs) -> None:
        # It came while Python cleared memory up, where nothing can be raised: once more, then.
        if unraisable.exc_type is KeyboardInterrupt:
            _press_again_soon()
        else:
            say_unraised(unraisable)

    sys.unraisablehook = unraised
    # Left alone where whoever started the program has it ignored (nohup, a script's "&").
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        if sys.platform != "win32":
            signal.signal(signal.SIGALRM, _press)
            signal.siginterrupt(signal.SIGALRM, False)
            # What still comes after the end must not be taken for a signal that nobody handles.
            atexit.register(signal.signal, signal.SIGALRM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, interrupt)
    return pressed


def _first_safe(frame: FrameType | None) -> FrameType | None:
    """The innermost frame with no fragile one around it, where an exception breaks nothing else.

    A library that is interrupted while it loads says that it is broken; MediaPipe's graphs, which
    call back from within, end the whole process; a pool of connections tells of it at length.
    """
    safe = frame
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith("<frozen importlib") or any(each in file for each in _FRAGILE):
            safe = frame.f_back
        frame = frame.f_back
    return safe


def _raise_at_next_line(safe: FrameType) -> None:
    """As soon as what it called has come back to that frame, well or with an exception."""

    def interrupt(frame: FrameType, _event: str, _of: object) -> None:
        sys.settrace(None)
        frame.f_trace = None
        raise KeyboardInterrupt

    def nothing_within(_frame: FrameType, _event: str, _of: object) -> None:
        """No frame that begins meanwhile is watched."""

    safe.f_trace = interrupt
    sys.settrace(nothing_within)


def _press_again_soon() -> None:
    if sys.platform == "win32":
        threading.Timer(_SOON_S, signal.raise_signal, (signal.SIGINT,)).start()
    else:
        # By the clock's signal and not by a thread: whoever is interrupted may be starting one.
        signal.setitimer(signal.ITIMER_REAL, _SOON_S)


def _press(_number: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)
