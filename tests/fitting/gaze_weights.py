"""How the weights of the gaze model were chosen, and what they give on others than those.

`python -m tests.fitting.gaze_weights FOLDER PORTRAITS`, with a folder as docs/labelling.md has it,
and the portraits of `tests.fitting.portraits`. Five numbers for pitch (head, iris, lids, rest) and
one for yaw are fitted to one person's gaze points together with half of the clips and half of the
portraits, and tried on the other person and the other halves; then the halves change places; then
the same with both halves. Points pull with a robust loss; a clip's labels only say in which range a
pitch lies; a half of the portraits, who look into the lens, counts as a third of a person. A pull
towards the weights in use keeps the fit from using what one person happens to show. The gain of yaw
is the mean of what the people, the portraits and the mannequin show.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.adapters.face_landmarker.face_mesh import FACE_MESH
from monitor.evaluation.dataset import Dataset, Seen, read_dataset
from monitor.geometry.camera import Camera, camera_with_field_of_view
from monitor.perception.eye_shape import measure_eyes
from monitor.perception.head_pose import estimate_head_pose
from monitor.perception.landmarks import FaceLandmarks
from monitor.units import deg_from_rad, ns_from_s
from tests.fitting.portraits import portrait_camera, portrait_faces
from tests.mannequin import Scene, pose_grid, render

Vector = NDArray[np.float64]

PARAMS = FACE_MESH.gaze
IN_USE = np.array(
    [
        PARAMS.pitch_of_head,
        PARAMS.pitch_per_iris_mm_deg,
        PARAMS.pitch_per_upper_mm_deg,
        PARAMS.pitch_per_lower_mm_deg,
        PARAMS.pitch_rest_deg,
    ]
)
FREEDOM: Vector = np.array([0.15, 2.0, 1.5, 1.5, 10.0])
"""How far a weight may stray from the one in use before the pull outweighs a person's points."""
PORTRAITS = ("odd portraits", "even portraits")
CUSTOMER_DEG, DEVICE_DEG = (-12.0, 3.0), -25.0
"""Where pitch lies for a label: people who look at a camera look a little below it."""


@dataclass(frozen=True)
class Sample:
    """What one face shows, and what is known of its gaze."""

    source: str
    seen: Seen | None
    head: tuple[float, float]
    iris: tuple[float, float]
    lids_mm: tuple[float, float]
    row: float = 0.5
    truth_deg: tuple[float, float] = (0.0, 0.0)

    @property
    def terms(self) -> list[float]:
        return [self.head[1], self.iris[1], *self.lids_mm, 1.0]


def main() -> None:
    """Fit, try across, print."""
    dataset = read_dataset(Path(sys.argv[1]))
    samples = [
        *point_samples(dataset),
        *clip_samples(dataset),
        *portrait_samples(Path(sys.argv[2])),
    ]
    people = sorted({point.person for point in dataset.gaze_points})
    clips = sorted({sample.source for sample in samples if sample.seen is not None})
    of_mannequin = _slope(list(mannequin_samples()))
    say(f"in use: {_text(IN_USE)}, yaw {PARAMS.yaw_per_mm_deg} per mm")
    say(f"yaw per mm on the mannequin {of_mannequin:.1f}")
    for held_out in people:
        rest = [person for person in people if person != held_out]
        odd, even = ({*clips[half::2], PORTRAITS[half]} for half in (0, 1))
        for with_them, beside in ((odd, even), (even, odd), (odd | even, set[str]())):
            chosen_on, tried_on = {*rest, *with_them}, {held_out, *beside}
            for freedom, name in ((FREEDOM, "with the pull"), (FREEDOM * 100.0, "without it")):
                weights = fitted([s for s in samples if s.source in chosen_on], freedom)
                turned = [s for s in samples if s.source in chosen_on and s.seen is None]
                gain = yaw_gain(turned, of_mannequin)
                say(f"\nchosen on {', '.join(sorted(chosen_on))}, {name}: {_text(weights)}")
                report([s for s in samples if s.source in tried_on], weights, gain)
    say("\nin use, on all")
    report(samples, IN_USE, PARAMS.yaw_per_mm_deg)


