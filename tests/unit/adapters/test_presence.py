"""Whether a customer is in a picture, near or far, turned or not; on mannequins."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from monitor.adapters.presence import MediaPipeCustomers
from monitor.errors import ModelError
from tests.mannequin import Pose, Scene, absent, render

WIDE = Scene(width_px=960, height_px=540, distance_mm=900.0)


@pytest.fixture(scope="module")
def customers() -> Iterator[MediaPipeCustomers]:
    detector = MediaPipeCustomers()
    yield detector
    detector.close()
    detector.close()


@pytest.mark.parametrize("distance_mm", [600.0, 1500.0, 3000.0])
@pytest.mark.parametrize("pose", [Pose(), Pose(head_yaw_deg=40), Pose(head_pitch_deg=-40)])
def test_somebody_is_seen(customers: MediaPipeCustomers, distance_mm: float, pose: Pose) -> None:
    scene = Scene(width_px=960, height_px=540, distance_mm=distance_mm)
    assert customers.look(render(pose, scene)) is True


def test_nobody_is_not(customers: MediaPipeCustomers) -> None:
    assert customers.look(absent(WIDE)) is False
    for size in ((1, 1), (1, 200), (200, 1), (3, 3)):
        assert customers.look(np.zeros((*size, 3), np.uint8)) is False


def test_a_body_whose_face_is_hidden_is_seen_by_the_pose_model(
    customers: MediaPipeCustomers,
) -> None:
    picture = render(Pose(), WIDE)
    # A grey bar over the eyes and mouth, as a mask and a cap would.
    picture[200:300, 420:540] = 90
    assert customers.look(picture) is True


def test_every_look_is_answered_by_itself(customers: MediaPipeCustomers) -> None:
    there, empty = render(Pose(), WIDE), absent(WIDE)
    assert [customers.look(each) for each in (there, empty, there, empty)] == [
        *(True, False),
        *(True, False),
    ]


def test_part_of_a_picture_can_be_looked_at_as_it_lies_in_memory(
    customers: MediaPipeCustomers,
) -> None:
    picture = render(Pose(), WIDE)
    assert customers.look(picture[:, 240:720]) is True
    assert customers.look(picture[:, :240]) is False


def test_nothing_is_said_on_standard_error() -> None:
    script = (
        "from tests.mannequin import Pose, render, absent, Scene\n"
        "import sys\n"
        "pictures = render(Pose()), absent(Scene()), render(Pose(head_yaw_deg=80))\n"
        "sys.stderr.write('START\\n'); sys.stderr.flush()\n"
        "from monitor.adapters.presence import MediaPipeCustomers\n"
        "customers = MediaPipeCustomers()\n"
        "for picture in pictures: customers.look(picture)\n"
        "customers.close()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=200
    )
    assert run.stderr.partition("START\n")[2] == ""


def test_a_missing_model_is_named_before_anything_is_watched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("monitor.adapters.presence._MODEL_FILES", ("face_detection/lost.tflite",))
    with pytest.raises(ModelError, match=r"face_detection/lost\.tflite is not in the installed"):
        MediaPipeCustomers()
