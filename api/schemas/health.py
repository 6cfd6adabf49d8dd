"""How the service does, on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from api.schemas.calibration import Calibration
from api.schemas.camera import Camera
from api.schemas.numbers import Wire, seconds, utc_text
from monitor.ports import CameraHealth, CameraStatus
from monitor.runtime.site.health import RuntimeHealth, StoreHealth
from monitor.runtime.site.housekeeping import HousekeepingHealth
from monitor.units import CounterId, UtcNs


class Status(StrEnum):
    """The service as a whole."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


class StoreState(Wire):
    """The database."""

    ok: bool = Field(description="The last write worked.")
    problem: str | None = Field(description="One sentence when it did not.")
    pending_minutes: int = Field(description="Minutes in memory that wait to be written.")
    late_minutes: int = Field(
        description="Minutes left out since the beginning: they came when the others of their hour "
        "were gone, and nobody could say whether its sum held them already."
    )
    address: str | None = Field(description="Its file, or its server without the password.")
    revision: str | None = Field(description="Version of its schema.")
    size_bytes: int | None = Field(description="What it takes on the disk, bytes.")
    oldest_utc: datetime | None = Field(description="Start of the oldest minute kept.")
    newest_utc: datetime | None = Field(description="Start of the newest minute kept.")


class Removed(Wire):
    """How many rows went in the last run."""

    minutes: int = Field(description="Sums per minute.")
    hours: int = Field(description="Sums per hour.")
    encounters: int = Field(description="Single encounters.")
    sessions: int = Field(description="Training sessions.")
    presence_events: int = Field(description="Events of presence.")
    corrections: int = Field(description="Look-aways that were said to be work.")


class Retention(Wire):
    """The hourly work: closed hours are summed, and what is too old is removed."""

    last_run_utc: datetime | None = Field(description="Null before the first time.")
    removed: Removed = Field(description="Rows removed then, by what they were.")
    oldest_utc: datetime | None = Field(description="Start of the oldest minute kept.")
    problem: str | None = Field(
        description="One sentence while the newest try failed; it is tried again each minute."
    )


class Health(Wire):
    """How everything does."""

    status: Status = Field(
        description="`ok`: database and every camera work, those of paused counters being off as "
        "they should. `degraded`: something works. `down`: neither the database nor any camera "
        "does; sent with HTTP status 503."
    )
    version: str = Field(description="Of Mostrador.")
    started_utc: datetime = Field(description="When the service started.")
    uptime_s: float = Field(description="Seconds since the start.")
    lock_enforced: bool = Field(
        description="Every process that handles pictures is denied all else."
    )
    store: StoreState = Field(description="The database.")
    retention: Retention = Field(description="The hourly work.")
    cameras: dict[str, Camera] = Field(description="The camera of every counter, by its name.")
    presence_cameras: dict[str, Camera] = Field(
        description="Second cameras that look for customers, by the name of their counter."
    )
    calibrations: dict[str, Calibration] = Field(
        description="The calibration of every counter, by its name."
    )


def health(
    served: RuntimeHealth, now_utc_ns: UtcNs, calibrations: Mapping[str, Calibration]
) -> Health:
    """The wire form of a health record."""
    cameras = (*served.counters.values(), *served.presence_cameras.values())
    working = [each.health in {CameraHealth.OK, CameraHealth.OFF} for each in cameras]
    # A camera that is off has no worker that could do anything.
    working_cameras = [each for each in cameras if each.health is not CameraHealth.OFF]
    locks = [each.lock for each in working_cameras]
    locks += [each.relay_lock for each in working_cameras if each.relay_lock is not None]
    return Health(
        status=_status(
            working, store_ok=served.store.ok, hourly_ok=served.housekeeping.problem is None
        ),
        version=served.version,
        started_utc=utc_text(served.started_utc_ns),
        uptime_s=max(seconds(now_utc_ns - served.started_utc_ns), 0.0),
        lock_enforced=all(lock is not None and lock.enforced for lock in locks),
        store=_store(served.store),
        retention=_retention(served.housekeeping),
        cameras=_cameras(served.counters),
        presence_cameras=_cameras(served.presence_cameras),
        calibrations=dict(calibrations),
    )


def _retention(served: HousekeepingHealth) -> Retention:
    ran, oldest = served.last_run_utc_ns, served.oldest_utc_ns
    return Retention(
        last_run_utc=None if ran is None else utc_text(ran),
        removed=Removed(**{name: served.removed.get(name, 0) for name in Removed.model_fields}),
        oldest_utc=None if oldest is None else utc_text(oldest),
        problem=served.problem,
    )


def _status(working: list[bool], *, store_ok: bool, hourly_ok: bool) -> Status:
    if store_ok and hourly_ok and all(working):
        return Status.OK
    return Status.DEGRADED if store_ok or any(working) else Status.DOWN


def _store(served: StoreHealth) -> StoreState:
    info = served.info
    oldest = info.oldest_utc_ns if info else None
    newest = info.newest_utc_ns if info else None
    return StoreState(
        ok=served.ok,
        problem=served.problem,
        pending_minutes=served.pending_minutes,
        late_minutes=info.late_minutes if info else 0,
        address=info.address if info else None,
        revision=info.revision if info else None,
        size_bytes=info.size_bytes if info else None,
        oldest_utc=None if oldest is None else utc_text(oldest),
        newest_utc=None if newest is None else utc_text(newest),
    )


def _cameras(found: Mapping[CounterId, CameraStatus]) -> dict[str, Camera]:
    return {counter: Camera.model_validate(status) for counter, status in found.items()}
