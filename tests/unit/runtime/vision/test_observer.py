"""What is looked at in a picture, how often, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from monitor.adapters.face_landmarker.face_mesh import FACE_MESH
from monitor.adapters.presence import MediaPipeCustomers
from monitor.perception.attendant import Place, Zone
from monitor.perception.face_model import FaceModel
from monitor.perception.landmarks import FaceLandmarks
from monitor.perception.observation import PerceptionParams
from monitor.perception.quality import Doubt
from monitor.ports import Frame, Image
from monitor.runtime.vision.observer import Models, Observer, ZoneWatch
from monitor.runtime.vision.worker import load_models
from monitor.units import Ns, ns_from_s, rad_from_deg
from tests.mannequin import Pose, Scene, absent, render
from tests.unit.perception.drawn_faces import drawn_face

SCENE = Scene(width_px=960, fov_deg=75.0, distance_mm=800.0)
RIGHT = Zone(left=0.5)


def behind(attendant: bool, customer: bool) -> Image:
    """The attendant on the left, the customers' side on the right."""

    def half(there: bool, aside_mm: float) -> Image:
        scene = Scene(width_px=960, fov_deg=75.0, distance_mm=800.0, offset_x_mm=aside_mm)
        return render(Pose(), scene) if there else absent(scene)

    return np.hstack([half(attendant, -260.0)[:, :480], half(customer, 260.0)[:, 480:]])


BOTH, CUSTOMER, ATTENDANT, EMPTY = (
    behind(attendant, customer)
    for attendant, customer in ((True, True), (False, True), (True, False), (False, False))
)


def frame(t_s: float, image: Image) -> Frame:
    return Frame(ns_from_s(t_s), round(t_s * 10), image)


@pytest.fixture
def models() -> Iterator[Models]:
    loaded = load_models()
    yield loaded
    loaded.close()


@pytest.fixture
def customers() -> Iterator[MediaPipeCustomers]:
    detector = MediaPipeCustomers()
    yield detector
    detector.close()


def observer(models: Models, zone: Zone | None, attendants: int = 1) -> Observer:
    # The place is right in the customers' zone: only the zone keeps them from being taken.
    params = PerceptionParams(place=Place(0.8, 0.5), attendants=attendants, customers=zone)
    return Observer(models, params, rad_from_deg(75.0))


def test_a_customer_in_the_zone_is_never_taken_for_the_attendant(models: Models) -> None:
    watching = observer(models, RIGHT)
    for index in range(30):
        seen = watching.observe(frame(0.1 * index, BOTH))
        assert seen.faces == 1
        assert seen.face is not None
        assert seen.face.head.x_mm < 0


def test_without_a_zone_the_same_customer_is(models: Models) -> None:
    watching = observer(models, None)
    seen = [watching.observe(frame(0.1 * index, BOTH)) for index in range(30)]
    assert seen[-1].faces == 2
    assert seen[-1].face is not None
    assert seen[-1].face.head.x_mm > 0


def test_a_customer_alone_is_no_body_behind_the_counter(models: Models) -> None:
    watching = observer(models, RIGHT)
    seen = [watching.observe(frame(0.1 * index, CUSTOMER)) for index in range(10)]
    assert {(each.face, each.faces, each.person) for each in seen} == {(None, 0, False)}


class FaceInTheZone:
    """A landmarker that finds a customer's face in spite of all, as one half covered may be."""

    @property
    def model(self) -> FaceModel:
        return FACE_MESH

    def detect(self, image: Image, t_ns: Ns | None = None) -> tuple[FaceLandmarks, ...]:
        del image, t_ns
        return (drawn_face(place_mm=(300.0, 0.0, 700.0)),)

    def close(self) -> None:
        """Nothing to release."""


@pytest.mark.parametrize("attendants", [1, 2])
def test_a_face_found_in_the_zone_in_spite_of_all_counts_as_nobody(
    models: Models, attendants: int
) -> None:
    watching = observer(Models(FaceInTheZone(), models.presence), RIGHT, attendants)
    seen = watching.observe(frame(0, EMPTY))
    assert (seen.face, seen.faces, seen.person) == (None, 0, False)


def test_the_picture_itself_is_left_as_it_was(models: Models) -> None:
    before = BOTH.copy()
    observer(models, RIGHT).observe(frame(0, BOTH))
    assert np.array_equal(BOTH, before)


