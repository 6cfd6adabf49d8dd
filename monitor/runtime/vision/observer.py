"""From a frame to numbers: the models, rationed by the pictures' time, and the pure perception.

One code path for the live worker and for `analyze`. Frames come in, numbers go out; nothing here
keeps a frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.attention.presence import Seen
from monitor.geometry.camera import Camera, camera_with_field_of_view
from monitor.perception import life
from monitor.perception.attendant import Place, Zone, outside
from monitor.perception.landmarks import FaceLandmarks
from monitor.perception.life import Watched
from monitor.perception.observation import (
    Observation,
    PerceptionParams,
    observe,
    observe_several,
)
from monitor.perception.slots import Slots
from monitor.ports import CustomerDetector, FaceLandmarker, Frame, Image, PersonDetector
from monitor.runtime.vision.vacancy import Vacancy
from monitor.units import NS_PER_S, Ns


@dataclass(frozen=True, slots=True)
class Models:
    """What finds faces and people."""

    landmarker: FaceLandmarker
    presence: PersonDetector

    def close(self) -> None:
        """Release both."""
        self.landmarker.close()
        self.presence.close()


class Observer:
    """Holds what perception needs from frame to frame: the models, and who was last seen where.

    The presence detector is asked only while no face is found; it rations itself by the stamps.
    While nobody is there, faces are not looked for in every picture.
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
        self._vacancy = Vacancy()
        self._watched: tuple[Watched, ...] = ()
        self._faces: tuple[FaceLandmarks, ...] = ()

    @property
    def camera(self) -> Camera | None:
        """That of the last picture, None before the first."""
        return self._camera

    def last_faces(self) -> tuple[FaceLandmarks, ...]:
        """Those of the last picture, the customers' left out."""
        return self._faces

    def observe(self, frame: Frame) -> Observation:
        """Reduce one frame to numbers."""
        height_px, width_px = frame.image.shape[:2]
        camera = self._camera
        if camera is None or (camera.width_px, camera.height_px) != (width_px, height_px):
            camera = camera_with_field_of_view(width_px, height_px, self._field_of_view_rad)
            self._camera = camera
        faces, person = self._look(frame)
        self._faces = faces
        self._vacancy.told(frame.t_ns, somebody=bool(faces) or bool(person))
        model = self._models.landmarker.model
        self._watched, lifeless = life.step(self._watched, faces, frame.t_ns, model.life)
        if self._params.attendants > 1:
            observation, self._slots = observe_several(
                frame.t_ns, faces, person, camera, model, self._params, self._slots, lifeless
            )
            return observation
        # Once the attendant has gone, whoever comes next may stand anywhere.
        previous = None if person is False else self._place
        observation, self._place = observe(
            frame.t_ns, faces, person, camera, model, self._params, previous, lifeless
        )
        return observation

    def _look(self, frame: Frame) -> tuple[tuple[FaceLandmarks, ...], bool | None]:
        """The faces, and whether a body was seen where there are none, but for the customers'.

        Their part of the picture is covered, and a face that reaches out of it is theirs too.
        """
        zone = self._params.customers
        image = _without(zone, frame.image)
        faces: tuple[FaceLandmarks, ...] = ()
        if not self._vacancy.passes_over(frame.t_ns):
            faces = outside(self._models.landmarker.detect(image, frame.t_ns), zone)
        person = None if faces else self._models.presence.detect(image, frame.t_ns)
        return faces, person


class ZoneWatch:
    """Looks for customers in a part of the picture, so many times a second of the pictures' time.

    Every look is answered by itself: what the answers mean over time is for the fold to say.
    """

    def __init__(self, detector: CustomerDetector, zone: Zone, rate_per_s: float) -> None:
        self._detector = detector
        self._zone = zone
        self._pause_ns = round(NS_PER_S / rate_per_s)
        self._due_ns: Ns | None = None

    def watch(self, frame: Frame) -> Seen | None:
        """Whether somebody is there; None while it is not time to look."""
        t_ns, due_ns, pause_ns = frame.t_ns, self._due_ns, self._pause_ns
        # Pictures come when they come: one that is a little early is on time.
        early_ns = None if due_ns is None else t_ns - (due_ns - pause_ns // 4)
        if due_ns is None or early_ns is None or not -pause_ns <= early_ns < pause_ns:
            due_ns = t_ns  # the first look, a late one, or a clip that starts again
        elif early_ns < 0:
            return None
        self._due_ns = Ns(due_ns + pause_ns)
        height_px, width_px = frame.image.shape[:2]
        left, top, right, bottom = self._zone.box_px(width_px, height_px)
        return Seen(t_ns, self._detector.look(frame.image[top:bottom, left:right]))


def _without(zone: Zone | None, image: Image) -> Image:
    """The picture with a part of it blackened: customers there are neither sought nor measured."""
    if zone is None:
        return image
    covered = image.copy()
    left, top, right, bottom = zone.box_px(image.shape[1], image.shape[0])
    covered[top:bottom, left:right] = 0
    return covered
