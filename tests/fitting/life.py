"""How long real, still people show no sign of life, and how much portraits seem to (`life`).

    python -m tests.fitting.life FOLDER ...

Every clip of the folders, ten times a second: as it is, and coded again as badly as no camera does.
Then one picture of every eighth clip as a portrait for 40 s, under grain, a shaking camera and
changing light.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from monitor.adapters.clock import SystemClock
from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.adapters.video_source import SourceOptions, open_source
from monitor.perception import life
from monitor.perception.life import LifeParams, Watched
from monitor.ports import Image
from monitor.units import NS_PER_S, Ns
from tests.fitting.repeats import clips_of, coded_again

_CODINGS = {
    "CRF 45": ("-crf", "45"),
    "60 kbit/s": ("-b:v", "60k", "-maxrate", "60k", "-bufsize", "120k"),
}
_PORTRAITS = ("grain 4", "grain 10", "shaking camera", "changing light")
_PORTRAIT_S = 40
_WIDEST_PX = 900

Pictures = Iterator[tuple[Ns, Image]]


def pictures(clip: Path) -> Pictures:
    """Ten a second of a clip."""
    source = open_source(str(clip), SourceOptions(), SystemClock())
    due_ns = 0
    while (frame := source.read()) is not None:
        if frame.t_ns >= due_ns:
            due_ns = frame.t_ns + NS_PER_S // 10 - 5_000_000
            yield frame.t_ns, frame.image
    source.close()


def portrait(clip: Path, kind: str) -> Pictures:
    """One picture of a clip, as a camera sees it that looks at a print of it."""
    image = next(image for n, (_, image) in enumerate(pictures(clip)) if n == 12)
    shrink = min(1.0, _WIDEST_PX / max(image.shape))
    image = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    chance = np.random.default_rng(0)
    swing = np.zeros(2)
    for number in range(_PORTRAIT_S * 10):
        seen = image.astype(np.float32)
        if kind == "shaking camera":
            swing = 0.8 * swing + chance.normal(0.0, 1.2, 2)
            shift = np.array([[1, 0, swing[0]], [0, 1, swing[1]]], np.float32)
            size_px = (image.shape[1], image.shape[0])
            seen = cv2.warpAffine(seen, shift, size_px, borderMode=cv2.BORDER_REPLICATE)
        if kind == "changing light":
            seen = seen * (1.0 + 0.15 * np.sin(number / 10.0))
        seen = seen + chance.normal(0.0, 10.0 if kind == "grain 10" else 4.0, seen.shape)
        yield Ns(number * NS_PER_S // 10), np.clip(seen, 0, 255).astype(np.uint8)


def longest_lifeless_s(shown: Pictures) -> tuple[float, float]:
    """The longest time without a sign of life of the first face, and how long it was seen."""
    landmarker = MediaPipeFaceLandmarker()
    params: LifeParams = replace(landmarker.model.life, lifeless_s=1e9)
    watched, longest_ns, seen_ns = tuple[Watched, ...](), 0, 0
    for t_ns, image in shown:
        faces = landmarker.detect(np.ascontiguousarray(image), t_ns)
        watched, _ = life.step(watched, faces, t_ns, params)
        if faces:
            longest_ns, seen_ns = max(longest_ns, watched[0].lifeless_ns), seen_ns + NS_PER_S // 10
    landmarker.close()
    return longest_ns / NS_PER_S, seen_ns / NS_PER_S


def main(folders: list[str]) -> None:
    clips = clips_of(folders)
    with tempfile.TemporaryDirectory() as temporary:
        for name in ("as they are", *_CODINGS):
            lasted = {
                clip.name: longest_lifeless_s(
                    pictures(
                        coded_again(clip, _CODINGS[name], Path(temporary))
                        if name in _CODINGS
                        else clip
                    )
                )[0]
                for clip in clips
            }
            most = sorted(lasted.items(), key=lambda item: item[1])[-3:]
            said = ", ".join(f"{seconds:.1f} s {clip}" for clip, seconds in reversed(most))
            sys.stdout.write(f"people, {name}, {len(clips)} clips: at most {said}\n")
    for kind in _PORTRAITS:
        for clip in clips[1::8]:
            lifeless_s, seen_s = longest_lifeless_s(portrait(clip, kind))
            sys.stdout.write(
                f"portrait {clip.name}, {kind}: {lifeless_s:.1f} of {seen_s:.1f} s lifeless\n"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
