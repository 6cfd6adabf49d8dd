"""Sums over spans, on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field

from api.schemas.numbers import (
    GlanceFigures,
    Share,
    StateSeconds,
    Wire,
    glance_figures,
    published_share,
    seconds,
    share,
    state_seconds,
    utc_text,
)
from monitor.attention.state import Area
from monitor.metrics.buckets import Bucket, total
from monitor.metrics.rollup import Span, Step, Summed, local_time
from monitor.metrics.suppression import PublishParams
from monitor.units import CounterId


class SpanFigures(Wire):
    """What was measured in one span."""

    duration_s: float = Field(description="Length of the span, seconds.")
    state_s: StateSeconds
    judged_s: float = Field(description="Seconds in which gaze was known.")
    coverage: float | None = Field(
        description="judged / (judged + unknown), from 0 to 1; null when nobody was there."
    )
    customer_gaze_share: Share
    inferred_s: float = Field(description="Part of `device` inferred from a face lost downwards.")
    gap_s: float = Field(description="Seconds without any sample; nobody's inattention.")
    glances: dict[Area, GlanceFigures]


class SpanStart(Wire):
    """When a span starts."""

    start: datetime = Field(description="Start, on the clock of the site, with its offset.")
    start_utc: datetime = Field(description="The same in UTC.")


class SpanBucket(SpanFigures, SpanStart):
    """What was measured in one minute, hour or day."""


class Metrics(Wire):
    """What was measured, bucket by bucket and together."""

    counter: str
    bucket: Step
    time_zone: str = Field(description="IANA name of the zone that cuts hours and days.")
    from_: datetime = Field(alias="from", description="Start, on the clock of the site.")
    to: datetime = Field(description="End, itself left out, on the clock of the site.")
    buckets: list[SpanBucket] = Field(
        description="In order of time. A bucket without any data is left out: it was not measured."
    )
    total: SpanFigures


def metrics(
    counter: CounterId,
    within: Span,
    step: Step,
    zone: ZoneInfo,
    summed: Iterable[Summed],
    params: PublishParams,
) -> Metrics:
    """The wire form of what `roll_up` gave for the whole of `within`."""
    parts = tuple(summed)
    everything = total((part.bucket for part in parts), within.start_utc_ns)
    return Metrics(
        counter=counter,
        bucket=step,
        time_zone=zone.key,
        to=local_time(within.end_utc_ns, zone),
        buckets=[_bucket(part, zone, params) for part in parts],
        total=SpanFigures(**_figures(within, everything, params)),
        # A word of the language cannot be written as an argument.
        **{"from": local_time(within.start_utc_ns, zone)},
    )


def _bucket(part: Summed, zone: ZoneInfo, params: PublishParams) -> SpanBucket:
    return SpanBucket(
        start=local_time(part.span.start_utc_ns, zone),
        start_utc=utc_text(part.span.start_utc_ns),
        **_figures(part.span, part.bucket, params),
    )


def _figures(span: Span, bucket: Bucket, params: PublishParams) -> dict[str, Any]:
    return {
        "duration_s": seconds(span.duration_ns),
        "state_s": state_seconds(bucket),
        "judged_s": seconds(bucket.judged_ns),
        "coverage": share(bucket.coverage),
        "customer_gaze_share": published_share(bucket, params),
        "inferred_s": seconds(bucket.inferred_ns),
        "gap_s": seconds(bucket.gap_ns),
        "glances": glance_figures(bucket),
    }
