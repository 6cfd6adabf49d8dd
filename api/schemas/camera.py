"""A camera and the lock of its worker, on the wire."""

from __future__ import annotations

from pydantic import Field

from api.schemas.numbers import Hundredths, Wire
from monitor.errors import FailureName, LackName
from monitor.ports import RESTRICTIONS, CameraHealth, Restriction


class Lock(Wire):
    """What the kernel forbids a process that handles pictures; tried out, not merely asked for."""

    enforced: bool = Field(description="All that is known of is denied.")
    files_denied: bool = Field(description="Writing a file was tried and refused.")
    network_denied: bool = Field(
        description="Connecting, making a socket and sending to an address were tried and refused."
    )
    held: list[Restriction] = Field(
        description="Each act that was tried from inside and refused: "
        + ", ".join(f"`{name}`" for name in RESTRICTIONS)
        + "."
    )
    reason: str | None = Field(description="Why something is not enforced; null when all is.")
    lack: LackName | None = Field(
        description="The same for programs; `other`: there is only the sentence."
    )


class Camera(Wire):
    """The camera of one counter."""

    health: CameraHealth = Field(
        description="`stale`: it is open but sends nothing new. `frozen`: it sends one and the "
        "same picture. `turned`: its picture does not stand upright."
    )
    address: str = Field(description="Where it is, without its password.")
    problem: str | None = Field(description="One sentence when it is not well.")
    cause: FailureName | None = Field(
        description="The same for programs; `other`: there is only the sentence."
    )
    width_px: int | None = Field(description="Width of the picture, pixels.")
    height_px: int | None = Field(description="Height of the picture, pixels.")
    rate_per_s: Hundredths | None = Field(description="Frames judged per second, lately.")
    dropped: int = Field(description="Frames passed over for a newer one, since the start.")
    restarts: int = Field(description="Times that its process was started again.")
    proposed_turn_deg: int | None = Field(
        description="By how many degrees clockwise its picture must be turned further to stand "
        "upright; 0 where it does, null while that is not known."
    )
    lock: Lock | None = Field(
        description="Of the process that sees its pictures; null until it has reported."
    )
    relay_lock: Lock | None = Field(
        description="Of the process that fetches the pictures of a network camera and decodes "
        "nothing; null where there is none."
    )
