"""Sums over spans, on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field

from api.schemas.figures import Figures, figures_state, share_of
from api.schemas.numbers import (
    GlanceFigures,
    Hundredths,
    Share,
    StateSeconds,
    TenThousandths,
    Thousandths,
    Wire,
    utc_text,
)
from monitor.attention.basis import Basis
from monitor.attention.state import Area, Reason
from monitor.metrics.rollup import Span, Step, Summed, local_time
from monitor.metrics.suppression import PublishParams
from monitor.metrics.volumes import Volumes as MeasuredVolumes
from monitor.runtime.counter.publishing import Published
from monitor.snapshot.figures import SpanFigures as ToldFigures
from monitor.snapshot.figures import volume_figures, whole
from monitor.units import CounterId


class Volumes(Wire):
    """How much was measured in a span, whatever the eyes did. Never withheld."""

    duration_s: Thousandths = Field(description="Length of the span, seconds.")
    measured_s: Thousandths = Field(description="The camera worked and nobody had switched it off.")
    judged_s: Thousandths = Field(description="Seconds in which gaze was known.")
    unknown_s: Thousandths = Field(description="A face was there and could not be judged, seconds.")
    absent_s: Thousandths = Field(description="Nobody was at the counter, seconds.")
    paused_s: Thousandths = Field(description="Measuring was switched off, seconds.")
    gap_s: Thousandths = Field(description="Seconds without any sample; nobody's inattention.")
    practice_s: Thousandths = Field(description="A training session ran, seconds.")
    presence_known_s: Thousandths = Field(
        description="It was known whether a customer was there, seconds."
    )
    encounters: int = Field(description="Encounters that ended in the span.")
    encounters_per_h: Hundredths | None = Field(
        description="The load: encounters per hour in which presence was known; null without any."
    )
    coverage: TenThousandths | None = Field(
        description="judged / (judged + unknown), from 0 to 1; null when nobody was there."
    )


class SpanFigures(Volumes):
    """What was measured in one span. What the eyes did is null while it is withheld."""

    basis: Basis | None = Field(
        description="The time that all below is about: with a customer present, or all of it."
    )
    state_s: StateSeconds | None = Field(
        description="Seconds per state in the time of `basis`; `absent` and `paused` of all time."
    )
    customer_gaze_share: Share = Field(
        description="customer / judged in the time of `basis`, or why it is withheld."
    )
    left_out_s: Thousandths = Field(
        description="Seconds with somebody there (of `basis`) of which nothing below speaks: hours "
        "with too little behind them, and the hour that runs."
    )
    inferred_s: Thousandths | None = Field(
        description="Part of `device` inferred from a face lost downwards."
    )
    reason_s: dict[Reason, Thousandths] | None = Field(
        description="Seconds of `unknown` by what stood in the way, in the time of `basis`; null "
        "while withheld."
    )
    glances: dict[Area, GlanceFigures] | None = Field(
        description="Per area, in the time of `basis`; null while withheld."
    )
    figures: Figures | None = Field(
        description="Every number; null also for single minutes, where they say nothing."
    )


class SpanStart(Wire):
    """When a span starts."""

    start: datetime = Field(description="Start, on the clock of the site, with its offset.")
    start_utc: datetime = Field(description="The same in UTC.")


class SpanBucket(SpanFigures, SpanStart):
    """What was measured in one minute, hour, day, week or month."""


class Metrics(Wire):
    """What was measured, bucket by bucket and together."""

    counter: str = Field(description="Name of the counter.")
    bucket: Step = Field(description="Length of a bucket.")
    time_zone: str = Field(description="IANA name of the zone that cuts hours and days.")
    from_: datetime = Field(alias="from", description="Start, on the clock of the site.")
    to: datetime = Field(description="End, itself left out, on the clock of the site.")
    buckets: list[SpanBucket] = Field(
        description="In order of time. A bucket without any data is left out: it was not measured."
    )
    total: SpanFigures = Field(description="All of the span together.")


def metrics(
    counter: CounterId,
    within: Span,
    step: Step,
    zone: ZoneInfo,
    buckets: Sequence[SpanBucket],
    everything: SpanFigures,
) -> Metrics:
    """An answer about the whole of `within`."""
    return Metrics(
        counter=counter,
        bucket=step,
        time_zone=zone.key,
        to=local_time(within.end_utc_ns, zone),
        buckets=list(buckets),
        total=everything,
        # A word of the language cannot be written as an argument.
        **{"from": local_time(within.start_utc_ns, zone)},
    )


def published_figures(told: Published) -> SpanFigures:
    """A span as far as it is published."""
    return span_figures(told.figures)


def published_bucket(told: Published, zone: ZoneInfo) -> SpanBucket:
    """One published cell of an answer."""
    return SpanBucket(**_start(told.shown.span, zone), **_fields(told.figures))


def own_bucket(part: Summed, zone: ZoneInfo, params: PublishParams) -> SpanBucket:
    """One minute of today in full: of all time, for a minute is too short to have a share."""
    fields = _fields(whole(part.span, part.bucket, params, basis=Basis.ALL))
    fields["figures"] = None
    return SpanBucket(**_start(part.span, zone), **fields)


def span_figures(told: ToldFigures) -> SpanFigures:
    """The wire form of what is told of a span."""
    return SpanFigures(**_fields(told))


def volumes_state(span: Span, volumes: MeasuredVolumes) -> dict[str, Any]:
    """The fields of `Volumes`."""
    return asdict(volume_figures(span, volumes))


def _start(span: Span, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "start": local_time(span.start_utc_ns, zone),
        "start_utc": utc_text(span.start_utc_ns),
    }


def _fields(told: ToldFigures) -> dict[str, Any]:
    content, state_s = told.content, told.state_s
    return {
        **asdict(told.volumes),
        "basis": None if content is None else content.basis,
        "state_s": None if state_s is None else {state.value: s for state, s in state_s.items()},
        "customer_gaze_share": share_of(told),
        "left_out_s": told.left_out_s,
        "inferred_s": None if content is None else content.inferred_s,
        "reason_s": None if content is None else content.reason_s,
        "glances": None
        if content is None
        else {
            area: GlanceFigures.model_validate(glances)
            for area, glances in content.figures.glances.items()
        },
        "figures": None if content is None else figures_state(content.figures, content.intervals),
    }
