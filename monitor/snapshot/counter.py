"""One counter, now: built once, and the only thing that anybody who follows a counter is given.

What is measured comes in as a `CounterMoment`, on the clocks of the fold and with volumes alone.
What the eyes did today comes in as `SpanFigures`, which the publication rule has gated already. So
nothing that takes snapshots can tell more than the rule lets out, however it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from monitor.attention.state import Reason, State
from monitor.metrics.rollup import local_time
from monitor.metrics.session import Session
from monitor.metrics.volumes import Volumes
from monitor.snapshot.camera import STALE_AFTER_S, CameraStatus
from monitor.snapshot.figures import SpanFigures
from monitor.units import CounterId, Ns, UtcNs, deg_from_rad, ms_from_ns, s_from_ns

STALE_AFTER_MS: Final = 1000.0 * STALE_AFTER_S


class PauseReason(StrEnum):
    """Why a counter is paused. By hand wins: it lasts until somebody resumes."""

    HAND = "hand"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PauseView:
    """Whether a counter is paused, why and since when; both None while it measures."""

    counter: CounterId
    reason: PauseReason | None
    since_utc_ns: UtcNs | None

    @property
    def paused(self) -> bool:
        """Nothing is measured, and the camera is off."""
        return self.reason is not None


@dataclass(frozen=True, slots=True)
class CounterInfo:
    """One counter, as far as it does not change from sample to sample."""

    counter: CounterId
    name: str
    time_zone: str
    calibrated: bool
    calibrated_utc_ns: UtcNs | None = None


@dataclass(frozen=True, slots=True)
class CounterMoment:
    """Where a counter stands, as its recorder knows it.

    Attributes:
        state: None before the first sample and while nothing is known.
        inferred: the eyes were not seen: the head tells, or lids that hide them.
        since_utc_ns: when that state began.
        sample_utc_ns: time of the newest sample, None before the first.
        sample_t_ns: the same on the monotonic clock, for its age.
        volumes: how much was measured since local midnight.
        suspected_shift_rad: how far the camera seems to have been moved since the calibration,
            None while nothing is suspected. It changes no state.
        presence: a customer is there, or not; None while nobody knows.
        present_since_utc_ns: when the customer came, None while none is known to be there.
        waiting_since_utc_ns: when the customer who is there was last looked at, or came; None with
            eyes on the customer, or where nobody can tell.
        session: the training session that runs.
        reason: why the state is `unknown`, for most of the last seconds; None where it is another.
    """

    state: State | None
    inferred: bool
    since_utc_ns: UtcNs | None
    sample_utc_ns: UtcNs | None
    sample_t_ns: Ns | None
    volumes: Volumes
    suspected_shift_rad: float | None = None
    presence: bool | None = None
    present_since_utc_ns: UtcNs | None = None
    waiting_since_utc_ns: UtcNs | None = None
    session: Session | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class CalibrationSnapshot:
    """Whether a counter is calibrated, since when, and how far the camera seems to have moved."""

    calibrated: bool
    calibrated_utc: datetime | None
    suspected_shift_deg: float | None


@dataclass(frozen=True, slots=True)
class CustomerSnapshot:
    """Whether a customer is there.

    Attributes:
        present: None while nobody knows.
        since_utc: when they came.
        waiting_s: how long they have waited for a look at them; None with eyes on them.
        cue_after_s: from so long a wait on, the person at the counter wants to be told; 0: never.
        cue_due: it is so long.
    """

    present: bool | None
    since_utc: datetime | None
    waiting_s: float | None = field(compare=False)
    cue_after_s: float
    cue_due: bool


@dataclass(frozen=True, slots=True)
class PauseSnapshot:
    """Whether measuring is switched off. A paused counter has no sample and is not stale."""

    paused: bool
    reason: PauseReason | None
    since_utc: datetime | None


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """The training session that runs, told wherever the counter is shown."""

    session: str
    name: str
    start_utc: datetime


@dataclass(frozen=True, slots=True)
class CounterSnapshot:
    """One counter, now. Two are equal when they differ in nothing but their ages.

    Attributes:
        counter: its name in the settings.
        name: its name for people.
        state: None while nothing is known; `paused` while measuring is switched off.
        inferred: the eyes were not seen: the head tells, or lids that hide them.
        reason: why the state is `unknown`, for most of the last seconds; None where it is another.
        since_utc: when the state began.
        since_s: seconds since then.
        sample_utc: time of the newest sample, None before the first.
        freshness_ms: its age, milliseconds.
        stale: it is older than `STALE_AFTER_MS`, or there is none; never while paused.
        today: what is published of today so far: volumes up to this moment, and of the eyes what
            closed hours tell. The time of a training session is in its `practice_s` alone.
        camera: what the camera that looks at the attendant does.
        taken_t_ns: when these ages were so, on the monotonic clock.
    """

    counter: CounterId
    name: str
    state: State | None
    inferred: bool
    reason: Reason | None
    since_utc: datetime | None
    since_s: float | None = field(compare=False)
    sample_utc: datetime | None
    freshness_ms: float | None = field(compare=False)
    stale: bool
    calibration: CalibrationSnapshot
    customer: CustomerSnapshot
    pause: PauseSnapshot
    session: SessionSnapshot | None
    today: SpanFigures
    camera: CameraStatus
    taken_t_ns: Ns = field(compare=False)


def counter_snapshot(
    info: CounterInfo,
    moment: CounterMoment,
    pause: PauseView,
    camera: CameraStatus,
    today: SpanFigures,
    *,
    cue_after_s: float,
    now_utc_ns: UtcNs,
    now_t_ns: Ns,
) -> CounterSnapshot:
    """What a counter does now.

    Args:
        info: the counter.
        moment: where it stands.
        pause: whether it is paused, which goes before what was measured.
        camera: what its camera does.
        today: what is published of today.
        cue_after_s: from so long a wait of a customer on a cue is due; 0: never.
        now_utc_ns: the wall clock.
        now_t_ns: the monotonic clock.
    """
    since_ns = pause.since_utc_ns if pause.paused else moment.since_utc_ns
    waiting_ns = None if pause.paused else moment.waiting_since_utc_ns
    sample_t_ns = moment.sample_t_ns
    shift_rad = moment.suspected_shift_rad
    waiting_s = _age_s(waiting_ns, now_utc_ns)
    freshness_ms = None if sample_t_ns is None else max(ms_from_ns(now_t_ns - sample_t_ns), 0.0)
    session = moment.session
    return CounterSnapshot(
        counter=info.counter,
        name=info.name,
        state=State.PAUSED if pause.paused else moment.state,
        inferred=moment.inferred,
        reason=None if pause.paused else moment.reason,
        since_utc=_moment(since_ns),
        since_s=_age_s(since_ns, now_utc_ns),
        sample_utc=_moment(moment.sample_utc_ns),
        freshness_ms=freshness_ms,
        stale=_stale(freshness_ms, paused=pause.paused),
        calibration=CalibrationSnapshot(
            calibrated=info.calibrated,
            calibrated_utc=_moment(info.calibrated_utc_ns),
            suspected_shift_deg=None if shift_rad is None else deg_from_rad(shift_rad),
        ),
        customer=CustomerSnapshot(
            present=moment.presence,
            since_utc=_moment(moment.present_since_utc_ns),
            waiting_s=waiting_s,
            cue_after_s=cue_after_s,
            cue_due=_cue_due(waiting_s, cue_after_s),
        ),
        pause=PauseSnapshot(pause.paused, pause.reason, _moment(pause.since_utc_ns)),
        session=None
        if session is None
        else SessionSnapshot(session.session_id, session.name, _utc(session.start_utc_ns)),
        today=today,
        camera=camera,
        taken_t_ns=now_t_ns,
    )


def later(snapshot: CounterSnapshot, now_t_ns: Ns) -> CounterSnapshot:
    """The same moment, seen later: all ages have grown, and what depends on them follows.

    However long nobody has taken a new one, a snapshot never looks fresher than it is.
    """
    passed_s = max(s_from_ns(now_t_ns - snapshot.taken_t_ns), 0.0)
    customer, freshness_ms = snapshot.customer, _grown(snapshot.freshness_ms, passed_s * 1000)
    waiting_s = _grown(customer.waiting_s, passed_s)
    return replace(
        snapshot,
        since_s=_grown(snapshot.since_s, passed_s),
        freshness_ms=freshness_ms,
        stale=_stale(freshness_ms, paused=snapshot.pause.paused),
        customer=replace(
            customer, waiting_s=waiting_s, cue_due=_cue_due(waiting_s, customer.cue_after_s)
        ),
        taken_t_ns=now_t_ns,
    )


def _stale(freshness_ms: float | None, *, paused: bool) -> bool:
    return not paused and (freshness_ms is None or freshness_ms > STALE_AFTER_MS)


def _cue_due(waiting_s: float | None, cue_after_s: float) -> bool:
    return cue_after_s > 0 and waiting_s is not None and waiting_s >= cue_after_s


def _grown(age: float | None, passed: float) -> float | None:
    return None if age is None else age + passed


def _age_s(since_utc_ns: UtcNs | None, now_utc_ns: UtcNs) -> float | None:
    # A clock that was set back makes no negative age.
    return None if since_utc_ns is None else max(s_from_ns(now_utc_ns - since_utc_ns), 0.0)


def _moment(utc_ns: UtcNs | None) -> datetime | None:
    return None if utc_ns is None else _utc(utc_ns)


def _utc(utc_ns: UtcNs) -> datetime:
    return local_time(utc_ns, UTC)
