"""What one sample says by itself, before time has its say.

Stateful only in what a lost face needs: whether the head was going down, or to a side, when it was
last seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from monitor.attention import lids
from monitor.attention.aoi import AreaParams, area_at, area_below
from monitor.attention.drift import Posture
from monitor.attention.lids import Closure, LidsParams
from monitor.attention.state import Area, State
from monitor.perception.observation import FaceReading, Observation
from monitor.perception.quality import Doubt
from monitor.units import NS_PER_S, Ns, ns_from_s, rad_from_deg


class Label(StrEnum):
    """One sample's word. The first four are areas of interest."""

    CUSTOMER = "customer"
    DEVICE = "device"
    WORK = "work"
    ELSEWHERE = "elsewhere"
    SHUT = "shut"
    """Lids hide the eyes, and more speaks for shut eyes than for a look down."""
    LOWERED = "lowered"
    """Lids hide the eyes, and more speaks for a look down (`lids`)."""
    LOWERED_TO_WORK = "lowered_to_work"
    """The same, where work lies down there, too."""
    UNSURE = "unsure"
    """A face that cannot be judged, or a person without a face."""
    LOST_LOOKING_DOWN = "lost_looking_down"
    """Face or eyes were lost while the head was down or going there, the person still there."""
    LOST_OVER_WORK = "lost_over_work"
    """The same, where work lies down there, too."""
    LOST_TURNED = "lost_turned"
    """The head is turned too far to see the eyes, or the face was lost while it was turning."""
    NOBODY = "nobody"
    PAUSED = "paused"


_AREA_OF: Final = MappingProxyType({Label(area.value): area for area in Area})


@dataclass(frozen=True, slots=True)
class LabelParams:
    """When a head counts as bent down, eyes as lowered, a body as there, an area as left.

    Attributes:
        head_down_rad: head pitch, relative to the reference, at or below which the head is down.
        own_head_drop_rad: once a person is known, the head is down only this far below where that
            person holds it: under a camera that hangs high every head is low.
        head_drop_rad: a fall of the head's pitch within `trail_s` that counts as going down, once
            the head is half as low as `head_down_rad`.
        turned_rad: head yaw, relative to the reference, from which eyes that cannot be judged look
            elsewhere: they would have to turn back as far as eyes can.
        head_turn_rad: a turn of the head within `trail_s` that counts as turning away, once the
            head is half as far as `turned_rad`.
        trail_s: how far back a fall or a turn is looked for.
        below_spread_rad: how far beside where the head points somebody may look who looks down.
        inferred_max_s: a face lost for longer says nothing any more.
        arrive_s: where nobody was, a body without a face is believed after so long.
        eyes_down_rad: gaze pitch, relative to the reference, at or below which the eyes go down.
        own_eyes_drop_rad: once a person is known, gaze is down only this far below where that
            person's rests, too.
        eyes_down_s: gaze below that for so long, all told since it was last higher, before lids
            hide the eyes: they followed. The lids of a blink pass through in half the time.
        lids: what low lids mean.
        linger_s: how long gaze may stay in an area's margin without coming back inside. The margin
            is there for gaze that trembles over a border; gaze that stays beyond it has left.
        passing_s: an area in which gaze has been for less is one it passes on its way, and has no
            margin yet.
        discord_s: how far back it counts that the two eyes disagreed.
        discord_max: with more than this share of that time in disagreement, the moments between
            are not believed either: the eyes are crossed, or the mesh has lost them.
    """

    head_down_rad: float = rad_from_deg(-18.0)
    own_head_drop_rad: float = rad_from_deg(8.0)
    head_drop_rad: float = rad_from_deg(10.0)
    turned_rad: float = rad_from_deg(40.0)
    head_turn_rad: float = rad_from_deg(15.0)
    trail_s: float = 1.0
    below_spread_rad: float = rad_from_deg(16.0)
    inferred_max_s: float = 60.0
    arrive_s: float = 1.0
    eyes_down_rad: float = rad_from_deg(-9.0)
    own_eyes_drop_rad: float = rad_from_deg(12.0)
    eyes_down_s: float = 0.2
    lids: LidsParams = field(default_factory=LidsParams)
    linger_s: float = 0.3
    passing_s: float = 0.15
    discord_s: float = 0.3
    discord_max: float = 0.4


@dataclass(frozen=True, slots=True)
class HeadSeen:
    """Where a head pointed at one moment, relative to the reference."""

    t_ns: Ns
    yaw_rad: float
    pitch_rad: float


