"""Days at a counter that never were: drawn by chance from a seed, for measuring and for showing.

A shop opens at nine and closes at eight, with a break from two to three; most customers come around
eleven and six; Sunday is short and quiet. The attendant looks at the customer, the device, the work
and around, each look as long as chance says (lognormal, with means as in a shop); some of the time
cannot be judged. The same arguments give the same day, on every machine. Nobody was measured: the
figures say nothing about people.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from itertools import pairwise
from random import Random
from types import MappingProxyType
from typing import Final

from monitor.attention import tasks
from monitor.attention.basis import Basis
from monitor.attention.encounters import Encounter, EncounterParams
from monitor.attention.runs import Run
from monitor.attention.settle import SettleParams
from monitor.attention.state import Area, Glance, Reason, State
from monitor.attention.tasks import Task, TaskState
from monitor.metrics.buckets import MINUTE_NS, Bucket, minute_of
from monitor.metrics.duration_bins import bin_of
from monitor.metrics.rollup import utc_of
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s

_SAMPLE_NS: Final = NS_PER_S // 10
_RULES: Final = EncounterParams()
_CONFIRM_S: Final = SettleParams().confirm_s
_LONG_NS: Final = ns_from_s(_RULES.long_s)
_PROLONGED_NS: Final = ns_from_s(_RULES.prolonged_s)
_SPLIT_NS: Final = ns_from_s(_RULES.split_s)
_FIRST_LOOK_NS: Final = ns_from_s(_RULES.first_look_s)
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


@dataclass(slots=True)
class _Lengths:
    count: int = 0
    total_ns: int = 0
    longest_ns: int = 0
    bins: dict[int, int] = field(default_factory=dict[int, int])

    def add(self, length_ns: int) -> None:
        self.count += 1
        self.total_ns += length_ns
        self.longest_ns = max(self.longest_ns, length_ns)
        index = bin_of(length_ns)
        self.bins[index] = self.bins.get(index, 0) + 1

    def tally(self) -> DurationTally:
        return DurationTally(
            self.count, self.total_ns, self.longest_ns, MappingProxyType(self.bins)
        )


@dataclass(slots=True)
class _Minute:
    """A minute that is being filled."""

    times: dict[State, int] = field(default_factory=dict[State, int])
    present: dict[State, int] = field(default_factory=dict[State, int])
    glances: dict[Area, _Lengths] = field(default_factory=dict[Area, _Lengths])
    present_glances: dict[Area, _Lengths] = field(default_factory=dict[Area, _Lengths])
    visits: dict[str, _Lengths] = field(default_factory=dict[str, _Lengths])
    reasons: dict[Basis, dict[Reason, int]] = field(
        default_factory=lambda: {basis: dict[Reason, int]() for basis in Basis}
    )
    counts: dict[Basis, dict[str, int]] = field(
        default_factory=lambda: {basis: dict[str, int]() for basis in Basis}
    )
    never_looked_up: int = 0

    def count(self, what: str, basis: Basis) -> None:
        counts = self.counts[basis]
        counts[what] = counts.get(what, 0) + 1

    def visit(self, what: str, length_ns: int) -> None:
        self.visits.setdefault(what, _Lengths()).add(length_ns)

    def bucket(self, start: int) -> Bucket:
        known_ns = sum(self.times.values())
        visits = {name: each.tally() for name, each in self.visits.items()}
        return Bucket(
            UtcNs(start),
            replace(
                Sums(
                    Basis.ALL,
                    MappingProxyType(self.times),
                    glances=_tallies(self.glances),
                    reason_ns=MappingProxyType(self.reasons[Basis.ALL]),
                ),
                **self.counts[Basis.ALL],
            ),
            replace(
                Sums(
                    Basis.PRESENT,
                    MappingProxyType(self.present),
                    glances=_tallies(self.present_glances),
                    reason_ns=MappingProxyType(self.reasons[Basis.PRESENT]),
                    encounters=EncounterTally(**visits, never_looked_up=self.never_looked_up),
                ),
                **self.counts[Basis.PRESENT],
            ),
            presence_known_ns=known_ns,
            samples=known_ns // _SAMPLE_NS,
            gap_ns=MINUTE_NS - known_ns,
        )


class _Drawn:
    """Draws look after look and books each where it belongs."""

    def __init__(self, chance: Random, busy: float, device: float) -> None:
        self._chance = chance
        self._busy = busy
        self._device = device
        self._minutes: dict[int, _Minute] = {}
        self._encounters: list[Encounter] = []
        self._task_of_all = TaskState()

    def open(self, start: int, end: int, *, quiet: bool, first_hour: int) -> None:
        """The shop is open: customers come and go."""
        at = start
        while at < end:
            hour = first_hour + (at - start) / (60 * MINUTE_NS)
            wait_s = self._chance.expovariate(_visits_per_hour(hour, quiet) * self._busy / 3600)
            came = min(at + _whole(wait_s), end)
            for _ in self._looks(at, came, present=False):
                pass
            # Two minutes as a rule, an hour never.
            stay_s = min(self._chance.lognormvariate(math.log(110), 0.7), 1800)
            went = min(came + _whole(stay_s), end)
            if went > came:
                self._encounter(came, went)
            at = went

    def absent(self, start: int, end: int) -> None:
        """Nobody is at the counter."""
        self._add_to_task(Run(State.ABSENT, Ns(start), Ns(end)))
        self._spend(start, end, State.ABSENT, present=False)

    def result(self) -> GeneratedDay:
        """All of it, in order."""
        last_ns = max((each.end_ns for each in self._encounters), default=0)
        self._count_task(tasks.closed(self._task_of_all, Ns(last_ns), _RULES, Basis.ALL))
        minutes = tuple(self._minutes[start].bucket(start) for start in sorted(self._minutes))
        return GeneratedDay(minutes, tuple(self._encounters))

    def _looks(self, start: int, end: int, *, present: bool) -> Iterator[tuple[State, int, int]]:
        """Fill a stretch of time; what was spent on what, in order."""
        weights = dict(_WITH_CUSTOMER if present else _ALONE)
        weights[State.DEVICE] *= self._device
        if present and self._chance.random() < _NEVER_LOOKS_UP:
            weights[State.CUSTOMER] = 0
        at, last = start, None
        while at < end:
            if self._chance.random() < 0.004:
                at = min(at + _whole(self._chance.uniform(1, 8)), end)  # the camera was away
                continue
            if self._chance.random() < 0.07:
                state, length_s = State.UNKNOWN, self._chance.uniform(0.4, 5)
            else:
                others = {each: weight for each, weight in weights.items() if each is not last}
                state = self._chance.choices(list(others), list(others.values()))[0]
                median_s = _MEDIAN_S[state] * (1 if present else 2)
                length_s = self._chance.lognormvariate(math.log(median_s), _SPREAD)
            until = min(at + _whole(length_s), end)
            self._spend(at, until, state, present=present)
            if state is not State.UNKNOWN:
                self._glance(Glance(Area(state.value), Ns(at), Ns(until)), present=present)
            self._add_to_task(Run(state, Ns(at), Ns(until)))
            yield state, at, until
            at, last = until, state

    def _spend(self, start: int, end: int, state: State, *, present: bool) -> None:
        while start < end:
            cut = min(minute_of(start) + MINUTE_NS, end)
            minute = self._at(start)
            minute.times[state] = minute.times.get(state, 0) + cut - start
            if present:
                minute.present[state] = minute.present.get(state, 0) + cut - start
            if state is State.UNKNOWN:
                self._hinder(minute, cut - start, present=present)
            start = cut

    def _hinder(self, minute: _Minute, length_ns: int, *, present: bool) -> None:
        # By its length and not by chance, so that no draw is spent on it.
        reason = _REASONS[length_ns // _SAMPLE_NS % len(_REASONS)]
        for basis in Basis if present else (Basis.ALL,):
            reasons = minute.reasons[basis]
            reasons[reason] = reasons.get(reason, 0) + length_ns

    def _glance(self, glance: Glance, *, present: bool) -> None:
        minute = self._at(glance.offset_ns - 1)
        minute.glances.setdefault(glance.area, _Lengths()).add(glance.dwell_ns)
        if present:
            minute.present_glances.setdefault(glance.area, _Lengths()).add(glance.dwell_ns)
        for basis in (Basis.ALL, Basis.PRESENT) if present else (Basis.ALL,):
            if glance.area is Area.DEVICE and glance.dwell_ns >= _LONG_NS:
                minute.count("long_look_aways", basis)
            if glance.area is Area.DEVICE and glance.dwell_ns >= _PROLONGED_NS:
                minute.count("prolonged_look_aways", basis)
        if present and glance.area is Area.DEVICE and glance.dwell_ns >= _SPLIT_NS:
            minute.count("splits", Basis.PRESENT)

    def _add_to_task(self, run: Run) -> None:
        """The tasks of all time, which no customer's going ends."""
        task, done = tasks.progress(self._task_of_all, run, _RULES, Basis.ALL)
        self._count_task(done)
        self._task_of_all = tasks.with_run(task, run, _CONFIRM_S, _RULES)

    def _count_task(self, task: Task | None) -> None:
        """Count a task in the minute in which it ends, as the live fold does."""
        if task is None:
            return
        minute = self._at(task.end_ns - 1)
        minute.count("tasks", task.basis)
        if task.checked:
            minute.count("checked_tasks", task.basis)

    def _encounter(self, start: int, end: int) -> None:
        times: dict[State, int] = {}
        first_look_ns: int | None = None
        left: int | None = None
        returns: list[int] = []
        longest_ns = splits = 0
        task = TaskState()
        for state, onset, offset in self._looks(start, end, present=True):
            run = Run(state, Ns(onset), Ns(offset))
            task, done = tasks.progress(task, run, _RULES, Basis.PRESENT)
            self._count_task(done)
            task = tasks.with_run(task, run, _CONFIRM_S, _RULES)
            times[state] = times.get(state, 0) + offset - onset
            if state is State.DEVICE:
                longest_ns = max(longest_ns, offset - onset)
                splits += offset - onset >= _SPLIT_NS
            if state is State.CUSTOMER:
                if first_look_ns is None and offset - onset >= _FIRST_LOOK_NS:
                    first_look_ns = onset - start
                if left is not None and onset > left:
                    returns.append(onset - left)
                left = offset
        self._count_task(tasks.closed(task, Ns(end), _RULES, Basis.PRESENT))
        looked_up = State.CUSTOMER in times
        self._encounters.append(
            Encounter(
                *(Ns(start), Ns(end), MappingProxyType(times), first_look_ns, longest_ns),
                *(tuple(returns), looked_up, splits),
            )
        )
        minute = self._at(end - 1)
        minute.visit("lengths", end - start)
        minute.never_looked_up += not looked_up
        if first_look_ns is not None:
            minute.visit("first_look", first_look_ns)
        if longest_ns:
            minute.visit("longest_look_away", longest_ns)
        for away_ns in returns:
            minute.visit("returns", away_ns)

    def _at(self, moment: int) -> _Minute:
        return self._minutes.setdefault(minute_of(moment), _Minute())


def _visits_per_hour(hour: float, quiet: bool) -> float:
    """How many customers come: two hills, at eleven and at six in the evening."""
    if quiet:
        return 5
    hills = math.exp(-(((hour - 11.3) / 1.0) ** 2)) + 1.3 * math.exp(-(((hour - 18.3) / 1.1) ** 2))
    return 8 + 24 * hills


def _whole(seconds: float) -> int:
    """Whole samples, one at least."""
    return max(round(seconds * 10), 1) * _SAMPLE_NS


def _tallies(lengths: Mapping[Area, _Lengths]) -> Mapping[Area, DurationTally]:
    return MappingProxyType({area: each.tally() for area, each in lengths.items()})
