"""What one person's eyes show at rest: what is known of it, and how it is learned.

Customers are where an attendant looks most, so the mean of the readings near the customer's place
tells where this person's gaze is read when it rests there. It is learned slowly from clear samples,
believed in proportion to how long it was watched, and clamped. The same samples tell how wide this
person's eyes stand open, and how high this person holds the head.

Narrow eyes look like lowered ones. Of somebody who has not been seen with open eyes, narrow eyes on
a head held up say nothing, until they have been so for long: then that is how they are. Should they
open after all, it is learned anew.

So do eyes whose upper lids droop, however wide. A gaze far below the rest of which iris and lower
lid show nothing (`drooping`), behind lids that stand as they usually do, says nothing either. After
some seconds of that, what it reads is where this person's gaze rests.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from monitor.attention import drooping
from monitor.attention.aoi import AreaParams
from monitor.attention.drooping import DroopParams
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
        droop: evidence that eyes went down with their lids; below `droop_evidence` they droop,
        droop_below: where they are open less than this,
        droop_drop_rad: where gaze is read further than this below the rest, no further aside than
            `near_yaw_rad`,
        usual_share: and the lids stand at least this wide, by the person's own openness.
        droop_known_s: what was read for so long of somebody of whom nothing else is known is that
            person's rest,
        droop_far_rad: as far as this below where most people's is,
        droop_max_rad: and the offset is clamped to this.
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
    droop: DroopParams = field(default_factory=DroopParams)
    droop_evidence: float = -0.5
    droop_below: float = 0.8
    droop_drop_rad: float = rad_from_deg(12.0)
    usual_share: float = 0.85
    droop_known_s: float = 5.0
    droop_far_rad: float = rad_from_deg(35.0)
    droop_max_rad: float = rad_from_deg(25.0)


@dataclass(frozen=True, slots=True)
class Rest:
    """Means over the samples that taught, `watched_s` long.

    Eyes that were not narrow were seen for `open_s`, wherever they looked; until then narrow ones
    were, on a head held up, for `narrow_s`. Before anything was known, drooping lids were seen for
    `droop_s`.
    """

    watched_s: float = 0.0
    open_s: float = 0.0
    narrow_s: float = 0.0
    droop_s: float = 0.0
    pitch_rad: float = 0.0
    head_pitch_rad: float = 0.0
    openness: float = 0.0


def learned(
    rest: Rest, face: FaceReading, worth_s: float, areas: AreaParams, params: RestParams
) -> Rest:
    """The rest with one more sample, worth so long, if that sample teaches anything."""
    rest = _lids_seen(rest, face, worth_s, areas, params)
    if not is_known(rest, params) and _droops(face, Rest(), areas, params):
        rest = replace(rest, droop_s=rest.droop_s + worth_s)
    if not _teaches(face, rest, areas, params):
        return rest
    return _learn(rest, face, worth_s, params)


def is_known(rest: Rest, params: RestParams) -> bool:
    """Whether the person was watched for long enough to decide by how eyes and head rest."""
    return rest.watched_s >= params.known_s


def says_nothing(face: FaceReading, rest: Rest, areas: AreaParams, params: RestParams) -> bool:
    """Whether lids droop, or are so narrow that only who has seen them open could tell more."""
    if _droops(face, rest, areas, params):
        return True
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
    lowest_rad = params.droop_max_rad if _always_droops(rest, params) else params.pitch_max_rad
    own_rad = (rest.pitch_rad - expected_rad) * belief
    own_rad = max(-lowest_rad, min(params.pitch_max_rad, own_rad))
    return expected_rad - areas.reference_pitch_rad + own_rad


def _teaches(face: FaceReading, rest: Rest, areas: AreaParams, params: RestParams) -> bool:
    gaze = face.gaze
    if gaze is None or face.eyelids.low or face.quality.score < params.score_min:
        return False
    always_droops = _always_droops(rest, params)
    always_narrow = always_droops or rest.narrow_s >= params.narrow_known_s
    least = params.narrow_min if always_narrow else params.open_min
    if face.eyelids.openness < max(least, 0.6 * rest.openness):
        return False
    above_rad = gaze.pitch_rad - _expected_pitch_rad(areas, params)
    as_usual = always_droops and _droops(face, Rest(), areas, params)
    lowest_rad = params.droop_far_rad if as_usual else params.near_down_rad
    return (
        abs(gaze.yaw_rad - areas.reference_yaw_rad) <= params.near_yaw_rad
        and -lowest_rad <= above_rad <= params.near_up_rad
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


def _droops(face: FaceReading, rest: Rest, areas: AreaParams, params: RestParams) -> bool:
    """Whether gaze is read far down by an upper lid that stands as usual, and by nothing else."""
    if face.gaze is None or face.eyelids.openness >= params.droop_below:
        return False
    if abs(face.gaze.yaw_rad - areas.reference_yaw_rad) > params.near_yaw_rad:
        return False
    if is_known(rest, params) and face.eyelids.openness < params.usual_share * rest.openness:
        return False
    rests_rad = areas.reference_pitch_rad + pitch_offset_rad(rest, areas, params)
    if rests_rad - face.gaze.pitch_rad <= params.droop_drop_rad:
        return False
    said = drooping.went_down(face, areas.reference_pitch_rad, params.droop)
    return said < params.droop_evidence


def _always_droops(rest: Rest, params: RestParams) -> bool:
    return rest.droop_s >= params.droop_known_s
