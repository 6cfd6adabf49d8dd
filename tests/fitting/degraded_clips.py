"""What is left of the answers when the clips are made harder.

`python -m tests.fitting.degraded_clips FOLDER` degrades every second frame of each labelled clip in
memory (light, grain, smear, blur, size, compression) and runs the very stages of `mostrador
analyze`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np

from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.attention.state import State, StateSpan
from monitor.evaluation.dataset import LabelledClip, read_dataset
from monitor.geometry.camera import camera_with_field_of_view
from monitor.perception.attendant import Place
from monitor.perception.observation import PerceptionParams, observe
from monitor.pipeline import CoreParams, CoreState, finish, step
from monitor.ports import Image
from monitor.units import Ns, ns_from_s

JUDGED = ("customer", "device", "elsewhere", "absent")
Degrade = Callable[[Image, float], Image]


def _dark(image: Image, _: float) -> Image:
    grain = np.random.default_rng(0).normal(0.0, 3.0, image.shape)
    return np.clip(image * 0.1 + grain, 0, 255).astype(np.uint8)


def _smeared(image: Image, face_px: float) -> Image:
    return _along_the_rows(image, 0.1 * face_px)


def _along_the_rows(image: Image, reach_px: float) -> Image:
    length = max(3, int(reach_px))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1.0 / length
    return np.asarray(cv2.filter2D(image, -1, kernel), np.uint8)


def _blurred(image: Image, face_px: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 0.035 * face_px), np.uint8)


def _small(image: Image, face_px: float) -> Image:
    shrink = 60.0 / face_px
    return np.asarray(
        cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8
    )


def _soft(image: Image, face_px: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 0.012 * face_px), np.uint8)


def _shaken(image: Image, face_px: float) -> Image:
    return _along_the_rows(image, 0.05 * face_px)


def _grainy(image: Image, _: float) -> Image:
    grain = np.random.default_rng(0).normal(0.0, 14.0, image.shape)
    return np.clip(image + grain, 0, 255).astype(np.uint8)


def _compressed(image: Image, _: float) -> Image:
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 12])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


WAYS: Mapping[str, Degrade] = MappingProxyType(
    {
        "as they are": lambda image, _: image,
        "60 px faces": _small,
        "jpeg 12": _compressed,
        "mirrored": lambda image, _: np.ascontiguousarray(image[:, ::-1]),
        "grain": _grainy,
        "a soft lens": _soft,
        "shaken": _shaken,
        "dark": _dark,
        "smeared": _smeared,
        "blurred": _blurred,
    }
)


def main() -> None:
    """One line for each way of degrading."""
    clips = read_dataset(Path(sys.argv[1])).clips
    widths = {clip.name: _face_width_px(clip) for clip in clips}
    for name, degrade in WAYS.items():
        pairs, doubts = Counter[tuple[str, str]](), Counter[str]()
        for clip in clips:
            spans = _spans(clip, degrade, widths[clip.name], doubts)
            for moment in clip.moments:
                if moment.agreed is not None:
                    pairs[moment.agreed.value, at(spans, moment.t_s)] += 1
        sys.stdout.write(f"{name}: {described(pairs)}; frames {dict(doubts)}\n")


def described(pairs: Counter[tuple[str, str]]) -> str:
    """The figures of all (truth, answer) pairs, as words."""
    judged = sum(n for (seen, said), n in pairs.items() if seen in JUDGED and said in JUDGED)
    wrong = sum(
        n for (seen, said), n in pairs.items() if seen in JUDGED and said in JUDGED and seen != said
    )
    f1 = {state: _f1(pairs, state) for state in JUDGED}
    return (
        f"macro F1 {np.mean(list(f1.values())):.2f}"
        f" ({', '.join(f'{state} {value:.2f}' for state, value in f1.items())});"
        f" {wrong} of {judged} judged moments wrong;"
        f" closed as device {pairs['closed', 'device']}"
    )


def _face_width_px(clip: LabelledClip) -> float:
    landmarker, capture = MediaPipeFaceLandmarker(still=True), cv2.VideoCapture(str(clip.path))
    faces = landmarker.detect(
        np.asarray(cv2.cvtColor(capture.read()[1], cv2.COLOR_BGR2RGB), np.uint8)
    )
    landmarker.close()
    left, _, right, _ = faces[0].box_px
    return right - left


def every_other_frame(clip: LabelledClip) -> Iterator[tuple[Ns, Image]]:
    """Half of a clip's frames with their stamps: height x width x 3, uint8, blue first."""
    capture = cv2.VideoCapture(str(clip.path))
    while True:
        read, image = capture.read()
        if not read:
            return
        yield (
            ns_from_s(capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0),
            np.asarray(image, np.uint8),
        )
        capture.grab()


def _spans(
    clip: LabelledClip, degrade: Degrade, face_px: float, doubts: Counter[str]
) -> list[StateSpan]:
    landmarker = MediaPipeFaceLandmarker()
    state, params, perception = CoreState(), CoreParams(), PerceptionParams()
    place: Place | None = None
    events, t_ns = list[object](), Ns(0)
    for t_ns, image in every_other_frame(clip):
        picture = degrade(image, face_px)
        faces = landmarker.detect(
            np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8), t_ns
        )
        camera = camera_with_field_of_view(picture.shape[1], picture.shape[0])
        observation, place = observe(
            t_ns, faces, False, camera, landmarker.model, perception, place
        )
        face = observation.face
        doubts["no face" if face is None else str(face.quality.doubt or "judged")] += 1
        state, found = step(state, observation, params)
        events.extend(found)
    landmarker.close()
    events.extend(finish(state, t_ns, params))
    return [event for event in events if isinstance(event, StateSpan)]


def at(spans: list[StateSpan], t_s: float) -> str:
    """The state at a moment, `unknown` outside all spans."""
    t_ns = ns_from_s(t_s)
    return next((s.state for s in spans if s.start_ns <= t_ns < s.end_ns), State.UNKNOWN).value


def _f1(pairs: Counter[tuple[str, str]], state: str) -> float:
    right = pairs[state, state]
    truth = sum(n for (seen, _), n in pairs.items() if seen == state)
    said = sum(n for (seen, answer), n in pairs.items() if answer == state and seen in JUDGED)
    return 2.0 * right / (truth + said) if truth + said else 0.0


if __name__ == "__main__":
    main()
