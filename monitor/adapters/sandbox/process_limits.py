"""Limits of the whole process that need no Landlock: no core dump, no growing file."""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38


def set_no_new_privileges() -> None:
    """No program started from here can gain rights; Landlock and seccomp ask for it. Linux."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def forbid_core_dumps() -> None:
    """No image of the memory (with a frame in it) on disk when this process crashes.

    On Linux also: no other program of the same user can read this process's memory.
    Raises `OSError`.
    """
    _set_limit("RLIMIT_CORE")
    if sys.platform == "linux":
        _prctl(_PR_SET_DUMPABLE, 0)


def forbid_file_growth() -> None:
    """Every write to a regular file fails (EFBIG), however it was opened. Raises `OSError`."""
    _set_limit("RLIMIT_FSIZE")


def _set_limit(name: str) -> None:
    if sys.platform == "win32":
        raise OSError(0, "there are no resource limits on Windows")
    import resource  # noqa: PLC0415 - absent on Windows

    try:
        resource.setrlimit(getattr(resource, name), (0, 0))
    except ValueError as error:
        raise OSError(0, str(error)) from error


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (ctypes.c_ulong(number) for number in (value, 0, 0, 0))
    if libc.prctl(ctypes.c_int(option), *arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
