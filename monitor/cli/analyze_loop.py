"""What `mostrador analyze --json CLIP` does, as one of the loops of `mostrador bench pipeline`.

    python -m monitor.cli.analyze_loop [CLIP]

To standard output go the number of frames, and the CPU seconds of this process from the first frame
on, as of the bare loops. Without a clip it only starts.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from pathlib import Path

from monitor.errors import MostradorError


def analyze(clip: str | None) -> tuple[int, float]:
    """Frames, and CPU seconds for them, after all that the command does before its first frame.

    Most of them are spent by the locked process that looks at the clip: both count. Raises
    `MostradorError` where the kernel does not say what another process has spent.
    """
    from typer.main import get_command

    from monitor.cli import app
    from monitor.cli.output import progress_console
    from monitor.runtime.offline.analysis import Analyzer
    from monitor.runtime.offline.report import json_text
    from monitor.runtime.vision.fork_server import start_fork_server, stop_fork_server
    from monitor.runtime.vision.worker import VISION
    from monitor.settings import core_params, load_settings

    get_command(app)
    progress_console()
    settings = load_settings(None, os.environ)
    counter = settings.counters[0]
    params = core_params(settings, counter)
    if clip is None:
        start_fork_server(VISION.preloaded)
        stop_fork_server()
        return 0, 0.0
    spent: list[float] = []

    def note(done: int, expected: int | None) -> None:
        # Reading it for every frame would cost as much as some frames.
        if not spent or done == expected:
            spent.append(_spent_s())

    analysis = Analyzer(counter, params).analyze(clip, note)
    watched_s = spent[-1] - spent[0] if len(spent) > 1 else 0.0
    began_s = time.process_time()
    json_text([analysis], as_list=False)
    stop_fork_server()
    frames = len(analysis.samples)
    return frames, watched_s * frames / max(frames - 1, 1) + time.process_time() - began_s


def _spent_s() -> float:
    """CPU seconds of this process and of those that it has started for a clip."""
    ticks = 0
    for child in multiprocessing.active_children():
        try:
            line = Path(f"/proc/{child.pid}/stat").read_text(encoding="utf-8")
        except OSError as error:
            raise MostradorError(
                "what analyze costs is known on Linux alone: it is spent in a process of its own"
            ) from error
        ticks += sum(map(int, line.rpartition(")")[2].split()[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def main(arguments: list[str]) -> None:
    """Run it on the clip that is given, if any."""
    frames, cpu_s = analyze(arguments[0] if arguments else None)
    sys.stdout.write(json.dumps({"frames": frames, "cpu_s": cpu_s}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
