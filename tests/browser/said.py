"""What a played counter is said to do, as the snapshot that the real service would make of it."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from monitor.attention.state import State
from monitor.metrics.atoms import closed_until
from monitor.metrics.buckets import Bucket
from monitor.metrics.content import volumes_of
from monitor.metrics.publication import publish
from monitor.metrics.rollup import Span, day_of
from monitor.metrics.session import Session
from monitor.ports import CameraHealth, CameraStatus, Clock, LockStatus
from monitor.settings import Settings, publish_params
from monitor.snapshot.counter import (
    CounterInfo,
    CounterMoment,
    CounterSnapshot,
    PauseReason,
    PauseView,
    counter_snapshot,
)
from monitor.snapshot.figures import published
from monitor.units import CounterId, Ns, UtcNs

LOCK = LockStatus(enforced=True, files_denied=True, network_denied=True, reason=None)
CAMERA = CameraStatus(CameraHealth.OK, "rtsp://***@camera/1", None, 640, 480, 9.87654, 3, 1, LOCK)
NOTHING = Bucket(UtcNs(0))


@dataclass(frozen=True)
class Said:
    """What a counter's parts say."""

    name: str
    state: State | None = State.CUSTOMER
    since_utc_ns: UtcNs | None = None
    inferred: bool = False
    sample_utc_ns: UtcNs | None = None
    sample_t_ns: Ns | None = None
    today: Bucket = NOTHING
    calibrated: bool = False
    camera: CameraStatus = CAMERA
    calibrated_utc_ns: UtcNs | None = None
    suspected_shift_rad: float | None = None
    presence: bool | None = None
    present_since_utc_ns: UtcNs | None = None
    waiting_since_utc_ns: UtcNs | None = None
    cue_after_s: float = 15.0
    paused_since_utc_ns: UtcNs | None = None
    pause_reason: PauseReason | None = None
    session: Session | None = None


def snapshot_of(
    counter: CounterId, said: Said, zone: ZoneInfo, settings: Settings, clock: Clock
) -> CounterSnapshot:
    """The snapshot of a counter of which no hour of today has closed yet."""
    now, params = clock.utc_ns(), publish_params(settings)
    volumes = volumes_of(said.today)
    span = Span(day_of(now, zone).start_utc_ns, now)
    return counter_snapshot(
        CounterInfo(
            counter, said.name, zone.key, said.calibrated, calibrated_utc_ns=said.calibrated_utc_ns
        ),
        CounterMoment(
            state=said.state,
            inferred=said.inferred,
            since_utc_ns=said.since_utc_ns,
            sample_utc_ns=said.sample_utc_ns,
            sample_t_ns=said.sample_t_ns,
            volumes=volumes,
            suspected_shift_rad=said.suspected_shift_rad,
            presence=said.presence,
            present_since_utc_ns=said.present_since_utc_ns,
            waiting_since_utc_ns=said.waiting_since_utc_ns,
            session=said.session,
        ),
        PauseView(counter, said.pause_reason, said.paused_since_utc_ns),
        said.camera,
        published(publish(span, volumes, (), params, closed_until(now, params))),
        cue_after_s=said.cue_after_s,
        now_utc_ns=now,
        now_t_ns=clock.monotonic_ns(),
    )
