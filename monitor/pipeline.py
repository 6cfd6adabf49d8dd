"""The whole core as one step: a sample in, spans and glances out.

    step(state, sample, params) -> (state, events)

A live counter, a recorded clip and a unit test run this very code.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.attention import attendants, settle
from monitor.attention.aoi import AreaParams
from monitor.attention.attendants import AttendantsState
from monitor.attention.drift import DriftParams
from monitor.attention.label import Label, LabelParams
from monitor.attention.settle import Settled, SettleState
from monitor.attention.state import State
from monitor.attention.stretches import SettleParams
from monitor.perception.observation import Observation
from monitor.units import Ns


@dataclass(frozen=True, slots=True)
class Pause:
    """A moment in which measuring was switched off."""

    t_ns: Ns


Sample = Observation | Pause


@dataclass(frozen=True, slots=True)
class CoreParams:
    """Every threshold of the fold."""

    areas: AreaParams = field(default_factory=AreaParams)
    drift: DriftParams = field(default_factory=DriftParams)
    label: LabelParams = field(default_factory=LabelParams)
    settle: SettleParams = field(default_factory=SettleParams)


@dataclass(frozen=True, slots=True)
class CoreState:
    """What the fold carries from sample to sample. `label` is the newest sample's own word."""

    attendants: AttendantsState = field(default_factory=AttendantsState)
    settle: SettleState = field(default_factory=SettleState)
    label: Label | None = None

    @property
    def state(self) -> State | None:
        """The settled state, None before the first sample."""
        return self.settle.current


def step(
    state: CoreState, sample: Sample, params: CoreParams
) -> tuple[CoreState, tuple[Settled, ...]]:
    """Take one sample. Spans and glances come out in order, with true onsets."""
    if isinstance(sample, Pause):
        serving, word = AttendantsState(), Label.PAUSED
    else:
        serving, word = attendants.step(
            state.attendants,
            sample,
            state.settle.current,
            params.areas,
            params.drift,
            params.label,
            params.settle.blink_s,
        )
    settled, events = settle.step(state.settle, sample.t_ns, word, params.settle)
    return CoreState(serving, settled, word), events


def finish(state: CoreState, end_ns: Ns, params: CoreParams) -> tuple[Settled, ...]:
    """Whatever is still held back when the stream ends at `end_ns`."""
    return settle.finish(state.settle, end_ns, params.settle)
