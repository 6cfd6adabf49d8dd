"""The loops that `analyze` is held against, each a process of its own.

    python -m monitor.evaluation.bare_loops decode CLIP     read every frame, nothing else
    python -m monitor.evaluation.bare_loops facemesh CLIP   the same, and FaceMesh on each

They use nothing of this program, so that their start is that of a bare loop too. To standard output
go the number of frames, and the CPU seconds of this process from the first frame on, all threads
together: imports and loading the model come before. Without a clip that is all they do.
"""

from __future__ import annotations

import importlib
import json
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
    loops = {"decode": decode, "facemesh": facemesh}
    name, *clips = arguments
    frames, cpu_s = loops[name](clips[0] if clips else None)
    sys.stdout.write(json.dumps({"frames": frames, "cpu_s": cpu_s}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
