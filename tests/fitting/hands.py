"""Whether a hand near the face tells a phone: why no hand model is used.

`python -m tests.fitting.hands FOLDER...`, with folders as docs/labelling.md has them. MediaPipe's
hand landmarks are looked for on every still and on every other moment on which both viewers agree.
A hand counts as near when its middle lies below the middle of the face, at most 2.2 face widths
down and 1.6 to the side. For each kind of still and moment it says how often a hand is seen, how
often one is near, and what one look costs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from mediapipe.python.solutions import hands as hand_models
from numpy.typing import NDArray

from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.evaluation.dataset import LabelledClip, read_dataset
from monitor.perception.landmarks import FaceLandmarks
from tests.fitting.gaze_weights import say

LEAST_CONFIDENCE = 0.3
DOWN_WIDTHS, ASIDE_WIDTHS = 2.2, 1.6

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """What the hand model says of one picture."""

    kind: str
    seen: bool
    near: bool
    cost_s: float


def main() -> None:
    """One line for each kind of still and of moment, folder by folder."""
    hands = hand_models.Hands(
        static_image_mode=True, max_num_hands=2, min_detection_confidence=LEAST_CONFIDENCE
    )
    landmarker = MediaPipeFaceLandmarker(still=True)
    for folder in map(Path, sys.argv[1:]):
        looks = [
            _look(kind, picture, landmarker, hands) for kind, picture in _labelled_pictures(folder)
        ]
        for kind in sorted({look.kind for look in looks}):
            of_kind = [look for look in looks if look.kind == kind]
            cost_ms = 1000.0 * float(np.median([look.cost_s for look in of_kind]))
            say(
                f"{folder.name:8} {kind:24} {len(of_kind):4} pictures:"
                f" hand seen {_share(look.seen for look in of_kind):4.0%},"
                f" near the face {_share(look.near for look in of_kind):4.0%}, {cost_ms:.0f} ms"
            )
    landmarker.close()
    hands.close()


def _share(answers: Iterator[bool]) -> float:
    return float(np.mean(list(answers)))


def _labelled_pictures(folder: Path) -> Iterator[tuple[str, Picture]]:
    dataset = read_dataset(folder)
    for still in dataset.stills:
        image = cv2.imread(str(still.path))
        assert image is not None, still.path
        yield f"still {still.looks.value}", _rgb(image)
    for clip in dataset.clips:
        yield from _moments(clip)


def _moments(clip: LabelledClip) -> Iterator[tuple[str, Picture]]:
    capture = cv2.VideoCapture(str(clip.path))
    rate = capture.get(cv2.CAP_PROP_FPS)
    kinds = {
        round(moment.t_s * rate): moment.agreed.value
        for moment in clip.moments[::2]
        if moment.agreed is not None
    }
    number = 0
    while capture.grab():
        if number in kinds:
            read, image = capture.retrieve()
            assert read, clip.path
            yield f"moment {kinds[number]}", _rgb(image)
        number += 1
    capture.release()


def _rgb(image: NDArray[Any]) -> Picture:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def _look(kind: str, picture: Picture, landmarker: MediaPipeFaceLandmarker, hands: Any) -> Look:
    start_s = time.perf_counter()
    found = hands.process(picture)
    cost_s = time.perf_counter() - start_s
    height, width = picture.shape[:2]
    middles_px = [
        np.mean([(point.x * width, point.y * height) for point in hand.landmark], axis=0)
        for hand in found.multi_hand_landmarks or ()
    ]
    faces = landmarker.detect(picture) if middles_px else ()
    near = any(_is_near(middle, face) for middle in middles_px for face in faces[:1])
    return Look(kind, bool(middles_px), near, cost_s)


def _is_near(middle_px: Sequence[float], face: FaceLandmarks) -> bool:
    left_px, top_px, right_px, bottom_px = face.box_px
    face_width_px = right_px - left_px
    aside = (middle_px[0] - (left_px + right_px) / 2.0) / face_width_px
    down = (middle_px[1] - (top_px + bottom_px) / 2.0) / face_width_px
    return abs(aside) < ASIDE_WIDTHS and 0.0 < down < DOWN_WIDTHS


if __name__ == "__main__":
    main()
