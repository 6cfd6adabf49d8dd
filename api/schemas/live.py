"""One counter, now, on the wire: a mirror of its snapshot."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.calibration import Calibration
from api.schemas.camera import Camera
from api.schemas.metrics import SpanFigures, span_figures
from api.schemas.numbers import Tenths, Thousandths, Wire
from monitor.attention.state import Reason, State
from monitor.snapshot.counter import (
    STALE_AFTER_MS,
    CounterSnapshot,
    PauseReason,
    SessionSnapshot,
)


class LiveCustomer(Wire):
    """Whether a customer is there."""

    present: bool | None = Field(description="Null while nobody knows.")
    since_utc: datetime | None = Field(description="When they came.")
    waiting_s: Tenths | None = Field(
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
    since_s: Thousandths | None = Field(description="Seconds since then.")
    inferred: bool = Field(
        description="The eyes were not seen: the head tells, or lids that hide them."
    )
    reason: Reason | None = Field(
        description="Why the state is `unknown`, for most of the last seconds; null where it is "
        "another."
    )
    sample_utc: datetime | None = Field(description="Time of the newest sample.")
    freshness_ms: Tenths | None = Field(description="Age of the newest sample, milliseconds.")
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
    today: SpanFigures = Field(
        description="Since midnight of the site, as far as it is published: volumes up to now, and "
        "of the eyes what closed hours tell. All of today is in the own view, "
        "`/counters/{counter}/today`."
    )
    camera: Camera = Field(description="How its camera does.")


def live_counter(snapshot: CounterSnapshot) -> LiveCounter:
    """The wire form of a snapshot."""
    session = snapshot.session
    return LiveCounter(
        counter=snapshot.counter,
        name=snapshot.name,
        state=snapshot.state,
        since_utc=snapshot.since_utc,
        since_s=snapshot.since_s,
        inferred=snapshot.inferred,
        reason=snapshot.reason,
        sample_utc=snapshot.sample_utc,
        freshness_ms=snapshot.freshness_ms,
        stale=snapshot.stale,
        stale_after_ms=STALE_AFTER_MS,
        calibrated=snapshot.calibration.calibrated,
        calibration=Calibration.model_validate(snapshot.calibration),
        customer=LiveCustomer.model_validate(snapshot.customer),
        pause=LivePause.model_validate(snapshot.pause),
        session=None if session is None else live_session(session),
        today=span_figures(snapshot.today),
        camera=Camera.model_validate(snapshot.camera),
    )


def live_session(running: SessionSnapshot) -> LiveSession:
    """The wire form of the session that runs."""
    return LiveSession.model_validate(running)
