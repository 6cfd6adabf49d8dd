"""What the runs held back may turn out to mean, and which of them time has decided.

A run is a row of samples with one label. Runs that mean the same state make a stretch.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final

from monitor.attention.label import Label
from monitor.attention.sample_worth import SAMPLE_WORTH_S
from monitor.attention.state import AREA_OF, State
from monitor.units import Ns, ns_from_s

STATE_OF: Final = MappingProxyType(
    {
        **{Label(area.value): state for state, area in AREA_OF.items()},
        Label.SHUT: State.UNKNOWN,
        Label.LOWERED: State.DEVICE,
        Label.LOWERED_TO_WORK: State.WORK,
        Label.UNSURE: State.UNKNOWN,
        Label.LOST_LOOKING_DOWN: State.DEVICE,
        Label.LOST_OVER_WORK: State.WORK,
        Label.LOST_TURNED: State.ELSEWHERE,
        Label.NOBODY: State.ABSENT,
        Label.PAUSED: State.PAUSED,
    }
)
LIDS: Final = frozenset({Label.SHUT, Label.LOWERED, Label.LOWERED_TO_WORK})
INFERRED: Final = frozenset(
    {
        *(Label.LOWERED, Label.LOWERED_TO_WORK),
        *(Label.LOST_LOOKING_DOWN, Label.LOST_OVER_WORK, Label.LOST_TURNED),
    }
)
"""What one of these means is inferred: the eyes themselves were not seen."""


@dataclass(frozen=True, slots=True)
class SettleParams:
    """Durations, in seconds.

    Attributes:
        confirm_s: a glance opens once its area has been held for this long.
        bridge_s: an excursion up to this long neither ends nor restarts a glance.
        blink_s: lids that hide the eyes up to this long inherit the state before.
        restless_s: after this long without anything held, the state is `unknown`.
        sample_worth_s: the most a sample is worth; a longer hole is a gap.
    """

    confirm_s: float = 0.2
    bridge_s: float = 0.3
    blink_s: float = 0.4
    restless_s: float = 1.0
    sample_worth_s: float = SAMPLE_WORTH_S


@dataclass(frozen=True, slots=True)
class Run:
    """Samples in a row with one label, held back; ends where the next one starts."""

    label: Label
    onset_ns: Ns


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pending runs in a row that mean the same; `meaning` None: lids just came down, time must
    tell.
    """

    meaning: State | None
    runs: tuple[Run, ...]
    end_ns: Ns

    @property
    def onset_ns(self) -> Ns:
        """Where its first run starts."""
        return self.runs[0].onset_ns

    @property
    def held_ns(self) -> int:
        """How long it has lasted so far."""
        return self.end_ns - self.onset_ns


def stretches_of(
    pending: tuple[Run, ...],
    current: State | None,
    now_ns: Ns,
    params: SettleParams,
    *,
    final: bool,
) -> tuple[Stretch, ...]:
    """Join the pending runs; `final`: nothing more will come.

    Runs of low lids in a row are one closure. One that is longer than a blink means what its newest
    sample says, which has seen most of it.
    """
    stretches: list[Stretch] = []
    for low, group in groupby(pending, key=lambda run: run.label in LIDS):
        runs = tuple(group)
        over = runs[-1] is not pending[-1]
        end_ns = pending[pending.index(runs[-1]) + 1].onset_ns if over else now_ns
        if not low:
            for run, next_ns in zip(runs, (*(r.onset_ns for r in runs[1:]), end_ns), strict=True):
                _join(stretches, STATE_OF[run.label], (run,), next_ns)
            continue
        if end_ns - runs[0].onset_ns > ns_from_s(params.blink_s):
            closure = Run(runs[-1].label, runs[0].onset_ns)
            _join(stretches, STATE_OF[closure.label], (closure,), end_ns)
        else:
            inherited = _inherited(current, stretches, params) if over or final else None
            _join(stretches, inherited, runs, end_ns)
    return tuple(stretches)


def _join(
    stretches: list[Stretch], meaning: State | None, runs: tuple[Run, ...], end_ns: Ns
) -> None:
    """Append runs, to the last stretch if they mean the same."""
    if stretches and stretches[-1].meaning is meaning:
        runs = (*stretches.pop().runs, *runs)
    stretches.append(Stretch(meaning, runs, end_ns))


def _inherited(current: State | None, before: list[Stretch], params: SettleParams) -> State | None:
    """What a blink continues: the stretch before it if that was held, else the settled state."""
    if before and before[-1].held_ns >= ns_from_s(params.confirm_s):
        return before[-1].meaning
    return current


def next_entered(
    stretches: tuple[Stretch, ...],
    current: State | None,
    now_ns: Ns,
    params: SettleParams,
    *,
    final: bool,
) -> int | None:
    """The stretch that comes next for certain, None while it is open."""
    left_ns = stretches[0].onset_ns
    back_ns = next((s.onset_ns for s in stretches if s.meaning in (None, current)), now_ns)
    gone_for_good = final or back_ns - left_ns > ns_from_s(params.bridge_s)
    for index, stretch in enumerate(stretches):
        if stretch.meaning is None:
            return None
        held = stretch.held_ns >= ns_from_s(params.confirm_s)
        if stretch.meaning is current or (held and gone_for_good):
            return index
    return None
