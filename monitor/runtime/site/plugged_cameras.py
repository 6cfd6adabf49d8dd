"""Which cameras are plugged into this computer, and which counter watches through each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.addresses import parse_address
from monitor.ports import LocalCamera
from monitor.settings import Settings


@dataclass(frozen=True, slots=True)
class PluggedCamera:
    """One camera of this computer.

    `address` is what the settings take. `usable` is False when this user may not open it.
    `counter` is the id of the counter that watches through it, None for none.
    """

    address: str
    name: str
    usable: bool
    counter: str | None


def plugged_cameras(settings: Settings, found: Iterable[LocalCamera]) -> tuple[PluggedCamera, ...]:
    """The cameras that were `found`, in their order."""
    used = {parse_address(each.camera).target: each.id for each in settings.counters}
    return tuple(
        PluggedCamera(
            each.address, each.name, each.usable, used.get(parse_address(each.address).target)
        )
        for each in found
    )
