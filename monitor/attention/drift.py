"""What one person's eyes show at rest, learned while they work and forgotten when they leave.

Eyes differ: the line of sight lies some degrees off the eyeball's axis (angle kappa), lids rest
higher or lower, glasses shift and shrink what is seen. So the reading of one and the same gaze
differs by a few degrees from person to person. Customers are where an attendant looks most, so the
mean of the readings near the customer's place tells this person's offset. It is learned slowly from
clear samples, believed in proportion to how long it was watched, clamped, and kept for nobody: once
the person has been away for a while the next one starts afresh.

The same watching tells two more things, which decide what lids mean: how wide this person's eyes
stand open, and how high this person holds the head. Lids shut on a head that has gone down are
looking down; lids shut otherwise are shut. And the upper lid follows the eye: eyes that stand as
wide open as they do at rest have not gone far down in the head, whatever the irises seem to say.
Of somebody who has not been seen with open eyes, narrow eyes on a head held up say nothing.

A head that nods takes the reading with it: eyes that stay on one place seem to move against the
head by more than they do. How far the head is from its rest tells by how much.

Pure: `step(state, observation, areas, params) -> (state, corrected observation)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from monitor.attention.aoi import AreaParams
from monitor.perception.gaze import Gaze
from monitor.perception.observation import FaceReading, Observation
from monitor.units import NS_PER_S, Ns, rad_from_deg


@dataclass(frozen=True, slots=True)
class DriftParams:
    """How a person's rest is learned and used.

    Attributes:
        rest_pitch_rad: where people's readings rest on an uncalibrated counter, below the lens:
            they look at a face or a screen beneath it. On a calibrated one, 0 from the reference.
        near_yaw_rad, near_up_rad, near_down_rad: how far around the rest a sample teaches.
        ahead_yaw_rad: how far to the sides it still teaches yaw. Looks aside that miss the
            customer's area by little are many; a mean over them is no rest.
        open_min: openness from which a sample teaches.
        score_min: quality from which a sample teaches.
        doubt_s: watching for so long makes the offset half believed.
        memory_s: what was seen longer ago fades.
        yaw_max_rad, pitch_max_rad: the offset is clamped to these.
        known_s: after so long the person's openness and head are known well enough to decide.
        shut_share: lids open less than this share of the person's own openness are shut.
        head_drop_rad: a head this far below its rest is bent down.
        wide_share: lids open at least this share of the person's own openness are not lowered.
        wide_drop_rad: behind such lids the eyes are hardly further down in the head, from rest, as
            long as they look within `near_yaw_rad` of it: the lids of eyes turned aside tell less.
        wide_lift_rad: what is read as further down is lifted towards that, by no more than this:
            a wrong reading of the irises is mended, not what all else says.
        narrow_below: lids open less than this are lowered, or this person's eyes are narrow,
        open_seen_s: which is known once the eyes were seen more open for so long. Until then
            narrow lids count as shut,
        narrow_head_rad: as long as the head is not lower than this from the reference and gaze is
            read below all that teaches.
        nod_share: so much of the head's way from its rest is missing in the reading; median over
            29 strangers who talk into a lens (tests/fitting/nods.py).
        nod_max_rad: and no more than this is added or taken.
        lowered_rad: where eyes behind lowered lids look, below where the head points.
        lowered_sigma_rad: the uncertainty of that.
        away_s: the person is forgotten after so long without a face.
        sample_worth_s: the most one sample counts for.
    """

    rest_pitch_rad: float = rad_from_deg(-6.0)
    near_yaw_rad: float = rad_from_deg(15.0)
    ahead_yaw_rad: float = rad_from_deg(10.0)
    near_up_rad: float = rad_from_deg(18.0)
    near_down_rad: float = rad_from_deg(16.0)
    open_min: float = 0.45
    score_min: float = 0.3
    doubt_s: float = 3.0
    memory_s: float = 60.0
    yaw_max_rad: float = rad_from_deg(4.0)
    pitch_max_rad: float = rad_from_deg(7.0)
    known_s: float = 0.7
    shut_share: float = 0.42
    head_drop_rad: float = rad_from_deg(8.0)
    wide_share: float = 0.95
    wide_drop_rad: float = rad_from_deg(10.0)
    wide_lift_rad: float = rad_from_deg(3.0)
    narrow_below: float = 0.55
    open_seen_s: float = 0.3
    narrow_head_rad: float = rad_from_deg(-5.0)
    nod_share: float = 0.3
    nod_max_rad: float = rad_from_deg(6.0)
    lowered_rad: float = rad_from_deg(30.0)
    lowered_sigma_rad: float = rad_from_deg(8.0)
    away_s: float = 3.0
    sample_worth_s: float = 0.5


@dataclass(frozen=True, slots=True)
class Rest:
    """Means over the samples that taught, `watched_s` long; those that taught yaw, `ahead_s`.

    Eyes that were not narrow were seen for `open_s`, wherever they looked.
    """

    watched_s: float = 0.0
    ahead_s: float = 0.0
    open_s: float = 0.0
    yaw_rad: float = 0.0
    pitch_rad: float = 0.0
    head_pitch_rad: float = 0.0
    openness: float = 0.0


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

    What could be read stays readable and what could not stays unread, with three exceptions: gaze
    is withdrawn when the lids stand below the person's own `shut_share`, and when they are narrow
    and nothing is known of them; shut lids on a head that has gone down become a gaze far below it.
    """
    t_ns, face = observation.t_ns, observation.face
    if face is None:
        rest = state.rest if _still_here(state, t_ns, params) else Rest()
        return DriftState(rest, t_ns, state.seen_ns), observation
    rest = state.rest if _still_here(state, t_ns, params) else Rest()
    worth_s = _worth_s(state.last_ns, t_ns, params)
    if face.gaze is not None and face.eyelids.openness >= params.narrow_below:
        rest = replace(rest, open_s=rest.open_s + worth_s)
    if _teaches(face, rest, areas, params):
        rest = _learn(rest, face, worth_s, areas, params)
    corrected = _correct(face, rest, areas, params)
    return DriftState(rest, t_ns, t_ns), replace(observation, face=corrected)


