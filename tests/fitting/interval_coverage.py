"""How often intervals hold the truth, and how often two spans seem to differ that do not.

`python -m tests.fitting.interval_coverage [DRAWS]`. Histories are made up from a known truth: their
hours hold encounters of random number and length, whose shares of customer gaze, first looks,
returns, looks at the device, tasks and splits vary between encounters, hours and days. The truth of
each number is that of 2000 days. For shops whose days hardly differ and for shops whose days do, it
says for hours, days, weeks and months in how many draws each interval holds the truth, which share
of pairs that do not differ has a number that seems changed, and how often a change is found.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.attention.basis import Basis
from monitor.attention.state import Area, State
from monitor.metrics.atoms import Atom
from monitor.metrics.comparison import Tells, compare_spans
from monitor.metrics.duration_bins import BIN_EDGES_NS
from monitor.metrics.figures import Number, numbers_of
from monitor.metrics.intervals import span_intervals
from monitor.metrics.publication import PublishedSpan
from monitor.metrics.rollup import Span
from monitor.metrics.sums import Sums, total_sums
from monitor.metrics.suppression import SHOWN
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.metrics.volumes import Volumes
from monitor.units import NS_PER_S, UtcNs
from tests.fitting.gaze_weights import say

HOUR_NS: Final = 3600 * NS_PER_S
DAY_NS: Final = 24 * HOUR_NS
OPEN_H: Final = 10
TRUTH_DAYS: Final = 2000
HOURS: Final = MappingProxyType({"hour": 1, "day": 24, "week": 7 * 24, "four weeks": 28 * 24})
"""The spans, and how long they are in hours. A day's truth is its own, and so is an hour's."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shop:
    """What is true of a shop.

    Attributes:
        share: of customer gaze, in the mean of encounters.
        day_spread, hour_spread, encounter_spread: standard deviations of its logit. 0.058 for days
            is 1.35 points, 0.135 is 3.1.
        per_h: encounters an hour.
        closed: days of the week, from its first, without anybody.
    """

    share: float = 0.62
    day_spread: float = 0.058
    hour_spread: float = 0.1
    encounter_spread: float = 0.5
    per_h: float = 8.0
    closed: int = 6

    def days(self, count: int, random: np.random.Generator) -> list[list[Sums]]:
        """So many days of hours, empty lists for those that are closed."""
        return [
            [] if day % 7 == self.closed else self._day(self._off(self.day_spread, random), random)
            for day in range(count)
        ]

    def _day(self, off: float, random: np.random.Generator) -> list[Sums]:
        hours = [self._hour(off + self._off(self.hour_spread, random), random)]
        while len(hours) < OPEN_H:
            hours.append(self._hour(off + self._off(self.hour_spread, random), random))
        return hours

    def _off(self, spread: float, random: np.random.Generator) -> float:
        return float(random.normal(0.0, spread))

    def _hour(self, off: float, random: np.random.Generator) -> Sums:
        count = int(random.poisson(self.per_h))
        length_s = random.uniform(40.0, 200.0, count)
        logit = np.log(self.share / (1.0 - self.share)) + off
        each = 1.0 / (1.0 + np.exp(-logit - random.normal(0.0, self.encounter_spread, count)))
        seen_s = length_s * random.uniform(0.8, 1.0, count)
        away_s = seen_s * (1.0 - each)
        device_s = away_s * random.beta(4.0, 2.0, count)
        looks = int(random.poisson(device_s.sum() / 5.0))
        tasks = int(random.poisson(0.3 * count))
        wait_s = np.exp(random.normal(0.2 - off, 0.7, count))
        looked = wait_s[random.random(count) > 0.06]
        returns = np.exp(random.normal(0.5 - off, 0.8, int(random.poisson(2.0 * count))))
        state_ns = {
            State.CUSTOMER: _ns((seen_s * each).sum()),
            State.DEVICE: _ns(device_s.sum()),
            State.ELSEWHERE: _ns((away_s - device_s).sum()),
            State.UNKNOWN: _ns((length_s - seen_s).sum()),
        }
        return Sums(
            basis=Basis.PRESENT,
            state_ns=state_ns,
            glances={
                Area.DEVICE: DurationTally(looks, 5 * looks * NS_PER_S, NS_PER_S, {20: looks})
            },
            long_look_aways=int(random.binomial(looks, 0.2)),
            prolonged_look_aways=int(random.binomial(looks, 0.05)),
            tasks=tasks,
            checked_tasks=int(random.binomial(tasks, 0.6)),
            splits=int(random.poisson(0.2 * count)),
            encounters=EncounterTally(
                lengths=_tally(length_s),
                first_look=_tally(looked),
                returns=_tally(returns),
                never_looked_up=int(random.binomial(count, 0.04)),
            ),
        )


