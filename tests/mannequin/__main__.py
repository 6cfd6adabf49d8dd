"""Draw the bundled sample anew: `python -m tests.mannequin` (what `make samples` runs).

`python -m tests.mannequin --counter DIR [SCENE ...]` draws a labelled counter into a folder.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from monitor.samples import CLIP, TRUTH
from tests.mannequin.clip import FPS, SCENE, STORY, frames, write_clip
from tests.mannequin.counter import SCENES, write_counter
from tests.mannequin.script import truth, write_truth


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.mannequin", description=__doc__)
    arguments.add_argument("--counter", type=Path, metavar="DIR", help="draw a labelled counter")
    arguments.add_argument("scenes", nargs="*", metavar="SCENE", help="only these")
    given = arguments.parse_args()
    if given.counter is None:
        draw_sample()
        return
    known = {scene.name: scene for scene in SCENES}
    unknown = [name for name in given.scenes if name not in known]
    if unknown:
        arguments.error(f"no scene {unknown[0]!r}: accepted are {', '.join(known)}")
    for name in write_counter(given.counter, [known[each] for each in given.scenes or known]):
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


def draw_sample() -> None:
    count = write_clip(CLIP, frames(STORY, SCENE, FPS), FPS)
    write_truth(TRUTH, truth(STORY, FPS))
    sys.stdout.write(f"{CLIP.name}: {count} frames, {CLIP.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