@pytest.mark.parametrize(("fps", "rate"), [(10.0, 2.0), (15.0, 2.0), (30.0, 3.0), (2.0, 2.0)])
def test_the_zone_is_looked_at_so_many_times_a_second(
    customers: MediaPipeCustomers, fps: float, rate: float
) -> None:
    watch = ZoneWatch(customers, RIGHT, rate)
    answers = [watch.watch(frame(index / fps, EMPTY)) for index in range(round(6 * fps))]
    assert sum(each is not None for each in answers) == pytest.approx(6 * rate, abs=1)
    assert all(each is None or each.present is False for each in answers)


def test_pictures_that_come_unevenly_or_start_again_change_nothing_but_the_times(
    customers: MediaPipeCustomers,
) -> None:
    watch = ZoneWatch(customers, RIGHT, 2.0)
    stamps = (0.0, 0.48, 1.02, 1.1, 1.51, 9.0, 9.1, 9.5, 0.0, 0.1, 0.5)
    looked = [t_s for t_s in stamps if watch.watch(frame(t_s, EMPTY)) is not None]
    assert looked == [0.0, 0.48, 1.02, 1.51, 9.0, 9.5, 0.0, 0.5]


def test_only_the_zone_is_looked_at(customers: MediaPipeCustomers) -> None:
    watch = ZoneWatch(customers, RIGHT, 10.0)
    pictures = (ATTENDANT, BOTH, ATTENDANT, CUSTOMER, EMPTY)
    answers = [watch.watch(frame(float(index), each)) for index, each in enumerate(pictures)]
    assert [each and each.present for each in answers] == [False, True, False, True, False]


def test_a_zone_of_less_than_a_pixel_is_a_pixel() -> None:
    assert Zone(0.999, 0.999, 1.0, 1.0).box_px(10, 10) == (9, 9, 10, 10)
    assert Zone(1.0, 1.0, 1.0, 1.0).box_px(10, 10) == (9, 9, 10, 10)
    assert Zone().box_px(640, 480) == (0, 0, 640, 480)


def test_whoever_comes_back_to_an_empty_counter_is_found_by_the_next_picture(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching = observer(models, None)
    looked = list[int | None]()
    detect = models.landmarker.detect

    def counted(image: Image, t_ns: Ns | None = None) -> tuple[FaceLandmarks, ...]:
        looked.append(t_ns)
        return detect(image, t_ns)

    monkeypatch.setattr(models.landmarker, "detect", counted)
    seen = [watching.observe(frame(0.1 * index, EMPTY)) for index in range(31)]
    assert {(each.face, each.person) for each in seen} == {(None, False)}
    assert 15 <= len(looked) <= 20
    back = [watching.observe(frame(0.1 * index, ATTENDANT)) for index in range(31, 35)]
    assert [each.faces for each in back][1:] == [1, 1, 1]


def with_portrait(living: Pose | None) -> Image:
    """A portrait on the left, which never changes, and somebody on the right or nobody."""
    aside = Scene(width_px=960, fov_deg=75.0, distance_mm=800.0, offset_x_mm=260.0)
    right = absent(aside) if living is None else render(living, aside)
    return np.hstack([ATTENDANT[:, :480], right[:, 480:]])


@pytest.mark.parametrize("attendants", [1, 2])
def test_a_portrait_gives_way_to_a_living_face_and_cannot_be_judged(
    models: Models, attendants: int
) -> None:
    # The portrait hangs at the attendant's place, and is alone at first.
    params = PerceptionParams(place=Place(0.2, 0.5), attendants=attendants)
    watching = Observer(models, params, rad_from_deg(75.0))
    poses = [with_portrait(Pose(head_yaw_deg=yaw)) for yaw in (-8.0, 0.0, 8.0, 0.0)]
    pictures = [with_portrait(None)] * 6 + poses * 34
    seen = [watching.observe(frame(0.5 * n, picture)) for n, picture in enumerate(pictures)]
    first, last = seen[100].face, seen[-1].face
    assert first is not None
    assert first.head.x_mm < 0 or attendants == 2, "for a minute nobody can know"
    assert first.quality.doubt is None
    assert last is not None
    assert last.head.x_mm > 0
    assert last.quality.doubt is None
    assert seen[-1].others == ()
    gone = [watching.observe(frame(71.0 + 0.5 * n, with_portrait(None))) for n in range(12)]
    left = gone[-1].face
    assert left is not None
    assert left.head.x_mm < 0
    assert (left.quality.doubt, left.gaze) == (Doubt.LIFELESS, None)
    back = [watching.observe(frame(77.0 + 0.5 * n, poses[n % 4])) for n in range(8)]
    assert back[-1].face is not None
    assert back[-1].face.head.x_mm > 0
