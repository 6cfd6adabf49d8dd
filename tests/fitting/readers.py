"""What reading a clip costs with OpenCV and with PyAV, side by side, in CPU time of one thread.

    python -m tests.fitting.readers CLIP

Every frame is read and converted; then only every third is, as a camera of 30 frames a second is
looked at ten times a second.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import cv2

from monitor.adapters.video_source.stream import open_clip

_ROUNDS = 5


def opencv(path: str, every: int) -> int:
    """Frames read by `VideoCapture`, as RGB."""
    capture = cv2.VideoCapture(path, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    number = 0
    while capture.grab():
        if number % every == 0:
            cv2.cvtColor(capture.retrieve()[1], cv2.COLOR_BGR2RGB)
        number += 1
    capture.release()
    return number


def pyav(path: str, every: int) -> int:
    """Frames read by this project's own reader."""
    stream = open_clip(path)
    assert stream is not None
    number = 0
    while stream.grab():
        if number % every == 0:
            stream.retrieve()
        number += 1
    stream.close()
    return number


def main(path: str) -> None:
    """Print milliseconds of CPU time a frame, median of some rounds in turn."""
    cv2.setNumThreads(1)
    for every in (1, 3):
        times: dict[str, list[float]] = {"OpenCV": [], "PyAV": []}
        for _ in range(_ROUNDS):
            for name, read in (("OpenCV", opencv), ("PyAV", pyav)):
                began_s = time.process_time()
                frames = read(path, every)
                times[name].append(1000.0 * (time.process_time() - began_s) / frames)
        words = ", ".join(f"{name} {median(each):.2f} ms" for name, each in times.items())
        sys.stdout.write(f"{Path(path).name}, 1 of {every} frames converted: {words} a frame\n")


if __name__ == "__main__":
    main(sys.argv[1])
