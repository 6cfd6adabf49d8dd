"""Limits of the whole process that need no Landlock: dumps, growing files, memory, priority."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 3, 4, 38

MEMORY_BYTES: Final = 2_500_000_000
"""What a process may hold in writable memory. A worker with all models needs 0.4 GB for a 720p
camera (its threads' stacks, which are mostly unused, included)."""

_NICE: Final = 5


def set_no_new_privileges() -> None:
    """No program started from here can gain rights; Landlock and seccomp ask for it. Linux."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def forbid_core_dumps() -> None:
    """No image of the memory (with a frame in it) on disk when this process crashes.

    On Linux also: no other program of the same user can read this process's memory.
    Raises `OSError`.
    """
    _set_limit("RLIMIT_CORE", 0)
    if sys.platform == "linux":
        _prctl(_PR_SET_DUMPABLE, 0)


def dumps_core() -> bool:
    """Whether a crash of this process may leave an image of its memory. Raises `OSError`."""
    return _limit("RLIMIT_CORE") != 0 or _prctl(_PR_GET_DUMPABLE, 0) != 0


def forbid_file_growth() -> None:
    """Every write to a regular file fails (EFBIG), however it was opened. Raises `OSError`."""
    _set_limit("RLIMIT_FSIZE", 0)


def limit_memory() -> None:
    """An allocation beyond `MEMORY_BYTES` fails (ENOMEM). Raises `OSError`.

    Counted is writable memory, not address space: libraries map far more than they touch.
    """
    if sys.platform != "linux":
        raise OSError(0, f"{sys.platform} does not count a process's memory")
    _set_limit("RLIMIT_DATA", MEMORY_BYTES)


def lower_priority() -> None:
    """Whoever records and serves goes first when the processor is short."""
    if sys.platform != "win32":
        os.nice(max(0, _NICE - os.nice(0)))


def close_other_files(kept: Iterable[int]) -> None:
    """Close every file, pipe and socket that this process inherited, but the standard streams and
    `kept`: what a process of its own never opened, it must not be able to write to.
    """
    keep = {0, 1, 2, *kept}
    inherited = list(Path("/proc/self/fd").iterdir()) if sys.platform == "linux" else ()
    for node in inherited:
        if int(node.name) not in keep:
            _close(int(node.name))


def _close(number: int) -> None:
    try:
        os.close(number)
    except OSError:
        return  # the one through which the folder was listed


def _limit(name: str) -> int:
    import resource  # noqa: PLC0415 - absent on Windows

    return resource.getrlimit(getattr(resource, name))[0]


def _set_limit(name: str, most: int) -> None:
    if sys.platform == "win32":
        raise OSError(0, "there are no resource limits on Windows")
    import resource  # noqa: PLC0415 - absent on Windows

    number = getattr(resource, name)
    hard = resource.getrlimit(number)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    try:
        resource.setrlimit(number, (most, most))
    except ValueError as error:
        raise OSError(0, str(error)) from error


def _prctl(option: int, value: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (ctypes.c_ulong(number) for number in (value, 0, 0, 0))
    answer = int(libc.prctl(ctypes.c_int(option), *arguments))
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer
