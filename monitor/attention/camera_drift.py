"""Has somebody knocked the camera? A slow fold that suspects, and never changes a state.

While the attendant looks towards customers, gaze and head have the directions that calibration
found. A camera that was moved shifts both, by the same angle, from one moment to the next and for
good. A person's habits do neither: whoever turns to a colleague comes back within minutes, and eyes
that wander leave the head behind.

So time is cut into blocks of half a minute. Each keeps the median of gaze and head, relative to the
fingerprint, over the samples that may be looks towards customers (not down at the device, not in a
work area, not far to the side). Only when nearly all of several minutes, block after block, are
shifted by more than a person's error, by gaze and head alike, is a shift suspected.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import median

from monitor.attention.aoi import AreaParams, area_at
from monitor.attention.calibration import Fingerprint
from monitor.attention.place_reading import hindrance_of
from monitor.attention.sample_worth import SAMPLE_WORTH_S
from monitor.attention.state import Area
from monitor.perception.observation import FaceReading, Observation
from monitor.units import Ns, ns_from_s, rad_from_deg


@dataclass(frozen=True, slots=True)
class DriftParams:
    """Durations and angles.

    Attributes:
        block_s: time is judged in blocks of this length.
        block_candidate_s: a block counts with this much candidate gaze in it.
        sample_worth_s: the most a sample is worth.
        candidate_rad: gaze further from the fingerprint is no look towards customers.
        lasting_s: blocks that count must make up this much time together.
        forget_s: older blocks are forgotten.
        shift_rad: a smaller shift is within a person's error.
        clear_rad: a shift that was suspected is, until it is smaller than this.
        share: part of the blocks that must be shifted.
        steady_rad: how far a shifted block may lie from the shift as a whole.
        disagree: gaze and head may differ by this part of the shift.
    """

    block_s: float = 30.0
    block_candidate_s: float = 6.0
    sample_worth_s: float = SAMPLE_WORTH_S
    candidate_rad: float = rad_from_deg(30.0)
    lasting_s: float = 300.0
    forget_s: float = 900.0
    shift_rad: float = rad_from_deg(8.0)
    clear_rad: float = rad_from_deg(6.0)
    share: float = 0.8
    steady_rad: float = rad_from_deg(5.0)
    disagree: float = 0.6


@dataclass(frozen=True, slots=True)
class Offset:
    """Gaze and head of one sample or one block, relative to the fingerprint."""

    gaze_yaw_rad: float
    gaze_pitch_rad: float
    head_yaw_rad: float
    head_pitch_rad: float

    @property
    def gaze_rad(self) -> float:
        """Size of the gaze's part."""
        return math.hypot(self.gaze_yaw_rad, self.gaze_pitch_rad)

    @property
    def head_rad(self) -> float:
        """Size of the head's part."""
        return math.hypot(self.head_yaw_rad, self.head_pitch_rad)


@dataclass(frozen=True, slots=True)
class DriftBlock:
    """One block of time that counts."""

    start_ns: Ns
    offset: Offset


@dataclass(frozen=True, slots=True)
class DriftState:
    """What the fold carries.

    Attributes:
        blocks: those that count, oldest first.
        start_ns: when the block under way began, None before the first sample.
        offsets: its candidate samples.
        candidate_ns: what they are worth.
        last_ns: stamp of the newest sample.
        suspected_shift_rad: how far the camera seems to have moved; None while nothing is
            suspected.
    """

    blocks: tuple[DriftBlock, ...] = ()
    start_ns: Ns | None = None
    offsets: tuple[Offset, ...] = ()
    candidate_ns: int = 0
    last_ns: Ns | None = None
    suspected_shift_rad: float | None = None


