"""Scripted looks at places, in degrees."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.attention.place_reading import CalibrationPlace, PlaceReading, read_place
from monitor.perception.observation import Observation
from monitor.units import rad_from_deg
from tests.unit.attention.faces import seen

RATE = 10.0


def looking(
    at_deg: tuple[float, float],
    seconds: float = 5.0,
    *,
    start_s: float = 0.0,
    wander_deg: float = 1.0,
    head_deg: tuple[float, float] = (0.0, 0.0),
    seed: int = 1,
    rate: float = RATE,
) -> list[Observation]:
    """Somebody who looks at one place with normally distributed error."""
    chance = random.Random(seed)
    samples: list[Observation] = []
    for index in range(round(seconds * rate)):
        observation = seen(
            start_s + index / rate,
            at_deg[0] + chance.gauss(0.0, wander_deg),
            at_deg[1] + chance.gauss(0.0, wander_deg),
            head_deg[1] + chance.gauss(0.0, wander_deg / 2),
        )
        samples.append(turned(observation, head_deg[0] + chance.gauss(0.0, wander_deg / 2)))
    return samples


def turned(observation: Observation, head_yaw_deg: float) -> Observation:
    """The same with the head turned."""
    face = observation.face
    assert face is not None
    head = replace(face.head, yaw_rad=rad_from_deg(head_yaw_deg))
    return replace(observation, face=replace(face, head=head))


def mixed(
    base: Sequence[Observation], other: Sequence[Observation], which: Iterator[int] | Sequence[int]
) -> list[Observation]:
    """`base` with some samples replaced by those of `other`, which has as many."""
    chosen = set(which)
    return [other[i] if i in chosen else each for i, each in enumerate(base)]


def reading(
    place: CalibrationPlace, yaw_deg: float, pitch_deg: float, wander_deg: float = 1.0
) -> PlaceReading:
    """A place read from five seconds of steady looking."""
    return read_place(place, looking((yaw_deg, pitch_deg), wander_deg=wander_deg))


def exactly(
    place: CalibrationPlace,
    yaw_deg: float,
    pitch_deg: float,
    spread_deg: float = 1.0,
    head_deg: tuple[float, float] = (0.0, 0.0),
) -> PlaceReading:
    """A place read to the very degree."""
    spread = rad_from_deg(spread_deg)
    return PlaceReading(
        place,
        rad_from_deg(yaw_deg),
        rad_from_deg(pitch_deg),
        spread,
        spread,
        rad_from_deg(head_deg[0]),
        rad_from_deg(head_deg[1]),
        1.0,
        5.0,
        5.0,
        50,
        50,
    )
