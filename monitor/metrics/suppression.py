"""Which numbers may be shown: one rule for every way out (page, API, exports, report).

`verdict` says whether enough stands behind a span. `atoms` cuts a counter's hours into stretches
that stand by themselves, `publication` sums them over spans; docs/publication.md says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.attention.basis import Basis
from monitor.metrics.buckets import Bucket
from monitor.metrics.volumes import Volumes, sums_of, volumes_of
from monitor.units import ns_from_s, s_from_ns


class Withheld(StrEnum):
    """Why content is not shown."""

    NOBODY_THERE = "nobody_there"
    LOW_COVERAGE = "low_coverage"
    TOO_LITTLE_TIME = "too_little_time"
    TOO_FEW_ENCOUNTERS = "too_few_encounters"
    NOT_CLOSED = "not_closed"
    """The hour still runs, or what was measured in it may still be on its way."""
    WITH_NEIGHBOURS = "with_neighbours"
    """There is enough, but only together with hours that reach beyond the span."""


@dataclass(frozen=True, slots=True)
class PublishParams:
    """How much must stand behind a number before it is shown.

    Attributes:
        min_coverage: least coverage, judged / (judged + unknown), from 0 to 1.
        min_judged_s: least judged time where presence is unknown.
        min_encounters: least number of encounters where presence is known.
        settle_s: an hour counts as closed this long after its end, when its last minutes have
            reached the database; what came later would show as a difference.
    """

    min_coverage: float = 0.7
    min_judged_s: float = 600.0
    min_encounters: int = 5
    settle_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether content may be shown.

    Attributes:
        reason: None when it may.
        needed: the threshold of the reason: a share for coverage, seconds for time, a count for
            encounters; None where the reason has none.
        had: what there was, in the same unit.
    """

    reason: Withheld | None
    needed: float | None = None
    had: float | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A share from 0 to 1, or the reason why there is none; exactly one of the two is None.

    `needed` and `had` as in `Verdict`.
    """

    value: float | None
    reason: Withheld | None
    needed: float | None = None
    had: float | None = None


SHOWN = Verdict(None)


def verdict(volumes: Volumes, params: PublishParams, basis: Basis | None = None) -> Verdict:
    """Whether enough was measured to show what the eyes did.

    The gravest reason is given: nobody there, then too much unseen, then too little. Only volumes
    decide, so that an answer tells nothing about what is withheld. Where volumes of one basis pass,
    so do they together with more of them.
    """
    basis = volumes.basis if basis is None else basis
    present = basis is Basis.PRESENT
    seen_ns = volumes.seen_ns(basis)
    judged_ns = volumes.present_judged_ns if present else volumes.judged_ns
    if not seen_ns:
        return Verdict(Withheld.NOBODY_THERE)
    coverage = judged_ns / seen_ns
    if not judged_ns or coverage < params.min_coverage:
        return Verdict(Withheld.LOW_COVERAGE, params.min_coverage, coverage)
    if present and volumes.encounters < params.min_encounters:
        return Verdict(Withheld.TOO_FEW_ENCOUNTERS, params.min_encounters, volumes.encounters)
    if not present and judged_ns < ns_from_s(params.min_judged_s):
        return Verdict(Withheld.TOO_LITTLE_TIME, params.min_judged_s, s_from_ns(judged_ns))
    return SHOWN


def publish_share(bucket: Bucket, params: PublishParams) -> Published:
    """The customer-gaze share of a span by itself, if enough stands behind it.

    For the person at the counter and for a session, which are shown whole. What anybody may see of
    a counter's history comes from `publication.published`, which no difference can undo.
    """
    said = verdict(volumes_of(bucket), params)
    if said.reason is not None:
        return Published(None, said.reason, said.needed, said.had)
    return Published(sums_of(bucket).customer_gaze_share, None)
