"""Which numbers may be shown: one rule for every way out (page, API, exports)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.metrics.buckets import Bucket
from monitor.units import ns_from_s


class Withheld(StrEnum):
    """Why a share is not shown."""

    NOBODY_THERE = "nobody_there"
    LOW_COVERAGE = "low_coverage"
    TOO_LITTLE_TIME = "too_little_time"


@dataclass(frozen=True, slots=True)
class PublishParams:
    """How much must stand behind a share before it is shown.

    Attributes:
        min_coverage: least coverage, judged / (judged + unknown), from 0 to 1.
        min_judged_s: least judged time where presence is unknown.
        min_encounters: least number of encounters where presence is known.
    """

    min_coverage: float = 0.7
    min_judged_s: float = 600.0
    min_encounters: int = 5


@dataclass(frozen=True, slots=True)
class Published:
    """A share from 0 to 1, or the reason why there is none; exactly one of the two is None."""

    value: float | None
    reason: Withheld | None


def publish_share(bucket: Bucket, params: PublishParams) -> Published:
    """The customer-gaze share of a span, if enough stands behind it.

    The gravest reason is given: nobody there, then too much unseen, then too short.
    """
    share, coverage = bucket.customer_gaze_share, bucket.coverage
    if coverage is None:
        return Published(None, Withheld.NOBODY_THERE)
    if share is None or coverage < params.min_coverage:
        return Published(None, Withheld.LOW_COVERAGE)
    if bucket.judged_ns < ns_from_s(params.min_judged_s):
        return Published(None, Withheld.TOO_LITTLE_TIME)
    return Published(share, None)
