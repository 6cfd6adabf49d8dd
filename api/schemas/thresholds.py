"""The thresholds in force, on the wire: no text of the pages repeats one."""

from __future__ import annotations

from pydantic import Field

from api.schemas.numbers import Wire
from monitor.pipeline import CoreParams


class Thresholds(Wire):
    """What decides, as it is in force. Their meaning stands beside each."""

    glance_opens_after_s: float = Field(
        description="Gaze kept in one area for so long is a glance."
    )
    excursion_bridged_s: float = Field(
        description="An excursion up to this long neither ends nor restarts a glance."
    )
    blink_s: float = Field(description="Lids shut up to this long are a blink and change nothing.")
    gap_after_s: float = Field(description="A longer hole between samples is a gap.")
    first_look_s: float = Field(description="A look at the customer this long is a first look.")
    long_look_away_s: float = Field(description="A look at the device this long is long.")
    prolonged_look_away_s: float = Field(description="And this long, prolonged.")
    split_device_s: float = Field(description="So much of the device ...")
    split_window_s: float = Field(description="... within so long is split attention.")
    regard_s: float = Field(description="A look at the customer this long ends it.")
    check_back_s: float = Field(
        description="Looking at device or work for longer is checked by a look at the customer."
    )
    customer_comes_after_s: float = Field(description="Seen for so long, somebody has come.")
    customer_goes_after_s: float = Field(description="Not seen for so long, they have gone.")


def thresholds(params: CoreParams) -> Thresholds:
    """The wire form of what is in force."""
    settle, encounters = params.settle, params.encounters
    return Thresholds(
        glance_opens_after_s=settle.confirm_s,
        excursion_bridged_s=settle.bridge_s,
        blink_s=settle.blink_s,
        gap_after_s=settle.sample_worth_s,
        first_look_s=encounters.first_look_s,
        long_look_away_s=encounters.long_s,
        prolonged_look_away_s=encounters.prolonged_s,
        split_device_s=encounters.split_s,
        split_window_s=encounters.split_window_s,
        regard_s=encounters.regard_s,
        check_back_s=encounters.check_s,
        customer_comes_after_s=params.presence.arrive_s,
        customer_goes_after_s=params.presence.leave_s,
    )
