"""FaceMesh's graph, driven straight, and its landmarks read from the message's own bytes.

MediaPipe's `process` makes a new class for every picture, copies the picture and builds an object
for each of 478 landmarks: a twentieth of what FaceMesh itself costs. Its graphs hand every step to
threads of their own and wake the caller at the end: another twentieth. The numbers are the same.
"""

# ruff: noqa: SLF001 - MediaPipe has no public way to the graph of an open solution.

from __future__ import annotations

import importlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monitor.adapters.face_landmarker.face_mesh import LANDMARK_COUNT
from monitor.ports import Image

_INPUT: Final = "image"
_OUTPUT: Final = "multi_face_landmarks"
_STEP_US: Final = 33333
"""What MediaPipe's own loop lets pass between two pictures; the graph wants growing times."""

_LANDMARK: Final = np.dtype(
    {
        "names": ["x", "y", "z"],
        "formats": ["<f4", "<f4", "<f4"],
        "offsets": [3, 8, 13],
        "itemsize": 17,
    }
)
"""A tag and a length, then three tagged 32-bit floats."""
_TAGS: Final = ((0, 0x0A), (1, 0x0F), (2, 0x0D), (7, 0x15), (12, 0x1D))

Points = NDArray[np.float64]
"""Shape (478, 3), pixels of the picture they were found in."""


def on_calling_thread(solution: Any) -> Any:  # noqa: ANN401 - MediaPipe has no types
    """The class of a solution, with a graph that whoever asks for an answer runs.

    Each step waits for the one before, so threads gain nothing, and a caller that sleeps meanwhile
    finds its caches cold.
    """

    def graph_config(self: Any, *graph: Any, **named: Any) -> Any:  # noqa: ANN401
        config: Any = solution._initialize_graph_interface(self, *graph, **named)
        del config.executor[:]
        config.executor.add().type = "ApplicationThreadExecutor"
        return config

    return type(solution.__name__, (solution,), {"_initialize_graph_interface": graph_config})


class MeshGraph:
    """The graph inside an open `FaceMesh` of MediaPipe 0.10.18 to 0.10.21."""

    def __init__(self, mesh: Any) -> None:  # noqa: ANN401 - MediaPipe has no types
        self._mesh = mesh
        python = "mediapipe.python"
        self._create_image = importlib.import_module(f"{python}.packet_creator").create_image
        bindings = f"{python}._framework_bindings"
        self._srgb = importlib.import_module(f"{bindings}.image_frame").ImageFormat.SRGB
        self._messages = importlib.import_module(
            f"{bindings}._packet_getter"
        )._get_serialized_proto_list

    def faces(self, image: Image) -> list[Points]:
        """Landmarks of each face, in pixels of `image`, which is RGB and C-contiguous."""
        mesh = self._mesh
        shared = image.view()
        # MediaPipe reads a picture that cannot change in place, and copies any other.
        shared.flags.writeable = False
        packet = self._create_image(shared, image_format=self._srgb)
        # The mesh's own clock, so that its `process` may be used between.
        mesh._simulated_timestamp += _STEP_US
        mesh._graph_outputs.clear()
        mesh._graph.add_packet_to_input_stream(
            stream=_INPUT, packet=packet.at(mesh._simulated_timestamp)
        )
        mesh._graph.wait_until_idle()
        found = mesh._graph_outputs.get(_OUTPUT)
        if found is None or found.is_empty():
            return []
        height, width = image.shape[:2]
        return [points_of(message, width, height) for message in self._messages(found)]


def points_of(message: bytes, width_px: int, height_px: int) -> Points:
    """Landmarks in pixels from a `NormalizedLandmarkList`, as MediaPipe writes it."""
    whole = LANDMARK_COUNT * _LANDMARK.itemsize
    if len(message) != whole or any(
        message[at :: _LANDMARK.itemsize] != bytes((tag,)) * LANDMARK_COUNT for at, tag in _TAGS
    ):
        return _points_by_parsing(message, width_px, height_px)
    fractions = np.frombuffer(message, _LANDMARK)
    points = np.empty((LANDMARK_COUNT, 3))
    for column, (axis, size_px) in enumerate((("x", width_px), ("y", height_px), ("z", width_px))):
        np.multiply(fractions[axis], size_px, out=points[:, column], dtype=np.float64)
    return points


def _points_by_parsing(message: bytes, width_px: int, height_px: int) -> Points:
    """The same for a message with other fields or a coordinate left out."""
    module = importlib.import_module("mediapipe.framework.formats.landmark_pb2")
    parsed = module.NormalizedLandmarkList.FromString(message)
    fractions = np.array([(point.x, point.y, point.z) for point in parsed.landmark], np.float64)
    return fractions * np.array([width_px, height_px, width_px], np.float64)
