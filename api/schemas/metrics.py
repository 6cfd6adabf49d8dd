"""Sums over spans, on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field

from api.history import Published
from api.schemas.figures import Figures, figures_state, share_of
from api.schemas.numbers import (
    GlanceFigures,
    Share,
    StateSeconds,
    Wire,
    glance_figures,
    glances_of,
    published_share,
    seconds,
    share,
    state_seconds,
    utc_text,
)
from monitor.attention.state import Area
from monitor.metrics.content import Basis, Content, content_of, volumes_of
from monitor.metrics.content import Volumes as MeasuredVolumes
from monitor.metrics.figures import Figures as MeasuredFigures
from monitor.metrics.figures import figures_of
from monitor.metrics.rollup import Span, Step, Summed, local_time
from monitor.metrics.suppression import PublishParams
from monitor.units import CounterId


class Volumes(Wire):
    """How much was measured in a span, whatever the eyes did. Never withheld."""

    duration_s: float = Field(description="Length of the span, seconds.")
    measured_s: float = Field(description="The camera worked and nobody had switched it off.")
    judged_s: float = Field(description="Seconds in which gaze was known.")
    unknown_s: float = Field(description="A face was there and could not be judged, seconds.")
    absent_s: float = Field(description="Nobody was at the counter, seconds.")
    paused_s: float = Field(description="Measuring was switched off, seconds.")
    gap_s: float = Field(description="Seconds without any sample; nobody's inattention.")
    practice_s: float = Field(description="A training session ran, seconds.")
    presence_known_s: float = Field(
        description="It was known whether a customer was there, seconds."
    )
    encounters: int = Field(description="Encounters that ended in the span.")
    encounters_per_h: float | None = Field(
        description="The load: encounters per hour in which presence was known; null without any."
    )
    coverage: float | None = Field(
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
    left_out_s: float = Field(
        description="Seconds with somebody there (of `basis`) of which nothing below speaks: hours "
        "with too little behind them, and the hour that runs."
    )
    inferred_s: float | None = Field(
        description="Part of `device` inferred from a face lost downwards."
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
    return SpanFigures(**_published(told))


def published_bucket(told: Published, zone: ZoneInfo) -> SpanBucket:
    """One published cell of an answer."""
    return SpanBucket(**_start(told.shown.span, zone), **_published(told))


def own_figures(part: Summed, params: PublishParams) -> SpanFigures:
    """A span of today in full, as the live word and `/today` tell it."""
    content, volumes = content_of(part.bucket), volumes_of(part.bucket)
    found = figures_of(content)
    return SpanFigures(
        **volumes_state(part.span, volumes),
        basis=content.basis,
        state_s=state_s(content, volumes),
        customer_gaze_share=published_share(part.bucket, params),
        left_out_s=0.0,
        inferred_s=seconds(content.inferred_ns),
        glances=_glances(found),
        figures=figures_state(found),
    )


def own_bucket(part: Summed, zone: ZoneInfo, params: PublishParams) -> SpanBucket:
    """One minute of today in full: of all time, for a minute is too short to have a share."""
    bucket = part.bucket
    return SpanBucket(
        **_start(part.span, zone),
        **volumes_state(part.span, volumes_of(bucket)),
        basis=Basis.ALL,
        state_s=state_seconds(bucket),
        customer_gaze_share=published_share(bucket, params),
        left_out_s=0.0,
        inferred_s=seconds(bucket.inferred_ns),
        glances=glance_figures(bucket),
        figures=None,
    )


def volumes_state(span: Span, found: MeasuredVolumes) -> dict[str, Any]:
    """The fields of `Volumes`."""
    per_h = found.encounters_per_h
    return {
        "duration_s": seconds(span.duration_ns),
        "measured_s": seconds(found.measured_ns),
        "judged_s": seconds(found.judged_ns),
        "unknown_s": seconds(found.unknown_ns),
        "absent_s": seconds(found.absent_ns),
        "paused_s": seconds(found.paused_ns),
        "gap_s": seconds(found.gap_ns),
        "practice_s": seconds(found.practice_ns),
        "presence_known_s": seconds(found.presence_known_ns),
        "encounters": found.encounters,
        "encounters_per_h": None if per_h is None else round(per_h, 2),
        "coverage": share(found.coverage),
    }


def _start(span: Span, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "start": local_time(span.start_utc_ns, zone),
        "start_utc": utc_text(span.start_utc_ns),
    }


def _published(told: Published) -> dict[str, Any]:
    shown, content = told.shown, told.shown.content
    found = None if content is None else figures_of(content)
    return {
        **volumes_state(shown.span, shown.volumes),
        "basis": None if content is None else content.basis,
        "state_s": None if content is None else state_s(content, shown.volumes),
        "customer_gaze_share": share_of(content, shown.verdict, told.intervals),
        "left_out_s": round(shown.left_out_s, 3),
        "inferred_s": None if content is None else seconds(content.inferred_ns),
        "glances": None if found is None else _glances(found),
        "figures": None if found is None else figures_state(found, told.intervals),
    }


def state_s(content: Content, found: MeasuredVolumes) -> StateSeconds:
    """Seconds per state of a content's time."""
    told = {area.value: seconds(content.area_ns.get(area, 0)) for area in Area}
    told |= {
        "unknown": seconds(content.unknown_ns),
        "absent": seconds(found.absent_ns),
        "paused": seconds(found.paused_ns),
    }
    return StateSeconds(**told)


def _glances(found: MeasuredFigures) -> dict[Area, GlanceFigures]:
    return {area: glances_of(glances) for area, glances in found.glances.items()}
