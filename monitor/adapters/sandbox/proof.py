"""Tries what the lock forbids, from inside, so that health can say "proved" and not "assumed"."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from monitor.adapters.sandbox import process_limits
from monitor.adapters.sandbox.locking import LockReport
from monitor.ports import RESTRICTIONS, LockStatus, Restriction

_REFUSALS: Final = (errno.EACCES, errno.EFBIG)
_READ_BY_ALL: Final = ("/etc/passwd", "/etc/group", "/etc/profile")
_CLONE_NOTHING: Final = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """What was tried and refused.

    `held`: every attempt of these was refused. `went_through`: one was not. What is in neither
    could not be tried here. `proved`: everything that the report claims was refused, and it claims
    something.
    """

    held: frozenset[Restriction]
    went_through: frozenset[Restriction]
    proved: bool


def self_test(report: LockReport) -> Proof:
    """Try each for real; whatever goes through is undone at once. Never raises."""
    held: set[Restriction] = set()
    open_: set[Restriction] = set()
    folder = _writable_folder()
    attempts: dict[Restriction, tuple[Callable[[], bool | None], ...]] = dict(_ATTEMPTS)
    if folder is not None:
        attempts["file_writes"] = (lambda: _file_write(folder), lambda: _native_write(folder))
    attempts["connections"] = (lambda: _tcp_connect(report.tcp_ports_allowed),)
    for name, tries in attempts.items():
        answers = [attempt() for attempt in tries]
        if False in answers:
            open_.add(name)
        elif answers and None not in answers:
            held.add(name)
    proved = bool(report.claimed) and report.claimed <= held
    return Proof(frozenset(held), frozenset(open_), proved)


def lock_status(report: LockReport) -> LockStatus:
    """What the lock holds, tried from inside. Never raises."""
    proof = self_test(report)
    # What nobody claims may hold by accident: a folder that this user may not write to, say.
    held = proof.held & report.claimed
    if not proof.proved and report.claimed:
        through = ", ".join(sorted(report.claimed - proof.held))
        report = report.missing(f"forbidden, but not refused when tried: {through}", "went_through")
    elif len(held) < len(RESTRICTIONS):
        left = ", ".join(name for name in RESTRICTIONS if name not in held)
        report = report.missing(f"this system does not forbid: {left}", "incomplete")
    ordered = tuple[Restriction, ...](name for name in RESTRICTIONS if name in held)
    return LockStatus(ordered, report.reason, report.lack)


def _refused(step: Callable[[], object]) -> bool | None:
    """Whether the lock refused it; None where something else stood in the way."""
    try:
        step()
    except OSError as error:
        return True if error.errno in _REFUSALS else None
    return False


def _called(name: str, *arguments: object) -> None:
    """A function of the C library, as native code would call it. Raises `OSError`."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _got_as_far(step: Callable[[], object], *, otherwise: int) -> bool | None:
    """As `_refused`, for an act that fails harmlessly by `otherwise` where nothing forbids it."""
    try:
        step()
    except OSError as error:
        if error.errno == otherwise:
            return False
        return True if error.errno in _REFUSALS else None
    return False


def _writable_folder() -> Path | None:
    """A folder in which only the lock can be the reason for a refusal."""
    # access(2) asks about permissions alone: Landlock has no part in its answer.
    places = (os.environ.get("TMPDIR"), "/tmp", "/var/tmp", "/dev/shm", ".")  # noqa: S108
    for place in places:
        if place and Path(place).is_dir() and os.access(place, os.W_OK | os.X_OK):
            return Path(place)
    return None


def _file_write(folder: Path) -> bool | None:
    path = folder / f"mostrador-lock-test-{os.getpid()}"
    refused = _refused(lambda: path.write_bytes(b"this must not be possible"))
    _remove(path)
    return refused


def _native_write(folder: Path) -> bool | None:
    if sys.platform == "win32":
        return None
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


