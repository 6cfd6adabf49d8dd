"""A counter's history as far as it is published: the one way from stored hours to an answer.

Every endpoint, export, report and live snapshot that tells of a counter's history goes through
here, so that none can tell more than another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from monitor.metrics.atoms import Atom, atoms, closed_until
from monitor.metrics.buckets import Bucket
from monitor.metrics.figures import Number
from monitor.metrics.intervals import Interval, span_intervals
from monitor.metrics.publication import PublishedSpan, published, published_of
from monitor.metrics.rollup import Span, Step, Summed, spans
from monitor.metrics.rule_ledger import RuleLedger
from monitor.metrics.volumes import total_volumes, volumes_of
from monitor.ports import Clock
from monitor.settings import Settings
from monitor.snapshot.figures import SpanFigures
from monitor.snapshot.figures import published as published_figures
from monitor.units import CounterId, UtcNs


class Kept(Protocol):
    """What is asked of whoever holds the database: the running service, or a reader of it."""

    @property
    def settings(self) -> Settings:
        """Those in use."""
        ...

    @property
    def ledger(self) -> RuleLedger:
        """The rule, as it was and is."""
        ...

    @property
    def clock(self) -> Clock:
        """Time."""
        ...

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Minutes with start <= minute < end. Raises `StoreError`."""
        ...

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Summed, ...]:
        """The sums of each span, empty ones left out. Raises `StoreError`."""
        ...


@dataclass(frozen=True, slots=True)
class Published:
    """A published span with its intervals."""

    shown: PublishedSpan
    intervals: Mapping[Number, Interval]

    @property
    def figures(self) -> SpanFigures:
        """The same in the units in which it goes out."""
        return published_figures(self.shown, self.intervals)


@dataclass(frozen=True, slots=True)
class History:
    """One counter's history around a span.

    Attributes:
        within: the span that is asked about.
        zone: in which an answer about it is cut and told; its hours are those of the zones then.
        rules: the rule, as it was and is.
        hours: the sums of its local hours, those at its ends cut there.
        atoms: of the whole weeks around it.
        closed_utc_ns: what ends later is not published yet.
    """

    counter: CounterId
    zone: ZoneInfo
    rules: RuleLedger
    within: Span
    hours: tuple[Summed, ...]
    atoms: tuple[Atom, ...]
    closed_utc_ns: UtcNs

    def publish(self, asked: Sequence[Summed]) -> tuple[PublishedSpan, ...]:
        """What is published of each span."""
        return published(asked, self.atoms, self.rules, self.closed_utc_ns)

    def whole(self) -> PublishedSpan:
        """What is published of all of it together."""
        return self._publish(((self.within, self.hours),))[0]

    def cut(self, step: Step) -> tuple[PublishedSpan, ...]:
        """What is published of it cut at every border of a step, empty cells left out."""
        if step is Step.HOUR:
            return self.publish(self.hours)
        return self._publish(_joined(self.hours, spans(self.within, step, self.zone)))

    def _publish(self, asked: Iterable[tuple[Span, Sequence[Summed]]]) -> tuple[PublishedSpan, ...]:
        measured = [
            (span, total_volumes(volumes_of(part.bucket) for part in parts))
            for span, parts in asked
        ]
        return published_of(measured, self.atoms, self.rules, self.closed_utc_ns)


def history_of(kept: Kept, counter: CounterId, within: Span, zone: ZoneInfo) -> History:
    """A counter's history around a span. Raises `StoreError`."""
    rules = kept.ledger
    closed = closed_until(kept.clock.utc_ns(), rules.now.params)
    # Of one ledger throughout, whatever is changed meanwhile.
    hours = kept.sums(counter, rules.hours(rules.whole_weeks(within)))
    inside = _cut(kept, counter, within, hours)
    return History(
        counter=counter,
        zone=zone,
        rules=rules,
        within=within,
        hours=inside,
        atoms=atoms(hours, rules, closed),
        closed_utc_ns=closed,
    )


def cells(history: History, step: Step) -> tuple[Published, ...]:
    """The history cut at every border of a step, empty cells left out."""
    return tuple(Published(shown, span_intervals(shown)) for shown in history.cut(step))


def together(history: History) -> Published:
    """All of it, with its intervals."""
    shown = history.whole()
    return Published(shown, span_intervals(shown))


def _cut(
    kept: Kept, counter: CounterId, within: Span, hours: Sequence[Summed]
) -> tuple[Summed, ...]:
    """The hours of a span; one that reaches over its end is summed anew, as far as it is inside."""
    found: list[Summed] = []
    for hour in hours:
        start = max(hour.span.start_utc_ns, within.start_utc_ns)
        end = min(hour.span.end_utc_ns, within.end_utc_ns)
        if start >= end:
            continue
        part = Span(start, end)
        found += [hour] if part == hour.span else kept.sums(counter, (part,))
    return tuple(found)


def _joined(
    hours: Sequence[Summed], cut: Sequence[Span]
) -> Iterator[tuple[Span, tuple[Summed, ...]]]:
    """The hours of each longer span that has some, at whose borders they are cut already."""
    rest = list(reversed(hours))
    for span in cut:
        parts: list[Summed] = []
        while rest and rest[-1].span.start_utc_ns < span.end_utc_ns:
            parts.append(rest.pop())
        if parts:
            yield span, tuple(parts)
