"""Tries what the lock forbids, from inside, so that health can say "proved" and not "assumed"."""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from monitor.adapters.sandbox.locking import LockReport

_REFUSALS = (errno.EACCES, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was tried and refused: True refused, False went through, None could not be tried.

    `file_write`: a file opened for writing by Python; `native_write`: by the C library, as native
    code would; both in a folder that this user may write to. `tcp_connect`: a connection to a
    port of this machine that is not the camera's. `udp`: a datagram socket. `proved`: everything
    that the report claims, of these, was refused.
    """

    file_write: bool | None
    native_write: bool | None
    tcp_connect: bool | None
    udp: bool | None
    proved: bool


def self_test(report: LockReport) -> Proof:
    """Try each for real; whatever goes through is undone at once. Never raises."""
    folder = _writable_folder()
    file_write = _try_file_write(folder) if folder else None
    native_write = _try_native_write(folder) if folder and sys.platform != "win32" else None
    tcp_connect = _try_tcp_connect(report.tcp_ports_allowed)
    udp = _try_udp()
    claims = (
        (report.files_write_denied, file_write),
        (report.files_write_denied, native_write),
        (report.tcp_connect_denied, tcp_connect),
        (report.udp_denied, udp),
    )
    proved = any(claimed for claimed, _ in claims) and all(
        refused is True for claimed, refused in claims if claimed
    )
    return Proof(file_write, native_write, tcp_connect, udp, proved)


def _writable_folder() -> Path | None:
    """A folder in which only the lock can be the reason for a refusal."""
    # access(2) asks about permissions alone: Landlock has no part in its answer.
    places = (os.environ.get("TMPDIR"), "/tmp", "/var/tmp", "/dev/shm", ".")  # noqa: S108
    for place in places:
        if place and Path(place).is_dir() and os.access(place, os.W_OK | os.X_OK):
            return Path(place)
    return None


def _try_file_write(folder: Path) -> bool | None:
    path = folder / f"mostrador-lock-test-{os.getpid()}"
    try:
        path.write_bytes(b"this must not be possible")
    except OSError as error:
        refused = error.errno in _REFUSALS or None
    else:
        refused = False
    _remove(path)
    return refused


def _try_native_write(folder: Path) -> bool | None:
    path = folder / f"mostrador-lock-test-{os.getpid()}-native"
    libc = ctypes.CDLL(None, use_errno=True)
    libc.fopen.restype = ctypes.c_void_p
    stream = libc.fopen(os.fsencode(path), b"wb")
    if stream is None:
        return ctypes.get_errno() in _REFUSALS or None
    libc.fclose(ctypes.c_void_p(stream))
    _remove(path)
    return False


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return  # refused by the lock, which then also refused to make it


def _try_tcp_connect(allowed: tuple[int, ...]) -> bool | None:
    port = next(port for port in (9, 13, 7) if port not in allowed)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.settimeout(1.0)
            probe.connect(("127.0.0.1", port))
    except PermissionError:
        return True
    except ConnectionRefusedError:
        return False
    except OSError:
        return None
    return False


def _try_udp() -> bool | None:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except PermissionError:
        return True
    except OSError:
        return None
    return False
