"""FaceMesh driven straight says what its own `process` says, to the last bit."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from monitor.adapters.face_landmarker.mesh_graph import (
    MeshGraph,
    on_calling_thread,
    points_of,
)
from tests.mannequin import Pose, Scene, absent, render

SIGHTS = [
    render(Pose(), Scene()),
    render(Pose(head_yaw_deg=4.0), Scene()),
    absent(Scene()),
    render(Pose(head_pitch_deg=-5.0), Scene()),
]


def face_mesh() -> Any:
    solutions = importlib.import_module("monitor.adapters.face_landmarker.solutions").SOLUTIONS
    return solutions.face_mesh.FaceMesh


@pytest.fixture
def meshes() -> Iterator[tuple[Any, Any]]:
    """One as Mostrador opens it, and one as MediaPipe does."""
    both = tuple(
        each(max_num_faces=1, refine_landmarks=True)
        for each in (on_calling_thread(face_mesh()), face_mesh())
    )
    yield both[0], both[1]
    for mesh in both:
        mesh.close()


def by_attributes(mesh: Any, image: np.ndarray) -> list[np.ndarray]:
    faces = mesh.process(image).multi_face_landmarks or ()
    height, width = image.shape[:2]
    return [
        np.array([(p.x, p.y, p.z) for p in face.landmark]) * [width, height, width]
        for face in faces
    ]


def test_the_graph_gives_what_process_gives(meshes: tuple[Any, Any]) -> None:
    graph = MeshGraph(meshes[0])
    found = [graph.faces(image) for image in SIGHTS]
    expected = [by_attributes(meshes[1], image) for image in SIGHTS]
    assert [len(faces) for faces in found] == [1, 1, 0, 1]
    for faces, others in zip(found, expected, strict=True):
        for face, other in zip(faces, others, strict=True):
            np.testing.assert_array_equal(face, other)


def test_whoever_asks_runs_the_graph(meshes: tuple[Any, Any]) -> None:
    class Told(dict[str, Any]):
        def __setitem__(self, name: str, packet: Any) -> None:
            tellers.append(threading.get_ident())
            super().__setitem__(name, packet)

    tellers = list[int]()
    for mesh in meshes:
        mesh._graph_outputs = Told()
        assert MeshGraph(mesh).faces(SIGHTS[0])
    ours, theirs = tellers[: len(tellers) // 2], tellers[len(tellers) // 2 :]
    here = threading.get_ident()
    assert set(ours) == {here}
    assert here not in theirs, "or MediaPipe has changed, and there is nothing to do any more"


def test_a_picture_may_still_be_changed_after_it_was_looked_at(meshes: tuple[Any, Any]) -> None:
    graph, image = MeshGraph(meshes[0]), SIGHTS[0].copy()
    (before,) = graph.faces(image)
    kept = before.copy()
    image[:] = 0
    assert graph.faces(image) == []
    np.testing.assert_array_equal(before, kept)


def test_a_coordinate_that_is_left_out_is_nought() -> None:
    formats = importlib.import_module("mediapipe.framework.formats.landmark_pb2")
    message = formats.NormalizedLandmarkList()
    for index in range(478):
        point = message.landmark.add()
        point.x = index / 1000.0
        if index != 5:
            point.y, point.z = 0.5, -0.25
    points = points_of(message.SerializeToString(), 200, 100)
    assert points.shape == (478, 3)
    np.testing.assert_allclose(points[7], [1.4, 50.0, -50.0], rtol=1e-6)
    np.testing.assert_allclose(points[5], [1.0, 0.0, 0.0], rtol=1e-6)
