"""The list of counters, on the wire."""

from __future__ import annotations

from pydantic import Field

from api.schemas.numbers import Wire
from api.served import ServedCounter


class Counter(Wire):
    """One counter of the site."""

    counter: str = Field(description="Name in the settings; what `counter=` accepts.")
    name: str = Field(description="Name for people.")
    time_zone: str = Field(description="IANA name of the zone in which its days are counted.")
    calibrated: bool = Field(description="False while angles are relative to the camera.")


def counters(served: tuple[ServedCounter, ...]) -> list[Counter]:
    """The wire form of the list, in the order of the settings."""
    return [
        Counter(
            counter=each.counter,
            name=each.name,
            time_zone=each.time_zone,
            calibrated=each.calibrated,
        )
        for each in served
    ]
