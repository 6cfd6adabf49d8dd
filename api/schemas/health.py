"""How the service does, on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from api.schemas.calibration import Calibration
from api.schemas.camera import Camera, camera
from api.schemas.numbers import Wire, seconds, utc_text
from api.served import ServedHealth, ServedStoreHealth
from monitor.runtime.broadcast import CameraHealth
from monitor.units import UtcNs


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
    address: str | None = Field(description="Its file, or its server without the password.")
    revision: str | None = Field(description="Version of its schema.")
    size_bytes: int | None = Field(description="What it takes on the disk, bytes.")
    oldest_utc: datetime | None = Field(description="Start of the oldest minute kept.")
    newest_utc: datetime | None = Field(description="Start of the newest minute kept.")


class Health(Wire):
    """How everything does."""

    status: Status = Field(
        description="`ok`: database and every camera work. `degraded`: something works. `down`: "
        "neither the database nor any camera does; sent with HTTP status 503."
    )
    version: str
    started_utc: datetime
    uptime_s: float = Field(description="Seconds since the start.")
    lock_enforced: bool = Field(description="Every worker is denied files and network.")
    store: StoreState
    cameras: dict[str, Camera] = Field(description="The camera of every counter, by its name.")
    calibrations: dict[str, Calibration] = Field(
        description="The calibration of every counter, by its name."
    )


def health(
    served: ServedHealth, now_utc_ns: UtcNs, calibrations: Mapping[str, Calibration]
) -> Health:
    """The wire form of a health record."""
    working = [each.health is CameraHealth.OK for each in served.counters.values()]
    locks = [each.lock for each in served.counters.values()]
    return Health(
        status=_status(working, store_ok=served.store.ok),
        version=served.version,
        started_utc=utc_text(served.started_utc_ns),
        uptime_s=max(seconds(now_utc_ns - served.started_utc_ns), 0.0),
        lock_enforced=bool(locks) and all(lock is not None and lock.enforced for lock in locks),
        store=_store(served.store),
        cameras={counter: camera(status) for counter, status in served.counters.items()},
        calibrations=dict(calibrations),
    )


def _status(working: list[bool], *, store_ok: bool) -> Status:
    if store_ok and all(working):
        return Status.OK
    return Status.DEGRADED if store_ok or any(working) else Status.DOWN


def _store(served: ServedStoreHealth) -> StoreState:
    info = served.info
    oldest = info.oldest_utc_ns if info else None
    newest = info.newest_utc_ns if info else None
    return StoreState(
        ok=served.ok,
        problem=served.problem,
        pending_minutes=served.pending_minutes,
        address=info.address if info else None,
        revision=info.revision if info else None,
        size_bytes=info.size_bytes if info else None,
        oldest_utc=None if oldest is None else utc_text(oldest),
        newest_utc=None if newest is None else utc_text(newest),
    )
