"""How a running service does: store, cameras and the hourly work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor import __version__
from monitor.errors import StoreError
from monitor.ports import CameraStatus, MetricsStore, StoreInfo
from monitor.runtime.counter.live_counter import LiveCounter
from monitor.runtime.ended_threads import RESTART
from monitor.runtime.site.housekeeping import Housekeeping, HousekeepingHealth
from monitor.runtime.site.writing import StoreWriter
from monitor.units import CounterId, UtcNs


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """The database. `problem`: why it cannot be written; meanwhile `pending_minutes` wait."""

    ok: bool
    problem: str | None
    info: StoreInfo | None
    pending_minutes: int


@dataclass(frozen=True, slots=True)
class RuntimeHealth:
    """Everything that can be well or unwell.

    `presence_cameras` are second cameras that look for customers, of the counters that have one.
    """

    version: str
    started_utc_ns: UtcNs
    store: StoreHealth
    counters: Mapping[CounterId, CameraStatus]
    presence_cameras: Mapping[CounterId, CameraStatus] = field(
        default_factory=dict[CounterId, CameraStatus]
    )
    housekeeping: HousekeepingHealth = field(default_factory=HousekeepingHealth)


def runtime_health(
    started_utc_ns: UtcNs,
    store: MetricsStore,
    writer: StoreWriter,
    housekeeping: Housekeeping,
    counters: Mapping[CounterId, LiveCounter],
    *,
    writing_ended: bool,
) -> RuntimeHealth:
    """Store, cameras and the hourly work; a database that cannot be asked is a problem told.

    `writing_ended`: nothing is written any more, though it should be.
    """
    info: StoreInfo | None = None
    problem = f"what writes into the database: {RESTART}" if writing_ended else writer.problem
    hourly = HousekeepingHealth(problem=housekeeping.problem)
    try:
        info = store.info()
        hourly = housekeeping.health()
    except StoreError as error:
        problem = problem or str(error)
    second = {key: each.second_camera() for key, each in counters.items()}
    return RuntimeHealth(
        __version__,
        started_utc_ns,
        StoreHealth(problem is None, problem, info, writer.pending_minutes()),
        {key: each.camera() for key, each in counters.items()},
        {key: each for key, each in second.items() if each is not None},
        hourly,
    )
