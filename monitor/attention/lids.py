"""What lids mean that hide the eyes: a look down, or eyes that are shut.

Nobody sees the eyes behind them. What is left is how the head is held, what the lower lid does
(`perception.eyelids`), and what came before: eyes that went down first pull the lids after them.
Each is evidence, as log odds; one sample says little, the mean over the whole closure says more.
At a counter people look down for minutes and hardly ever shut their eyes for seconds. A
stranger's lids may only droop (`drooping`), which is no evidence of either.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.attention import drooping
from monitor.attention.aoi import AreaParams
from monitor.attention.drift import Posture
from monitor.attention.drooping import DroopParams
from monitor.perception.gaze import Gaze
from monitor.perception.observation import FaceReading
from monitor.units import NS_PER_S, Ns, rad_from_deg


@dataclass(frozen=True, slots=True)
class LidsParams:
    """How evidence that the eyes look down adds up.

    Attributes:
        per_bend_rad: evidence for each radian that the head is bent below the reference, or below
            where the person in view holds it towards the customer, if that is known and lower:
            under a camera that hangs high every head is low.
        droop: what speaks against lids that only droop; of a stranger no sample says more than
            that does.
        went_down: more, where the eyes were on the device, or went down, before the lids.
        sample_max: what one sample says at most, either way.
        memory_s: the mean is over so much of the closure, the newest part.
        gaze_drop_rad: where eyes behind lowered lids look, below where the head points,
        gaze_sigma_rad: and how uncertain that is.
    """

    per_bend_rad: float = 12.25
    droop: DroopParams = field(default_factory=DroopParams)
    went_down: float = 2.5
    sample_max: float = 4.0
    memory_s: float = 1.0
    gaze_drop_rad: float = rad_from_deg(30.0)
    gaze_sigma_rad: float = rad_from_deg(8.0)


@dataclass(frozen=True, slots=True)
class Closure:
    """Lids that hide the eyes, sample after sample.

    Attributes:
        last_ns: the newest sample.
        prior: what the moments before the closure say.
        evidence: mean log odds, without the prior, that the eyes behind them look down.
        seen_s: how much of the closure that is the mean of.
    """

    last_ns: Ns
    prior: float
    evidence: float
    seen_s: float

    @property
    def down(self) -> bool:
        """More speaks for a look down than for shut eyes."""
        return self.prior + self.evidence > 0.0


def step(
    before: Closure | None,
    t_ns: Ns,
    face: FaceReading,
    areas: AreaParams,
    params: LidsParams,
    posture: Posture | None,
    *,
    went_down: bool,
) -> Closure:
    """One more sample of low lids.

    Args:
        before: the closure so far, None when the eyes were open in the sample before.
        t_ns: this sample's stamp.
        face: this sample; one that cannot be judged adds nothing.
        areas: for the reference.
        params: weights.
        posture: how this person looks at the customer, None while not known.
        went_down: gaze was on the device, or had gone down; counts when the lids come down.
    """
    if before is None:
        prior = params.went_down if went_down else 0.0
        before = Closure(t_ns, prior, 0.0, 0.0)
    if not face.quality.judgeable:
        return before
    said = evidence(face, areas, params, posture)
    worth_s = max(0, t_ns - before.last_ns) / NS_PER_S
    seen_s = min(before.seen_s + worth_s, params.memory_s)
    share = min(1.0, worth_s / seen_s) if seen_s > 0.0 else 1.0
    mean = before.evidence + share * (said - before.evidence)
    return Closure(t_ns, before.prior, mean, seen_s)


def evidence(
    face: FaceReading, areas: AreaParams, params: LidsParams, posture: Posture | None
) -> float:
    """Log odds that the eyes behind low lids look down, by this sample alone."""
    level_rad = areas.reference_pitch_rad
    if posture is not None:
        level_rad = min(level_rad, posture.head_pitch_rad)
    said = face.eyelids.lowered + params.per_bend_rad * (level_rad - face.head.pitch_rad)
    if posture is None:
        said = min(said, drooping.went_down(face, level_rad, params.droop))
    return max(-params.sample_max, min(params.sample_max, said))


def lowered_gaze(face: FaceReading, params: LidsParams) -> Gaze:
    """Where eyes behind lowered lids look: they cannot be seen, the head can."""
    return Gaze(
        yaw_rad=face.head.yaw_rad,
        pitch_rad=face.head.pitch_rad - params.gaze_drop_rad,
        sigma_yaw_rad=params.gaze_sigma_rad,
        sigma_pitch_rad=params.gaze_sigma_rad,
    )
