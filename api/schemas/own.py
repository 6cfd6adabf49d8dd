"""The view of the person at the counter, on the wire: all that is computed about today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.calibration import (
    CalibratedArea,
    LowestCustomer,
    calibrated_area,
    lowest_customer,
)
from api.schemas.live import LivePause, LiveSession
from api.schemas.metrics import SpanFigures, span_figures
from api.schemas.numbers import Wire, seconds, utc_text
from api.schemas.sessions import EncounterState, encounter_state
from api.schemas.thresholds import Thresholds, thresholds
from monitor.attention.basis import Basis
from monitor.attention.encounters import Encounter
from monitor.metrics.buckets import Bucket, total
from monitor.metrics.intervals import intervals
from monitor.metrics.retention import RetentionParams
from monitor.metrics.rollup import Span, local_time
from monitor.metrics.sampling_units import Unit, five_minutes
from monitor.metrics.suppression import PublishParams
from monitor.metrics.volumes import volumes_of
from monitor.pipeline import CoreParams
from monitor.runtime.counter.corrections import LookAway, LookAwaysToday
from monitor.snapshot.counter import PauseView
from monitor.snapshot.figures import whole
from monitor.units import CounterId


class CorrectionRequest(BaseModel):
    """Which long look-away was work."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    onset: str = Field(
        description="Its name, as the list of today gives it.", examples=["1774771203250000000"]
    )


class LookAwayState(Wire):
    """One long look-away of today."""

    onset: str = Field(description="Its name: take it as it is.")
    onset_utc: datetime = Field(description="When it began.")
    dwell_s: float = Field(description="How long it lasted, seconds.")
    prolonged: bool = Field(description="`prolonged_look_away_s` or more.")
    corrected: bool = Field(description="Somebody said that it was work.")


class LookAways(Wire):
    """Looks at the device of `long_look_away_s` or more."""

    items: list[LookAwayState] = Field(description="One each, in order.")
    complete: bool = Field(
        description="False: the service was started in the course of the day, and of what came "
        "before only corrected ones are listed."
    )
    listed_since_utc: datetime = Field(description="From when on every one is listed.")
    corrected: int = Field(description="How many were work. They stay in every other number.")
    corrected_s: float = Field(description="Their lengths together, seconds.")


class KeptFor(Wire):
    """How long things are kept. Frames, crops, landmarks, sound: never, anywhere."""

    minutes_s: float = Field(description="Sums per minute, seconds.")
    hours_months: int = Field(description="Sums per hour, months.")
    encounters_s: float = Field(description="Single encounters, seconds; then only their sums.")
    sessions_s: float = Field(description="Training sessions, seconds, unless removed before.")


class OwnToday(Wire):
    """Everything computed about today at one counter."""

    counter: str = Field(description="Name in the settings.")
    name: str = Field(description="Name for people.")
    time_zone: str = Field(description="IANA name of the counter's zone.")
    calibrated: bool = Field(description="False while angles are relative to the camera.")
    from_: datetime = Field(alias="from", description="Start of the day, on the clock of the site.")
    to: datetime = Field(description="Now.")
    sums: SpanFigures = Field(
        description="Every number, of the time with a customer where that is known, with nothing "
        "withheld. Only `customer_gaze_share` says whether enough is behind it for others."
    )
    all_time: SpanFigures = Field(description="The same of all time, with and without a customer.")
    encounters: list[EncounterState] = Field(
        description="One by one, in order; kept for as long as `retention` says."
    )
    look_aways: LookAways = Field(description="Long looks at the device.")
    pause: LivePause = Field(description="Whether measuring is switched off.")
    session: LiveSession | None = Field(
        description="The training session that runs; null while none does."
    )
    areas: list[CalibratedArea] = Field(description="What counts as customer, device and work.")
    lowest: LowestCustomer | None = Field(
        description="Where the lowest customer's face is; null where no calibration looked there."
    )
    thresholds: Thresholds = Field(description="What decides.")
    cue_after_s: float = Field(
        description="A customer who has waited longer without a look makes `cue_due`; 0: never."
    )
    retention: KeptFor = Field(description="How long things are kept.")


def look_away_state(found: LookAway) -> LookAwayState:
    """The wire form of a long look-away."""
    return LookAwayState(
        onset=str(found.onset_utc_ns),
        onset_utc=utc_text(found.onset_utc_ns),
        dwell_s=seconds(found.dwell_ns),
        prolonged=found.prolonged,
        corrected=found.corrected,
    )


def look_aways(found: LookAwaysToday) -> LookAways:
    """The wire form of all of today."""
    corrected = [each for each in found.items if each.corrected]
    return LookAways(
        items=[look_away_state(each) for each in found.items],
        complete=found.complete,
        listed_since_utc=utc_text(found.listed_since_utc_ns),
        corrected=len(corrected),
        corrected_s=seconds(sum(each.dwell_ns for each in corrected)),
    )


def pause_state(view: PauseView) -> LivePause:
    """The wire form of a pause."""
    since = view.since_utc_ns
    return LivePause(
        paused=view.paused, reason=view.reason, since_utc=None if since is None else utc_text(since)
    )


def retention(params: RetentionParams) -> KeptFor:
    """The wire form of how long things are kept."""
    return KeptFor(
        minutes_s=params.minutes_days * 86400.0,
        hours_months=params.hours_months,
        encounters_s=params.encounters_hours * 3600.0,
        sessions_s=params.sessions_days * 86400.0,
    )


def own_today(
    about: tuple[CounterId, str, bool],
    span: Span,
    zone: ZoneInfo,
    minutes: Sequence[Bucket],
    encounters: Sequence[Encounter],
    seen: LookAwaysToday,
    standing: tuple[PauseView, LiveSession | None],
    rules: tuple[CoreParams, PublishParams, RetentionParams, float],
) -> OwnToday:
    """All of it.

    Args:
        about: id of the counter, its name, whether it is calibrated.
        span: from the start of the day until now.
        zone: the counter's.
        minutes: today's.
        encounters: today's.
        seen: its long look-aways.
        standing: whether it is paused, and the session that runs.
        rules: what decides, what is enough for others, how long things are kept, and after how many
            seconds the cue comes.
    """
    counter, name, calibrated = about
    pause, session = standing
    params, publishing, kept, cue_after_s = rules
    bucket = total(minutes, span.start_utc_ns)
    basis = volumes_of(bucket).basis
    drawn = intervals(five_minutes(minutes, basis), Unit.FIVE_MINUTES)
    return OwnToday(
        counter=counter,
        name=name,
        time_zone=zone.key,
        calibrated=calibrated,
        to=local_time(span.end_utc_ns, zone),
        sums=span_figures(whole(span, bucket, publishing, drawn)),
        all_time=span_figures(whole(span, bucket, publishing, basis=Basis.ALL)),
        encounters=[encounter_state(each) for each in encounters],
        look_aways=look_aways(seen),
        pause=pause_state(pause),
        session=session,
        areas=[calibrated_area(each) for each in params.areas.areas],
        lowest=lowest_customer(params.areas.lowest),
        thresholds=thresholds(params),
        cue_after_s=cue_after_s,
        retention=retention(kept),
        **{"from": local_time(span.start_utc_ns, zone)},
    )
