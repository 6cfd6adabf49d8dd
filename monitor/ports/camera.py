"""A counter's camera, as the service asks for it: it looks by itself, and tells numbers alone.

No frame passes here. What is behind a camera (a locked process, a script) is the adapter's matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol, get_args

from monitor.attention.presence import Seen
from monitor.perception.attendant import Zone
from monitor.perception.observation import Observation, PerceptionParams
from monitor.snapshot.camera import CameraStatus
from monitor.snapshot.sights import Sights

Turn = Literal["none", "right", "over", "left"]
"""How a picture is turned to stand upright: by a quarter to either side, or by a half."""

TURNS: Final[tuple[Turn, ...]] = get_args(Turn)
"""By quarters of a turn clockwise."""


def turn_of(turn_deg: int) -> Turn:
    """The name of a turn by whole quarters."""
    return TURNS[turn_deg // 90 % 4]


@dataclass(frozen=True, slots=True)
class LocalCamera:
    """A camera plugged into this computer.

    `address` is what the settings take ("0"). `usable` is False when this user may not open it.
    """

    address: str
    name: str
    usable: bool


@dataclass(frozen=True, slots=True)
class CameraOrder:
    """What one camera is to do. `address` may hold a password: it goes in, and never back.

    With `every_frame`, a clip is read frame by frame as fast as it goes, and stamped with its own
    times; otherwise it plays as if it were a camera. Where there is a `zone`, customers are looked
    for in that part of the picture; with `presence_only`, nothing else is looked at. Every picture
    is turned clockwise by `turn_deg` (0, 90, 180 or 270) first, then its `masks` are blanked.
    """

    address: str
    rate_per_s: float
    loop: bool
    open_timeout_s: float
    read_timeout_s: float
    field_of_view_rad: float
    perception: PerceptionParams = field(default_factory=PerceptionParams)
    every_frame: bool = False
    zone: Zone | None = None
    zone_rate_per_s: float = 2.0
    presence_only: bool = False
    turn_deg: int = 0
    masks: tuple[Zone, ...] = ()


def _unwanted(_: Sights) -> None:
    """Few have a page on which a camera is set up."""


@dataclass(frozen=True, slots=True)
class CameraCallbacks:
    """Whom a camera tells; all are called from threads of its own.

    Attributes:
        observed: one sample of the attendant.
        seen: one answer about customers, and that nobody knows when the camera is lost.
        interrupted: samples have ended; the next one comes after a gap.
        changed: `Camera.status` says something else.
        sighted: where in the picture something is to be seen, some times a second.
    """

    observed: Callable[[Observation], None]
    seen: Callable[[Seen], None]
    interrupted: Callable[[], None]
    changed: Callable[[], None]
    sighted: Callable[[Sights], None] = _unwanted


class Pictures(Protocol):
    """Where the pictures come from when a browser is the camera."""

    def wait_offered(self, wait_s: float) -> bool:
        """Wait until a browser offers a picture."""
        ...

    def take(self, wait_s: float) -> bytes | None:
        """The picture that is offered, with its stamp in front; None when there is none in time."""
        ...


class Camera(Protocol):
    """Looks from `start` to `stop`, whatever happens meanwhile; serves once."""

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """End, and return once nothing holds the camera any more. Safe when it never began."""
        ...

    def status(self) -> CameraStatus:
        """What the camera does."""
        ...


class OpenCamera(Protocol):
    """Makes a camera that has not started yet."""

    def __call__(
        self,
        name: str,
        order: CameraOrder,
        callbacks: CameraCallbacks,
        pictures: Pictures | None = None,
    ) -> Camera:
        """Args:
        name: the counter's, for the log.
        order: what it is to do.
        callbacks: whom it tells.
        pictures: where they come from when a browser is the camera.
        """
        ...
