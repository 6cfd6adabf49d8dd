"""What crosses from a vision worker to its parent: small records in a fixed encoding.

Every message is one byte that says what it is, then numbers in a fixed layout (little-endian),
then, for two kinds, a short text in UTF-8. Nothing that arrives can carry code, and whatever does
not fit the layout is a `WorkerError`: a worker that sends it is replaced.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Final

from monitor.attention.presence import Seen
from monitor.errors import FAILURES, LACKS, FailureName, WorkerError
from monitor.perception.eyelids import Eyelids
from monitor.perception.gaze import Gaze
from monitor.perception.head_pose import HeadPose
from monitor.perception.observation import FaceReading, Observation, OtherFace
from monitor.perception.quality import Doubt, Quality
from monitor.perception.slots import SLOTS_MAX
from monitor.ports import RESTRICTIONS, LockStatus, Restriction
from monitor.snapshot.sights import BOXES_MAX, Sights
from monitor.units import Ns

MAX_BYTES: Final = 1024
MAX_TEXT_BYTES: Final = 800

_DOUBTS: Final = tuple(Doubt)
_PERSON: Final = (None, False, True)

_OBSERVED: Final = struct.Struct("<BqHBBBB")
_FACE: Final = struct.Struct("<7d 3dB2d B4d dBB d")
_OPENED: Final = struct.Struct("<BIIQ")
_LOCKED: Final = struct.Struct("<BIB")
_BEAT: Final = struct.Struct("<BqQ")
_SEEN: Final = struct.Struct("<BqB")
_PROBLEM: Final = struct.Struct("<BB")
_FROZEN: Final = struct.Struct("<Bq")
_SIGHTS: Final = struct.Struct("<BqBB")
_BOX: Final = struct.Struct("<4H")
_BOX_SCALE: Final = 0xFFFF

_OBSERVED_TAG, _OPENED_TAG, _LOCKED_TAG, _BEAT_TAG, _PROBLEM_TAG, _ENDED_TAG = range(1, 7)
_SEEN_TAG: Final = 7
_FROZEN_TAG: Final = 8
_UPRIGHT_TAG: Final = 9
_SIGHTS_TAG: Final = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """The source is open; size of its first picture, and how many a clip promises, if it says."""

    width_px: int
    height_px: int
    frame_count: int | None = None


@dataclass(frozen=True, slots=True)
class Locked:
    """What the lock achieved, as tried out inside the worker."""

    status: LockStatus


@dataclass(frozen=True, slots=True)
class Beat:
    """The worker's loop is alive; frames dropped so far."""

    t_ns: Ns
    dropped: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the worker stops: one clean sentence, and the same for programs."""

    text: str
    cause: FailureName = "other"


@dataclass(frozen=True, slots=True)
class Ended:
    """A clip played once is over; `early` where it broke off before its end."""

    early: bool = False


@dataclass(frozen=True, slots=True)
class Frozen:
    """The picture has repeated since then, and does so still: nothing was measured."""

    since_ns: Ns


@dataclass(frozen=True, slots=True)
class Upright:
    """How far the picture must be turned clockwise to stand upright: 0 where it does."""

    turn_deg: int


Message = Observation | Opened | Locked | Beat | Problem | Ended | Seen | Frozen | Upright | Sights


def encode(message: Message) -> bytes:  # noqa: PLR0911 - one for each kind
    """Message to bytes, at most `MAX_BYTES`."""
    match message:
        case Observation():
            return _encode_observation(message)
        case Opened(width_px, height_px, frame_count):
            return _OPENED.pack(_OPENED_TAG, width_px, height_px, frame_count or 0)
        case Locked(status):
            held = sum(1 << RESTRICTIONS.index(name) for name in status.held)
            lack = 0 if status.lack is None else 1 + LACKS.index(status.lack)
            return _LOCKED.pack(_LOCKED_TAG, held, lack) + _text(status.reason or "")
        case Beat(t_ns, dropped):
            return _BEAT.pack(_BEAT_TAG, t_ns, dropped)
        case Problem(text, cause):
            return _PROBLEM.pack(_PROBLEM_TAG, FAILURES.index(cause)) + _text(text)
        case Ended(early):
            return bytes([_ENDED_TAG, early])
        case Seen(t_ns, present):
            return _SEEN.pack(_SEEN_TAG, t_ns, _PERSON.index(present))
        case Frozen(since_ns):
            return _FROZEN.pack(_FROZEN_TAG, since_ns)
        case Upright(turn_deg):
            return bytes([_UPRIGHT_TAG, turn_deg // 90])
        case Sights(t_ns, faces, movement):
            head = _SIGHTS.pack(_SIGHTS_TAG, t_ns, len(faces), len(movement))
            return head + b"".join(
                _BOX.pack(*(round(edge * _BOX_SCALE) for edge in box))
                for box in (*faces, *movement)
            )


def decode(data: bytes) -> Message:
    """Bytes to message. Raises `WorkerError` for anything that `encode` would not have made."""
    if not data or len(data) > MAX_BYTES:
        raise WorkerError(f"the vision worker sent a record of {len(data)} bytes")
    try:
        return _decode(data)
    except (struct.error, UnicodeDecodeError, IndexError, ValueError) as error:
        raise WorkerError(f"the vision worker sent a record without sense ({error})") from None


def _decode(data: bytes) -> Message:  # noqa: PLR0911 - one for each kind
    match data[0]:
        case 1:
            return _decode_observation(data)
        case 2:
            frame_count: int
            _, width_px, height_px, frame_count = _OPENED.unpack(data)
            return Opened(width_px, height_px, frame_count or None)
        case 3:
            return Locked(_decode_lock(data))
        case 4:
            _, t_ns, dropped = _BEAT.unpack(data)
            return Beat(Ns(t_ns), dropped)
        case 5:
            return Problem(data[_PROBLEM.size :].decode("utf-8"), FAILURES[data[1]])
        case 6:
            (early,) = data[1:]
            return Ended((False, True)[early])
        case 7:
            present: int
            _, t_ns, present = _SEEN.unpack(data)
            return Seen(Ns(t_ns), _PERSON[present])
        case 8:
            _, since_ns = _FROZEN.unpack(data)
            return Frozen(Ns(since_ns))
        case 9:
            (quarters,) = data[1:]
            return Upright((0, 90, 180, 270)[quarters])
        case 10:
            return _decode_sights(data)
        case tag:
            raise WorkerError(f"the vision worker sent a record of unknown kind {tag}")


def _decode_lock(data: bytes) -> LockStatus:
    bits: int
    lack: int
    _, bits, lack = _LOCKED.unpack(data[: _LOCKED.size])
    if bits >> len(RESTRICTIONS):
        raise WorkerError("the vision worker sent a restriction that nobody knows")
    held = tuple[Restriction, ...](name for at, name in enumerate(RESTRICTIONS) if bits >> at & 1)
    reason = data[_LOCKED.size :].decode("utf-8") or None
    return LockStatus(held, reason, LACKS[lack - 1] if lack else None)


def _decode_sights(data: bytes) -> Sights:
    faces: int
    _, t_ns, faces, movement = _SIGHTS.unpack(data[: _SIGHTS.size])
    rest = data[_SIGHTS.size :]
    if max(faces, movement) > BOXES_MAX or len(rest) != (faces + movement) * _BOX.size:
        raise WorkerError("the vision worker sent another number of boxes than it said")
    boxes = tuple(
        (left / _BOX_SCALE, top / _BOX_SCALE, right / _BOX_SCALE, bottom / _BOX_SCALE)
        for left, top, right, bottom in _BOX.iter_unpack(rest)
    )
    if any(box[0] > box[2] or box[1] > box[3] for box in boxes):
        raise WorkerError("the vision worker sent a box that cannot be")
    return Sights(Ns(t_ns), boxes[:faces], boxes[faces:])


def _text(text: str) -> bytes:
    return text.encode("utf-8")[:MAX_TEXT_BYTES].decode("utf-8", "ignore").encode("utf-8")


def _encode_observation(observation: Observation) -> bytes:
    face = observation.face
    head = _OBSERVED.pack(
        _OBSERVED_TAG,
        observation.t_ns,
        min(observation.faces, 0xFFFF),
        face is not None,
        _PERSON.index(observation.person),
        observation.slot,
        len(observation.others),
    )
    parts = [head] if face is None else [head, _encode_face(face)]
    parts += [bytes([other.slot]) + _encode_face(other.face) for other in observation.others]
    return b"".join(parts)


def _encode_face(face: FaceReading) -> bytes:
    pose, lids, gaze, quality = face.head, face.eyelids, face.gaze, face.quality
    angles = (
        (0.0,) * 4
        if gaze is None
        else (gaze.yaw_rad, gaze.pitch_rad, gaze.sigma_yaw_rad, gaze.sigma_pitch_rad)
    )
    return _FACE.pack(
        *(pose.yaw_rad, pose.pitch_rad, pose.roll_rad),
        *(pose.x_mm, pose.y_mm, pose.z_mm, pose.misfit_mm),
        *(lids.left, lids.right, lids.openness, lids.low, lids.lowered, lids.followed),
        *(gaze is not None, *angles),
        *(quality.score, quality.judgeable),
        0 if quality.doubt is None else 1 + _DOUBTS.index(quality.doubt),
        face.face_width_px,
    )


def _decode_observation(data: bytes) -> Observation:
    person: int
    _, t_ns, faces, has_face, person, slot, count = _OBSERVED.unpack(data[: _OBSERVED.size])
    rest = data[_OBSERVED.size :]
    face: FaceReading | None = None
    if has_face:
        face, rest = _decode_face(rest[: _FACE.size]), rest[_FACE.size :]
    if len(rest) != count * (1 + _FACE.size):
        raise WorkerError("the vision worker sent a face where it said there was none")
    others = tuple(
        OtherFace(rest[at], _decode_face(rest[at + 1 : at + 1 + _FACE.size]))
        for at in range(0, len(rest), 1 + _FACE.size)
    )
    slots = [other.slot for other in others]
    if sorted({*slots, slot}) != sorted([*slots, slot]) or max([*slots, slot]) >= SLOTS_MAX:
        raise WorkerError("the vision worker sent a slot that cannot be")
    return Observation(Ns(t_ns), face, faces, _PERSON[person], slot, others)


def _decode_face(data: bytes) -> FaceReading:
    values: tuple[float, ...] = _FACE.unpack(data)
    if not all(math.isfinite(value) for value in values):
        raise WorkerError("the vision worker sent a number that is not finite")
    return FaceReading(
        head=HeadPose(*values[0:7]),
        eyelids=Eyelids(values[7], values[8], values[9], bool(values[10]), *values[11:13]),
        gaze=Gaze(*values[14:18]) if values[13] else None,
        quality=Quality(
            values[18], bool(values[19]), _DOUBTS[int(values[20]) - 1] if values[20] else None
        ),
        face_width_px=values[21],
    )
