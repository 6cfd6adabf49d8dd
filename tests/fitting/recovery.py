"""How soon a camera that had a fault is looked at again, over many random faults.

    python -m tests.fitting.recovery [SCHEDULES] [AT_ONCE]

The real processes watch a real MJPEG server; each schedule is that of its seed.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from monitor.samples import CLIP
from tests.faulty_camera import Schedule, back_after_s, random_schedule
from tests.real_cameras import FreezingFilm

_SOON_S = 5.0
_LATE = 1e9


def main(schedules: int = 200, at_once: int = 4) -> None:
    """Run them all, and say how many were back soon."""
    drawn = [random_schedule(seed) for seed in range(schedules)]
    load = os.getloadavg()[0]

    def back_s(schedule: Schedule) -> float:
        found = back_after_s(schedule, FreezingFilm(CLIP))
        return _LATE if found is None else found

    with ThreadPoolExecutor(at_once) as pool:
        times_s = list(pool.map(back_s, drawn))
    by_fault: dict[str, list[float]] = defaultdict(list)
    for seed, (schedule, back) in enumerate(zip(drawn, times_s, strict=True)):
        by_fault[schedule.fault.value].append(back)
        if back > _SOON_S:
            sys.stdout.write(
                f"seed {seed}: {schedule.fault.value} for {schedule.fault_s:.1f} s: {back:.1f} s\n"
            )
    for fault, backs in sorted(by_fault.items()):
        sys.stdout.write(f"{fault}: {_words(backs)}\n")
    sys.stdout.write(f"all: {_words(times_s)}; load {load:.1f} to {os.getloadavg()[0]:.1f}\n")


def _words(times_s: list[float]) -> str:
    ordered = sorted(times_s)
    soon = sum(each <= _SOON_S for each in ordered)
    return (
        f"{soon} of {len(ordered)} within {_SOON_S:g} s, "
        f"median {ordered[len(ordered) // 2]:.1f} s, longest {ordered[-1]:.1f} s"
    )


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
