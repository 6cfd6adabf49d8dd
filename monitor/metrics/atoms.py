"""The stretches of a counter's history that are published, each whole or not at all.

Walked hour by hour, in order, each hour once it is closed:

1. An hour that passes the rule by itself is an atom.
2. An hour with too little of its time seen stays hidden: no company mends a bad camera.
3. Any other hour waits in the pool of its day. Once the pool passes, it is an atom.
4. What waits when the day ends waits on in the pool of its ISO week, by the same rule.
5. What waits when the week ends stays hidden.

Hours of the customer's time and hours of all time wait in pools of their own. Nothing that was
once an atom ever changes, so reading again later shows no more than new atoms; a rule that let the
evening's leftovers join an atom of the morning would show them as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Final

from monitor.metrics.content import (
    Basis,
    Content,
    Volumes,
    content_of,
    total_content,
    total_volumes,
    volumes_of,
)
from monitor.metrics.rollup import Span, Summed, local_time, start_of_day
from monitor.metrics.suppression import PublishParams, Withheld, verdict
from monitor.units import UtcNs, ns_from_s

_TOO_LITTLE: Final = frozenset({Withheld.TOO_FEW_ENCOUNTERS, Withheld.TOO_LITTLE_TIME})


@dataclass(frozen=True, slots=True)
class Atom:
    """Closed hours that are published together.

    Attributes:
        hours: in order; they need not touch one another.
        volumes: how much was measured in them.
        content: the sum of what is published of them.
    """

    hours: tuple[Span, ...]
    volumes: Volumes
    content: Content

    @property
    def start_utc_ns(self) -> UtcNs:
        """Start of the first hour."""
        return self.hours[0].start_utc_ns

    @property
    def end_utc_ns(self) -> UtcNs:
        """End of the last hour."""
        return self.hours[-1].end_utc_ns

    def within(self, span: Span) -> bool:
        """Whether all its hours lie in the span."""
        return span.start_utc_ns <= self.start_utc_ns and self.end_utc_ns <= span.end_utc_ns


@dataclass(frozen=True, slots=True)
class _Waiting:
    span: Span
    volumes: Volumes
    content: Content


def closed_until(now_utc_ns: UtcNs, params: PublishParams) -> UtcNs:
    """Hours that end at this moment or before are closed."""
    return UtcNs(now_utc_ns - ns_from_s(params.settle_s))


def whole_weeks(span: Span, zone: tzinfo) -> Span:
    """The span, widened to the ISO weeks of the zone: the hours that `atoms` must be given."""
    first = _monday(local_time(span.start_utc_ns, zone).date())
    last = _monday(local_time(max(span.start_utc_ns, span.end_utc_ns - 1), zone).date())
    return Span(start_of_day(first, zone), start_of_day(last + timedelta(days=7), zone))


def atoms(
    hours: Sequence[Summed], zone: tzinfo, params: PublishParams, closed_utc_ns: UtcNs
) -> tuple[Atom, ...]:
    """Every atom of whole weeks, ordered by its first hour.

    Args:
        hours: the sums of local hours, in order and from the start of an ISO week on
            (`whole_weeks`), or the pools would differ from call to call; hours without any data
            may be left out.
        zone: the counter's.
        params: the rule.
        closed_utc_ns: hours that end later are left out (`closed_until`).
    """
    found: list[Atom] = []
    day = week = None
    for_day: dict[Basis, list[_Waiting]] = {}
    for_week: dict[Basis, list[_Waiting]] = {}
    for hour in hours:
        if hour.span.end_utc_ns > closed_utc_ns:
            break
        today = local_time(hour.span.start_utc_ns, zone).date()
        if today != day:
            found += _handed_on(for_day, for_week, params)
            day = today
        if _monday(today) != week:
            for_week, week = {}, _monday(today)
        found += _placed(hour, for_day, params)
    if day is not None and closed_utc_ns >= start_of_day(day + timedelta(days=1), zone):
        found += _handed_on(for_day, for_week, params)
    return tuple(sorted(found, key=lambda atom: atom.start_utc_ns))


def _placed(
    hour: Summed, pools: dict[Basis, list[_Waiting]], params: PublishParams
) -> Iterable[Atom]:
    volumes = volumes_of(hour.bucket)
    basis = volumes.basis
    said = verdict(volumes, params, basis)
    if said.reason is None:
        yield Atom((hour.span,), volumes, content_of(hour.bucket, basis))
    elif said.reason in _TOO_LITTLE:
        pool = pools.setdefault(basis, [])
        pool.append(_Waiting(hour.span, volumes, content_of(hour.bucket, basis)))
        yield from _passed(pool, basis, params)


def _handed_on(
    for_day: dict[Basis, list[_Waiting]],
    for_week: dict[Basis, list[_Waiting]],
    params: PublishParams,
) -> Iterable[Atom]:
    """The day's leftovers go into the week's pools, and leave them once they pass."""
    for basis, left in for_day.items():
        pool = for_week.setdefault(basis, [])
        pool += left
        left.clear()
        yield from _passed(pool, basis, params)


def _passed(pool: list[_Waiting], basis: Basis, params: PublishParams) -> Iterable[Atom]:
    volumes = total_volumes(waiting.volumes for waiting in pool)
    if verdict(volumes, params, basis).reason is None:
        content = total_content((waiting.content for waiting in pool), basis)
        yield Atom(tuple(waiting.span for waiting in pool), volumes, content)
        pool.clear()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
