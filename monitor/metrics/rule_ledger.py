"""The publication rule as it was from moment to moment: what the past is judged by.

If the rule of today decided about yesterday, whoever may change a setting could loosen it, read
what was hidden, and put it back; and each other rule or time zone would cut the past into other
atoms, whose differences show single hours. So each change is written down with its moment, and an
hour is judged by what was in force while it lasted and until it was closed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from monitor.metrics.rollup import (
    Span,
    Step,
    day_of,
    local_time,
    spans,
    start_of_day,
    start_of_hour,
)
from monitor.metrics.suppression import PublishParams
from monitor.units import NS_PER_S, UtcNs, ns_from_s

_DAY_NS: Final = 86_400 * NS_PER_S
_SPREAD_NS: Final = 60 * NS_PER_S
"""By then everybody goes by a rule that was changed: an hour that closes in between is judged by
the one before, so that nobody can read it in two ways."""


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """What counts from a moment on, until the next one of its ledger.

    Attributes:
        since_utc_ns: when it came into force.
        params: how much must stand behind a number.
        zone: the site's, in which hours, days and weeks begin.
    """

    since_utc_ns: UtcNs
    params: PublishParams
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day of one zone, as far as that zone was in force: hours of it may wait for one another.

    Attributes:
        stretch: which of the ledger's zones, in order, counted from 0.
        date: on that zone's calendar.
        end_utc_ns: the next midnight, or the change of the zone where that came first.
    """

    stretch: int
    date: date
    end_utc_ns: UtcNs

    @property
    def week(self) -> tuple[int, date]:
        """The same for every day of one ISO week of one zone."""
        return self.stretch, monday_of(self.date)


@dataclass(frozen=True, slots=True)
class ZoneInForce:
    """A zone from the first hour that was cut in it to the last; None where that is open."""

    zone: ZoneInfo
    start_utc_ns: UtcNs | None
    end_utc_ns: UtcNs | None


