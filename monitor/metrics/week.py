"""The week at a glance: what is published of each hour of the week, its load beside it.

A cell sums the atoms of exactly its hour, over all weeks. Hours that are published only together
with others stand in no cell. Which cells the shop is open in is the caller's to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from monitor.metrics.atoms import Atom
from monitor.metrics.publication import PublishedSpan, publish
from monitor.metrics.rollup import Span, Summed, local_time
from monitor.metrics.rule_ledger import RuleLedger
from monitor.metrics.volumes import total_volumes, volumes_of
from monitor.units import UtcNs


@dataclass(frozen=True, slots=True)
class HourOfWeek:
    """One cell.

    Attributes:
        weekday: 0 is Monday.
        hour: of the counter's clock, 0 to 23; one that comes twice counts twice.
        hours: how many such hours were measured.
        duration_ns: how long they lasted together; one may be cut, or half skipped by the clock.
        shown: what is published of them together; its volumes tell the load. Its span reaches from
            the first to the last of them.
    """

    weekday: int
    hour: int
    hours: int
    duration_ns: int
    shown: PublishedSpan


def hours_of_week(
    hours: Sequence[Summed],
    atoms: Sequence[Atom],
    zone: tzinfo,
    rules: RuleLedger,
    closed_utc_ns: UtcNs,
) -> tuple[HourOfWeek, ...]:
    """The cells that have any data, Monday's first hour first.

    Args:
        hours: the sums of the local hours that are asked about, in order.
        atoms: of whole weeks around them.
        zone: the counter's.
        rules: every rule that was in force.
        closed_utc_ns: the moment that the atoms were made with; later hours are left out.
    """
    cells: dict[tuple[int, int], list[Summed]] = {}
    for each in hours:
        if each.span.end_utc_ns <= closed_utc_ns:
            local = local_time(each.span.start_utc_ns, zone)
            cells.setdefault((local.weekday(), local.hour), []).append(each)
    alone = {atom.hours[0]: atom for atom in atoms if len(atom.hours) == 1}
    found: list[HourOfWeek] = []
    for (weekday, hour), parts in sorted(cells.items()):
        start = parts[0].span.start_utc_ns
        whole = Span(start, parts[-1].span.end_utc_ns)
        volumes = total_volumes(volumes_of(part.bucket) for part in parts)
        inside = [alone[part.span] for part in parts if part.span in alone]
        shown = publish(whole, volumes, inside, rules, closed_utc_ns)
        lasted_ns = sum(part.span.duration_ns for part in parts)
        found.append(HourOfWeek(weekday, hour, len(parts), lasted_ns, shown))
    return tuple(found)
