"""From a frame to an observation: the landmarker, the presence detector and the pure perception.

One code path for the live worker and for `analyze`. Frames come in, numbers go out; nothing here
keeps a frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.adapters.face_landmarker import LandmarkerParams, MediaPipeFaceLandmarker
from monitor.adapters.presence import MediaPipePresence
from monitor.geometry.camera import Camera, camera_with_field_of_view
from monitor.perception.attendant import Place
from monitor.perception.observation import (
    Observation,
    PerceptionParams,
    observe,
    observe_several,
)
from monitor.perception.slots import Slots
from monitor.ports import FaceLandmarker, Frame, PersonDetector


@dataclass(frozen=True, slots=True)
class Models:
    """What finds faces and people."""

    landmarker: FaceLandmarker
    presence: PersonDetector

    def close(self) -> None:
        """Release both."""
        self.landmarker.close()
        self.presence.close()


def load_models(attendants: int = 1, *, still: bool = False) -> Models:
    """Load the bundled models. Raises `ModelError`. With `still` no picture influences the next.

    One face more than there are attendants is followed, so that a stranger takes nobody's.
    """
    faces_max = max(LandmarkerParams().faces_max, attendants + 1)
    landmarker = MediaPipeFaceLandmarker(still=still, params=LandmarkerParams(faces_max=faces_max))
    return Models(landmarker, MediaPipePresence())


class Observer:
    """Holds what perception needs from frame to frame: the models, and who was last seen where.

    The presence detector is asked only while no face is found; it rations itself by the stamps.
    """

    def __init__(
        self,
        models: Models,
        params: PerceptionParams,
        field_of_view_rad: float,
    ) -> None:
        self._models = models
        self._params = params
        self._field_of_view_rad = field_of_view_rad
        self._camera: Camera | None = None
        self._place: Place | None = None
        self._slots = Slots()

    def observe(self, frame: Frame) -> Observation:
        """Reduce one frame to numbers."""
        height_px, width_px = frame.image.shape[:2]
        camera = self._camera
        if camera is None or (camera.width_px, camera.height_px) != (width_px, height_px):
            camera = camera_with_field_of_view(width_px, height_px, self._field_of_view_rad)
            self._camera = camera
        faces = self._models.landmarker.detect(frame.image, frame.t_ns)
        person = None if faces else self._models.presence.detect(frame.image, frame.t_ns)
        if self._params.attendants > 1:
            observation, self._slots = observe_several(
                frame.t_ns, faces, person, camera, self._params, self._slots
            )
            return observation
        # Once the attendant has gone, whoever comes next may stand anywhere.
        previous = None if person is False else self._place
        observation, self._place = observe(
            frame.t_ns, faces, person, camera, self._params, previous
        )
        return observation
