"""What every bench says of its times: how they were taken, when, and on what machine."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from monitor.ports import Clock
from monitor.units import NS_PER_S


@dataclass(frozen=True, slots=True)
class Took:
    """Time that went by, and what this process computed in it, all threads together."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Conditions:
    """The machine, its load average before and after, and when the bench began."""

    machine: str
    load: tuple[float, float]
    utc: str

    @property
    def words(self) -> str:
        """All of it as a line below a table."""
        before, after = self.load
        return f"{self.machine}; load {before} before, {after} after; {self.utc}"


class Timer:
    """Runs from where it is made."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._load_before = os.getloadavg()[0]
        self._utc_ns = clock.utc_ns()
        self._began_ns, self._computed_s = clock.monotonic_ns(), process_time()

    def took(self) -> Took:
        """Since it was made."""
        passed_ns = self._clock.monotonic_ns() - self._began_ns
        return Took(passed_ns / NS_PER_S, process_time() - self._computed_s)

    def conditions(self) -> Conditions:
        """Those since it was made."""
        return Conditions(
            machine=machine(),
            load=(round(self._load_before, 2), round(os.getloadavg()[0], 2)),
            utc=datetime.fromtimestamp(self._utc_ns // NS_PER_S, UTC).isoformat(),
        )


def machine() -> str:
    """Processor, cores, system and Python, as far as the system tells."""
    processor = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = cpuinfo.read_text("utf-8", "replace").splitlines()
        models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        processor = models[0] if models else processor
    return (
        f"{processor or platform.machine()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}"
    )
