"""CPU per frame of `mostrador analyze` beside two bare loops on the same clips.

Three loops: `decode` (OpenCV reads every frame), `facemesh` (the same, and MediaPipe's FaceMesh
with irises on one face) and `analyze`. Every run is a process of its own, and what counts is user
and system CPU time, all threads together. The loops take turns, clip by clip and round by round, so
that a busy machine touches all alike; a first turn without a frame fills the caches and is not
counted.

Before its first frame a loop imports and loads its models, for longer than some clips take. So each
process itself says what it has spent since; a model that only some clips need counts as part of
those. The figures of whole processes stand beside it: of the bare loops those of the same runs, of
`analyze` those of the command itself. Every clip has its own ratios, from the same runs as those of
all clips together.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Final

from monitor import __version__
from monitor.errors import SourceError
from monitor.evaluation.child_process import Finished, run
from monitor.evaluation.timing import Conditions, Timer
from monitor.ports import Clock

_Costs = dict["Loop", list[float]]
"""CPU seconds, round by round."""

TARGET_RATIO: Final = 1.10

Progress = Callable[[int, int], None]
"""Called with runs done and runs to do."""


class Loop(StrEnum):
    """What is run on a clip."""

    DECODE = "decode"
    FACEMESH = "facemesh"
    ANALYZE = "analyze"


@dataclass(frozen=True, slots=True)
class Spread:
    """A number over the rounds."""

    median: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class LoopCost:
    """What one loop costs.

    Attributes:
        frames: of all clips, one round.
        frame_ms: CPU per frame from the first frame on.
        whole_frame_ms: CPU per frame of the whole processes.
        start_s: what a process takes besides, on average over the clips.
    """

    frames: int
    frame_ms: Spread
    whole_frame_ms: Spread
    start_s: Spread


@dataclass(frozen=True, slots=True)
class ClipCost:
    """`analyze` over `facemesh` on one clip, each round by itself; ratios as in `PipelineBench`."""

    name: str
    frames: int
    ratio: Spread
    whole_ratio: Spread


@dataclass(frozen=True, slots=True)
class PipelineBench:
    """The costs of all loops, and `analyze` over `facemesh`, each round by itself.

    `ratio` is without start-up, `whole_ratio` of the whole processes.
    """

    clips: tuple[ClipCost, ...]
    rounds: int
    loops: dict[Loop, LoopCost]
    ratio: Spread
    whole_ratio: Spread
    conditions: Conditions
    version: str = __version__


def bench_pipeline(
    clips: Sequence[Path],
    rounds: int,
    clock: Clock,
    analyze_loop: Sequence[str],
    on_progress: Progress | None = None,
) -> PipelineBench:
    """Run every loop on every clip, `rounds` times.

    `analyze_loop` is the command of the loop `analyze`, which takes a clip and says what the bare
    loops say: it stands above this package.

    Raises:
        SourceError: a clip is not there.
        MostradorError: a loop failed on a clip.
    """
    for clip in clips:
        if not clip.is_file():
            raise SourceError(f"{clip}: is not there: accepted is a video file")
    timer = Timer(clock)
    # Of `analyze` there are two runs, one of them the command itself.
    todo = len(Loop) + rounds * len(clips) * (len(Loop) + 1)
    done = 0

    def ran(command: Sequence[str]) -> Finished:
        nonlocal done
        finished = run(command)
        done += 1
        if on_progress is not None:
            on_progress(done, todo)
        return finished

    def command_of(loop: Loop, clip: Path | None) -> tuple[str, ...]:
        named = () if clip is None else (str(clip.resolve()),)
        if loop is Loop.ANALYZE:
            return (*analyze_loop, *named)
        return (sys.executable, "-m", "monitor.evaluation.bare_loops", loop.value, *named)

    for loop in Loop:
        ran(command_of(loop, None))
    nets: list[_Costs] = [{loop: [] for loop in Loop} for _ in clips]
    wholes: list[_Costs] = [{loop: [] for loop in Loop} for _ in clips]
    frames: list[dict[Loop, int]] = [dict.fromkeys(Loop, 0) for _ in clips]
    for turn in range(rounds):
        for clip, clip_net, clip_whole, clip_frames in zip(
            clips, nets, wholes, frames, strict=True
        ):
            for loop in _order(turn):
                # The command first: what it cannot read it says in a sentence.
                command = ran(_analyze_command(clip)) if loop is Loop.ANALYZE else None
                finished = ran(command_of(loop, clip))
                told = json.loads(finished.output)
                clip_frames[loop] = int(told["frames"])
                clip_net[loop].append(float(told["cpu_s"]))
                clip_whole[loop].append((command or finished).cpu_s)
    counts = {loop: sum(each[loop] for each in frames) for loop in Loop}
    if not counts[Loop.DECODE]:
        raise SourceError(f"{clips[0]}: holds no frame that OpenCV can read")
    net = {loop: _added([each[loop] for each in nets]) for loop in Loop}
    whole = {loop: _added([each[loop] for each in wholes]) for loop in Loop}
    starts = {
        loop: [
            (all_s - net_s) / len(clips)
            for all_s, net_s in zip(whole[loop], net[loop], strict=True)
        ]
        for loop in Loop
    }
    return PipelineBench(
        clips=tuple(
            ClipCost(
                name=clip.name,
                frames=clip_frames[Loop.DECODE],
                ratio=_ratio(clip_net),
                whole_ratio=_ratio(clip_whole),
            )
            for clip, clip_net, clip_whole, clip_frames in zip(
                clips, nets, wholes, frames, strict=True
            )
        ),
        rounds=rounds,
        loops={
            loop: LoopCost(
                frames=counts[loop],
                frame_ms=_spread([1000.0 * cost / counts[loop] for cost in net[loop]]),
                whole_frame_ms=_spread([1000.0 * cost / counts[loop] for cost in whole[loop]]),
                start_s=_spread(starts[loop]),
            )
            for loop in Loop
        },
        ratio=_ratio(net),
        whole_ratio=_ratio(whole),
        conditions=timer.conditions(),
    )


def _order(turn: int) -> tuple[Loop, ...]:
    """Another loop first in each round."""
    loops = tuple(Loop)
    first = turn % len(loops)
    return loops[first:] + loops[:first]


def _analyze_command(clip: Path) -> tuple[str, ...]:
    return (sys.executable, "-m", "monitor", "analyze", "--json", str(clip.resolve()))


def _added(costs: Sequence[Sequence[float]]) -> list[float]:
    """Costs of all clips, round by round."""
    return [sum(of_round) for of_round in zip(*costs, strict=True)]


def _ratio(costs: Mapping[Loop, Sequence[float]]) -> Spread:
    """`analyze` over `facemesh`, round by round."""
    pairs = zip(costs[Loop.ANALYZE], costs[Loop.FACEMESH], strict=True)
    return _spread([above / below for above, below in pairs])


def _spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))
