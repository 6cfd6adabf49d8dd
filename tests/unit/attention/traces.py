"""Writes traces for the fold: labels for so many seconds each, at any frame rate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.attention.events import Event
from monitor.attention.label import Label
from monitor.attention.settle import Gap, Settled, SettleParams, SettleState, finish, step
from monitor.attention.state import Glance, StateSpan
from monitor.units import NS_PER_S, Ns, ns_from_s

PARAMS = SettleParams()
Piece = tuple[Label, float]


def samples(
    pieces: Iterable[Piece], fps: float = 20.0, start_s: float = 0.0
) -> list[tuple[Ns, Label]]:
    """(time, label) at a fixed rate; a piece starts exactly where the one before ends."""
    borders: list[tuple[float, Label]] = []
    end_s = 0.0
    for label, length_s in pieces:
        end_s += length_s
        borders.append((end_s, label))
    stamps: list[tuple[Ns, Label]] = []
    for index in range(round(end_s * fps)):
        t_s = index / fps
        label = next(label for until_s, label in borders if t_s < until_s - 1e-9)
        stamps.append((ns_from_s(start_s + t_s), label))
    return stamps


def fold(stamped: Sequence[tuple[Ns, Label]], end_ns: int | None = None) -> list[Settled]:
    """Every event of a trace, the end included."""
    state = SettleState()
    events: list[Settled] = []
    for t_ns, label in stamped:
        state, found = step(state, t_ns, label, PARAMS)
        events.extend(found)
    last_ns = stamped[-1][0] + NS_PER_S // 20 if end_ns is None else end_ns
    events.extend(finish(state, Ns(last_ns), PARAMS))
    return events


def spans(events: Iterable[Event]) -> list[tuple[str, float, float]]:
    """(state, from, to) in seconds, neighbours of one kind joined; an inferred one has a star."""
    joined: list[tuple[str, float, float]] = []
    for event in events:
        if not isinstance(event, StateSpan):
            continue
        name = event.state.value + ("*" if event.inferred else "")
        start_s, end_s = event.start_ns / NS_PER_S, event.end_ns / NS_PER_S
        if joined and joined[-1][0] == name and abs(joined[-1][2] - start_s) < 1e-9:
            start_s = joined.pop()[1]
        joined.append((name, round(start_s, 3), round(end_s, 3)))
    return joined


def glances(events: Iterable[Event]) -> list[tuple[str, float, float]]:
    """(area, onset, offset) in seconds."""
    return [
        (each.area.value, round(each.onset_ns / NS_PER_S, 3), round(each.offset_ns / NS_PER_S, 3))
        for each in events
        if isinstance(each, Glance)
    ]


def gaps(events: Iterable[Event]) -> list[tuple[float, float]]:
    """(from, to) in seconds."""
    return [
        (each.start_ns / NS_PER_S, each.end_ns / NS_PER_S)
        for each in events
        if isinstance(each, Gap)
    ]
