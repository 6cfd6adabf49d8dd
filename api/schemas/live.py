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
    rounded,
    seconds,
    share,
    state_seconds,
    utc_text,
)
from monitor.attention.state import Area, State
from monitor.metrics.buckets import Bucket
from monitor.metrics.content import Basis, content_of
from monitor.metrics.figures import latency
from monitor.metrics.suppression import PublishParams
from monitor.ports import STALE_AFTER_S
from monitor.runtime.site.broadcast import LiveWord, RunningSession
from monitor.runtime.site.pausing import PauseReason
from monitor.units import Ns, UtcNs, ms_from_ns

STALE_AFTER_MS: Final = 1000.0 * STALE_AFTER_S


class Today(Wire):
    """Sums since midnight of the site."""

    state_s: StateSeconds = Field(description="Seconds per state, with and without a customer.")
    judged_s: float = Field(description="Seconds in which gaze was known.")
    inferred_s: float = Field(description="Part of `device` inferred from a face lost downwards.")
    gap_s: float = Field(description="Seconds without any sample; nobody's inattention.")
    customer_gaze_share: Share = Field(description="customer / judged, or why it is withheld.")
    basis: Basis = Field(
        description="The time that share and coverage are about: `present`, with a customer there, "
        "where that is known for at least half of the measured time; else `all`. As in `/today`."
    )
    coverage: float | None = Field(
        description="judged / (judged + unknown) of that time, from 0 to 1."
    )
    glances: dict[Area, GlanceSums] = Field(description="Per area, with and without a customer.")

    encounters: int = Field(description="Encounters that ended.")
    first_look_median_s: float | None = Field(
        description="Half of them had a look at the customer by then, seconds; null without "
        "encounters, where more than half had none, and where `basis` is `all`. As in `/today`."
    )
    long_look_aways: int = Field(description="Looks at the device of `long_look_away_s` or more.")
    practice_s: float = Field(description="A training session ran; nothing else counts it.")


class LiveCustomer(Wire):
    """Whether a customer is there."""

    present: bool | None = Field(description="Null while nobody knows.")
    since_utc: datetime | None = Field(description="When they came.")
    waiting_s: float | None = Field(
        description="How long they have waited for a look at them, seconds; null with eyes on them."
    )
    cue_due: bool = Field(
        description="Longer than the settings allow: a quiet cue for the person at the counter."
    )


class LivePause(Wire):
    """Whether measuring is switched off."""

    paused: bool = Field(description="Measuring is switched off.")
    reason: PauseReason | None = Field(description="`closed`: by the opening hours.")
    since_utc: datetime | None = Field(description="Since when; null while it is not.")


class LiveSession(Wire):
    """The training session that runs. It is told wherever the counter is shown."""

    session: str = Field(description="Its id.")
    name: str = Field(description="Its name for people.")
    start_utc: datetime = Field(description="When it began.")


class LiveCounter(Wire):
    """One counter, now."""

    counter: str = Field(description="Name in the settings.")
    name: str = Field(description="Name for people.")
    state: State | None = Field(description="Null while nothing is known.")
    since_utc: datetime | None = Field(description="When the state began.")
    since_s: float | None = Field(description="Seconds since then.")
    inferred: bool = Field(
        description="The eyes were not seen: the head tells, or lids that hide them."
    )
    sample_utc: datetime | None = Field(description="Time of the newest sample.")
    freshness_ms: float | None = Field(description="Age of the newest sample, milliseconds.")
    stale: bool = Field(
        description="No sample for more than `stale_after_ms`, or none at all; never while paused."
    )
    stale_after_ms: float = Field(
        description="Older than this, nothing of it may be shown as what is so now."
    )
    calibrated: bool = Field(description="False while angles are relative to the camera.")
    calibration: Calibration = Field(description="Whether its calibration still holds.")
    customer: LiveCustomer = Field(description="Whether a customer is there.")
    pause: LivePause = Field(description="Whether measuring is switched off.")
    session: LiveSession | None = Field(description="Null while none runs.")
    today: Today = Field(description="Sums since midnight of the site.")
    camera: Camera = Field(description="How its camera does.")


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
        since_utc=_moment(since),
        since_s=None if since is None else max(seconds(now_utc_ns - since), 0.0),
        inferred=word.inferred,
        sample_utc=_moment(word.sample_utc_ns),
        freshness_ms=None if age_ms is None else round(age_ms, 1),
        stale=word.pause_reason is None and (age_ms is None or age_ms > STALE_AFTER_MS),
        stale_after_ms=STALE_AFTER_MS,
        calibrated=word.calibrated,
        calibration=calibration(word.calibrated, word),
        customer=LiveCustomer(
            present=word.presence,
            since_utc=_moment(word.present_since_utc_ns),
            waiting_s=None if word.waiting_s is None else round(word.waiting_s, 1),
            cue_due=word.cue_due,
        ),
        pause=LivePause(
            paused=word.pause_reason is not None,
            reason=word.pause_reason,
            since_utc=_moment(word.paused_since_utc_ns),
        ),
        session=live_session(word.session),
        today=_today(word.today, params),
        camera=camera(word.camera),
    )


def _moment(utc_ns: UtcNs | None) -> datetime | None:
    return None if utc_ns is None else utc_text(utc_ns)


def live_session(running: RunningSession | None) -> LiveSession | None:
    """The wire form of the session that runs."""
    if running is None:
        return None
    start = utc_text(running.start_utc_ns)
    return LiveSession(session=running.session_id, name=running.name, start_utc=start)


def _today(bucket: Bucket, params: PublishParams) -> Today:
    met = bucket.encounters
    content = content_of(bucket)
    first = latency(met.first_look, 0.5, met.count)
    return Today(
        state_s=state_seconds(bucket),
        judged_s=seconds(bucket.judged_ns),
        inferred_s=seconds(bucket.inferred_ns),
        gap_s=seconds(bucket.gap_ns),
        customer_gaze_share=published_share(bucket, params),
        basis=content.basis,
        coverage=share(content.coverage),
        glances=glance_sums(bucket),
        encounters=met.count,
        first_look_median_s=rounded(first.value_s) if content.basis is Basis.PRESENT else None,
        long_look_aways=bucket.long_look_aways,
        practice_s=seconds(bucket.practice_ns),
    )
