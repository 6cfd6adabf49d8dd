"""What a camera does, and what the kernel forbids the process that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.errors import FailureName, LackName


class CameraHealth(StrEnum):
    """What the camera does."""

    STARTING = "starting"
    OK = "ok"
    STALE = "stale"
    LOST = "lost"
    OFF = "off"
    """Switched off, because the counter is paused."""


@dataclass(frozen=True, slots=True)
class LockStatus:
    """What the kernel forbids the vision worker, tried out and not merely asked for.

    `reason` says in one sentence why something is not enforced, `lack` the same for programs; None
    when all is.
    """

    enforced: bool
    files_denied: bool
    network_denied: bool
    reason: str | None
    lack: LackName | None = None


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """The camera of one counter.

    `problem` is one clear sentence (no password in it) when the camera is not well, else None;
    `cause` is the same for programs, `other` where the sentence is all there is.
    `address` is cleaned of passwords. `measured_rate` is frames judged per second over the last
    seconds, None before the first.
    """

    health: CameraHealth
    address: str
    problem: str | None
    width_px: int | None
    height_px: int | None
    measured_rate: float | None
    dropped: int
    restarts: int
    lock: LockStatus | None
    cause: FailureName | None = None
