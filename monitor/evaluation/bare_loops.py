"""The loops that `analyze` is held against, each a process of its own.

    python -m monitor.evaluation.bare_loops decode CLIP     read every frame, nothing else
    python -m monitor.evaluation.bare_loops facemesh CLIP   the same, and FaceMesh on each

Without a clip they do what comes before the first frame: the imports, and loading the model. With
`analyze` and no clip the imports and models of `mostrador analyze` are loaded. The number of frames
goes to standard output.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import cv2
import numpy as np


def decode(clip: str | None) -> int:
    """Read a clip to its end; number of frames."""
    return 0 if clip is None else _read(clip, None)


def facemesh(clip: str | None) -> int:
    """Read a clip to its end, with FaceMesh following one face as it would for anybody."""
    mesh = importlib.import_module("mediapipe").solutions.face_mesh.FaceMesh(
        static_image_mode=False, max_num_faces=1, refine_landmarks=True
    )
    # The first picture loads the model.
    mesh.process(np.zeros((64, 64, 3), np.uint8))
    mesh.reset()
    frames = 0 if clip is None else _read(clip, mesh)
    mesh.close()
    return frames


def analyze_start(clip: str | None) -> int:
    """What `mostrador analyze` does before the first frame and after the last."""
    assert clip is None
    # By name: the command line stands above this room, and its own imports are part of the start.
    command_line = importlib.import_module("monitor.cli").app
    importlib.import_module("typer.main").get_command(command_line)
    for name in ("monitor.runtime.analysis", "monitor.runtime.report"):
        importlib.import_module(name)
    importlib.import_module("monitor.cli.output").progress_console()
    from monitor.runtime.observer import load_models  # noqa: PLC0415 - it is what is measured
    from monitor.settings import core_params, load_settings  # noqa: PLC0415

    settings = load_settings(None, os.environ)
    core_params(settings, settings.counters[0])
    load_models().close()
    return 0


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
    loops = {"decode": decode, "facemesh": facemesh, "analyze": analyze_start}
    name, *clips = arguments
    frames = loops[name](clips[0] if clips else None)
    sys.stdout.write(f"{frames}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
