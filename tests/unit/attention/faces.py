"""Observations made by hand, in degrees."""

from __future__ import annotations

from monitor.perception.eyelids import Eyelids
from monitor.perception.gaze import Gaze
from monitor.perception.head_pose import HeadPose
from monitor.perception.observation import FaceReading, Observation
from monitor.perception.quality import Doubt, Quality
from monitor.units import ns_from_s, rad_from_deg


def seen(
    t_s: float,
    yaw_deg: float = 0.0,
    pitch_deg: float = 0.0,
    head_pitch_deg: float = 0.0,
    *,
    shut: bool = False,
    lowered: float = -0.5,
    followed: float = 4.0,
    judgeable: bool = True,
    doubt: Doubt = Doubt.BLURRED,
) -> Observation:
    """A face that looks somewhere; `shut`: behind lids, of which `lowered` and `followed` tell.

    `doubt`: why it cannot be judged, where it cannot.
    """
    gaze = Gaze(
        rad_from_deg(yaw_deg), rad_from_deg(pitch_deg), rad_from_deg(4.0), rad_from_deg(4.0)
    )
    return Observation(
        ns_from_s(t_s),
        FaceReading(
            HeadPose(0.0, rad_from_deg(head_pitch_deg), 0.0, 0.0, 0.0, 600.0),
            Eyelids(0.0, 0.0, 0.0, True, lowered, followed)
            if shut
            else Eyelids(1.0, 1.0, 1.0, False, lowered, followed),
            gaze if judgeable and not shut else None,
            Quality(0.9, judgeable, None if judgeable else doubt),
            150.0,
        ),
        1,
        None,
    )


def faceless(t_s: float, *, person: bool | None) -> Observation:
    """No face found."""
    return Observation(ns_from_s(t_s), None, 0, person)
