"""What a camera does, and what the kernel forbids the process that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.errors import FailureName, LackName


class CameraHealth(StrEnum):
    """What the camera does."""

    STARTING = "starting"
    OK = "ok"
    STALE = "stale"
    FROZEN = "frozen"
    """It sends one and the same picture: nothing is measured."""
    TURNED = "turned"
    """Its picture does not stand upright: nothing is measured."""
    LOST = "lost"
    OFF = "off"
    """Switched off, because the counter is paused."""


STALE_AFTER_S: Final = 1.5
"""A sample older than this says nothing of what is so now: whatever shows it says so."""


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
    `proposed_turn_deg` is by how much more its picture should be turned clockwise to stand upright,
    0 where it does, None while that is not known.
    `address` is cleaned of passwords. `rate_per_s` is frames judged per second over the last
    seconds, None before the first.
    """

    health: CameraHealth
    address: str
    problem: str | None
    width_px: int | None
    height_px: int | None
    rate_per_s: float | None
    dropped: int
    restarts: int
    lock: LockStatus | None
    cause: FailureName | None = None
    proposed_turn_deg: int | None = None
