"""What was measured, summed by minute, hour or day."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.examples import METRICS, json_example
from api.problems import Problem, problem_responses
from api.query import asked_span, one_counter, only
from api.schemas.metrics import Metrics, metrics
from api.served import Runtime
from monitor.metrics.rollup import Step, roll_up, spans
from monitor.settings import publish_params

router = APIRouter(tags=["metrics"])


@router.get(
    "/metrics",
    summary="Sums by minute, hour or day",
    dependencies=[only("counter", "from", "to", "bucket")],
    responses={
        200: json_example(METRICS),
        **problem_responses(
            Problem.INVALID_PARAMETER, Problem.UNKNOWN_COUNTER, Problem.STORE_UNAVAILABLE
        ),
    },
)
def read_metrics(
    runtime: Runtime,
    counter: Annotated[
        str | None, Query(description="May be left out where there is one counter.")
    ] = None,
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
            "on which it changes has 23 or 25 hours. Longest span: 7 days by minute, 62 by hour, "
            "400 by day."
        ),
    ] = Step.HOUR,
) -> Metrics:
    """Seconds add up exactly; a share is withheld, with the reason, when too little backs it."""
    chosen = one_counter(runtime, counter)
    zone = ZoneInfo(chosen.time_zone)
    within = asked_span(from_, to, bucket, runtime.clock.utc_ns(), zone)
    cut = spans(within, bucket, zone)
    if bucket is Step.MINUTE:
        minutes = runtime.minutes(chosen.counter, within.start_utc_ns, within.end_utc_ns)
        summed = roll_up(minutes, cut)
    else:
        summed = runtime.sums(chosen.counter, cut)
    return metrics(chosen.counter, within, bucket, zone, summed, publish_params(runtime.settings))
