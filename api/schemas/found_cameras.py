"""Cameras that are plugged into this computer, on the wire."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from api.schemas.numbers import Wire
from monitor.runtime.site.plugged_cameras import PluggedCamera


class FoundCamera(Wire):
    """One camera that was found."""

    address: str = Field(description="What `camera` in the settings takes.")
    name: str = Field(description="As its maker calls it.")
    usable: bool = Field(description="False when this user may not open it.")
    counter: str | None = Field(description="The counter that watches through it; null for none.")


def found_cameras(found: Iterable[PluggedCamera]) -> list[FoundCamera]:
    """The wire form of what was found, in the order of the computer."""
    return [
        FoundCamera(address=each.address, name=each.name, usable=each.usable, counter=each.counter)
        for each in found
    ]