def point_samples(dataset: Dataset) -> Iterator[Sample]:
    """Every still, read as `mostrador analyze` reads it."""
    landmarker = MediaPipeFaceLandmarker(still=True)
    for point in dataset.gaze_points:
        image = cv2.imread(str(point.path))
        assert image is not None
        for face in landmarker.detect(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)):
            truth = (point.yaw_deg, point.pitch_deg)
            yield _sample(face, point.person, None, point.screen_y, truth)
    landmarker.close()


def clip_samples(dataset: Dataset) -> Iterator[Sample]:
    """The frame nearest to each label on which both viewers agree."""
    for clip in dataset.clips:
        landmarker, capture = MediaPipeFaceLandmarker(), cv2.VideoCapture(str(clip.path))
        wanted = [
            moment for moment in clip.moments if moment.agreed in (Seen.CUSTOMER, Seen.DEVICE)
        ]
        while wanted:
            read, image = capture.read()
            if not read:
                break
            t_s = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            picture = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
            faces = landmarker.detect(picture, ns_from_s(t_s))
            while wanted and wanted[0].t_s <= t_s + 0.02:
                moment = wanted.pop(0)
                if faces:
                    yield _sample(faces[0], clip.name, moment.agreed)
        landmarker.close()


def portrait_samples(folder: Path) -> Iterator[Sample]:
    """Strangers who look into the lens, every other one in the other half."""
    for index, face in enumerate(portrait_faces(folder)):
        yield _sample(face, PORTRAITS[index % 2], None, camera=portrait_camera())


def _sample(
    face: FaceLandmarks,
    source: str,
    seen: Seen | None,
    row: float = 0.5,
    truth_deg: tuple[float, float] = (0.0, 0.0),
    camera: Camera | None = None,
) -> Sample:
    camera = camera or camera_with_field_of_view(face.width_px, face.height_px)
    head = estimate_head_pose(face, camera, FACE_MESH.head_pose)
    assert head is not None
    eyes = measure_eyes(face, head, camera, FACE_MESH.eye_shape)
    return Sample(
        source,
        seen,
        (deg_from_rad(head.yaw_rad), deg_from_rad(head.pitch_rad)),
        (eyes.mean("iris_x_mm"), eyes.mean("iris_y_mm")),
        (eyes.mean("upper_mm"), eyes.mean("lower_mm")),
        row,
        truth_deg,
    )


def bent(pitch_deg: Vector) -> Vector:
    """As `estimate_gaze` steepens what lies below the bend."""
    below = np.minimum(pitch_deg - PARAMS.pitch_bend_deg, 0.0)
    return pitch_deg + (PARAMS.pitch_steepening - 1.0) * below


def straight(pitch_deg: Vector) -> Vector:
    """What `bent` turns into these."""
    below = np.minimum(pitch_deg - PARAMS.pitch_bend_deg, 0.0)
    return pitch_deg - below + below / PARAMS.pitch_steepening


def fitted(samples: Sequence[Sample], freedom: Vector) -> Vector:
    """Weights by repeated least squares; each person and clip counts alike."""
    terms: Vector = np.array([sample.terms for sample in samples], np.float64)
    truth = straight(np.array([sample.truth_deg[1] for sample in samples]))
    lowest, highest, device = straight(np.array([*CUSTOMER_DEG, DEVICE_DEG]))
    sources = [sample.source for sample in samples]
    share = np.array([1.0 / max(sources.count(source), 8) for source in sources])
    person = [sample.seen is None and sample.source not in PORTRAITS for sample in samples]
    share *= np.where(person, 3.0, 1.0)
    weights = IN_USE
    for _ in range(60):
        guess = terms @ weights
        goal = truth.copy()
        for index, sample in enumerate(samples):
            if sample.seen is Seen.CUSTOMER:
                goal[index] = np.clip(guess[index], lowest, highest)
            elif sample.seen is Seen.DEVICE:
                goal[index] = min(guess[index], device)
        pull = share / np.sqrt(1.0 + ((guess - goal) / 3.0) ** 2)
        tie = np.diag(1.0 / freedom**2)
        weights = np.linalg.solve(
            (terms * pull[:, None]).T @ terms + tie, (terms * pull[:, None]).T @ goal + tie @ IN_USE
        )
    return weights


