"""System-call filters for what Landlock does not cover. Linux on x86-64 and 64-bit ARM.

A filter answers EACCES to the listed calls, in every thread of the process, for good.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

_SET_MODE_FILTER, _FLAG_TSYNC = 1, 1
_RETURN_ALLOW, _RETURN_KILL, _RETURN_ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE = 0, 4
_X32_BIT = 0x40000000  # a second table of calls on x86-64, with other numbers

# name: (x86-64, 64-bit ARM); None where the architecture has no such call
_Numbers = dict[str, tuple[int | None, int | None]]

SOCKETS: _Numbers = {
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
}
"""Making or redirecting any socket; those already connected go on."""

SIDE_DOORS: _Numbers = {
    # starting a program
    "execve": (59, 221),
    "execveat": (322, 281),
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
"""Calls that a vision worker never makes and that lead around the lock."""

# machine: (column in the tables, audit architecture, number of the seccomp call itself)
_MACHINES = {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def deny(calls: _Numbers) -> None:
    """Answer EACCES to `calls` from now on, in all threads. Needs "no new privileges".

    Raises `OSError` where the kernel or the processor has no such filter.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        raise OSError(errno.ENOSYS, f"no system-call filter for {platform.machine()}")
    column, architecture, seccomp_number = machine
    numbers = sorted({pair[column] or -1 for pair in calls.values()} - {-1})
    code = _filter(numbers, architecture, has_x32=column == 0)
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


def _filter(numbers: list[int], architecture: int, *, has_x32: bool) -> bytes:
    """Classic BPF over `struct seccomp_data`: load a word, jump, return."""
    checks = len(numbers)
    program = [
        _instruction(_LOAD, _OFFSET_ARCHITECTURE),
        _instruction(_JUMP_IF_EQUAL, architecture, if_true=1),
        _instruction(_RETURN, _RETURN_KILL),
        _instruction(_LOAD, _OFFSET_NUMBER),
    ]
    if has_x32:
        program.append(_instruction(_JUMP_IF_AT_LEAST, _X32_BIT, if_true=checks + 1))
    for place, number in enumerate(numbers):
        program.append(_instruction(_JUMP_IF_EQUAL, number, if_true=checks - place))
    program.append(_instruction(_RETURN, _RETURN_ALLOW))
    program.append(_instruction(_RETURN, _RETURN_ERRNO | errno.EACCES))
    return b"".join(program)


def _instruction(code: int, operand: int, *, if_true: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, 0, operand)
