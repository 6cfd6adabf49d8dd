"""System-call filters for what Landlock does not cover. Linux on x86-64 and 64-bit ARM.

A filter answers EACCES to the listed calls, in every thread of the process, for good.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_SET_MODE_FILTER, _FLAG_TSYNC = 1, 1
_RETURN_ALLOW, _RETURN_KILL, _RETURN_ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _JUMP_IF_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE, _OFFSET_ARGUMENTS = 0, 4, 16
_X32_BIT = 0x40000000  # a second table of calls on x86-64, with other numbers

Calls = Mapping[str, tuple[int | None, int | None]]
"""Name: (x86-64, 64-bit ARM); None where the architecture has no such call."""

SOCKETS: Final[Calls] = MappingProxyType(
    {
        "socket": (41, 198),
        "connect": (42, 203),
        "bind": (49, 200),
    }
)
"""Making or redirecting any socket; those already connected go on."""

SENDING: Final[Calls] = MappingProxyType(
    {
        # The address of these two stands in memory, where no filter can look.
        "sendmsg": (46, 211),
        "sendmmsg": (307, 269),
        "sendto": (44, 206),
    }
)
"""Sending through a socket that is open to wherever the call says."""

SIDE_DOORS: Final[Calls] = MappingProxyType(
    {
        # starting a program or a process
        "execve": (59, 221),
        "execveat": (322, 281),
        "fork": (57, None),
        "vfork": (58, None),
        "clone": (56, 220),
        "clone3": (435, 435),
        # signals to other processes; before Landlock 6 nothing else denies them
        "kill": (62, 129),
        "tkill": (200, 130),
        "tgkill": (234, 131),
        "rt_sigqueueinfo": (129, 138),
        "rt_tgsigqueueinfo": (297, 240),
        "pidfd_send_signal": (424, 424),
        # lifting the limits of the process
        "setrlimit": (160, 164),
        "prlimit64": (302, 261),
        # being called
        "listen": (50, 201),
        # writing into a file's attributes, which Landlock leaves open
        "setxattr": (188, 5),
        "lsetxattr": (189, 6),
        "fsetxattr": (190, 7),
        "setxattrat": (463, 463),
        "chmod": (90, None),
        "fchmod": (91, 52),
        "fchmodat": (268, 53),
        "fchmodat2": (452, 452),
        "chown": (92, None),
        "fchown": (93, 55),
        "lchown": (94, None),
        "fchownat": (260, 54),
        "utime": (132, None),
        "utimes": (235, None),
        "futimesat": (261, None),
        "utimensat": (280, 88),
        # storage and channels that are no files
        "shmget": (29, 194),
        "msgget": (68, 186),
        "semget": (64, 190),
        "mq_open": (240, 180),
        "add_key": (248, 217),
        "request_key": (249, 218),
        "keyctl": (250, 219),
        # doing any of this behind the filter's back
        "io_uring_setup": (425, 425),
        "io_uring_enter": (426, 426),
        "io_uring_register": (427, 427),
        # reaching into other processes or the kernel
        "ptrace": (101, 117),
        "process_vm_readv": (310, 270),
        "process_vm_writev": (311, 271),
        "pidfd_getfd": (438, 438),
        "bpf": (321, 280),
        "perf_event_open": (298, 241),
        "open_by_handle_at": (304, 265),
        "setns": (308, 268),
        "unshare": (272, 97),
        "mount": (165, 40),
    }
)
"""Calls that a vision worker never makes and that lead around the lock."""


@dataclass(frozen=True, slots=True)
class _Exception:
    """A call that is let through where one of its arguments, counted from 0, is harmless.

    Its lower 32 bits are in `values`, or have a bit of `bits`. With `whole` the upper 32 bits must
    be zero too: it is an address.
    """

    argument: int
    values: tuple[int, ...] = ()
    bits: int = 0
    whole: bool = False


_CLONE_THREAD: Final = 0x10000
_AF_INET, _AF_NETLINK, _AF_INET6 = 2, 16, 10

_HARMLESS: Final[Mapping[str, _Exception]] = MappingProxyType(
    {
        "clone": _Exception(0, bits=_CLONE_THREAD),
        "sendto": _Exception(4, values=(0,), whole=True),
        "prlimit64": _Exception(2, values=(0,), whole=True),
    }
)
"""A thread is no process, a send without an address goes where the socket is connected to, and a
limit may be read."""

_ABSENT: Final = frozenset({"clone3"})
"""Its flags stand in memory. Told that the kernel has none, the C library takes `clone`."""

# machine: (column in the tables, audit architecture, number of the seccomp call itself)
_MACHINES: Final = MappingProxyType(
    {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}
)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def deny(calls: Calls) -> None:
    """Answer EACCES to `calls` from now on, in all threads. Needs "no new privileges".

    Raises `OSError` where the kernel or the processor has no such filter.
    """
    # A process signals itself when it aborts.
    _deny(calls, _HARMLESS | {"tgkill": _Exception(0, values=(os.getpid(),))})


def deny_odd_sockets() -> None:
    """No socket but those of the internet protocols, and the one that lists this machine's own
    addresses: none that leads to another program of this machine by its path. Raises `OSError`.
    """
    kinds = _Exception(0, values=(_AF_INET, _AF_INET6, _AF_NETLINK))
    _deny({"socket": SOCKETS["socket"]}, {"socket": kinds})


def _deny(calls: Calls, harmless: Mapping[str, _Exception]) -> None:
    machine = _MACHINES.get(platform.machine())
    if machine is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        raise OSError(errno.ENOSYS, f"no system-call filter for {platform.machine()}")
    column, architecture, seccomp_number = machine
    code = _filter(calls, column, architecture, harmless)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    result = int(
        libc.syscall(
            ctypes.c_long(seccomp_number),
            ctypes.c_long(_SET_MODE_FILTER),
            ctypes.c_long(_FLAG_TSYNC),
            ctypes.byref(program),
        )
    )
    if result != 0:
        # A positive answer names a thread that could not be bound.
        code_number = ctypes.get_errno() if result < 0 else errno.ESRCH
        raise OSError(code_number, os.strerror(code_number))


def _filter(
    calls: Calls, column: int, architecture: int, harmless: Mapping[str, _Exception]
) -> bytes:
    """Classic BPF over `struct seccomp_data`: load a word, jump, return."""
    program = [
        _instruction(_LOAD, _OFFSET_ARCHITECTURE),
        _instruction(_JUMP_IF_EQUAL, architecture, if_true=1),
        _instruction(_RETURN, _RETURN_KILL),
        _instruction(_LOAD, _OFFSET_NUMBER),
    ]
    if column == 0:
        program += [
            _instruction(_JUMP_IF_AT_LEAST, _X32_BIT, if_false=1),
            _instruction(_RETURN, _RETURN_ERRNO | errno.EACCES),
        ]
    for name, numbers in calls.items():
        number = numbers[column]
        if number is None:
            continue
        refusal = _RETURN_ERRNO | (errno.ENOSYS if name in _ABSENT else errno.EACCES)
        judged = _judged(harmless.get(name), refusal)
        program.append(_instruction(_JUMP_IF_EQUAL, number, if_false=len(judged)))
        program += judged
    program.append(_instruction(_RETURN, _RETURN_ALLOW))
    return b"".join(program)


def _judged(exception: _Exception | None, refusal: int) -> list[bytes]:
    """What follows once the call is known; it ends in a return in any case."""
    refuse = _instruction(_RETURN, refusal)
    if exception is None:
        return [refuse]
    allow = _instruction(_RETURN, _RETURN_ALLOW)
    low = _OFFSET_ARGUMENTS + 8 * exception.argument
    if exception.bits:
        return [
            _instruction(_LOAD, low),
            _instruction(_JUMP_IF_SET, exception.bits, if_false=1),
            allow,
            refuse,
        ]
    steps: list[bytes] = []
    if exception.whole:
        steps += [
            _instruction(_LOAD, low + 4),
            _instruction(_JUMP_IF_EQUAL, 0, if_true=1),
            refuse,
        ]
    steps.append(_instruction(_LOAD, low))
    for value in exception.values:
        steps += [_instruction(_JUMP_IF_EQUAL, value, if_false=1), allow]
    return [*steps, refuse]


def _instruction(code: int, operand: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, operand)
