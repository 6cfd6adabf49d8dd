"""Training sessions as a role-play of a few minutes makes them: known numbers, no camera."""

from __future__ import annotations

from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Glance, Reason, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.session import Session, SessionRecord
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.runtime.site.sessions import Sessions
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s
from tests.buckets import flat_bucket

Looks = tuple[tuple[State, float], ...]

ABSENT, CUSTOMER, DEVICE = State.ABSENT, State.CUSTOMER, State.DEVICE
ELSEWHERE, UNKNOWN, WORK = State.ELSEWHERE, State.UNKNOWN, State.WORK
_ROUND: Looks = (
    (CUSTOMER, 6),
    (DEVICE, 2.5),
    (CUSTOMER, 9),
    (WORK, 4),
    (CUSTOMER, 5),
    (ELSEWHERE, 1.5),
    (UNKNOWN, 2),
)
MOSTLY_CUSTOMER: Looks = ((ABSENT, 4), *_ROUND * 6)
MOSTLY_DEVICE: Looks = (
    (CUSTOMER, 3),
    *((DEVICE, 8), (CUSTOMER, 3), (DEVICE, 5), (ELSEWHERE, 2), (CUSTOMER, 2)) * 8,
)


def keep(
    sessions: Sessions, counter: CounterId, name: str, looks: Looks, note: str = ""
) -> Session:
    """Keep it as one that ended now, with a customer there from 5 s on."""
    length_s = sum(seconds for _, seconds in looks)
    return sessions.import_clip(
        counter, name, lambda start: record_of(start, looks), ns_from_s(length_s), note
    )


def record_of(start: UtcNs, looks: Looks) -> SessionRecord:
    """All that is kept of it."""
    length_s = sum(seconds for _, seconds in looks)
    glances: list[Glance] = []
    at_s = 0.0
    for state, lasts_s in looks:
        if state in {CUSTOMER, DEVICE, WORK, ELSEWHERE}:
            ends = (Ns(start + ns_from_s(at)) for at in (at_s, at_s + lasts_s))
            glances.append(Glance(Area(state.value), *ends))
        at_s += lasts_s
    there = [(5.0, length_s / 2 - 5), (length_s / 2 + 5, length_s - 3)]
    encounters = [_encounter(start, looks, *ends) for ends in there]
    seconds = [_second(start, index, looks, glances, there) for index in range(int(length_s))]
    return SessionRecord(tuple(seconds), tuple(glances), tuple(encounters))


def _held_ns(looks: Looks, from_s: float, to_s: float) -> dict[State, Ns]:
    held: dict[State, Ns] = {}
    at_s = 0.0
    for state, lasts_s in looks:
        part_s = min(at_s + lasts_s, to_s) - max(at_s, from_s)
        if part_s > 0:
            held[state] = Ns(held.get(state, 0) + ns_from_s(part_s))
        at_s += lasts_s
    return held


def _encounter(start: UtcNs, looks: Looks, from_s: float, to_s: float) -> Encounter:
    return Encounter(
        start_ns=Ns(start + ns_from_s(from_s)),
        end_ns=Ns(start + ns_from_s(to_s)),
        state_ns=_held_ns(looks, from_s, to_s),
        first_look_ns=ns_from_s(0.8),
        longest_look_away_ns=ns_from_s(max(s for state, s in looks if state is DEVICE)),
        returns_ns=tuple(ns_from_s(s) for state, s in looks if state is DEVICE),
        looked_up=True,
    )


def _second(
    start: UtcNs,
    index: int,
    looks: Looks,
    glances: list[Glance],
    there: list[tuple[float, float]],
) -> Bucket:
    from_ns, to_ns = start + index * NS_PER_S, start + (index + 1) * NS_PER_S
    held = _held_ns(looks, index, index + 1)
    present = any(one <= index < other for one, other in there)
    tallies: dict[Area, DurationTally] = {}
    for glance in glances:
        if from_ns < glance.offset_ns <= to_ns:
            before = tallies.get(glance.area, DurationTally())
            tallies[glance.area] = before.with_duration(Ns(glance.offset_ns - glance.onset_ns))
    long = [g for g in glances if g.area is Area.DEVICE and from_ns < g.offset_ns <= to_ns]
    # Where nobody can tell, the lids hide the eyes.
    why = {Reason.LIDS: held[UNKNOWN]} if UNKNOWN in held else {}
    return flat_bucket(
        UtcNs(from_ns),
        held,
        reason_ns=why,
        samples=10,
        glances=tallies,
        presence_known_ns=NS_PER_S,
        present_ns=held if present else {},
        present_reason_ns=why if present else {},
        present_glances=tallies if present else {},
        long_look_aways=sum(g.offset_ns - g.onset_ns >= 3 * NS_PER_S for g in long),
        encounters=_met(there, index),
    )


def _met(there: list[tuple[float, float]], index: int) -> EncounterTally:
    ended = [(one, other) for one, other in there if index < other <= index + 1]
    lengths, first = DurationTally(), DurationTally()
    for one, other in ended:
        lengths = lengths.with_duration(ns_from_s(other - one))
        first = first.with_duration(ns_from_s(0.8))
    return EncounterTally(lengths, first, DurationTally())