def offset_rad(rest: Rest, areas: AreaParams, params: DriftParams) -> tuple[float, float]:
    """Yaw and pitch by which this person's readings are believed to be off, in radians."""
    yaw_rad, pitch_rad = _expected_rad(areas, params)
    yaw_belief = rest.ahead_s / (rest.ahead_s + params.doubt_s)
    pitch_belief = rest.watched_s / (rest.watched_s + params.doubt_s)
    return (
        _clamped((rest.yaw_rad - yaw_rad) * yaw_belief, params.yaw_max_rad),
        _clamped((rest.pitch_rad - pitch_rad) * pitch_belief, params.pitch_max_rad),
    )


def posture(state: DriftState, areas: AreaParams, params: DriftParams) -> Posture | None:
    """How the person in front of the camera looks at the customer; None while not known."""
    rest = state.rest
    if rest.watched_s < params.known_s:
        return None
    _, offset_pitch_rad = offset_rad(rest, areas, params)
    return Posture(rest.pitch_rad - offset_pitch_rad, rest.head_pitch_rad)


def _expected_rad(areas: AreaParams, params: DriftParams) -> tuple[float, float]:
    below_rad = 0.0 if areas.calibrated else params.rest_pitch_rad
    return areas.reference_yaw_rad, areas.reference_pitch_rad + below_rad


def _still_here(state: DriftState, t_ns: Ns, params: DriftParams) -> bool:
    return state.seen_ns is not None and 0 <= t_ns - state.seen_ns <= params.away_s * NS_PER_S


def _worth_s(last_ns: Ns | None, t_ns: Ns, params: DriftParams) -> float:
    if last_ns is None or t_ns <= last_ns:
        return 0.0
    return min((t_ns - last_ns) / NS_PER_S, params.sample_worth_s)


def _teaches(face: FaceReading, rest: Rest, areas: AreaParams, params: DriftParams) -> bool:
    gaze = face.gaze
    if gaze is None or face.eyelids.shut or face.quality.score < params.score_min:
        return False
    if face.eyelids.openness < max(params.open_min, 0.6 * rest.openness):
        return False
    expected_yaw_rad, expected_pitch_rad = _expected_rad(areas, params)
    above_rad = gaze.pitch_rad - expected_pitch_rad
    return (
        abs(gaze.yaw_rad - expected_yaw_rad) <= params.near_yaw_rad
        and -params.near_down_rad <= above_rad <= params.near_up_rad
    )