@dataclass(frozen=True, slots=True)
class Trail:
    """What the next label needs of the samples before.

    Attributes:
        heads: the head in the last moments with a face, oldest first.
        area: the area gaze was last seen in, for hysteresis.
        entered_ns: since when it has been in that area.
        inside_ns: when it was last seen inside that area's own border.
        body_ns: since when a person without a face has been seen, None while not.
        head_down: the head was bent down when it was last seen.
        down_ns: since when gaze has been below `eyes_down_rad`, None while it is not.
        lowered_ns: how long it was before that, since it was last higher.
        closure: the lids hide the eyes; None while they do not.
        discord: share of the last `discord_s` in which the two eyes disagreed, fading.
    """

    heads: tuple[HeadSeen, ...] = ()
    area: Area | None = None
    entered_ns: Ns | None = None
    inside_ns: Ns | None = None
    body_ns: Ns | None = None
    head_down: bool = False
    down_ns: Ns | None = None
    lowered_ns: int = 0
    closure: Closure | None = None
    discord: float = 0.0

    @property
    def seen_ns(self) -> Ns | None:
        """When a face was last seen."""
        return self.heads[-1].t_ns if self.heads else None


def step(
    trail: Trail,
    observation: Observation,
    settled: State | None,
    areas: AreaParams,
    params: LabelParams,
    posture: Posture | None = None,
) -> tuple[Trail, Label]:
    """Label one sample.

    Args:
        trail: what was remembered after the sample before.
        observation: this sample.
        settled: the state that time has settled on.
        areas: reference and areas of the counter.
        params: thresholds.
        posture: how this person looks at the customer, None while not known.
    """
    face = observation.face
    if face is None:
        return _without_face(trail, observation, settled, areas, params)
    oldest_ns = observation.t_ns - ns_from_s(params.trail_s)
    head = HeadSeen(
        observation.t_ns,
        face.head.yaw_rad - areas.reference_yaw_rad,
        face.head.pitch_rad - areas.reference_pitch_rad,
    )
    heads = tuple(each for each in trail.heads if each.t_ns >= oldest_ns)
    eyes_rad, head_rad = _lowest_rad(areas, params, posture)
    down_ns, lowered_ns = _eyes_down(
        trail, observation.t_ns, face, eyes_rad + areas.reference_pitch_rad
    )
    closure = None
    if face.eyelids.low:
        followed = lowered_ns >= ns_from_s(params.eyes_down_s) or settled is State.DEVICE
        closure = lids.step(
            trail.closure,
            observation.t_ns,
            face,
            areas,
            params.lids,
            posture,
            went_down=followed,
        )
    discord = _discord(trail, observation.t_ns, face, params)
    head_down = head.pitch_rad <= head_rad
    # A portrait looks nowhere, however it holds its head.
    portrait = face.quality.doubt is Doubt.LIFELESS
    strict, label = (
        Label.UNSURE
        if portrait
        else _with_face(face, closure, area, areas, params, head_down=head_down)
        for area in (None, _held_area(trail, settled, params))
    )
    inside_ns = observation.t_ns
    if label is not strict and trail.inside_ns is not None:
        if observation.t_ns - trail.inside_ns > ns_from_s(params.linger_s):
            label = strict
        else:
            inside_ns = trail.inside_ns
    if discord > params.discord_max and label in _AREA_OF:
        label = Label.UNSURE
    area = _AREA_OF.get(label, trail.area)
    entered_ns = trail.entered_ns if area is trail.area else observation.t_ns
    seen = Trail(
        heads=(*heads, head),
        area=area,
        entered_ns=entered_ns,
        inside_ns=inside_ns,
        head_down=head_down,
        down_ns=down_ns,
        lowered_ns=lowered_ns,
        closure=closure,
        discord=discord,
    )
    return seen, label


def _held_area(trail: Trail, settled: State | None, params: LabelParams) -> Area | None:
    """The area whose margin counts: a glance's, or one in which gaze has stayed a moment."""
    if trail.area is None or (settled is not None and settled.value == trail.area):
        return trail.area
    if trail.entered_ns is None or trail.inside_ns is None:
        return None
    stayed_ns = trail.inside_ns - trail.entered_ns
    return trail.area if stayed_ns >= ns_from_s(params.passing_s) else None


def _lowest_rad(
    areas: AreaParams, params: LabelParams, posture: Posture | None
) -> tuple[float, float]:
    """Pitch at or below which this person's gaze, and head, are down, from the reference."""
    if posture is None:
        return params.eyes_down_rad, params.head_down_rad
    own_eyes_rad = posture.gaze_pitch_rad - areas.reference_pitch_rad - params.own_eyes_drop_rad
    own_head_rad = posture.head_pitch_rad - areas.reference_pitch_rad - params.own_head_drop_rad
    return min(params.eyes_down_rad, own_eyes_rad), min(params.head_down_rad, own_head_rad)


