"""How long real people's pictures repeat to the last bit: why 4 s of it is a frozen camera.

    python -m tests.fitting.repeats FOLDER ...

Every clip of the folders, sampled ten times a second: as it is, then coded again with 480 lines at
qualities and at a rate that no camera sinks to.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import SourceOptions, open_source
from monitor.units import NS_PER_S

_CODINGS = {
    "CRF 38": ("-crf", "38"),
    "CRF 48": ("-crf", "48"),
    "60 kbit/s": ("-b:v", "60k", "-maxrate", "60k", "-bufsize", "120k"),
}
_ENDINGS = {".mp4", ".mov"}


def clips_of(folders: list[str]) -> list[Path]:
    """Every clip of the folders."""
    return [
        clip
        for folder in folders
        for clip in sorted(Path(folder).iterdir())
        if clip.suffix in _ENDINGS
    ]


def longest_repetition_s(clip: Path) -> float:
    """The longest time over which the green of every third pixel stays the same."""
    source = open_source(str(clip), SourceOptions(), SystemClock())
    before, since_ns, due_ns, longest_ns = None, 0, 0, 0
    while (frame := source.read()) is not None:
        if frame.t_ns < due_ns:
            continue
        due_ns = frame.t_ns + NS_PER_S // 10
        sample = frame.image[::3, ::3, 1].copy()
        if before is None or not np.array_equal(sample, before):
            before, since_ns = sample, frame.t_ns
        longest_ns = max(longest_ns, frame.t_ns - since_ns)
    source.close()
    return longest_ns / NS_PER_S


def coded_again(clip: Path, coding: tuple[str, ...], folder: Path) -> Path:
    """The clip as a poor camera would send it."""
    poor = folder / "poor.mp4"
    how = "-an -vf scale=-2:480 -c:v libx264 -preset veryfast -tune zerolatency -g 60"
    command = ["ffmpeg", "-loglevel", "error", "-y", "-i", str(clip), *how.split()]
    subprocess.run([*command, *coding, str(poor)], check=True)
    return poor


def main(folders: list[str]) -> None:
    clips = clips_of(folders)
    longest: dict[str, tuple[float, str]] = dict.fromkeys(("as it is", *_CODINGS), (0.0, ""))
    with tempfile.TemporaryDirectory() as temporary:
        for clip in clips:
            paths = {"as it is": clip}
            for name in ("as it is", *_CODINGS):
                if name in _CODINGS:
                    paths[name] = coded_again(clip, _CODINGS[name], Path(temporary))
                lasted = (longest_repetition_s(paths[name]), clip.name)
                longest[name] = max(longest[name], lasted)
    for name, (seconds, clip_name) in longest.items():
        sys.stdout.write(f"{name}: at most {seconds:.1f} s ({clip_name}), {len(clips)} clips\n")


if __name__ == "__main__":
    main(sys.argv[1:])
