"""What one person's eyes show at rest, learned while they work and forgotten when they leave.

Eyes differ: the line of sight lies some degrees off the eyeball's axis (angle kappa), lids rest
higher or lower, glasses shift and shrink what is seen. So the reading of one and the same gaze
differs by a few degrees from person to person. `rest` learns this person's offset; it is taken out,
and kept for nobody: once the person has been away for a while the next one starts afresh.

How wide this person's eyes stand open says which lids are low. And the upper lid follows the eye:
eyes that stand as wide open as they do at rest have not gone far down in the head, whatever the
irises seem to say.

A head that rises takes the reading down with it: eyes that stay on one place seem to move against
the head by more than they do. How far it has risen from its rest tells by how much.

Pure: `step(state, observation, areas, params) -> (state, corrected observation)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from monitor.attention.aoi import AreaParams
from monitor.attention.rest import (
    Rest,
    RestParams,
    is_known,
    learned,
    pitch_offset_rad,
    says_nothing,
)
from monitor.attention.sample_worth import SAMPLE_WORTH_S
from monitor.perception.observation import FaceReading, Observation
from monitor.units import NS_PER_S, Ns, rad_from_deg


@dataclass(frozen=True, slots=True)
class DriftParams:
    """How a person's rest is used.

    Attributes:
        rest: how it is learned.
        low_share: lids open less than this share of the person's own openness hide the eyes.
        wide_share: lids open at least this share of the person's own openness are not lowered.
        wide_drop_rad: behind such lids the eyes are hardly further down in the head, from rest, as
            long as they look near it (`rest.near_yaw_rad`): lids of eyes turned aside tell less.
        wide_lift_rad: what is read as further down is lifted towards that, by no more than this:
            a wrong reading of the irises is mended, not what all else says.
        raised_share: so much of what a head has risen from its rest is missing in the reading;
            median over strangers who talk into a lens (tests/fitting/nods.py).
        raised_lift_rad: no more than this is given back. Nothing is taken where a head has sunk:
            that would only make looks down of what may be none.
        away_s: the person is forgotten after so long without a face.
        sample_worth_s: the most one sample counts for.
    """

    rest: RestParams = field(default_factory=RestParams)
    low_share: float = 0.42
    wide_share: float = 0.95
    wide_drop_rad: float = rad_from_deg(10.0)
    wide_lift_rad: float = rad_from_deg(3.0)
    raised_share: float = 0.3
    raised_lift_rad: float = rad_from_deg(6.0)
    away_s: float = 3.0
    sample_worth_s: float = SAMPLE_WORTH_S


@dataclass(frozen=True, slots=True)
class Posture:
    """How one person looks at the customer, offset taken out: where gaze and the head rest.

    Relative to the line from the eyes to the lens, as readings are.
    """

    gaze_pitch_rad: float
    head_pitch_rad: float


@dataclass(frozen=True, slots=True)
class DriftState:
    """What is known of the person in front of the camera, and since when nobody was seen."""

    rest: Rest = field(default_factory=Rest)
    last_ns: Ns | None = None
    seen_ns: Ns | None = None


def step(
    state: DriftState, observation: Observation, areas: AreaParams, params: DriftParams
) -> tuple[DriftState, Observation]:
    """Take one observation, in order of time; give it back with this person's offset taken out.

    What could be read stays readable and what could not stays unread, with two exceptions: gaze is
    withdrawn when the lids stand below the person's own `low_share`, which makes them low ones, and
    when they are narrow and nothing is known of them.
    """
    t_ns, face = observation.t_ns, observation.face
    rest = state.rest if _still_here(state, t_ns, params) else Rest()
    if face is None:
        return DriftState(rest, t_ns, state.seen_ns), observation
    worth_s = _worth_s(state.last_ns, t_ns, params)
    rest = learned(rest, face, worth_s, areas, params.rest)
    corrected = _correct(face, rest, areas, params)
    return DriftState(rest, t_ns, t_ns), replace(observation, face=corrected)


def posture(state: DriftState, areas: AreaParams, params: DriftParams) -> Posture | None:
    """How the person in front of the camera looks at the customer; None while not known."""
    rest = state.rest
    if not is_known(rest, params.rest):
        return None
    offset_rad = pitch_offset_rad(rest, areas, params.rest)
    return Posture(rest.pitch_rad - offset_rad, rest.head_pitch_rad)


def _still_here(state: DriftState, t_ns: Ns, params: DriftParams) -> bool:
    return state.seen_ns is not None and 0 <= t_ns - state.seen_ns <= params.away_s * NS_PER_S


def _worth_s(last_ns: Ns | None, t_ns: Ns, params: DriftParams) -> float:
    if last_ns is None or t_ns <= last_ns:
        return 0.0
    return min((t_ns - last_ns) / NS_PER_S, params.sample_worth_s)


def _correct(face: FaceReading, rest: Rest, areas: AreaParams, params: DriftParams) -> FaceReading:
    known = is_known(rest, params.rest)
    if face.gaze is None or face.eyelids.low:
        return face
    if known and face.eyelids.openness < params.low_share * rest.openness:
        return replace(face, eyelids=replace(face.eyelids, low=True), gaze=None)
    if says_nothing(face, rest, areas, params.rest):
        return replace(face, gaze=None)
    seen_rad = face.gaze.pitch_rad
    if known:
        ahead = abs(face.gaze.yaw_rad - areas.reference_yaw_rad) <= params.rest.near_yaw_rad
        raised_rad = face.head.pitch_rad - rest.head_pitch_rad
        if ahead and face.eyelids.openness >= params.wide_share * rest.openness:
            too_low_rad = rest.pitch_rad + raised_rad - params.wide_drop_rad - seen_rad
            seen_rad += min(max(too_low_rad, 0.0), params.wide_lift_rad)
        seen_rad += min(max(params.raised_share * raised_rad, 0.0), params.raised_lift_rad)
    seen_rad -= pitch_offset_rad(rest, areas, params.rest)
    return replace(face, gaze=replace(face.gaze, pitch_rad=seen_rad))
