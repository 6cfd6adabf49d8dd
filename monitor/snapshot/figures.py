"""The sums of one span as they go out: seconds and shares, and no more than the rule lets out.

One shape for every way out: the live moment, today, a session, a span of the past. `published` is
for anybody; `whole` is for what is shown whole: the own view of today, and training sessions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from monitor.attention.basis import Basis
from monitor.attention.state import Area, Reason, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.figures import Figures, Number, figures_of
from monitor.metrics.intervals import Interval
from monitor.metrics.publication import PublishedSpan
from monitor.metrics.rollup import Span
from monitor.metrics.sums import Sums
from monitor.metrics.suppression import SHOWN, PublishParams, Verdict, verdict
from monitor.metrics.volumes import Volumes, sums_of, volumes_of
from monitor.units import s_from_ns

NO_INTERVALS: Final[Mapping[Number, Interval]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class VolumeFigures:
    """How much was measured in a span, whatever the eyes did; never withheld. Seconds.

    Attributes:
        duration_s: length of the span.
        measured_s: the camera worked and nobody had switched it off.
        encounters: those that ended in the span.
        encounters_per_h: per hour in which presence was known; None without any.
        coverage: judged / (judged + unknown) of all time, None when nobody was there.
    """

    duration_s: float
    measured_s: float
    judged_s: float
    unknown_s: float
    absent_s: float
    paused_s: float
    gap_s: float
    practice_s: float
    presence_known_s: float
    encounters: int
    encounters_per_h: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class ContentFigures:
    """Where the eyes were, in the time of one basis.

    Attributes:
        basis: the time that all of this is about.
        area_s: judged seconds per area, areas never looked at included.
        unknown_s: seconds in which gaze could not be judged.
        reason_s: the same by what stood in the way, reasons that did not occur included.
        inferred_s: the part of `device` inferred from a face lost downwards.
        figures: every number.
        intervals: where they lie; those that have none are left out.
    """

    basis: Basis
    area_s: Mapping[Area, float]
    unknown_s: float
    reason_s: Mapping[Reason, float]
    inferred_s: float
    figures: Figures
    intervals: Mapping[Number, Interval]


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """What is told of one span.

    Attributes:
        volumes: how much was measured.
        content: what the eyes did; None while it is withheld.
        verdict: why the customer-gaze share is withheld; its reason is None when it is not.
        left_out_s: time with somebody there of which the content does not speak.
    """

    volumes: VolumeFigures
    content: ContentFigures | None
    verdict: Verdict
    left_out_s: float

    @property
    def state_s(self) -> Mapping[State, float] | None:
        """Seconds per state in the time of the basis; `absent` and `paused` are of all time."""
        content = self.content
        if content is None:
            return None
        areas = {State(area): content.area_s[area] for area in Area}
        rest = {State.ABSENT: self.volumes.absent_s, State.PAUSED: self.volumes.paused_s}
        return MappingProxyType({**areas, State.UNKNOWN: content.unknown_s, **rest})


def published(
    shown: PublishedSpan, intervals: Mapping[Number, Interval] = NO_INTERVALS
) -> SpanFigures:
    """A span as far as it is published."""
    content = shown.content
    return SpanFigures(
        volumes=volume_figures(shown.span, shown.volumes),
        content=None if content is None else content_figures(content, intervals),
        verdict=shown.verdict,
        left_out_s=shown.left_out_s,
    )


def continued(before: SpanFigures, shown: PublishedSpan) -> SpanFigures:
    """The same atoms while the span goes on: `shown` has the content that `before` tells.

    Spares working out the numbers again, ten times a second.
    """
    return replace(
        before,
        volumes=volume_figures(shown.span, shown.volumes),
        verdict=shown.verdict,
        left_out_s=shown.left_out_s,
    )


def whole(
    span: Span,
    bucket: Bucket,
    params: PublishParams | None = None,
    intervals: Mapping[Number, Interval] = NO_INTERVALS,
    basis: Basis | None = None,
) -> SpanFigures:
    """A span in full, as the person measured sees it.

    Args:
        span: what it is about.
        bucket: its sums.
        params: the rule by which the verdict says whether enough backs the share; None does not
            ask, of a session for instance.
        intervals: of its numbers.
        basis: the time to tell of; None lets the sums choose it.
    """
    volumes = volumes_of(bucket)
    content = sums_of(bucket, basis)
    return SpanFigures(
        volumes=volume_figures(span, volumes),
        content=content_figures(content, intervals),
        verdict=SHOWN if params is None else verdict(volumes, params, content.basis),
        left_out_s=0.0,
    )


def volume_figures(span: Span, volumes: Volumes) -> VolumeFigures:
    """Volumes in seconds."""
    return VolumeFigures(
        duration_s=s_from_ns(span.duration_ns),
        measured_s=s_from_ns(volumes.measured_ns),
        judged_s=s_from_ns(volumes.judged_ns),
        unknown_s=s_from_ns(volumes.unknown_ns),
        absent_s=s_from_ns(volumes.absent_ns),
        paused_s=s_from_ns(volumes.paused_ns),
        gap_s=s_from_ns(volumes.gap_ns),
        practice_s=s_from_ns(volumes.practice_ns),
        presence_known_s=s_from_ns(volumes.presence_known_ns),
        encounters=volumes.encounters,
        encounters_per_h=volumes.encounters_per_h,
        coverage=volumes.coverage,
    )


def content_figures(
    content: Sums, intervals: Mapping[Number, Interval] = NO_INTERVALS
) -> ContentFigures:
    """What the eyes did, in seconds, with every number."""
    return ContentFigures(
        basis=content.basis,
        area_s=MappingProxyType({area: s_from_ns(content.area_ns(area)) for area in Area}),
        unknown_s=s_from_ns(content.unknown_ns),
        reason_s=MappingProxyType(
            {reason: s_from_ns(content.reason_ns.get(reason, 0)) for reason in Reason}
        ),
        inferred_s=s_from_ns(content.inferred_ns),
        figures=figures_of(content),
        intervals=intervals,
    )
