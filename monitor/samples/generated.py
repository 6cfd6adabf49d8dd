"""Days at a counter that never were: drawn by chance from a seed, for measuring and for showing.

A shop opens at nine and closes at eight, with a break from two to three; most customers come around
eleven and six; Sunday is short and quiet. The attendant looks at the customer, the device, the work
and around, each look as long as chance says (lognormal, with means as in a shop); some of the time
cannot be judged. The same arguments give the same day, on every machine. Nobody was measured: the
figures say nothing about people.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from itertools import groupby, pairwise
from random import Random
from types import MappingProxyType
from typing import Final

from monitor.attention import alignment, visits
from monitor.attention.alignment import AlignmentState
from monitor.attention.encounters import Encounter, EncounterParams
from monitor.attention.events import Event
from monitor.attention.presence import Turn
from monitor.attention.settle import Gap, Settled, SettleParams
from monitor.attention.state import AREA_OF, Glance, Reason, State, StateSpan
from monitor.attention.visits import VisitsState
from monitor.metrics.booking import buckets_of
from monitor.metrics.buckets import MINUTE_NS, Bucket, total
from monitor.metrics.rollup import utc_of
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s

_SAMPLE_NS: Final = NS_PER_S // 10
_RULES: Final = EncounterParams()
_CONFIRM_S: Final = SettleParams().confirm_s
_SUNDAY: Final = 6

_OPEN: Final = ((time(9), time(14)), (time(15), time(20)))
_OPEN_ON_SUNDAY: Final = ((time(10), time(14)),)

_WITH_CUSTOMER: Final = MappingProxyType(
    {State.CUSTOMER: 0.46, State.DEVICE: 0.14, State.WORK: 0.24, State.ELSEWHERE: 0.16}
)
_ALONE: Final = MappingProxyType(
    {State.CUSTOMER: 0.16, State.DEVICE: 0.34, State.WORK: 0.24, State.ELSEWHERE: 0.26}
)
_MEDIAN_S: Final = MappingProxyType(
    {State.CUSTOMER: 3.2, State.DEVICE: 2.2, State.WORK: 2.8, State.ELSEWHERE: 1.1}
)
_REASONS: Final = (
    *(Reason.TURNED, Reason.LIDS, Reason.COVERED, Reason.TURNED),
    *(Reason.EYES_DISAGREE, Reason.UNSETTLED),
)
_NEVER_LOOKS_UP: Final = 0.03
"""So many visits go by without a look at the customer."""
_SPREAD: Final = 0.8
"""Of the logarithm: one look in forty is five times as long as the median, or more."""


@dataclass(frozen=True, slots=True)
class GeneratedDay:
    """One counter's day: its minutes in order, and its encounters, stamps in UTC."""

    minutes: tuple[Bucket, ...]
    encounters: tuple[Encounter, ...]


def generated_day(counter: CounterId, day: date, zone: tzinfo, seed: int = 0) -> GeneratedDay:
    """The day of one counter; `day` is one of the site's own `zone`."""
    chance = Random(f"{seed} {counter} {day.isoformat()}")  # noqa: S311 - play, no secret
    # What kind of counter it is does not change from day to day.
    kind = Random(f"{seed} {counter}")  # noqa: S311
    drawn = _Drawn(chance, busy=kind.uniform(0.7, 1.4), device=kind.uniform(0.4, 1.6))
    hours = _OPEN_ON_SUNDAY if day.weekday() == _SUNDAY else _OPEN
    for opening, closing in hours:
        start = utc_of(datetime.combine(day, opening, zone))
        end = utc_of(datetime.combine(day, closing, zone))
        drawn.open(start, end, quiet=day.weekday() == _SUNDAY, first_hour=opening.hour)
    for (_opening, left), (back, _closing) in pairwise(hours):
        drawn.absent(
            utc_of(datetime.combine(day, left, zone)), utc_of(datetime.combine(day, back, zone))
        )
    return drawn.result()


def generated_minutes(
    counter: CounterId, day: date, zone: tzinfo, seed: int = 0
) -> tuple[Bucket, ...]:
    """The minutes of `generated_day`."""
    return generated_day(counter, day, zone, seed).minutes


@dataclass(frozen=True, slots=True)
class _Look:
    """One look, from and to in UTC nanoseconds; `state` None: the camera was away."""

    state: State | None
    start: int
    end: int


