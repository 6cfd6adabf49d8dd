"""Several attendants at one counter: who looks where, as one word for the counter.

A customer counts as looked at if anybody looks. Every slot keeps its own rest (`drift`) and its own
memory (`label.Trail`); their words become one before time has its say:

1. `customer` if anybody looks at the customer. Lids that shut on the one who did count first for
   as long as a blink, so that time can tell whether it was one;
2. else what those do who can be judged: `work` before `elsewhere` before `device`. A counter is on
   the device only when everybody who can be judged is;
3. else what eyes behind shut lids or a lost face let one infer;
4. else `unknown`, if anybody is there; else nobody is.

A face that is lost while another is in view says nothing: whether its body is still there is looked
for only while no face is found at all. With one attendant this is `drift` and `label`, no more.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field, replace
from typing import Final

from monitor.attention import drift, label
from monitor.attention.aoi import AreaParams
from monitor.attention.drift import DriftParams, DriftState
from monitor.attention.label import Label, LabelParams, Trail
from monitor.attention.settle import LIDS
from monitor.attention.state import Area, State
from monitor.perception.observation import FaceReading, Observation
from monitor.units import Ns, ns_from_s

_PRECEDENCE: Final = (
    *(Label(area.value) for area in Area if area is not Area.DEVICE),
    Label.DEVICE,
    Label.LOWERED_TO_WORK,
    Label.LOST_OVER_WORK,
    Label.LOST_TURNED,
    Label.LOWERED,
    Label.LOST_LOOKING_DOWN,
    Label.SHUT,
    Label.UNSURE,
    Label.NOBODY,
)


@dataclass(frozen=True, slots=True)
class Attendant:
    """What is remembered of the person in one slot.

    Attributes:
        slot: its number.
        drift: what this person's eyes show at rest.
        trail: what the next label needs of the samples before.
        shut_ns: since when the lids have been shut, None while they are open or out of view.
    """

    slot: int
    drift: DriftState = field(default_factory=DriftState)
    trail: Trail = field(default_factory=Trail)
    shut_ns: Ns | None = None


@dataclass(frozen=True, slots=True)
class AttendantsState:
    """Everybody who serves, in order of their slots."""

    everybody: tuple[Attendant, ...] = ()

    @property
    def trails_forgotten(self) -> AttendantsState:
        """The same without the memory of heads and eyes, as after a new calibration."""
        kept = tuple(replace(each, trail=Trail(), shut_ns=None) for each in self.everybody)
        return AttendantsState(kept)


def step(
    state: AttendantsState,
    observation: Observation,
    settled: State | None,
    areas: AreaParams,
    drift_params: DriftParams,
    label_params: LabelParams,
    blink_s: float,
) -> tuple[AttendantsState, Label]:
    """Label one sample.

    Args:
        state: what was remembered after the sample before.
        observation: this sample.
        settled: the state that time has settled on, of the counter as a whole.
        areas: reference and areas of the counter.
        drift_params, label_params: thresholds of each person's fold.
        blink_s: lids shut up to this long inherit the state before.
    """
    faces: dict[int, FaceReading | None] = {observation.slot: observation.face}
    faces.update((other.slot, other.face) for other in observation.others)
    known = {each.slot: each for each in state.everybody}
    kept: list[Attendant] = []
    words: set[Label] = set()
    blinks: set[Label] = set()
    for slot in sorted(known.keys() | faces.keys()):
        before = known.get(slot, Attendant(slot))
        if slot not in faces and _gone(before.drift, observation.t_ns, drift_params):
            continue
        alone = replace(observation, slot=slot, face=faces.get(slot), others=())
        rest, corrected = drift.step(before.drift, alone, areas, drift_params)
        posture = drift.posture(rest, areas, drift_params)
        trail, word = label.step(before.trail, corrected, settled, areas, label_params, posture)
        shut_ns = _shut_ns(before, word, observation.t_ns)
        blinking = shut_ns is not None and observation.t_ns - shut_ns < ns_from_s(blink_s)
        (blinks if blinking and trail.area is Area.CUSTOMER else words).add(word)
        kept.append(Attendant(slot, rest, trail, shut_ns))
    return AttendantsState(tuple(kept)), _together(words, blinks)


def _together(words: Set[Label], blinks: Set[Label]) -> Label:
    """One word for all; `blinks` are those of people who looked at the customer just before."""
    if Label.CUSTOMER in words:
        return Label.CUSTOMER
    return min(blinks or words, key=_PRECEDENCE.index)


def _gone(rest: DriftState, t_ns: Ns, params: DriftParams) -> bool:
    return rest.seen_ns is None or t_ns - rest.seen_ns > ns_from_s(params.away_s)


def _shut_ns(before: Attendant, word: Label, t_ns: Ns) -> Ns | None:
    if word not in LIDS:
        return None
    return t_ns if before.shut_ns is None else before.shut_ns
