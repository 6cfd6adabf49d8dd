"""What one person's eyes show at rest: what is known of it, and how it is learned.

Customers are where an attendant looks most, so the mean of the readings near the customer's place
tells where this person's gaze is read when it rests there. It is learned slowly from clear samples,
believed in proportion to how long it was watched, and clamped. The same samples tell how wide this
person's eyes stand open, and how high this person holds the head.

Narrow eyes look like lowered ones. Of somebody who has not been seen with open eyes, narrow eyes on
a head held up say nothing, until they have been so for long: then that is how they are. Should they
open after all, it is learned anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.attention.aoi import AreaParams
from monitor.perception.observation import FaceReading
from monitor.units import rad_from_deg


@dataclass(frozen=True, slots=True)
class RestParams:
    """What teaches a person's rest, and how far it is believed.

    Attributes:
        pitch_rad: how people who look at the reference are read, until a calibration has read
            somebody who does: lower than they look. It is taken out of every reading.
        near_yaw_rad, near_up_rad, near_down_rad: how far around the rest a sample teaches.
        open_min: openness from which a sample teaches.
        score_min: quality from which a sample teaches.
        doubt_s: watching for so long makes the offset half believed.
        memory_s: what was seen longer ago fades.
        pitch_max_rad: the offset is clamped to this.
        known_s: after so long the person's openness and head are known well enough to decide.
        narrow_below: lids open less than this are lowered, or this person's eyes are narrow,
        open_seen_s: which is known once the eyes were seen more open for so long.
        narrow_drop_rad: until then, gaze that is read further than this below where most people's
            rests, behind narrow lids,
        narrow_far_rad: but not further than this, as far as no narrow eye is read by itself,
        held_up_rad: on a head that is not lower than this from the reference, says nothing.
        narrow_known_s: eyes that were only ever narrow for so long, on such a head, rest so,
        narrow_min: and teach from this openness on.
    """

    pitch_rad: float = rad_from_deg(-6.0)
    near_yaw_rad: float = rad_from_deg(15.0)
    near_up_rad: float = rad_from_deg(12.0)
    near_down_rad: float = rad_from_deg(12.0)
    open_min: float = 0.45
    score_min: float = 0.3
    doubt_s: float = 5.0
    memory_s: float = 60.0
    pitch_max_rad: float = rad_from_deg(6.0)
    known_s: float = 0.7
    narrow_below: float = 0.55
    open_seen_s: float = 0.2
    narrow_drop_rad: float = rad_from_deg(9.0)
    narrow_far_rad: float = rad_from_deg(22.0)
    held_up_rad: float = rad_from_deg(-5.0)
    narrow_known_s: float = 5.0
    narrow_min: float = 0.35


@dataclass(frozen=True, slots=True)
class Rest:
    """Means over the samples that taught, `watched_s` long.

    Eyes that were not narrow were seen for `open_s`, wherever they looked; until then narrow ones
    were, on a head held up, for `narrow_s`.
    """

    watched_s: float = 0.0
    open_s: float = 0.0
    narrow_s: float = 0.0
    pitch_rad: float = 0.0
    head_pitch_rad: float = 0.0
    openness: float = 0.0


def learned(
    rest: Rest, face: FaceReading, worth_s: float, areas: AreaParams, params: RestParams
) -> Rest:
    """The rest with one more sample, worth so long, if that sample teaches anything."""
    rest = _lids_seen(rest, face, worth_s, areas, params)
    if not _teaches(face, rest, areas, params):
        return rest
    return _learn(rest, face, worth_s, params)


def is_known(rest: Rest, params: RestParams) -> bool:
    """Whether the person was watched for long enough to decide by how eyes and head rest."""
    return rest.watched_s >= params.known_s


def says_nothing(face: FaceReading, rest: Rest, areas: AreaParams, params: RestParams) -> bool:
    """Whether eyes are so narrow that only who has seen them open could tell where they look."""
    if is_known(rest, params) or rest.open_s >= params.open_seen_s:
        return False
    if face.gaze is None or face.eyelids.openness >= params.narrow_below:
        return False
    below_rad = _expected_pitch_rad(areas, params) - face.gaze.pitch_rad
    too_low = params.narrow_drop_rad < below_rad <= params.narrow_far_rad
    return too_low and _held_up(face, areas, params)


def pitch_offset_rad(rest: Rest, areas: AreaParams, params: RestParams) -> float:
    """By how much this person's gaze is believed to be read too high, in radians.

    Of somebody who is not known yet that is what most people's is off by.
    """
    expected_rad = _expected_pitch_rad(areas, params)
    belief = rest.watched_s / (rest.watched_s + params.doubt_s)
    own_rad = _clamped((rest.pitch_rad - expected_rad) * belief, params.pitch_max_rad)
    return expected_rad - areas.reference_pitch_rad + own_rad


def _teaches(face: FaceReading, rest: Rest, areas: AreaParams, params: RestParams) -> bool:
    gaze = face.gaze
    if gaze is None or face.eyelids.low or face.quality.score < params.score_min:
        return False
    always_narrow = rest.narrow_s >= params.narrow_known_s
    least = params.narrow_min if always_narrow else params.open_min
    if face.eyelids.openness < max(least, 0.6 * rest.openness):
        return False
    above_rad = gaze.pitch_rad - _expected_pitch_rad(areas, params)
    return (
        abs(gaze.yaw_rad - areas.reference_yaw_rad) <= params.near_yaw_rad
        and -params.near_down_rad <= above_rad <= params.near_up_rad
    )


def _lids_seen(
    rest: Rest, face: FaceReading, worth_s: float, areas: AreaParams, params: RestParams
) -> Rest:
    """How long eyes were seen open, or narrow; who opens them was not at rest while they were."""
    if face.gaze is None:
        return rest
    if face.eyelids.openness >= params.narrow_below:
        open_s = rest.open_s + worth_s
        opened = rest.open_s < params.open_seen_s <= open_s
        was_narrow = rest.openness < params.narrow_below
        return Rest(open_s=open_s) if opened and was_narrow else replace(rest, open_s=open_s)
    if rest.open_s < params.open_seen_s and _held_up(face, areas, params):
        return replace(rest, narrow_s=rest.narrow_s + worth_s)
    return rest


def _learn(rest: Rest, face: FaceReading, worth_s: float, params: RestParams) -> Rest:
    """The means with one more sample; what lies further back than `memory_s` has faded."""
    if face.gaze is None:
        return rest
    watched_s = min(rest.watched_s, params.memory_s) + worth_s
    share = worth_s / watched_s if watched_s > 0.0 else 0.0
    return replace(
        rest,
        watched_s=watched_s,
        pitch_rad=rest.pitch_rad + share * (face.gaze.pitch_rad - rest.pitch_rad),
        head_pitch_rad=rest.head_pitch_rad + share * (face.head.pitch_rad - rest.head_pitch_rad),
        openness=rest.openness + share * (face.eyelids.openness - rest.openness),
    )


def _held_up(face: FaceReading, areas: AreaParams, params: RestParams) -> bool:
    return face.head.pitch_rad >= areas.reference_pitch_rad + params.held_up_rad


def _expected_pitch_rad(areas: AreaParams, params: RestParams) -> float:
    below_rad = 0.0 if areas.calibrated else params.pitch_rad
    return areas.reference_pitch_rad + below_rad


def _clamped(value: float, most: float) -> float:
    return max(-most, min(most, value))
