"""Where the page that makes a device the camera can be opened, on the wire."""

from __future__ import annotations

from pydantic import Field

from api.headers import CAMERA_PAGE
from api.own_address import OwnAddress
from api.schemas.numbers import Wire


class CameraPage(Wire):
    """Browsers give a camera to these addresses: one is encrypted, the other this very computer."""

    public_url: str | None = Field(
        description="From other devices, through a proxy; null where `server.public_url` is empty."
    )
    local_url: str = Field(description="From this computer, or a phone on its USB cable.")


def camera_page(own: OwnAddress, local_port: int) -> CameraPage:
    """The wire form of where the page is."""
    return CameraPage(
        public_url=f"{own.public_url}{CAMERA_PAGE}" if own.public_url else None,
        local_url=f"http://localhost:{local_port}{CAMERA_PAGE}",
    )
