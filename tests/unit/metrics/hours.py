"""Hours of a counter for tests: how much was measured in each, and what the eyes did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.attention.state import Area, Reason, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span, Step, Summed, spans, start_of_day
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.units import NS_PER_S, UtcNs, ns_from_s
from tests.buckets import flat_bucket

MADRID: Final = ZoneInfo("Europe/Madrid")
MONDAY: Final = date(2026, 10, 19)  # its week ends with the 25 hours of the 25th


@dataclass(frozen=True, slots=True)
class Volume:
    """How much was measured: `met` encounters, or None where presence is not known."""

    met: int | None
    judged_s: float = 600.0
    unknown_s: float = 0.0


BUSY: Final = Volume(met=9)
QUIET: Final = Volume(met=2)
NOBODY: Final = Volume(met=0, judged_s=0.0)
BLIND: Final = Volume(met=9, judged_s=60.0, unknown_s=40.0)
OPEN: Final = Volume(met=None, judged_s=900.0)
BRIEF: Final = Volume(met=None, judged_s=250.0)


def days(first: date, count: int) -> Span:
    end = start_of_day(first + timedelta(days=count), MADRID)
    return Span(start_of_day(first, MADRID), end)


def hours_of(within: Span) -> tuple[Span, ...]:
    return spans(within, Step.HOUR, MADRID)


def hour(span: Span, volume: Volume, customer: float = 0.5, tag: int = 0) -> Summed:
    """An hour whose eyes were on the customer for a part of it, else on the device.

    Its customer glances lie in bin `tag`, those with a customer present in bin `tag` + 1, so that a
    sum tells which hours are in it; and so do the lids, by their bits. Why else it could not be
    judged depends on where the eyes were.
    """
    known = volume.met is not None
    met = volume.met or 0
    judged_ns = ns_from_s(volume.judged_s)
    looked_ns = round(judged_ns * customer)
    present_ns = {
        State.CUSTOMER: looked_ns,
        State.DEVICE: judged_ns - looked_ns,
        State.UNKNOWN: ns_from_s(volume.unknown_s),
    }
    # Ten minutes without a customer, when these are known apart.
    alone_ns = 600 * NS_PER_S if known else 0
    state_ns = {**present_ns, State.DEVICE: present_ns[State.DEVICE] + alone_ns}
    unknown_ns = present_ns[State.UNKNOWN]
    dark_ns = round(unknown_ns * customer)
    why = {Reason.DARK: dark_ns, Reason.BLURRED: unknown_ns - dark_ns}
    never = round(met * (1 - customer))
    return Summed(
        span,
        flat_bucket(
            span.start_utc_ns,
            state_ns,
            glances={Area.CUSTOMER: DurationTally(1, looked_ns, looked_ns, {tag: 1})},
            reason_ns={**why, Reason.LIDS: 1 << tag},
            present_reason_ns={**why, Reason.LIDS: 1 << (tag + 1)} if known else {},
            presence_known_ns=3600 * NS_PER_S if known else 0,
            present_ns=present_ns if known else {},
            present_glances={Area.CUSTOMER: DurationTally(1, looked_ns, looked_ns, {tag + 1: 1})}
            if known
            else {},
            long_look_aways=round(9 * customer),
            encounters=EncounterTally(
                DurationTally(met, met, met and 1),
                DurationTally(met - never, met - never, 1, {3: met - never} if met - never else {}),
                never_looked_up=never,
            ),
        ),
    )


def tagged(cells: Sequence[Span], volumes: Sequence[Volume]) -> tuple[Summed, ...]:
    pairs = zip(cells, volumes, strict=True)
    return tuple(hour(span, volume, tag=2 * index) for index, (span, volume) in enumerate(pairs))


def all_of(within: Span, hours: Sequence[Summed]) -> Summed:
    """The sums of a span that begins and ends with hours."""
    result = Bucket(UtcNs(within.start_utc_ns))
    for each in hours:
        if within.start_utc_ns <= each.span.start_utc_ns < within.end_utc_ns:
            result = result.plus(each.bucket)
    return Summed(within, result)