def step(
    state: DriftState,
    observation: Observation,
    fingerprint: Fingerprint,
    areas: AreaParams,
    params: DriftParams = DriftParams(),
) -> DriftState:
    """Take one sample; `suspected_shift_rad` of the answer is the verdict so far.

    Args:
        state: what was carried from the sample before.
        observation: this sample.
        fingerprint: from the counter's calibration.
        areas: reference and areas from the same.
        params: durations and angles.
    """
    t_ns = observation.t_ns
    worth_ns = 0
    if state.last_ns is not None:
        worth_ns = min(max(t_ns - state.last_ns, 0), ns_from_s(params.sample_worth_s))
    if state.start_ns is None:
        state = replace(state, start_ns=t_ns)
    elif t_ns - state.start_ns >= ns_from_s(params.block_s):
        state = _close_block(state, t_ns, params)
    state = replace(state, last_ns=t_ns)
    offset = _candidate(observation, fingerprint, areas, params)
    if offset is None:
        return state
    return replace(
        state, offsets=(*state.offsets, offset), candidate_ns=state.candidate_ns + worth_ns
    )


def _candidate(
    observation: Observation, fingerprint: Fingerprint, areas: AreaParams, params: DriftParams
) -> Offset | None:
    face = observation.face
    if hindrance_of(observation) is not None or face is None or face.gaze is None:
        return None
    offset = _offset(face, fingerprint)
    if offset is None or offset.gaze_rad > params.candidate_rad:
        return None
    area = area_at(face.gaze.yaw_rad, face.gaze.pitch_rad, None, areas)
    return offset if area in (Area.CUSTOMER, Area.ELSEWHERE) else None


def _offset(face: FaceReading, fingerprint: Fingerprint) -> Offset | None:
    if face.gaze is None:
        return None
    return Offset(
        face.gaze.yaw_rad - fingerprint.gaze_yaw_rad,
        face.gaze.pitch_rad - fingerprint.gaze_pitch_rad,
        face.head.yaw_rad - fingerprint.head_yaw_rad,
        face.head.pitch_rad - fingerprint.head_pitch_rad,
    )


def _close_block(state: DriftState, t_ns: Ns, params: DriftParams) -> DriftState:
    oldest_ns = t_ns - ns_from_s(params.forget_s)
    blocks = tuple(block for block in state.blocks if block.start_ns >= oldest_ns)
    if state.start_ns is not None and state.candidate_ns >= ns_from_s(params.block_candidate_s):
        blocks = (*blocks, DriftBlock(state.start_ns, _middle(state.offsets)))
    suspected_rad = _suspected_rad(blocks, state.suspected_shift_rad is not None, params)
    return DriftState(blocks, start_ns=t_ns, suspected_shift_rad=suspected_rad)


def _middle(offsets: tuple[Offset, ...]) -> Offset:
    return Offset(
        median(each.gaze_yaw_rad for each in offsets),
        median(each.gaze_pitch_rad for each in offsets),
        median(each.head_yaw_rad for each in offsets),
        median(each.head_pitch_rad for each in offsets),
    )


def _suspected_rad(
    blocks: tuple[DriftBlock, ...], before: bool, params: DriftParams
) -> float | None:
    """The shift of the newest minutes, None when there is none to speak of."""
    wanted = math.ceil(params.lasting_s / params.block_s)
    newest = blocks[-wanted:]
    if len(newest) < wanted:
        return None
    whole = _middle(tuple(block.offset for block in newest))
    least_rad = params.clear_rad if before else params.shift_rad
    shifted = sum(_is_shifted(block.offset, whole, least_rad, params) for block in newest)
    if shifted < params.share * len(newest):
        return None
    return whole.gaze_rad if whole.gaze_rad >= least_rad else None


def _is_shifted(offset: Offset, whole: Offset, least_rad: float, params: DriftParams) -> bool:
    """Gaze and head have both moved far, the same way, and as in the other blocks."""
    parted_rad = math.hypot(
        offset.gaze_yaw_rad - offset.head_yaw_rad, offset.gaze_pitch_rad - offset.head_pitch_rad
    )
    away_rad = math.hypot(
        offset.gaze_yaw_rad - whole.gaze_yaw_rad, offset.gaze_pitch_rad - whole.gaze_pitch_rad
    )
    return (
        offset.gaze_rad >= least_rad
        and offset.head_rad >= least_rad
        and parted_rad <= params.disagree * max(offset.gaze_rad, offset.head_rad)
        and away_rad <= params.steady_rad
    )