def _eyes_down(
    trail: Trail, t_ns: Ns, face: FaceReading, lowest_rad: float
) -> tuple[Ns | None, int]:
    """Since when gaze has been down, and for how long before, since it was last higher."""
    if face.eyelids.low:
        return None, trail.lowered_ns + (t_ns - trail.down_ns if trail.down_ns is not None else 0)
    if face.gaze is None:
        return trail.down_ns, trail.lowered_ns
    if face.gaze.pitch_rad > lowest_rad:
        return None, 0
    return t_ns if trail.down_ns is None else trail.down_ns, trail.lowered_ns


def _discord(trail: Trail, t_ns: Ns, face: FaceReading, params: LabelParams) -> float:
    """The fading share with one more sample, which alone never reaches `discord_max`."""
    last_ns = t_ns if trail.seen_ns is None else trail.seen_ns
    passed_s = min((t_ns - last_ns) / NS_PER_S, params.discord_s / 3.0)
    kept = math.exp(-max(passed_s, 0.0) / params.discord_s)
    disagree = face.quality.doubt is Doubt.INCONSISTENT
    return kept * trail.discord + (1.0 - kept) * disagree


def _with_face(
    face: FaceReading,
    closure: Closure | None,
    area: Area | None,
    areas: AreaParams,
    params: LabelParams,
    *,
    head_down: bool,
) -> Label:
    turned_rad = abs(face.head.yaw_rad - areas.reference_yaw_rad)
    if not face.quality.judgeable and not head_down and turned_rad >= params.turned_rad:
        return Label.LOST_TURNED  # nor can its lids be judged
    if closure is not None:
        if not closure.down:
            return Label.SHUT
        below = area_below(face.head.yaw_rad, params.below_spread_rad, areas)
        return Label.LOWERED_TO_WORK if below is Area.WORK else Label.LOWERED
    if head_down and face.quality.doubt is Doubt.INCONSISTENT:
        below = area_below(face.head.yaw_rad, params.below_spread_rad, areas)
        return Label.LOST_OVER_WORK if below is Area.WORK else Label.LOST_LOOKING_DOWN
    if not face.quality.judgeable or face.gaze is None:
        return Label.UNSURE
    return Label(area_at(face.gaze.yaw_rad, face.gaze.pitch_rad, area, areas).value)


def _without_face(
    trail: Trail,
    observation: Observation,
    settled: State | None,
    areas: AreaParams,
    params: LabelParams,
) -> tuple[Trail, Label]:
    t_ns = observation.t_ns
    if not observation.person:
        return replace(trail, body_ns=None), Label.NOBODY
    body_ns = t_ns if trail.body_ns is None else trail.body_ns
    trail = replace(trail, body_ns=body_ns)
    if settled is State.ABSENT and t_ns - body_ns < ns_from_s(params.arrive_s):
        return trail, Label.NOBODY
    return trail, _with_body(trail, t_ns, settled, areas, params)


def _with_body(
    trail: Trail, t_ns: Ns, settled: State | None, areas: AreaParams, params: LabelParams
) -> Label:
    seen_ns = trail.seen_ns
    if seen_ns is None or t_ns - seen_ns > params.inferred_max_s * NS_PER_S:
        return Label.UNSURE
    last = trail.heads[-1]
    if not trail.head_down and _turned_away(trail, params):
        return Label.LOST_TURNED
    fell_rad = max(head.pitch_rad for head in trail.heads) - last.pitch_rad
    going_down = trail.head_down or (
        fell_rad >= params.head_drop_rad and last.pitch_rad < params.head_down_rad / 2
    )
    if not (going_down or settled is State.DEVICE):
        return Label.UNSURE
    yaw_rad = last.yaw_rad + areas.reference_yaw_rad
    below = area_below(yaw_rad, params.below_spread_rad, areas)
    return Label.LOST_OVER_WORK if below is Area.WORK else Label.LOST_LOOKING_DOWN


def _turned_away(trail: Trail, params: LabelParams) -> bool:
    """Whether the head, when last seen, was turned to a side, or turning."""
    last = trail.heads[-1]
    turned_rad = abs(last.yaw_rad)
    rose_rad = turned_rad - min(abs(head.yaw_rad) for head in trail.heads)
    turning = rose_rad >= params.head_turn_rad and turned_rad >= params.turned_rad / 2
    return turned_rad >= params.turned_rad or turning
