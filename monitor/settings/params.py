"""From settings, as people write them, to the params records of the core."""

from __future__ import annotations

from monitor.attention.aoi import AngleBox, AreaOfInterest, AreaParams, Direction
from monitor.attention.calibration import Fingerprint
from monitor.attention.label import LabelParams
from monitor.attention.presence import PresenceParams
from monitor.attention.settle import SettleParams
from monitor.attention.state import Area
from monitor.metrics.opening import OpeningHours
from monitor.metrics.suppression import PublishParams
from monitor.perception.attendant import Place
from monitor.perception.observation import PerceptionParams
from monitor.pipeline import CoreParams
from monitor.settings.model import AngleRange, CounterSettings, Settings
from monitor.units import AoiId, rad_from_deg


def core_params(settings: Settings, counter: CounterSettings) -> CoreParams:
    """Every threshold of the fold for one counter."""
    attention = settings.attention
    return CoreParams(
        areas=AreaParams(
            reference_yaw_rad=rad_from_deg(counter.reference_yaw_deg),
            reference_pitch_rad=rad_from_deg(counter.reference_pitch_deg),
            areas=tuple(_area(area) for area in counter.areas),
            calibrated=counter.calibrated,
            lowest=_lowest(counter),
            doubt_rad=rad_from_deg(counter.reference_doubt_deg),
        ),
        label=LabelParams(
            head_down_rad=rad_from_deg(attention.head_down_deg),
            head_drop_rad=rad_from_deg(attention.head_drop_deg),
            trail_s=attention.trail_s,
            inferred_max_s=attention.inferred_max_s,
            arrive_s=attention.arrive_s,
            eyes_down_rad=rad_from_deg(attention.eyes_down_deg),
            eyes_down_s=attention.eyes_down_s,
            linger_s=attention.linger_s,
        ),
        settle=SettleParams(
            confirm_s=attention.confirm_s,
            bridge_s=attention.bridge_s,
            blink_s=attention.blink_s,
            restless_s=attention.restless_s,
            sample_worth_s=attention.sample_worth_s,
        ),
        presence=presence_params(counter),
        encounters=settings.encounters.params,
    )


def fingerprint(counter: CounterSettings) -> Fingerprint | None:
    """How the attendant looked to the camera when it was calibrated; None where nobody knows."""
    head_yaw_deg, head_pitch_deg = counter.reference_head_yaw_deg, counter.reference_head_pitch_deg
    if not counter.calibrated or head_yaw_deg is None or head_pitch_deg is None:
        return None
    return Fingerprint(
        rad_from_deg(counter.reference_yaw_deg),
        rad_from_deg(counter.reference_pitch_deg),
        rad_from_deg(head_yaw_deg),
        rad_from_deg(head_pitch_deg),
    )


def perception_params(counter: CounterSettings) -> PerceptionParams:
    """Everything perception is told about one counter."""
    x, y = counter.attendant_place
    return PerceptionParams(
        place=Place(x, y),
        attendants=counter.attendants,
        customers=counter.presence.place if counter.presence.by_own_camera else None,
    )


def presence_params(counter: CounterSettings) -> PresenceParams:
    """How long an answer about customers must hold before it is believed."""
    return PresenceParams(counter.presence.arrive_s, counter.presence.leave_s)


def opening_hours(settings: Settings) -> OpeningHours:
    """When the shop is open, on the clock of the site's time zone."""
    return settings.site.opening.hours


def publish_params(settings: Settings) -> PublishParams:
    """How much must stand behind a number."""
    return PublishParams(
        min_coverage=settings.publish.min_coverage,
        min_judged_s=settings.publish.min_judged_s,
        min_encounters=settings.publish.min_encounters,
    )


def _lowest(counter: CounterSettings) -> Direction | None:
    yaw_deg, pitch_deg = counter.lowest_yaw_deg, counter.lowest_pitch_deg
    if not counter.calibrated or yaw_deg is None or pitch_deg is None:
        return None
    return Direction(rad_from_deg(yaw_deg), rad_from_deg(pitch_deg))


def _area(area: AngleRange) -> AreaOfInterest:
    (yaw_min, yaw_max), (pitch_min, pitch_max) = area.yaw_deg, area.pitch_deg
    return AreaOfInterest(
        AoiId(area.name),
        Area(area.means),
        AngleBox(
            rad_from_deg(yaw_min),
            rad_from_deg(yaw_max),
            rad_from_deg(pitch_min),
            rad_from_deg(pitch_max),
        ),
        rad_from_deg(area.leave_deg),
    )
