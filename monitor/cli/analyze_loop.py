"""What `mostrador analyze --json CLIP` does, as one of the loops of `mostrador bench pipeline`.

    python -m monitor.cli.analyze_loop [CLIP]

To standard output go the number of frames, and the CPU seconds of this process from the first frame
on, as of the bare loops. Without a clip it only starts.
"""

from __future__ import annotations

import json
import os
import sys
import time


def analyze(clip: str | None) -> tuple[int, float]:
    """Frames, and CPU seconds for them, after all that the command does before its first frame."""
    from typer.main import get_command

    from monitor.cli import app
    from monitor.cli.output import progress_console
    from monitor.runtime.offline.analysis import Analyzer
    from monitor.runtime.offline.report import json_text
    from monitor.runtime.vision.worker import load_models
    from monitor.settings import core_params, load_settings

    get_command(app)
    progress_console()
    settings = load_settings(None, os.environ)
    counter = settings.counters[0]
    params = core_params(settings, counter)
    load_models().close()
    if clip is None:
        return 0, 0.0
    # The analysis opens the model once more; what that takes is no part of its frames.
    started_s = time.process_time()
    load_models().close()
    opened_s = time.process_time()
    analysis = Analyzer(counter, params).analyze(clip)
    json_text([analysis], as_list=False)
    spent_s = time.process_time() - opened_s
    return len(analysis.samples), spent_s - (opened_s - started_s)


def main(arguments: list[str]) -> None:
    """Run it on the clip that is given, if any."""
    frames, cpu_s = analyze(arguments[0] if arguments else None)
    sys.stdout.write(json.dumps({"frames": frames, "cpu_s": cpu_s}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
