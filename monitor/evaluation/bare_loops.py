"""The loops that `analyze` is held against, and `analyze` itself, each a process of its own.

    python -m monitor.evaluation.bare_loops decode CLIP     read every frame, nothing else
    python -m monitor.evaluation.bare_loops facemesh CLIP   the same, and FaceMesh on each
    python -m monitor.evaluation.bare_loops analyze CLIP    what `mostrador analyze --json` does

To standard output go the number of frames, and the CPU seconds of this process from the first frame
on, all threads together: imports and loading the everyday model come before. Without a clip that is
all they do.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from typing import Any

import cv2
import numpy as np

Done = tuple[int, float]
"""Frames, and CPU seconds for them."""


def decode(clip: str | None) -> Done:
    """Read a clip to its end."""
    started_s = time.process_time()
    frames = 0 if clip is None else _read(clip, None)
    return frames, time.process_time() - started_s


def facemesh(clip: str | None) -> Done:
    """Read a clip to its end, with FaceMesh following one face as it would for anybody."""
    mesh = importlib.import_module("mediapipe").solutions.face_mesh.FaceMesh(
        static_image_mode=False, max_num_faces=1, refine_landmarks=True
    )
    # The first picture loads the model.
    mesh.process(np.zeros((64, 64, 3), np.uint8))
    mesh.reset()
    started_s = time.process_time()
    frames = 0 if clip is None else _read(clip, mesh)
    spent_s = time.process_time() - started_s
    mesh.close()
    return frames, spent_s


def analyze(clip: str | None) -> Done:
    """Analyze a clip, after all that `mostrador analyze` does before its first frame."""
    # By name: the command line stands above this room, and its own imports are part of the start.
    command_line = importlib.import_module("monitor.cli").app
    importlib.import_module("typer.main").get_command(command_line)
    importlib.import_module("monitor.cli.output").progress_console()
    from monitor.runtime.offline.analysis import Analyzer  # noqa: PLC0415 - it is what is measured
    from monitor.runtime.offline.report import json_text  # noqa: PLC0415
    from monitor.runtime.vision.worker import load_models  # noqa: PLC0415
    from monitor.settings import core_params, load_settings  # noqa: PLC0415

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


def _read(clip: str, mesh: Any | None) -> int:  # noqa: ANN401 - MediaPipe has no types
    capture = cv2.VideoCapture(clip)
    frames = 0
    while True:
        there, picture = capture.read()
        if not there:
            break
        frames += 1
        if mesh is not None:
            mesh.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    capture.release()
    return frames


def main(arguments: list[str]) -> None:
    """Run the loop of the given name on the clip given after it, if any."""
    loops = {"decode": decode, "facemesh": facemesh, "analyze": analyze}
    name, *clips = arguments
    frames, cpu_s = loops[name](clips[0] if clips else None)
    sys.stdout.write(json.dumps({"frames": frames, "cpu_s": cpu_s}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
