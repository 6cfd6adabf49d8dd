"""What a camera does, and what the kernel forbids the process that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, get_args

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


Restriction = Literal[
    "file_writes",
    "open_files",
    "file_reads",
    "side_doors",
    "connections",
    "sockets",
    "unix_sockets",
    "sends",
    "listening",
    "programs",
    "processes",
    "namespaces",
    "signals",
    "core_dumps",
    "memory",
]
"""What a process may not do. Each has its words in every language of the pages.

`file_writes`: write, make, remove or rename any file. `open_files`: add to a file that was open
before. `file_reads`: read anything but its own code, its models and its camera. `side_doors`:
change a file's attributes, or use what leads around the lock. `connections`: connect anywhere.
`sockets`: make a socket of any kind, as for UDP. `unix_sockets`: reach programs of this machine.
`sends`: send through an open socket to an address of its own choice. `listening`: be called.
`programs`: start one. `processes`: make another process. `namespaces`: leave its surroundings.
`signals`: to other processes. `core_dumps`: leave an image of its memory. `memory`: take more of
it than a ceiling.
"""

RESTRICTIONS: Final[tuple[Restriction, ...]] = get_args(Restriction)
_NETWORK: Final = frozenset[Restriction](("connections", "sockets", "unix_sockets", "sends"))


@dataclass(frozen=True, slots=True)
class LockStatus:
    """What the kernel forbids a process that handles pictures, tried out and not merely asked for.

    `held`: what was tried and refused, in the order of `RESTRICTIONS`. `reason` says in one
    sentence why something is not enforced, `lack` the same for programs; None when all is.
    """

    held: tuple[Restriction, ...]
    reason: str | None
    lack: LackName | None = None

    @property
    def enforced(self) -> bool:
        """Whether all of it is forbidden."""
        return self.held == RESTRICTIONS

    @property
    def files_denied(self) -> bool:
        """Whether it can write no file."""
        return "file_writes" in self.held

    @property
    def network_denied(self) -> bool:
        """Whether it can send nothing to anybody but its parent."""
        return set(self.held) >= _NETWORK


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """The camera of one counter.

    `problem` is one clear sentence (no password in it) when the camera is not well, else None;
    `cause` is the same for programs, `other` where the sentence is all there is.
    `proposed_turn_deg` is by how much more its picture should be turned clockwise to stand upright,
    0 where it does, None while that is not known.
    `lock` is that of the process that sees pictures, `relay_lock` of the one that fetches them
    undecoded from a network camera, None where there is none.
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
    relay_lock: LockStatus | None = None
    cause: FailureName | None = None
    proposed_turn_deg: int | None = None
