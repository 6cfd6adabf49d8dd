"""MediaPipe finds the mannequin, near and far, alone and in company, and says nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from monitor.adapters.face_landmarker import LandmarkerParams, MediaPipeFaceLandmarker
from monitor.adapters.face_landmarker import models as models_module
from monitor.adapters.face_landmarker.face_mesh import FACE_MESH
from monitor.adapters.face_landmarker.picture import measured_face
from monitor.adapters.presence import MediaPipePresence
from monitor.errors import ModelError
from monitor.ports import Image
from monitor.units import Ns, ns_from_s
from tests.mannequin import Pose, Scene, absent, render

NEAR = render(Pose(), Scene())
EMPTY = absent(Scene())


def portrait_of(width_px: int) -> np.ndarray:
    """The near mannequin's head and shoulders, the face about `width_px` wide."""
    shrink = width_px / 110.0
    return cv2.resize(
        NEAR[60:420, 140:500], None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA
    )


def placed(part: np.ndarray, left: int, top: int, image: np.ndarray | None = None) -> np.ndarray:
    canvas = np.full((720, 1280, 3), 120, np.uint8) if image is None else image.copy()
    canvas[top : top + part.shape[0], left : left + part.shape[1]] = part
    return canvas


@pytest.fixture
def tracking() -> Iterator[MediaPipeFaceLandmarker]:
    landmarker = MediaPipeFaceLandmarker()
    yield landmarker
    landmarker.close()


@pytest.fixture(scope="module")
def still() -> Iterator[MediaPipeFaceLandmarker]:
    landmarker = MediaPipeFaceLandmarker(still=True)
    yield landmarker
    landmarker.close()


def test_a_near_face_is_found_with_all_its_landmarks(still: MediaPipeFaceLandmarker) -> None:
    (face,) = still.detect(NEAR)
    assert face.points_px.shape == (478, 3)
    assert face.points_px.dtype == np.float64
    assert (face.width_px, face.height_px) == (640, 480)
    left, top, right, bottom = face.box_px
    assert 250 < (left + right) / 2 < 390
    assert 90 < right - left < 160
    assert bottom > top
    assert face.patch_luma is not None
    assert face.patch_luma > 20


def test_an_empty_counter_has_no_face(still: MediaPipeFaceLandmarker) -> None:
    assert still.detect(EMPTY) == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 200), (200, 1), (3, 3)])
def test_tiny_pictures_are_no_error(still: MediaPipeFaceLandmarker, size: tuple[int, int]) -> None:
    assert still.detect(np.zeros((*size, 3), np.uint8)) == ()


def test_the_same_pictures_give_the_same_landmarks() -> None:
    def run() -> list[np.ndarray]:
        landmarker = MediaPipeFaceLandmarker()
        poses = [Pose(head_yaw_deg=yaw) for yaw in (0.0, 4.0, 8.0)]
        found = [landmarker.detect(render(pose), ns_from_s(i / 15)) for i, pose in enumerate(poses)]
        landmarker.close()
        return [faces[0].points_px for faces in found]

    first, second = run(), run()
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_still_and_its_mirror_image_agree(still: MediaPipeFaceLandmarker) -> None:
    (face,) = still.detect(NEAR)
    (flipped,) = still.detect(np.ascontiguousarray(NEAR[:, ::-1]))
    nose, mirrored = face.points_px[4, 0], 640 - flipped.points_px[4, 0]
    assert nose == pytest.approx(mirrored, abs=0.6)


@pytest.mark.parametrize("width_px", [60, 80])
def test_a_far_face_is_found(tracking: MediaPipeFaceLandmarker, width_px: int) -> None:
    picture = placed(portrait_of(width_px), 900, 300)
    for index in range(3):
        (face,) = tracking.detect(picture, ns_from_s(index / 10))
        left, _, right, _ = face.box_px
        assert right - left == pytest.approx(width_px, rel=0.35)
        assert left > 900


def test_several_faces_are_all_found_within_a_second_or_so(
    tracking: MediaPipeFaceLandmarker,
) -> None:
    part = portrait_of(150)
    alone = placed(part, 100, 100)
    both = placed(part, 750, 150, alone)
    assert len(tracking.detect(alone, Ns(0))) == 1
    counts = [len(tracking.detect(both, ns_from_s(0.1 * i))) for i in range(1, 16)]
    assert counts[-1] == 2
    counts = [len(tracking.detect(alone, ns_from_s(1.6 + 0.1 * i))) for i in range(40)]
    assert counts[-1] == 1


