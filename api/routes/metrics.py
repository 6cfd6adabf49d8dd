"""What was measured, summed by minute, hour, day, week or month."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.problems import Problem, problem_responses
from api.query import AskedCounter, asked_span, one_counter, only
from api.schemas.metrics import (
    Metrics,
    SpanBucket,
    SpanFigures,
    metrics,
    own_bucket,
    published_bucket,
    published_figures,
    span_figures,
)
from api.served import Runtime
from monitor.metrics.buckets import total
from monitor.metrics.rollup import Span, Step, roll_up, spans
from monitor.runtime.counter.publishing import Published, cells, history_of, together
from monitor.settings import publish_params
from monitor.snapshot.figures import NO_INTERVALS, whole
from monitor.units import CounterId

router = APIRouter(tags=["metrics"])


@router.get(
    "/metrics",
    summary="Sums by minute, hour, day, week or month",
    dependencies=[only("counter", "from", "to", "bucket")],
    responses=problem_responses(
        Problem.INVALID_PARAMETER, Problem.UNKNOWN_COUNTER, Problem.STORE_UNAVAILABLE
    ),
)
def read_metrics(
    runtime: Runtime,
    counter: AskedCounter = None,
    from_: Annotated[
        str | None,
        Query(
            alias="from",
            description="Start: a day, a time of the site, or a time with its offset. "
            "Default: the start of today.",
            examples=["2026-03-29", "2026-03-29T10:00", "2026-03-29T10:00+02:00"],
        ),
    ] = None,
    to: Annotated[
        str | None,
        Query(
            description="End, itself left out; a day alone means its first moment. "
            "Default: the end of today.",
            examples=["2026-03-30", "2026-03-29T11:00Z"],
        ),
    ] = None,
    bucket: Annotated[
        Step,
        Query(
            description="Length of a bucket. Hours and days are those of the site's clock: a day "
            "on which it changes has 23 or 25 hours; weeks begin on Monday. Longest span: 7 days "
            "by minute, 62 by hour, 400 by day, week or month."
        ),
    ] = Step.HOUR,
) -> Metrics:
    """How much was measured is always told. What the eyes did is told as far as enough backs it.

    Closed hours speak, alone or pooled with others of the same day or week until enough stands
    behind them; a cell tells the sum of those that lie wholly inside it, and so does the total. So
    no difference of two answers shows an hour that is withheld. By the minute, today is told in
    full: it is the view of the person at the counter.
    """
    chosen = one_counter(runtime, counter)
    zone = ZoneInfo(chosen.time_zone)
    within = asked_span(from_, to, bucket, runtime.clock.utc_ns(), zone)
    if bucket is Step.MINUTE:
        buckets, everything = _by_minute(runtime, chosen.counter, within, zone)
    else:
        history = history_of(runtime, chosen.counter, within, zone)
        buckets = [published_bucket(each, zone) for each in cells(history, bucket)]
        everything = published_figures(together(history))
    return metrics(chosen.counter, within, bucket, zone, buckets, everything)


def _by_minute(
    runtime: Runtime, counter: CounterId, within: Span, zone: ZoneInfo
) -> tuple[list[SpanBucket], SpanFigures]:
    params = publish_params(runtime.settings)
    today = runtime.today()
    minutes = runtime.minutes(counter, within.start_utc_ns, within.end_utc_ns)
    parts = roll_up(minutes, spans(within, Step.MINUTE, zone))
    if today.start_utc_ns <= within.start_utc_ns and within.end_utc_ns <= today.end_utc_ns:
        bucket = total((part.bucket for part in parts), within.start_utc_ns)
        everything = span_figures(whole(within, bucket, params))
        return [own_bucket(part, zone, params) for part in parts], everything
    history = history_of(runtime, counter, within, zone)
    buckets = [
        own_bucket(part, zone, params)
        if today.start_utc_ns <= part.span.start_utc_ns < today.end_utc_ns
        else published_bucket(Published(history.publish((part,))[0], NO_INTERVALS), zone)
        for part in parts
    ]
    return buckets, published_figures(together(history))
