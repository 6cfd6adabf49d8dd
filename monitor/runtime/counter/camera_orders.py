"""What a counter's settings order its cameras to do."""

from __future__ import annotations

from monitor.geometry.camera import DEFAULT_FIELD_OF_VIEW_RAD
from monitor.perception.attendant import Zone
from monitor.ports import CameraOrder
from monitor.settings import CounterSettings, PresenceSettings, perception_params
from monitor.units import rad_from_deg


def camera_order(counter: CounterSettings) -> CameraOrder:
    """For the camera that looks at the attendant."""
    presence = counter.presence
    return CameraOrder(
        counter.camera,
        counter.rate_per_s,
        counter.loop,
        counter.open_timeout_s,
        counter.read_timeout_s,
        rad_from_deg(counter.field_of_view_deg),
        perception_params(counter),
        zone=presence.place if presence.by_own_camera else None,
        # Of a zone that it does not watch it is told nothing: changed, it would be opened anew.
        zone_rate_per_s=(presence if presence.by_own_camera else PresenceSettings()).rate_per_s,
        turn_deg=counter.turn_deg,
        masks=tuple(Zone(*mask) for mask in counter.masks),
    )


def customers_order(counter: CounterSettings) -> CameraOrder | None:
    """For a second camera that looks for customers; None where there is none."""
    presence = counter.presence
    if not presence.by_second_camera:
        return None
    return CameraOrder(
        presence.camera,
        presence.rate_per_s,
        counter.loop,
        counter.open_timeout_s,
        counter.read_timeout_s,
        DEFAULT_FIELD_OF_VIEW_RAD,  # whether somebody is there needs no angle
        zone=presence.place,
        zone_rate_per_s=presence.rate_per_s,
        presence_only=True,
    )
