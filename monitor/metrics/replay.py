"""A training session as a script: bands of states, and moments in the order in which they come.

Positions are nanoseconds from the start of the session. Nothing here waits: who plays the script
has the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Reason, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.session import Session, SessionNote, SessionRecord
from monitor.units import NS_PER_MS, NS_PER_S

_SECOND_NS: Final = NS_PER_S
_ORDER: Final = tuple(State)


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch in one state; None where nothing was measured.

    `reason`: what stood in the way for most of it, where the state is `unknown`.
    """

    start_ns: int
    end_ns: int
    state: State | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class StateChange:
    """From here on the counter is in another state; None: nothing was measured.

    `reason`: what stands in the way for most of that stretch, where the state is `unknown`.
    """

    at_ns: int
    state: State | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class GlanceOnset:
    """A glance begins, and is known to last until `end_ns`."""

    at_ns: int
    end_ns: int
    area: Area


@dataclass(frozen=True, slots=True)
class EncounterStart:
    """A customer comes. What the encounter will be is not told before it ends."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class EncounterEnd:
    """A customer goes; `encounter` keeps its stamps in UTC."""

    at_ns: int
    encounter: Encounter


@dataclass(frozen=True, slots=True)
class NoteMoment:
    """Somebody remarked on this moment."""

    at_ns: int
    note: SessionNote


Moment = StateChange | GlanceOnset | EncounterStart | EncounterEnd | NoteMoment


@dataclass(frozen=True, slots=True)
class Script:
    """A whole session, ready to be played."""

    length_ns: int
    bands: tuple[Band, ...]
    moments: tuple[Moment, ...]

    def state_at(self, at_ns: int) -> StateChange:
        """The state at a position, as if it began there."""
        found = (band for band in self.bands if band.start_ns <= at_ns < band.end_ns)
        band = next(found, None)
        if band is None:
            return StateChange(at_ns, None)
        return StateChange(at_ns, band.state, band.reason)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a script was told: all before `at_ms`, and of that millisecond the first `told`."""

    at_ms: int
    told: int = 0


def script(session: Session, record: SessionRecord) -> Script:
    """The script of a session, of one that still runs as far as it is kept."""
    start_ns = session.start_utc_ns
    length_ns = length_of(session, record)
    bands = bands_of(record.seconds, start_ns, length_ns)

    def inside(utc_ns: int) -> int:
        """Its position; what reaches over an end of the session is cut there."""
        return min(max(utc_ns - start_ns, 0), length_ns)

    moments: list[Moment] = [StateChange(band.start_ns, band.state, band.reason) for band in bands]
    for glance in record.glances:
        onset_ns, end_ns = inside(glance.onset_ns), inside(glance.offset_ns)
        if end_ns > onset_ns:
            moments.append(GlanceOnset(onset_ns, end_ns, glance.area))
    for encounter in record.encounters:
        moments.append(EncounterStart(inside(encounter.start_ns)))
        moments.append(EncounterEnd(inside(encounter.end_ns), encounter))
    moments.extend(NoteMoment(inside(note.at_utc_ns), note) for note in record.notes)
    # The sort is stable: at the same moment first the state, then the glance, the rest after it.
    return Script(length_ns, bands, tuple(sorted(moments, key=lambda moment: moment.at_ns)))


def length_of(session: Session, record: SessionRecord) -> int:
    """How long the session lasted, or has lasted as far as it is kept, in nanoseconds."""
    if session.end_utc_ns is not None:
        return max(session.end_utc_ns - session.start_utc_ns, 0)
    if not record.seconds:
        return 0
    return record.seconds[-1].start_utc_ns + _SECOND_NS - session.start_utc_ns


def bands_of(seconds: Sequence[Bucket], start_utc_ns: int, length_ns: int) -> tuple[Band, ...]:
    """Bands without holes from 0 to `length_ns`: each second is of the state that filled most."""
    bands: list[Band] = []
    reasons: Counter[Reason] = Counter()

    def extend(to_ns: int, state: State | None, reason_ns: Mapping[Reason, int]) -> None:
        from_ns = bands[-1].end_ns if bands else 0
        if to_ns <= from_ns:
            return
        if bands and bands[-1].state is state:
            from_ns = bands.pop().start_ns
        else:
            reasons.clear()
        if state is State.UNKNOWN:
            reasons.update(reason_ns)
        mostly = reasons.most_common(1)
        bands.append(Band(from_ns, to_ns, state, mostly[0][0] if mostly else None))

    for second in seconds:
        at_ns = second.start_utc_ns - start_utc_ns
        extend(min(at_ns, length_ns), None, {})
        extend(min(at_ns + _SECOND_NS, length_ns), _fullest(second), second.all.reason_ns)
    extend(length_ns, None, {})
    return tuple(bands)


def rest_of(played: Script, place: Place) -> Iterator[tuple[Place, Moment]]:
    """What comes after a place, each moment with the place at which it has been told."""
    at_ms, told = -1, 0
    for moment in played.moments:
        moment_ms = moment.at_ns // NS_PER_MS
        told = told + 1 if moment_ms == at_ms else 1
        at_ms = moment_ms
        if at_ms > place.at_ms or (at_ms == place.at_ms and told > place.told):
            yield Place(at_ms, told), moment


def _fullest(second: Bucket) -> State | None:
    """The state that took most of a second; None where most of it is a gap."""
    state = max(_ORDER, key=lambda each: second.all.state_ns.get(each, 0))
    held_ns = second.all.state_ns.get(state, 0)
    return state if held_ns and held_ns >= second.gap_ns else None
