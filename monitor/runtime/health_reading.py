"""How a running service does, asked of its parts."""

from __future__ import annotations

from collections.abc import Mapping

from monitor import __version__
from monitor.errors import StoreError
from monitor.ports import MetricsStore, StoreInfo
from monitor.runtime.ended_threads import RESTART
from monitor.runtime.health import RuntimeHealth, StoreHealth
from monitor.runtime.housekeeping import Housekeeping, HousekeepingHealth
from monitor.runtime.live_counter import LiveCounter
from monitor.runtime.writing import StoreWriter
from monitor.units import CounterId, UtcNs


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
