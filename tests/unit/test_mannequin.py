"""The mannequin does what it is told, as the landmarks that the product reads can see."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import cv2
import numpy as np
import pytest

from monitor.samples import CLIP, TRUTH
from tests.mannequin import (
    Absence,
    Beat,
    Pose,
    Scene,
    Script,
    absent,
    camera_matrix,
    placement,
    pose_grid,
    render,
    truth,
)
from tests.mannequin.angles import Array, angles_deg, camera_from_sight, direction, rotation
from tests.mannequin.clip import FPS, SCENE, STORY
from tests.mannequin.portrait import head
from tests.mannequin.scene import project

RIGID = [1, 33, 263, 133, 362, 61, 291, 152, 10, 234, 454, 127, 356, 70, 300, 168, 4, 6, 197]
EYES = ((33, 133, 159, 145, 468), (263, 362, 386, 374, 473))

Finder = Callable[[Any], "Array | None"]


@pytest.fixture(scope="module")
def find() -> Iterator[Finder]:
    import mediapipe as mp

    face_mesh: Any = mp.solutions.face_mesh  # pyright: ignore[reportAttributeAccessIssue]
    with face_mesh.FaceMesh(static_image_mode=True, refine_landmarks=True) as landmarker:

        def points_px(image: Any) -> Array | None:
            faces = landmarker.process(image).multi_face_landmarks
            if not faces:
                return None
            height, width = image.shape[:2]
            return np.array([(p.x * width, p.y * height) for p in faces[0].landmark])

        yield points_px


def found(find: Finder, pose: Pose, scene: Scene | None = None) -> Array:
    points = find(render(pose, scene))
    assert points is not None, pose
    return points


def head_angles_deg(points_px: Array, scene: Scene) -> tuple[float, float]:
    """A plain PnP on the mannequin's own vertices: enough to see whether it turns as told."""
    model = head().vertices_mm[RIGID]
    matrix = camera_matrix(scene)
    done, turn, place = cv2.solvePnP(
        model, points_px[RIGID] - 0.5, matrix, np.zeros(4), flags=cv2.SOLVEPNP_SQPNP
    )
    assert done
    ahead = cv2.Rodrigues(turn)[0] @ np.array([0.0, 0.0, -1.0])
    return angles_deg(camera_from_sight(np.asarray(place, np.float64)[:, 0]).T @ ahead)


def eye_numbers(points: Array) -> Array:
    """Iris sideways and down from the middle of the corners, and opening, by the eye's width."""
    sides = []
    for outer, inner, upper, lower, iris in EYES:
        width = np.linalg.norm(points[outer] - points[inner])
        aside = (points[iris] - (points[outer] + points[inner]) / 2) / width
        sides.append((*aside, (points[lower, 1] - points[upper, 1]) / width))
    return np.mean(sides, axis=0)


def test_angles_keep_the_convention() -> None:
    assert direction(0, 0) @ np.array([0.0, 0.0, -1.0]) == pytest.approx(1.0)
    assert direction(30, 0)[0] > 0.0
    assert direction(0, 30)[1] < 0.0
    assert angles_deg(direction(-25, 14)) == pytest.approx((-25, 14))
    assert angles_deg(rotation(20, -10, 33) @ np.array([0, 0, -1.0])) == pytest.approx((20, -10))
    assert (rotation(0, 0, 20) @ np.array([1.0, 0.0, 0.0]))[1] > 0.0  # clockwise


@pytest.mark.parametrize("offset_mm", [0.0, 200.0])
def test_angles_are_about_the_line_to_the_lens(offset_mm: float) -> None:
    camera_from_head, eyes_mm = placement(Pose(), Scene(offset_x_mm=offset_mm))
    ahead = camera_from_head @ np.array([0.0, 0.0, -1.0])
    assert ahead @ -eyes_mm / np.linalg.norm(eyes_mm) == pytest.approx(1.0)


def test_rendering_is_the_same_every_time_and_differs_with_the_pose() -> None:
    scene = Scene(noise=4.0, seed=3)
    pose = Pose(10, -5, 2, 12, -20, 0.8)
    assert np.array_equal(render(pose, scene), render(pose, scene))
    assert not np.array_equal(render(pose, scene), render(Pose(), scene))
    picture = render(pose, scene)
    assert picture.shape == (480, 640, 3)
    assert picture.dtype == np.uint8


def test_head_follows_the_command(find: Finder) -> None:
    scene = Scene()
    poses = list(pose_grid(yaws_deg=(-30, 0, 30), pitches_deg=(-25, 0, 25)))
    told = np.array([(p.head_yaw_deg, p.head_pitch_deg) for p in poses])
    seen = np.array([head_angles_deg(found(find, p, scene), scene) for p in poses])
    for axis, lowest in ((0, 0.8), (1, 0.6)):
        gain = np.polyfit(told[:, axis], seen[:, axis], 1)[0]
        assert lowest <= gain <= 1.15
    assert np.abs(seen - told).mean(axis=0).max() < 7.0


