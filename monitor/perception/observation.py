"""What one frame says: the only thing that leaves a vision worker."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from monitor.geometry.camera import Camera
from monitor.perception.attendant import (
    AttendantParams,
    Place,
    Zone,
    choose_attendant,
    place_of,
)
from monitor.perception.eye_shape import measure_eyes
from monitor.perception.eyelids import Eyelids, estimate_eyelids
from monitor.perception.face_model import FaceModel
from monitor.perception.gaze import Gaze, estimate_gaze
from monitor.perception.head_pose import HeadPose, estimate_head_pose
from monitor.perception.landmarks import FaceLandmarks
from monitor.perception.quality import Doubt, Quality, estimate_quality
from monitor.perception.slots import SlotParams, Slots, follow
from monitor.units import Ns


@dataclass(frozen=True, slots=True)
class FaceReading:
    """The attendant's face in one frame.

    `gaze` is None when it cannot be told (then `quality.judgeable` is False or the lids hide the
    eyes).
    `face_width_px` is the face's width in the full image.
    """

    head: HeadPose
    eyelids: Eyelids
    gaze: Gaze | None
    quality: Quality
    face_width_px: float


@dataclass(frozen=True, slots=True)
class OtherFace:
    """The face of another attendant, and the slot that this person keeps from frame to frame."""

    slot: int
    face: FaceReading


@dataclass(frozen=True, slots=True)
class Observation:
    """One frame, reduced to a few numbers.

    `face` is the attendant's, None when it was not found. `faces` counts all found. `person` says
    whether a body was seen when no face was (None: nobody looked for one). Where several serve,
    `slot` is the main attendant's and `others` are those of the rest who are in view, by slot.
    """

    t_ns: Ns
    face: FaceReading | None
    faces: int
    person: bool | None
    slot: int = 0
    others: tuple[OtherFace, ...] = ()


@dataclass(frozen=True, slots=True)
class PerceptionParams:
    """What perception must know of one counter, whatever the landmark model.

    `place` is the attendant's place in the picture, `attendants` how many serve at most.
    `customers` is the part of the picture where customers stand: it is left out of every frame
    before faces are looked for.
    """

    place: Place = field(default_factory=Place)
    attendants: int = 1
    customers: Zone | None = None
    attendant: AttendantParams = field(default_factory=AttendantParams)
    slots: SlotParams = field(default_factory=SlotParams)


def observe(
    t_ns: Ns,
    faces: Sequence[FaceLandmarks],
    person: bool | None,
    camera: Camera,
    model: FaceModel,
    params: PerceptionParams,
    previous: Place | None = None,
    lifeless: Set[int] = frozenset(),
) -> tuple[Observation, Place | None]:
    """Read the attendant's face among all found in one frame.

    Args:
        t_ns: the frame's stamp.
        faces: all faces found in it, outside the customers' zone.
        person: whether a body was seen, None when nobody looked for one.
        camera: intrinsics of the picture the faces were found in.
        model: of the landmarks.
        params: of the counter.
        previous: the second value returned for the frame before.
        lifeless: indices of faces that never move (`life`): they give way to all others, and cannot
            be judged.

    Returns:
        The observation, and where the attendant is now (unchanged when no face was found).
    """
    candidates = _living(faces, lifeless)
    chosen = choose_attendant(candidates or faces, params.place, previous, params.attendant)
    reading, place = None, previous
    if chosen is not None:
        reading = _read(chosen, camera, model, alive=bool(candidates))
        place = previous if reading is None else place_of(chosen)
    return Observation(t_ns=t_ns, face=reading, faces=len(faces), person=person), place


def observe_several(
    t_ns: Ns,
    faces: Sequence[FaceLandmarks],
    person: bool | None,
    camera: Camera,
    model: FaceModel,
    params: PerceptionParams,
    slots: Slots,
    lifeless: Set[int] = frozenset(),
) -> tuple[Observation, Slots]:
    """Read the faces of up to `params.attendants` among all found in one frame.

    Arguments as for `observe`; `slots` is the second value returned for the frame before.
    """
    candidates = _living(faces, lifeless)
    after, found = follow(
        slots,
        candidates or faces,
        t_ns,
        params.attendants,
        params.place,
        params.slots,
        params.attendant,
    )
    alive = bool(candidates)
    read = {number: _read(found[number], camera, model, alive=alive) for number in sorted(found)}
    others = tuple(
        OtherFace(number, face)
        for number, face in read.items()
        if face is not None and number != after.main
    )
    main = read.get(after.main)
    return Observation(t_ns, main, len(faces), person, after.main, others), after


def _living(faces: Sequence[FaceLandmarks], lifeless: Set[int]) -> tuple[FaceLandmarks, ...]:
    return tuple(face for index, face in enumerate(faces) if index not in lifeless)


def _read(
    landmarks: FaceLandmarks, camera: Camera, model: FaceModel, *, alive: bool
) -> FaceReading | None:
    reading = read_face(landmarks, camera, model)
    if reading is None or alive:
        return reading
    doubted = Quality(score=0.0, judgeable=False, doubt=Doubt.LIFELESS)
    return replace(reading, gaze=None, quality=doubted)


def read_face(landmarks: FaceLandmarks, camera: Camera, model: FaceModel) -> FaceReading | None:
    """Head, lids, gaze and quality of one face; None when the landmarks are no face at all."""
    head = estimate_head_pose(landmarks, camera, model.head_pose)
    if head is None:
        return None
    eyes = measure_eyes(landmarks, head, camera, model.eye_shape)
    eyelids = estimate_eyelids(eyes, model.eyelids)
    left, _, right, _ = landmarks.box_px
    width_px = right - left
    quality = estimate_quality(
        landmarks, width_px, head, eyes, model.quality, irises_hidden=eyelids.low
    )
    gaze = None
    # On a bent head lids this low are lowered: that the eyes behind look far down can be read.
    if quality.judgeable and (not eyelids.low or head.pitch_rad <= model.eyelids.head_bent_rad):
        gaze = estimate_gaze(eyes, head, model.gaze)
    return FaceReading(head, eyelids, gaze, quality, width_px)
