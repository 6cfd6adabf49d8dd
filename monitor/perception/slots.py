"""Who is who from frame to frame, where several attendants serve: told by place, never by looks.

A slot is a number that a person keeps while in view, and for a few seconds more. Nothing about the
person is kept in it but where the face was last seen, and it is free again when the face is gone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.perception.attendant import (
    AttendantParams,
    Place,
    attendant_cost,
    place_of,
)
from monitor.perception.landmarks import FaceLandmarks
from monitor.units import NS_PER_S, Ns, ns_from_s

SLOTS_MAX: Final = 4


@dataclass(frozen=True, slots=True)
class SlotParams:
    """How far a face may move and still be the same person's.

    Attributes:
        keep_s: a slot is freed when its face is gone for longer. No shorter than the time after
            which the fold forgets a person (`drift.DriftParams.away_s`), so that nobody is judged
            by what was learned of somebody else.
        near_faces: reach from one frame to the next, in widths of the face.
        faces_per_s: what the reach grows by while the face is not seen.
    """

    keep_s: float = 3.0
    near_faces: float = 1.0
    faces_per_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot in use: where its face was last seen, and when."""

    number: int
    place: Place
    seen_ns: Ns


@dataclass(frozen=True, slots=True)
class Slots:
    """All slots in use by number, and the number of the main attendant's, in use or not."""

    main: int = 0
    held: tuple[Slot, ...] = ()


def follow(
    slots: Slots,
    faces: Sequence[FaceLandmarks],
    t_ns: Ns,
    count: int,
    place: Place,
    params: SlotParams,
    weights: AttendantParams,
) -> tuple[Slots, Mapping[int, FaceLandmarks]]:
    """Give every face its slot, those nearest the attendant's place first.

    Args:
        slots: what was returned for the frame before.
        faces: all faces found in this one.
        t_ns: its stamp.
        count: how many attendants there are at most, 1 to `SLOTS_MAX`.
        place: the attendant's place.
        params: how far a face may move.
        weights: how newcomers are weighed against one another.

    Returns:
        The slots now, and the face of each slot that is in view. The main attendant stays who it
        is while the slot is in use; then whoever is nearest the place takes over.
    """
    held = tuple(each for each in slots.held if t_ns - each.seen_ns <= ns_from_s(params.keep_s))
    found = _matched(held, faces, t_ns, params)
    taken = {id(face) for face in found.values()}
    newcomers = sorted(
        (face for face in faces if id(face) not in taken),
        key=lambda face: attendant_cost(face, place, None, weights),
    )
    numbers = {each.number for each in held}
    free = [number for number in range(count) if number not in numbers]
    found.update(zip(free, newcomers, strict=False))
    by_number = {each.number: each for each in held}
    for number, face in found.items():
        by_number[number] = Slot(number, place_of(face), t_ns)
    main = slots.main
    if main not in by_number and found:
        main = min(found, key=lambda number: attendant_cost(found[number], place, None, weights))
    in_use = tuple(by_number[number] for number in sorted(by_number))
    return replace(slots, main=main, held=in_use), found


def _matched(
    held: Sequence[Slot], faces: Sequence[FaceLandmarks], t_ns: Ns, params: SlotParams
) -> dict[int, FaceLandmarks]:
    """Faces within reach of a slot, the nearest pair first."""
    pairs: list[tuple[float, int, int]] = []
    for slot in held:
        lost_s = max(t_ns - slot.seen_ns, 0) / NS_PER_S
        reach = params.near_faces + params.faces_per_s * lost_s
        for index, face in enumerate(faces):
            moved = _moved_faces(slot.place, face)
            if moved <= reach:
                pairs.append((moved, slot.number, index))
    matched: dict[int, FaceLandmarks] = {}
    used: set[int] = set()
    for _, number, index in sorted(pairs):
        if number not in matched and index not in used:
            matched[number] = faces[index]
            used.add(index)
    return matched


def _moved_faces(before: Place, face: FaceLandmarks) -> float:
    """How far a face is from a place, in widths of the face."""
    here = place_of(face)
    left, _, right, _ = face.box_px
    away_px = math.hypot((here.x - before.x) * face.width_px, (here.y - before.y) * face.height_px)
    return away_px / max(right - left, 1.0)
