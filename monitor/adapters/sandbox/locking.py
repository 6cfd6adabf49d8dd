"""The two steps of the lock, and the report of what they achieved on this kernel."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from monitor.adapters.sandbox import landlock, process_limits, seccomp
from monitor.adapters.sandbox.libraries import CAMERAS, NAME_LOOK_UP, library_paths
from monitor.errors import LackName
from monitor.ports import Restriction


@dataclass(frozen=True, slots=True)
class LockRequest:
    """What the source needs once the lock is on; nothing for a process that is given packets.

    `device_paths`: nodes of the webcam (`SourceAddress.device_paths`). `tcp_ports`: ports of a
    network camera (`SourceAddress.tcp_ports`), for the process that connects to it. `readable`:
    files that it reads besides its own code and models.
    """

    device_paths: tuple[str, ...] = ()
    tcp_ports: frozenset[int] = frozenset()
    readable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LockReport:
    """What is denied from now on. A claim of the system calls' answers; `self_test` proves it.

    `claimed`: what is denied. `landlock_abi`: the version that holds every thread of this process,
    0 if none. `tcp_ports_allowed`: where it may still connect to (any host: Landlock knows ports,
    not addresses). `threads_outside`: threads that were running before `lock` and keep their
    rights. `reason`: why something is missing, in one sentence, and `lack` the same for programs;
    None if all holds.
    """

    claimed: frozenset[Restriction] = frozenset()
    landlock_abi: int = 0
    tcp_ports_allowed: tuple[int, ...] = ()
    threads_outside: int = 0
    reason: str | None = None
    lack: LackName | None = None

    def claims(self, *names: Restriction) -> LockReport:
        """The same report, with more that is denied."""
        return replace(self, claimed=self.claimed | set(names))

    def missing(self, reason: str, lack: LackName) -> LockReport:
        """The same report, with why something is missing; the first reason stays."""
        if self.reason is not None:
            return self
        return replace(self, reason=reason, lack=lack)


_LIMITS: Final[tuple[tuple[Restriction, Callable[[], None]], ...]] = (
    ("core_dumps", process_limits.forbid_core_dumps),
    ("open_files", process_limits.forbid_file_growth),
    ("memory", process_limits.limit_memory),
)


def lock(request: LockRequest) -> LockReport:
    """First step, before anything of the source is read. Never raises; the report says what holds.

    Without ports it is the only step.
    """
    process_limits.lower_priority()
    limited: list[Restriction] = [name for name, limit in _LIMITS if _holds(limit)]
    report = LockReport().claims(*limited)
    if sys.platform != "linux":
        reason = f"Landlock exists on Linux alone, this is {sys.platform}"
        return report.missing(reason, "not_linux")
    report = _with_landlock(report, request)
    if _holds(lambda: seccomp.deny(seccomp.SIDE_DOORS)):
        report = report.claims(
            "programs", "processes", "listening", "signals", "side_doors", "namespaces"
        )
    if not request.tcp_ports:
        return seal(report)
    if _holds(seccomp.deny_odd_sockets):
        report = report.claims("unix_sockets")
    return report


def seal(report: LockReport) -> LockReport:
    """Second step of a process that connects, once it has: no new socket, and nothing is sent to
    anywhere but where a socket is connected to. Never raises; harmless if repeated.
    """
    if "sockets" in report.claimed or sys.platform != "linux":
        return report
    calls = {**seccomp.SOCKETS, **seccomp.SENDING}
    if not _holds(lambda: seccomp.deny(calls)):
        missing = "this kernel or processor has no system-call filter, so UDP stays open"
        return report.missing(missing, "calls_unfiltered")
    sealed = report.claims("connections", "unix_sockets", "sockets", "sends")
    return replace(sealed, tcp_ports_allowed=())


def _with_landlock(report: LockReport, request: LockRequest) -> LockReport:
    readable = (*library_paths(), *request.readable)
    if request.tcp_ports:
        readable += NAME_LOOK_UP
    if request.device_paths:
        readable += CAMERAS
    try:
        threads = len(list(Path("/proc/self/task").iterdir()))
        process_limits.set_no_new_privileges()
        abi = landlock.abi_version()
        landlock.restrict(abi, readable, request.device_paths, request.tcp_ports)
    except OSError as error:
        return report.missing(*landlock.plain_reason(error))
    outside = 0 if abi >= landlock.ABI_ALL_THREADS else threads - 1
    report = replace(
        report, tcp_ports_allowed=tuple(sorted(request.tcp_ports)), threads_outside=outside
    )
    if outside:
        reason = f"{outside} threads were running before the lock and keep their rights"
        return report.missing(reason, "threads_before")
    report = replace(report, landlock_abi=abi).claims("file_writes", "file_reads")
    if abi >= landlock.ABI_TCP:
        return report.claims("connections")
    if request.tcp_ports:
        reason = f"Landlock {abi} does not cover TCP (Linux 6.7 or later does)"
        return report.missing(reason, "tcp_uncovered")
    return report


def _holds(step: Callable[[], None]) -> bool:
    try:
        step()
    except OSError:
        return False
    return True
