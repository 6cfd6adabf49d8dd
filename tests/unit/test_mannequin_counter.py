"""The mannequin's counter: exact truth, as a folder that `mostrador evaluate` takes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monitor.evaluation.dataset import Dataset, Seen, read_dataset
from monitor.evaluation.evaluation import Evaluation, evaluate
from monitor.evaluation.measure import measure
from monitor.runtime.offline.analysis import Analyzer
from monitor.settings import core_params, load_settings
from tests.mannequin.angles import Array
from tests.mannequin.counter import (
    ABOVE,
    CUSTOMER,
    DEVICE,
    SCENES,
    CounterScene,
    Somebody,
    labels,
    true_settings,
    write_counter,
)
from tests.mannequin.eyes import Lids
from tests.mannequin.render import Figure, Pose, eyes_px, picture, render
from tests.mannequin.scene import Scene
from tests.mannequin.wear import Features

NEAR = Scene(distance_mm=500.0)
BY_NAME = {scene.name: scene for scene in SCENES}
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


def opening(points: Array | None) -> float:
    """Of both eyes, by their width."""
    assert points is not None
    heights = [points[low, 1] - points[high, 1] for low, high in ((145, 159), (374, 386))]
    widths = [abs(points[one, 0] - points[two, 0]) for one, two in ((33, 133), (263, 362))]
    return float(sum(heights) / sum(widths))


def test_narrow_and_drooping_lids_are_seen(find: Finder) -> None:
    usual = opening(find(render(Pose(), NEAR)))
    narrow = opening(find(render(Pose(), NEAR, Features(Lids(opening=0.5)))))
    drooping = opening(find(render(Pose(), NEAR, Features(Lids(upper_lower_deg=15.0)))))
    assert narrow < 0.85 * usual
    assert drooping < 0.85 * usual
    shut = opening(find(render(Pose(openness=0.0), NEAR, Features(Lids(opening=0.5)))))
    assert shut < narrow


def test_glasses_and_a_phone_are_drawn_where_they_belong() -> None:
    plain = render(Pose(), NEAR).astype(int)
    worn = render(Pose(), NEAR, Features(glasses=True)).astype(int)
    held = render(Pose(), NEAR, Features(phone_top_mm=62.0)).astype(int)
    x, y = eyes_px(Figure(Pose()), NEAR).round().astype(int)
    around_eyes = np.s_[y - 30 : y + 30, x - 80 : x + 80]
    rims = (worn[around_eyes].sum(axis=2) < 130) & (plain[around_eyes].sum(axis=2) > 200)
    assert rims.sum() > 150
    assert np.array_equal(held[: y + 40], plain[: y + 40]), "nothing above its upper edge"
    chin = np.s_[y + 80 : y + 110, x - 20 : x + 20]
    assert held[chin].max() < 60 < plain[chin].mean()


def test_whoever_is_nearer_hides_the_others_and_the_counter_hides_whoever_is_behind_it() -> None:
    behind = Figure(Pose(), place_mm=(0.0, 0.0, 900.0))
    before = Figure(Pose(), Features(tone=(0.5, 0.5, 0.5)), (40.0, 0.0, 600.0), before_counter=True)
    scene = Scene(distance_mm=800.0)
    both = picture((before, behind), scene)
    alone = picture((replace(before, before_counter=False),), scene)
    x, y = eyes_px(before, scene).round().astype(int)
    face = np.s_[y - 10 : y + 30, x - 20 : x + 20]
    assert np.array_equal(both[face], alone[face])
    assert not np.array_equal(both[-20:], alone[-20:]), "the counter does not hide a customer"


def said(scene: CounterScene) -> list[tuple[float, str]]:
    return [(float(t_s), state) for t_s, state, _, _, _ in labels(scene)]


def test_labels_are_what_is_looked_at_once_it_is_sure() -> None:
    scene = CounterScene(
        "a", (Somebody(((0.0, CUSTOMER), (1.0, DEVICE)), blinks=((0.4, 0.3),)),), length_s=2.0
    )
    assert said(scene) == [
        *((0.0, "customer"), (0.2, "customer"), (0.4, "customer"), (0.6, "closed")),
        (0.8, "customer"),
        *((1.4, "device"), (1.6, "device"), (1.8, "device")),
    ]
    assert said(replace(scene, attendants=(Somebody(blinks=((0.3, 1.4),)),)))[2:7] == [
        (t_s, "closed") for t_s in (0.4, 0.6, 0.8, 1.0, 1.2)
    ]


def test_lowered_lids_are_a_look_down_and_shut_ones_are_closed() -> None:
    sliver, none, shut = (
        {state for t_s, state in said(BY_NAME[name]) if 5.5 < t_s < 7.2}
        for name in ("lids_with_a_sliver", "lids_without_a_sliver", "long_closure")
    )
    assert (sliver, none, shut) == ({"device"}, {"device"}, {"closed"})


def test_of_several_attendants_the_customer_counts_first() -> None:
    states = dict(said(BY_NAME["two_attendants"]))
    assert states[1.0] == "customer", "the other one looks at the device"
    assert states[2.6] == "device"
    assert states[4.0] == "work", "and the first at the device"
    assert states[6.4] == "customer"


def test_every_scene_has_the_states_it_is_there_for() -> None:
    states = {name: {state for _, state in said(scene)} for name, scene in BY_NAME.items()}
    for name in ("straight", "below", "above", "left", "right"):
        assert {"customer", "device", "work"} <= states[f"camera_{name}"]
    assert states["short_customer"] == {"customer"}
    assert states["turned_away"] == {"customer", "elsewhere"}
    assert {word for each in states.values() for word in each} <= {seen.value for seen in Seen}


def test_true_settings_can_be_loaded(tmp_path: Path) -> None:
    file = tmp_path / "above.toml"
    file.write_text(true_settings(ABOVE), encoding="utf-8")
    counter = load_settings(file, {}).counters[0]
    assert counter.reference_pitch_deg == ABOVE.reference_pitch_deg
    assert [area.means for area in counter.areas] == ["customer", "device", "work", "work"]


SHORT = (
    CounterScene(
        "calibrated",
        (Somebody(((0.0, CUSTOMER), (1.4, DEVICE))),),
        camera=replace(ABOVE, name="short"),
        length_s=2.6,
    ),
    replace(BY_NAME["a_colleague_beside"], calibrated=False, length_s=2.0),
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, list[str]]:
    folder = tmp_path_factory.mktemp("counter")
    done = list(write_counter(folder, SHORT))
    return read_dataset(folder), done


@pytest.fixture(scope="module")
def evaluation(written: tuple[Dataset, list[str]]) -> Evaluation:
    def analyzer(path: Path | None) -> Analyzer:
        settings = load_settings(path, {})
        return Analyzer(settings.counters[0], core_params(settings, settings.counters[0]))

    return evaluate(written[0], measure(written[0], analyzer))


def test_writes_a_folder_with_settings_of_each_clip(written: tuple[Dataset, list[str]]) -> None:
    dataset, done = written
    assert [name for name in done if "refused" not in name] == [scene.name for scene in SHORT]
    beside, calibrated = dataset.clips
    assert (beside.name, calibrated.name) == ("a_colleague_beside.mp4", "calibrated.mp4")
    assert beside.settings is not None
    assert calibrated.settings is not None
    counter = load_settings(calibrated.settings, {}).counters[0]
    assert counter.calibrated
    assert -30.0 < counter.reference_pitch_deg < -8.0
    assert load_settings(beside.settings, {}).counters[0].attendant_place == (0.4, 0.45)
    with (dataset.folder / "clips" / "labels.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["clip"] for row in rows} == {clip.name for clip in dataset.clips}


def test_the_attendant_is_the_one_who_is_measured(evaluation: Evaluation) -> None:
    assert evaluation.clips is not None
    assert evaluation.clips.overall.face_found == 1.0
    assert evaluation.clips.overall.right_face == 1.0


def test_a_calibrated_counter_knows_customers_from_device(evaluation: Evaluation) -> None:
    assert evaluation.clips is not None
    of_clip = {person.person: person.levels for person in evaluation.clips.persons}
    (found,) = of_clip["calibrated.mp4"].values()
    assert found.states[Seen.CUSTOMER].recall == 1.0
    assert found.customer_read_as_device == 0.0
    recall = found.states[Seen.DEVICE].recall
    assert recall is not None
    assert recall >= 0.5
