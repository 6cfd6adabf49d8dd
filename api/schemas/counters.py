"""The list of counters, on the wire."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import Field

from api.schemas.numbers import Wire
from api.schemas.thresholds import Thresholds, thresholds
from monitor.pipeline import CoreParams
from monitor.runtime.counter.live_counter import CounterInfo
from monitor.units import CounterId


class Counter(Wire):
    """One counter of the site."""

    counter: str = Field(description="Name in the settings; what `counter=` accepts.")
    name: str = Field(description="Name for people.")
    time_zone: str = Field(description="IANA name of the zone in which its days are counted.")
    calibrated: bool = Field(description="False while angles are relative to the camera.")
    thresholds: Thresholds = Field(description="What decides there, as it is in force.")


def counters(
    served: Sequence[CounterInfo], params_of: Callable[[CounterId], CoreParams]
) -> list[Counter]:
    """The wire form of the list, in the order of the settings."""
    return [
        Counter(
            counter=each.counter,
            name=each.name,
            time_zone=each.time_zone,
            calibrated=each.calibrated,
            thresholds=thresholds(params_of(each.counter)),
        )
        for each in served
    ]