def test_irises_and_lids_follow_the_gaze_of_a_still_head(find: Finder) -> None:
    poses = list(pose_grid((-30, -15, 0, 15, 30), (10, 0, -15, -30, -40), gaze="eyes"))
    told = np.array([(p.gaze_yaw_deg, p.gaze_pitch_deg) for p in poses])
    seen = np.array([eye_numbers(found(find, p)) for p in poses])
    assert np.corrcoef(told[:, 0], seen[:, 0])[0, 1] > 0.95
    assert np.corrcoef(told[:, 1], -seen[:, 1])[0, 1] > 0.9
    assert np.corrcoef(told[:, 1], seen[:, 2])[0, 1] > 0.85


def test_openness_closes_the_lids(find: Finder) -> None:
    opening = [float(eye_numbers(found(find, Pose(openness=o)))[2]) for o in (1.0, 0.5, 0.0)]
    assert opening[0] > opening[1] > opening[2]
    assert opening[2] < 0.5 * opening[0]


@pytest.mark.parametrize(
    "scene",
    [
        Scene(light=0.2, noise=4.0),
        Scene(blur_px=2.0),
        Scene(motion_px=9),
        Scene(offset_x_mm=220.0, offset_y_mm=60.0),
        Scene(1280, 720, distance_mm=900.0),
        Scene(320, 240),
    ],
)
def test_the_face_is_found_where_it_was_put(find: Finder, scene: Scene) -> None:
    points = found(find, Pose(), scene)
    place = camera_matrix(scene) @ placement(Pose(), scene)[1]
    between = points[[468, 473]].mean(axis=0)
    assert np.linalg.norm(between - place[:2] / place[2]) < 0.012 * scene.width_px


def test_nobody_is_found_in_the_empty_shop(find: Finder) -> None:
    assert find(absent()) is None


def test_script_moves_blinks_and_leaves() -> None:
    script = Script(
        10.0,
        beats=(Beat(0.0), Beat(2.0, head_pitch_deg=-15, gaze_pitch_deg=-40), Beat(4.0)),
        blinks=((1.0, 0.2),),
        absences=(Absence(5.0, 9.0),),
        sway=0.0,
    )
    assert script.pose(0.5) == Pose()
    blinking = script.pose(1.1)
    assert blinking is not None
    assert blinking.openness == 0.0
    down = script.pose(3.0)
    assert down is not None
    assert (down.head_pitch_deg, down.gaze_pitch_deg) == (-15, -40)
    assert script.pose(7.0) is None
    for fps in (8, 30):
        runs = [(s, len(list(rows))) for s, rows in groupby(truth(script, fps), lambda r: r.state)]
        assert [state for state, _ in runs] == [
            "customer", "device", "customer", "absent", "customer",
        ]  # fmt: skip
        assert runs[1][1] / fps == pytest.approx(2.0, abs=0.15)


def test_the_sample_is_as_long_as_its_truth_and_tells_the_story() -> None:
    clip = cv2.VideoCapture(str(CLIP))
    fps, frames = clip.get(cv2.CAP_PROP_FPS), 0
    while clip.grab():
        frames += 1
    clip.release()
    with TRUTH.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert fps == pytest.approx(FPS)
    assert frames == len(rows) == round(STORY.length_s * FPS)
    assert CLIP.stat().st_size < 3_000_000
    assert [r["state"] for r in rows] == [r.state for r in truth(STORY, FPS)]
    runs = [(s, len(list(g)) / FPS) for s, g in groupby(rows, lambda r: r["state"])]
    device_s = [round(seconds, 1) for state, seconds in runs if state == "device"]
    assert device_s == pytest.approx([1.0, 2.0, 5.0, 1.5, 12.0], abs=0.15)
    assert rows[0]["state"] == rows[-1]["state"] == "customer"


def test_the_sample_shows_what_its_truth_says(find: Finder) -> None:
    """Once a second: the lids hang lower at the device, and nobody is found when absent."""
    with TRUTH.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    clip = cv2.VideoCapture(str(CLIP))
    opening: dict[str, list[float]] = {"customer": [], "device": []}
    for row in rows:
        image = clip.read()[1]
        seconds = float(row["t_s"])
        if seconds % 1.0 > 0.01 or float(row["eye_openness"] or 1.0) < 1.0:
            continue
        points = find(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
        if row["state"] == "absent":
            assert points is None, seconds
        elif row["state"] in opening:
            assert points is not None, seconds
            opening[row["state"]].append(float(eye_numbers(points)[2]))
    clip.release()
    assert np.percentile(opening["device"], 80) < np.percentile(opening["customer"], 20)


def test_the_sample_is_what_the_mannequin_draws_today() -> None:
    """Fails when the renderer or the story changed and `make samples` was not run."""
    with TRUTH.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    clip = cv2.VideoCapture(str(CLIP))
    for index, row in enumerate(rows):
        image = clip.read()[1]
        pose = STORY.pose(index / FPS)
        if pose is None or row["state"] == "absent":
            continue
        assert float(row["gaze_pitch_deg"]) == pytest.approx(pose.gaze_pitch_deg, abs=0.006)
        assert float(row["head_yaw_deg"]) == pytest.approx(pose.head_yaw_deg, abs=0.006)
        if index % 90 == 50:
            drawn = render(pose, SCENE)
            shown = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
            x, y = project(placement(pose, SCENE)[1][None], SCENE)[0].round().astype(int)
            eyes = np.s_[y - 12 : y + 14, x - 42 : x + 42]
            assert cv2.absdiff(drawn[eyes], shown[eyes]).mean() < 4.0, index
    clip.release()
