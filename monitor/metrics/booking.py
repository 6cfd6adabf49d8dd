"""From events to buckets: what each adds to which cell of time.

A cell is a minute, or a second of a training session. Time stands in the cell it fell in; what has
a length (a glance, a look-away, a task, an encounter) is booked, whole, in the cell in which it
ends: until then nobody knows its length. What ends on a border has ended in the cell before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from monitor.attention.basis import Basis
from monitor.attention.encounters import Encounter
from monitor.attention.events import Event
from monitor.attention.settle import Gap
from monitor.attention.split_attention import SplitAttention
from monitor.attention.state import Area, Glance, State, StateSpan
from monitor.attention.tasks import Task
from monitor.attention.visits import KnownSpan, LookAway, PresentGlance
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.units import UtcNs

_Ending = Glance | PresentGlance | LookAway | SplitAttention | Task | Encounter


def buckets_of(event: Event, cell_ns: int = MINUTE_NS) -> tuple[Bucket, ...]:
    """What an event (stamps in UTC) adds, each cell by itself. Starts are those of the cells."""
    match event:
        case StateSpan():
            return buckets_of_span(event, cell_ns)
        case Gap():
            return buckets_of_gap(event.start_ns, event.end_ns, cell_ns)
        case KnownSpan():
            return _buckets_of_known(event, cell_ns)
        case _:
            return (_bucket_at_end(event, cell_ns),)


def bucket_of_glance(glance: Glance, cell_ns: int = MINUTE_NS) -> Bucket:
    """The bucket of one glance (stamps in UTC), in the cell in which it ends."""
    cell = _last_cell(glance.offset_ns, cell_ns)
    return _of(cell, Sums(Basis.ALL, glances=_tally(glance.area, glance.dwell_ns)))


def buckets_of_span(span: StateSpan, cell_ns: int = MINUTE_NS) -> tuple[Bucket, ...]:
    """The buckets of one span (stamps in UTC), cut at every border of a cell."""
    buckets: list[Bucket] = []
    for cell, ns in _cells(span.start_ns, span.end_ns, cell_ns):
        buckets.append(_of(cell, _time(Basis.ALL, span, ns)))
    return tuple(buckets)


def buckets_of_gap(start_ns: int, end_ns: int, cell_ns: int = MINUTE_NS) -> tuple[Bucket, ...]:
    """The buckets of a gap (stamps in UTC), cut at every border of a cell."""
    return tuple(Bucket(cell, gap_ns=ns) for cell, ns in _cells(start_ns, end_ns, cell_ns))


def buckets_of_practice(start_ns: int, end_ns: int) -> tuple[Bucket, ...]:
    """The minutes of a stretch of a training session (stamps in UTC)."""
    return tuple(Bucket(cell, practice_ns=ns) for cell, ns in _cells(start_ns, end_ns, MINUTE_NS))


def tally_of(encounter: Encounter) -> EncounterTally:
    """One encounter as a tally."""
    none = DurationTally()
    returns = none
    for away_ns in encounter.returns_ns:
        returns = returns.with_duration(away_ns)
    first_ns, longest_ns = encounter.first_look_ns, encounter.longest_look_away_ns
    return EncounterTally(
        lengths=none.with_duration(encounter.duration_ns),
        first_look=none if first_ns is None else none.with_duration(first_ns),
        returns=returns,
        longest_look_away=none.with_duration(longest_ns) if longest_ns else none,
        never_looked_up=int(encounter.never_looked_up),
    )


def cell_of(utc_ns: int, cell_ns: int) -> UtcNs:
    """Start of the cell that holds this moment."""
    return UtcNs(utc_ns - utc_ns % cell_ns)


def _bucket_at_end(event: _Ending, cell_ns: int) -> Bucket:
    match event:
        case Glance():
            return bucket_of_glance(event, cell_ns)
        case PresentGlance():
            cell = _last_cell(event.offset_ns, cell_ns)
            glances = _tally(event.area, event.dwell_ns)
            return _of(cell, Sums(Basis.PRESENT, glances=glances))
        case LookAway():
            prolonged = int(event.prolonged)
            sums = Sums(event.basis, long_look_aways=1, prolonged_look_aways=prolonged)
            return _of(_last_cell(event.offset_ns, cell_ns), sums)
        case SplitAttention():
            return _of(_last_cell(event.end_ns, cell_ns), Sums(Basis.PRESENT, splits=1))
        case Task():
            sums = Sums(event.basis, tasks=1, checked_tasks=int(event.checked))
            return _of(_last_cell(event.end_ns, cell_ns), sums)
        case Encounter():
            sums = Sums(Basis.PRESENT, encounters=tally_of(event))
            return _of(_last_cell(event.end_ns, cell_ns), sums)


def _buckets_of_known(span: KnownSpan, cell_ns: int) -> tuple[Bucket, ...]:
    buckets: list[Bucket] = []
    for cell, ns in _cells(span.start_ns, span.end_ns, cell_ns):
        if span.present:
            sums = _time(Basis.PRESENT, span, ns)
            buckets.append(Bucket(cell, present=sums, presence_known_ns=ns))
        else:
            buckets.append(Bucket(cell, presence_known_ns=ns))
    return tuple(buckets)


def _of(cell: UtcNs, sums: Sums) -> Bucket:
    if sums.basis is Basis.PRESENT:
        return Bucket(cell, present=sums)
    return Bucket(cell, all=sums)


def _time(basis: Basis, span: StateSpan | KnownSpan, ns: int) -> Sums:
    inferred_ns = ns if span.inferred and span.state is State.DEVICE else 0
    reason_ns = {} if span.reason is None else {span.reason: ns}
    return Sums(
        basis,
        MappingProxyType({span.state: ns}),
        inferred_ns,
        reason_ns=MappingProxyType(reason_ns),
    )


def _tally(area: Area, dwell_ns: int) -> MappingProxyType[Area, DurationTally]:
    return MappingProxyType({area: DurationTally().with_duration(dwell_ns)})


def _last_cell(end_ns: int, cell_ns: int) -> UtcNs:
    return cell_of(end_ns - 1, cell_ns)


def _cells(start_ns: int, end_ns: int, cell_ns: int) -> Iterator[tuple[UtcNs, int]]:
    """(start of the cell, nanoseconds in it) for every cell that a stretch touches."""
    while start_ns < end_ns:
        cell = cell_of(start_ns, cell_ns)
        cut_ns = min(cell + cell_ns, end_ns)
        yield cell, cut_ns - start_ns
        start_ns = cut_ns
