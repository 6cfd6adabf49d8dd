"""What was measured: read from the database, with what is still held in memory in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.attention.encounters import Encounter
from monitor.metrics.buckets import MINUTE_NS, Bucket, total
from monitor.metrics.rollup import Span, Summed
from monitor.ports import MetricsStore
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.units import UtcNs


def minutes(
    store: MetricsStore, recorder: CounterRecorder, start: UtcNs, end: UtcNs
) -> tuple[Bucket, ...]:
    """Minute buckets with start <= bucket < end, the open minute included. Raises `StoreError`."""
    held = recorder.open_minutes()
    kept = store.minutes(recorder.counter, start, end)
    buckets = {each.start_utc_ns: each for each in kept}
    buckets.update({at: each for at, each in held.items() if start <= at < end})
    return tuple(buckets[at] for at in sorted(buckets))


def sums(
    store: MetricsStore, recorder: CounterRecorder, spans: Sequence[Span]
) -> tuple[Summed, ...]:
    """The sums of each span, open minutes included; spans without data left out.

    The database sums all but the minutes that are held here, so a span may be of any length.

    Raises:
        StoreError: the database cannot be read.
    """
    held = recorder.open_minutes()
    asked = [(piece, span.start_utc_ns) for span in spans for piece in _around(span, held)]
    whose = {piece.start_utc_ns: start for piece, start in asked}
    found: dict[UtcNs, list[Bucket]] = {}
    for bucket in store.sums(recorder.counter, [piece for piece, _ in asked]):
        found.setdefault(whose[bucket.start_utc_ns], []).append(bucket)
    for span in spans:
        inside = [each for at, each in held.items() if span.start_utc_ns <= at < span.end_utc_ns]
        if inside:
            found.setdefault(span.start_utc_ns, []).extend(inside)
    return tuple(
        Summed(span, total(found[span.start_utc_ns], span.start_utc_ns))
        for span in spans
        if span.start_utc_ns in found
    )


def encounters(
    store: MetricsStore, recorder: CounterRecorder, start: UtcNs, end: UtcNs
) -> tuple[Encounter, ...]:
    """Encounters that ended in start < end_ns <= end, in order. Raises `StoreError`."""
    held = [each for each in recorder.unsaved().encounters if start < each.end_ns <= end]
    kept = store.encounters(recorder.counter, start, end)
    found = {each.start_ns: each for each in (*kept, *held)}
    return tuple(sorted(found.values(), key=lambda each: (each.end_ns, each.start_ns)))


def _around(span: Span, held: Mapping[UtcNs, Bucket]) -> list[Span]:
    """The span without the minutes that are held."""
    pieces: list[Span] = []
    start = span.start_utc_ns
    for at in sorted(each for each in held if span.start_utc_ns <= each < span.end_utc_ns):
        if start < at:
            pieces.append(Span(start, at))
        start = UtcNs(at + MINUTE_NS)
    if start < span.end_utc_ns:
        pieces.append(Span(start, span.end_utc_ns))
    return pieces
