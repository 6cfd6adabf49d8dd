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

What passes is decided for each hour by the rules in force from its start until it was closed, for a
pool by the strictest of its hours, and day and week are those of the zone in force then. A rule
that came later never cuts the past anew: a stricter one hides atoms, a looser one shows none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.attention.basis import Basis
from monitor.metrics.rollup import Span, Summed
from monitor.metrics.rule_ledger import LocalDay, RuleLedger, strictest_of
from monitor.metrics.sums import Sums, total_sums
from monitor.metrics.suppression import PublishParams, Withheld, verdict
from monitor.metrics.volumes import Volumes, total_volumes, volumes_of
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
    content: Sums

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
    content: Sums
    params: PublishParams


def closed_until(now_utc_ns: UtcNs, params: PublishParams) -> UtcNs:
    """Hours that end at this moment or before are closed."""
    return UtcNs(now_utc_ns - ns_from_s(params.settle_s))


def atoms(hours: Sequence[Summed], rules: RuleLedger, closed_utc_ns: UtcNs) -> tuple[Atom, ...]:
    """Every atom of whole weeks that passes the rule of now too, ordered by its first hour.

    Args:
        hours: the sums of local hours (`RuleLedger.hours`), in order and from the start of an ISO
            week on (`RuleLedger.whole_weeks`), or the pools would differ from call to call; hours
            without any data may be left out.
        rules: every rule that was in force.
        closed_utc_ns: hours that end later are left out (`closed_until`).
    """
    made: list[Atom] = []
    day: LocalDay | None = None
    for_day: dict[Basis, list[_Waiting]] = {}
    for_week: dict[Basis, list[_Waiting]] = {}
    for hour in hours:
        if hour.span.end_utc_ns > closed_utc_ns:
            break
        today = rules.day(hour.span.start_utc_ns)
        if day is not None and today != day:
            made += _handed_on(for_day, for_week)
            if today.week != day.week:
                for_week = {}
        day = today
        made += _placed(hour, for_day, rules.strictest(hour.span))
    if day is not None and closed_utc_ns >= day.end_utc_ns:
        made += _handed_on(for_day, for_week)
    shown = (each for each in made if _passes(each, rules.now.params))
    return tuple(sorted(shown, key=lambda atom: atom.start_utc_ns))


def _placed(
    hour: Summed, pools: dict[Basis, list[_Waiting]], params: PublishParams
) -> Iterable[Atom]:
    volumes = volumes_of(hour.bucket)
    basis = volumes.basis
    said = verdict(volumes, params, basis)
    if said.reason is None:
        yield Atom((hour.span,), volumes, hour.bucket.sums(basis))
    elif said.reason in _TOO_LITTLE:
        pool = pools.setdefault(basis, [])
        pool.append(_Waiting(hour.span, volumes, hour.bucket.sums(basis), params))
        yield from _passed(pool, basis)


def _handed_on(
    for_day: dict[Basis, list[_Waiting]], for_week: dict[Basis, list[_Waiting]]
) -> Iterable[Atom]:
    """The day's leftovers go into the week's pools, and leave them once they pass."""
    for basis, left in for_day.items():
        pool = for_week.setdefault(basis, [])
        pool += left
        left.clear()
        yield from _passed(pool, basis)


def _passed(pool: list[_Waiting], basis: Basis) -> Iterable[Atom]:
    if not pool:
        return
    volumes = total_volumes(waiting.volumes for waiting in pool)
    params = strictest_of(waiting.params for waiting in pool)
    if verdict(volumes, params, basis).reason is None:
        content = total_sums((waiting.content for waiting in pool), basis)
        yield Atom(tuple(waiting.span for waiting in pool), volumes, content)
        pool.clear()


def _passes(atom: Atom, params: PublishParams) -> bool:
    return verdict(atom.volumes, params, atom.content.basis).reason is None
