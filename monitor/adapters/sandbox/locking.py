"""The two steps of the lock, and the report of what they achieved on this kernel."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.adapters.sandbox import landlock, process_limits, seccomp
from monitor.errors import LackName


@dataclass(frozen=True, slots=True)
class LockRequest:
    """What the source needs once the lock is on.

    `device_paths`: nodes of the webcam (`SourceAddress.device_paths`). `tcp_ports`: ports of a
    network camera (`SourceAddress.tcp_ports`). Both empty for a file.
    """

    device_paths: tuple[str, ...] = ()
    tcp_ports: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class LockReport:
    """What is denied from now on. A claim of the system calls' answers; `self_test` proves it.

    `enforced`: Landlock holds every thread of this process. `landlock_abi`: its version, 0 if
    none. `files_write_denied`: writing, making, removing, renaming and cutting files.
    `tcp_connect_denied`: to every port except `tcp_ports_allowed` (of any host: Landlock knows
    ports, not addresses). `udp_denied`: no new socket of any kind. `signals_denied`: to any
    process outside. `side_doors_denied`: see `seccomp.SIDE_DOORS`. `file_growth_denied`: not even
    files that were open before. `threads_outside`: threads that were running before `lock`
    and keep their rights. `reason`: why something is missing, in one sentence, and `lack` the same
    for programs; None if all holds.
    """

    enforced: bool = False
    landlock_abi: int = 0
    files_write_denied: bool = False
    programs_denied: bool = False
    tcp_connect_denied: bool = False
    tcp_ports_allowed: tuple[int, ...] = ()
    tcp_listen_denied: bool = False
    udp_denied: bool = False
    signals_denied: bool = False
    side_doors_denied: bool = False
    core_dumps_denied: bool = False
    file_growth_denied: bool = False
    threads_outside: int = 0
    reason: str | None = None
    lack: LackName | None = None


def lock(request: LockRequest) -> LockReport:
    """First step, before the source is opened. Never raises; the report says what holds."""
    report = LockReport(
        core_dumps_denied=_holds(process_limits.forbid_core_dumps),
        file_growth_denied=_holds(process_limits.forbid_file_growth),
    )
    if sys.platform != "linux":
        reason = f"Landlock exists on Linux alone, this is {sys.platform}"
        return replace(report, reason=reason, lack="not_linux")
    report = _with_landlock(report, request)
    if _holds(lambda: seccomp.deny(seccomp.SIDE_DOORS)):
        report = replace(report, side_doors_denied=True, programs_denied=True)
    if not request.tcp_ports:
        report = seal(report)
    return report


def seal(report: LockReport) -> LockReport:
    """Second step, once the source is open: no new socket. Never raises; harmless if repeated."""
    if report.udp_denied or sys.platform != "linux":
        return report
    if not _holds(lambda: seccomp.deny(seccomp.SOCKETS)):
        missing = "this kernel or processor has no system-call filter, so UDP stays open"
        return replace(
            report, reason=report.reason or missing, lack=report.lack or "calls_unfiltered"
        )
    return replace(
        report,
        tcp_connect_denied=True,
        tcp_ports_allowed=(),
        tcp_listen_denied=True,
        udp_denied=True,
    )


def _with_landlock(report: LockReport, request: LockRequest) -> LockReport:
    try:
        threads = len(list(Path("/proc/self/task").iterdir()))
        process_limits.set_no_new_privileges()
        abi = landlock.abi_version()
        landlock.restrict(abi, request.device_paths, request.tcp_ports)
    except OSError as error:
        reason, lack = landlock.plain_reason(error)
        return replace(report, reason=reason, lack=lack)
    outside = 0 if abi >= landlock.ABI_ALL_THREADS else threads - 1
    has_tcp = abi >= landlock.ABI_TCP
    reason: str | None = None
    lack: LackName | None = None
    if outside:
        lack = "threads_before"
        reason = f"{outside} threads were running before the lock and keep their rights"
    elif not has_tcp:
        lack = "tcp_uncovered"
        reason = f"Landlock {abi} does not cover TCP (Linux 6.7 or later does)"
    return replace(
        report,
        enforced=outside == 0,
        landlock_abi=abi,
        files_write_denied=outside == 0,
        programs_denied=outside == 0,
        tcp_connect_denied=has_tcp and outside == 0,
        tcp_ports_allowed=tuple(sorted(request.tcp_ports)),
        tcp_listen_denied=has_tcp and outside == 0,
        signals_denied=abi >= landlock.ABI_SCOPES and outside == 0,
        threads_outside=outside,
        reason=reason,
        lack=lack,
    )


def _holds(step: Callable[[], None]) -> bool:
    try:
        step()
    except OSError:
        return False
    return True
