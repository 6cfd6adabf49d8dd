"""How a running service does, and what its counters are: plain records for the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.ports import StoreInfo
from monitor.runtime.broadcast import CameraStatus
from monitor.runtime.housekeeping import HousekeepingHealth
from monitor.units import CounterId, UtcNs


@dataclass(frozen=True, slots=True)
class CounterInfo:
    """One counter, as far as it does not change from sample to sample."""

    counter: CounterId
    name: str
    time_zone: str
    calibrated: bool
    calibrated_utc_ns: UtcNs | None = None


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
