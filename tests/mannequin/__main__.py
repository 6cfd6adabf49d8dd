"""Draw the bundled sample anew: `python -m tests.mannequin` (what `make samples` runs)."""

from __future__ import annotations

import sys

from monitor.samples import CLIP, TRUTH
from tests.mannequin.clip import FPS, SCENE, STORY, frames, write_clip
from tests.mannequin.script import truth, write_truth


def main() -> None:
    count = write_clip(CLIP, frames(STORY, SCENE, FPS), FPS)
    write_truth(TRUTH, truth(STORY, FPS))
    sys.stdout.write(f"{CLIP.name}: {count} frames, {CLIP.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