class _Drawn:
    """Draws look after look; what follows from them, the fold says."""

    def __init__(self, chance: Random, busy: float, device: float) -> None:
        self._chance = chance
        self._busy = busy
        self._device = device
        self._looks: list[_Look] = []
        self._turns: list[Turn] = []

    def open(self, start: int, end: int, *, quiet: bool, first_hour: int) -> None:
        """The shop is open: customers come and go."""
        self._turns.append(Turn(Ns(start), present=False, onset=False))
        at = start
        while at < end:
            hour = first_hour + (at - start) / (60 * MINUTE_NS)
            wait_s = self._chance.expovariate(_visits_per_hour(hour, quiet) * self._busy / 3600)
            came = min(at + _whole(wait_s), end)
            self._look(at, came, present=False)
            # Two minutes as a rule, an hour never.
            stay_s = min(self._chance.lognormvariate(math.log(110), 0.7), 1800)
            went = min(came + _whole(stay_s), end)
            if went > came:
                self._turns.append(Turn(Ns(came), present=True, onset=True))
                self._look(came, went, present=True)
                self._turns.append(Turn(Ns(went), present=False, onset=True))
            at = went

    def absent(self, start: int, end: int) -> None:
        """Nobody is at the counter."""
        self._looks.append(_Look(State.ABSENT, start, end))

    def result(self) -> GeneratedDay:
        """All of it, in order, as the fold and the booking of a live counter have it."""
        events = tuple(_folded(self._settled(), self._turns))
        parts: dict[UtcNs, list[Bucket]] = {}
        for event in events:
            for part in buckets_of(event):
                parts.setdefault(part.start_utc_ns, []).append(part)
        minutes = (_with_samples(total(parts[start], start)) for start in sorted(parts))
        return GeneratedDay(
            tuple(minutes), tuple(event for event in events if isinstance(event, Encounter))
        )

    def _look(self, start: int, end: int, *, present: bool) -> None:
        """Fill a stretch of time with looks."""
        weights = dict(_WITH_CUSTOMER if present else _ALONE)
        weights[State.DEVICE] *= self._device
        if present and self._chance.random() < _NEVER_LOOKS_UP:
            weights[State.CUSTOMER] = 0
        at, last = start, None
        while at < end:
            if self._chance.random() < 0.004:
                until = min(at + _whole(self._chance.uniform(1, 8)), end)
                self._looks.append(_Look(None, at, until))  # the camera was away
                at = until
                continue
            if self._chance.random() < 0.07:
                state, length_s = State.UNKNOWN, self._chance.uniform(0.4, 5)
            else:
                others = {each: weight for each, weight in weights.items() if each is not last}
                state = self._chance.choices(list(others), list(others.values()))[0]
                median_s = _MEDIAN_S[state] * (1 if present else 2)
                length_s = self._chance.lognormvariate(math.log(median_s), _SPREAD)
            until = min(at + _whole(length_s), end)
            self._looks.append(_Look(state, at, until))
            at, last = until, state

    def _settled(self) -> Iterator[Settled]:
        """States, gaps and glances in order: a look that goes on is one."""
        looks = sorted(self._looks, key=lambda look: look.start)
        for state, group in groupby(looks, key=lambda look: look.state):
            alike = tuple(group)
            start, end = Ns(alike[0].start), Ns(alike[-1].end)
            if state is None:
                yield Gap(start, end)
                continue
            # By its length and not by chance, so that no draw is spent on it.
            reason = _REASONS[(end - start) // _SAMPLE_NS % len(_REASONS)]
            hindered = state is State.UNKNOWN
            yield StateSpan(start, end, state, reason=reason if hindered else None)
            area = AREA_OF.get(state)
            if area is not None and end - start >= ns_from_s(_CONFIRM_S):
                yield Glance(area, start, end)


def _folded(settled: Iterable[Settled], turns: Iterable[Turn]) -> Iterator[Event]:
    """The events of the fold, from settled states on."""
    aligned, visiting = AlignmentState(), VisitsState()
    waiting = deque(turns)
    end = Ns(0)
    for event in settled:
        yield event
        if isinstance(event, Glance):
            continue
        end = event.end_ns
        while waiting and waiting[0].t_ns < end:
            aligned = alignment.with_turns(aligned, (waiting.popleft(),))
        aligned = alignment.with_states(aligned, (event,))
        aligned, parts = alignment.release(aligned, end)
        visiting, visited = visits.step(visiting, parts, _CONFIRM_S, _RULES)
        yield from visited
    visiting, visited = visits.step(visiting, waiting, _CONFIRM_S, _RULES)
    yield from visited
    yield from visits.finish(visiting, end, _CONFIRM_S, _RULES)


def _with_samples(minute: Bucket) -> Bucket:
    return replace(minute, samples=sum(minute.all.state_ns.values()) // _SAMPLE_NS)


def _visits_per_hour(hour: float, quiet: bool) -> float:
    """How many customers come: two hills, at eleven and at six in the evening."""
    if quiet:
        return 5
    hills = math.exp(-(((hour - 11.3) / 1.0) ** 2)) + 1.3 * math.exp(-(((hour - 18.3) / 1.1) ** 2))
    return 8 + 24 * hills


def _whole(seconds: float) -> int:
    """Whole samples, one at least."""
    return max(round(seconds * 10), 1) * _SAMPLE_NS
