"""One counter, now, on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pydantic import Field

from api.schemas.calibration import Calibration, calibration
from api.schemas.camera import Camera, camera
from api.schemas.numbers import (
    GlanceSums,
    Share,
    StateSeconds,
    Wire,
    glance_sums,
    published_share,
    seconds,
    share,
    state_seconds,
    utc_text,
)
from monitor.attention.state import Area, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.suppression import PublishParams
from monitor.runtime.broadcast import LiveWord
from monitor.units import Ns, UtcNs, ms_from_ns

STALE_AFTER_MS: Final = 1500.0
"""A value older than this is shown as stale."""


class Today(Wire):
    """Sums since midnight of the site."""

    state_s: StateSeconds
    judged_s: float = Field(description="Seconds in which gaze was known.")
    inferred_s: float = Field(description="Part of `device` inferred from a face lost downwards.")
    gap_s: float = Field(description="Seconds without any sample; nobody's inattention.")
    customer_gaze_share: Share
    coverage: float | None = Field(description="judged / (judged + unknown), from 0 to 1.")
    glances: dict[Area, GlanceSums]


class LiveCounter(Wire):
    """One counter, now."""

    counter: str = Field(description="Name in the settings.")
    name: str = Field(description="Name for people.")
    state: State | None = Field(description="Null while nothing is known.")
    since_utc: datetime | None = Field(description="When the state began.")
    since_s: float | None = Field(description="Seconds since then.")
    inferred: bool = Field(description="`device`, inferred from a face lost on its way down.")
    sample_utc: datetime | None = Field(description="Time of the newest sample.")
    freshness_ms: float | None = Field(description="Age of the newest sample, milliseconds.")
    stale: bool = Field(description="No sample for more than 1500 ms, or none at all.")
    calibrated: bool = Field(description="False while angles are relative to the camera.")
    calibration: Calibration
    today: Today
    camera: Camera


def live_counter(
    word: LiveWord, now_t_ns: Ns, now_utc_ns: UtcNs, params: PublishParams
) -> LiveCounter:
    """The wire form of a word, its ages told at this moment."""
    age_ms = None if word.sample_t_ns is None else max(ms_from_ns(now_t_ns - word.sample_t_ns), 0.0)
    since = word.since_utc_ns
    return LiveCounter(
        counter=word.counter,
        name=word.name,
        state=word.state,
        since_utc=None if since is None else utc_text(since),
        since_s=None if since is None else max(seconds(now_utc_ns - since), 0.0),
        inferred=word.inferred,
        sample_utc=None if word.sample_utc_ns is None else utc_text(word.sample_utc_ns),
        freshness_ms=None if age_ms is None else round(age_ms, 1),
        stale=age_ms is None or age_ms > STALE_AFTER_MS,
        calibrated=word.calibrated,
        calibration=calibration(word.calibrated, word),
        today=_today(word.today, params),
        camera=camera(word.camera),
    )


def _today(bucket: Bucket, params: PublishParams) -> Today:
    return Today(
        state_s=state_seconds(bucket),
        judged_s=seconds(bucket.judged_ns),
        inferred_s=seconds(bucket.inferred_ns),
        gap_s=seconds(bucket.gap_ns),
        customer_gaze_share=published_share(bucket, params),
        coverage=share(bucket.coverage),
        glances=glance_sums(bucket),
    )