def test_searching_an_empty_picture_is_rationed(
    tracking: MediaPipeFaceLandmarker, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = list[float]()
    look = models_module.detections

    def counted(detector: models_module.QuietModel, image: np.ndarray) -> list[object]:
        searched.append(1.0)
        return look(detector, image)

    monkeypatch.setattr("monitor.adapters.face_landmarker.landmarker.detections", counted)
    for index in range(60):
        tracking.detect(EMPTY, ns_from_s(index / 10))
    assert 3 <= len(searched) <= 6


def test_nothing_is_said_on_standard_error() -> None:
    script = (
        "from tests.mannequin import Pose, render, absent, Scene\n"
        "import sys\n"
        "picture, empty = render(Pose()), absent(Scene())\n"
        "sys.stderr.write('START\\n'); sys.stderr.flush()\n"
        "from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker\n"
        "from monitor.adapters.presence import MediaPipePresence\n"
        "for still in (False, True):\n"
        "    found = MediaPipeFaceLandmarker(still=still)\n"
        "    for image in (empty, picture, picture, empty): found.detect(image)\n"
        "    found.close()\n"
        "there = MediaPipePresence(); there.detect(picture); there.close()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=200
    )
    assert run.stderr.partition("START\n")[2] == ""


def test_closing_twice_is_safe_and_gives_back_what_was_opened() -> None:
    landmarker = MediaPipeFaceLandmarker()
    landmarker.close()
    landmarker.close()


def test_a_broken_model_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import mediapipe

    class Broken:
        def __init__(self, *_: object, **__: object) -> None:
            raise RuntimeError("face_landmark is no model")

    monkeypatch.setattr(mediapipe.solutions.face_mesh, "FaceMesh", Broken)  # pyright: ignore[reportAttributeAccessIssue]
    first_free = os.dup(0)
    os.close(first_free)
    with pytest.raises(ModelError, match="cannot be loaded: face_landmark is no model"):
        MediaPipeFaceLandmarker()
    still_free = os.dup(0)
    os.close(still_free)
    assert still_free == first_free


def test_a_missing_model_is_named_before_anything_is_watched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(models_module, "_MODEL_FILES", ("face_landmark/lost.tflite",))
    with pytest.raises(ModelError, match=r"face_landmark/lost\.tflite is not in the installed"):
        MediaPipeFaceLandmarker()
    monkeypatch.setattr("monitor.adapters.presence._MODEL_FILES", ("pose_landmark/lost.tflite",))
    with pytest.raises(ModelError, match=r"pose_landmark/lost\.tflite is not in the installed"):
        MediaPipePresence()


def test_somebody_is_seen_and_an_empty_counter_is_empty() -> None:
    presence = MediaPipePresence()
    assert presence.detect(NEAR, Ns(0)) is True
    assert presence.detect(EMPTY, ns_from_s(20)) is False
    assert presence.detect(np.zeros((1, 1, 3), np.uint8), ns_from_s(40)) is False
    presence.close()
    presence.close()


def test_an_answer_holds_until_the_next_look() -> None:
    presence = MediaPipePresence()
    assert presence.detect(NEAR, Ns(0)) is True
    assert presence.detect(EMPTY, ns_from_s(0.1)) is True
    assert presence.detect(EMPTY, ns_from_s(0.4)) is False
    presence.close()


def test_params_say_what_they_are() -> None:
    assert LandmarkerParams().search_first_s <= LandmarkerParams().search_most_s


def _softened(image: Image, across_px: float, down_px: float) -> Image:
    soft = cv2.GaussianBlur(image, (0, 0), max(across_px, 0.01), sigmaY=max(down_px, 0.01))
    return np.asarray(soft, np.uint8)


@pytest.mark.parametrize("smeared", ["along the rows", "along the columns", "both ways"])
def test_motion_in_any_direction_takes_the_sharpness(
    still: MediaPipeFaceLandmarker, smeared: str
) -> None:
    sharp = still.detect(NEAR)[0]
    reach_px = 0.05 * float(np.ptp(sharp.points_px[:468, 0]))
    across_px = 0.0 if smeared == "along the columns" else reach_px
    down_px = 0.0 if smeared == "along the rows" else reach_px
    picture = _softened(NEAR, across_px, down_px)
    blurred = measured_face(sharp.points_px, picture)
    grain = np.random.default_rng(0).normal(0.0, 3.0, NEAR.shape)
    grainy = measured_face(sharp.points_px, np.clip(picture + grain, 0, 255).astype(np.uint8))
    limit = FACE_MESH.quality.sharpness_min
    assert sharp.patch_sharpness is not None
    assert blurred.patch_sharpness is not None
    assert grainy.patch_sharpness is not None
    assert sharp.patch_sharpness > 1.8 * limit
    assert blurred.patch_sharpness < limit
    nearer_to_blurred = (sharp.patch_sharpness + blurred.patch_sharpness) / 2.0
    assert grainy.patch_sharpness < nearer_to_blurred


def test_a_soft_lens_is_no_blur(still: MediaPipeFaceLandmarker) -> None:
    sharp = still.detect(NEAR)[0]
    sigma_px = 0.012 * float(np.ptp(sharp.points_px[:468, 0]))
    soft = measured_face(sharp.points_px, _softened(NEAR, sigma_px, sigma_px))
    assert soft.patch_sharpness is not None
    assert soft.patch_sharpness > FACE_MESH.quality.sharpness_min


@pytest.mark.parametrize("light", [0.2, 1.0])
def test_sharpness_is_the_same_in_little_light(
    still: MediaPipeFaceLandmarker, light: float
) -> None:
    face = still.detect(NEAR)[0]
    dim = measured_face(face.points_px, (NEAR * light).astype(np.uint8))
    assert dim.patch_sharpness == pytest.approx(face.patch_sharpness, abs=0.05)


def test_an_even_patch_has_no_edges(still: MediaPipeFaceLandmarker) -> None:
    face = still.detect(NEAR)[0]
    assert measured_face(face.points_px, np.full_like(NEAR, 90)).patch_sharpness == 0.0
