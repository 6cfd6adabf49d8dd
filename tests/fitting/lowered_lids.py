"""What tells lids lowered by a look down from shut ones, and from ones that droop.

`python -m tests.fitting.lowered_lids FOLDER...`, with folders as docs/labelling.md has them. Of
each frame near a moment on which both viewers agree, and of each still, it takes the head's pitch
and the height of the lower lid and of the iris. Two logistic regressions:

- *lowered or shut*, of lids that hide the eyes: head and lower lid tell `device` (and `phone`) from
  everything else. The weights on all are those of `EyelidsParams` and `LidsParams`; `lowered_rest`
  was then moved by a little, for the stills.
- *followed or drooping*: head, lower lid and iris, but not the upper lid, tell looks down behind
  narrow lids from eyes that look at the customer, as wide open as they are, one frame a moment.
  What the upper lid does is left out, for in eyes that look ahead under a drooping lid all else is
  as in open ones. The weights on all are those of `EyelidsParams` and `DroopParams`.

Each person, and kind of moment, weighs by the root of how many moments there are of it. Each person
is left out in turn.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.adapters.face_landmarker.face_mesh import FACE_MESH
from monitor.evaluation.dataset import LabelledClip, Looks, Seen, read_dataset
from monitor.geometry.camera import camera_with_field_of_view
from monitor.perception.eye_shape import measure_eyes
from monitor.perception.eyelids import estimate_eyelids
from monitor.perception.head_pose import estimate_head_pose
from monitor.perception.landmarks import FaceLandmarks
from monitor.units import deg_from_rad, ns_from_s
from tests.fitting.gaze_weights import Vector, say

NEAR_LABEL_S = 0.13
DOWN = frozenset({Seen.DEVICE.value, Looks.PHONE.value})
NOT_DOWN = frozenset(
    {
        *(Seen.CLOSED.value, Seen.CUSTOMER.value, Seen.ELSEWHERE.value),
        *(Looks.NEAR_LENS.value, Looks.NEAR_LENS_NODDING.value),
    }
)
AHEAD = frozenset(
    {
        *(Seen.CUSTOMER.value, Looks.AT_LENS.value),
        *(Looks.NEAR_LENS.value, Looks.NEAR_LENS_NODDING.value),
    }
)
NARROW = 0.55
"""Openness below which a look down might be a drooping lid."""
PULL = 1.0
"""Towards nought, on weights of terms with a spread of one; 60 samples are told apart."""


@dataclass(frozen=True)
class Sample:
    """One frame: the head's pitch in degrees, the heights of lower lid and iris in mm.

    `apart_s`: how far the frame is from the labelled moment.
    """

    person: str
    moment: tuple[str, int]
    kind: str
    head_deg: float
    lower_mm: float
    iris_mm: float
    openness: float
    low: bool
    apart_s: float

    @property
    def down(self) -> bool:
        return self.kind in DOWN


def main() -> None:
    """Fit, leave out, print."""
    samples = list(_all_samples([Path(folder) for folder in sys.argv[1:]]))
    say("lowered or shut")
    low = [each for each in samples if each.low and each.kind in DOWN | NOT_DOWN]
    left_out, weight = _left_out(low, lambda each: (each.head_deg, each.lower_mm))
    down = np.array([each.down for each in low])
    closed = np.array([each.kind == Seen.CLOSED.value for each in low])
    for moved in (-0.2, 0.0, 0.07, 0.2):
        right, wrong = (
            weight[which & (left_out > -moved)].sum() / weight[which].sum()
            for which in (down, closed)
        )
        say(f"  rest moved by {moved:+.2f}: {right:.0%} of looks down, {wrong:.0%} of closed eyes")
    say("followed or drooping")
    nearest = {each.moment: each for each in sorted(samples, key=lambda each: -each.apart_s)}
    narrow = [
        each
        for each in nearest.values()
        if each.kind in AHEAD or (each.down and each.openness < NARROW)
    ]
    left_out, _ = _left_out(narrow, lambda each: (each.head_deg, each.lower_mm, each.iris_mm))
    down = np.array([each.down for each in narrow])
    for least in (-0.5, 0.0):
        right, wrong = ((left_out[which] > least).mean() for which in (down, ~down))
        say(f"  above {least:+.1f}: {right:.0%} of looks down, {wrong:.1%} of looks ahead")


def _left_out(
    samples: Sequence[Sample], terms_of: Callable[[Sample], tuple[float, ...]]
) -> tuple[Vector, Vector]:
    """The evidence of each sample by weights fitted without its person; and how much it weighs."""
    say(f"  {len(samples)} frames of {len({sample.person for sample in samples})} people")
    terms = np.array([(*terms_of(sample), 1.0) for sample in samples])
    down = np.array([sample.down for sample in samples])
    weight = _weights(samples)
    say(f"  on all, per degree of head and mm, and at rest: {fitted(terms, down, weight).round(3)}")
    left_out = np.zeros(len(samples))
    for person in {sample.person for sample in samples}:
        others = np.array([sample.person != person for sample in samples])
        left_out[~others] = terms[~others] @ fitted(terms[others], down[others], weight[others])
    say(f"  people left out: AUC {_auc(left_out, down, weight):.3f}")
    return left_out, weight


def _all_samples(folders: Sequence[Path]) -> Iterator[Sample]:
    for folder in folders:
        dataset = read_dataset(folder)
        for clip in dataset.clips:
            yield from _of_clip(clip)
        landmarker = MediaPipeFaceLandmarker(still=True)
        for still in dataset.stills:
            image = cv2.imread(str(still.path))
            assert image is not None
            faces = landmarker.detect(_rgb(image))
            yield from _of_faces(faces, still.person, (still.path.name, 0), still.looks.value, 0.0)
        landmarker.close()


def _of_clip(clip: LabelledClip) -> Iterator[Sample]:
    landmarker, capture = MediaPipeFaceLandmarker(), cv2.VideoCapture(str(clip.path))
    while True:
        read, image = capture.read()
        if not read:
            break
        t_s = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
        faces = landmarker.detect(_rgb(image), ns_from_s(t_s))
        for at, moment in enumerate(clip.moments):
            if moment.agreed is not None and abs(t_s - moment.t_s) <= NEAR_LABEL_S:
                apart_s, kind = abs(t_s - moment.t_s), moment.agreed.value
                yield from _of_faces(faces, clip.person, (clip.name, at), kind, apart_s)
    landmarker.close()


def _rgb(image: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def _of_faces(
    faces: Sequence[FaceLandmarks], person: str, moment: tuple[str, int], kind: str, apart_s: float
) -> Iterator[Sample]:
    if len(faces) != 1 or kind not in DOWN | NOT_DOWN | AHEAD:
        return
    camera = camera_with_field_of_view(faces[0].width_px, faces[0].height_px)
    head = estimate_head_pose(faces[0], camera, FACE_MESH.head_pose)
    if head is None:
        return
    eyes = measure_eyes(faces[0], head, camera, FACE_MESH.eye_shape)
    lids = estimate_eyelids(eyes, FACE_MESH.eyelids)
    lower_mm, iris_mm = eyes.mean("lower_mm"), eyes.mean("iris_y_mm")
    head_deg = deg_from_rad(head.pitch_rad)
    eyes_mm, opening = (lower_mm, iris_mm), (lids.openness, lids.low)
    yield Sample(person, moment, kind, head_deg, *eyes_mm, *opening, apart_s)


def _weights(samples: Sequence[Sample]) -> Vector:
    """The root of the moments of each person and side, shared by their frames."""
    frames = Counter((sample.person, sample.down) for sample in samples)
    moments = Counter({(s.person, s.down, s.moment) for s in samples})
    of = Counter((person, down) for person, down, _ in moments)
    keys = [(sample.person, sample.down) for sample in samples]
    return np.array([np.sqrt(of[key]) / frames[key] for key in keys])


def fitted(terms: Vector, down: NDArray[np.bool_], weight: Vector) -> Vector:
    """Weights of a logistic regression, the last term being 1; both sides weigh alike."""
    weight = np.where(down, weight / weight[down].sum(), weight / weight[~down].sum()) * 30.0
    share = weight / weight.sum()
    middle = share @ terms
    spread = np.sqrt(share @ (terms - middle) ** 2)
    middle[-1], spread[-1] = 0.0, 1.0
    plain = (terms - middle) / spread
    tie = np.diag([*(PULL,) * (terms.shape[1] - 1), 1e-6])
    found = np.zeros(terms.shape[1])
    for _ in range(50):
        guess = 1.0 / (1.0 + np.exp(-plain @ found))
        slope = plain.T @ (weight * (guess - down)) + tie @ found
        bend = (plain * (weight * guess * (1.0 - guess))[:, None]).T @ plain + tie
        found = found - np.linalg.solve(bend, slope)
    raw = found / spread
    raw[-1] -= raw[:-1] @ middle[:-1]
    return raw


def _auc(scores: Vector, down: NDArray[np.bool_], weight: Vector) -> float:
    above = (scores[down][:, None] > scores[~down][None]) * 1.0
    return float(weight[down] @ above @ weight[~down] / weight[down].sum() / weight[~down].sum())


if __name__ == "__main__":
    main()