def mannequin_samples() -> Iterator[Sample]:
    """The mannequin, whose eyes alone move, at two distances."""
    landmarker = MediaPipeFaceLandmarker(still=True)
    for scene in (Scene(), Scene(distance_mm=450.0)):
        for pose in pose_grid((-20.0, -10.0, 0.0, 10.0, 20.0), (-10.0, 0.0), gaze="eyes"):
            for face in landmarker.detect(render(pose, scene)):
                truth = (pose.gaze_yaw_deg, pose.gaze_pitch_deg)
                yield _sample(face, "mannequin", None, truth_deg=truth)
    landmarker.close()


def yaw_gain(samples: Sequence[Sample], of_mannequin: float) -> float:
    """Degrees per millimetre of the irises: mean over the people, portraits and the mannequin."""
    portraits = [sample for sample in samples if sample.source in PORTRAITS]
    people = {sample.source for sample in samples} - set(PORTRAITS)
    of_people = [_slope([s for s in samples if s.source == person]) for person in people]
    slopes = [*of_people, _slope(portraits)]
    return float(np.mean([*slopes, of_mannequin]))


def _slope(samples: Sequence[Sample]) -> float:
    across = np.array([sample.iris[0] for sample in samples])
    left = np.array([sample.truth_deg[0] - sample.head[0] for sample in samples])
    return float(np.polyfit(across, left, 1)[0])


def report(samples: Sequence[Sample], weights: Vector, gain: float) -> None:
    """Errors on gaze points, and labels of clips on the right side of their border."""
    for source in sorted({sample.source for sample in samples}):
        own = [sample for sample in samples if sample.source == source]
        pitch = bent(np.array([sample.terms for sample in own]) @ weights)
        if source in PORTRAITS:
            say(f"  {source}: pitch {pitch.mean():.1f}, spread {pitch.std():.1f}")
        elif own[0].seen is None:
            yaw = np.array([sample.head[0] + gain * sample.iris[0] for sample in own])
            error = np.array([sample.truth_deg for sample in own])
            high, low = (pitch[_rows(own, a, b)] for a, b in ((0.0, 0.2), (0.8, 1.0)))
            say(
                f"  {source}: yaw MAE {np.abs(yaw - error[:, 0]).mean():.2f} (gain {gain:.1f}),"
                f" pitch MAE {np.abs(pitch - error[:, 1]).mean():.2f},"
                f" row AUC {(high[:, None] > low[None]).mean():.3f}"
            )
        for seen, right in ((Seen.CUSTOMER, pitch > -20.0), (Seen.DEVICE, pitch <= -25.0)):
            chosen = np.array([sample.seen is seen for sample in own])
            if chosen.any():
                say(f"  {source} {seen}: {right[chosen].mean():.0%} of {chosen.sum()}")


def _rows(samples: Sequence[Sample], low: float, high: float) -> NDArray[np.bool_]:
    return np.array([low <= sample.row <= high for sample in samples])


def _text(weights: Vector) -> str:
    head, iris, upper, lower, rest = weights
    return (
        f"head {head:.2f}, iris {iris:.1f}, lids {upper:.1f} and {lower:.1f} per mm,"
        f" rest {rest:.1f}"
    )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
