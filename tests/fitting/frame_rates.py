"""Whether the same readings give the same glances at fewer frames a second.

`python -m tests.fitting.frame_rates FOLDER`, with a folder as docs/labelling.md has it. Every clip
is read once, frame by frame; the readings are then folded as they are, and again with only as many
as there would be at 15 and at 8 frames a second. So this tells what the states make of fewer
readings, not what the landmarks make of fewer pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from monitor.attention.state import Glance
from monitor.evaluation.dataset import read_dataset
from monitor.perception.observation import Observation
from monitor.pipeline import CoreParams
from monitor.runtime.offline.analysis import Analyzer, fold
from monitor.settings import CounterSettings
from monitor.units import NS_PER_S, Ns, ns_from_s

RATES_PER_S = (15.0, 8.0)


def main() -> None:
    """One line for each clip and rate."""
    params = CoreParams()
    analyzer = Analyzer(CounterSettings(id="clip", camera="0"), params)
    for clip in read_dataset(Path(sys.argv[1])).clips:
        samples = analyzer.analyze(str(clip.path.resolve())).samples
        readings = [sample.observation for sample in samples]
        frame_ns = median(b.t_ns - a.t_ns for a, b in pairwise(readings))
        whole = fold(clip.name, tuple(readings), params).glances
        for rate in RATES_PER_S:
            fewer = fold(clip.name, thinned(readings, rate, frame_ns), params).glances
            # Onset and offset can each be told to one sample of either.
            within_ns = NS_PER_S / rate + frame_ns
            sys.stdout.write(f"{clip.name} at {rate:g}: {compared(whole, fewer, within_ns)}\n")
    analyzer.close()


def thinned(
    readings: Sequence[Observation], rate_per_s: float, frame_ns: float
) -> tuple[Observation, ...]:
    """The readings nearest to an even beat of so many a second."""
    kept, due_ns = list[Observation](), float(readings[0].t_ns)
    for reading in readings:
        if reading.t_ns >= due_ns - frame_ns / 2.0:
            kept.append(reading)
            due_ns += ns_from_s(1.0 / rate_per_s)
    return tuple(kept)


def compared(whole: Sequence[Glance], fewer: Sequence[Glance], within_ns: float) -> str:
    """What differs between the glances, in words."""
    if [glance.area for glance in whole] != [glance.area for glance in fewer]:
        return f"{len(fewer)} glances instead of {len(whole)}, or in other areas"
    off_ns: list[Ns] = [
        Ns(max(abs(a.onset_ns - b.onset_ns), abs(a.offset_ns - b.offset_ns)))
        for a, b in zip(whole, fewer, strict=True)
    ]
    late = [each for each in off_ns if each > within_ns]
    worst_s = max(off_ns, default=Ns(0)) / NS_PER_S
    return (
        f"the same glances ({len(whole)}), {len(late)} of them more than a sample off,"
        f" the worst by {worst_s:.2f} s"
    )


if __name__ == "__main__":
    main()
