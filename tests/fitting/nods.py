"""How readings move when heads nod or turn and eyes stay on the lens.

`python -m tests.fitting.nods RECORDINGS [FOLDER]`. `talking.csv` lists public recordings by
repository, commit and path; RECORDINGS holds clones or copies as `OWNER/NAME/PATH`. FOLDER is one
as docs/labelling.md has it: its moments that both viewers call `customer` are tried besides. The
recordings are not part of this project. They were chosen for one person who talks into the lens,
before any was read; many were made from a photograph by programs that let it talk. In others one of
five people stands two metres from a low webcam and signs.

For each it says by how many degrees the reading sinks (minus) for each degree that the head rises,
with the lids as open as they mostly are and the steepening far below taken out; the same for yaw,
against the head's turn; and how the time was answered.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from monitor.evaluation.dataset import Seen, read_dataset
from monitor.perception.observation import Observation
from monitor.pipeline import CoreParams
from monitor.runtime.offline.analysis import Analyzer
from monitor.settings import CounterSettings
from monitor.units import NS_PER_S, deg_from_rad
from tests.fitting.gaze_weights import Vector, say, straight

LIST = Path(__file__).with_name("talking.csv")
OPEN_SHARE, AHEAD_DEG = 0.8, 13.0
MOVES_MIN_DEG, SAMPLES_MIN = 2.0, 30
"""Less movement, or fewer samples, tells no slope."""
NEAR_LABEL_S = 0.13

Slopes = tuple[float | None, float | None]


def main() -> None:
    """One line for each recording, then all of them."""
    analyzer = Analyzer(CounterSettings(id="clip", camera="0"), CoreParams())
    slopes = list[Slopes]()
    with LIST.open(newline="", encoding="utf-8") as table:
        for does, rows in groupby(csv.DictReader(table), lambda row: row["does"]):
            shares, recordings = dict[str, float](), 0
            for row in rows:
                path = Path(sys.argv[1]) / row["repository"] / row["path"]
                if not path.exists():
                    raise SystemExit(f"{path}: no such file; it is there at {row['commit']}")
                samples = analyzer.analyze(str(path.resolve())).samples
                found = slopes_of([sample.observation for sample in samples], lambda _: True)
                answered = list[str]()
                for state, count in Counter(sample.state.value for sample in samples).items():
                    percent = 100.0 * count / len(samples)
                    shares[state] = shares.get(state, 0.0) + percent
                    answered.append(f"{state} {percent:.0f} %")
                say(f"{row['repository']}/{row['path']}: {_text(found)}; {', '.join(answered)}")
                recordings += 1
                slopes += [found] if does == "talks" else []
            whole = ", ".join(f"{name} {sum_ / recordings:.1f} %" for name, sum_ in shares.items())
            say(f"all {recordings} of one who {does}: {whole}")
    say(f"who talks: {_middle(slopes)}")
    if len(sys.argv) > 2:
        say(f"labelled clips: {_middle(_labelled(analyzer, Path(sys.argv[2])))}")
    analyzer.close()


def slopes_of(observations: Sequence[Observation], wanted: Callable[[float], bool]) -> Slopes:
    """Degrees of reading for each degree of the head: pitch, yaw. None where it hardly moves."""
    rows = [
        (
            deg_from_rad(face.gaze.pitch_rad),
            deg_from_rad(face.head.pitch_rad),
            deg_from_rad(face.gaze.yaw_rad),
            deg_from_rad(face.head.yaw_rad),
            face.eyelids.openness,
        )
        for each in observations
        if (face := each.face) is not None
        and face.gaze is not None
        and wanted(each.t_ns / NS_PER_S)
    ]
    if not rows:
        return None, None
    pitch, head_pitch, yaw, head_yaw, openness = np.array(rows, np.float64).T
    kept = (openness > OPEN_SHARE * np.median(openness)) & (np.abs(yaw) < AHEAD_DEG)
    return _slope(straight(pitch[kept]), head_pitch[kept]), _slope(yaw[kept], head_yaw[kept])


def _slope(read: Vector, head: Vector) -> float | None:
    if len(head) < SAMPLES_MIN or head.std() < MOVES_MIN_DEG:
        return None
    level: Vector = np.column_stack((head, np.ones(len(head))))
    return float(np.linalg.lstsq(level, read, rcond=None)[0][0])


def _labelled(analyzer: Analyzer, folder: Path) -> list[Slopes]:
    slopes = list[Slopes]()
    for clip in read_dataset(folder).clips:
        at_s = [moment.t_s for moment in clip.moments if moment.agreed is Seen.CUSTOMER]
        samples = analyzer.analyze(str(clip.path.resolve())).samples
        found = slopes_of(
            [sample.observation for sample in samples],
            lambda t_s, at_s=at_s: any(abs(t_s - each) < NEAR_LABEL_S for each in at_s),
        )
        say(f"{clip.name}: {_text(found)}")
        slopes.append(found)
    return slopes


def _text(slopes: Slopes) -> str:
    return ", ".join(
        f"{name} {'hardly moves' if slope is None else f'{slope:+.2f}'}"
        for name, slope in zip(("pitch", "yaw"), slopes, strict=True)
    )


def _middle(slopes: Sequence[Slopes]) -> str:
    said = list[str]()
    for axis, name in enumerate(("pitch", "yaw")):
        known = [slope for each in slopes if (slope := each[axis]) is not None]
        low, middle, high = np.percentile(known, (25.0, 50.0, 75.0)) if known else (np.nan,) * 3
        said.append(
            f"{name} of {len(known)}: median {middle:+.2f}, half from {low:+.2f} to {high:+.2f}"
        )
    return "; ".join(said)


if __name__ == "__main__":
    main()