def _learn(
    rest: Rest, face: FaceReading, worth_s: float, areas: AreaParams, params: DriftParams
) -> Rest:
    """The means with one more sample; what lies further back than `memory_s` has faded."""
    if face.gaze is None:
        return rest
    expected_yaw_rad, _ = _expected_rad(areas, params)
    ahead = abs(face.gaze.yaw_rad - expected_yaw_rad) <= params.ahead_yaw_rad
    watched_s = min(rest.watched_s, params.memory_s) + worth_s
    ahead_s = min(rest.ahead_s, params.memory_s) + worth_s if ahead else rest.ahead_s
    share = worth_s / watched_s if watched_s > 0.0 else 0.0
    ahead_share = worth_s / ahead_s if ahead and ahead_s > 0.0 else 0.0
    return Rest(
        watched_s,
        ahead_s,
        rest.open_s,
        rest.yaw_rad + ahead_share * (face.gaze.yaw_rad - rest.yaw_rad),
        rest.pitch_rad + share * (face.gaze.pitch_rad - rest.pitch_rad),
        rest.head_pitch_rad + share * (face.head.pitch_rad - rest.head_pitch_rad),
        rest.openness + share * (face.eyelids.openness - rest.openness),
    )


def _correct(face: FaceReading, rest: Rest, areas: AreaParams, params: DriftParams) -> FaceReading:
    known = rest.watched_s >= params.known_s
    nearly_shut = known and face.eyelids.openness < params.shut_share * rest.openness
    if face.quality.judgeable and (face.eyelids.shut or nearly_shut):
        bent_down = known and face.head.pitch_rad < rest.head_pitch_rad - params.head_drop_rad
        lids = replace(face.eyelids, shut=not bent_down)
        return replace(face, eyelids=lids, gaze=_lowered(face, params) if bent_down else None)
    if face.gaze is None:
        return face
    if not known and rest.open_s < params.open_seen_s and _narrow(face, areas, params):
        return replace(face, eyelids=replace(face.eyelids, shut=True), gaze=None)
    yaw_rad, pitch_rad = offset_rad(rest, areas, params)
    seen_rad = face.gaze.pitch_rad
    if known:
        ahead = abs(face.gaze.yaw_rad - rest.yaw_rad) <= params.near_yaw_rad
        nod_rad = face.head.pitch_rad - rest.head_pitch_rad
        if ahead and face.eyelids.openness >= params.wide_share * rest.openness:
            too_low_rad = rest.pitch_rad + nod_rad - params.wide_drop_rad - seen_rad
            seen_rad += min(max(too_low_rad, 0.0), params.wide_lift_rad)
        seen_rad += _clamped(params.nod_share * nod_rad, params.nod_max_rad)
    gaze = replace(
        face.gaze,
        yaw_rad=face.gaze.yaw_rad - yaw_rad,
        pitch_rad=seen_rad - pitch_rad,
    )
    return replace(face, gaze=gaze)


def _narrow(face: FaceReading, areas: AreaParams, params: DriftParams) -> bool:
    """Whether eyes are so narrow that only who knows them open could tell where they look."""
    if face.gaze is None or face.eyelids.openness >= params.narrow_below:
        return False
    _, pitch_rad = _expected_rad(areas, params)
    too_low = face.gaze.pitch_rad < pitch_rad - params.near_down_rad
    held_up = face.head.pitch_rad >= areas.reference_pitch_rad + params.narrow_head_rad
    return too_low and held_up


def _lowered(face: FaceReading, params: DriftParams) -> Gaze:
    """Gaze behind lids lowered on a bent head: the eyes cannot be seen, the head can."""
    return Gaze(
        yaw_rad=face.head.yaw_rad,
        pitch_rad=face.head.pitch_rad - params.lowered_rad,
        sigma_yaw_rad=params.lowered_sigma_rad,
        sigma_pitch_rad=params.lowered_sigma_rad,
    )


def _clamped(value: float, most: float) -> float:
    return max(-most, min(most, value))
