"""Landlock by its three system calls. Linux only; import anywhere, call on Linux."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable

from monitor.errors import LackName

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH, _RULE_NET_PORT = 1, 2
_RESTRICT_SELF_TSYNC = 1 << 3

_EXECUTE, _WRITE_FILE, _TRUNCATE, _IOCTL_DEV = 1 << 0, 1 << 1, 1 << 14, 1 << 15
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_ANY = sum(1 << bit for bit in range(6, 13))
_REFER = 1 << 13
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1
_SCOPE_ABSTRACT_UNIX_SOCKET, _SCOPE_SIGNAL = 1 << 0, 1 << 1

ABI_TCP, ABI_SCOPES, ABI_ALL_THREADS = 4, 6, 8
"""First versions of Landlock that cover TCP, signals, and all threads of the process at once."""


def abi_version() -> int:
    """The kernel's Landlock version. Raises `OSError` (ENOSYS, EOPNOTSUPP) where there is none."""
    return _call(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)


def restrict(
    abi: int,
    readable: Iterable[str],
    device_paths: Iterable[str],
    tcp_ports: Iterable[int],
) -> None:
    """Deny this thread (from ABI 8 every thread) all that Landlock covers, except reading what is
    `readable` (files, and folders with all that is in them), using `device_paths` and connecting to
    `tcp_ports`. Raises `OSError`.
    """
    ruleset = _create_ruleset(abi)
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE, of_folders=_READ_DIR)
        for path in ("/dev/null", *device_paths):
            _allow(ruleset, path, _READ_FILE | _WRITE_FILE | (_IOCTL_DEV if abi >= 5 else 0))
        if abi >= ABI_TCP:
            for port in tcp_ports:
                rule = ctypes.create_string_buffer(struct.pack("=QQ", _CONNECT_TCP, port))
                _call(_ADD_RULE, ruleset, _RULE_NET_PORT, ctypes.byref(rule), 0)
        flags = _RESTRICT_SELF_TSYNC if abi >= ABI_ALL_THREADS else 0
        _call(_RESTRICT_SELF, ruleset, flags)
    finally:
        os.close(ruleset)


def _create_ruleset(abi: int) -> int:
    files = _EXECUTE | _WRITE_FILE | _READ_FILE | _READ_DIR | _REMOVE_DIR | _REMOVE_FILE | _MAKE_ANY
    if abi >= 2:
        files |= _REFER  # before, Landlock denied moving between folders in any case
    if abi >= 3:
        files |= _TRUNCATE
    if abi >= 5:
        files |= _IOCTL_DEV
    attributes = struct.pack("=Q", files)
    if abi >= ABI_TCP:
        attributes += struct.pack("=Q", _BIND_TCP | _CONNECT_TCP)
    if abi >= ABI_SCOPES:
        attributes += struct.pack("=Q", _SCOPE_ABSTRACT_UNIX_SOCKET | _SCOPE_SIGNAL)
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    return _call(_CREATE_RULESET, ctypes.byref(buffer), len(attributes), 0)


def _allow(ruleset: int, path: str, rights: int, of_folders: int = 0) -> None:
    try:
        node = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return  # nothing to allow: whoever opens it will say that it is missing or forbidden
    try:
        if stat.S_ISDIR(os.fstat(node).st_mode):
            rights |= of_folders
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, node), 12)
        _call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(node)


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    plain = [
        ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments
    ]
    result = int(libc.syscall(ctypes.c_long(number), *plain))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def plain_reason(error: OSError) -> tuple[str, LackName]:
    """Why Landlock is not there, for people and for programs."""
    if error.errno == errno.ENOSYS:
        return "this kernel has no Landlock (Linux 5.13 or later has it)", "kernel_old"
    if error.errno == errno.EOPNOTSUPP:
        return "Landlock is switched off in this kernel's boot settings", "switched_off"
    return f"Landlock was refused ({(error.strerror or 'unknown reason').lower()})", "refused"