PLAIN: Final = Shop()
DAYS_DIFFER: Final = Shop(day_spread=0.135)


@cache
def truth_of(shop: Shop) -> Mapping[Number, float | None]:
    """Every number over very many days."""
    days = shop.days(TRUTH_DAYS, np.random.default_rng(1))
    return numbers_of(total_sums((hour for day in days for hour in day), Basis.PRESENT))


def span_of(days: list[list[Sums]], hours: int) -> PublishedSpan:
    """The first so many hours of some days as they are published: every hour by itself."""
    atoms = [
        Atom((Span(UtcNs(start), UtcNs(start + HOUR_NS)),), Volumes(), content)
        for day, contents in enumerate(days)
        for at, content in enumerate(contents)
        if (start := day * DAY_NS + (9 + at if hours > 1 else at) * HOUR_NS) < hours * HOUR_NS
    ]
    return PublishedSpan(
        span=Span(UtcNs(0), UtcNs(hours * HOUR_NS)),
        volumes=Volumes(),
        content=total_sums((atom.content for atom in atoms), Basis.PRESENT),
        verdict=SHOWN,
        atoms=tuple(atoms),
    )


def coverage(
    shop: Shop, hours: int, draws: int, random: np.random.Generator
) -> Mapping[Number, tuple[float, float]]:
    """Of each number that has intervals: how often one holds the truth, and in how many draws."""
    if hours <= HOURS["day"]:
        shop = replace(shop, day_spread=0.0)
    if hours <= HOURS["hour"]:
        shop = replace(shop, hour_spread=0.0)
    truth = truth_of(shop)
    held, given = Counter[Number](), Counter[Number]()
    for _ in range(draws):
        shown = span_of(shop.days(-(-hours // 24), random), hours)
        for number, interval in span_intervals(shown).items():
            true = truth[number]
            assert true is not None
            given[number] += 1
            held[number] += interval.low <= true and (
                interval.high is None or true <= interval.high
            )
    return {number: (held[number] / count, count / draws) for number, count in given.items()}


def seeming_changes(
    one: Shop, other: Shop, hours: int, draws: int, random: np.random.Generator
) -> tuple[float, float]:
    """How often any number tells, and how often the share of customer gaze does."""
    any_tells = share_tells = 0
    days = -(-hours // 24)
    for _ in range(draws):
        comparison = compare_spans(
            span_of(one.days(days, random), hours), span_of(other.days(days, random), hours)
        )
        telling = {d.number for d in comparison.differences if d.tells is not Tells.CANNOT_TELL}
        any_tells += bool(telling)
        share_tells += Number.CUSTOMER_GAZE_SHARE in telling
    return any_tells / draws, share_tells / draws


def main() -> None:
    """Print all of it."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for line in _lines(draws, np.random.default_rng(20261130)):
        say(line)


def _lines(draws: int, random: np.random.Generator) -> Iterator[str]:
    shops = {"days hardly differ": PLAIN, "days differ by 3.1 points": DAYS_DIFFER}
    for name, shop in shops.items():
        for span, hours in HOURS.items():
            few = max(draws // 4, 100) if hours > 200 else draws
            yield f"{name}, {span}, {few} draws: intervals that hold the truth"
            for number, (held, given) in coverage(shop, hours, few, random).items():
                often = "" if given > 0.995 else f", given in {given:.0%}"
                yield f"    {number.value:28} {held:6.1%}{often}"
        any_tells, share = seeming_changes(shop, shop, HOURS["week"], draws, random)
        yield f"{name}, pairs of like weeks: any number tells in {any_tells:.1%}, share {share:.1%}"
        for points in (2.6, 4.9, 8.0):
            better = replace(shop, share=shop.share + points / 100)
            _, share = seeming_changes(shop, better, HOURS["week"], max(draws // 4, 100), random)
            yield f"    a change of {points} points between weeks is found in {share:.0%}"


def _ns(seconds: float) -> int:
    return round(float(seconds) * NS_PER_S)


def _tally(lengths_s: Floats) -> DurationTally:
    lengths_ns = np.rint(lengths_s * NS_PER_S).astype(np.int64)
    bins = np.maximum(np.searchsorted(np.array(BIN_EDGES_NS), lengths_ns, side="right") - 1, 0)
    return DurationTally(
        count=len(lengths_ns),
        total_ns=int(lengths_ns.sum()),
        longest_ns=int(lengths_ns.max(initial=0)),
        bins={int(index): int(count) for index, count in Counter(bins.tolist()).items()},
    )


if __name__ == "__main__":
    main()
