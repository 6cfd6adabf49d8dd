"""`[counters.presence]`: how a counter comes to know that a customer is there."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from monitor.addresses import parse_address
from monitor.attention.presence import PresenceParams
from monitor.errors import SourceError, Unaccepted, because
from monitor.perception.attendant import Zone
from monitor.settings.table import Table

WHOLE: Final = (0.0, 0.0, 1.0, 1.0)
_PARAMS: Final = PresenceParams()
_TOKEN: Final = re.compile(r"[\x21-\x7e]*")
_TOKEN_MIN: Final = 16
_TOKEN_MAX: Final = 200
SECRET: Final = because("secret", least=_TOKEN_MIN, most=_TOKEN_MAX)


def camera_number(address: object) -> object:
    """`camera = 0` and an environment's 0 are read as a number; people mean webcam 0."""
    return str(address) if type(address) is int else address


def camera_address(address: str) -> str:
    """The address itself, if it can be one."""
    try:
        parse_address(address)
    except SourceError as error:
        raise Unaccepted(error.cause) from error
    return address


def _second_camera(address: str) -> str:
    if not address:
        return address
    if parse_address(camera_address(address)).kind.value == "browser":
        raise Unaccepted(because("camera_second"))
    return address


def _zone(zone: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = zone
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise Unaccepted(because("zone"))
    return zone


Region = Annotated[tuple[float, float, float, float], AfterValidator(_zone)]
"""Part of a picture: left, top, right and bottom in fractions of it."""


def _token(token: SecretStr) -> SecretStr:
    # Nothing of what was given may be in the sentence.
    text = token.get_secret_value()
    if not _TOKEN.fullmatch(text) or len(text) > _TOKEN_MAX:
        raise Unaccepted(SECRET)
    return token


class PresenceSettings(Table):
    """`[counters.presence]`: durations in seconds, the zone in fractions of the picture."""

    kind: Literal["always", "camera", "event"] = "always"
    camera: Annotated[str, BeforeValidator(camera_number), AfterValidator(_second_camera)] = ""
    zone: Region = WHOLE
    rate_per_s: float = Field(default=2.0, ge=1, le=10)
    token: Annotated[SecretStr, BeforeValidator(camera_number), AfterValidator(_token)] = SecretStr(
        ""
    )
    arrive_s: float = Field(default=_PARAMS.arrive_s, ge=0, le=60)
    leave_s: float = Field(default=_PARAMS.leave_s, ge=0, le=600)

    @property
    def by_own_camera(self) -> bool:
        """Customers are looked for in the very picture in which the attendant is."""
        return self.kind == "camera" and not self.camera

    @property
    def by_second_camera(self) -> bool:
        """Customers are looked for by a camera that does nothing else."""
        return self.kind == "camera" and bool(self.camera)

    @property
    def place(self) -> Zone:
        """Where in the picture customers are looked for."""
        return Zone(*self.zone)

    @model_validator(mode="after")
    def _fits(self) -> PresenceSettings:
        if self.kind != "camera" and (self.camera or self.zone != WHOLE):
            key = "camera" if self.camera else "zone"
            raise ValueError(
                f'accepted is {key} with kind = "camera" alone: leave it out, or set that kind'
            )
        if self.kind != "event" and self.token.get_secret_value():
            raise ValueError(
                'accepted is token with kind = "event" alone: leave it out, or set that kind'
            )
        if self.by_own_camera and self.zone == WHOLE:
            raise Unaccepted(because("zone_or_camera"))
        if self.kind == "event" and len(self.token.get_secret_value()) < _TOKEN_MIN:
            raise Unaccepted(because("secret_missing", least=_TOKEN_MIN, most=_TOKEN_MAX))
        return self
