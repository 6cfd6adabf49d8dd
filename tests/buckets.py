"""Buckets written down flat: one line for what stands in two bases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from monitor.attention.basis import Basis
from monitor.attention.state import Area, Reason, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.units import UtcNs

_NO_TIME: Mapping[State, int] = MappingProxyType({})
_NO_REASON: Mapping[Reason, int] = MappingProxyType({})
_NO_GLANCES: Mapping[Area, DurationTally] = MappingProxyType({})


def flat_bucket(
    start_utc_ns: UtcNs,
    state_ns: Mapping[State, int] = _NO_TIME,
    *,
    inferred_ns: int = 0,
    reason_ns: Mapping[Reason, int] = _NO_REASON,
    glances: Mapping[Area, DurationTally] = _NO_GLANCES,
    present_ns: Mapping[State, int] = _NO_TIME,
    present_glances: Mapping[Area, DurationTally] = _NO_GLANCES,
    present_reason_ns: Mapping[Reason, int] = _NO_REASON,
    long_look_aways: int = 0,
    prolonged_look_aways: int = 0,
    tasks: int = 0,
    checked_tasks: int = 0,
    splits: int = 0,
    encounters: EncounterTally | None = None,
    presence_known_ns: int = 0,
    gap_ns: int = 0,
    samples: int = 0,
    practice_ns: int = 0,
) -> Bucket:
    """A bucket; look-aways and tasks count in both bases."""
    counts = {
        "long_look_aways": long_look_aways,
        "prolonged_look_aways": prolonged_look_aways,
        "tasks": tasks,
        "checked_tasks": checked_tasks,
    }
    return Bucket(
        start_utc_ns,
        replace(Sums(Basis.ALL, state_ns, inferred_ns, glances, reason_ns=reason_ns), **counts),
        replace(
            Sums(
                Basis.PRESENT,
                present_ns,
                glances=present_glances,
                reason_ns=present_reason_ns,
                splits=splits,
                encounters=encounters or EncounterTally(),
            ),
            **counts,
        ),
        presence_known_ns=presence_known_ns,
        gap_ns=gap_ns,
        samples=samples,
        practice_ns=practice_ns,
    )


def with_present(bucket: Bucket, **fields: Any) -> Bucket:
    """The bucket with other sums of the customers' time; `presence_known_ns` is the bucket's."""
    known_ns = fields.pop("presence_known_ns", bucket.presence_known_ns)
    present = replace(bucket.present, **fields)
    return replace(bucket, present=present, presence_known_ns=known_ns)
