"""One worked example for every answer, made by the very code that makes the answers."""

from __future__ import annotations

import json
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from api.schemas.camera import Camera
from api.schemas.counters import Counter
from api.schemas.health import Health, Removed, Retention, Status, StoreState
from api.schemas.live import live_counter
from api.schemas.metrics import Metrics, metrics, published_bucket, published_figures
from api.schemas.numbers import utc_text
from api.schemas.thresholds import thresholds
from monitor import __version__
from monitor.attention.state import Area, State
from monitor.metrics.atoms import atoms
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.intervals import span_intervals
from monitor.metrics.rollup import Span, Step, roll_up, spans
from monitor.metrics.suppression import PublishParams
from monitor.metrics.tallies import DurationTally
from monitor.pipeline import CoreParams
from monitor.ports import CameraHealth, CameraStatus, LockStatus
from monitor.runtime.counter.publishing import History, Published
from monitor.snapshot.counter import CounterInfo, CounterMoment, PauseView, counter_snapshot
from monitor.units import CounterId, Ns, UtcNs, ns_from_s

_ZONE: Final = ZoneInfo("Europe/Madrid")
_COUNTER: Final = CounterId("main")
_MORNING: Final = UtcNs(1_774_771_200 * 1_000_000_000)  # 2026-03-29 08:00 UTC, 10:00 in Madrid
_NOW: Final = UtcNs(_MORNING + 30 * MINUTE_NS)
_PARAMS: Final = PublishParams()


def json_example(value: object) -> dict[str, Any]:
    """OpenAPI's way to attach an example to a JSON answer; `with_examples` finishes it."""
    return {"content": {"application/json": {"example": json.dumps(value)}}}


def with_examples(described: dict[str, Any]) -> dict[str, Any]:
    """Turn every example of a JSON answer from text into JSON, in place.

    It goes through FastAPI as text, because FastAPI would leave out whatever is null.
    """
    for methods in described["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                for media_type, body in answer["content"].items():
                    if media_type.endswith("json") and isinstance(body["example"], str):
                        body["example"] = json.loads(body["example"])
    return described


def _plain(model: BaseModel) -> Any:  # noqa: ANN401 - a JSON tree
    return model.model_dump(mode="json", by_alias=True)


def _minute(index: int) -> Bucket:
    tally = DurationTally()
    for dwell_s in (0.8, 1.6, 4.2):
        tally = tally.with_duration(ns_from_s(dwell_s))
    return Bucket(
        UtcNs(_MORNING + index * MINUTE_NS),
        {
            State.CUSTOMER: ns_from_s(31.2 - index % 7),
            State.DEVICE: ns_from_s(14.4),
            State.ELSEWHERE: ns_from_s(6.3),
            State.UNKNOWN: ns_from_s(5.1),
            State.ABSENT: ns_from_s(2.5),
        },
        inferred_ns=ns_from_s(1.2),
        gap_ns=ns_from_s(0.5),
        samples=590,
        glances={Area.CUSTOMER: tally, Area.DEVICE: tally},
    )


_MINUTES: Final = tuple(_minute(index) for index in range(30))
_WITHIN: Final = Span(_MORNING, UtcNs(_MORNING + 60 * MINUTE_NS))
_CAMERA: Final = CameraStatus(
    health=CameraHealth.OK,
    address="rtsp://monitor:***@192.168.1.20/stream1",
    problem=None,
    width_px=1280,
    height_px=720,
    rate_per_s=10.0,
    dropped=12,
    restarts=0,
    lock=LockStatus(enforced=True, files_denied=True, network_denied=True, reason=None),
)
_LOST: Final = CameraStatus(
    health=CameraHealth.LOST,
    address="rtsp://monitor:***@192.168.1.20/stream1",
    problem="rtsp://monitor:***@192.168.1.20/stream1: no answer from 192.168.1.20 port 554 within "
    "5 s: accepted is a camera that is switched on and reachable",
    width_px=None,
    height_px=None,
    rate_per_s=None,
    dropped=12,
    restarts=3,
    lock=None,
    cause="host_silent",
)


def _published() -> Published:
    hour = roll_up(_MINUTES, spans(_WITHIN, Step.HOUR, _ZONE))
    closed = _WITHIN.end_utc_ns
    history = History(
        _COUNTER, _ZONE, _PARAMS, _WITHIN, hour, atoms(hour, _ZONE, _PARAMS, closed), closed
    )
    (shown,) = history.publish(hour)
    return Published(shown, span_intervals(shown, _MINUTES))


_TOLD: Final = _published()
_LIVE: Final = live_counter(
    counter_snapshot(
        CounterInfo(
            _COUNTER,
            "Mostrador principal",
            _ZONE.key,
            calibrated=True,
            calibrated_utc_ns=UtcNs(_MORNING - 24 * 60 * MINUTE_NS),
        ),
        CounterMoment(
            state=State.CUSTOMER,
            inferred=False,
            since_utc_ns=UtcNs(_NOW - ns_from_s(2.4)),
            sample_utc_ns=UtcNs(_NOW - ns_from_s(0.08)),
            sample_t_ns=Ns(0),
            volumes=_TOLD.shown.volumes,
        ),
        PauseView(_COUNTER, None, None),
        _CAMERA,
        _TOLD.figures,
        cue_after_s=15.0,
        now_utc_ns=_NOW,
        now_t_ns=ns_from_s(0.08),
    )
)

COUNTERS: Final = [
    _plain(
        Counter(
            counter=_COUNTER,
            name="Mostrador principal",
            time_zone=_ZONE.key,
            calibrated=True,
            thresholds=thresholds(CoreParams()),
        )
    )
]
NOW: Final = [_plain(_LIVE)]
LIVE_EVENT: Final = f"event: counter\ndata: {_LIVE.model_dump_json()}\n\n"


def _metrics() -> Metrics:
    buckets = (published_bucket(_TOLD, _ZONE),)
    return metrics(_COUNTER, _WITHIN, Step.HOUR, _ZONE, buckets, published_figures(_TOLD))


METRICS: Final = _plain(_metrics())


def _health(status: Status, problem: str | None, shown: CameraStatus) -> Any:  # noqa: ANN401
    return _plain(
        Health(
            status=status,
            version=__version__,
            started_utc=utc_text(_MORNING),
            uptime_s=1800.0,
            lock_enforced=shown.lock is not None,
            store=StoreState(
                ok=problem is None,
                problem=problem,
                pending_minutes=0 if problem is None else 7,
                late_minutes=0,
                address="/var/lib/mostrador/mostrador.db",
                revision="0001",
                size_bytes=4_194_304,
                oldest_utc=utc_text(_MORNING),
                newest_utc=utc_text(_MORNING + 29 * MINUTE_NS),
            ),
            retention=Retention(
                last_run_utc=utc_text(_MORNING),
                removed=Removed(
                    minutes=60,
                    hours=0,
                    encounters=14,
                    sessions=0,
                    presence_events=28,
                    corrections=0,
                ),
                oldest_utc=utc_text(_MORNING),
                problem=problem,
            ),
            cameras={_COUNTER: Camera.model_validate(shown)},
            presence_cameras={},
            calibrations={_COUNTER: _LIVE.calibration},
        )
    )


HEALTH: Final = _health(Status.OK, None, _CAMERA)
DOWN: Final = _health(
    Status.DOWN,
    "the disk that holds the database /var/lib/mostrador/mostrador.db is full",
    _LOST,
)
