"""Writes traces for the whole core: looks and presence for so many seconds each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.attention.aoi import AngleBox, AreaOfInterest, AreaParams
from monitor.attention.basis import Basis
from monitor.attention.encounters import Encounter
from monitor.attention.events import Event
from monitor.attention.presence import PresenceAnswer, PresenceChange, Seen
from monitor.attention.split_attention import SplitAttention
from monitor.attention.state import Area, Glance, State
from monitor.attention.tasks import Task
from monitor.attention.visits import KnownSpan, LookAway, PresentGlance
from monitor.perception.observation import Observation
from monitor.pipeline import CoreParams, CoreState, Pause, Sample, finish, step
from monitor.units import NS_PER_S, AoiId, Ns, ns_from_s, rad_from_deg
from tests.unit.attention.faces import faceless, seen

RATE = 20
_WORK = AreaOfInterest(
    AoiId("till"),
    Area.WORK,
    AngleBox(rad_from_deg(50), rad_from_deg(80), rad_from_deg(-60), rad_from_deg(20)),
)
PARAMS = CoreParams(areas=AreaParams(areas=(_WORK, *AreaParams().areas)))

Look = tuple[str, float]
"""customer, device, work, elsewhere, unknown, blink, absent, paused or gap; for so many seconds."""


def looks(pieces: Iterable[Look], start_s: float = 0.0) -> list[Observation | Pause]:
    """Twenty samples a second, none in a gap."""
    samples: list[Observation | Pause] = []
    index, end_s = round(start_s * RATE), start_s
    for look, length_s in pieces:
        end_s += length_s
        while index < round(end_s * RATE):
            if look != "gap":
                samples.append(_sample(look, index / RATE))
            index += 1
    return samples


def _sample(look: str, t_s: float) -> Observation | Pause:
    match look:
        case "paused":
            return Pause(ns_from_s(t_s))
        case "absent":
            return faceless(t_s, person=False)
        case "unknown" | "blink":
            return seen(t_s, shut=look == "blink", judgeable=look == "blink")
        case _:
            yaw_deg, pitch_deg = {
                "customer": (0, -4),
                "device": (0, -42),
                "work": (60, -10),
                "elsewhere": (40, 0),
            }[look]
            return seen(t_s, yaw_deg, pitch_deg)


def came(t_s: float, *, onset: bool = True) -> PresenceChange:
    return PresenceChange(ns_from_s(t_s), True, onset)


def went(t_s: float) -> PresenceChange:
    return PresenceChange(ns_from_s(t_s), False)


def camera(pieces: Iterable[tuple[bool | None, float]], start_s: float = 0.0) -> list[Seen]:
    """Four answers a second; an answer of None is left out (a camera that says nothing)."""
    answers: list[Seen] = []
    index, end_s = round(start_s * 4), start_s
    for present, length_s in pieces:
        end_s += length_s
        while index < round(end_s * 4):
            if present is not None:
                answers.append(Seen(ns_from_s(index / 4), present))
            index += 1
    return answers


def together(samples: Sequence[Sample], answers: Sequence[PresenceAnswer]) -> list[Sample]:
    """Both streams in order of time; of two at once the answer comes first."""
    return sorted((*answers, *samples), key=lambda sample: sample.t_ns)


@dataclass(frozen=True)
class Told:
    """What the fold said, in seconds."""

    events: tuple[Event, ...]

    @property
    def encounters(self) -> list[Encounter]:
        return [event for event in self.events if isinstance(event, Encounter)]

    @property
    def encounter(self) -> Encounter:
        (only,) = self.encounters
        return only

    @property
    def borders(self) -> list[tuple[float, float, bool]]:
        """(from, to, whole) of each encounter."""
        return [(e.start_ns / NS_PER_S, e.end_ns / NS_PER_S, e.whole) for e in self.encounters]

    @property
    def look_aways(self) -> list[tuple[float, float, bool]]:
        """(from, to, prolonged) with a customer there."""
        return self._look_aways(Basis.PRESENT)

    @property
    def look_aways_of_all(self) -> list[tuple[float, float, bool]]:
        """The same of all time."""
        return self._look_aways(Basis.ALL)

    def _look_aways(self, basis: Basis) -> list[tuple[float, float, bool]]:
        return [
            (e.onset_ns / NS_PER_S, e.offset_ns / NS_PER_S, e.prolonged)
            for e in self.events
            if isinstance(e, LookAway) and e.basis is basis
        ]

    @property
    def splits(self) -> list[tuple[float, float]]:
        """(from, to)."""
        return [
            (e.start_ns / NS_PER_S, e.end_ns / NS_PER_S)
            for e in self.events
            if isinstance(e, SplitAttention)
        ]

    @property
    def tasks(self) -> list[tuple[float, float, bool]]:
        """(from, to, checked) with a customer there."""
        return self._tasks(Basis.PRESENT)

    @property
    def tasks_of_all(self) -> list[tuple[float, float, bool]]:
        """The same of all time."""
        return self._tasks(Basis.ALL)

    def _tasks(self, basis: Basis) -> list[tuple[float, float, bool]]:
        return [
            (e.start_ns / NS_PER_S, e.end_ns / NS_PER_S, e.checked)
            for e in self.events
            if isinstance(e, Task) and e.basis is basis
        ]

    @property
    def present_glances(self) -> list[tuple[str, float, float]]:
        """(area, from, to), clipped to encounters."""
        return [_glance(e) for e in self.events if isinstance(e, PresentGlance)]

    @property
    def glances(self) -> list[tuple[str, float, float]]:
        """(area, from, to)."""
        return [_glance(e) for e in self.events if isinstance(e, Glance)]

    def known_s(self, present: bool) -> dict[str, float]:
        """Seconds per state with a customer, or known to be without one."""
        result: dict[State, int] = {}
        for event in self.events:
            if isinstance(event, KnownSpan) and event.present is present:
                ns = event.end_ns - event.start_ns
                result[event.state] = result.get(event.state, 0) + ns
        return in_seconds(result)


def _glance(glance: Glance | PresentGlance) -> tuple[str, float, float]:
    return glance.area.value, glance.onset_ns / NS_PER_S, glance.offset_ns / NS_PER_S


def in_seconds(state_ns: dict[State, int]) -> dict[str, float]:
    return {state.value: ns / NS_PER_S for state, ns in sorted(state_ns.items())}


def fold(stream: Iterable[Sample], end_s: float | None = None) -> Told:
    """Every event of a stream, the end included."""
    state, events, last_ns = CoreState(), list[Event](), Ns(0)
    for sample in stream:
        state, found = step(state, sample, PARAMS)
        events.extend(found)
        if not isinstance(sample, Seen | PresenceChange):
            last_ns = max(last_ns, sample.t_ns)
    end_ns = Ns(last_ns + NS_PER_S // RATE) if end_s is None else ns_from_s(end_s)
    return Told((*events, *finish(state, end_ns, PARAMS)))


def visit(pieces: Iterable[Look], *answers: PresenceAnswer, start_s: float = 0.0) -> Told:
    """Looks and what was said of the customer."""
    return fold(together(looks(pieces, start_s), answers))
