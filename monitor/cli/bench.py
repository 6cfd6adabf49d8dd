"""`mostrador bench`: what things cost on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from monitor.cli import bench_store
from monitor.cli.evaluation_tables import print_figures
from monitor.cli.output import say, say_json

if TYPE_CHECKING:
    from monitor.evaluation.pipeline_bench import LoopCost, PipelineBench, Spread

app = typer.Typer(
    no_args_is_help=True,
    help="Measure what things cost on this machine.",
    rich_markup_mode=None,
)
app.command(short_help="How fast days, weeks and months of 13 are read.")(bench_store.store)
app.command(short_help="How many counters one PostgreSQL takes in.")(bench_store.ingest)


@app.callback()
def bench() -> None:
    """Measure what things cost on this machine."""


@app.command(short_help="CPU per frame, beside bare decoding and bare FaceMesh.")
def pipeline(
    clips: list[Path] = typer.Argument(
        ..., metavar="CLIP", help="Video files.", show_default=False
    ),
    as_json: bool = typer.Option(False, "--json", help="Print the figures as one JSON object."),
    rounds: int = typer.Option(
        3, "--rounds", metavar="N", min=1, max=100, help="Turns of every loop."
    ),
) -> None:
    """CPU per frame of analyze, beside a bare loop that reads the clip, and one with FaceMesh too.

    Each is a process of its own, in turn, in one run. User and system time of all threads count.
    """
    from monitor.adapters.clock import SystemClock
    from monitor.evaluation.pipeline_bench import bench_pipeline

    analyze_loop = (sys.executable, "-m", "monitor.cli.analyze_loop")
    with bench_store.progress() as tell:
        found = bench_pipeline(
            *(clips, rounds, SystemClock(), analyze_loop),
            lambda done, todo: tell(f"run {done} of {todo}"),
        )
    if as_json:
        import json

        say_json(json.dumps(_object(found), indent=2, ensure_ascii=False))
    else:
        _print(found)


def _object(found: PipelineBench) -> dict[str, Any]:
    from monitor.evaluation.pipeline_bench import TARGET_RATIO

    return {
        "version": found.version,
        "utc": found.conditions.utc,
        "machine": found.conditions.machine,
        "load_before_and_after": list(found.conditions.load),
        "clips": [
            {
                "name": clip.name,
                "frames": clip.frames,
                "ratio": _spread(clip.ratio),
                "whole_ratio": _spread(clip.whole_ratio),
            }
            for clip in found.clips
        ],
        "rounds": found.rounds,
        "loops": {loop.value: _cost(cost) for loop, cost in found.loops.items()},
        "ratio": _spread(found.ratio),
        "whole_ratio": _spread(found.whole_ratio),
        "target_ratio": TARGET_RATIO,
    }


def _cost(cost: LoopCost) -> dict[str, Any]:
    return {
        "frames": cost.frames,
        "cpu_per_frame_ms": _spread(cost.frame_ms),
        "cpu_per_frame_with_start_ms": _spread(cost.whole_frame_ms),
        "start_cpu_s": _spread(cost.start_s),
    }


def _spread(spread: Spread) -> dict[str, float]:
    return {
        "median": round(spread.median, 3),
        "least": round(spread.least, 3),
        "most": round(spread.most, 3),
    }


def _print(found: PipelineBench) -> None:
    from monitor.evaluation.figure_table import FigureTable
    from monitor.evaluation.pipeline_bench import TARGET_RATIO, Loop

    loops = [
        (
            loop.value,
            str(cost.frames),
            *map(_text, (cost.frame_ms, cost.whole_frame_ms, cost.start_s)),
        )
        for loop, cost in found.loops.items()
    ]
    ratios = [
        (clip.name, str(clip.frames), _text(clip.ratio), _text(clip.whole_ratio))
        for clip in found.clips
    ]
    frames = str(found.loops[Loop.DECODE].frames)
    ratios.append(("all clips", frames, _text(found.ratio), _text(found.whole_ratio)))
    print_figures(
        [
            FigureTable(
                f"CPU per frame, median of {found.rounds} rounds (least to most)",
                ("loop", "frames", "ms a frame", "with start-up", "start-up, s"),
                tuple(loops),
            ),
            FigureTable(
                "analyze / facemesh",
                ("clip", "frames", "without start-up", "whole processes"),
                tuple(ratios),
            ),
        ]
    )
    say(f"target, clip by clip: {TARGET_RATIO:.2f}")
    say(found.conditions.words)


def _text(spread: Spread) -> str:
    return f"{spread.median:.2f} ({spread.least:.2f} to {spread.most:.2f})"