def _file_read() -> bool | None:
    """A file that everybody may read, and that is no part of this program."""
    path = next((each for each in _READ_BY_ALL if os.access(each, os.R_OK)), None)
    return None if path is None else _refused(Path(path).read_bytes)


def _folder_read() -> bool | None:
    return _refused(lambda: list(Path("/").iterdir()))


def _open_file() -> bool | None:
    """A file in memory stands for one that was open before: both are bound by the same limit."""
    if sys.platform != "linux":
        return None
    node = os.memfd_create("mostrador-lock-test")
    try:
        return _refused(lambda: os.write(node, b"x"))
    finally:
        os.close(node)


def _program() -> bool | None:
    """The program is not there: only a lock refuses before that is noticed."""
    nowhere = ctypes.c_char_p(b"/nowhere/mostrador-lock-test")
    return _got_as_far(lambda: _called("execve", nowhere, None, None), otherwise=errno.ENOENT)


def _process() -> bool | None:
    if sys.platform == "win32":
        return None
    try:
        child = os.fork()
    except OSError as error:
        return True if error.errno in _REFUSALS else None
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return False


def _namespace() -> bool | None:
    """Nothing is asked to be unshared: without a lock that succeeds and changes nothing."""
    return _refused(lambda: _called("unshare", _CLONE_NOTHING))


def _side_door() -> bool | None:
    nowhere = Path("/nowhere/mostrador-lock-test")
    return _got_as_far(lambda: nowhere.chmod(0o600), otherwise=errno.ENOENT)


def _signal() -> bool | None:
    """Signal 0 only asks whether it could be sent."""
    return _refused(lambda: os.kill(os.getppid(), 0))


def _tcp_connect(allowed: tuple[int, ...]) -> bool | None:
    port = next(port for port in (9, 13, 7) if port not in allowed)

    def connect() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.settimeout(1.0)
            probe.connect(("127.0.0.1", port))

    return _got_as_far(connect, otherwise=errno.ECONNREFUSED)


def _listen() -> bool | None:
    def listen() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.listen()

    return _refused(listen)


def _udp_socket() -> bool | None:
    return _refused(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close())


def _unix_socket() -> bool | None:
    return _refused(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close())


def _send_to() -> bool | None:
    """Through a socket that is open, to an address that nobody listens at."""
    return _sent(lambda open_socket, nowhere: open_socket.sendto(b"x", nowhere))


def _send_message() -> bool | None:
    return _sent(lambda open_socket, nowhere: open_socket.sendmsg([b"x"], [], 0, nowhere))


def _sent(send: Callable[[socket.socket, str], object]) -> bool | None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        return _got_as_far(
            lambda: send(ours, "/nowhere/mostrador-lock-test"), otherwise=errno.ENOENT
        )


def _core_dump() -> bool | None:
    if sys.platform == "win32":
        return None
    try:
        return not process_limits.dumps_core()
    except OSError:
        return None


def _memory() -> bool | None:
    """More than the ceiling at once; not touched, so that it costs nothing where it is given."""
    try:
        mmap.mmap(
            -1, process_limits.MEMORY_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
        ).close()
    except OSError as error:
        return error.errno == errno.ENOMEM or None
    return False


_ATTEMPTS: Final[Mapping[Restriction, tuple[Callable[[], bool | None], ...]]] = MappingProxyType(
    {
        "file_reads": (_file_read, _folder_read),
        "open_files": (_open_file,),
        "programs": (_program,),
        "processes": (_process,),
        "namespaces": (_namespace,),
        "side_doors": (_side_door,),
        "signals": (_signal,),
        "listening": (_listen,),
        "unix_sockets": (_unix_socket,),
        "sockets": (_udp_socket,),
        "sends": (_send_to, _send_message),
        "core_dumps": (_core_dump,),
        "memory": (_memory,),
    }
)
"""Each restriction, and what it must refuse; those that need to know more stand in `self_test`."""