@dataclass(frozen=True, slots=True)
class RuleLedger:
    """Every rule that ever was in force, in order, never empty; the first counts for all before it.

    Rules are only ever added, as of a moment that no closed hour reaches (`followed_by`): so an
    hour that is closed is judged and cut alike for ever. `rule_ledger` makes one.

    Attributes:
        rules: the rules.
        zones: when hours were cut in which zone. The hour that runs when the zone is changed is
            finished in the zone before.
    """

    rules: tuple[RuleInForce, ...]
    zones: tuple[ZoneInForce, ...]

    @property
    def now(self) -> RuleInForce:
        """The newest."""
        return self.rules[-1]

    def followed_by(self, params: PublishParams, zone: ZoneInfo, now_utc_ns: UtcNs) -> RuleLedger:
        """The ledger once this is in force; the same where it is already."""
        newest = self.now
        if (newest.params, newest.zone) == (params, zone):
            return self
        # Should the clock have been set back, the order stands all the same.
        since = UtcNs(max(now_utc_ns, newest.since_utc_ns + 1))
        return rule_ledger((*self.rules, RuleInForce(since, params, zone)))

    def strictest(self, span: Span) -> PublishParams:
        """The strictest of each threshold in force from the start of a span until it was closed."""
        if len(self.rules) == 1:
            return self.now.params
        closed = span.end_utc_ns + ns_from_s(self.now.params.settle_s)
        ends = (*(rule.since_utc_ns for rule in self.rules[1:]), closed)
        return strictest_of(
            rule.params
            for index, (rule, end) in enumerate(zip(self.rules, ends, strict=True))
            if end > span.start_utc_ns and (index == 0 or rule.since_utc_ns + _SPREAD_NS < closed)
        )

    def needed(self, span: Span) -> PublishParams:
        """What is needed to see anything of a span: what was in force then, and what is now."""
        return strictest_of((self.strictest(span), self.now.params))

    def hours(self, within: Span) -> tuple[Span, ...]:
        """The local hours of a span, each of the zone in force then; cut at the span's ends."""
        cut: list[Span] = []
        for each in self.zones:
            start = max(within.start_utc_ns, each.start_utc_ns or within.start_utc_ns)
            end = min(within.end_utc_ns, each.end_utc_ns or within.end_utc_ns)
            cut += spans(Span(start, end), Step.HOUR, each.zone)
        return tuple(cut)

    def start_of_hour(self, utc_ns: int) -> UtcNs:
        """The first moment of the local hour that holds this one."""
        there = self.zones[self._place(utc_ns)]
        start = start_of_hour(utc_ns, there.zone)
        return start if there.start_utc_ns is None else max(start, there.start_utc_ns)

    def day(self, utc_ns: UtcNs) -> LocalDay:
        """The day that holds a moment, in the zone in force then."""
        place = self._place(utc_ns)
        there = self.zones[place]
        date = local_time(utc_ns, there.zone).date()
        midnight = start_of_day(date + timedelta(days=1), there.zone)
        end = midnight if there.end_utc_ns is None else min(midnight, there.end_utc_ns)
        return LocalDay(place, date, end)

    def whole_weeks(self, within: Span) -> Span:
        """A span widened to whole ISO weeks; a week also ends where the zone changes."""
        last = UtcNs(max(within.start_utc_ns, within.end_utc_ns - 1))
        return Span(self._week(within.start_utc_ns).start_utc_ns, self._week(last).end_utc_ns)

    def today(self, now_utc_ns: UtcNs) -> Span:
        """Today in the zone of now, without what belongs to a day that was over in a zone before.

        The person at the counter sees today minute by minute, and nobody the days before. West of
        here it is still yesterday: a change of the zone must not open it again.
        """
        today = day_of(now_utc_ns, self.now.zone)
        begun = (
            day_of(following.since_utc_ns, before.zone).start_utc_ns
            for before, following in pairwise(self.rules)
            if following.zone != before.zone
        )
        return Span(max((today.start_utc_ns, *begun)), today.end_utc_ns)

    def _week(self, utc_ns: UtcNs) -> Span:
        there = self.zones[self._place(utc_ns)]
        monday = monday_of(local_time(utc_ns, there.zone).date())
        start = start_of_day(monday, there.zone)
        end = start_of_day(monday + timedelta(days=7), there.zone)
        return Span(
            start if there.start_utc_ns is None else max(start, there.start_utc_ns),
            end if there.end_utc_ns is None else min(end, there.end_utc_ns),
        )

    def _place(self, utc_ns: int) -> int:
        return bisect_right(self.zones, utc_ns, 1, key=lambda each: each.start_utc_ns or 0) - 1


def rule_ledger(rules: Sequence[RuleInForce]) -> RuleLedger:
    """The ledger of these rules, in the order in which they came into force; one at least."""
    zones: list[tuple[ZoneInfo, UtcNs | None]] = [(rules[0].zone, None)]
    for rule in rules[1:]:
        border = _end_of_hour(rule.since_utc_ns, zones)
        # A zone that was replaced before its first hour began has none.
        while (begun := zones[-1][1]) is not None and begun >= border:
            zones.pop()
        if rule.zone != zones[-1][0]:
            zones.append((rule.zone, border))
    ends = (*(start for _, start in zones[1:]), None)
    made = (ZoneInForce(zone, start, end) for (zone, start), end in zip(zones, ends, strict=True))
    return RuleLedger(tuple(rules), tuple(made))


def always(params: PublishParams, zone: ZoneInfo) -> RuleLedger:
    """The ledger of one rule that was never changed."""
    return rule_ledger([RuleInForce(UtcNs(0), params, zone)])


def strictest_of(params: Iterable[PublishParams]) -> PublishParams:
    """The strictest of each threshold; one at least is given."""
    some = tuple(params)
    return PublishParams(
        min_coverage=max(each.min_coverage for each in some),
        min_judged_s=max(each.min_judged_s for each in some),
        min_encounters=max(each.min_encounters for each in some),
        settle_s=max(each.settle_s for each in some),
    )


def monday_of(day: date) -> date:
    """The Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def _end_of_hour(utc_ns: UtcNs, zones: Sequence[tuple[ZoneInfo, UtcNs | None]]) -> UtcNs:
    """The end of the hour that holds a moment, of the zone whose hours were cut then."""
    zone = next(zone for zone, start in reversed(zones) if start is None or start <= utc_ns)
    return spans(Span(utc_ns, UtcNs(utc_ns + _DAY_NS)), Step.HOUR, zone)[0].end_utc_ns
